//! Adherence of local days, one agent or many.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeZone};
use chrono_tz::Tz;

use super::figures::{AgentDay, day_window};
use super::profiles::Profile;
use super::reading::{AGENTS_AT_ONCE, observe};
use super::timeline::Window;
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::tenancy::Scope;

/// How many local days one question may ask for.
pub const DAYS_A_QUERY: i64 = 31;

/// Local days from first to last, both included, in a zone.
#[derive(Clone, Copy, Debug)]
pub struct DayRange {
    /// First day.
    pub first: NaiveDate,
    /// Last day.
    pub last: NaiveDate,
    /// Whose days.
    pub zone: Tz,
}

impl DayRange {
    /// A range of at most [`DAYS_A_QUERY`] days; `pointers` name the two dates in what was sent.
    ///
    /// # Errors
    /// [`Failure::Invalid`] when it ends before it starts, is too long or beyond the calendar.
    pub fn new(
        first: NaiveDate,
        last: NaiveDate,
        zone: Tz,
        pointers: [&str; 2],
    ) -> Result<Self, Failure> {
        let [first_pointer, last_pointer] = pointers;
        let days = (last - first).num_days() + 1;
        let mut faults = Faults::default();
        faults.require(
            days >= 1,
            last_pointer,
            "ends-before-it-starts",
            format!("{last} is before {first}; both days are included"),
        );
        faults.require(
            days <= DAYS_A_QUERY,
            last_pointer,
            "too-many-days",
            format!("{days} days; ask for at most {DAYS_A_QUERY} days at once"),
        );
        let on_calendar = day_window(first, zone).is_some() && day_window(last, zone).is_some();
        faults.require(
            on_calendar,
            first_pointer,
            "out-of-range",
            "use dates of this century",
        );
        faults.into_result()?;
        Ok(Self { first, last, zone })
    }

    /// From its first instant to its last day's end.
    pub(super) fn window(self) -> Result<Window, Failure> {
        let first = day_window(self.first, self.zone);
        let last = day_window(self.last, self.zone);
        let ends = first.zip(last).ok_or_else(|| {
            Failure::invalid("/startDate", "out-of-range", "use dates of this century")
        })?;
        Ok(Window {
            start: ends.0.start,
            end: ends.1.end,
        })
    }

    pub(super) fn dates(self) -> impl Iterator<Item = NaiveDate> {
        self.first
            .iter_days()
            .take_while(move |date| *date <= self.last)
    }
}

/// The present, cut to a whole second so that all durations are whole.
pub(super) fn present(scope: &Scope) -> Instant {
    Instant::from_epoch_millis(scope.now.epoch_millis().div_euclid(1_000) * 1_000)
}

/// Today in a zone.
pub(super) fn today(scope: &Scope, zone: Tz) -> NaiveDate {
    zone.from_utc_datetime(&scope.now.to_utc().naive_utc())
        .date_naive()
}

/// Each agent's days, those that have begun; the running day up to the present.
///
/// # Errors
/// Only the database's.
pub fn adherence_of_days(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_ids: &[String],
    days: DayRange,
    profile: &Profile,
) -> Result<BTreeMap<String, Vec<AgentDay>>, Failure> {
    let as_of = present(scope);
    let window = days.window()?;
    let window = Window {
        end: window.end.min(as_of),
        ..window
    };
    let mut answer = BTreeMap::new();
    for agents in agent_ids.chunks(AGENTS_AT_ONCE) {
        for (id, observed) in observe(conn, scope, agents, window, profile)? {
            let measured = days
                .dates()
                .filter_map(|date| {
                    AgentDay::measure(
                        &observed.timeline,
                        profile.definition,
                        date,
                        days.zone,
                        as_of,
                    )
                })
                .collect();
            answer.insert(id, measured);
        }
    }
    Ok(answer)
}

/// Each agent's adherence on one local day of `zone`; an agent is missing when the day has not begun.
///
/// # Errors
/// Only the database's.
pub fn adherence_of_day(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_ids: &[String],
    date: NaiveDate,
    zone: Tz,
    profile: &Profile,
) -> Result<BTreeMap<String, AgentDay>, Failure> {
    let days = DayRange {
        first: date,
        last: date,
        zone,
    };
    Ok(adherence_of_days(conn, scope, agent_ids, days, profile)?
        .into_iter()
        .filter_map(|(id, days)| Some((id, days.into_iter().next()?)))
        .collect())
}
