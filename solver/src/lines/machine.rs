use super::book::Book;
use super::days::Bundle;
use super::state::{Edge, State};

/// Steps of the rules from one day to the next.
///
/// Every rule of [`crate::problem::PlanRules`] and of the plan is kept here or at the end of the line: a step that a hard
/// rule forbids does not exist, one that a soft rule dislikes has a price.
impl Book {
    /// The state before the first day.
    pub fn initial(
        &self,
        before: &crate::problem::WorkedBefore,
        ready: u32,
        succession: u32,
    ) -> Edge {
        let first_is_sunday = self.days.first().is_some_and(|day| day.sunday);
        let whole = |days: u32| i32::try_from(days).unwrap_or(i32::MAX);
        let run = match (before.consecutive_days, before.consecutive_days_off) {
            (0, off) => -whole(off).min(self.off_cap),
            (worked, _) => whole(worked).min(self.row_cap()),
        };
        let worked = run > 0;
        Edge {
            run,
            open: run == 0,
            ready,
            succession: if worked { succession } else { 0 },
            start_minutes: match (worked, before.last_start_minutes, self.start_consistency) {
                (true, Some(minutes), Some(_)) => minutes,
                _ => UNKNOWN_START,
            },
            weekends_in_row: self.weekends_in_row.map_or(0, |limit| {
                // A weekend that began before the horizon and was worked goes on.
                (before.consecutive_worked_weekends + u32::from(first_is_sunday && worked))
                    .min(limit.value + 1)
            }),
            week_days: 0,
            week_paid: 0,
        }
    }

    /// Runs from before the horizon may be longer than the rules allow; the next day then is off.
    fn row_cap(&self) -> i32 {
        self.work_cap
            .max(i32::try_from(self.most_in_row).unwrap_or(i32::MAX))
    }

    /// The state after a shift and its price, none when a hard rule forbids it. `watched` are the positions of the
    /// counted templates that the tally keeps.
    pub fn work(
        &self,
        day: usize,
        state: &State,
        bundle: &Bundle,
        watched: &[usize],
    ) -> Option<(State, f64)> {
        let (edge, today) = (&state.edge, &self.days[day]);
        if bundle.start_class < edge.ready {
            return None;
        }
        let mut price = 0.0;
        if edge.worked() {
            if self.forbidden[edge.succession as usize][bundle.follower as usize] {
                return None;
            }
            if let Some(limit) = self
                .start_consistency
                .filter(|_| edge.start_minutes != UNKNOWN_START)
            {
                price += limit.price_above(edge.start_minutes.abs_diff(bundle.start_minutes));
            }
        } else if let Some(limit) = self.least_off.filter(|_| !edge.open && edge.run < 0) {
            price += limit.price_below(edge.run.unsigned_abs());
        }
        let in_row = edge.run.max(0) + 1;
        if in_row.unsigned_abs() > self.most_in_row {
            return None;
        }
        if let Some(limit) = self
            .preferred_in_row
            .filter(|limit| in_row.unsigned_abs() > limit.value)
        {
            price += limit.strictness.price_of(1);
        }
        let open = if edge.worked() {
            edge.open
        } else {
            edge.run == 0 && edge.open
        };
        let enough = self
            .least_in_row
            .is_none_or(|limit| in_row.unsigned_abs() >= limit.value);
        let mut next = State {
            edge: Edge {
                run: in_row.min(self.work_cap),
                open: open && !enough,
                ready: bundle.ready_after,
                succession: bundle.succession,
                start_minutes: if self.start_consistency.is_some() {
                    bundle.start_minutes
                } else {
                    UNKNOWN_START
                },
                ..*edge
            },
            tally: state.tally.clone(),
        };
        let begins_weekend = today.saturday || (today.sunday && (day == 0 || !edge.worked()));
        if let Some(limit) = self.weekends.filter(|_| begins_weekend) {
            next.tally.weekends += 1;
            // Soft limits are priced once the line is whole.
            if limit.price_above(next.tally.weekends).is_infinite() {
                return None;
            }
        }
        if let Some(limit) = self.public_holidays.filter(|_| today.public_holiday) {
            next.tally.public_holidays += 1;
            if limit.price_above(next.tally.public_holidays).is_infinite() {
                return None;
            }
        }
        if let Some(limit) = self.weekends_in_row
            && (today.saturday || (today.sunday && !edge.worked()))
        {
            if edge.weekends_in_row + 1 > limit.value {
                price += limit.strictness.price_of(1);
            }
            next.edge.weekends_in_row = (edge.weekends_in_row + 1).min(limit.value + 1);
        }
        if today.sunday && edge.run < 0 {
            price += self
                .whole_weekends
                .map_or(0.0, |strictness| strictness.price_of(1));
        }
        if let Some(most) = self.most_days {
            next.tally.days += 1;
            if next.tally.days > most {
                return None;
            }
        }
        if self.counts_week_days {
            next.edge.week_days += 1;
            if next.edge.week_days > self.most_week_days {
                return None;
            }
        }
        if self.week_paid_in_node {
            next.edge.week_paid += bundle.units;
            if next.edge.week_paid > self.most_week_paid[today.week] {
                return None;
            }
        }
        if let Some(place) = bundle
            .counted
            .checked_sub(1)
            .and_then(|counted| watched.iter().position(|&w| w == counted as usize))
        {
            let counted = &self.counted[watched[place]];
            let count = &mut next.tally.shifts[place];
            if *count >= counted.most {
                return None;
            }
            // Beyond the least, more make no difference where no most is set.
            *count = match counted.most {
                u32::MAX => (*count + 1).min(counted.least),
                _ => *count + 1,
            };
        }
        self.end_day(day, next, price)
    }

    /// The state after a day off and its price, none when a hard rule forbids it.
    pub fn rest(&self, day: usize, state: &State) -> Option<(State, f64)> {
        let (edge, today) = (&state.edge, &self.days[day]);
        let mut price = 0.0;
        if let Some(limit) = self.least_in_row.filter(|_| edge.worked() && !edge.open) {
            price += limit.price_below(edge.run.unsigned_abs());
        }
        let off = edge.run.min(0).unsigned_abs() + 1;
        if let Some(limit) = self.most_off.filter(|limit| off > limit.value) {
            price += limit.strictness.price_of(1);
        }
        let open = if edge.worked() { false } else { edge.open };
        let enough = self.least_off.is_none_or(|limit| off >= limit.value);
        let mut next = State {
            edge: Edge {
                run: -i32::try_from(off).unwrap_or(i32::MAX).min(self.off_cap),
                open: open && !enough,
                ready: today
                    .off_class
                    .get(edge.ready as usize)
                    .copied()
                    .unwrap_or(0),
                succession: 0,
                start_minutes: UNKNOWN_START,
                ..*edge
            },
            tally: state.tally.clone(),
        };
        if today.sunday {
            if edge.worked() {
                price += self
                    .whole_weekends
                    .map_or(0.0, |strictness| strictness.price_of(1));
            } else {
                next.edge.weekends_in_row = 0;
            }
        }
        self.end_day(day, next, price)
    }

    fn end_day(&self, day: usize, mut next: State, mut price: f64) -> Option<(State, f64)> {
        let today = &self.days[day];
        if today.ends_week {
            // With paid units of the week as an axis, the table's step adds the price.
            if self.meter != super::Meter::Week {
                let prices = &self.week_price[today.week][next.edge.week_days as usize];
                price += prices
                    .get(next.edge.week_paid as usize)
                    .copied()
                    .unwrap_or(0.0);
            }
            next.edge.week_days = 0;
            next.edge.week_paid = 0;
        }
        price.is_finite().then_some((next, price))
    }
}

/// No start that consistency could be measured against.
pub const UNKNOWN_START: u32 = u32::MAX;
