//! Contacts that were promised a call. Such a contact is held, so that it stands in no bucket, and becomes due at
//! `available_at`.

use diesel::dsl::not;
use diesel::prelude::*;

use super::candidates::Wanted;
use super::rows::CandidateRow;
use crate::db::schema::outbound::campaign_contacts;
use crate::db::{Conn, DbError, Instant};
use crate::each;

/// A promised call.
#[derive(Queryable, Selectable, Clone, Debug)]
#[diesel(table_name = campaign_contacts)]
pub(in crate::outbound) struct CallbackRow {
    pub contact_id: String,
    pub phone: String,
    pub attempts: i32,
    pub available_at: Instant,
    pub hold_reason: Option<String>,
    pub callback_at: Option<Instant>,
    pub callback_agent_id: Option<String>,
}

/// Promised calls that are due: for anyone, for this agent, or for an agent who has not asked for it since `forfeited`.
/// Rows are locked as those of buckets are.
pub(in crate::outbound) fn due_callbacks(
    conn: &mut Conn<'_>,
    wanted: Wanted<'_>,
    agent: Option<&str>,
    forfeited: Instant,
    limit: usize,
) -> Result<Vec<CandidateRow>, DbError> {
    // No agent's id is empty.
    let agent = agent.unwrap_or("");
    macro_rules! due {
        () => {
            campaign_contacts::table
                .filter(campaign_contacts::tenant_id.eq(wanted.tenant))
                .filter(campaign_contacts::campaign_id.eq(wanted.campaign))
                .filter(campaign_contacts::callback_at.is_not_null())
                .filter(not(campaign_contacts::finished))
                .filter(campaign_contacts::available_at.le(wanted.now))
                .filter(campaign_contacts::channel.eq(wanted.channel))
                .filter(
                    campaign_contacts::drop_at
                        .is_null()
                        .or(campaign_contacts::drop_at.gt(Some(wanted.now))),
                )
                .filter(
                    campaign_contacts::callback_agent_id
                        .is_null()
                        .or(campaign_contacts::callback_agent_id
                            .assume_not_null()
                            .eq(agent))
                        .or(campaign_contacts::available_at.le(forfeited)),
                )
                .order((
                    campaign_contacts::available_at,
                    campaign_contacts::contact_id,
                ))
                .limit(i64::try_from(limit).unwrap_or(i64::MAX))
                .select(CandidateRow::as_select())
        };
    }
    Ok(match conn {
        Conn::Sqlite(c) => due!().load(*c)?,
        Conn::Postgres(c) => due!().for_update().skip_locked().load(*c)?,
    })
}

/// Promised calls of a campaign, in order of the contacts' ids.
pub(in crate::outbound) fn callbacks_after(
    conn: &mut Conn<'_>,
    tenant: &str,
    campaign: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<CallbackRow>, DbError> {
    Ok(each!(conn, c => campaign_contacts::table
        .filter(campaign_contacts::tenant_id.eq(tenant))
        .filter(campaign_contacts::campaign_id.eq(campaign))
        .filter(campaign_contacts::callback_at.is_not_null())
        .filter(campaign_contacts::contact_id.gt(after))
        .order(campaign_contacts::contact_id)
        .limit(limit)
        .select(CallbackRow::as_select())
        .load(c))?)
}
