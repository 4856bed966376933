//! Agents by the names other systems know them by.

use diesel::prelude::*;

use crate::db::schema::organisation::agents;
use crate::db::{Conn, DbError};
use crate::each;

/// Ids and external ids of the agents whose id or external id is among `names`, at most 10,000 of them.
pub(in crate::organisation) fn agent_names(
    conn: &mut Conn<'_>,
    tenant: &str,
    names: &[String],
) -> Result<Vec<(String, Option<String>)>, DbError> {
    Ok(each!(conn, c => agents::table
        .filter(agents::tenant_id.eq(tenant))
        .filter(agents::id.eq_any(names).or(agents::external_id.eq_any(names)))
        .order(agents::id)
        .select((agents::id, agents::external_id))
        .load(c))?)
}
