//! A request as it is sent, and the days it is for.

use chrono::NaiveDate;
use serde::Deserialize;

use super::day::TimeOffDay;
use super::whose::today;
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::organisation::{ActivityCategory, ActivityCode, Agent, BusinessUnit};
use crate::schedules::{Shift, published_schedules, published_shifts};
use crate::tenancy::{Role, Scope};

/// The most days one request is for.
const MOST_DAYS: usize = 366;

/// A request to be away.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewTimeOffRequest {
    /// Who wants to be away; who asks, when left out.
    #[serde(default)]
    pub agent_id: Option<String>,
    /// An activity code of the category TimeOff; agents ask for those that are `agentTimeOffSelectable` only.
    pub activity_code_id: String,
    /// Whole days rather than parts of days.
    pub is_full_day_request: bool,
    /// The whole days, local dates of the agent's business unit. A whole day is a day of shifts: the shift that starts on
    /// it goes, also past midnight.
    #[serde(default)]
    pub full_day_management_unit_dates: Vec<NaiveDate>,
    /// When each part of a day starts; one part a date.
    #[serde(default)]
    pub partial_day_start_date_times: Vec<Instant>,
    /// How long each part of a day lasts; of whole days what counts where no schedule is published yet.
    #[schema(minimum = 1, maximum = 1440)]
    pub daily_duration_minutes: u32,
    /// Minutes paid of each day, in order; from the activity code and the shifts when left out. Not for agents.
    #[serde(default)]
    pub payable_minutes: Option<Vec<u32>>,
    /// In the agent's words.
    #[serde(default)]
    pub notes: String,
}

impl NewTimeOffRequest {
    /// Notes what cannot be, whatever is planned.
    pub(super) fn check(
        &self,
        scope: &Scope,
        unit: &BusinessUnit,
        agent: &Agent,
        code: Option<&ActivityCode>,
    ) -> Result<(), Failure> {
        let mut faults = Faults::default();
        let detail = "this agent is not active; make them active first";
        faults.require(agent.active, "/agentId", "inactive", detail);
        let by_agent = scope.actor.role == Role::Agent;
        let is_leave = code.is_some_and(|code| {
            code.active
                && code.category == ActivityCategory::TimeOff
                && (!by_agent || code.agent_time_off_selectable)
        });
        let detail = if by_agent {
            "choose an activity code that agents may ask for as time off"
        } else {
            "name an active activity code of the agent's business unit whose category is TimeOff"
        };
        faults.require(is_leave, "/activityCodeId", "not-time-off", detail);
        faults.require(
            (1..=1_440).contains(&self.daily_duration_minutes),
            "/dailyDurationMinutes",
            "out-of-range",
            "use 1 to 1440",
        );
        let (own, other, dates, pointer) = if self.is_full_day_request {
            let dates = self.full_day_management_unit_dates.clone();
            let other = self.partial_day_start_date_times.len();
            (dates.len(), other, dates, "/fullDayManagementUnitDates")
        } else {
            let starts = self.partial_day_start_date_times.iter();
            let local = |at: &Instant| at.to_utc().with_timezone(&unit.time_zone).date_naive();
            let dates: Vec<NaiveDate> = starts.map(local).collect();
            let other = self.full_day_management_unit_dates.len();
            (dates.len(), other, dates, "/partialDayStartDateTimes")
        };
        let detail = format!("name 1 to {MOST_DAYS} days");
        faults.require(
            (1..=MOST_DAYS).contains(&own),
            pointer,
            "wrong-length",
            detail,
        );
        let detail = "a request is for whole days or for parts of days; set isFullDayRequest accordingly and make \
                      another request for the others";
        faults.require(other == 0, pointer, "both-kinds", detail);
        let is_in_order = dates.windows(2).all(|pair| pair[0] < pair[1]);
        let detail = "name each date once, in order";
        faults.require(is_in_order, pointer, "not-in-order", detail);
        if by_agent {
            let today = today(unit, scope);
            let is_ahead = dates.iter().all(|date| *date >= today)
                && self
                    .partial_day_start_date_times
                    .iter()
                    .all(|at| *at >= scope.now);
            let detail = "that is past; ask a supervisor to enter it";
            faults.require(is_ahead, pointer, "in-the-past", detail);
            let detail = "leave it out; it follows from the activity code and your shifts";
            faults.require(
                self.payable_minutes.is_none(),
                "/payableMinutes",
                "forbidden",
                detail,
            );
        }
        if let Some(payable) = &self.payable_minutes {
            let is_sound = payable.len() == own && payable.iter().all(|minutes| *minutes <= 1_440);
            let detail = "give one value of 0 to 1440 for each day";
            faults.require(is_sound, "/payableMinutes", "wrong-length", detail);
        }
        faults.require_words(&self.notes, "/notes");
        faults.into_result()
    }

    /// The days it is for, by the shifts that are published now.
    pub(super) fn days(
        &self,
        conn: &mut Conn<'_>,
        scope: &Scope,
        unit: &BusinessUnit,
        agent: &Agent,
        code: &ActivityCode,
    ) -> Result<Vec<TimeOffDay>, Failure> {
        let zone = unit.time_zone;
        let minutes = self.daily_duration_minutes;
        let mut days: Vec<TimeOffDay> = if self.is_full_day_request {
            let dates = self.full_day_management_unit_dates.iter();
            dates
                .filter_map(|date| TimeOffDay::full(*date, zone, minutes))
                .collect()
        } else {
            let starts = self.partial_day_start_date_times.iter();
            starts
                .map(|start| TimeOffDay::part(*start, zone, minutes))
                .collect()
        };
        measure_days(conn, scope, unit, &agent.id, code, &mut days)?;
        for (day, payable) in days.iter_mut().zip(self.payable_minutes.iter().flatten()) {
            day.payable_minutes = *payable;
        }
        Ok(days)
    }
}

/// Sets what whole days count where a schedule is published: the paid minutes of the shift that starts on them.
pub(super) fn measure_days(
    conn: &mut Conn<'_>,
    scope: &Scope,
    unit: &BusinessUnit,
    agent_id: &str,
    code: &ActivityCode,
    days: &mut [TimeOffDay],
) -> Result<(), Failure> {
    for day in days.iter_mut() {
        if day.is_full_day {
            let within = (day.start_at, day.end_at);
            if !published_schedules(conn, scope, &unit.id, within)?.is_empty() {
                let shifts = shifts_of_day(conn, scope, unit, agent_id, day)?;
                day.minutes = shifts.iter().map(Shift::paid_minutes).sum();
            }
        }
        day.payable_minutes = if code.counts_as_paid_time {
            day.minutes
        } else {
            0
        };
    }
    Ok(())
}

/// The agent's published shifts that a day of time off takes from: those that start on a whole day, or touch a part.
pub(super) fn shifts_of_day(
    conn: &mut Conn<'_>,
    scope: &Scope,
    unit: &BusinessUnit,
    agent_id: &str,
    day: &TimeOffDay,
) -> Result<Vec<Shift>, Failure> {
    let agents = [agent_id.to_owned()];
    let mut shifts = published_shifts(conn, scope, &agents, day.start_at, day.end_at)?;
    shifts.retain(|shift| day.takes_from(shift, unit.time_zone));
    Ok(shifts)
}
