//! What every shift of a window is worth by itself: the queue, its breaks, the rows it counts in and its wishes.

use std::ops::Range;

use super::counted_breaks::Losses;
use super::order::{Order, Values};
use super::pricing::Pricer;

impl Pricer {
    /// The gain of every bundle of the window, and the option that has it.
    pub(super) fn gains(&mut self, order: &Order<'_>, window: &Range<usize>, values: &Values) {
        let book = order.book;
        if order.on_queue {
            let reach = book.days[window.clone()]
                .iter()
                .flat_map(|day| &day.options)
                .map(|option| option.end())
                .max()
                .unwrap_or(0);
            self.prefix.clear();
            self.prefix.push(0.0);
            let mut sum = 0.0;
            for slot in 0..values.slots.len().max(reach) {
                sum += values.slots.get(slot).copied().unwrap_or(0.0);
                self.prefix.push(sum);
            }
            let sets = &order.personal.breaks.sets;
            self.break_prefix
                .resize(sets.len().max(self.break_prefix.len()), Vec::new());
            for (prefix, set) in self.break_prefix.iter_mut().zip(sets) {
                // On a counted break the queue loses the agent, and the limit has one more.
                prefix.clear();
                let mut taken = 0.0;
                for (slot, before) in self.prefix.iter().enumerate() {
                    prefix.push(before - taken);
                    let of_limit = |&limit: &usize| values.breaks[limit].get(slot).copied();
                    taken += set.iter().filter_map(of_limit).sum::<f64>();
                }
            }
        }
        self.option_value
            .resize(window.len().max(self.option_value.len()), Vec::new());
        self.gains
            .resize(window.len().max(self.gains.len()), Vec::new());
        self.off_value.clear();
        for (offset, day) in window.clone().enumerate() {
            let off = order.rows.off(day).iter().map(|&row| values.shifts[row]);
            self.off_value
                .push(-order.personal.off_cost[day] + off.sum::<f64>());
            let today = &book.days[day];
            let option_value = &mut self.option_value[offset];
            option_value.clear();
            for (option, &cost) in today.options.iter().zip(&order.personal.option_cost[day]) {
                if cost == f64::INFINITY {
                    option_value.push(f64::NEG_INFINITY);
                    continue;
                }
                let mut value = -cost;
                for &row in order.rows.worked(option.template, day) {
                    value += values.shifts[row];
                }
                if order.on_queue {
                    let pattern = &book.patterns[option.pattern];
                    let losses = Losses {
                        prefix: &self.prefix,
                        of_sets: &self.break_prefix,
                        sets: order.personal.breaks.of_pattern(option.pattern),
                    };
                    let add = |before, activity, from, to| losses.add(before, activity, from, to);
                    let loss = self.placer.least(pattern, option.start, option.slots, add);
                    let all = self.prefix[option.end()] - self.prefix[option.start];
                    let rank = option_value.len();
                    value += match (loss, order.personal.kept(day, rank)) {
                        (Some(loss), Some(kept)) => {
                            let stay = kept.loss(pattern, option.start, losses);
                            all - stay.min(loss + kept.move_price)
                        }
                        (Some(loss), None) => all - loss,
                        (None, _) => f64::NEG_INFINITY,
                    };
                }
                option_value.push(value);
            }
            let gains = &mut self.gains[offset];
            gains.clear();
            gains.resize(today.bundles.len(), (f64::NEG_INFINITY, 0));
            for (rank, (&bundle, &value)) in
                today.bundle_of.iter().zip(option_value.iter()).enumerate()
            {
                let best = &mut gains[bundle as usize];
                if value > best.0 {
                    *best = (value, rank);
                }
            }
        }
    }
}
