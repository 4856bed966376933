//! What becomes of a request: limits, balance, coverage, and the plan's word on them.

use chrono::{Days, NaiveDate};

use super::apply::with_time_off;
use super::balance::{Account, BalanceLack};
use super::day::TimeOffDay;
use super::new_request::shifts_of_day;
use super::plan::{AutoApprovalRule, NewTimeOffPlan, ShortCoverageAction, TimeOffPlan, plan_for};
use super::request::{TimeOffDecision, TimeOffStatus, TimeOffSubstatus};
use super::room::{LimitLack, Room, Staff};
use super::store;
use crate::coverage::{
    AgentAway, CoverageBasis, CoverageEffect, CoverageGround, effect_of_days_away,
    effect_on_published,
};
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::organisation::{ActivityCode, Agent, BusinessUnit, midnight};
use crate::schedules::published_schedules;
use crate::tenancy::Scope;

/// Everything a request is judged by but its days.
pub(super) struct Court {
    pub unit: BusinessUnit,
    pub agent: Agent,
    pub code: ActivityCode,
    pub plan: Option<TimeOffPlan>,
    ground: Option<CoverageGround>,
    room: Option<Room>,
    account: Option<Account>,
}

/// What was found.
#[derive(Clone, Debug)]
pub(super) struct Findings {
    pub limits: Vec<LimitLack>,
    pub balance: Option<BalanceLack>,
    pub coverage: CoverageEffect,
    /// Parts of days that touch no shift of a schedule that is published.
    pub outside_shift: bool,
}

/// Where a request comes to stand.
pub(super) struct Verdict {
    pub status: TimeOffStatus,
    pub substatus: Option<TimeOffSubstatus>,
    pub decision: TimeOffDecision,
    /// When it stops waiting.
    pub expires_at: Option<Instant>,
}

impl Court {
    /// Reads what requests of an agent for an activity code are judged by, on the dates `from..=to`.
    pub(super) fn convene(
        conn: &mut Conn<'_>,
        scope: &Scope,
        unit: BusinessUnit,
        (agent, staff): (Agent, &Staff),
        code: ActivityCode,
        dates: (NaiveDate, NaiveDate),
    ) -> Result<Self, Failure> {
        let plan = plan_for(conn, scope, &unit.id, &agent, &code.id)?;
        let values = plan.as_ref().map(|plan| &plan.values);
        let room = values
            .map(|plan| Room::for_agent(conn, scope, (unit.clone(), staff), plan, &agent, dates))
            .transpose()?;
        let account = values
            .filter(|plan| plan.requires_balance)
            .map(|_| Account::read(conn, scope, &agent.id, &code.id))
            .transpose()?;
        Ok(Self {
            ground: None,
            unit,
            agent,
            code,
            plan,
            room,
            account,
        })
    }

    pub(super) fn has_room(&self, days: &[TimeOffDay]) -> bool {
        self.room
            .as_ref()
            .is_none_or(|room| room.lacks(days).is_empty())
            && self
                .account
                .as_ref()
                .is_none_or(|account| account.lack(days).is_none())
    }

    /// Whether a request for these days would still wait for room in a limit, whatever coverage says.
    pub(super) fn would_wait(&self, days: &[TimeOffDay]) -> bool {
        let plan = self
            .plan
            .as_ref()
            .map(|plan| plan.values.auto_approval_rule);
        let pays = |account: &Account| account.lack(days).is_none();
        plan.is_some_and(|rule| rule != AutoApprovalRule::Always)
            && self.account.as_ref().is_none_or(pays)
            && self
                .room
                .as_ref()
                .is_some_and(|room| !room.lacks(days).is_empty())
    }

    /// Minutes of missing heads that are tolerated.
    pub(super) fn tolerated(&self) -> f64 {
        let plan = self.plan.as_ref();
        plan.map_or(0.0, |plan| {
            f64::from(plan.values.tolerated_short_head_minutes)
        })
    }

    pub(super) fn find(
        &mut self,
        conn: &mut Conn<'_>,
        scope: &Scope,
        days: &[TimeOffDay],
    ) -> Result<Findings, Failure> {
        let (coverage, outside_shift) = self.coverage(conn, scope, days)?;
        Ok(Findings {
            limits: self
                .room
                .as_ref()
                .map_or_else(Vec::new, |room| room.lacks(days)),
            balance: self.account.as_ref().and_then(|account| account.lack(days)),
            coverage,
            outside_shift,
        })
    }

    /// Heads with the agent and without them, and whether parts of days touch no published shift.
    pub(super) fn coverage(
        &mut self,
        conn: &mut Conn<'_>,
        scope: &Scope,
        days: &[TimeOffDay],
    ) -> Result<(CoverageEffect, bool), Failure> {
        let mut ground = match self.ground.take() {
            Some(known) => known,
            None => CoverageGround::read(conn, scope, &self.unit.id)?,
        };
        let mut effect: Option<CoverageEffect> = None;
        let mut outside_shift = false;
        for day in days {
            let within = (day.start_at, day.end_at);
            let schedules = published_schedules(conn, scope, &self.unit.id, within)?;
            let of_day = if schedules.is_empty() {
                let known = self.known_away(conn, scope, day.date)?;
                let away = self.away(&self.agent.id, day);
                effect_of_days_away(conn, scope, &mut ground, &[away], &known)?
            } else {
                let before = shifts_of_day(conn, scope, &self.unit, &self.agent.id, day)?;
                outside_shift |= !day.is_full_day && before.is_empty();
                let after: Vec<_> = before
                    .iter()
                    .map(|shift| with_time_off(shift, day, &self.code, ""))
                    .collect();
                effect_on_published(conn, scope, &mut ground, &before, &after)?
            };
            effect = Some(match effect {
                Some(so_far) => so_far.and(of_day),
                None => of_day,
            });
        }
        self.ground = Some(ground);
        Ok((
            effect.unwrap_or_else(CoverageEffect::unknown),
            outside_shift,
        ))
    }

    fn away(&self, agent_id: &str, day: &TimeOffDay) -> AgentAway {
        // A part of a day is taken to be of a shift of eight hours.
        let share = if day.is_full_day {
            1.0
        } else {
            (f64::from(day.minutes) / 480.0).min(1.0)
        };
        AgentAway {
            agent_id: agent_id.to_owned(),
            date: day.date,
            share,
        }
    }

    fn known_away(
        &self,
        conn: &mut Conn<'_>,
        scope: &Scope,
        date: NaiveDate,
    ) -> Result<Vec<AgentAway>, Failure> {
        let date = date.to_string();
        let dates = (date.as_str(), date.as_str());
        let rows = store::days_of_unit(conn, scope.tenant(), &self.unit.id, &["Approved"], dates)?;
        let away = rows.iter().map(|(row, _)| {
            let day = TimeOffDay::from_row(row)?;
            Ok(self.away(&row.agent_id, &day))
        });
        away.collect()
    }

    /// The plan's word.
    pub(super) fn decide(&self, scope: &Scope, days: &[TimeOffDay], findings: Findings) -> Verdict {
        use TimeOffStatus::{Approved, Denied, Pending, WaitListed};
        use TimeOffSubstatus as Sub;
        let plan = self.plan.as_ref().map(|plan| &plan.values);
        let rule = plan.map_or(AutoApprovalRule::Never, |plan| plan.auto_approval_rule);
        let added = findings.coverage.added_short_head_minutes;
        let checks_coverage = rule == AutoApprovalRule::CheckCoverage;
        let no_room = rule != AutoApprovalRule::Always && !findings.limits.is_empty();
        let (mut status, mut substatus, code, mut text) = if findings.balance.is_some() {
            let text = balance_text(findings.balance.as_ref());
            (
                Denied,
                Some(Sub::InsufficientBalance),
                "balance-short",
                text,
            )
        } else if findings.outside_shift {
            let text = "The agent has no published shift at that time; name a time of a shift.";
            (
                Denied,
                Some(Sub::OutsideShift),
                "outside-shift",
                text.to_owned(),
            )
        } else if no_room {
            (
                WaitListed,
                None,
                "no-room-in-limit",
                limits_text(&findings.limits),
            )
        } else if checks_coverage && findings.coverage.basis == CoverageBasis::Unknown {
            let text = "Neither a published schedule nor a forecast tells who is needed then, so a person decides.";
            (Pending, None, "coverage-unknown", text.to_owned())
        } else if checks_coverage && added > self.tolerated() {
            let action = plan.map_or(ShortCoverageAction::Review, |plan| plan.on_short_coverage);
            let (status, substatus) = match action {
                ShortCoverageAction::Deny => (Denied, Some(Sub::InsufficientCoverage)),
                ShortCoverageAction::WaitList => (WaitListed, None),
                ShortCoverageAction::Review => (Pending, None),
            };
            (
                status,
                substatus,
                "coverage-short",
                coverage_text(&findings.coverage),
            )
        } else if rule == AutoApprovalRule::Never {
            let text = if plan.is_some() {
                "The plan leaves the decision to a person."
            } else {
                "No active time-off plan has this activity code, so a person decides."
            };
            (Pending, None, "for-review", text.to_owned())
        } else {
            let text = match rule {
                AutoApprovalRule::CheckCoverage => format!(
                    "Limits and balance have room, and {added} more minutes of heads are missing, of which {} are tolerated.",
                    self.tolerated()
                ),
                AutoApprovalRule::CheckLimits => "Limits and balance have room.".to_owned(),
                _ => "The plan approves every request that the balance holds.".to_owned(),
            };
            (
                Approved,
                Some(Sub::AutoApproved),
                "approved-automatically",
                text,
            )
        };
        let expires_at = plan.and_then(|plan| self.expiry(plan, days));
        if status == WaitListed && expires_at.is_none_or(|at| at <= scope.now) {
            (status, substatus) = (Denied, Some(Sub::AdvanceTimeElapsed));
            text.push_str(" It is too late to wait for room.");
        }
        Verdict {
            status,
            substatus,
            expires_at: expires_at.filter(|_| status == WaitListed),
            decision: TimeOffDecision {
                code: code.to_owned(),
                text,
                automatic: true,
                decided_date: scope.now,
                limits: findings.limits,
                balance: findings.balance,
                coverage: findings.coverage,
                override_reason: None,
            },
        }
    }

    /// When a request for these days stops waiting.
    fn expiry(&self, plan: &NewTimeOffPlan, days: &[TimeOffDay]) -> Option<Instant> {
        let first = days.first()?;
        let before = u64::from(plan.days_before_start_to_expire_from_waitlist);
        let date = first.date.checked_sub_days(Days::new(before))?;
        if before == 0 && !first.is_full_day {
            return Some(first.start_at);
        }
        midnight(date, self.unit.time_zone)
    }
}

pub(super) fn limits_text(lacks: &[LimitLack]) -> String {
    let Some(first) = lacks.first() else {
        return String::new();
    };
    let when = match first.start_date {
        Some(at) => format!("in the interval from {at}"),
        None => format!("on {}", first.date),
    };
    let more = match lacks.len() {
        1 => String::new(),
        count => format!(", and {} more", count - 1),
    };
    format!(
        "Limit {:?} has no room {when}: {} of {} minutes are taken and {} were asked for{more}.",
        first.name, first.used_minutes, first.limit_minutes, first.asked_minutes
    )
}

pub(super) fn balance_text(lack: Option<&BalanceLack>) -> String {
    lack.map_or_else(String::new, |lack| {
        format!(
            "The balance holds {} minutes by {}, and {} were asked for by then.",
            lack.remaining_minutes.max(0),
            lack.date,
            lack.asked_minutes
        )
    })
}

pub(super) fn coverage_text(effect: &CoverageEffect) -> String {
    let worst = effect.intervals.iter().max_by(|a, b| {
        let added = |of: &crate::coverage::CoverageInterval| of.short_after - of.short_before;
        added(a).total_cmp(&added(b))
    });
    let where_worst = worst.map_or_else(String::new, |one| {
        format!(
            "; worst from {}: {:.2} heads required, {:.2} on queue with the agent and {:.2} without",
            one.start_date, one.required, one.scheduled_before, one.scheduled_after
        )
    });
    format!(
        "Without the agent {} more minutes of heads are missing{where_worst}.",
        effect.added_short_head_minutes
    )
}
