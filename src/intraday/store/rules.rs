//! Rows of alert rules.

use diesel::prelude::*;

use crate::db::schema::intraday::intraday_alert_rules;
use crate::db::{Conn, DbError, record};
use crate::each;

record!(pub(in crate::intraday) RuleRow of intraday_alert_rules under business_unit_id {
    business_unit_id: String,
    enabled: bool,
    document: String,
});

/// Rules of a business unit that are looked at.
pub(in crate::intraday) fn enabled(
    conn: &mut Conn<'_>,
    tenant: &str,
    business_unit_id: &str,
) -> Result<Vec<RuleRow>, DbError> {
    Ok(each!(conn, c => intraday_alert_rules::table
        .filter(intraday_alert_rules::tenant_id.eq(tenant).and(intraday_alert_rules::business_unit_id.eq(business_unit_id)))
        .filter(intraday_alert_rules::enabled.eq(true))
        .order(intraday_alert_rules::id)
        .select(RuleRow::as_select())
        .load(c))?)
}

/// Business units with a rule that is looked at, with their tenants.
pub(in crate::intraday) fn watched_units(
    conn: &mut Conn<'_>,
) -> Result<Vec<(String, String)>, DbError> {
    Ok(each!(conn, c => intraday_alert_rules::table
        .filter(intraday_alert_rules::enabled.eq(true))
        .select((intraday_alert_rules::tenant_id, intraday_alert_rules::business_unit_id))
        .distinct()
        .order((intraday_alert_rules::tenant_id, intraday_alert_rules::business_unit_id))
        .load(c))?)
}
