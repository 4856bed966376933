use super::{Column, Course, PlacedShift};
use crate::problem::Slot;
use crate::shifts::BreakPlacer;

/// The best line for given slot values.
#[derive(Clone, Debug)]
pub struct Priced {
    /// The line.
    pub column: Column,
    /// Sum of the values of its slots on queue less its own cost.
    pub worth: f64,
}

/// Exact pricing by dynamic programming from the last day to the first; keeps its tables between calls.
#[derive(Clone, Debug, Default)]
pub struct Pricer {
    /// Worth of the rest of the horizon, per day and state.
    pub(super) to_go: Vec<Vec<f64>>,
    /// Value of every option with its best breaks, less the wishes it leaves unmet, per day.
    pub(super) option_value: Vec<Vec<f64>>,
    /// Best value and option of every bundle, per day.
    pub(super) bundle_best: Vec<Vec<(f64, usize)>>,
    /// Value of all slots before a slot.
    pub(super) prefix: Vec<f64>,
    pub(super) placer: BreakPlacer,
}

/// Days worked in the horizon, days in a row, days in the week, paid units in the week, readiness class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State {
    pub total: usize,
    pub row: usize,
    pub days: usize,
    pub paid: usize,
    pub class: usize,
}

impl Course {
    pub(super) fn state_index(&self, state: State, classes: usize) -> usize {
        let [_, rows, days, paid] = self.sizes;
        (((state.total * rows + state.row) * days + state.days) * paid + state.paid) * classes
            + state.class
    }

    pub(super) fn initial_state(&self) -> State {
        State {
            total: 0,
            row: self.initial.0,
            days: 0,
            paid: 0,
            class: self.initial.1,
        }
    }

    /// The state and price after a bundle is worked on `day`, none when a rule forbids it.
    pub(super) fn after_shift(
        &self,
        day: usize,
        state: State,
        bundle: (usize, usize, usize),
    ) -> Option<(State, f64)> {
        let (start, units, ready) = bundle;
        let step = |value: usize, size: usize| match size {
            // A dimension of size 1 stands for a rule that cannot bind; a maximum of 0 left no options.
            1 => Some(0),
            _ if value + 1 < size => Some(value + 1),
            _ => None,
        };
        if start < state.class {
            return None;
        }
        let paid = state.paid + units;
        if self.sizes[3] > 1 && paid > self.most_paid[self.days[day].week] {
            return None;
        }
        let next = State {
            total: step(state.total, self.sizes[0])?,
            row: step(state.row, self.sizes[1])?,
            days: step(state.days, self.sizes[2])?,
            paid: if self.sizes[3] > 1 { paid } else { 0 },
            class: ready,
        };
        Some(self.after_day(day, next))
    }

    /// The state and price after a day off.
    pub(super) fn after_day_off(&self, day: usize, state: State) -> (State, f64) {
        let off = &self.days[day];
        let (next, price) = self.after_day(
            day,
            State {
                row: 0,
                class: off.off_class[state.class],
                ..state
            },
        );
        (next, price + off.off_cost)
    }

    fn after_day(&self, day: usize, state: State) -> (State, f64) {
        if self.days[day].ends_week {
            let price = self.week_price[self.days[day].week][state.days][state.paid];
            (
                State {
                    days: 0,
                    paid: 0,
                    ..state
                },
                price,
            )
        } else {
            (state, 0.0)
        }
    }
}

impl Pricer {
    /// The best line of a class, where `value[slot]` is the worth of one head on queue; none when the hard rules leave
    /// no line at all. Ties go to days off, then to the earliest option, so that runs repeat.
    pub fn best(&mut self, course: &Course, class: usize, value: &[f64]) -> Option<Priced> {
        self.evaluate(course, value);
        let initial = course.initial_state();
        let classes = course.days.first().map_or(1, |day| day.classes);
        let worth = self.to_go.first()?[course.state_index(initial, classes)];
        if worth == f64::NEG_INFINITY {
            return None;
        }
        let (mut state, mut cost, mut shifts) = (initial, 0.0, Vec::new());
        for (day, decision) in course.days.iter().enumerate() {
            let (off, off_price) = course.after_day_off(day, state);
            let mut best = (
                self.rest(course, day, off) - off_price,
                None,
                off,
                off_price,
            );
            for (rank, &bundle) in decision.bundles.iter().enumerate() {
                let (gain, option) = self.bundle_best[day][rank];
                if let Some((next, price)) = course.after_shift(day, state, bundle) {
                    let total = gain + self.rest(course, day, next) - price;
                    if total > best.0 {
                        best = (total, Some(option), next, price);
                    }
                }
            }
            if let Some(option) = best.1 {
                cost += decision.option_cost[option];
                let chosen = decision.options[option];
                let pattern = &course.patterns[chosen.pattern];
                self.placer
                    .least_loss(pattern, chosen.start, chosen.slots, &self.prefix)?;
                shifts.push(PlacedShift {
                    day,
                    option,
                    starts: self.placer.starts(pattern),
                });
            }
            state = best.2;
            cost += best.3;
        }
        Some(Priced {
            column: Column::new(class, course, shifts, cost, value.len()),
            worth,
        })
    }

    pub(super) fn rest(&self, course: &Course, day: usize, state: State) -> f64 {
        let classes = course.days.get(day + 1).map_or(1, |next| next.classes);
        self.to_go[day + 1][course.state_index(state, classes)]
    }

    /// Fills the tables for the given values.
    pub(super) fn evaluate(&mut self, course: &Course, value: &[f64]) {
        self.sum_values(value, course.reach);
        let count = course.days.len();
        self.to_go.resize(count + 1, Vec::new());
        self.option_value.resize(count, Vec::new());
        self.bundle_best.resize(count, Vec::new());
        let [totals, rows, week_days, paid_units] = course.sizes;
        let block = totals * rows * week_days * paid_units;
        self.to_go[count].clear();
        self.to_go[count].resize(block, 0.0);
        for day in (0..count).rev() {
            self.value_options(course, day);
            let decision = &course.days[day];
            let next_classes = course.days.get(day + 1).map_or(1, |next| next.classes);
            let (head, tail) = self.to_go.split_at_mut(day + 1);
            let (table, next) = (&mut head[day], &tail[0]);
            table.clear();
            table.resize(block * decision.classes, f64::NEG_INFINITY);
            let mut by_start = vec![f64::NEG_INFINITY; decision.classes];
            let most_units = decision.position
                * course
                    .days
                    .iter()
                    .flat_map(|d| &d.bundles)
                    .map(|b| b.1)
                    .max()
                    .unwrap_or(0);
            for total in 0..totals.min(day + 1) {
                for row in 0..rows {
                    for days in 0..week_days.min(decision.position + 1) {
                        for paid in 0..paid_units.min(most_units + 1) {
                            let state = State {
                                total,
                                row,
                                days,
                                paid,
                                class: 0,
                            };
                            by_start.fill(f64::NEG_INFINITY);
                            for (&bundle, &(gain, _)) in
                                decision.bundles.iter().zip(&self.bundle_best[day])
                            {
                                if let Some((after, price)) = course.after_shift(day, state, bundle)
                                {
                                    let worth = gain - price
                                        + next[course.state_index(after, next_classes)];
                                    if worth > by_start[bundle.0] {
                                        by_start[bundle.0] = worth;
                                    }
                                }
                            }
                            let mut later = f64::NEG_INFINITY;
                            let base = course.state_index(state, decision.classes);
                            for class in (0..decision.classes).rev() {
                                later = later.max(by_start[class]);
                                let (after, price) =
                                    course.after_day_off(day, State { class, ..state });
                                let off = next[course.state_index(after, next_classes)] - price;
                                table[base + class] = later.max(off);
                            }
                        }
                    }
                }
            }
        }
    }

    fn sum_values(&mut self, value: &[f64], reach: Slot) {
        self.prefix.clear();
        self.prefix.push(0.0);
        let mut sum = 0.0;
        for slot in 0..value.len().max(reach) {
            sum += value.get(slot).copied().unwrap_or(0.0);
            self.prefix.push(sum);
        }
    }

    fn value_options(&mut self, course: &Course, day: usize) {
        let decision = &course.days[day];
        let values = &mut self.option_value[day];
        values.clear();
        let bundles = &mut self.bundle_best[day];
        bundles.clear();
        bundles.resize(decision.bundles.len(), (f64::NEG_INFINITY, 0));
        for (rank, option) in decision.options.iter().enumerate() {
            let pattern = &course.patterns[option.pattern];
            let loss = self
                .placer
                .least_loss(pattern, option.start, option.slots, &self.prefix);
            let value = loss.map_or(f64::NEG_INFINITY, |loss| {
                let whole = self.prefix[option.end()] - self.prefix[option.start];
                whole - loss - decision.option_cost[rank]
            });
            values.push(value);
            let best = &mut bundles[decision.bundle_of[rank]];
            if value > best.0 {
                *best = (value, rank);
            }
        }
    }
}
