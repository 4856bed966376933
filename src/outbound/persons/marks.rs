//! What erased persons asked for: do-not-call entries and refusals outlive the phone they stand for as keyed hashes.

use std::collections::{BTreeMap, BTreeSet};

use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::outbound::policy::dnc_lists::block_on_list;
use crate::outbound::policy::ledger::{EntryKind, VOICE};
use crate::outbound::store::contacts::ContactRow;
use crate::outbound::store::dnc;
use crate::outbound::store::erasure::{self as store, MarkRow};
use crate::outbound::store::ledger::{self, LedgerRow, Whose};
use crate::tenancy::{PseudonymKey, Scope};

/// On a do-not-call list; the mark's subject is the list.
const DO_NOT_CALL: &str = "doNotCall";

/// Refused; the mark's subject is the product family.
const REFUSAL: &str = "refusal";

/// Turns what stands against phones into marks: the entries go, their hashes stay.
///
/// # Errors
/// Only the database's, or [`Failure::Internal`] without entropy.
pub(super) fn mark_phones(
    conn: &mut Conn<'_>,
    scope: &Scope,
    person: &str,
    phones: &[String],
) -> Result<(), Failure> {
    let tenant = scope.tenant();
    let mut marks = Vec::new();
    // What the person refused without a phone, or on another one, stands against each of its phones.
    let of_person = ledger::refusals_of(conn, tenant, Whose::Person(person))?;
    for phone in phones {
        let lists = dnc::entries_of_phone(conn, tenant, phone, scope.now)?;
        let of_phone = ledger::refusals_of(conn, tenant, Whose::Phone(phone))?;
        let lists = lists
            .into_iter()
            .map(|(list, expires_at)| (DO_NOT_CALL, list, expires_at));
        let families: BTreeSet<String> = of_phone
            .into_iter()
            .chain(of_person.iter().cloned())
            .map(|(family, _)| family)
            .collect();
        let families = families.into_iter().map(|family| (REFUSAL, family, None));
        let against: Vec<(&str, String, Option<Instant>)> = lists.chain(families).collect();
        if against.is_empty() {
            continue;
        }
        let phone_hmac = PseudonymKey::of_tenant(conn, tenant, scope.now)?.pseudonym(phone);
        marks.extend(
            against
                .into_iter()
                .map(|(kind, subject, expires_at)| MarkRow {
                    tenant_id: tenant.to_owned(),
                    phone_hmac: phone_hmac.clone(),
                    kind: kind.to_owned(),
                    subject,
                    marked_at: scope.now,
                    expires_at,
                }),
        );
        dnc::delete_phone(conn, tenant, phone)?;
    }
    for phone in phones {
        ledger::forget_phone(conn, tenant, phone)?;
    }
    Ok(store::insert_marks(conn, &marks)?)
}

/// Whether anybody of the tenant was erased with something standing against a phone.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn has_marks(conn: &mut Conn<'_>, scope: &Scope) -> Result<bool, Failure> {
    Ok(store::has_marks(conn, scope.tenant())?)
}

/// Puts back what marks say of phones that come in: their do-not-call entries, and their refusals.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn restore_marks(
    conn: &mut Conn<'_>,
    scope: &Scope,
    contacts: &[ContactRow],
) -> Result<(), Failure> {
    let tenant = scope.tenant();
    if !store::has_marks(conn, tenant)? {
        return Ok(());
    }
    let key = PseudonymKey::of_tenant(conn, tenant, scope.now)?;
    let mut phones: BTreeMap<String, &str> = BTreeMap::new();
    for contact in contacts {
        phones.insert(key.pseudonym(&contact.phone), &contact.phone);
    }
    let hashes: Vec<&str> = phones.keys().map(String::as_str).collect();
    let mut by_list: BTreeMap<String, Vec<(String, Option<Instant>)>> = BTreeMap::new();
    let mut refusals = Vec::new();
    for mark in store::marks(conn, tenant, &hashes)? {
        let Some(phone) = phones.get(&mark.phone_hmac) else {
            continue;
        };
        let phone = (*phone).to_owned();
        if mark.kind == DO_NOT_CALL {
            let until = mark.expires_at;
            if until.is_none_or(|until| until > scope.now) {
                by_list
                    .entry(mark.subject)
                    .or_default()
                    .push((phone, until));
            }
        } else {
            refusals.push(LedgerRow {
                tenant_id: tenant.to_owned(),
                // One entry a mark, however often the phone comes in.
                id: format!("erased-{}-{}", mark.phone_hmac, mark.subject),
                phone,
                person_id: String::new(),
                contact_id: String::new(),
                at: mark.marked_at,
                kind: EntryKind::Refusal.code().to_owned(),
                campaign_id: String::new(),
                product_family: mark.subject,
                channel: VOICE.to_owned(),
                lease_id: String::new(),
                wrap_up_code: String::new(),
                note: String::new(),
                made_by: String::new(),
                expires_at: None,
            });
        }
    }
    for (list, phones) in by_list {
        block_on_list(conn, scope, &list, phones)?;
    }
    Ok(ledger::insert(conn, &refusals)?)
}
