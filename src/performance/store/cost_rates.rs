//! Rows of cost rates.

use diesel::prelude::*;

use crate::db::schema::performance::cost_rates as rates;
use crate::db::{Conn, DbError, Instant};
use crate::each;

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = rates)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::performance) struct CostRateRow {
    pub tenant_id: String,
    pub id: String,
    pub business_unit_id: String,
    pub subject_kind: String,
    pub subject_id: String,
    pub effective_date: String,
    pub currency: String,
    pub cost_per_paid_hour: Option<f64>,
    pub overtime_multiplier: Option<f64>,
    pub cost_per_lost_contact: Option<f64>,
    pub version: i32,
    pub created_by: String,
    pub created_at: Instant,
    pub modified_by: String,
    pub modified_at: Instant,
}

pub(in crate::performance) fn insert_cost_rate(
    conn: &mut Conn<'_>,
    row: &CostRateRow,
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(rates::table).values(row).execute(c))?;
    Ok(())
}

pub(in crate::performance) fn cost_rate(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<Option<CostRateRow>, DbError> {
    Ok(each!(conn, c => rates::table
        .find((tenant, id))
        .select(CostRateRow::as_select())
        .first(c)
        .optional())?)
}

/// Rates of a business unit by id, after the one of that id.
pub(in crate::performance) fn page_of_cost_rates(
    conn: &mut Conn<'_>,
    tenant: &str,
    business_unit_id: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<CostRateRow>, DbError> {
    Ok(each!(conn, c => rates::table
        .filter(rates::tenant_id.eq(tenant).and(rates::business_unit_id.eq(business_unit_id)))
        .filter(rates::id.gt(after))
        .order(rates::id)
        .limit(limit)
        .select(CostRateRow::as_select())
        .load(c))?)
}

/// All rates of a business unit, in the order of their days.
pub(in crate::performance) fn cost_rates_of_unit(
    conn: &mut Conn<'_>,
    tenant: &str,
    business_unit_id: &str,
) -> Result<Vec<CostRateRow>, DbError> {
    Ok(each!(conn, c => rates::table
        .filter(rates::tenant_id.eq(tenant).and(rates::business_unit_id.eq(business_unit_id)))
        .order((rates::effective_date, rates::id))
        .select(CostRateRow::as_select())
        .load(c))?)
}

/// Overwrites the rates that are still at the version before `row`'s; `false` when they are not any more.
pub(in crate::performance) fn replace_cost_rate(
    conn: &mut Conn<'_>,
    row: &CostRateRow,
) -> Result<bool, DbError> {
    let changed = each!(conn, c => diesel::update(rates::table.find((&row.tenant_id, &row.id)))
        .filter(rates::version.eq(row.version - 1))
        .set((
            rates::subject_kind.eq(&row.subject_kind),
            rates::subject_id.eq(&row.subject_id),
            rates::effective_date.eq(&row.effective_date),
            rates::currency.eq(&row.currency),
            rates::cost_per_paid_hour.eq(row.cost_per_paid_hour),
            rates::overtime_multiplier.eq(row.overtime_multiplier),
            rates::cost_per_lost_contact.eq(row.cost_per_lost_contact),
            rates::version.eq(row.version),
            rates::modified_by.eq(&row.modified_by),
            rates::modified_at.eq(row.modified_at),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

/// `false` when there were none.
pub(in crate::performance) fn delete_cost_rate(
    conn: &mut Conn<'_>,
    tenant: &str,
    id: &str,
) -> Result<bool, DbError> {
    let deleted = each!(conn, c => diesel::delete(rates::table.find((tenant, id))).execute(c))?;
    Ok(deleted == 1)
}
