//! Agents by the names other systems know them by.

use diesel::prelude::*;

use crate::db::schema::organisation::{agents, business_units, management_units};
use crate::db::{Conn, DbError};
use crate::each;

/// Agent, external id and management unit.
pub(in crate::organisation) type NameRow = (String, Option<String>, String);

/// The agents whose id or external id is among `names`, at most 10,000 of them; one that is found
/// by both comes twice.
///
/// Two questions, each by an index: PostgreSQL answers both in one with `OR` by reading every agent, which took half a
/// second for 1,000 names of 10,000 agents.
pub(in crate::organisation) fn agent_names(
    conn: &mut Conn<'_>,
    tenant: &str,
    names: &[String],
) -> Result<Vec<NameRow>, DbError> {
    let mut found: Vec<NameRow> = each!(conn, c => agents::table
        .filter(agents::tenant_id.eq(tenant).and(agents::id.eq_any(names)))
        .select((agents::id, agents::external_id, agents::management_unit_id))
        .load(c))?;
    let by_external_id: Vec<NameRow> = each!(conn, c => agents::table
        .filter(agents::tenant_id.eq(tenant).and(agents::external_id.eq_any(names)))
        .select((agents::id, agents::external_id, agents::management_unit_id))
        .load(c))?;
    found.extend(by_external_id);
    Ok(found)
}

/// Agent, management unit, business unit and its zone.
pub(in crate::organisation) type PlaceRow = (String, String, String, String);

/// Where agents work; an id that is none is left out.
pub(in crate::organisation) fn agent_places(
    conn: &mut Conn<'_>,
    tenant: &str,
    ids: &[String],
) -> Result<Vec<PlaceRow>, DbError> {
    Ok(each!(conn, c => agents::table
        .inner_join(management_units::table.on(management_units::tenant_id.eq(agents::tenant_id)
            .and(management_units::id.eq(agents::management_unit_id))))
        .inner_join(business_units::table.on(business_units::tenant_id.eq(agents::tenant_id)
            .and(business_units::id.eq(management_units::business_unit_id))))
        .filter(agents::tenant_id.eq(tenant).and(agents::id.eq_any(ids)))
        .select((agents::id, management_units::id, business_units::id, business_units::time_zone))
        .load(c))?)
}
