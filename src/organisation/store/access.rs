//! Units by the units that hold them.

use diesel::prelude::*;

use crate::db::schema::organisation::{agents, management_units, teams};
use crate::db::{Conn, DbError};
use crate::each;

pub(in crate::organisation) fn management_units_inside(
    conn: &mut Conn<'_>,
    tenant: &str,
    business_unit_ids: &[String],
) -> Result<Vec<String>, DbError> {
    Ok(each!(conn, c => management_units::table
        .filter(management_units::tenant_id.eq(tenant))
        .filter(management_units::business_unit_id.eq_any(business_unit_ids))
        .select(management_units::id)
        .load(c))?)
}

pub(in crate::organisation) fn business_units_of_management_units(
    conn: &mut Conn<'_>,
    tenant: &str,
    ids: &[String],
) -> Result<Vec<String>, DbError> {
    Ok(each!(conn, c => management_units::table
        .filter(management_units::tenant_id.eq(tenant).and(management_units::id.eq_any(ids)))
        .select(management_units::business_unit_id)
        .load(c))?)
}

pub(in crate::organisation) fn teams_inside(
    conn: &mut Conn<'_>,
    tenant: &str,
    management_unit_ids: &[String],
) -> Result<Vec<String>, DbError> {
    Ok(each!(conn, c => teams::table
        .filter(teams::tenant_id.eq(tenant).and(teams::management_unit_id.eq_any(management_unit_ids)))
        .select(teams::id)
        .load(c))?)
}

pub(in crate::organisation) fn management_units_of_teams(
    conn: &mut Conn<'_>,
    tenant: &str,
    ids: &[String],
) -> Result<Vec<String>, DbError> {
    Ok(each!(conn, c => teams::table
        .filter(teams::tenant_id.eq(tenant).and(teams::id.eq_any(ids)))
        .select(teams::management_unit_id)
        .load(c))?)
}

/// Agents of these management units or of these teams, in order of id.
pub(in crate::organisation) fn agents_in(
    conn: &mut Conn<'_>,
    tenant: &str,
    management_unit_ids: &[String],
    team_ids: &[String],
) -> Result<Vec<String>, DbError> {
    Ok(each!(conn, c => agents::table
        .filter(agents::tenant_id.eq(tenant))
        .filter(agents::management_unit_id.eq_any(management_unit_ids)
            .or(agents::team_id.assume_not_null().eq_any(team_ids).and(agents::team_id.is_not_null())))
        .order(agents::id)
        .select(agents::id)
        .load(c))?)
}
