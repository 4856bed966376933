//! Rows of campaigns and of the do-not-call lists that bind them.

use diesel::prelude::*;

use crate::db::schema::outbound::{campaign_dnc_lists, campaigns};
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone, Debug)]
#[diesel(table_name = campaigns)]
#[diesel(primary_key(tenant_id, id))]
pub(in crate::outbound) struct CampaignRow {
    pub tenant_id: String,
    pub id: String,
    pub name: String,
    pub campaign_status: String,
    pub contact_list_id: String,
    pub callable_time_set_id: String,
    pub product_family: String,
    pub priority: i32,
    pub max_attempts_per_contact: i32,
    pub minutes_between_attempts: i32,
    pub wrap_up_code_mapping: String,
    pub allocation_terms: String,
    pub version: i32,
    pub created_at: Instant,
    pub modified_at: Instant,
    pub exploration_share: f64,
    pub agent_callback_minutes: i32,
    pub kind: String,
    pub dialing_mode: String,
    pub settings: String,
    pub status_reason: String,
    pub errors: String,
}

pub(in crate::outbound) fn insert(conn: &mut Conn<'_>, row: &CampaignRow) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(campaigns::table).values(row).execute(c))?;
    Ok(())
}

pub(in crate::outbound) fn find(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<CampaignRow>, DbError> {
    Ok(each!(conn, c => campaigns::table
        .find((tenant, id))
        .select(CampaignRow::as_select())
        .first(c)
        .optional())?)
}

/// Those of these ids that there are.
pub(in crate::outbound) fn of_ids(
    conn: &mut Conn<'_>,
    tenant: &str,
    ids: &[&str],
) -> Result<Vec<CampaignRow>, DbError> {
    Ok(each!(conn, c => campaigns::table
        .filter(campaigns::tenant_id.eq(tenant).and(campaigns::id.eq_any(ids)))
        .order(campaigns::id)
        .select(CampaignRow::as_select())
        .load(c))?)
}

pub(in crate::outbound) fn after(
    conn: &mut Conn<'_>,
    tenant: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<CampaignRow>, DbError> {
    Ok(each!(conn, c => campaigns::table
        .filter(campaigns::tenant_id.eq(tenant).and(campaigns::id.gt(after)))
        .order(campaigns::id)
        .limit(limit)
        .select(CampaignRow::as_select())
        .load(c))?)
}

/// All of the tenant's campaigns.
pub(in crate::outbound) fn all(conn: &mut Conn<'_>, tenant: &str) -> Result<Vec<String>, DbError> {
    Ok(each!(conn, c => campaigns::table
        .filter(campaigns::tenant_id.eq(tenant))
        .order(campaigns::id)
        .select(campaigns::id)
        .load(c))?)
}

pub(in crate::outbound) fn of_list(
    conn: &mut Conn<'_>,
    tenant: &str,
    list: &str,
) -> Result<Vec<String>, DbError> {
    Ok(each!(conn, c => campaigns::table
        .filter(campaigns::tenant_id.eq(tenant).and(campaigns::contact_list_id.eq(list)))
        .order(campaigns::id)
        .select(campaigns::id)
        .load(c))?)
}

/// The campaigns whose callees may be called at the times of this set.
pub(in crate::outbound) fn of_time_set(
    conn: &mut Conn<'_>,
    tenant: &str,
    set: &str,
) -> Result<Vec<String>, DbError> {
    Ok(each!(conn, c => campaigns::table
        .filter(campaigns::tenant_id.eq(tenant).and(campaigns::callable_time_set_id.eq(set)))
        .order(campaigns::id)
        .select(campaigns::id)
        .load(c))?)
}

/// The campaigns that sell products of this family.
pub(in crate::outbound) fn of_product_family(
    conn: &mut Conn<'_>,
    tenant: &str,
    family: &str,
) -> Result<Vec<String>, DbError> {
    Ok(each!(conn, c => campaigns::table
        .filter(campaigns::tenant_id.eq(tenant).and(campaigns::product_family.eq(family)))
        .order(campaigns::id)
        .select(campaigns::id)
        .load(c))?)
}

/// The campaigns that a do-not-call list binds: all of the tenant's, or those that name it or sell its product family.
pub(in crate::outbound) fn bound_by(
    conn: &mut Conn<'_>,
    list: &super::dnc::DncListRow,
) -> Result<Vec<String>, DbError> {
    if list.tenant_wide {
        return all(conn, &list.tenant_id);
    }
    let mut bound: Vec<String> = each!(conn, c => campaign_dnc_lists::table
        .filter(campaign_dnc_lists::tenant_id.eq(&list.tenant_id))
        .filter(campaign_dnc_lists::dnc_list_id.eq(&list.id))
        .order(campaign_dnc_lists::campaign_id)
        .select(campaign_dnc_lists::campaign_id)
        .load(c))?;
    if !list.product_family.is_empty() {
        bound.extend(of_product_family(
            conn,
            &list.tenant_id,
            &list.product_family,
        )?);
        bound.sort_unstable();
        bound.dedup();
    }
    Ok(bound)
}

/// Writes a campaign over the version before `row.version`; `false` when that is not the stored one.
pub(in crate::outbound) fn update(conn: &mut Conn<'_>, row: &CampaignRow) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(campaigns::table.find((&row.tenant_id, &row.id)))
        .filter(campaigns::version.eq(row.version - 1))
        .set(row)
        .execute(c))?;
    Ok(changed == 1)
}

pub(in crate::outbound) fn delete(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<bool, DbError> {
    let gone = each!(conn, c => diesel::delete(campaigns::table.find((tenant, id))).execute(c))?;
    Ok(gone == 1)
}

pub(in crate::outbound) fn dnc_lists_of(
    conn: &mut Conn<'_>,
    tenant: &str,
    campaign: &str,
) -> Result<Vec<String>, DbError> {
    Ok(each!(conn, c => campaign_dnc_lists::table
        .filter(campaign_dnc_lists::tenant_id.eq(tenant).and(campaign_dnc_lists::campaign_id.eq(campaign)))
        .order(campaign_dnc_lists::dnc_list_id)
        .select(campaign_dnc_lists::dnc_list_id)
        .load(c))?)
}

pub(in crate::outbound) fn replace_dnc_lists(
    conn: &mut Conn<'_>,
    tenant: &str,
    campaign: &str,
    lists: &[String],
) -> Result<(), DbError> {
    each!(conn, c => diesel::delete(campaign_dnc_lists::table
        .filter(campaign_dnc_lists::tenant_id.eq(tenant).and(campaign_dnc_lists::campaign_id.eq(campaign))))
        .execute(c))?;
    let rows: Vec<_> = lists
        .iter()
        .map(|list| {
            (
                campaign_dnc_lists::tenant_id.eq(tenant),
                campaign_dnc_lists::campaign_id.eq(campaign),
                campaign_dnc_lists::dnc_list_id.eq(list),
            )
        })
        .collect();
    if !rows.is_empty() {
        each!(conn, c => diesel::insert_into(campaign_dnc_lists::table).values(&rows).execute(c))?;
    }
    Ok(())
}

/// The campaigns that are on.
pub(in crate::outbound) fn switched_on(
    conn: &mut Conn<'_>,
    tenant: &str,
) -> Result<Vec<String>, DbError> {
    Ok(each!(conn, c => campaigns::table
        .filter(campaigns::tenant_id.eq(tenant).and(campaigns::campaign_status.eq("on")))
        .order(campaigns::id)
        .select(campaigns::id)
        .load(c))?)
}
