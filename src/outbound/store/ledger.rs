//! Rows of the contact ledger.

use diesel::prelude::*;

use super::BATCH;
use crate::db::schema::outbound::contact_ledger;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = contact_ledger)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::outbound) struct LedgerRow {
    pub tenant_id: String,
    pub id: String,
    pub phone: String,
    pub person_id: String,
    pub contact_id: String,
    pub at: Instant,
    pub kind: String,
    pub campaign_id: String,
    pub product_family: String,
    pub channel: String,
    pub lease_id: String,
    pub wrap_up_code: String,
    pub note: String,
    pub made_by: String,
    pub expires_at: Option<Instant>,
}

/// What rules read of an entry.
#[derive(Queryable, Selectable, Clone, Debug)]
#[diesel(table_name = contact_ledger)]
pub(in crate::outbound) struct FactRow {
    pub id: String,
    pub phone: String,
    pub person_id: String,
    pub contact_id: String,
    pub at: Instant,
    pub kind: String,
    pub campaign_id: String,
    pub product_family: String,
    pub channel: String,
    pub lease_id: String,
    pub wrap_up_code: String,
    pub expires_at: Option<Instant>,
}

/// Adds entries; one that is there stays as it is.
pub(in crate::outbound) fn insert(conn: &mut Conn<'_>, rows: &[LedgerRow]) -> Result<(), DbError> {
    for batch in rows.chunks(BATCH) {
        each!(conn, c => diesel::insert_into(contact_ledger::table)
            .values(batch)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}

/// Notes how an attempt ended.
pub(in crate::outbound) fn note_outcome(
    conn: &mut Conn<'_>,
    (tenant, id): (&str, &str),
    wrap_up_code: &str,
) -> Result<(), DbError> {
    each!(conn, c => diesel::update(contact_ledger::table.find((tenant, id)))
        .set(contact_ledger::wrap_up_code.eq(wrap_up_code))
        .execute(c))?;
    Ok(())
}

/// Which entries are read: those of some kinds whenever they were made, the others from an instant on.
#[derive(Clone, Copy, Debug)]
pub(in crate::outbound) struct Read<'a> {
    pub tenant: &'a str,
    pub standing_kinds: &'a [&'a str],
    pub since: Instant,
}

/// The entries of these phones and these persons; one that is of both comes twice.
pub(in crate::outbound) fn facts(
    conn: &mut Conn<'_>,
    read: Read<'_>,
    phones: &[&str],
    people: &[&str],
) -> Result<Vec<FactRow>, DbError> {
    macro_rules! of {
        ($column:ident, $batch:expr) => {
            contact_ledger::table
                .filter(contact_ledger::tenant_id.eq(read.tenant))
                .filter(contact_ledger::$column.eq_any($batch))
                .filter(
                    contact_ledger::kind
                        .eq_any(read.standing_kinds)
                        .or(contact_ledger::at.ge(read.since)),
                )
                .select(FactRow::as_select())
        };
    }
    let mut found: Vec<FactRow> = Vec::new();
    for batch in phones.chunks(BATCH) {
        let rows: Vec<FactRow> = each!(conn, c => of!(phone, batch).load(c))?;
        found.extend(rows);
    }
    for batch in people.chunks(BATCH) {
        let rows: Vec<FactRow> = each!(conn, c => of!(person_id, batch).load(c))?;
        found.extend(rows);
    }
    Ok(found)
}

/// Entries of a person in order of their ids after `after`.
pub(in crate::outbound) fn of_person(
    conn: &mut Conn<'_>,
    (tenant, person): (&str, &str),
    after: &str,
    limit: i64,
) -> Result<Vec<LedgerRow>, DbError> {
    Ok(each!(conn, c => contact_ledger::table
        .filter(contact_ledger::tenant_id.eq(tenant).and(contact_ledger::person_id.eq(person)))
        .filter(contact_ledger::id.gt(after))
        .order(contact_ledger::id)
        .limit(limit)
        .select(LedgerRow::as_select())
        .load(c))?)
}

/// Entries of a phone, and of the person behind it where there is one, in order of their ids after `after`.
pub(in crate::outbound) fn of_phone_or_person(
    conn: &mut Conn<'_>,
    tenant: &str,
    (phone, person): (&str, &str),
    after: &str,
    limit: i64,
) -> Result<Vec<LedgerRow>, DbError> {
    let mut rows: Vec<LedgerRow> = each!(conn, c => contact_ledger::table
        .filter(contact_ledger::tenant_id.eq(tenant).and(contact_ledger::phone.eq(phone)))
        .filter(contact_ledger::id.gt(after))
        .order(contact_ledger::id)
        .limit(limit)
        .select(LedgerRow::as_select())
        .load(c))?;
    if !person.is_empty() {
        // Two reads: of one with "or" SQLite would walk the tenant's whole ledger.
        rows.extend(of_person(conn, (tenant, person), after, limit)?);
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        rows.dedup_by(|a, b| a.id == b.id);
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    }
    Ok(rows)
}

/// Lets one call or refusal of a phone and its person at a time reach its end, so that each sees the one before.
pub(in crate::outbound) fn lock(
    conn: &mut Conn<'_>,
    tenant: &str,
    (phone, person): (&str, &str),
) -> Result<(), DbError> {
    // In one order everywhere, so that no two wait for one another.
    conn.lock(&format!("contact-ledger/{tenant}/phone/{phone}"))?;
    if !person.is_empty() {
        conn.lock(&format!("contact-ledger/{tenant}/person/{person}"))?;
    }
    Ok(())
}

/// Whose entries are meant.
#[derive(Clone, Copy, Debug)]
pub(in crate::outbound) enum Whose<'a> {
    Phone(&'a str),
    Person(&'a str),
}

/// The product families refused, and when, in the order of the families.
pub(in crate::outbound) fn refusals_of(
    conn: &mut Conn<'_>,
    tenant: &str,
    whose: Whose<'_>,
) -> Result<Vec<(String, Instant)>, DbError> {
    macro_rules! refusals {
        ($subject:expr) => {
            each!(conn, c => contact_ledger::table
                .filter(contact_ledger::tenant_id.eq(tenant).and($subject))
                .filter(contact_ledger::kind.eq("refusal"))
                .order((contact_ledger::product_family, contact_ledger::at))
                .select((contact_ledger::product_family, contact_ledger::at))
                .load(c))?
        };
    }
    Ok(match whose {
        Whose::Phone(phone) => refusals!(contact_ledger::phone.eq(phone)),
        Whose::Person(person) => refusals!(contact_ledger::person_id.eq(person)),
    })
}

/// Entries of one person become those of another.
pub(in crate::outbound) fn move_person(
    conn: &mut Conn<'_>,
    tenant: &str,
    (from, into): (&str, &str),
) -> Result<(), DbError> {
    each!(conn, c => diesel::update(contact_ledger::table
            .filter(contact_ledger::tenant_id.eq(tenant).and(contact_ledger::person_id.eq(from))))
        .set(contact_ledger::person_id.eq(into))
        .execute(c))?;
    Ok(())
}

/// Forgets what was noted with a person's entries. Those of a phone that another person has too stay that phone's alone, or
/// they would tell whose it was.
pub(in crate::outbound) fn forget_person(
    conn: &mut Conn<'_>,
    tenant: &str,
    person: &str,
) -> Result<(), DbError> {
    each!(conn, c => diesel::update(contact_ledger::table
            .filter(contact_ledger::tenant_id.eq(tenant).and(contact_ledger::person_id.eq(person))))
        .set(contact_ledger::note.eq(""))
        .execute(c))?;
    each!(conn, c => diesel::update(contact_ledger::table
            .filter(contact_ledger::tenant_id.eq(tenant).and(contact_ledger::person_id.eq(person)))
            .filter(contact_ledger::phone.ne("")))
        .set((contact_ledger::person_id.eq(""), contact_ledger::contact_id.eq("")))
        .execute(c))?;
    Ok(())
}

/// Forgets a phone: its refusals go, all other entries stay without it and without what was noted.
pub(in crate::outbound) fn forget_phone(
    conn: &mut Conn<'_>,
    tenant: &str,
    phone: &str,
) -> Result<(), DbError> {
    each!(conn, c => diesel::delete(contact_ledger::table
            .filter(contact_ledger::tenant_id.eq(tenant).and(contact_ledger::phone.eq(phone)))
            .filter(contact_ledger::kind.eq("refusal")))
        .execute(c))?;
    each!(conn, c => diesel::update(contact_ledger::table
            .filter(contact_ledger::tenant_id.eq(tenant).and(contact_ledger::phone.eq(phone))))
        .set((contact_ledger::phone.eq(""), contact_ledger::note.eq("")))
        .execute(c))?;
    Ok(())
}
