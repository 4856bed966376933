//! What erasing a person changes, and the marks that stay.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::BATCH;
use crate::db::schema::outbound::{
    campaign_contacts, contact_import_updates, contacts, erased_phone_marks, person_phones, persons,
};
use crate::db::{Conn, DbError, Instant};
use crate::each;

/// What stands against a phone that is kept as a hash only.
#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = erased_phone_marks)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::outbound) struct MarkRow {
    pub tenant_id: String,
    pub phone_hmac: String,
    pub kind: String,
    pub subject: String,
    pub marked_at: Instant,
    /// When a do-not-call entry ends.
    pub expires_at: Option<Instant>,
}

/// Whether anything is kept of phones of erased persons.
pub(in crate::outbound) fn has_marks(conn: &mut Conn<'_>, tenant: &str) -> Result<bool, DbError> {
    let first: Option<String> = each!(conn, c => erased_phone_marks::table
        .filter(erased_phone_marks::tenant_id.eq(tenant))
        .select(erased_phone_marks::phone_hmac)
        .first(c)
        .optional())?;
    Ok(first.is_some())
}

pub(in crate::outbound) fn insert_marks(
    conn: &mut Conn<'_>,
    rows: &[MarkRow],
) -> Result<(), DbError> {
    for batch in rows.chunks(BATCH) {
        each!(conn, c => diesel::insert_into(erased_phone_marks::table)
            .values(batch)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}

pub(in crate::outbound) fn marks(
    conn: &mut Conn<'_>,
    tenant: &str,
    hashes: &[&str],
) -> Result<Vec<MarkRow>, DbError> {
    let mut found = Vec::new();
    for batch in hashes.chunks(BATCH) {
        let rows: Vec<MarkRow> = each!(conn, c => erased_phone_marks::table
            .filter(erased_phone_marks::tenant_id.eq(tenant))
            .filter(erased_phone_marks::phone_hmac.eq_any(batch))
            .select(MarkRow::as_select())
            .load(c))?;
        found.extend(rows);
    }
    Ok(found)
}

/// Takes from contacts, and from the pools they are in, all that tells who they are. Nobody can be called there any more, and
/// whoever holds one of them holds it no longer.
pub(in crate::outbound) fn blank_contacts(
    conn: &mut Conn<'_>,
    tenant: &str,
    ids: &[&str],
    phone_prefix: &str,
) -> Result<(), DbError> {
    for batch in ids.chunks(BATCH) {
        each!(conn, c => diesel::update(contacts::table
                .filter(contacts::tenant_id.eq(tenant).and(contacts::id.eq_any(batch))))
            .set((
                contacts::phone.eq(phone_prefix.into_sql::<Text>().concat(contacts::id)),
                contacts::name.eq(None::<String>),
                contacts::external_id.eq(None::<String>),
                contacts::data.eq("{}"),
                contacts::permitted_hours.eq(None::<String>),
                contacts::field_sources.eq(""),
            ))
            .execute(c))?;
        each!(conn, c => diesel::delete(contact_import_updates::table
                .filter(contact_import_updates::tenant_id.eq(tenant))
                .filter(contact_import_updates::contact_id.eq_any(batch)))
            .execute(c))?;
        each!(conn, c => diesel::update(campaign_contacts::table
                .filter(campaign_contacts::tenant_id.eq(tenant))
                .filter(campaign_contacts::contact_id.eq_any(batch)))
            .set((
                campaign_contacts::phone
                    .eq(phone_prefix.into_sql::<Text>().concat(campaign_contacts::contact_id)),
                campaign_contacts::finished.eq(true),
                campaign_contacts::held.eq(false),
                campaign_contacts::hold_reason.eq(None::<String>),
                campaign_contacts::lease_expires_at.eq(None::<Instant>),
                campaign_contacts::started_at.eq(None::<Instant>),
                campaign_contacts::permitted_hours.eq(None::<String>),
                campaign_contacts::callback_at.eq(None::<Instant>),
                campaign_contacts::callback_agent_id.eq(None::<String>),
            ))
            .execute(c))?;
    }
    Ok(())
}

/// Takes from a person the phones and the name. `false` when the person is gone or was erased before.
pub(in crate::outbound) fn blank_person(
    conn: &mut Conn<'_>,
    tenant: &str,
    person: &str,
    now: Instant,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(persons::table
            .find((tenant, person))
            .filter(persons::erased_at.is_null()))
        .set((
            persons::external_id.eq(None::<String>),
            persons::erased_at.eq(Some(now)),
        ))
        .execute(c))?;
    each!(conn, c => diesel::delete(person_phones::table
            .filter(person_phones::tenant_id.eq(tenant).and(person_phones::person_id.eq(person))))
        .execute(c))?;
    Ok(changed == 1)
}
