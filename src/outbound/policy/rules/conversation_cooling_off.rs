//! A pause after any conversation with the person, or on the number.

use super::case::{Case, Hold};
use crate::outbound::policy::hold_reason::HoldReason;
use crate::outbound::policy::ledger::EntryKind;
use crate::outbound::policy::terms::PolicyTerms;

pub(super) fn holds(terms: &PolicyTerms, case: &Case<'_>) -> Vec<Hold> {
    if case.is_promised {
        // The callee asked for this call.
        return Vec::new();
    }
    let pauses = terms.conversation_cooling_offs.iter().enumerate();
    let open = pauses.filter_map(|(place, pause)| {
        let conversations = case.entries(EntryKind::Conversation, pause.within);
        let last = conversations.map(|fact| fact.at).max()?;
        let until = last.plus_minutes(pause.days * 1_440);
        let rule = "conversationCoolingOffs";
        case.hold_until(until, HoldReason::ConversationCoolingOff, rule, Some(place))
    });
    open.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::case::given::{at, case, fact, terms};
    use super::*;

    #[test]
    fn whoever_was_spoken_to_is_left_alone_for_seven_days_but_for_a_call_they_asked_for() {
        let terms = terms(json!({ "conversationCoolingOffs": [{ "days": 7 }] }));
        let past = [fact(EntryKind::Conversation, "2026-11-01T10:00:00Z")];
        let mut soon = case("2026-11-08T09:59:59Z", &past);
        assert_eq!(
            holds(&terms, &soon)[0].until,
            Some(at("2026-11-08T10:00:00Z"))
        );
        soon.is_promised = true;
        assert!(holds(&terms, &soon).is_empty());
        assert!(holds(&terms, &case("2026-11-08T10:00:00Z", &past)).is_empty());
    }

    #[test]
    fn a_pause_within_the_product_family_is_not_of_other_families() {
        let terms =
            terms(json!({ "conversationCoolingOffs": [{ "days": 7, "within": "productFamily" }] }));
        let mut of_cards = fact(EntryKind::Conversation, "2026-11-01T10:00:00Z");
        of_cards.product_family = "cards".to_owned();
        let past = [of_cards];
        assert!(holds(&terms, &case("2026-11-02T10:00:00Z", &past)).is_empty());
    }
}
