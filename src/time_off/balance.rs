//! Balances: what agents were granted, less what they took and will take.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::day::{TimeOffDay, date_of};
use super::store::{self, BalanceEntryRow};
use super::wait_list::promote_wait_list;
use super::whose::{own_agent, today};
use crate::db::{Conn, DbError, Instant};
use crate::failure::{Failure, Faults};
use crate::organisation::{
    ActivityCategory, business_unit_of_agent, find_agent, list_activity_codes,
};
use crate::tenancy::{Scope, new_id};

/// Entries that are taken at once.
const MOST_ENTRIES: usize = 1_000;

/// All dates.
const EVER: (&str, &str) = ("0000-01-01", "9999-12-31");

/// A balance of a century of full days: beyond it a number is a mistake.
const MOST_MINUTES: i32 = 52_560_000;

/// Why a balance changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub enum BalanceEntryKind {
    /// Granted: a year's or a month's leave.
    Accrual,
    /// Corrected, carried over, lapsed.
    Adjustment,
}

/// Minutes that an agent is granted, or that are taken back.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewBalanceEntry {
    /// Whose balance.
    pub agent_id: String,
    /// Of which activity code.
    pub activity_code_id: String,
    /// Why it changes.
    pub kind: BalanceEntryKind,
    /// Minutes; below 0 only for an adjustment.
    pub minutes: i32,
    /// The local date from which they count.
    pub effective_date: NaiveDate,
    /// In a planner's words; an adjustment has one.
    #[serde(default)]
    pub reason: String,
}

/// An entry as it is kept; none ever changes.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BalanceEntry {
    /// Its id.
    pub id: String,
    /// Whose balance.
    pub agent_id: String,
    /// Of which activity code.
    pub activity_code_id: String,
    /// Why it changed.
    pub kind: BalanceEntryKind,
    /// Minutes.
    pub minutes: i32,
    /// From when they count.
    pub effective_date: NaiveDate,
    /// In a planner's words.
    pub reason: String,
    /// Who entered it.
    pub created_by: String,
    /// When.
    pub created_at: Instant,
}

/// An agent's balance of an activity code on a date.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TimeOffBalance {
    /// The agent.
    pub agent_id: String,
    /// The activity code.
    pub activity_code_id: String,
    /// The local date.
    pub as_of: NaiveDate,
    /// Minutes granted by that date.
    pub granted_minutes: i64,
    /// Minutes of adjustments by that date.
    pub adjusted_minutes: i64,
    /// Approved minutes before that date.
    pub used_minutes: i64,
    /// Approved minutes on that date and later.
    pub planned_minutes: i64,
    /// Granted and adjusted, less used and planned.
    pub remaining_minutes: i64,
    /// Minutes of requests that are not decided: pending and waiting. They are in none of the others.
    pub requested_minutes: i64,
    /// Minutes granted or adjusted later than that date. They are in none of the others.
    pub granted_later_minutes: i64,
}

/// A balance that does not hold what was asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BalanceLack {
    /// The date on which it would fall below 0.
    pub date: NaiveDate,
    /// Minutes left for the request on that date.
    pub remaining_minutes: i64,
    /// Minutes that were asked for by that date.
    pub asked_minutes: i64,
}

/// Enters what agents were granted, all or nothing, and decides what waits anew.
///
/// # Errors
/// [`Failure::Invalid`] per fault.
pub fn add_balance_entries(
    conn: &mut Conn<'_>,
    scope: &Scope,
    new: &[NewBalanceEntry],
) -> Result<Vec<BalanceEntry>, Failure> {
    let mut faults = Faults::default();
    let detail = format!("send 1 to {MOST_ENTRIES} entries at once");
    faults.require(
        (1..=MOST_ENTRIES).contains(&new.len()),
        "/entries",
        "too-many",
        detail,
    );
    let mut codes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut rows = Vec::new();
    for (index, entry) in new.iter().enumerate() {
        let at = |field: &str| format!("/entries/{index}/{field}");
        let agent = match find_agent(conn, scope, &entry.agent_id) {
            Ok(agent) => Some(agent),
            Err(Failure::NotFound { .. }) => None,
            Err(error) => return Err(error),
        };
        faults.require(
            agent.is_some(),
            at("agentId"),
            "not-found",
            "name an agent there is",
        );
        if let Some(agent) = agent {
            let unit = business_unit_of_agent(conn, scope, &agent)?;
            if !codes.contains_key(&unit.id) {
                let all = list_activity_codes(conn, scope, &unit.id)?.into_iter();
                let of_leave = all.filter(|code| code.category == ActivityCategory::TimeOff);
                codes.insert(unit.id.clone(), of_leave.map(|code| code.id).collect());
            }
            let known = codes.get(&unit.id);
            faults.require(
                known.is_some_and(|codes| codes.contains(&entry.activity_code_id)),
                at("activityCodeId"),
                "not-time-off",
                "name an activity code of the agent's business unit whose category is TimeOff",
            );
        }
        let is_sound = match entry.kind {
            BalanceEntryKind::Accrual => (1..=MOST_MINUTES).contains(&entry.minutes),
            BalanceEntryKind::Adjustment => {
                entry.minutes != 0 && (-MOST_MINUTES..=MOST_MINUTES).contains(&entry.minutes)
            }
        };
        let detail = "an accrual is above 0, an adjustment is not 0";
        faults.require(is_sound, at("minutes"), "out-of-range", detail);
        faults.require(
            entry.kind == BalanceEntryKind::Accrual || !entry.reason.trim().is_empty(),
            at("reason"),
            "missing",
            "say why the balance is adjusted",
        );
        faults.require(
            entry.reason.chars().count() <= 500,
            at("reason"),
            "too-long",
            "use at most 500 characters",
        );
        rows.push(BalanceEntryRow {
            tenant_id: scope.tenant().to_owned(),
            id: new_id(scope.now),
            agent_id: entry.agent_id.clone(),
            activity_code_id: entry.activity_code_id.clone(),
            kind: kind_text(entry.kind).to_owned(),
            minutes: entry.minutes,
            effective_date: entry.effective_date.to_string(),
            reason: entry.reason.clone(),
            created_by: scope.actor.subject.clone(),
            created_at: scope.now,
        });
    }
    faults.into_result()?;
    store::insert_balance_entries(conn, &rows)?;
    for unit in codes.keys() {
        promote_wait_list(conn, scope, unit)?;
    }
    rows.into_iter().map(from_row).collect()
}

const fn kind_text(kind: BalanceEntryKind) -> &'static str {
    match kind {
        BalanceEntryKind::Accrual => "Accrual",
        BalanceEntryKind::Adjustment => "Adjustment",
    }
}

fn from_row(row: BalanceEntryRow) -> Result<BalanceEntry, Failure> {
    let kinds = [BalanceEntryKind::Accrual, BalanceEntryKind::Adjustment];
    let kind = kinds.into_iter().find(|kind| kind_text(*kind) == row.kind);
    Ok(BalanceEntry {
        kind: kind.ok_or_else(|| DbError::Corrupt {
            what: "balance entry",
            id: row.id.clone(),
            reason: format!("unknown kind {:?}", row.kind),
        })?,
        effective_date: date_of("balance entry", &row.id, &row.effective_date)?,
        id: row.id,
        agent_id: row.agent_id,
        activity_code_id: row.activity_code_id,
        minutes: row.minutes,
        reason: row.reason,
        created_by: row.created_by,
        created_at: row.created_at,
    })
}

/// What an agent was granted, by the date it counts from. Agents read their own only.
///
/// # Errors
/// [`Failure::Forbidden`] for another agent's; [`Failure::NotFound`].
pub fn find_balance_entries(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_id: Option<&str>,
) -> Result<Vec<BalanceEntry>, Failure> {
    let agent = own_agent(conn, scope, agent_id, "wfm:timeOffBalance:view")?;
    let rows = store::balance_entries(conn, scope.tenant(), &agent.id)?;
    rows.into_iter().map(from_row).collect()
}

/// An agent's balances on a date, today when none is named: of every activity code that was ever granted or asked for.
/// Agents read their own only.
///
/// # Errors
/// [`Failure::Forbidden`] for another agent's; [`Failure::NotFound`].
pub fn find_balances(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agent_id: Option<&str>,
    as_of: Option<NaiveDate>,
) -> Result<Vec<TimeOffBalance>, Failure> {
    let agent = own_agent(conn, scope, agent_id, "wfm:timeOffBalance:view")?;
    let unit = business_unit_of_agent(conn, scope, &agent)?;
    let as_of = as_of.unwrap_or_else(|| today(&unit, scope));
    let mut balances: BTreeMap<String, TimeOffBalance> = BTreeMap::new();
    let mut of_code = |code: &str, change: &dyn Fn(&mut TimeOffBalance)| {
        let balance = balances
            .entry(code.to_owned())
            .or_insert_with(|| TimeOffBalance {
                agent_id: agent.id.clone(),
                activity_code_id: code.to_owned(),
                as_of,
                granted_minutes: 0,
                adjusted_minutes: 0,
                used_minutes: 0,
                planned_minutes: 0,
                remaining_minutes: 0,
                requested_minutes: 0,
                granted_later_minutes: 0,
            });
        change(balance);
    };
    for row in store::balance_entries(conn, scope.tenant(), &agent.id)? {
        let entry = from_row(row)?;
        let minutes = i64::from(entry.minutes);
        of_code(&entry.activity_code_id, &|balance| {
            if entry.effective_date > as_of {
                balance.granted_later_minutes += minutes;
            } else if entry.kind == BalanceEntryKind::Accrual {
                balance.granted_minutes += minutes;
            } else {
                balance.adjusted_minutes += minutes;
            }
        });
    }
    for (status, days) in ["Approved", "Pending", "WaitListed"].map(|status| {
        let of_agent = std::slice::from_ref(&agent.id);
        let all = EVER;
        (
            status,
            store::days_of_agents(conn, scope.tenant(), of_agent, &[status], all),
        )
    }) {
        for (row, code) in days? {
            let day = TimeOffDay::from_row(&row)?;
            let minutes = i64::from(day.minutes);
            of_code(&code, &|balance| match status {
                "Approved" if day.date < as_of => balance.used_minutes += minutes,
                "Approved" => balance.planned_minutes += minutes,
                _ => balance.requested_minutes += minutes,
            });
        }
    }
    let mut balances: Vec<TimeOffBalance> = balances.into_values().collect();
    for balance in &mut balances {
        balance.remaining_minutes = balance.granted_minutes + balance.adjusted_minutes
            - balance.used_minutes
            - balance.planned_minutes;
    }
    Ok(balances)
}

/// What an agent has of an activity code, over time.
pub(super) struct Account {
    /// Changes by date; of one date grants come first.
    changes: Vec<(NaiveDate, i64)>,
}

impl Account {
    pub(super) fn read(
        conn: &mut Conn<'_>,
        scope: &Scope,
        agent_id: &str,
        activity_code_id: &str,
    ) -> Result<Self, Failure> {
        let mut changes = Vec::new();
        for row in store::balance_entries(conn, scope.tenant(), agent_id)? {
            if row.activity_code_id == activity_code_id {
                let date = date_of("balance entry", &row.id, &row.effective_date)?;
                changes.push((date, i64::from(row.minutes)));
            }
        }
        let agents = [agent_id.to_owned()];
        let approved = store::days_of_agents(conn, scope.tenant(), &agents, &["Approved"], EVER)?;
        for (row, code) in approved {
            if code == activity_code_id {
                let day = TimeOffDay::from_row(&row)?;
                changes.push((day.date, -i64::from(day.minutes)));
            }
        }
        Ok(Self { changes })
    }

    /// The first date on which the days asked, or what is approved after them, could not be paid from what is granted by
    /// then.
    pub(super) fn lack(&self, asked: &[TimeOffDay]) -> Option<BalanceLack> {
        let first = asked.iter().map(|day| day.date).min()?;
        let own = asked.iter().filter(|day| day.minutes > 0);
        let own = own.map(|day| (day.date, -i64::from(day.minutes), true));
        let others = self.changes.iter();
        let others = others.map(|(date, minutes)| (*date, *minutes, false));
        let mut changes: Vec<(NaiveDate, i64, bool)> = others.chain(own).collect();
        changes.sort_by_key(|(date, minutes, _)| (*date, std::cmp::Reverse(*minutes)));
        let (mut left, mut asked_minutes) = (0, 0);
        for (date, minutes, is_own) in changes {
            left += minutes;
            if is_own {
                asked_minutes -= minutes;
            }
            if left < 0 && minutes < 0 && date >= first && asked_minutes > 0 {
                return Some(BalanceLack {
                    date,
                    remaining_minutes: left + asked_minutes,
                    asked_minutes,
                });
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Europe::Berlin;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn day(text: &str) -> TimeOffDay {
        TimeOffDay::full(date(text), Berlin, 480).unwrap()
    }

    #[test]
    fn leave_is_paid_from_what_is_granted_by_then() {
        let account = Account {
            changes: vec![(date("2026-01-01"), 480), (date("2026-07-01"), 480)],
        };
        assert_eq!(account.lack(&[day("2026-06-01")]), None);
        assert_eq!(account.lack(&[day("2026-06-01"), day("2026-07-02")]), None);
        let lack = account
            .lack(&[day("2026-06-01"), day("2026-06-02")])
            .unwrap();
        assert_eq!(
            (lack.date, lack.remaining_minutes, lack.asked_minutes),
            (date("2026-06-02"), 480, 960)
        );
    }

    #[test]
    fn leave_that_is_approved_for_later_is_not_spent_before_it() {
        let account = Account {
            changes: vec![(date("2026-01-01"), 480), (date("2026-08-03"), -480)],
        };
        let lack = account.lack(&[day("2026-06-01")]).unwrap();
        assert_eq!((lack.date, lack.remaining_minutes), (date("2026-08-03"), 0));
    }

    #[test]
    fn a_grant_on_the_day_itself_counts() {
        let account = Account {
            changes: vec![(date("2026-06-01"), 480)],
        };
        assert_eq!(account.lack(&[day("2026-06-01")]), None);
    }
}
