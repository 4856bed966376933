//! Agents who work on campaigns.

use diesel::prelude::*;

use crate::db::schema::outbound::campaign_agents;
use crate::db::{Conn, DbError, Instant};
use crate::each;

/// Notes that an agent asked for contacts.
pub(in crate::outbound) fn note(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
    agent: &str,
    at: Instant,
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(campaign_agents::table)
        .values((
            campaign_agents::tenant_id.eq(tenant),
            campaign_agents::campaign_id.eq(campaign),
            campaign_agents::agent_id.eq(agent),
            campaign_agents::seen_at.eq(at),
        ))
        .on_conflict((
            campaign_agents::tenant_id,
            campaign_agents::campaign_id,
            campaign_agents::agent_id,
        ))
        .do_update()
        .set(campaign_agents::seen_at.eq(at))
        .execute(c))?;
    Ok(())
}

/// How many agents have asked for contacts since then.
pub(in crate::outbound) fn count_since(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
    since: Instant,
) -> Result<i64, DbError> {
    Ok(each!(conn, c => campaign_agents::table
        .filter(campaign_agents::tenant_id.eq(tenant).and(campaign_agents::campaign_id.eq(campaign)))
        .filter(campaign_agents::seen_at.ge(since))
        .count()
        .get_result(c))?)
}
