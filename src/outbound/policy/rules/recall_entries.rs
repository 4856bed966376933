//! What follows on an attempt that ended busy, unanswered, or in another way the policy names.

use super::case::{Case, Hold};
use crate::outbound::policy::hold_reason::HoldReason;
use crate::outbound::policy::ledger::EntryKind;
use crate::outbound::policy::terms::{PolicyTerms, Within};

const RULE: &str = "attemptLimits/recallEntries";

pub(super) fn holds(terms: &PolicyTerms, case: &Case<'_>) -> Vec<Hold> {
    if terms.attempt_limits.recall_entries.is_empty() {
        return Vec::new();
    }
    let attempts = || {
        let all = case.entries(EntryKind::Attempt, Within::Campaign);
        all.filter(move |fact| fact.contact_id == case.contact_id)
    };
    let last = attempts().max_by_key(|fact| (fact.at, &fact.id));
    let entries = terms.attempt_limits.recall_entries.iter();
    let reached = entries.filter_map(|(code, entry)| {
        let ended_so = attempts().filter(|fact| fact.wrap_up_code == *code).count();
        if ended_so > usize::try_from(entry.nbr_attempts).unwrap_or(usize::MAX) {
            return Some(Hold {
                reason: HoldReason::AttemptsExhausted,
                until: None,
                rule: RULE,
                place: None,
            });
        }
        let last = last.filter(|fact| fact.wrap_up_code == *code)?;
        let until = last.at.plus_minutes(entry.minutes_between_attempts);
        case.hold_until(until, HoldReason::MinimumGap, RULE, None)
    });
    reached.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::case::given::{at, case, fact, terms};
    use super::*;
    use crate::outbound::store::ledger::FactRow;

    fn busy(time: &str) -> FactRow {
        FactRow {
            wrap_up_code: "busy".to_owned(),
            ..fact(EntryKind::Attempt, time)
        }
    }

    #[test]
    fn after_busy_the_contact_waits_its_minutes_and_is_given_up_after_its_recalls() {
        let terms = terms(json!({ "attemptLimits": { "recallEntries": {
            "busy": { "nbrAttempts": 1, "minutesBetweenAttempts": 15 } } } }));
        let past = [busy("2026-11-23T02:00:00Z"), busy("2026-11-23T02:20:00Z")];
        let once = holds(&terms, &case("2026-11-23T02:14:59Z", &past[..1]));
        assert_eq!(once[0].until, Some(at("2026-11-23T02:15:00Z")));
        assert!(holds(&terms, &case("2026-11-23T02:15:00Z", &past[..1])).is_empty());
        let twice = holds(&terms, &case("2027-01-01T00:00:00Z", &past));
        assert_eq!(
            (twice[0].reason, twice[0].until),
            (HoldReason::AttemptsExhausted, None)
        );
    }
}
