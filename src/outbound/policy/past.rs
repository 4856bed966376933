//! What is on record of some candidates: read with a fixed number of queries, however many they are.

use std::collections::{BTreeMap, BTreeSet};

use super::ground::Ground;
use super::judge::Candidate;
use super::ledger::EntryKind;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::outbound::store::ledger::{self, FactRow, Read};
use crate::outbound::store::{contact_policies, dnc};
use crate::tenancy::Scope;

/// Kinds whose entries stand however old they are.
const STANDING: [&str; 3] = [
    EntryKind::Refusal.code(),
    EntryKind::Consent.code(),
    EntryKind::Withdrawal.code(),
];

/// Do-not-call entries, the ledger as far back as the policy looks, and customer tiers.
#[derive(Debug, Default)]
pub(in crate::outbound) struct Past {
    listed: BTreeMap<String, Option<Instant>>,
    facts: Vec<FactRow>,
    by_phone: BTreeMap<String, Vec<usize>>,
    by_person: BTreeMap<String, Vec<usize>>,
    tiers: BTreeMap<String, (String, Instant)>,
}

impl Past {
    /// Reads it.
    ///
    /// # Errors
    /// Only the database's.
    pub fn of(
        conn: &mut Conn<'_>,
        scope: &Scope,
        ground: &Ground,
        candidates: &[Candidate<'_>],
    ) -> Result<Self, Failure> {
        let phones: Vec<&str> = candidates.iter().map(|candidate| candidate.phone).collect();
        let people: BTreeSet<&str> = candidates
            .iter()
            .map(|candidate| candidate.person_id)
            .filter(|person| !person.is_empty())
            .collect();
        let people: Vec<&str> = people.into_iter().collect();
        let terms = &ground.policy.terms;
        let since = match terms.reach_minutes() {
            None => Instant::from_epoch_millis(i64::MIN),
            // Nothing of the past but what stands.
            Some(0) => Instant::from_epoch_millis(i64::MAX),
            Some(minutes) => scope.now.plus_minutes(-minutes),
        };
        let read = Read {
            tenant: scope.tenant(),
            standing_kinds: &STANDING,
            since,
        };
        let mut past = Self {
            listed: dnc::listed(
                conn,
                (scope.tenant(), scope.now),
                &ground.dnc_lists,
                &phones,
            )?,
            ..Self::default()
        };
        let mut seen = BTreeSet::new();
        for fact in ledger::facts(conn, read, &phones, &people)? {
            if seen.insert(fact.id.clone()) {
                past.add(fact);
            }
        }
        if !terms.customer_tiers.is_empty() {
            let tiers = contact_policies::tiers_of(conn, scope.tenant(), &people, scope.now)?;
            past.tiers = tiers
                .into_iter()
                .map(|row| (row.person_id, (row.tier, row.expires_at)))
                .collect();
        }
        Ok(past)
    }

    fn add(&mut self, fact: FactRow) {
        let place = self.facts.len();
        if !fact.phone.is_empty() {
            let of_phone = self.by_phone.entry(fact.phone.clone()).or_default();
            of_phone.push(place);
        }
        if !fact.person_id.is_empty() {
            let of_person = self.by_person.entry(fact.person_id.clone()).or_default();
            of_person.push(place);
        }
        self.facts.push(fact);
    }

    /// Until when a phone is on a do-not-call list that binds the campaign, where it is on one; `Some(None)` for ever.
    pub fn listed_until(&self, phone: &str) -> Option<Option<Instant>> {
        self.listed.get(phone).copied()
    }

    /// The customer tier a person has by an override, and the override's end.
    pub fn tier_of(&self, person_id: &str) -> Option<(&str, Instant)> {
        let (tier, end) = self.tiers.get(person_id)?;
        Some((tier.as_str(), *end))
    }

    /// The entries of a candidate's phone or person, each once.
    pub fn facts_of(&self, candidate: &Candidate<'_>) -> Vec<&FactRow> {
        let none = || [].iter();
        let of_phone = self.by_phone.get(candidate.phone);
        let of_person = self.by_person.get(candidate.person_id);
        let of_person = of_person.map_or_else(none, |places| places.iter());
        let places: BTreeSet<usize> = of_phone
            .map_or_else(none, |places| places.iter())
            .chain(of_person)
            .copied()
            .collect();
        let facts = places.iter().filter_map(|place| self.facts.get(*place));
        let attempt = EntryKind::Attempt.code();
        facts
            .filter(|fact| {
                fact.kind != attempt || candidate.running_lease != Some(fact.lease_id.as_str())
            })
            .collect()
    }
}
