//! Rules looked at: conditions that come to hold are answered with actions, once.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::actions::take;
use super::conditions::{Facts, SeenCondition, look};
use super::document::RuleFrequency;
use super::firings::FiringDocument;
use super::rule::{NewCampaignRule, rule_of};
use crate::db::{Conn, Instant};
use crate::documents;
use crate::failure::Failure;
use crate::outbound::campaigns::campaign::{reason_of, status_of, stored};
use crate::outbound::campaigns::progress::campaign_progress;
use crate::outbound::campaigns::recurrence::{local_date, start_of_day};
use crate::outbound::campaigns::sequences::find_campaign_sequence;
use crate::outbound::campaigns::stats::{agents_now, figures_between};
use crate::outbound::campaigns::status::CampaignStatus;
use crate::outbound::contacts::lists::{stored_list, zone_of};
use crate::outbound::store::campaign_plans::{self as store, FiringRow, RuleRow};
use crate::outbound::store::campaigns::CampaignRow;
use crate::tenancy::{Scope, new_id};

const MILLIS_A_MINUTE: i64 = 60_000;

/// What a rule saw last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct RuleState {
    /// Campaigns whose conditions hold.
    holding: BTreeSet<String>,
    /// When it fired for each last.
    fired: BTreeMap<String, Instant>,
}

impl RuleState {
    /// Whether the rule is to fire for a campaign, by whether its conditions hold now; notes what was seen.
    fn notes(
        &mut self,
        campaign: &str,
        holds: bool,
        frequency: RuleFrequency,
        (zone, now): (Tz, Instant),
    ) -> bool {
        if !holds {
            self.holding.remove(campaign);
            return false;
        }
        let came_to_hold = self.holding.insert(campaign.to_owned());
        let last = self.fired.get(campaign).copied();
        let may = match frequency {
            RuleFrequency::OnEachTrigger => true,
            RuleFrequency::OncePerDay => {
                last.is_none_or(|last| local_date(zone, last) < local_date(zone, now))
            }
            RuleFrequency::Once => last.is_none(),
        };
        let fires = came_to_hold && may;
        if fires {
            self.fired.insert(campaign.to_owned(), now);
        }
        fires
    }
}

/// Looks at one rule for each campaign it watches; how often it fired. Whoever calls holds the tenant's evaluation.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn evaluate_rule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (row, state): (&RuleRow, &str),
) -> Result<usize, Failure> {
    let rule = rule_of(row)?;
    let before: RuleState = documents::read("campaign rule", &row.id, state)?;
    let (state, firing) = looked_at(conn, scope, (row, &rule), &before)?;
    let firings = firing.len();
    for (campaign_id, seen) in firing {
        fire(conn, scope, (row, &rule, &campaign_id), seen)?;
    }
    if state != before {
        let place = (scope.tenant(), row.id.as_str());
        store::note_rule_state(conn, place, &documents::write(&state)?)?;
    }
    Ok(firings)
}

/// Whether a rule sees anything else than it saw last; a look alone, which holds up nobody.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn has_news(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (row, state): (&RuleRow, &str),
) -> Result<bool, Failure> {
    let before: RuleState = documents::read("campaign rule", &row.id, state)?;
    let (state, firing) = looked_at(conn, scope, (row, &rule_of(row)?), &before)?;
    Ok(state != before || !firing.is_empty())
}

/// A campaign for which a rule is to fire, and what its conditions saw.
type Firing = (String, Vec<SeenCondition>);

/// What a rule saw now, and the campaigns for which it is to fire, with their conditions.
fn looked_at(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (row, rule): (&RuleRow, &NewCampaignRule),
    before: &RuleState,
) -> Result<(RuleState, Vec<Firing>), Failure> {
    let zone: Tz = rule
        .time_zone
        .parse()
        .map_err(|_| Failure::Internal(format!("rule {} lost its time zone", row.id)))?;
    let mut state = before.clone();
    let mut firing = Vec::new();
    for campaign_id in watched(conn, scope, rule)? {
        let campaign = match stored(conn, scope, &campaign_id) {
            Ok(campaign) => campaign,
            Err(Failure::NotFound { .. }) => continue,
            Err(other) => return Err(other),
        };
        let facts = facts_of(conn, scope, &campaign)?;
        let seen: Vec<SeenCondition> = rule
            .campaign_rule_conditions
            .iter()
            .map(|condition| look(condition, &facts, (zone, scope.now)))
            .collect();
        let holds = if rule.match_any_conditions {
            seen.iter().any(|condition| condition.holds)
        } else {
            seen.iter().all(|condition| condition.holds)
        };
        let frequency = rule.execution_settings.frequency;
        if state.notes(&campaign_id, holds, frequency, (zone, scope.now)) {
            firing.push((campaign_id, seen));
        }
    }
    Ok((state, firing))
}

fn fire(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (row, rule, campaign_id): (&RuleRow, &NewCampaignRule, &str),
    conditions: Vec<SeenCondition>,
) -> Result<(), Failure> {
    let mut actions = Vec::new();
    for action in &rule.campaign_rule_actions {
        actions.extend(take(conn, scope, (&rule.name, campaign_id), action)?);
    }
    let firing = FiringRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        campaign_rule_id: row.id.clone(),
        campaign_id: campaign_id.to_owned(),
        document: documents::write(&FiringDocument {
            conditions,
            actions,
        })?,
        fired_at: scope.now,
    };
    Ok(store::insert_firing(conn, &firing)?)
}

/// The campaigns a rule watches: those it names, and the one that each of its sequences is at.
fn watched(
    conn: &mut Conn<'_>,
    scope: &Scope,
    rule: &NewCampaignRule,
) -> Result<BTreeSet<String>, Failure> {
    let mut ids = rule.campaign_rule_entities.campaign_ids.clone();
    for sequence in &rule.campaign_rule_entities.sequence_ids {
        match find_campaign_sequence(conn, scope, sequence) {
            Ok(sequence) => {
                let place = usize::try_from(sequence.current_campaign).ok();
                let current = place.and_then(|place| sequence.campaign_ids.into_iter().nth(place));
                ids.extend(current);
            }
            Err(Failure::NotFound { .. }) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(ids)
}

fn facts_of(conn: &mut Conn<'_>, scope: &Scope, campaign: &CampaignRow) -> Result<Facts, Failure> {
    let list = stored_list(conn, scope, &campaign.contact_list_id)?;
    let zone = zone_of("", &list)?;
    let status = status_of(campaign)?;
    let since = reason_of(campaign)?.map(|reason| reason.since);
    let progress = campaign_progress(conn, scope, &campaign.id)?;
    // What is recorded at this instant counts.
    let end = scope.now.plus_seconds(1);
    let midnight = start_of_day(zone, scope.now);
    Ok(Facts {
        status,
        run_minutes: since.filter(|_| status == CampaignStatus::On).map(|since| {
            scope
                .now
                .epoch_millis()
                .saturating_sub(since.epoch_millis())
                / MILLIS_A_MINUTE
        }),
        progress_percent: progress.percentage,
        contacts_called: progress.number_of_contacts_called,
        agents: agents_now(conn, scope, &campaign.id)?,
        all: figures_between(conn, scope, &campaign.id, (campaign.created_at, end))?,
        today: figures_between(conn, scope, &campaign.id, (midnight, end))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::from_utc(text.parse().unwrap())
    }

    #[test]
    fn a_rule_fires_when_its_conditions_come_to_hold_and_again_only_after_they_did_not() {
        let mut state = RuleState::default();
        let clock = (Tz::UTC, at("2026-11-23T02:00:00Z"));
        let mut fires = |holds| state.notes("c", holds, RuleFrequency::OnEachTrigger, clock);
        let seen = [true, true, false, true, true].map(&mut fires);
        assert_eq!(seen, [true, false, false, true, false]);
    }

    #[test]
    fn once_a_day_counts_days_on_the_rules_clock_and_once_is_once() {
        let mut state = RuleState::default();
        let zone = chrono_tz::Asia::Shanghai;
        let mut fires = |frequency, now: &str| {
            let clock = (zone, at(now));
            let fires = state.notes("c", true, frequency, clock);
            state.notes("c", false, frequency, clock);
            fires
        };
        let daily = RuleFrequency::OncePerDay;
        // Midnight in Shanghai is 16:00 UTC.
        assert!(fires(daily, "2026-11-23T02:00:00Z"));
        assert!(!fires(daily, "2026-11-23T15:59:00Z"));
        assert!(fires(daily, "2026-11-23T16:00:00Z"));
        assert!(!fires(RuleFrequency::Once, "2026-12-23T16:00:00Z"));
    }
}
