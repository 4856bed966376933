//! A time-off request: what was asked, where it stands and why.

use crate::documents;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::alternatives::AlternativeDates;
use super::balance::BalanceLack;
use super::day::TimeOffDay;
use super::room::LimitLack;
use super::store::{self, RequestRow};
use crate::coverage::CoverageEffect;
use crate::db::{Conn, DbError, Instant};
use crate::events::{TimeOffRequestChanged, publish};
use crate::failure::Failure;
use crate::tenancy::Scope;

pub(super) const KIND: &str = "time-off request";

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub enum TimeOffStatus {
    /// A person is to decide.
    Pending,
    /// It waits for room.
    WaitListed,
    /// The agent is away.
    Approved,
    /// It was refused, or waited in vain.
    Denied,
    /// It was taken back.
    Canceled,
}

impl TimeOffStatus {
    pub(super) const ALL: [Self; 5] = [
        Self::Pending,
        Self::WaitListed,
        Self::Approved,
        Self::Denied,
        Self::Canceled,
    ];

    /// As stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::WaitListed => "WaitListed",
            Self::Approved => "Approved",
            Self::Denied => "Denied",
            Self::Canceled => "Canceled",
        }
    }

    /// Whether it may become the other by a person's hand.
    ///
    /// | from | to |
    /// |---|---|
    /// | `Pending`, `WaitListed` | `Approved`, `Denied`, `Canceled` |
    /// | `Denied` | `Approved` |
    /// | `Approved` | `Canceled` |
    pub const fn may_become(self, other: Self) -> bool {
        match self {
            Self::Pending | Self::WaitListed => {
                matches!(other, Self::Approved | Self::Denied | Self::Canceled)
            }
            Self::Denied => matches!(other, Self::Approved),
            Self::Approved => matches!(other, Self::Canceled),
            Self::Canceled => false,
        }
    }
}

/// How it came to its status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub enum TimeOffSubstatus {
    /// Approved without a person.
    AutoApproved,
    /// The balance does not hold it.
    InsufficientBalance,
    /// Heads would be missing.
    InsufficientCoverage,
    /// No published shift is touched.
    OutsideShift,
    /// There is no room, and too little time to wait for some.
    AdvanceTimeElapsed,
    /// It waited until it was too late.
    RemovedFromWaitlist,
}

/// Why a request stands where it does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TimeOffDecision {
    /// Stable: `approved-automatically`, `approved`, `denied`, `canceled`, `for-review`, `no-room-in-limit`,
    /// `balance-short`, `coverage-short`, `coverage-unknown`, `outside-shift`, `offer-accepted` or `wait-list-expired`.
    pub code: String,
    /// The same as a sentence.
    pub text: String,
    /// Whether no person decided.
    pub automatic: bool,
    /// When it was decided.
    pub decided_date: Instant,
    /// Limits without room, one entry a limit and date.
    pub limits: Vec<LimitLack>,
    /// The balance, where it does not hold the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<BalanceLack>,
    /// Heads against the requirement with the agent (before) and without them (after).
    pub coverage: CoverageEffect,
    /// Why limits or balance were passed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub override_reason: Option<String>,
}

/// What is kept beside the columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RequestDocument {
    pub management_unit_id: String,
    pub time_off_plan_id: Option<String>,
    pub is_full_day_request: bool,
    pub marked_as_read: bool,
    pub paid: bool,
    pub daily_duration_minutes: u32,
    pub notes: String,
    pub substatus: Option<TimeOffSubstatus>,
    pub submitted_by: String,
    pub reviewed_by: Option<String>,
    pub reviewed_at: Option<Instant>,
    pub modified_by: String,
    pub decision: TimeOffDecision,
}

/// A request as it is kept.
#[derive(Clone)]
pub(super) struct KeptRequest {
    pub row: RequestRow,
    pub document: RequestDocument,
    pub days: Vec<TimeOffDay>,
}

/// An agent's wish to be away.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TimeOffRequest {
    /// Its id.
    pub id: String,
    /// Who wants to be away.
    pub agent_id: String,
    /// Their business unit.
    pub business_unit_id: String,
    /// Their management unit when it was asked.
    pub management_unit_id: String,
    /// The activity code.
    pub activity_code_id: String,
    /// The plan it was decided by; none when no plan has the activity code, and a person decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_off_plan_id: Option<String>,
    /// Whole days rather than parts of days.
    pub is_full_day_request: bool,
    /// Whether the agent has seen the latest decision.
    pub marked_as_read: bool,
    /// Whether the activity code is paid.
    pub paid: bool,
    /// Where it stands.
    pub status: TimeOffStatus,
    /// How it came to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub substatus: Option<TimeOffSubstatus>,
    /// Starts of the parts of days; empty for whole days.
    pub partial_day_start_date_times: Vec<Instant>,
    /// The whole days, local dates; empty for parts of days.
    pub full_day_management_unit_dates: Vec<NaiveDate>,
    /// Minutes of a day away, as asked.
    pub daily_duration_minutes: u32,
    /// Minutes of each day that count against limits and balances: of a whole day the paid minutes of its published shift,
    /// 0 where a schedule is published without one, else as asked.
    pub duration_minutes: Vec<u32>,
    /// Minutes of each day that are paid.
    pub payable_minutes: Vec<u32>,
    /// The agent's words, or the planner's.
    pub notes: String,
    /// Its place among those that wait for any of its dates, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_list_position: Option<u32>,
    /// When it stops waiting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_list_expires_date: Option<Instant>,
    /// Why it stands where it does.
    pub decision: TimeOffDecision,
    /// The nearest days of the same length that limit, balance and coverage have room for; told once, with the answer that
    /// denies the request or puts it on the wait list, and whenever they are asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alternative_dates: Vec<AlternativeDates>,
    /// Who asked.
    pub submitted_by: String,
    /// When.
    pub submitted_date: Instant,
    /// Who decided, where a person did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed_by: Option<String>,
    /// When they did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed_date: Option<Instant>,
    /// Who changed it last.
    pub modified_by: String,
    /// When.
    pub modified_date: Instant,
    /// Send it as If-Match.
    pub version: i32,
}

impl KeptRequest {
    pub(super) fn read(
        conn: &mut Conn<'_>,
        scope: &Scope,
        row: RequestRow,
    ) -> Result<Self, Failure> {
        let days = store::days_of_request(conn, scope.tenant(), &row.id)?;
        Ok(Self {
            document: documents::read(KIND, &row.id, &row.document)?,
            days: days
                .iter()
                .map(TimeOffDay::from_row)
                .collect::<Result<_, _>>()?,
            row,
        })
    }

    pub(super) fn find(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<Self, Failure> {
        let row = store::request(conn, scope.tenant(), id)?;
        Self::read(
            conn,
            scope,
            row.ok_or_else(|| Failure::not_found(KIND, id))?,
        )
    }

    pub(super) fn status(&self) -> Result<TimeOffStatus, Failure> {
        let mut all = TimeOffStatus::ALL.into_iter();
        let found = all.find(|status| status.as_str() == self.row.status);
        found.ok_or_else(|| {
            Failure::Database(DbError::Corrupt {
                what: KIND,
                id: self.row.id.clone(),
                reason: format!("unknown status {:?}", self.row.status),
            })
        })
    }

    /// Whether it waited until it was too late; it may not have been written yet.
    pub(super) fn is_expired(&self, now: Instant) -> bool {
        let is_over = self.row.expires_at.is_some_and(|at| at <= now);
        self.row.status == TimeOffStatus::WaitListed.as_str() && is_over
    }

    /// Keeps its changes, provided that it is still at the version it was read at.
    pub(super) fn keep(&mut self, conn: &mut Conn<'_>, scope: &Scope) -> Result<(), Failure> {
        let expected = self.row.version;
        self.row.version += 1;
        self.row.modified_at = scope.now;
        self.document.modified_by = scope.actor.subject.clone();
        self.row.document = documents::write(&self.document)?;
        if store::replace_request(conn, &self.row, expected)? {
            return self.tell(conn, scope);
        }
        let current = Self::find(conn, scope, &self.row.id)?;
        Err(Failure::Stale {
            yours: expected,
            current: current.row.version,
        })
    }

    /// Tells outside where it stands now.
    pub(super) fn tell(&self, conn: &mut Conn<'_>, scope: &Scope) -> Result<(), Failure> {
        let changed = TimeOffRequestChanged {
            business_unit_id: &self.row.business_unit_id,
            time_off_request_id: &self.row.id,
            agent_ids: [self.row.agent_id.clone()],
            status: &self.row.status,
            version: self.row.version,
        };
        publish(conn, scope, &changed)
    }

    /// Ends its waiting.
    pub(super) fn expire(&mut self, at: Instant) {
        self.row.status = TimeOffStatus::Denied.as_str().to_owned();
        self.row.waitlisted_at = None;
        self.row.expires_at = None;
        self.document.marked_as_read = false;
        self.document.substatus = Some(TimeOffSubstatus::RemovedFromWaitlist);
        self.document.decision = TimeOffDecision {
            code: "wait-list-expired".to_owned(),
            text: "No room came up in time, so it waits no longer; ask for other dates.".to_owned(),
            automatic: true,
            decided_date: at,
            ..self.document.decision.clone()
        };
    }

    /// As it is shown. `waiting` are the requests that wait in its business unit, who waits longest first.
    pub(super) fn shown(
        mut self,
        now: Instant,
        waiting: &[RequestRow],
        alternative_dates: Vec<AlternativeDates>,
    ) -> Result<TimeOffRequest, Failure> {
        if let Some(at) = self.row.expires_at.filter(|_| self.is_expired(now)) {
            self.expire(at);
        }
        let status = self.status()?;
        let place = waiting
            .iter()
            .filter(|other| other.expires_at.is_none_or(|at| at > now))
            .filter(|other| {
                other.id == self.row.id
                    || other.first_date <= self.row.last_date
                        && self.row.first_date <= other.last_date
            })
            .position(|other| other.id == self.row.id)
            .and_then(|place| u32::try_from(place + 1).ok());
        let (row, document) = (self.row, self.document);
        let is_full = document.is_full_day_request;
        let days = &self.days;
        Ok(TimeOffRequest {
            id: row.id,
            agent_id: row.agent_id,
            business_unit_id: row.business_unit_id,
            management_unit_id: document.management_unit_id,
            activity_code_id: row.activity_code_id,
            time_off_plan_id: document.time_off_plan_id,
            is_full_day_request: is_full,
            marked_as_read: document.marked_as_read,
            paid: document.paid,
            status,
            substatus: document.substatus,
            partial_day_start_date_times: days
                .iter()
                .filter(|_| !is_full)
                .map(|day| day.start_at)
                .collect(),
            full_day_management_unit_dates: days
                .iter()
                .filter(|_| is_full)
                .map(|day| day.date)
                .collect(),
            daily_duration_minutes: document.daily_duration_minutes,
            duration_minutes: days.iter().map(|day| day.minutes).collect(),
            payable_minutes: days.iter().map(|day| day.payable_minutes).collect(),
            notes: document.notes,
            wait_list_position: place.filter(|_| status == TimeOffStatus::WaitListed),
            wait_list_expires_date: row
                .expires_at
                .filter(|_| status == TimeOffStatus::WaitListed),
            decision: document.decision,
            alternative_dates,
            submitted_by: document.submitted_by,
            submitted_date: row.submitted_at,
            reviewed_by: document.reviewed_by,
            reviewed_date: document.reviewed_at,
            modified_by: document.modified_by,
            modified_date: row.modified_at,
            version: row.version,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::TimeOffStatus::{Approved, Canceled, Denied, Pending, WaitListed};

    #[test]
    fn only_these_transitions_are_there() {
        let all = super::TimeOffStatus::ALL;
        let mut there = Vec::new();
        for from in all {
            there.extend(
                all.into_iter()
                    .filter(|to| from.may_become(*to))
                    .map(|to| (from, to)),
            );
        }
        let wanted = [
            (Pending, Approved),
            (Pending, Denied),
            (Pending, Canceled),
            (WaitListed, Approved),
            (WaitListed, Denied),
            (WaitListed, Canceled),
            (Approved, Canceled),
            (Denied, Approved),
        ];
        assert_eq!(there, wanted);
    }
}
