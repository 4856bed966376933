//! The contact ledger: what happened between the tenant and a person, across campaigns, channels and products.

use serde::{Deserialize, Serialize};

use super::dnc_csv::FIRST_SENTINEL;
use super::hold_reason::HoldReason;
use crate::db::{Conn, DbError, Instant};
use crate::failure::{Failure, Faults};
use crate::http::{Page, PageParams};
use crate::outbound::contacts::lists::phone_for;
use crate::outbound::store::contacts::ContactRow;
use crate::outbound::store::ledger::{self as store, LedgerRow};
use crate::outbound::store::{campaigns, contacts, persons, pool};
use crate::tenancy::{Scope, new_id};

/// Entries read at once.
const READ_AT_ONCE: i64 = 1_000;

/// The channel of calls.
pub(in crate::outbound) const VOICE: &str = "voice";

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum EntryKind {
    /// Somebody tried to reach the person.
    Attempt,
    /// The person was spoken to.
    Conversation,
    /// The person refused a product family.
    Refusal,
    /// The person consented to being contacted.
    Consent,
    /// The person took back a consent.
    Withdrawal,
    /// Somebody gave the person another customer tier.
    Override,
}

impl EntryKind {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Attempt,
        Self::Conversation,
        Self::Refusal,
        Self::Consent,
        Self::Withdrawal,
        Self::Override,
    ];

    /// As stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Attempt => "attempt",
            Self::Conversation => "conversation",
            Self::Refusal => "refusal",
            Self::Consent => "consent",
            Self::Withdrawal => "withdrawal",
            Self::Override => "override",
        }
    }
}

/// An entry of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LedgerEntry {
    /// Its id.
    pub id: String,
    /// When it happened.
    pub at: Instant,
    /// What happened.
    pub kind: EntryKind,
    /// E.164; masked for all but administrators and dialers. Absent where the entry is of a person on any number.
    pub phone: Option<String>,
    /// The person.
    pub person_id: Option<String>,
    /// The contact.
    pub contact_id: Option<String>,
    /// The campaign.
    pub campaign_id: Option<String>,
    /// The product family; absent for all.
    pub product_family: Option<String>,
    /// `voice`, or what another system named; absent for all.
    pub channel: Option<String>,
    /// The lease it came from.
    pub lease_id: Option<String>,
    /// How an attempt ended.
    pub wrap_up_code: Option<String>,
    /// Where a consent comes from; why an override was made.
    pub note: Option<String>,
    /// Who made it, where somebody did.
    pub made_by: Option<String>,
    /// When it ends.
    pub expires_at: Option<Instant>,
}

/// An entry to be made by hand or by another system, so that one ledger holds every channel.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewLedgerEntry {
    /// What happened; `override` is made with the tier.
    pub kind: EntryKind,
    /// When it happened; now when left out, never later.
    pub at: Option<Instant>,
    /// `voice` and the like; of a consent or withdrawal, all when left out.
    pub channel: Option<String>,
    /// The family; of a consent or withdrawal, all when left out. A refusal names one.
    pub product_family: Option<String>,
    /// Where it comes from, such as the form that was signed; a consent names it.
    pub source: Option<String>,
    /// When a consent ends; before 2100, and left out for one that does not.
    pub expires_at: Option<Instant>,
}

/// Whom an entry is about.
#[derive(Clone, Copy, Debug)]
struct Subject<'a> {
    phone: &'a str,
    person_id: &'a str,
    contact_id: &'a str,
}

/// What a call leaves in the ledger.
#[derive(Clone, Copy, Debug)]
pub(in crate::outbound) struct CallEntry<'a> {
    pub lease_id: &'a str,
    pub campaign_id: &'a str,
    pub product_family: &'a str,
    pub contact_id: &'a str,
    pub phone: &'a str,
    pub person_id: &'a str,
    /// `''` before it is known.
    pub wrap_up_code: &'a str,
    pub at: Instant,
}

/// Writes what a call left, once a kind and lease. An attempt that is on record learns how it ended.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn record_call(
    conn: &mut Conn<'_>,
    scope: &Scope,
    call: CallEntry<'_>,
    kinds: &[EntryKind],
) -> Result<(), DbError> {
    let id_of = |kind: EntryKind| format!("{}-{}", call.lease_id, kind.code());
    let rows: Vec<LedgerRow> = kinds
        .iter()
        .map(|kind| LedgerRow {
            tenant_id: scope.tenant().to_owned(),
            id: id_of(*kind),
            phone: call.phone.to_owned(),
            person_id: call.person_id.to_owned(),
            contact_id: call.contact_id.to_owned(),
            at: call.at,
            kind: kind.code().to_owned(),
            campaign_id: call.campaign_id.to_owned(),
            product_family: call.product_family.to_owned(),
            channel: VOICE.to_owned(),
            lease_id: call.lease_id.to_owned(),
            wrap_up_code: call.wrap_up_code.to_owned(),
            note: String::new(),
            made_by: String::new(),
            expires_at: None,
        })
        .collect();
    store::insert(conn, &rows)?;
    if call.wrap_up_code.is_empty() {
        return Ok(());
    }
    let attempt = id_of(EntryKind::Attempt);
    store::note_outcome(conn, (scope.tenant(), &attempt), call.wrap_up_code)
}

/// A page of a person's ledger, in order of the entries' ids.
///
/// # Errors
/// `not-found`; [`Failure::Invalid`] at `?pageSize`.
pub fn ledger_of_person(
    conn: &mut Conn<'_>,
    scope: &Scope,
    person_id: &str,
    page: &PageParams,
) -> Result<Page<LedgerEntry>, Failure> {
    let (size, after) = page.bounds()?;
    require_person(conn, scope, person_id)?;
    let rows = store::of_person(conn, (scope.tenant(), person_id), &after, size + 1)?;
    told(scope, rows, size)
}

/// The whole of a person's ledger, in order of the entries' ids.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn whole_ledger_of_person(
    conn: &mut Conn<'_>,
    scope: &Scope,
    person_id: &str,
) -> Result<Vec<LedgerEntry>, Failure> {
    let mut entries: Vec<LedgerEntry> = Vec::new();
    loop {
        let after = entries
            .last()
            .map_or("", |entry| entry.id.as_str())
            .to_owned();
        let rows = store::of_person(conn, (scope.tenant(), person_id), &after, READ_AT_ONCE)?;
        if rows.is_empty() {
            return Ok(entries);
        }
        for row in rows {
            entries.push(to_entry(scope, row)?);
        }
    }
}

/// A page of the ledger of a contact's phone and person.
///
/// # Errors
/// `not-found`; [`Failure::Invalid`] at `?pageSize`.
pub fn ledger_of_contact(
    conn: &mut Conn<'_>,
    scope: &Scope,
    contact_id: &str,
    page: &PageParams,
) -> Result<Page<LedgerEntry>, Failure> {
    let (size, after) = page.bounds()?;
    let contact = contact_of(conn, scope, contact_id)?;
    let subject = (contact.phone.as_str(), contact.person_id.as_str());
    let rows = store::of_phone_or_person(conn, scope.tenant(), subject, &after, size + 1)?;
    told(scope, rows, size)
}

fn contact_of(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<ContactRow, Failure> {
    contacts::contact(conn, scope.tenant(), id)?.ok_or_else(|| Failure::not_found("contact", id))
}

/// `not-found` unless there is such a person.
pub(super) fn require_person(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<(), Failure> {
    match persons::find(conn, scope.tenant(), id)? {
        Some(_) => Ok(()),
        None => Err(Failure::not_found("person", id)),
    }
}

/// Makes an entry about a person, on any number.
///
/// # Errors
/// `not-found`; [`Failure::Invalid`] per fault.
pub fn add_to_ledger_of_person(
    conn: &mut Conn<'_>,
    scope: &Scope,
    person_id: &str,
    new: &NewLedgerEntry,
) -> Result<LedgerEntry, Failure> {
    require_person(conn, scope, person_id)?;
    let subject = Subject {
        phone: "",
        person_id,
        contact_id: "",
    };
    add(conn, scope, subject, new)
}

/// Makes an entry about a contact's phone and the person behind it.
///
/// # Errors
/// `not-found`; [`Failure::Invalid`] per fault.
pub fn add_to_ledger_of_contact(
    conn: &mut Conn<'_>,
    scope: &Scope,
    contact_id: &str,
    new: &NewLedgerEntry,
) -> Result<LedgerEntry, Failure> {
    let contact = contact_of(conn, scope, contact_id)?;
    let subject = Subject {
        phone: &contact.phone,
        person_id: &contact.person_id,
        contact_id: &contact.id,
    };
    add(conn, scope, subject, new)
}

fn add(
    conn: &mut Conn<'_>,
    scope: &Scope,
    subject: Subject<'_>,
    new: &NewLedgerEntry,
) -> Result<LedgerEntry, Failure> {
    check(scope, subject, new)?;
    if new.kind == EntryKind::Consent {
        // Before the subject's, for which somebody may wait who has leave to hold.
        pool::lock_for_lifting(conn, scope.tenant())?;
    }
    store::lock(conn, scope.tenant(), (subject.phone, subject.person_id))?;
    let of_call = matches!(
        new.kind,
        EntryKind::Attempt | EntryKind::Conversation | EntryKind::Refusal
    );
    let channel = new.channel.clone();
    let row = LedgerRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        phone: subject.phone.to_owned(),
        person_id: subject.person_id.to_owned(),
        contact_id: subject.contact_id.to_owned(),
        at: new.at.unwrap_or(scope.now),
        kind: new.kind.code().to_owned(),
        campaign_id: String::new(),
        product_family: new.product_family.clone().unwrap_or_default(),
        channel: channel.unwrap_or_else(|| {
            if of_call {
                VOICE.to_owned()
            } else {
                String::new()
            }
        }),
        lease_id: String::new(),
        wrap_up_code: String::new(),
        note: new.source.clone().unwrap_or_default(),
        made_by: scope.actor.subject.clone(),
        expires_at: new.expires_at,
    };
    store::insert(conn, std::slice::from_ref(&row))?;
    match new.kind {
        EntryKind::Consent => reopen(conn, scope, subject)?,
        EntryKind::Refusal => hold_refused(conn, scope, subject, &row.product_family)?,
        // Found when the contact's turn comes, at the latest at the start of a call.
        EntryKind::Attempt
        | EntryKind::Conversation
        | EntryKind::Withdrawal
        | EntryKind::Override => {}
    }
    to_entry(scope, row)
}

/// Lets the subject's contacts be judged anew.
fn reopen(conn: &mut Conn<'_>, scope: &Scope, subject: Subject<'_>) -> Result<(), Failure> {
    let phones = phones_of(conn, scope, subject)?;
    let phones: Vec<&str> = phones.iter().map(String::as_str).collect();
    let all = campaigns::all(conn, scope.tenant())?;
    Ok(pool::reopen_phones(
        conn,
        scope.tenant(),
        &all,
        &phones,
        scope.now,
    )?)
}

fn hold_refused(
    conn: &mut Conn<'_>,
    scope: &Scope,
    subject: Subject<'_>,
    family: &str,
) -> Result<(), Failure> {
    if !pool::may_hold(conn, scope.tenant())? {
        // They are judged when their turn comes.
        return Ok(());
    }
    let mut for_ever = Vec::new();
    for campaign in campaigns::of_product_family(conn, scope.tenant(), family)? {
        let policy = super::contact_policies::policy_of(conn, scope, &campaign)?;
        if policy.terms.refuses_for_ever(family) {
            for_ever.push(campaign);
        }
    }
    let phones = phones_of(conn, scope, subject)?;
    let phones: Vec<&str> = phones.iter().map(String::as_str).collect();
    let reason = HoldReason::Refused.code();
    Ok(pool::hold_phones(
        conn,
        scope.tenant(),
        &for_ever,
        &phones,
        reason,
        scope.now,
    )?)
}

/// Lets one call or refusal of these at a time reach its end, so that a start sees every entry before it.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn lock_subject(
    conn: &mut Conn<'_>,
    scope: &Scope,
    phone: &str,
    person_id: &str,
) -> Result<(), DbError> {
    store::lock(conn, scope.tenant(), (phone, person_id))
}

/// Holds the contacts of a phone that has refused a family, where its campaigns' policies let that last for ever; the
/// others are judged when their turn comes.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn hold_after_refusal(
    conn: &mut Conn<'_>,
    scope: &Scope,
    phone: &str,
    family: &str,
) -> Result<(), Failure> {
    let subject = Subject {
        phone,
        person_id: "",
        contact_id: "",
    };
    hold_refused(conn, scope, subject, family)
}

fn phones_of(
    conn: &mut Conn<'_>,
    scope: &Scope,
    subject: Subject<'_>,
) -> Result<Vec<String>, DbError> {
    let mut phones = Vec::new();
    if !subject.person_id.is_empty() {
        phones = contacts::phones_of_person(conn, scope.tenant(), subject.person_id)?;
    }
    if !subject.phone.is_empty() && !phones.iter().any(|phone| phone == subject.phone) {
        phones.push(subject.phone.to_owned());
    }
    Ok(phones)
}

fn check(scope: &Scope, subject: Subject<'_>, new: &NewLedgerEntry) -> Result<(), Failure> {
    let mut faults = Faults::default();
    if subject.phone.is_empty() {
        faults.require_name(subject.person_id, "/personId");
    }
    faults.require(
        new.kind != EntryKind::Override,
        "/kind",
        "not-by-hand",
        "put the person's tier at /outbound/service-tier-overrides; it makes the entry",
    );
    faults.require(
        new.at.is_none_or(|at| at <= scope.now),
        "/at",
        "in-the-future",
        "use a time that has come, or leave it out for now",
    );
    let is_refusal = new.kind == EntryKind::Refusal;
    let texts = [
        (&new.channel, "/channel", false),
        (&new.product_family, "/productFamily", is_refusal),
        (&new.source, "/source", new.kind == EntryKind::Consent),
    ];
    for (text, pointer, is_needed) in texts {
        match text {
            Some(text) => faults.require_name(text, pointer),
            None => {
                let detail = "a refusal names its product family, a consent its source";
                faults.require(!is_needed, pointer, "missing", detail);
            }
        }
    }
    if let Some(end) = new.expires_at {
        faults.require(
            new.kind == EntryKind::Consent,
            "/expiresAt",
            "not-of-this-kind",
            "only a consent ends; leave it out",
        );
        faults.require(
            end > scope.now && end < FIRST_SENTINEL,
            "/expiresAt",
            "out-of-range",
            "use a time to come before 2100, or leave it out for a consent that does not end",
        );
    }
    faults.into_result()
}

fn told(scope: &Scope, rows: Vec<LedgerRow>, size: i64) -> Result<Page<LedgerEntry>, Failure> {
    let entries = rows.into_iter().map(|row| to_entry(scope, row));
    let entries = entries.collect::<Result<_, _>>()?;
    Ok(Page::of(entries, size, |entry: &LedgerEntry| &entry.id))
}

fn to_entry(scope: &Scope, row: LedgerRow) -> Result<LedgerEntry, Failure> {
    let kind = EntryKind::ALL
        .into_iter()
        .find(|kind| kind.code() == row.kind);
    let kind = kind.ok_or_else(|| DbError::Corrupt {
        what: "ledger entry",
        id: row.id.clone(),
        reason: format!("unknown kind {:?}", row.kind),
    })?;
    let present = |text: String| (!text.is_empty()).then_some(text);
    Ok(LedgerEntry {
        phone: present(row.phone).map(|phone| phone_for(scope, &phone)),
        id: row.id,
        at: row.at,
        kind,
        person_id: present(row.person_id),
        contact_id: present(row.contact_id),
        campaign_id: present(row.campaign_id),
        product_family: present(row.product_family),
        channel: present(row.channel),
        lease_id: present(row.lease_id),
        wrap_up_code: present(row.wrap_up_code),
        note: present(row.note),
        made_by: present(row.made_by),
        expires_at: row.expires_at,
    })
}
