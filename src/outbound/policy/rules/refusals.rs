//! Refusals by product family. The campaign's own family is not offered again: for the days its rule gives, for ever
//! where it gives none; a refusal of another family may cool it as well.

use super::case::{Case, Hold};
use crate::outbound::policy::hold_reason::HoldReason;
use crate::outbound::policy::ledger::EntryKind;
use crate::outbound::policy::terms::{PolicyTerms, Within};

pub(super) fn holds(terms: &PolicyTerms, case: &Case<'_>) -> Vec<Hold> {
    let refusals = case.entries(EntryKind::Refusal, Within::Tenant);
    let open = refusals.filter_map(|refusal| {
        let rule = terms.refusal_rule(&refusal.product_family);
        let place = rule.map(|(place, _)| place);
        let days = if refusal.product_family == case.product_family {
            let Some(days) = rule.and_then(|(_, rule)| rule.cooling_off_days) else {
                return Some(Hold {
                    reason: HoldReason::Refused,
                    until: None,
                    rule: "refusals",
                    place,
                });
            };
            days
        } else {
            *rule?.1.cools_families.get(case.product_family)?
        };
        let until = refusal.at.plus_minutes(days * 1_440);
        case.hold_until(until, HoldReason::Refused, "refusals", place)
    });
    open.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::case::given::{at, case, fact, terms};
    use super::*;

    #[test]
    fn without_a_rule_a_refusal_is_for_ever_and_of_its_own_family_only() {
        let past = [fact(EntryKind::Refusal, "2020-01-01T00:00:00Z")];
        let none = PolicyTerms::default();
        let found = holds(&none, &case("2026-11-23T02:00:00Z", &past));
        assert_eq!((found.len(), found[0].until), (1, None));
        let mut of_cards = case("2026-11-23T02:00:00Z", &past);
        of_cards.product_family = "cards";
        assert!(holds(&none, &of_cards).is_empty());
    }

    #[test]
    fn a_refusal_cools_its_family_and_others_for_the_days_of_its_rule() {
        let terms = terms(
            json!({ "refusals": [{ "productFamily": "loans", "coolingOffDays": 180,
            "coolsFamilies": { "cards": 30 } }] }),
        );
        let past = [fact(EntryKind::Refusal, "2026-11-01T00:00:00Z")];
        let loans = holds(&terms, &case("2026-11-02T00:00:00Z", &past));
        assert_eq!(loans[0].until, Some(at("2027-04-30T00:00:00Z")));
        let mut of_cards = case("2026-11-02T00:00:00Z", &past);
        of_cards.product_family = "cards";
        assert_eq!(
            holds(&terms, &of_cards)[0].until,
            Some(at("2026-12-01T00:00:00Z"))
        );
        of_cards.now = at("2026-12-01T00:00:00Z");
        assert!(holds(&terms, &of_cards).is_empty());
    }
}
