//! Rows of cost rates.

use diesel::prelude::*;

use crate::db::schema::cost_rates::cost_rates;
use crate::db::{Conn, DbError, record};
use crate::each;

record!(pub(super) CostRateRow of cost_rates under business_unit_id {
    business_unit_id: String,
    subject_kind: String,
    subject_id: String,
    effective_date: String,
    currency: String,
    cost_per_paid_hour: Option<f64>,
    overtime_multiplier: Option<f64>,
    cost_per_lost_contact: Option<f64>,
    created_by: String,
    modified_by: String,
});

/// All rates of a business unit, in the order of their days.
pub(super) fn cost_rates_of_unit(
    conn: &mut Conn<'_>,
    tenant: &str,
    business_unit_id: &str,
) -> Result<Vec<CostRateRow>, DbError> {
    Ok(each!(conn, c => cost_rates::table
        .filter(cost_rates::tenant_id.eq(tenant).and(cost_rates::business_unit_id.eq(business_unit_id)))
        .order((cost_rates::effective_date, cost_rates::id))
        .select(CostRateRow::as_select())
        .load(c))?)
}
