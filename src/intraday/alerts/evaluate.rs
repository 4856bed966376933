//! Rules held against the running day: alerts are opened, kept open, and closed.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::alert::{Alert, AlertDocument, document_of, of_row};
use super::cause::{Cause, Seen};
use super::rule::{self, AlertKind, AlertRule};
use crate::adherence::{AdherenceState, BoardOf, adherence_board};
use crate::db::{Conn, Database, Instant};
use crate::documents;
use crate::failure::Failure;
use crate::intraday::day::{NO_FORECAST, NO_PUBLISHED_SCHEDULE, Rest, RunningDay};
use crate::intraday::evaluate::Standing;
use crate::intraday::plan::{Draw, PlanOfDay};
use crate::intraday::shortfall::Shortfall;
use crate::intraday::store::alerts::{self as store, AlertRow};
use crate::intraday::store::rules;
use crate::organisation::{find_business_unit, list_management_units, lock_business_unit};
use crate::tenancy::{Scope, TenantId, new_id};

/// The draws on which the day's close is judged: the same each time, so that an alert does not come and go by chance.
const DRAW: Draw = Draw {
    seed: 0,
    replications: 100,
};

/// What an evaluation found.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AlertEvaluation {
    /// The moment it was made for.
    pub as_of: Instant,
    /// Alerts that it opened.
    pub opened_count: usize,
    /// Alerts that were open and are still.
    pub lasting_count: usize,
    /// Alerts that it closed.
    pub closed_count: usize,
    /// Alerts that are open now, the oldest first.
    pub open_alerts: Vec<Alert>,
    /// `no-published-schedule` or `no-forecast` where there is no day to hold rules against, so that no cause holds; absent
    /// otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_data_reason: Option<String>,
}

/// A rule and a planning group, by their ids.
type Place = (String, String);

/// Holds a business unit's rules against its running day.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit; those of reading the day but that there is none.
pub fn evaluate_alerts(
    db: &Database,
    scope: &Scope,
    business_unit_id: &str,
) -> Result<AlertEvaluation, Failure> {
    let rules = db.read(|conn| {
        find_business_unit(conn, scope, business_unit_id)?;
        enabled_rules(conn, scope, business_unit_id)
    })?;
    let found = if rules.is_empty() {
        Ok(BTreeMap::new())
    } else {
        causes(db, scope, business_unit_id, &rules)
    };
    let (causes, no_data_reason) = match found {
        Ok(causes) => (causes, None),
        // Without a day there is nothing that could last: what is open would stay so for ever.
        Err(Failure::Conflict { code, .. })
            if matches!(code, NO_PUBLISHED_SCHEDULE | NO_FORECAST) =>
        {
            (BTreeMap::new(), Some(code.to_owned()))
        }
        Err(failure) => return Err(failure),
    };
    let settled = db.write(|conn| {
        // Two who evaluate at once would each open an alert for one cause.
        lock_business_unit(conn, scope, business_unit_id)?;
        settle(conn, scope, business_unit_id, causes)
    })?;
    Ok(AlertEvaluation {
        no_data_reason,
        ..settled
    })
}

fn enabled_rules(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
) -> Result<Vec<AlertRule>, Failure> {
    let rows = rules::enabled(conn, scope.tenant(), business_unit_id)?;
    rows.into_iter().map(rule::of_row).collect()
}

fn causes(
    db: &Database,
    scope: &Scope,
    business_unit_id: &str,
    rules: &[AlertRule],
) -> Result<BTreeMap<Place, AlertDocument>, Failure> {
    let wants = |kind: AlertKind| rules.iter().any(|one| one.rule.kind == kind);
    let is_about_the_rest = rules.iter().any(|one| one.rule.kind.is_about_the_rest());
    let rest = if is_about_the_rest {
        Rest::ToldAgain
    } else {
        Rest::AsForecast
    };
    let day = RunningDay::read(db, scope, business_unit_id, scope.now, rest)?;
    let plan = PlanOfDay::of(&day);
    let standing = wants(AlertKind::ServiceBelowGoal)
        .then(|| Standing::of(&day, &plan, DRAW))
        .transpose()?;
    let out_of_adherence = if wants(AlertKind::OutOfAdherence) {
        db.read(|conn| out_of_adherence(conn, scope, business_unit_id))?
    } else {
        BTreeSet::new()
    };
    let missing_heads = wants(AlertKind::Understaffed).then(|| missing_heads(&day, &plan));
    let seen = Seen {
        day: &day,
        missing_heads: missing_heads.as_deref(),
        standing: standing.as_ref(),
        out_of_adherence: &out_of_adherence,
    };
    let mut found = BTreeMap::new();
    for rule in rules {
        for (position, group) in day.groups.iter().enumerate() {
            let watched = rule.rule.planning_group_id.as_ref();
            if watched.is_some_and(|id| *id != group.group.id) {
                continue;
            }
            if let Some(cause) = seen.cause(&rule.rule, position) {
                let place = (rule.id.clone(), group.group.id.clone());
                found.insert(place, document(rule, &group.group.name, cause));
            }
        }
    }
    Ok(found)
}

/// Heads missing of each planning group, in the running interval and those to come: split once, whatever the number of
/// rules.
fn missing_heads(day: &RunningDay, plan: &PlanOfDay) -> Vec<Vec<f64>> {
    let shortfall = Shortfall::new(day, plan);
    let rest = day.now()..day.grid.intervals();
    let of = |index: usize| -> Vec<f64> {
        let heads = shortfall.heads_of_groups(index);
        let groups = day.groups.iter().enumerate();
        let missing = groups.map(|(position, group)| {
            let required = group.required.get(index).copied().map_or(0.0, f64::from);
            required - heads.get(position).copied().unwrap_or(0.0)
        });
        missing.collect()
    };
    rest.map(of).collect()
}

fn out_of_adherence(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
) -> Result<BTreeSet<String>, Failure> {
    let mut found = BTreeSet::new();
    for site in list_management_units(conn, scope, business_unit_id)? {
        let board = adherence_board(
            conn,
            scope,
            &BoardOf::ManagementUnit(site.id.clone()),
            None,
            None,
        )?;
        let out = board.entities.into_iter();
        let out = out.filter(|one| one.adherence_state == AdherenceState::OutOfAdherence);
        found.extend(out.map(|one| one.agent_id));
    }
    Ok(found)
}

fn document(rule: &AlertRule, group_name: &str, cause: Cause) -> AlertDocument {
    AlertDocument {
        rule_name: rule.rule.name.clone(),
        kind: rule.rule.kind,
        planning_group_name: group_name.to_owned(),
        threshold: rule.rule.threshold,
        value: cause.value,
        worst_value: cause.value,
        detail: cause.detail,
    }
}

/// Opens what is new, notes what lasts, and closes what has ended.
fn settle(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    mut causes: BTreeMap<Place, AlertDocument>,
) -> Result<AlertEvaluation, Failure> {
    let of_unit = (scope.tenant(), business_unit_id);
    let (mut lasting_count, mut closed_count) = (0, 0);
    for row in store::open(conn, of_unit)? {
        let place = (row.rule_id.clone(), row.planning_group_id.clone());
        match causes.remove(&place) {
            Some(mut now) => {
                now.worst_value = worse(now.kind, document_of(&row)?.worst_value, now.value);
                let seen = (documents::write(&now)?, scope.now);
                store::note_seen(conn, (scope.tenant(), &row.id), (&seen.0, seen.1))?;
                lasting_count += 1;
            }
            None => {
                store::close(conn, (scope.tenant(), &row.id), scope.now)?;
                closed_count += 1;
            }
        }
    }
    let opened_count = causes.len();
    for ((rule_id, planning_group_id), document) in causes {
        let row = AlertRow {
            tenant_id: scope.tenant().to_owned(),
            id: new_id(scope.now),
            business_unit_id: business_unit_id.to_owned(),
            rule_id,
            planning_group_id,
            document: documents::write(&document)?,
            opened_at: scope.now,
            last_seen_at: scope.now,
            closed_at: None,
            acknowledged_by: None,
            acknowledged_at: None,
        };
        store::insert(conn, &row)?;
    }
    let open = store::open(conn, of_unit)?.into_iter().map(of_row);
    Ok(AlertEvaluation {
        as_of: scope.now,
        opened_count,
        lasting_count,
        closed_count,
        open_alerts: open.collect::<Result<_, _>>()?,
        no_data_reason: None,
    })
}

/// Of a probability the smaller is worse, of everything else what lies further from 0.
fn worse(kind: AlertKind, one: f64, other: f64) -> f64 {
    match kind {
        AlertKind::ServiceBelowGoal => one.min(other),
        _ if one.abs() >= other.abs() => one,
        _ => other,
    }
}

/// Evaluates every business unit that has a rule, or an alert to be closed, of all tenants; one that cannot be is told in the log and does not keep the
/// others. Returns how many alerts were opened.
///
/// # Errors
/// Only when the rules cannot be read.
pub fn watch_alerts(db: &Database, now: Instant) -> Result<usize, Failure> {
    let watched: BTreeSet<(String, String)> = db.read(|conn| {
        let with_rules = rules::watched_units(conn)?.into_iter();
        let open = store::units_with_open(conn)?;
        Ok::<_, Failure>(with_rules.chain(open).collect())
    })?;
    let mut opened = 0;
    for (tenant, unit) in watched {
        let scope = Scope::system(TenantId::new(tenant), now);
        match evaluate_alerts(db, &scope, &unit) {
            Ok(found) => opened += found.opened_count,
            Err(failure) => {
                tracing::info!(business_unit_id = unit, %failure, "alerts were not evaluated");
            }
        }
    }
    Ok(opened)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_of_a_probability_is_the_least_and_of_a_departure_the_farthest() {
        assert_eq!(worse(AlertKind::ServiceBelowGoal, 40.0, 20.0), 20.0);
        assert_eq!(worse(AlertKind::VolumeOffForecast, 10.0, -25.0), -25.0);
        assert_eq!(worse(AlertKind::Understaffed, 3.0, 2.0), 3.0);
    }
}
