//! Rows of requests.

use diesel::prelude::*;

use crate::db::schema::time_off::time_off_requests as requests;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = requests)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::time_off) struct RequestRow {
    pub tenant_id: String,
    pub id: String,
    pub business_unit_id: String,
    pub agent_id: String,
    pub activity_code_id: String,
    pub status: String,
    pub first_date: String,
    pub last_date: String,
    pub waitlisted_at: Option<Instant>,
    pub expires_at: Option<Instant>,
    pub document: String,
    pub version: i32,
    pub submitted_at: Instant,
    pub modified_at: Instant,
}

/// Which requests to read; what is none is not looked at.
#[derive(Clone, Debug, Default)]
pub(in crate::time_off) struct RequestFilter {
    pub business_unit_id: Option<String>,
    pub agent_ids: Option<Vec<String>>,
    /// A state at an instant: who waited too long by then is denied, whether that was written or not.
    pub status: Option<(String, Instant)>,
    /// Requests that touch these dates.
    pub dates: Option<(String, String)>,
}

pub(in crate::time_off) fn insert_request(
    conn: &mut Conn<'_>,
    row: &RequestRow,
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(requests::table).values(row).execute(c))?;
    Ok(())
}

pub(in crate::time_off) fn request(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<RequestRow>, DbError> {
    Ok(each!(conn, c => requests::table
        .find((tenant, id))
        .select(RequestRow::as_select())
        .first(c)
        .optional())?)
}

/// Requests in the order of their making, after the id `after`.
pub(in crate::time_off) fn page_of_requests(
    conn: &mut Conn<'_>,
    tenant: &str,
    filter: &RequestFilter,
    after: &str,
    limit: i64,
) -> Result<Vec<RequestRow>, DbError> {
    macro_rules! query {
        () => {{
            let mut query = requests::table
                .filter(requests::tenant_id.eq(tenant).and(requests::id.gt(after)))
                .order(requests::id)
                .limit(limit)
                .select(RequestRow::as_select())
                .into_boxed();
            if let Some(unit) = &filter.business_unit_id {
                query = query.filter(requests::business_unit_id.eq(unit));
            }
            if let Some(agents) = &filter.agent_ids {
                query = query.filter(requests::agent_id.eq_any(agents));
            }
            match &filter.status {
                Some((status, now)) if status == "WaitListed" => {
                    query = query.filter(
                        requests::status
                            .eq(status)
                            .and(requests::expires_at.gt(now)),
                    );
                }
                Some((status, now)) if status == "Denied" => {
                    query = query.filter(
                        requests::status.eq(status).or(requests::status
                            .eq("WaitListed")
                            .and(requests::expires_at.le(now))),
                    );
                }
                Some((status, _)) => query = query.filter(requests::status.eq(status)),
                None => {}
            }
            if let Some((from, to)) = &filter.dates {
                query = query.filter(
                    requests::first_date
                        .le(to)
                        .and(requests::last_date.ge(from)),
                );
            }
            query
        }};
    }
    Ok(each!(conn, c => query!().load(c))?)
}

/// Overwrites a request that is still at version `expected`; `false` when it is not.
pub(in crate::time_off) fn replace_request(
    conn: &mut Conn<'_>,
    row: &RequestRow,
    expected: i32,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(requests::table.find((&row.tenant_id, &row.id)))
        .filter(requests::version.eq(expected))
        .set((
            requests::status.eq(&row.status),
            requests::waitlisted_at.eq(row.waitlisted_at),
            requests::expires_at.eq(row.expires_at),
            requests::document.eq(&row.document),
            requests::version.eq(row.version),
            requests::modified_at.eq(row.modified_at),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

/// Requests that wait in a business unit, who waits longest first.
pub(in crate::time_off) fn wait_list(
    conn: &mut Conn<'_>,
    tenant: &str,
    business_unit_id: &str,
) -> Result<Vec<RequestRow>, DbError> {
    Ok(each!(conn, c => requests::table
        .filter(requests::tenant_id.eq(tenant).and(requests::business_unit_id.eq(business_unit_id)))
        .filter(requests::status.eq("WaitListed"))
        .order((requests::waitlisted_at, requests::id))
        .select(RequestRow::as_select())
        .load(c))?)
}
