//! What an agent's published shifts say of the days just before the weeks that are rostered.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, Timelike, Weekday};
use crewcast_solver::problem::WorkedBefore;

use super::inputs::RosterInputs;
use crate::schedules::Shift;

/// The days and shifts of one agent before the weeks.
#[derive(Debug, Default)]
pub(super) struct Before {
    /// First day of the weeks.
    first: NaiveDate,
    /// Local days on which a shift started.
    worked: BTreeSet<NaiveDate>,
    /// Minutes from the end of the last shift to the weeks' start.
    minutes_since_last_shift: Option<u32>,
    /// Local start and work plan shift of the one on the day before the weeks.
    yesterday: Option<(NaiveDateTime, Option<String>)>,
}

impl Before {
    /// From the shifts around the weeks.
    pub(super) fn of(around: &[&Shift], inputs: &RosterInputs) -> Self {
        let start = inputs.grid.start();
        let first = inputs.grid.days().first().map(|day| day.date);
        let first = first.unwrap_or_default();
        let earlier = || around.iter().filter(|shift| shift.start_at < start);
        let local = |shift: &Shift| {
            let at = shift.start_at.to_utc().with_timezone(&inputs.zone);
            at.naive_local()
        };
        let minutes =
            |shift: &&Shift| (start.epoch_millis() - shift.end_at().epoch_millis()).max(0) / 60_000;
        let yesterday = earlier()
            .map(|shift| (local(shift), shift.work_plan_shift_id.clone()))
            .filter(|(at, _)| Some(at.date()) == first.pred_opt())
            .max();
        Self {
            first,
            worked: earlier().map(|shift| local(shift).date()).collect(),
            minutes_since_last_shift: earlier()
                .map(minutes)
                .min()
                .map(|minutes| u32::try_from(minutes).unwrap_or(u32::MAX)),
            yesterday,
        }
    }

    /// In the solver's words; `shift_names` has the work plan's shift behind each template.
    pub(super) fn told(&self, shift_names: &BTreeMap<String, String>) -> WorkedBefore {
        let back = |days: u64| self.first.checked_sub_days(Days::new(days));
        let works = |days: &u64| back(*days).is_some_and(|date| self.worked.contains(&date));
        let count = |days: usize| u32::try_from(days).unwrap_or(u32::MAX);
        let last_worked = (1..).take(MOST_DAYS).find(works);
        let template = self.yesterday.as_ref().and_then(|(_, shift)| {
            let mut behind = shift_names.iter();
            let found = behind.find(|(_, name)| Some(*name) == shift.as_ref());
            found.map(|(template, _)| template.clone())
        });
        WorkedBefore {
            consecutive_days: count((1..).take(MOST_DAYS).take_while(works).count()),
            minutes_since_last_shift: self.minutes_since_last_shift,
            // Nothing is known of one who has no shift before.
            consecutive_days_off: last_worked
                .map_or(0, |days| u32::try_from(days - 1).unwrap_or(u32::MAX)),
            last_template: template,
            last_start_minutes: self
                .yesterday
                .as_ref()
                .map(|(at, _)| at.hour() * 60 + at.minute()),
            consecutive_worked_weekends: self.worked_weekends(),
        }
    }

    /// Weekends worked in a row up to the last one that is over before the weeks.
    fn worked_weekends(&self) -> u32 {
        let since_sunday = u64::from(self.first.weekday().num_days_from_sunday());
        // Of weeks that start on a Sunday, the Saturday before belongs to a weekend that is not over.
        let to_sunday = if since_sunday == 0 { 7 } else { since_sunday };
        let Some(mut sunday) = self.first.checked_sub_days(Days::new(to_sunday)) else {
            return 0;
        };
        debug_assert_eq!(sunday.weekday(), Weekday::Sun);
        let mut weekends = 0;
        while self.worked.contains(&sunday)
            || sunday
                .pred_opt()
                .is_some_and(|saturday| self.worked.contains(&saturday))
        {
            weekends += 1;
            let Some(before) = sunday.checked_sub_days(Days::new(7)) else {
                break;
            };
            sunday = before;
        }
        weekends
    }
}

/// Days that are looked back over: more than any shift that is read lies back.
const MOST_DAYS: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;

    fn before(first: &str, worked: &[&str]) -> WorkedBefore {
        let date = |text: &&str| text.parse::<NaiveDate>().unwrap();
        let worked: BTreeSet<NaiveDate> = worked.iter().map(date).collect();
        let first = date(&first);
        let yesterday = first.pred_opt().filter(|day| worked.contains(day));
        let names = BTreeMap::from([("Late (480 min)".to_owned(), "Late".to_owned())]);
        let all = Before {
            first,
            worked,
            minutes_since_last_shift: None,
            yesterday: yesterday
                .and_then(|day| Some((day.and_hms_opt(13, 30, 0)?, Some("Late".to_owned())))),
        };
        all.told(&names)
    }

    #[test]
    fn days_in_a_row_end_at_the_first_day_off_and_tell_the_last_shift() {
        let found = before("2026-06-01", &["2026-05-28", "2026-05-30", "2026-05-31"]);
        assert_eq!((found.consecutive_days, found.consecutive_days_off), (2, 0));
        assert_eq!(found.last_template.as_deref(), Some("Late (480 min)"));
        assert_eq!(found.last_start_minutes, Some(810));
        assert_eq!(found.consecutive_worked_weekends, 1);
    }

    #[test]
    fn days_off_are_counted_where_a_shift_before_them_is_known_and_not_otherwise() {
        let found = before("2026-06-01", &["2026-05-23", "2026-05-29"]);
        assert_eq!((found.consecutive_days, found.consecutive_days_off), (0, 2));
        assert_eq!(
            (found.last_template, found.last_start_minutes),
            (None, None)
        );
        assert_eq!(
            found.consecutive_worked_weekends, 0,
            "the last weekend was free"
        );
        assert_eq!(before("2026-06-01", &[]), WorkedBefore::default());
    }

    #[test]
    fn a_week_that_starts_on_sunday_leaves_the_weekend_it_lies_in_out() {
        let found = before("2026-05-31", &["2026-05-30", "2026-05-24", "2026-05-16"]);
        assert_eq!(found.consecutive_worked_weekends, 2);
        assert_eq!(found.consecutive_days, 1);
    }
}
