//! What a rule is asked about, and what it answers.

use crate::db::Instant;
use crate::outbound::policy::hold_reason::HoldReason;
use crate::outbound::policy::ledger::EntryKind;
use crate::outbound::policy::terms::{
    CountedBy, MinimumGap, PolicyTerms, RollingLimit, TierTerms, Within,
};
use crate::outbound::store::ledger::FactRow;

/// A contact before the rules of its campaign's policy.
pub(in crate::outbound) struct Case<'a> {
    /// When.
    pub now: Instant,
    /// The campaign that wants to call.
    pub campaign_id: &'a str,
    /// What it sells.
    pub product_family: &'a str,
    /// The contact.
    pub contact_id: &'a str,
    /// E.164.
    pub phone: &'a str,
    /// `''` where unknown.
    pub person_id: &'a str,
    /// Whether the callee was promised this call.
    pub is_promised: bool,
    /// The customer tier the person has by an override, and the override's end.
    pub tier: Option<(&'a str, Instant)>,
    /// What is on record of the phone and the person, in any order.
    pub past: Vec<&'a FactRow>,
}

/// Why a rule holds a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::outbound) struct Hold {
    /// Why.
    pub reason: HoldReason,
    /// Until when; `None` when only a change can free the contact.
    pub until: Option<Instant>,
    /// The field of the terms.
    pub rule: &'static str,
    /// Its place there, where the field is a list.
    pub place: Option<usize>,
}

/// The limits or gaps that bind a person.
pub(in crate::outbound) struct Binding<'a, T> {
    /// As the policy or the person's tier gives them.
    pub items: &'a [T],
    /// When they bind no more, where they are a tier's: the override's end.
    pub end: Option<Instant>,
}

impl<T> Binding<'_, T> {
    /// Until when a hold of these stands that would end at `until`: at the end of the tier the person is judged by others.
    pub fn at_most(&self, until: Instant) -> Instant {
        self.end.map_or(until, |end| until.min(end))
    }
}

impl<'a> Case<'a> {
    /// The entries of a kind in some campaigns. One without a product family, made by hand or by another system, is of every
    /// family.
    pub fn entries(&self, kind: EntryKind, within: Within) -> impl Iterator<Item = &'a FactRow> {
        let (campaign, family) = (self.campaign_id, self.product_family);
        self.past.iter().copied().filter(move |fact| {
            fact.kind == kind.code()
                && match within {
                    Within::Tenant => true,
                    Within::ProductFamily => {
                        fact.product_family.is_empty() || fact.product_family == family
                    }
                    Within::Campaign => fact.campaign_id == campaign,
                }
        })
    }

    /// The instants of attempts, the latest first.
    pub fn attempts(&self, counted_by: CountedBy, within: Within) -> Vec<Instant> {
        let attempts = self
            .entries(EntryKind::Attempt, within)
            .filter(|fact| match counted_by {
                CountedBy::Contact => fact.contact_id == self.contact_id,
                CountedBy::Person if !self.person_id.is_empty() => fact.person_id == self.person_id,
                CountedBy::Number | CountedBy::Person => fact.phone == self.phone,
            });
        let mut at: Vec<Instant> = attempts.map(|fact| fact.at).collect();
        at.sort_unstable_by(|a, b| b.cmp(a));
        at
    }

    /// The rolling limits that bind this person.
    pub fn rolling_limits(&self, terms: &'a PolicyTerms) -> Binding<'a, RollingLimit> {
        self.binding(terms, &terms.rolling_limits, |tier| {
            tier.rolling_limits.as_deref()
        })
    }

    /// The gaps that bind this person.
    pub fn minimum_gaps(&self, terms: &'a PolicyTerms) -> Binding<'a, MinimumGap> {
        self.binding(terms, &terms.minimum_gaps, |tier| {
            tier.minimum_gaps.as_deref()
        })
    }

    fn binding<T>(
        &self,
        terms: &'a PolicyTerms,
        of_all: &'a [T],
        own: impl Fn(&'a TierTerms) -> Option<&'a [T]>,
    ) -> Binding<'a, T> {
        let of_tier = self.tier.and_then(|(name, end)| {
            let items = own(terms.customer_tiers.get(name)?)?;
            Some(Binding {
                items,
                end: Some(end),
            })
        });
        of_tier.unwrap_or(Binding {
            items: of_all,
            end: None,
        })
    }

    /// A hold until then, unless that is past.
    pub fn hold_until(
        &self,
        until: Instant,
        reason: HoldReason,
        rule: &'static str,
        place: Option<usize>,
    ) -> Option<Hold> {
        (until > self.now).then_some(Hold {
            reason,
            until: Some(until),
            rule,
            place,
        })
    }
}

#[cfg(test)]
pub(super) mod given {
    //! Cases for the rules' tests.

    use super::*;

    /// An instant of a test.
    pub fn at(text: &str) -> Instant {
        serde_json::from_str(&format!("{text:?}")).unwrap()
    }

    /// Terms from JSON.
    pub fn terms(json: serde_json::Value) -> PolicyTerms {
        serde_json::from_value(json).unwrap()
    }

    /// An entry of the campaign `c` on the contact `k` of `li` and +86138.
    pub fn fact(kind: EntryKind, time: &str) -> FactRow {
        FactRow {
            id: format!("{}-{time}", kind.code()),
            phone: "+86138".to_owned(),
            person_id: "li".to_owned(),
            contact_id: "k".to_owned(),
            at: at(time),
            kind: kind.code().to_owned(),
            campaign_id: "c".to_owned(),
            product_family: "loans".to_owned(),
            channel: "voice".to_owned(),
            lease_id: String::new(),
            wrap_up_code: String::new(),
            expires_at: None,
        }
    }

    /// The case of that contact in the campaign `c`, which sells loans.
    pub fn case<'a>(now: &str, past: &'a [FactRow]) -> Case<'a> {
        Case {
            now: at(now),
            campaign_id: "c",
            product_family: "loans",
            contact_id: "k",
            phone: "+86138",
            person_id: "li",
            is_promised: false,
            tier: None,
            past: past.iter().collect(),
        }
    }
}
