//! So many attempts to a contact and to a number, until they are reset at a local midnight.

use chrono::{Days, NaiveDate, TimeZone};
use chrono_tz::Tz;

use super::case::{Case, Hold};
use crate::db::Instant;
use crate::organisation::midnight;
use crate::outbound::policy::hold_reason::HoldReason;
use crate::outbound::policy::terms::{CountedBy, PolicyTerms, ResetPeriod, Within};

const RULE: &str = "attemptLimits";

pub(super) fn holds(terms: &PolicyTerms, case: &Case<'_>) -> Vec<Hold> {
    let limits = &terms.attempt_limits;
    let counts = [
        (limits.max_attempts_per_contact, CountedBy::Contact),
        (limits.max_attempts_per_number, CountedBy::Number),
    ];
    let reached = counts.into_iter().filter_map(|(most, counted_by)| {
        let attempts = case.attempts(counted_by, Within::Tenant);
        let last_of_most = *attempts.get(most?.checked_sub(1)?)?;
        match limits.reset_period {
            ResetPeriod::Never => Some(Hold {
                reason: HoldReason::AttemptsExhausted,
                until: None,
                rule: RULE,
                place: None,
            }),
            ResetPeriod::Days(days) => {
                let zone = limits.zone();
                let made = last_of_most.to_utc().naive_utc();
                let date = zone.from_utc_datetime(&made).date_naive();
                let until = start_of_day(date + Days::new(u64::from(days)), zone)?;
                case.hold_until(until, HoldReason::AttemptLimit, RULE, None)
            }
        }
    });
    reached.collect()
}

/// The first instant of a local day, or of the next where a zone has left one out.
fn start_of_day(date: NaiveDate, zone: Tz) -> Option<Instant> {
    let mut days = date.iter_days().take(2);
    days.find_map(|day| midnight(day, zone))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::case::given::{at, case, fact, terms};
    use super::*;
    use crate::outbound::policy::ledger::EntryKind::Attempt;

    #[test]
    fn todays_attempts_are_forgotten_at_midnight_where_the_policy_says() {
        let terms = terms(json!({ "attemptLimits": {
            "maxAttemptsPerContact": 2, "resetPeriod": "TODAY", "timeZoneId": "Asia/Shanghai" } }));
        let past = [
            fact(Attempt, "2026-11-23T01:00:00Z"),
            fact(Attempt, "2026-11-23T09:00:00Z"),
        ];
        let found = holds(&terms, &case("2026-11-23T15:59:59Z", &past));
        assert_eq!(found[0].until, Some(at("2026-11-23T16:00:00Z")));
        assert!(holds(&terms, &case("2026-11-23T16:00:00Z", &past)).is_empty());
        assert!(holds(&terms, &case("2026-11-23T15:00:00Z", &past[..1])).is_empty());
    }

    #[test]
    fn without_a_reset_attempts_to_a_number_count_for_ever_whoever_made_them() {
        let terms = terms(json!({ "attemptLimits": { "maxAttemptsPerNumber": 1 } }));
        let mut other = fact(Attempt, "2020-01-01T00:00:00Z");
        other.campaign_id = "another".to_owned();
        other.contact_id = "another".to_owned();
        let past = [other];
        let found = holds(&terms, &case("2026-11-23T02:00:00Z", &past));
        assert_eq!(
            (found[0].reason, found[0].until),
            (HoldReason::AttemptsExhausted, None)
        );
    }
}
