//! Rows of response models.

use diesel::prelude::*;

use crate::db::schema::outbound::response_models;
use crate::db::{Conn, DbError, Instant};
use crate::each;

/// A model without its weights.
#[derive(Queryable, Selectable, Clone, Debug)]
#[diesel(table_name = response_models)]
pub(in crate::outbound) struct ResponseModelRow {
    pub id: String,
    pub document: String,
}

/// A model that is about to be kept.
#[derive(Insertable, Clone, Debug)]
#[diesel(table_name = response_models)]
pub(in crate::outbound) struct NewResponseModelRow {
    pub tenant_id: String,
    pub id: String,
    pub campaign_id: String,
    pub version: i32,
    pub document: String,
    pub model: String,
    pub created_at: Instant,
}

pub(in crate::outbound) fn insert(
    conn: &mut Conn<'_>,
    row: &NewResponseModelRow,
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(response_models::table).values(row).execute(c))?;
    Ok(())
}

/// The version of a campaign's newest model; 0 where it has none.
pub(in crate::outbound) fn last_version(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
) -> Result<i32, DbError> {
    let newest: Option<i32> = each!(conn, c => response_models::table
        .filter(response_models::tenant_id.eq(tenant).and(response_models::campaign_id.eq(campaign)))
        .select(diesel::dsl::max(response_models::version))
        .get_result(c))?;
    Ok(newest.unwrap_or(0))
}

pub(in crate::outbound) fn find(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
    id: &str,
) -> Result<Option<ResponseModelRow>, DbError> {
    Ok(each!(conn, c => response_models::table
        .find((tenant, id))
        .filter(response_models::campaign_id.eq(campaign))
        .select(ResponseModelRow::as_select())
        .first(c)
        .optional())?)
}

/// The newest model of a campaign.
pub(in crate::outbound) fn newest(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
) -> Result<Option<ResponseModelRow>, DbError> {
    Ok(each!(conn, c => response_models::table
        .filter(response_models::tenant_id.eq(tenant).and(response_models::campaign_id.eq(campaign)))
        .order(response_models::version.desc())
        .select(ResponseModelRow::as_select())
        .first(c)
        .optional())?)
}

pub(in crate::outbound) fn after(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
    after: &str,
    limit: i64,
) -> Result<Vec<ResponseModelRow>, DbError> {
    Ok(each!(conn, c => response_models::table
        .filter(response_models::tenant_id.eq(tenant).and(response_models::campaign_id.eq(campaign)))
        .filter(response_models::id.gt(after))
        .order(response_models::id)
        .limit(limit)
        .select(ResponseModelRow::as_select())
        .load(c))?)
}

/// The weights of a model, as kept.
pub(in crate::outbound) fn weights(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<String>, DbError> {
    Ok(each!(conn, c => response_models::table
        .find((tenant, id))
        .select(response_models::model)
        .first(c)
        .optional())?)
}
