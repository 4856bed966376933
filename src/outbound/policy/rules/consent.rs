//! Where a policy asks for consent: one on record for voice and the campaign's family, not over, not withdrawn since.

use super::case::{Case, Hold};
use crate::outbound::policy::hold_reason::HoldReason;
use crate::outbound::policy::ledger::{EntryKind, VOICE};
use crate::outbound::policy::terms::{PolicyTerms, Within};
use crate::outbound::store::ledger::FactRow;

pub(super) fn holds(terms: &PolicyTerms, case: &Case<'_>) -> Option<Hold> {
    if !terms.consent_required {
        return None;
    }
    // An entry without a channel or family is of all.
    let is_of_this = |fact: &&FactRow| {
        let of_channel = fact.channel.is_empty() || fact.channel == VOICE;
        let family = &fact.product_family;
        of_channel && (family.is_empty() || family == case.product_family)
    };
    let entries = |kind| case.entries(kind, Within::Tenant).filter(is_of_this);
    let withdrawn_at = entries(EntryKind::Withdrawal).map(|fact| fact.at).max();
    let stands = |consent: &FactRow| {
        consent.at <= case.now
            && consent.expires_at.is_none_or(|end| end > case.now)
            && withdrawn_at.is_none_or(|at| consent.at > at)
    };
    let has_consent = entries(EntryKind::Consent).any(stands);
    (!has_consent).then_some(Hold {
        reason: HoldReason::ConsentMissing,
        until: None,
        rule: "consentRequired",
        place: None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::case::given::{at, case, fact, terms};
    use super::*;

    #[test]
    fn a_consent_stands_until_it_ends_or_is_withdrawn_and_may_be_given_again() {
        let terms = terms(json!({ "consentRequired": true }));
        let held = |past: &[FactRow], now: &str| holds(&terms, &case(now, past)).is_some();
        let mut given = fact(EntryKind::Consent, "2026-11-01T00:00:00Z");
        given.expires_at = Some(at("2026-12-01T00:00:00Z"));
        let withdrawn = fact(EntryKind::Withdrawal, "2026-11-10T00:00:00Z");
        let again = fact(EntryKind::Consent, "2026-11-20T00:00:00Z");
        let past = [again, withdrawn, given];
        assert!(held(&[], "2026-11-05T00:00:00Z"));
        assert!(!held(&past[2..], "2026-11-05T00:00:00Z"));
        assert!(held(&past[2..], "2026-12-01T00:00:00Z"), "it has ended");
        assert!(held(&past[1..], "2026-11-15T00:00:00Z"), "it is withdrawn");
        assert!(!held(&past, "2026-12-15T00:00:00Z"), "it was given again");
    }

    #[test]
    fn a_consent_to_other_channels_or_families_is_none() {
        let terms = terms(json!({ "consentRequired": true }));
        let mut by_mail = fact(EntryKind::Consent, "2026-11-01T00:00:00Z");
        by_mail.channel = "email".to_owned();
        let mut to_cards = fact(EntryKind::Consent, "2026-11-01T00:00:00Z");
        to_cards.product_family = "cards".to_owned();
        let mut to_all = fact(EntryKind::Consent, "2026-11-01T00:00:00Z");
        to_all.product_family = String::new();
        to_all.channel = String::new();
        let past = [by_mail, to_cards, to_all];
        assert!(holds(&terms, &case("2026-11-05T00:00:00Z", &past[..2])).is_some());
        assert!(holds(&terms, &case("2026-11-05T00:00:00Z", &past)).is_none());
    }
}
