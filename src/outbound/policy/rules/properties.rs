//! What holds of all rules together, on drawn policies and ledgers.

use proptest::prelude::*;
use serde_json::json;

use super::case::given::{case, terms};
use super::{holds, weightiest};
use crate::db::Instant;
use crate::outbound::policy::ledger::EntryKind;
use crate::outbound::policy::terms::PolicyTerms;
use crate::outbound::store::ledger::FactRow;

const NOW: &str = "2026-11-23T02:00:00Z";

fn a_fact() -> impl Strategy<Value = FactRow> {
    let kinds = prop::sample::select(EntryKind::ALL.to_vec());
    let texts = (
        prop::sample::select(vec!["k", "k2"]),
        prop::sample::select(vec!["loans", "cards"]),
        prop::sample::select(vec!["c", "d"]),
        prop::sample::select(vec!["", "busy"]),
    );
    (kinds, 0_i64..40_000, texts, any::<u32>()).prop_map(
        |(kind, minutes_ago, (contact, family, campaign, code), id)| FactRow {
            id: format!("{id:010}"),
            phone: "+86138".to_owned(),
            person_id: "li".to_owned(),
            contact_id: contact.to_owned(),
            at: now().plus_minutes(-minutes_ago),
            kind: kind.code().to_owned(),
            campaign_id: campaign.to_owned(),
            product_family: family.to_owned(),
            channel: "voice".to_owned(),
            lease_id: String::new(),
            wrap_up_code: code.to_owned(),
            expires_at: None,
        },
    )
}

fn now() -> Instant {
    super::case::given::at(NOW)
}

/// The dials of a policy; a larger one is stricter.
#[derive(Clone, Copy, Debug)]
struct Dials {
    fewer_attempts: usize,
    window_days: i64,
    gap_minutes: i64,
    pause_days: i64,
    refusal_days: i64,
    asks_consent: bool,
    reset_days: u32,
}

impl Dials {
    fn terms(self) -> PolicyTerms {
        let count = 8 - self.fewer_attempts;
        let reset = match self.reset_days {
            0 | 1 => "TODAY".to_owned(),
            days => format!("DAYS_{days}"),
        };
        terms(json!({
            "attemptLimits": { "maxAttemptsPerContact": count, "maxAttemptsPerNumber": count + 2, "resetPeriod": reset,
                "recallEntries": { "busy": { "nbrAttempts": count, "minutesBetweenAttempts": self.gap_minutes } } },
            "rollingLimits": [{ "countedBy": "person", "count": count, "perDays": self.window_days }],
            "minimumGaps": [{ "countedBy": "number", "minutes": self.gap_minutes }],
            "conversationCoolingOffs": [{ "days": self.pause_days }],
            "refusals": [{ "productFamily": "*", "coolingOffDays": self.refusal_days,
                "coolsFamilies": { "loans": self.refusal_days } }],
            "consentRequired": self.asks_consent,
        }))
    }
}

fn two_dials() -> impl Strategy<Value = (Dials, Dials)> {
    let dials = || {
        (
            0_usize..7,
            1_i64..30,
            1_i64..20_000,
            1_i64..30,
            1_i64..30,
            any::<bool>(),
            1_u32..30,
        )
    };
    (dials(), dials()).prop_map(|(one, other)| {
        let stricter = Dials {
            fewer_attempts: one.0.max(other.0),
            window_days: one.1.max(other.1),
            gap_minutes: one.2.max(other.2),
            pause_days: one.3.max(other.3),
            refusal_days: one.4.max(other.4),
            asks_consent: one.5 || other.5,
            reset_days: one.6.max(other.6),
        };
        let looser = Dials {
            fewer_attempts: one.0,
            window_days: one.1,
            gap_minutes: one.2,
            pause_days: one.3,
            refusal_days: one.4,
            asks_consent: one.5,
            reset_days: one.6,
        };
        (looser, stricter)
    })
}

proptest! {
    #[test]
    fn a_stricter_policy_never_frees_a_contact_sooner(
        facts in prop::collection::vec(a_fact(), 0..25),
        (looser, stricter) in two_dials(),
    ) {
        let end = |dials: Dials| {
            let terms = dials.terms();
            let held = weightiest(&holds(&terms, &case(NOW, &facts)));
            held.map(|hold| hold.until.map_or(i64::MAX, Instant::epoch_millis))
        };
        prop_assert!(end(looser) <= end(stricter));
    }

    #[test]
    fn the_order_of_the_ledger_does_not_matter(
        facts in prop::collection::vec(a_fact(), 0..25).prop_flat_map(|facts| {
            let shuffled = Just(facts.clone()).prop_shuffle();
            (Just(facts), shuffled)
        }),
        (looser, _) in two_dials(),
    ) {
        let (sorted, shuffled) = facts;
        let terms = looser.terms();
        let verdict = |facts: &[FactRow]| {
            let found = weightiest(&holds(&terms, &case(NOW, facts)));
            found.map(|hold| (hold.reason, hold.until))
        };
        prop_assert_eq!(verdict(&sorted), verdict(&shuffled));
    }
}
