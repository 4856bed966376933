//! Rows of persons and their phones.

use diesel::prelude::*;

use super::BATCH;
use crate::db::schema::outbound::{campaign_contacts, contacts, person_phones, persons};
use crate::db::{Conn, DbError, Instant};
use crate::each;
use crate::outbound::store::{contact_policies, ledger};

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = persons)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::outbound) struct PersonRow {
    pub tenant_id: String,
    pub id: String,
    pub external_id: Option<String>,
    pub created_at: Instant,
    pub erased_at: Option<Instant>,
}

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = person_phones)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::outbound) struct PersonPhoneRow {
    pub tenant_id: String,
    pub phone: String,
    pub person_id: String,
    pub created_at: Instant,
}

pub(in crate::outbound) fn find(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<PersonRow>, DbError> {
    Ok(each!(conn, c => persons::table
        .find((tenant, id))
        .select(PersonRow::as_select())
        .first(c)
        .optional())?)
}

/// The persons that the caller's systems call so.
pub(in crate::outbound) fn with_external_ids(
    conn: &mut Conn<'_>,
    tenant: &str,
    names: &[&str],
) -> Result<Vec<PersonRow>, DbError> {
    let mut found = Vec::new();
    for batch in names.chunks(BATCH) {
        let rows: Vec<PersonRow> = each!(conn, c => persons::table
            .filter(persons::tenant_id.eq(tenant))
            .filter(persons::external_id.is_not_null())
            .filter(persons::external_id.assume_not_null().eq_any(batch))
            .select(PersonRow::as_select())
            .load(c))?;
        found.extend(rows);
    }
    Ok(found)
}

/// The persons of these ids who were not erased.
pub(in crate::outbound) fn with_ids(
    conn: &mut Conn<'_>,
    tenant: &str,
    ids: &[&str],
) -> Result<Vec<PersonRow>, DbError> {
    let mut found = Vec::new();
    for batch in ids.chunks(BATCH) {
        let rows: Vec<PersonRow> = each!(conn, c => persons::table
            .filter(persons::tenant_id.eq(tenant).and(persons::id.eq_any(batch)))
            .filter(persons::erased_at.is_null())
            .select(PersonRow::as_select())
            .load(c))?;
        found.extend(rows);
    }
    Ok(found)
}

/// Who is known to have these phones: phone, person, external id; of one phone the first known first.
pub(in crate::outbound) fn owners(
    conn: &mut Conn<'_>,
    tenant: &str,
    phones: &[&str],
) -> Result<Vec<(String, String, Option<String>)>, DbError> {
    let mut found = Vec::new();
    for batch in phones.chunks(BATCH) {
        let rows: Vec<(String, String, Option<String>)> = each!(conn, c => person_phones::table
            .inner_join(persons::table.on(persons::tenant_id
                .eq(person_phones::tenant_id)
                .and(persons::id.eq(person_phones::person_id))))
            .filter(person_phones::tenant_id.eq(tenant))
            .filter(person_phones::phone.eq_any(batch))
            .order((person_phones::created_at, person_phones::person_id))
            .select((person_phones::phone, person_phones::person_id, persons::external_id))
            .load(c))?;
        found.extend(rows);
    }
    Ok(found)
}

pub(in crate::outbound) fn phones_of(
    conn: &mut Conn<'_>,
    tenant: &str,
    person: &str,
) -> Result<Vec<String>, DbError> {
    Ok(each!(conn, c => person_phones::table
        .filter(person_phones::tenant_id.eq(tenant).and(person_phones::person_id.eq(person)))
        .order(person_phones::phone)
        .select(person_phones::phone)
        .load(c))?)
}

pub(in crate::outbound) fn insert(conn: &mut Conn<'_>, rows: &[PersonRow]) -> Result<(), DbError> {
    for batch in rows.chunks(BATCH) {
        each!(conn, c => diesel::insert_into(persons::table).values(batch).execute(c))?;
    }
    Ok(())
}

pub(in crate::outbound) fn insert_phones(
    conn: &mut Conn<'_>,
    rows: &[PersonPhoneRow],
) -> Result<(), DbError> {
    for batch in rows.chunks(BATCH) {
        each!(conn, c => diesel::insert_into(person_phones::table)
            .values(batch)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}

pub(in crate::outbound) fn set_external_id(
    conn: &mut Conn<'_>,
    tenant: &str,
    person: &str,
    name: &str,
) -> Result<(), DbError> {
    each!(conn, c => diesel::update(persons::table.find((tenant, person)))
        .set(persons::external_id.eq(Some(name)))
        .execute(c))?;
    Ok(())
}

/// Makes two persons one: everything of `from` becomes `into`'s.
pub(in crate::outbound) fn merge(
    conn: &mut Conn<'_>,
    tenant: &str,
    from: &str,
    into: &str,
) -> Result<(), DbError> {
    let ids: Vec<String> = each!(conn, c => contacts::table
        .filter(contacts::tenant_id.eq(tenant).and(contacts::person_id.eq(from)))
        .select(contacts::id)
        .load(c))?;
    for batch in ids.chunks(BATCH) {
        each!(conn, c => diesel::update(contacts::table
                .filter(contacts::tenant_id.eq(tenant).and(contacts::id.eq_any(batch))))
            .set(contacts::person_id.eq(into))
            .execute(c))?;
        each!(conn, c => diesel::update(campaign_contacts::table
                .filter(campaign_contacts::tenant_id.eq(tenant))
                .filter(campaign_contacts::contact_id.eq_any(batch)))
            .set(campaign_contacts::person_id.eq(into))
            .execute(c))?;
    }
    let phones: Vec<PersonPhoneRow> = each!(conn, c => person_phones::table
        .filter(person_phones::tenant_id.eq(tenant).and(person_phones::person_id.eq(from)))
        .select(PersonPhoneRow::as_select())
        .load(c))?;
    let moved: Vec<PersonPhoneRow> = phones
        .into_iter()
        .map(|row| PersonPhoneRow {
            person_id: into.to_owned(),
            ..row
        })
        .collect();
    insert_phones(conn, &moved)?;
    ledger::move_person(conn, tenant, (from, into))?;
    contact_policies::move_tier(conn, tenant, (from, into))?;
    // Its phones go with it.
    each!(conn, c => diesel::delete(persons::table.find((tenant, from))).execute(c))?;
    Ok(())
}

/// Takes away those of these persons behind whom no contact is left and nothing else is known.
pub(in crate::outbound) fn delete_without_contacts(
    conn: &mut Conn<'_>,
    tenant: &str,
    ids: &[&str],
    created_since: Instant,
) -> Result<(), DbError> {
    for batch in ids.chunks(BATCH) {
        let left: Vec<String> = each!(conn, c => contacts::table
            .filter(contacts::tenant_id.eq(tenant).and(contacts::person_id.eq_any(batch)))
            .select(contacts::person_id)
            .distinct()
            .load(c))?;
        each!(conn, c => diesel::delete(persons::table
                .filter(persons::tenant_id.eq(tenant).and(persons::id.eq_any(batch)))
                .filter(persons::id.ne_all(&left))
                .filter(persons::created_at.ge(created_since)))
            .execute(c))?;
    }
    Ok(())
}
