//! What conditions see, and whether they hold.

use chrono::{Datelike, TimeZone, Timelike};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::document::{CampaignRuleCondition, CampaignRuleConditionType, RuleOperator};
use crate::db::Instant;
use crate::outbound::campaigns::stats::AttemptFigures;
use crate::outbound::campaigns::status::CampaignStatus;
use crate::outbound::policy::callable_times::minute_of;

/// What is known of a campaign when its rules are looked at.
#[derive(Clone, Debug)]
pub(in crate::outbound) struct Facts {
    pub status: CampaignStatus,
    /// Since it was started, while it is on.
    pub run_minutes: Option<i64>,
    pub progress_percent: i64,
    pub contacts_called: i64,
    pub agents: i64,
    /// All attempts.
    pub all: AttemptFigures,
    /// Those of the local day.
    pub today: AttemptFigures,
}

/// A condition and what it saw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeenCondition {
    /// What it asks.
    pub condition_type: CampaignRuleConditionType,
    /// How.
    pub operator: Option<RuleOperator>,
    /// Against what.
    pub value: Option<f64>,
    /// The number that was there; absent where there was none, such as a rate without attempts.
    pub seen: Option<f64>,
    /// In words where it is no number: the status, or the local time.
    pub seen_text: Option<String>,
    /// Whether it held.
    pub holds: bool,
}

/// Looks at a condition.
pub(in crate::outbound) fn look(
    condition: &CampaignRuleCondition,
    facts: &Facts,
    (zone, now): (Tz, Instant),
) -> SeenCondition {
    let mut seen = SeenCondition {
        condition_type: condition.condition_type,
        operator: condition.operator,
        value: condition.value,
        seen: None,
        seen_text: None,
        holds: false,
    };
    match condition.condition_type {
        CampaignRuleConditionType::Status => {
            seen.seen_text = Some(facts.status.code().to_owned());
            seen.holds = condition.status == Some(facts.status);
        }
        CampaignRuleConditionType::TimeOfDay => {
            let local = zone.from_utc_datetime(&now.to_utc().naive_utc());
            let minute = local.hour() * 60 + local.minute();
            let day = local.weekday().number_from_monday();
            let bound = |text: &Option<String>| text.as_deref().and_then(minute_of);
            let is_within = match (bound(&condition.start_time), bound(&condition.stop_time)) {
                (Some(start), Some(stop)) => (start..stop).contains(&minute),
                _ => false,
            };
            let is_day = condition.days_of_week.is_empty() || condition.days_of_week.contains(&day);
            seen.seen_text = Some(local.format("%A %H:%M").to_string());
            seen.holds = is_within && is_day;
        }
        number => {
            seen.seen = number_of(number, facts);
            seen.holds = match (seen.seen, condition.operator, condition.value) {
                (Some(seen), Some(operator), Some(value)) => compares(seen, operator, value),
                _ => false,
            };
        }
    }
    seen
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of a campaign lie far below 2^52"
)]
fn number_of(kind: CampaignRuleConditionType, facts: &Facts) -> Option<f64> {
    use CampaignRuleConditionType as Type;
    let percent = |share: Option<f64>| share.map(|share| share * 100.0);
    match kind {
        Type::Progress => Some(facts.progress_percent as f64),
        Type::Agents => Some(facts.agents as f64),
        Type::RecordsAttempted => Some(facts.contacts_called as f64),
        Type::ContactRate => percent(facts.today.contact_rate),
        Type::AbandonRate => percent(facts.today.abandon_rate),
        Type::BusinessSuccess => Some(facts.all.business_successes as f64),
        Type::BusinessFailure => Some(facts.all.business_failures as f64),
        Type::BusinessNeutral => Some(facts.all.business_neutrals as f64),
        Type::RightPartyContacts => Some(facts.all.right_party_contacts as f64),
        Type::ValidAttempts => Some(facts.all.attempts as f64),
        Type::RunTime => facts.run_minutes.map(|minutes| minutes as f64),
        Type::Status | Type::TimeOfDay => None,
    }
}

fn compares(seen: f64, operator: RuleOperator, value: f64) -> bool {
    match operator {
        // Rates are quotients: equal is what cannot be told apart in print.
        RuleOperator::Equals => (seen - value).abs() < 1e-9,
        RuleOperator::GreaterThan => seen > value,
        RuleOperator::GreaterThanEquals => seen >= value,
        RuleOperator::LessThan => seen < value,
        RuleOperator::LessThanEquals => seen <= value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        Facts {
            status: CampaignStatus::On,
            run_minutes: Some(45),
            progress_percent: 80,
            contacts_called: 160,
            agents: 7,
            all: AttemptFigures {
                attempts: 300,
                business_successes: 12,
                business_failures: 30,
                business_neutrals: 40,
                right_party_contacts: 90,
                ..AttemptFigures::default()
            },
            today: AttemptFigures {
                contact_rate: Some(0.25),
                abandon_rate: Some(0.04),
                ..AttemptFigures::default()
            },
        }
    }

    fn holds(json: &str, facts: &Facts) -> bool {
        let condition: CampaignRuleCondition = serde_json::from_str(json).unwrap();
        // 10:00 on a Monday in Shanghai.
        let now = Instant::from_utc("2026-11-23T02:00:00Z".parse().unwrap());
        look(&condition, facts, (chrono_tz::Asia::Shanghai, now)).holds
    }

    #[test]
    fn every_numeric_condition_reads_its_own_figure() {
        for (kind, value) in [
            ("campaignProgress", 80),
            ("campaignAgents", 7),
            ("campaignRecordsAttempted", 160),
            ("campaignContactRate", 25),
            ("campaignBusinessSuccess", 12),
            ("campaignBusinessFailure", 30),
            ("campaignBusinessNeutral", 40),
            ("campaignRightPartyContacts", 90),
            ("campaignValidAttempts", 300),
            ("campaignAbandonRate", 4),
            ("campaignRunTime", 45),
        ] {
            let condition = |operator: &str, value: i64| {
                let json = format!(
                    r#"{{"conditionType": "{kind}", "operator": "{operator}", "value": {value}}}"#
                );
                holds(&json, &facts())
            };
            assert!(condition("equals", value), "{kind}");
            assert!(condition("greaterThanEquals", value) && condition("lessThanEquals", value));
            assert!(
                !condition("greaterThan", value) && condition("greaterThan", value - 1),
                "{kind}"
            );
            assert!(
                !condition("lessThan", value) && condition("lessThan", value + 1),
                "{kind}"
            );
        }
    }

    #[test]
    fn a_rate_without_attempts_and_a_run_time_while_off_meet_no_condition() {
        let mut facts = facts();
        facts.today.contact_rate = None;
        facts.run_minutes = None;
        for kind in ["campaignContactRate", "campaignRunTime"] {
            for operator in ["lessThan", "greaterThan"] {
                let json = format!(
                    r#"{{"conditionType": "{kind}", "operator": "{operator}", "value": 1}}"#
                );
                assert!(!holds(&json, &facts), "{json}");
            }
        }
    }

    #[test]
    fn the_status_and_the_time_of_day_hold_as_the_rules_clock_says() {
        let of_status = |status: &str| {
            holds(
                &format!(r#"{{"conditionType": "campaignStatus", "status": "{status}"}}"#),
                &facts(),
            )
        };
        assert!(of_status("on") && !of_status("complete"));
        let at = |start: &str, stop: &str, days: &str| {
            let json = format!(
                r#"{{"conditionType": "timeOfDay", "startTime": "{start}", "stopTime": "{stop}", "daysOfWeek": {days}}}"#
            );
            holds(&json, &facts())
        };
        assert!(at("10:00", "10:01", "[]") && at("09:00", "24:00", "[1]"));
        assert!(!at("09:00", "10:00", "[]") && !at("10:00", "10:01", "[2, 7]"));
    }
}
