//! Rows of the pool.

use diesel::prelude::*;

use crate::db::Instant;
use crate::db::schema::outbound::{campaign_buckets, campaign_contacts, contact_attempts, leases};

/// A contact in a campaign.
#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = campaign_contacts)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::outbound) struct PoolRow {
    pub tenant_id: String,
    pub campaign_id: String,
    pub contact_id: String,
    pub phone: String,
    pub person_id: String,
    pub time_zone: String,
    pub finished: bool,
    pub attempts: i32,
    pub available_at: Instant,
    pub lease_token: i64,
    /// Stands from a lease on until its outcome or release: the lease with the row's token holds the contact.
    pub lease_expires_at: Option<Instant>,
    pub started_at: Option<Instant>,
    pub last_wrap_up_code: Option<String>,
    pub segment: String,
    pub permitted_hours: Option<String>,
    pub held: bool,
    pub hold_reason: Option<String>,
    pub callback_at: Option<Instant>,
    pub callback_agent_id: Option<String>,
    /// Its step in a campaign of several, from 0.
    pub step: i32,
    pub channel: String,
    /// From when on it is not called any more, whatever came of it.
    pub drop_at: Option<Instant>,
}

/// What a lease needs to know of a contact before it is granted.
#[derive(Queryable, Selectable, Clone, Debug)]
#[diesel(table_name = campaign_contacts)]
pub(in crate::outbound) struct CandidateRow {
    pub contact_id: String,
    pub phone: String,
    pub person_id: String,
    pub time_zone: String,
    pub attempts: i32,
    pub lease_token: i64,
    pub permitted_hours: Option<String>,
    pub callback_at: Option<Instant>,
    pub step: i32,
    pub drop_at: Option<Instant>,
}

/// A segment and time zone that a campaign has contacts of.
#[derive(Queryable, Selectable, Insertable, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[diesel(table_name = campaign_buckets)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::outbound) struct BucketRow {
    pub tenant_id: String,
    pub campaign_id: String,
    pub segment: String,
    pub time_zone: String,
}

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = leases)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::outbound) struct LeaseRow {
    pub tenant_id: String,
    pub id: String,
    pub campaign_id: String,
    pub contact_id: String,
    pub token: i64,
    pub dialer_id: String,
    pub granted_at: Instant,
    pub expires_at: Instant,
}

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = contact_attempts)]
#[diesel(treat_none_as_default_value = false)]
pub(in crate::outbound) struct AttemptRow {
    pub tenant_id: String,
    pub lease_id: String,
    pub campaign_id: String,
    pub contact_id: String,
    pub token: i64,
    pub started_at: Option<Instant>,
    pub recorded_at: Instant,
    pub wrap_up_code: String,
    pub flags: String,
    pub handle_seconds: Option<i32>,
    pub attempt: i32,
    pub finished: bool,
    pub next_attempt_at: Option<Instant>,
}
