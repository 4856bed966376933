use std::collections::BTreeSet;

use super::pricing::State;
use super::{Column, Course, PlacedShift, Pricer};

/// Every line of a class worth at least `least` under the given slot values, or none when there are more than `most`.
///
/// With duals of the linear program as values and `least` set by the incumbent, the integer optimum uses these lines
/// only, so a restricted master over them is exact (Baldacci, Christofides, Mingozzi 2008, for set partitioning). The
/// tables of the pricing bound every partial line.
pub fn lines_within(
    pricer: &mut Pricer,
    course: &Course,
    class: usize,
    value: &[f64],
    least: f64,
    most: usize,
) -> Option<Vec<Column>> {
    pricer.evaluate(course, value);
    let mut walk = Walk {
        pricer,
        course,
        class,
        least,
        most,
        slots: value.len(),
        found: Vec::new(),
        covers: BTreeSet::new(),
        visits: 0,
    };
    walk.from(0, course.initial_state(), 0.0, 0.0, &mut Vec::new())?;
    Some(walk.found)
}

struct Walk<'a> {
    pricer: &'a Pricer,
    course: &'a Course,
    class: usize,
    least: f64,
    most: usize,
    slots: usize,
    found: Vec<Column>,
    covers: BTreeSet<(Vec<usize>, u64)>,
    visits: usize,
}

impl Walk<'_> {
    fn from(
        &mut self,
        day: usize,
        state: State,
        worth: f64,
        cost: f64,
        shifts: &mut Vec<PlacedShift>,
    ) -> Option<()> {
        self.visits += 1;
        if self.visits > 50 * self.most {
            return None;
        }
        let Some(decision) = self.course.days.get(day) else {
            let column = Column::new(self.class, self.course, shifts.clone(), cost, self.slots);
            // Lines that cover the same slots at the same price are one column to the master.
            if self.covers.insert((column.cover.clone(), cost.to_bits())) {
                self.found.push(column);
            }
            return (self.found.len() <= self.most).then_some(());
        };
        let (off, price) = self.course.after_day_off(day, state);
        if worth - price + self.pricer.rest(self.course, day, off) >= self.least {
            self.from(day + 1, off, worth - price, cost + price, shifts)?;
        }
        for (option, &best) in self.pricer.option_value[day].iter().enumerate() {
            let bundle = decision.bundles[decision.bundle_of[option]];
            let Some((after, price)) = self.course.after_shift(day, state, bundle) else {
                continue;
            };
            let rest = self.pricer.rest(self.course, day, after) - price;
            if worth + best + rest < self.least {
                continue;
            }
            for (starts, value) in self.placements(day, option, self.least - worth - rest)? {
                shifts.push(PlacedShift {
                    day,
                    option,
                    starts,
                });
                let own = price + decision.option_cost[option];
                self.from(day + 1, after, worth + value - price, cost + own, shifts)?;
                shifts.pop();
            }
        }
        Some(())
    }

    /// Break placements of an option worth at least `least`, unmet wishes taken off; none when there are too many.
    fn placements(
        &mut self,
        day: usize,
        option: usize,
        least: f64,
    ) -> Option<Vec<(Vec<usize>, f64)>> {
        let chosen = self.course.days[day].options[option];
        let pattern = &self.course.patterns[chosen.pattern];
        let prefix = &self.pricer.prefix;
        let wishes = self.course.days[day].option_cost[option];
        let whole = prefix[chosen.end()] - prefix[chosen.start] - wishes;
        let mut partial: Vec<(Vec<usize>, f64)> = vec![(Vec::new(), whole)];
        for (index, activity) in pattern.activities.iter().enumerate() {
            let mut longer = Vec::new();
            for (starts, value) in &partial {
                let free = match (starts.last(), index.checked_sub(1)) {
                    (Some(start), Some(previous)) => {
                        start + pattern.activities[previous].slots + activity.distance
                    }
                    _ => 0,
                };
                for start in activity.starts(chosen.slots).into_iter().flatten() {
                    if start < free {
                        continue;
                    }
                    let from = chosen.start + start;
                    let mut starts = starts.clone();
                    starts.push(start);
                    longer.push((
                        starts,
                        value - (prefix[from + activity.slots] - prefix[from]),
                    ));
                }
            }
            self.visits += longer.len();
            if self.visits > 50 * self.most {
                return None;
            }
            partial = longer;
        }
        partial.retain(|(_, value)| *value >= least);
        Some(partial)
    }
}
