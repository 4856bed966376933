//! Rows of events that ask for a contact to be tried.

use diesel::prelude::*;

use super::BATCH;
use crate::db::schema::outbound::{contact_events, contacts};
use crate::db::{Conn, DbError, Instant};
use crate::each;
use crate::outbound::store::contacts::ContactRow;

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = contact_events)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::outbound) struct ContactEventRow {
    pub tenant_id: String,
    pub id: String,
    pub campaign_id: String,
    pub contact_id: String,
    pub client_token: String,
    pub channel: String,
    pub deadline: Instant,
    pub state: String,
    pub reason: Option<String>,
    pub created_at: Instant,
    pub closed_at: Option<Instant>,
}

pub(in crate::outbound) fn insert(
    conn: &mut Conn<'_>,
    row: &ContactEventRow,
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(contact_events::table).values(row).execute(c))?;
    Ok(())
}

/// The event of a campaign that the caller knows by this token.
pub(in crate::outbound) fn of_token(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
    token: &str,
) -> Result<Option<ContactEventRow>, DbError> {
    Ok(each!(conn, c => contact_events::table
        .filter(contact_events::tenant_id.eq(tenant).and(contact_events::campaign_id.eq(campaign)))
        .filter(contact_events::client_token.eq(token).and(contact_events::client_token.ne("")))
        .select(ContactEventRow::as_select())
        .first(c)
        .optional())?)
}

/// Whether an event that asks for the contact is open.
pub(in crate::outbound) fn is_open(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
    contact: &str,
) -> Result<bool, DbError> {
    let count: i64 = each!(conn, c => contact_events::table
        .filter(contact_events::tenant_id.eq(tenant).and(contact_events::campaign_id.eq(campaign)))
        .filter(contact_events::contact_id.eq(contact))
        .filter(contact_events::state.eq("open"))
        .count()
        .get_result(c))?;
    Ok(count > 0)
}

/// Events of a campaign after that id, of one state or of all.
pub(in crate::outbound) fn after(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
    state: Option<&str>,
    after: &str,
    limit: i64,
) -> Result<Vec<ContactEventRow>, DbError> {
    Ok(each!(conn, c => {
        let rows = contact_events::table
            .filter(contact_events::tenant_id.eq(tenant).and(contact_events::campaign_id.eq(campaign)))
            .filter(contact_events::id.gt(after))
            .order(contact_events::id)
            .limit(limit)
            .select(ContactEventRow::as_select());
        match state {
            Some(state) => rows.filter(contact_events::state.eq(state)).load(c),
            None => rows.load(c),
        }
    })?)
}

/// Closes the open events of these contacts.
pub(in crate::outbound) fn close(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
    contacts: &[&str],
    (state, reason): (&str, Option<&str>),
    at: Instant,
) -> Result<(), DbError> {
    for batch in contacts.chunks(BATCH) {
        each!(conn, c => diesel::update(contact_events::table
                .filter(contact_events::tenant_id.eq(tenant).and(contact_events::campaign_id.eq(campaign)))
                .filter(contact_events::contact_id.eq_any(batch))
                .filter(contact_events::state.eq("open")))
            .set((
                contact_events::state.eq(state),
                contact_events::reason.eq(reason),
                contact_events::closed_at.eq(Some(at)),
            ))
            .execute(c))?;
    }
    Ok(())
}

/// By what a contact of a list is named.
#[derive(Clone, Copy, Debug)]
pub(in crate::outbound) enum Named<'a> {
    Id(&'a str),
    ExternalId(&'a str),
    PersonId(&'a str),
    Phone(&'a str),
}

/// The oldest contact of a list with that name.
pub(in crate::outbound) fn contact_named(
    conn: &mut Conn<'_>,
    (tenant, list): (&str, &str),
    named: Named<'_>,
) -> Result<Option<ContactRow>, DbError> {
    Ok(each!(conn, c => {
        let rows = contacts::table
            .filter(contacts::tenant_id.eq(tenant).and(contacts::contact_list_id.eq(list)))
            .order(contacts::id)
            .select(ContactRow::as_select());
        match named {
            Named::Id(id) => rows.filter(contacts::id.eq(id)).first(c),
            Named::ExternalId(id) => rows.filter(contacts::external_id.eq(Some(id))).first(c),
            Named::PersonId(id) => rows.filter(contacts::person_id.eq(id)).first(c),
            Named::Phone(phone) => rows.filter(contacts::phone.eq(phone)).first(c),
        }
        .optional()
    })?)
}
