//! The least time from one attempt to the next.

use super::case::{Case, Hold};
use crate::outbound::policy::hold_reason::HoldReason;
use crate::outbound::policy::terms::{PolicyTerms, Within};

pub(super) fn holds<'a>(terms: &'a PolicyTerms, case: &Case<'a>) -> Vec<Hold> {
    let binding = case.minimum_gaps(terms);
    let gaps = binding.items.iter().enumerate();
    let open = gaps.filter_map(|(place, gap)| {
        let attempts = case.attempts(gap.counted_by, Within::Tenant);
        let until = binding.at_most(attempts.first()?.plus_minutes(gap.minutes));
        case.hold_until(until, HoldReason::MinimumGap, "minimumGaps", Some(place))
    });
    open.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::case::given::{at, case, fact, terms};
    use super::*;
    use crate::outbound::policy::ledger::EntryKind::Attempt;

    #[test]
    fn the_gap_runs_from_the_last_attempt_and_its_end_is_free() {
        let terms = terms(json!({ "minimumGaps": [{ "countedBy": "person", "minutes": 240 }] }));
        let past = [
            fact(Attempt, "2026-11-23T02:00:00Z"),
            fact(Attempt, "2026-11-22T02:00:00Z"),
        ];
        let found = holds(&terms, &case("2026-11-23T05:59:59Z", &past));
        assert_eq!(found[0].until, Some(at("2026-11-23T06:00:00Z")));
        assert!(holds(&terms, &case("2026-11-23T06:00:00Z", &past)).is_empty());
    }

    #[test]
    fn the_gap_of_a_tier_is_held_no_longer_than_the_tier() {
        let terms = terms(json!({ "customerTiers": {
            "quiet": { "minimumGaps": [{ "countedBy": "person", "minutes": 240 }] } } }));
        let past = [fact(Attempt, "2026-11-23T02:00:00Z")];
        let mut of_tier = case("2026-11-23T02:30:00Z", &past);
        of_tier.tier = Some(("quiet", at("2026-11-23T03:00:00Z")));
        let found = holds(&terms, &of_tier);
        assert_eq!(found[0].until, Some(at("2026-11-23T03:00:00Z")));
    }
}
