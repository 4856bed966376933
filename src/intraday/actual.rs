//! What came of a planning group, interval by interval of the day.

use crewcast_forecasts::simulation::QueueTally;

use crate::db::Instant;
use crate::history::{HistoryInterval, spread_over};
use crate::organisation::WeekGrid;

/// Contacts of an interval; a figure that one of the queues does not know is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Actual {
    pub offered: f64,
    pub handled: Option<f64>,
    pub abandoned: Option<f64>,
    pub answered_within: Option<f64>,
    pub answered_wait_seconds: Option<f64>,
    pub abandoned_wait_seconds: Option<f64>,
    /// Contacts with a known handle time.
    pub timed: f64,
    /// Their handle times added up.
    pub handle_seconds: f64,
}

impl Actual {
    fn of(seen: &HistoryInterval, share: f64) -> Self {
        let part = |figure: Option<f64>| figure.map(|figure| figure * share);
        let timed = seen.contacts_handled() * share;
        let (timed, handle_seconds) = match seen.average_handle_time_seconds {
            Some(seconds) => (timed, timed * seconds),
            None => (0.0, 0.0),
        };
        Self {
            offered: seen.offered * share,
            handled: part(seen.handled),
            abandoned: part(seen.abandoned),
            answered_within: part(seen.answered_within),
            answered_wait_seconds: part(seen.answered_wait_seconds),
            abandoned_wait_seconds: part(seen.abandoned_wait_seconds),
            timed,
            handle_seconds,
        }
    }

    pub fn add(&mut self, other: &Self) {
        let both = |one: Option<f64>, two: Option<f64>| Some(one? + two?);
        self.offered += other.offered;
        self.handled = both(self.handled, other.handled);
        self.abandoned = both(self.abandoned, other.abandoned);
        self.answered_within = both(self.answered_within, other.answered_within);
        self.answered_wait_seconds = both(self.answered_wait_seconds, other.answered_wait_seconds);
        self.abandoned_wait_seconds =
            both(self.abandoned_wait_seconds, other.abandoned_wait_seconds);
        self.timed += other.timed;
        self.handle_seconds += other.handle_seconds;
    }

    /// Mean handle time in seconds of those timed.
    pub fn average_handle_time_seconds(&self) -> Option<f64> {
        (self.timed > 0.0).then(|| self.handle_seconds / self.timed)
    }

    /// Share answered in time; unknown where the source does not count them, or nothing came.
    pub fn service_level(&self) -> Option<f64> {
        let within = self.answered_within?;
        (self.offered > 0.0).then(|| within / self.offered)
    }

    /// As the simulation counts; `None` where it is not known who was answered in time.
    pub fn tally(&self) -> Option<QueueTally> {
        // Parts of a contact are a source's rounding, or a long interval that was cut.
        let count = |figure: f64| figure.round().max(0.0) as u64;
        let abandoned = self.abandoned.unwrap_or(0.0);
        let served = self.handled.unwrap_or((self.offered - abandoned).max(0.0));
        Some(QueueTally {
            offered: count(self.offered),
            served: count(served),
            served_within: count(self.answered_within?),
            abandoned: count(abandoned),
            wait_of_served_seconds: self.answered_wait_seconds.unwrap_or(0.0),
            wait_of_abandoned_seconds: self.abandoned_wait_seconds.unwrap_or(0.0),
            ..QueueTally::default()
        })
    }
}

/// The sums of all queues on the day's intervals, of what had ended at `as_of`.
pub(super) fn actuals(
    grid: &WeekGrid,
    as_of: Instant,
    seen: &[HistoryInterval],
) -> Vec<Option<Actual>> {
    let mut found: Vec<Option<Actual>> = vec![None; grid.intervals()];
    for one in seen {
        if one.end_at() > as_of {
            continue;
        }
        for (at, share) in spread_over(one.start_at, one.interval_minutes, grid.interval_minutes())
        {
            let own = Actual::of(one, share);
            match grid.interval_at(at).and_then(|at| found.get_mut(at)) {
                Some(Some(sum)) => sum.add(&own),
                Some(empty) => *empty = Some(own),
                None => {}
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid() -> WeekGrid {
        let date = "2026-06-01".parse().unwrap();
        WeekGrid::of_days(date, 1, chrono_tz::Europe::Berlin, 30).unwrap()
    }

    fn interval(index: usize, minutes: u32, offered: f64, within: Option<f64>) -> HistoryInterval {
        HistoryInterval {
            queue_id: "q".to_owned(),
            start_at: grid().interval_start(index),
            interval_minutes: minutes,
            offered,
            handled: Some(offered - 2.0),
            abandoned: Some(2.0),
            average_handle_time_seconds: Some(200.0),
            answered_within: within,
            answered_wait_seconds: None,
            abandoned_wait_seconds: None,
        }
    }

    #[test]
    fn queues_add_up_and_what_one_does_not_know_is_unknown() {
        let seen = [
            interval(20, 30, 12.0, Some(9.0)),
            interval(20, 30, 22.0, None),
            interval(21, 30, 10.0, Some(8.0)),
        ];
        let found = actuals(&grid(), grid().end(), &seen);
        let both = found[20].unwrap();
        assert_eq!((both.offered, both.answered_within), (34.0, None));
        assert_eq!(both.tally(), None);
        assert_eq!(both.average_handle_time_seconds(), Some(200.0));
        let tally = found[21].unwrap().tally().unwrap();
        assert_eq!(
            (tally.offered, tally.served, tally.served_within),
            (10, 8, 8)
        );
        assert_eq!(found[22], None);
    }

    #[test]
    fn what_has_not_ended_is_not_looked_at_and_an_hour_is_two_half_hours() {
        let seen = [
            interval(20, 60, 24.0, Some(20.0)),
            interval(22, 30, 9.0, None),
        ];
        let as_of = grid().interval_start(22).plus_minutes(29);
        let found = actuals(&grid(), as_of, &seen);
        assert_eq!(found[20].unwrap().offered, 12.0);
        assert_eq!(found[21].unwrap().answered_within, Some(10.0));
        assert_eq!(found[22], None);
    }

    #[test]
    fn a_day_of_23_hours_has_46_half_hours() {
        let date = "2026-03-29".parse().unwrap();
        let spring = WeekGrid::of_days(date, 1, chrono_tz::Europe::Berlin, 30).unwrap();
        let mut late = interval(0, 30, 5.0, None);
        late.start_at = spring.interval_start(45);
        let found = actuals(&spring, spring.end(), &[late]);
        assert_eq!((found.len(), found[45].unwrap().offered), (46, 5.0));
    }
}
