//! So many attempts in any stretch of so many hours or days.

use super::case::{Case, Hold};
use crate::outbound::policy::hold_reason::HoldReason;
use crate::outbound::policy::terms::PolicyTerms;

pub(super) fn holds<'a>(terms: &'a PolicyTerms, case: &Case<'a>) -> Vec<Hold> {
    let binding = case.rolling_limits(terms);
    let limits = binding.items.iter().enumerate();
    let reached = limits.filter_map(|(place, limit)| {
        let attempts = case.attempts(limit.counted_by, limit.within);
        let last_of_most = *attempts.get(limit.count.checked_sub(1)?)?;
        let until = binding.at_most(last_of_most.plus_minutes(limit.minutes()));
        case.hold_until(
            until,
            HoldReason::AttemptLimit,
            "rollingLimits",
            Some(place),
        )
    });
    reached.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::case::given::{at, case, fact, terms};
    use super::*;
    use crate::outbound::policy::ledger::EntryKind::Attempt;

    #[test]
    fn the_eighth_attempt_waits_until_the_first_of_the_last_seven_is_seven_days_old() {
        let terms = terms(json!({ "rollingLimits": [
            { "countedBy": "person", "count": 7, "perDays": 7 }] }));
        let past: Vec<_> = (1..=7)
            .map(|day| fact(Attempt, &format!("2026-11-0{day}T10:00:00Z")))
            .collect();
        let found = holds(&terms, &case("2026-11-08T09:59:59Z", &past));
        assert_eq!(found[0].until, Some(at("2026-11-08T10:00:00Z")));
        assert!(holds(&terms, &case("2026-11-08T10:00:00Z", &past)).is_empty());
        assert!(holds(&terms, &case("2026-11-07T12:00:00Z", &past[1..])).is_empty());
    }

    #[test]
    fn a_person_is_counted_on_all_their_numbers_a_number_for_all_who_share_it() {
        let mut other_number = fact(Attempt, "2026-11-23T01:00:00Z");
        other_number.phone = "+86139".to_owned();
        let mut other_person = fact(Attempt, "2026-11-23T01:00:00Z");
        other_person.person_id = "wu".to_owned();
        let limit = |counted_by: &str| {
            terms(
                json!({ "rollingLimits": [{ "countedBy": counted_by, "count": 1, "perHours": 24 }] }),
            )
        };
        let count = |counted_by: &str, past| {
            holds(&limit(counted_by), &case("2026-11-23T02:00:00Z", past)).len()
        };
        let (number, person) = ([other_number], [other_person]);
        assert_eq!((count("person", &number), count("number", &number)), (1, 0));
        assert_eq!((count("person", &person), count("number", &person)), (0, 1));
    }

    #[test]
    fn a_tier_has_its_own_limits() {
        let terms = terms(json!({
            "rollingLimits": [{ "countedBy": "person", "count": 5, "perDays": 1 }],
            "customerTiers": { "quiet": { "rollingLimits": [{ "countedBy": "person", "count": 1, "perDays": 1 }] } }
        }));
        let past = [fact(Attempt, "2026-11-23T01:00:00Z")];
        let mut of_tier = case("2026-11-23T02:00:00Z", &past);
        assert!(holds(&terms, &of_tier).is_empty());
        of_tier.tier = Some(("quiet", at("2026-12-31T00:00:00Z")));
        let found = holds(&terms, &of_tier);
        assert_eq!(found[0].until, Some(at("2026-11-24T01:00:00Z")));
    }

    #[test]
    fn limits_of_a_tier_hold_no_longer_than_the_tier() {
        let terms = terms(json!({
            "rollingLimits": [{ "countedBy": "person", "count": 1, "perHours": 1 }],
            "customerTiers": { "quiet": { "rollingLimits": [{ "countedBy": "person", "count": 1, "perDays": 7 }] } }
        }));
        let past = [fact(Attempt, "2026-11-23T01:00:00Z")];
        let mut of_tier = case("2026-11-23T02:00:00Z", &past);
        of_tier.tier = Some(("quiet", at("2026-11-23T05:00:00Z")));
        let found = holds(&terms, &of_tier);
        assert_eq!(found[0].until, Some(at("2026-11-23T05:00:00Z")));
    }

    #[test]
    fn an_attempt_of_no_family_counts_in_every_family() {
        let terms = terms(json!({ "rollingLimits": [
            { "countedBy": "person", "within": "productFamily", "count": 1, "perDays": 7 }] }));
        let mut by_hand = fact(Attempt, "2026-11-23T01:00:00Z");
        by_hand.product_family = String::new();
        let mut of_cards = fact(Attempt, "2026-11-23T01:00:00Z");
        of_cards.product_family = "cards".to_owned();
        let past = [by_hand, of_cards];
        assert_eq!(
            holds(&terms, &case("2026-11-23T02:00:00Z", &past[..1])).len(),
            1
        );
        assert!(holds(&terms, &case("2026-11-23T02:00:00Z", &past[1..])).is_empty());
    }
}
