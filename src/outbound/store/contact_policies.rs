//! Rows of contact policies, of the campaigns that name one, and of customer tiers.

use diesel::prelude::*;

use super::BATCH;
use crate::db::schema::outbound::{
    campaign_contact_policies, contact_policies, service_tier_overrides,
};
use crate::db::{Conn, DbError, Instant, record};
use crate::each;

record!(pub(in crate::outbound) ContactPolicyRow of contact_policies under tenant_id {
    name: String,
    is_default: bool,
    terms: String,
});

/// The tier that somebody gave a person.
#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone, Debug)]
#[diesel(table_name = service_tier_overrides, primary_key(tenant_id, person_id))]
pub(in crate::outbound) struct TierOverrideRow {
    pub tenant_id: String,
    pub person_id: String,
    pub tier: String,
    pub reason: String,
    pub made_by: String,
    pub made_at: Instant,
    pub expires_at: Instant,
}

/// The tenant's default policy.
pub(in crate::outbound) fn default_policy(
    conn: &mut Conn<'_>,
    tenant: &str,
) -> Result<Option<ContactPolicyRow>, DbError> {
    Ok(each!(conn, c => contact_policies::table
        .filter(contact_policies::tenant_id.eq(tenant).and(contact_policies::is_default.eq(true)))
        .select(ContactPolicyRow::as_select())
        .first(c)
        .optional())?)
}

/// The policy a campaign names.
pub(in crate::outbound) fn named_by(
    conn: &mut Conn<'_>,
    tenant: &str,
    campaign: &str,
) -> Result<Option<String>, DbError> {
    Ok(each!(conn, c => campaign_contact_policies::table
        .find((tenant, campaign))
        .select(campaign_contact_policies::contact_policy_id)
        .first(c)
        .optional())?)
}

/// Notes which policy a campaign names; `None` for the tenant's default.
pub(in crate::outbound) fn name_policy(
    conn: &mut Conn<'_>,
    tenant: &str,
    campaign: &str,
    policy: Option<&str>,
) -> Result<(), DbError> {
    each!(conn, c => diesel::delete(campaign_contact_policies::table.find((tenant, campaign))).execute(c))?;
    if let Some(policy) = policy {
        each!(conn, c => diesel::insert_into(campaign_contact_policies::table)
            .values((
                campaign_contact_policies::tenant_id.eq(tenant),
                campaign_contact_policies::campaign_id.eq(campaign),
                campaign_contact_policies::contact_policy_id.eq(policy),
            ))
            .execute(c))?;
    }
    Ok(())
}

/// The campaigns that name a policy.
pub(in crate::outbound) fn campaigns_naming(
    conn: &mut Conn<'_>,
    tenant: &str,
    policy: &str,
) -> Result<Vec<String>, DbError> {
    Ok(each!(conn, c => campaign_contact_policies::table
        .filter(campaign_contact_policies::tenant_id.eq(tenant))
        .filter(campaign_contact_policies::contact_policy_id.eq(policy))
        .order(campaign_contact_policies::campaign_id)
        .select(campaign_contact_policies::campaign_id)
        .load(c))?)
}

/// The tiers of these people that have not ended.
pub(in crate::outbound) fn tiers_of(
    conn: &mut Conn<'_>,
    tenant: &str,
    people: &[&str],
    now: Instant,
) -> Result<Vec<TierOverrideRow>, DbError> {
    let mut found: Vec<TierOverrideRow> = Vec::new();
    for batch in people.chunks(BATCH) {
        let rows: Vec<TierOverrideRow> = each!(conn, c => service_tier_overrides::table
            .filter(service_tier_overrides::tenant_id.eq(tenant))
            .filter(service_tier_overrides::person_id.eq_any(batch))
            .filter(service_tier_overrides::expires_at.gt(now))
            .select(TierOverrideRow::as_select())
            .load(c))?;
        found.extend(rows);
    }
    Ok(found)
}

/// Overrides in order of their persons after `after`, also those that have ended.
pub(in crate::outbound) fn tiers_after(
    conn: &mut Conn<'_>,
    tenant: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<TierOverrideRow>, DbError> {
    Ok(each!(conn, c => service_tier_overrides::table
        .filter(service_tier_overrides::tenant_id.eq(tenant).and(service_tier_overrides::person_id.gt(after)))
        .order(service_tier_overrides::person_id)
        .limit(limit)
        .select(TierOverrideRow::as_select())
        .load(c))?)
}

/// Gives a person a tier in the place of the one they had.
pub(in crate::outbound) fn put_tier(
    conn: &mut Conn<'_>,
    row: &TierOverrideRow,
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(service_tier_overrides::table)
        .values(row)
        .on_conflict((service_tier_overrides::tenant_id, service_tier_overrides::person_id))
        .do_update()
        .set(row)
        .execute(c))?;
    Ok(())
}

/// The tier of one person becomes another's, unless that one has a tier already.
pub(in crate::outbound) fn move_tier(
    conn: &mut Conn<'_>,
    tenant: &str,
    (from, into): (&str, &str),
) -> Result<(), DbError> {
    let row: Option<TierOverrideRow> = each!(conn, c => service_tier_overrides::table
        .find((tenant, from))
        .select(TierOverrideRow::as_select())
        .first(c)
        .optional())?;
    if let Some(row) = row {
        let moved = TierOverrideRow {
            person_id: into.to_owned(),
            ..row
        };
        each!(conn, c => diesel::insert_into(service_tier_overrides::table)
            .values(&moved)
            .on_conflict_do_nothing()
            .execute(c))?;
        delete_tier(conn, tenant, from)?;
    }
    Ok(())
}

/// Takes a person's tier; whether there was one.
pub(in crate::outbound) fn delete_tier(
    conn: &mut Conn<'_>,
    tenant: &str,
    person: &str,
) -> Result<bool, DbError> {
    let gone = each!(conn, c => diesel::delete(service_tier_overrides::table.find((tenant, person))).execute(c))?;
    Ok(gone == 1)
}
