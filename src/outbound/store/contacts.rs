//! Rows of contact lists and their contacts.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::{BATCH, contact_imports};
use crate::db::schema::outbound::{contact_lists, contacts};
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = contact_lists)]
pub(in crate::outbound) struct ContactListRow {
    pub tenant_id: String,
    pub id: String,
    pub name: String,
    pub default_time_zone: String,
    pub default_region: String,
    /// The zones its contacts name, as a JSON array, so that a lease need not scan them.
    pub time_zones: String,
    pub version: i32,
    pub created_at: Instant,
    pub modified_at: Instant,
    /// A document of [`crate::outbound::contacts::columns::ListColumns`].
    pub own_columns: String,
}

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = contacts)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::outbound) struct ContactRow {
    pub tenant_id: String,
    pub id: String,
    pub contact_list_id: String,
    pub phone: String,
    pub person_id: String,
    pub time_zone: String,
    pub external_id: Option<String>,
    pub name: Option<String>,
    pub created_at: Instant,
    pub segment: String,
    /// A document of [`crate::outbound::policy::permitted_hours::PermittedHours`].
    pub permitted_hours: Option<String>,
    /// A JSON object of texts by column.
    pub data: String,
    /// The import that brought it as a run; `''` for others.
    pub import_id: String,
    /// Which source set which value, and when; read and written by [`crate::outbound::contacts::sources`].
    pub field_sources: String,
}

/// What people and other systems call a contact.
#[derive(Queryable, Selectable, Clone, Debug)]
#[diesel(table_name = contacts)]
pub(in crate::outbound) struct ContactLabelRow {
    pub id: String,
    pub external_id: Option<String>,
    pub name: Option<String>,
}

pub(in crate::outbound) fn insert_list(
    conn: &mut Conn<'_>,
    row: &ContactListRow,
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(contact_lists::table).values(row).execute(c))?;
    Ok(())
}

pub(in crate::outbound) fn list(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<ContactListRow>, DbError> {
    Ok(each!(conn, c => contact_lists::table
        .find((tenant, id))
        .select(ContactListRow::as_select())
        .first(c)
        .optional())?)
}

/// A list that, on PostgreSQL, nobody else locks so or changes until the transaction ends; contacts may refer to it
/// nevertheless. SQLite has one writer.
pub(in crate::outbound) fn lock_list(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<ContactListRow>, DbError> {
    macro_rules! this {
        () => {
            contact_lists::table
                .find((tenant, id))
                .select(ContactListRow::as_select())
        };
    }
    Ok(match conn {
        Conn::Sqlite(c) => this!().get_result(*c).optional()?,
        Conn::Postgres(c) => this!().for_no_key_update().get_result(*c).optional()?,
    })
}

pub(in crate::outbound) fn lists_after(
    conn: &mut Conn<'_>,
    tenant: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<ContactListRow>, DbError> {
    Ok(each!(conn, c => contact_lists::table
        .filter(contact_lists::tenant_id.eq(tenant).and(contact_lists::id.gt(after)))
        .order(contact_lists::id)
        .limit(limit)
        .select(ContactListRow::as_select())
        .load(c))?)
}

/// Writes a list over the version before `row.version`; `false` when that is not the stored one.
pub(in crate::outbound) fn update_list(
    conn: &mut Conn<'_>,
    row: &ContactListRow,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(contact_lists::table.find((&row.tenant_id, &row.id)))
        .filter(contact_lists::version.eq(row.version - 1))
        .set((
            contact_lists::name.eq(&row.name),
            contact_lists::default_time_zone.eq(&row.default_time_zone),
            contact_lists::default_region.eq(&row.default_region),
            contact_lists::own_columns.eq(&row.own_columns),
            contact_lists::version.eq(row.version),
            contact_lists::modified_at.eq(row.modified_at),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

pub(in crate::outbound) fn delete_list(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<bool, DbError> {
    let gone =
        each!(conn, c => diesel::delete(contact_lists::table.find((tenant, id))).execute(c))?;
    Ok(gone == 1)
}

pub(in crate::outbound) fn count(
    conn: &mut Conn<'_>,
    tenant: &str,
    list: &str,
) -> Result<i64, DbError> {
    let hidden = contact_imports::under_way(conn, tenant, Some(list))?;
    if hidden.is_empty() {
        // From the index alone.
        return Ok(each!(conn, c => contacts::table
            .filter(contacts::tenant_id.eq(tenant).and(contacts::contact_list_id.eq(list)))
            .count()
            .get_result(c))?);
    }
    Ok(each!(conn, c => contacts::table
        .filter(contacts::tenant_id.eq(tenant).and(contacts::contact_list_id.eq(list)))
        .filter(contacts::import_id.ne_all(&hidden))
        .count()
        .get_result(c))?)
}

/// A list's contacts behind that id. Those of an import that is under way are not there yet.
pub(in crate::outbound) fn contacts_after(
    conn: &mut Conn<'_>,
    tenant: &str,
    list: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<ContactRow>, DbError> {
    let hidden = contact_imports::under_way(conn, tenant, Some(list))?;
    Ok(each!(conn, c => contacts::table
        .filter(contacts::tenant_id.eq(tenant)
            .and(contacts::contact_list_id.eq(list))
            .and(contacts::id.gt(after)))
        .filter(contacts::import_id.ne_all(&hidden))
        .order(contacts::id)
        .limit(limit)
        .select(ContactRow::as_select())
        .load(c))?)
}

/// Those of `phones` that the list already has.
pub(in crate::outbound) fn known_phones(
    conn: &mut Conn<'_>,
    tenant: &str,
    list: &str,
    phones: &[&str],
) -> Result<Vec<String>, DbError> {
    let mut known = Vec::new();
    for batch in phones.chunks(BATCH) {
        let found: Vec<String> = each!(conn, c => contacts::table
            .filter(contacts::tenant_id.eq(tenant)
                .and(contacts::contact_list_id.eq(list))
                .and(contacts::phone.eq_any(batch)))
            .select(contacts::phone)
            .load(c))?;
        known.extend(found);
    }
    Ok(known)
}

/// The list's contacts with these phones.
pub(in crate::outbound) fn of_phones(
    conn: &mut Conn<'_>,
    tenant: &str,
    list: &str,
    phones: &[&str],
) -> Result<Vec<ContactRow>, DbError> {
    let mut found = Vec::new();
    for batch in phones.chunks(BATCH) {
        let rows: Vec<ContactRow> = each!(conn, c => contacts::table
            .filter(contacts::tenant_id.eq(tenant)
                .and(contacts::contact_list_id.eq(list))
                .and(contacts::phone.eq_any(batch)))
            .select(ContactRow::as_select())
            .load(c))?;
        found.extend(rows);
    }
    Ok(found)
}

/// Writes the values of contacts over those they have. Who was erased meanwhile, and so has another phone, stays erased.
pub(in crate::outbound) fn update_values(
    conn: &mut Conn<'_>,
    rows: &[&ContactRow],
) -> Result<(), DbError> {
    for row in rows {
        each!(conn, c => diesel::update(contacts::table.find((&row.tenant_id, &row.id)))
            .filter(contacts::phone.eq(&row.phone))
            .set((
                contacts::external_id.eq(&row.external_id),
                contacts::name.eq(&row.name),
                contacts::time_zone.eq(&row.time_zone),
                contacts::segment.eq(&row.segment),
                contacts::permitted_hours.eq(&row.permitted_hours),
                contacts::data.eq(&row.data),
                contacts::field_sources.eq(&row.field_sources),
            ))
            .execute(c))?;
    }
    Ok(())
}

pub(in crate::outbound) fn insert(conn: &mut Conn<'_>, rows: &[ContactRow]) -> Result<(), DbError> {
    for batch in rows.chunks(BATCH) {
        each!(conn, c => diesel::insert_into(contacts::table).values(batch).execute(c))?;
    }
    Ok(())
}

/// Notes the zones of the contacts that came in; `false` when another import did so meanwhile.
pub(in crate::outbound) fn replace_zones(
    conn: &mut Conn<'_>,
    row: &ContactListRow,
    time_zones: &str,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(contact_lists::table.find((&row.tenant_id, &row.id)))
        .filter(contact_lists::time_zones.eq(&row.time_zones))
        .set(contact_lists::time_zones.eq(time_zones))
        .execute(c))?;
    Ok(changed == 1)
}

/// What the contacts of these ids are called.
pub(in crate::outbound) fn labels(
    conn: &mut Conn<'_>,
    tenant: &str,
    ids: &[&str],
) -> Result<Vec<ContactLabelRow>, DbError> {
    Ok(each!(conn, c => contacts::table
        .filter(contacts::tenant_id.eq(tenant).and(contacts::id.eq_any(ids)))
        .select(ContactLabelRow::as_select())
        .load(c))?)
}

/// The ids of the contacts with these phones, on any list. The lists are named, because a phone is found by them.
pub(in crate::outbound) fn ids_of_phones(
    conn: &mut Conn<'_>,
    tenant: &str,
    phones: &[&str],
) -> Result<Vec<String>, DbError> {
    let lists: Vec<String> = each!(conn, c => contact_lists::table
        .filter(contact_lists::tenant_id.eq(tenant))
        .select(contact_lists::id)
        .load(c))?;
    let mut ids = Vec::new();
    for batch in phones.chunks(BATCH) {
        let found: Vec<String> = each!(conn, c => contacts::table
            .filter(contacts::tenant_id.eq(tenant))
            .filter(contacts::contact_list_id.eq_any(&lists))
            .filter(contacts::phone.eq_any(batch))
            .select(contacts::id)
            .load(c))?;
        ids.extend(found);
    }
    Ok(ids)
}

/// Those of these ids that there are.
pub(in crate::outbound) fn of_ids(
    conn: &mut Conn<'_>,
    tenant: &str,
    ids: &[&str],
) -> Result<Vec<ContactRow>, DbError> {
    let mut found = Vec::new();
    for batch in ids.chunks(BATCH) {
        let rows: Vec<ContactRow> = each!(conn, c => contacts::table
            .filter(contacts::tenant_id.eq(tenant).and(contacts::id.eq_any(batch)))
            .select(ContactRow::as_select())
            .load(c))?;
        found.extend(rows);
    }
    Ok(found)
}

/// One contact.
pub(in crate::outbound) fn contact(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<ContactRow>, DbError> {
    Ok(each!(conn, c => contacts::table
        .find((tenant, id))
        .select(ContactRow::as_select())
        .first(c)
        .optional())?)
}

/// The phones of a person, on any list.
pub(in crate::outbound) fn phones_of_person(
    conn: &mut Conn<'_>,
    tenant: &str,
    person: &str,
) -> Result<Vec<String>, DbError> {
    Ok(each!(conn, c => contacts::table
        .filter(contacts::tenant_id.eq(tenant).and(contacts::person_id.eq(person)))
        .order(contacts::phone)
        .select(contacts::phone)
        .distinct()
        .load(c))?)
}

/// The contacts of an import behind that id.
pub(in crate::outbound) fn of_import(
    conn: &mut Conn<'_>,
    tenant: &str,
    import: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<ContactRow>, DbError> {
    Ok(each!(conn, c => contacts::table
        .filter(contacts::tenant_id.eq(tenant)
            .and(contacts::import_id.eq(import))
            .and(contacts::id.gt(after)))
        // Word for word the condition of the index, or SQLite reads all contacts.
        .filter(sql::<Bool>("contacts.import_id <> ''"))
        .order(contacts::id)
        .limit(limit)
        .select(ContactRow::as_select())
        .load(c))?)
}

/// Takes contacts away.
pub(in crate::outbound) fn delete(
    conn: &mut Conn<'_>,
    tenant: &str,
    ids: &[&str],
) -> Result<(), DbError> {
    for batch in ids.chunks(BATCH) {
        each!(conn, c => diesel::delete(contacts::table
                .filter(contacts::tenant_id.eq(tenant).and(contacts::id.eq_any(batch))))
            .execute(c))?;
    }
    Ok(())
}

/// A person's contacts behind that id, on all lists, but for those of some imports.
pub(in crate::outbound) fn of_person(
    conn: &mut Conn<'_>,
    (tenant, person): (&str, &str),
    hidden_imports: &[String],
    after: &str,
    limit: i64,
) -> Result<Vec<ContactRow>, DbError> {
    Ok(each!(conn, c => contacts::table
        .filter(contacts::tenant_id.eq(tenant)
            .and(contacts::person_id.eq(person))
            .and(contacts::id.gt(after)))
        .filter(contacts::import_id.ne_all(hidden_imports))
        .order(contacts::id)
        .limit(limit)
        .select(ContactRow::as_select())
        .load(c))?)
}
