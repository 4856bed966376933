//! What came of a planning group, interval by interval of the day.

use crewcast_forecasts::simulation::running_day::SoFar;
use serde::Serialize;

use crate::db::Instant;
use crate::history::{HistoryInterval, spread_over};
use crate::organisation::WeekGrid;

/// Contacts of an interval; a figure that one of the queues does not know is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Actual {
    pub offered: f64,
    pub handled: Option<f64>,
    /// Those handled, else those that did not hang up.
    pub served: Option<f64>,
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
        // Where nobody came nobody was answered or hung up, whether or not the source says so.
        let nobody = (seen.offered == 0.0).then_some(0.0);
        let part = |figure: Option<f64>| figure.or(nobody).map(|figure| figure * share);
        let left = |abandoned: f64| (seen.offered - abandoned).max(0.0);
        let served = seen.handled.or(seen.abandoned.map(left));
        let timed = seen.contacts_handled() * share;
        let (timed, handle_seconds) = match seen.average_handle_time_seconds {
            Some(seconds) => (timed, timed * seconds),
            None => (0.0, 0.0),
        };
        Self {
            offered: seen.offered * share,
            handled: part(seen.handled),
            served: part(served),
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
        self.served = both(self.served, other.served);
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

    /// What the source does not say of these contacts.
    pub fn not_counted(&self) -> Vec<CountedFigure> {
        let figures = [
            (CountedFigure::AnsweredWithin, self.answered_within),
            (CountedFigure::Answered, self.served),
            (CountedFigure::Abandoned, self.abandoned),
            (CountedFigure::AnsweredWait, self.answered_wait_seconds),
            (CountedFigure::AbandonedWait, self.abandoned_wait_seconds),
        ];
        let unknown = figures.into_iter().filter(|(_, known)| known.is_none());
        unknown.map(|(figure, _)| figure).collect()
    }

    /// As the day's close is reckoned from; `None` where it is not known who was answered in time. Parts of a contact, which
    /// long intervals leave that were cut, are rounded in the sum alone.
    pub fn counted(&self) -> Option<SoFar> {
        let count = |figure: f64| figure.round().max(0.0) as u64;
        Some(SoFar {
            offered: count(self.offered),
            served_within: count(self.answered_within?),
            served: self.served.map(count),
            abandoned: self.abandoned.map(count),
            wait_of_served_seconds: self.answered_wait_seconds,
            wait_of_abandoned_seconds: self.abandoned_wait_seconds,
        })
    }
}

/// A figure that a source counts, or does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum CountedFigure {
    /// Contacts answered in time.
    AnsweredWithin,
    /// Contacts answered.
    Answered,
    /// Contacts that hung up.
    Abandoned,
    /// How long those answered had waited.
    AnsweredWait,
    /// How long those who hung up had waited.
    AbandonedWait,
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
        assert_eq!(both.counted(), None);
        assert_eq!(both.average_handle_time_seconds(), Some(200.0));
        let counted = found[21].unwrap().counted().unwrap();
        assert_eq!(
            (counted.offered, counted.served, counted.served_within),
            (10, Some(8), 8)
        );
        assert_eq!(counted.wait_of_served_seconds, None, "unknown is not 0");
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
    fn what_a_source_does_not_say_is_named_and_where_nobody_came_all_is_known() {
        let mut plain = interval(20, 30, 12.0, Some(9.0));
        (plain.handled, plain.abandoned) = (None, None);
        let none_came = HistoryInterval {
            offered: 0.0,
            answered_within: None,
            ..plain.clone()
        };
        let of = |one: &HistoryInterval| Actual::of(one, 1.0);
        use CountedFigure::{Abandoned, AbandonedWait, Answered, AnsweredWait};
        let unsaid = [Answered, Abandoned, AnsweredWait, AbandonedWait];
        assert_eq!(of(&plain).not_counted(), unsaid);
        assert_eq!(of(&none_came).not_counted(), []);
        plain.abandoned = Some(2.0);
        assert_eq!(of(&plain).served, Some(10.0));
        assert_eq!(of(&plain).not_counted(), [AnsweredWait, AbandonedWait]);
    }

    #[test]
    fn a_long_interval_that_was_cut_leaves_as_many_contacts_as_it_had() {
        // 25 in an hour are 12.5 in each half, which are 13 rounded each by itself.
        let seen = [
            interval(20, 60, 25.0, Some(21.0)),
            interval(22, 60, 25.0, Some(21.0)),
        ];
        let found = actuals(&grid(), grid().end(), &seen);
        let sum = found.iter().flatten().copied().reduce(|mut sum, one| {
            sum.add(&one);
            sum
        });
        let counted = sum.unwrap().counted().unwrap();
        assert_eq!((counted.offered, counted.served_within), (50, 42));
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
