//! Rows of what runs campaigns by itself: schedules, sequences, rules and their firings, and how far upkeep is.

use diesel::prelude::*;

use crate::db::schema::outbound::{
    campaign_evaluations, campaign_rule_firings, campaign_rules, campaign_schedules,
    campaign_sequences, campaign_upkeep, campaigns,
};
use crate::db::{Conn, DbError, Instant, record};
use crate::each;

record!(pub(in crate::outbound) ScheduleRow of campaign_schedules under campaign_id {
    campaign_id: String,
    name: String,
    document: String,
});

record!(pub(in crate::outbound) SequenceRow of campaign_sequences under tenant_id {
    name: String,
    campaign_ids: String,
    repeats: bool,
    status: String,
    current_campaign: i32,
    stop_message: Option<String>,
});

record!(pub(in crate::outbound) RuleRow of campaign_rules under tenant_id {
    name: String,
    enabled: bool,
    document: String,
});

/// A rule that fired.
#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = campaign_rule_firings)]
pub(in crate::outbound) struct FiringRow {
    pub tenant_id: String,
    pub id: String,
    pub campaign_rule_id: String,
    pub campaign_id: String,
    pub document: String,
    pub fired_at: Instant,
}

/// How far the upkeep of a campaign is.
#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone, Debug, PartialEq, Eq)]
#[diesel(table_name = campaign_upkeep)]
#[diesel(primary_key(tenant_id, campaign_id))]
pub(in crate::outbound) struct UpkeepRow {
    pub tenant_id: String,
    pub campaign_id: String,
    /// The period that a recurring campaign was filled for.
    pub refilled_for: Instant,
    /// When its filters were asked last.
    pub filtered_at: Instant,
    /// Since when new customers leave a campaign for prospects.
    pub customers_since: Instant,
    pub told_progress: String,
    pub told_stats: String,
}

/// Locks a tenant's evaluation until the transaction ends, so that servers on one database take turns. SQLite has one
/// writer anyhow.
pub(in crate::outbound) fn lock_evaluation(
    conn: &mut Conn<'_>,
    tenant: &str,
    at: Instant,
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(campaign_evaluations::table)
        .values((
            campaign_evaluations::tenant_id.eq(tenant),
            campaign_evaluations::evaluated_at.eq(at),
        ))
        .on_conflict(campaign_evaluations::tenant_id)
        .do_update()
        .set(campaign_evaluations::evaluated_at.eq(at))
        .execute(c))?;
    Ok(())
}

/// The tenants that have a campaign.
pub(in crate::outbound) fn tenants(conn: &mut Conn<'_>) -> Result<Vec<String>, DbError> {
    Ok(each!(conn, c => campaigns::table
        .select(campaigns::tenant_id)
        .distinct()
        .order(campaigns::tenant_id)
        .load(c))?)
}

/// A tenant's schedules with what each did last.
pub(in crate::outbound) fn schedules(
    conn: &mut Conn<'_>,
    tenant: &str,
) -> Result<Vec<(ScheduleRow, String)>, DbError> {
    Ok(each!(conn, c => campaign_schedules::table
        .filter(campaign_schedules::tenant_id.eq(tenant))
        .order(campaign_schedules::id)
        .select((ScheduleRow::as_select(), campaign_schedules::applied))
        .load(c))?)
}

/// One schedule with what it did last.
pub(in crate::outbound) fn schedule(
    conn: &mut Conn<'_>,
    (tenant, id): (&str, &str),
) -> Result<Option<(ScheduleRow, String)>, DbError> {
    Ok(each!(conn, c => campaign_schedules::table
        .find((tenant, id))
        .select((ScheduleRow::as_select(), campaign_schedules::applied))
        .first(c)
        .optional())?)
}

/// Notes what a schedule did.
pub(in crate::outbound) fn note_applied(
    conn: &mut Conn<'_>,
    (tenant, id): (&str, &str),
    applied: &str,
) -> Result<(), DbError> {
    each!(conn, c => diesel::update(campaign_schedules::table.find((tenant, id)))
        .set(campaign_schedules::applied.eq(applied))
        .execute(c))?;
    Ok(())
}

/// A tenant's sequences that run.
pub(in crate::outbound) fn running_sequences(
    conn: &mut Conn<'_>,
    tenant: &str,
) -> Result<Vec<SequenceRow>, DbError> {
    Ok(each!(conn, c => campaign_sequences::table
        .filter(campaign_sequences::tenant_id.eq(tenant).and(campaign_sequences::status.eq("on")))
        .order(campaign_sequences::id)
        .select(SequenceRow::as_select())
        .load(c))?)
}

/// One sequence, if it runs.
pub(in crate::outbound) fn running_sequence(
    conn: &mut Conn<'_>,
    (tenant, id): (&str, &str),
) -> Result<Option<SequenceRow>, DbError> {
    Ok(each!(conn, c => campaign_sequences::table
        .find((tenant, id))
        .filter(campaign_sequences::status.eq("on"))
        .select(SequenceRow::as_select())
        .first(c)
        .optional())?)
}

/// A tenant's enabled rules with what each saw last.
pub(in crate::outbound) fn enabled_rules(
    conn: &mut Conn<'_>,
    tenant: &str,
) -> Result<Vec<(RuleRow, String)>, DbError> {
    Ok(each!(conn, c => campaign_rules::table
        .filter(campaign_rules::tenant_id.eq(tenant).and(campaign_rules::enabled.eq(true)))
        .order(campaign_rules::id)
        .select((RuleRow::as_select(), campaign_rules::state))
        .load(c))?)
}

/// One rule with what it saw last, if it is enabled.
pub(in crate::outbound) fn enabled_rule(
    conn: &mut Conn<'_>,
    (tenant, id): (&str, &str),
) -> Result<Option<(RuleRow, String)>, DbError> {
    Ok(each!(conn, c => campaign_rules::table
        .find((tenant, id))
        .filter(campaign_rules::enabled.eq(true))
        .select((RuleRow::as_select(), campaign_rules::state))
        .first(c)
        .optional())?)
}

/// Notes what a rule saw.
pub(in crate::outbound) fn note_rule_state(
    conn: &mut Conn<'_>,
    (tenant, id): (&str, &str),
    state: &str,
) -> Result<(), DbError> {
    each!(conn, c => diesel::update(campaign_rules::table.find((tenant, id)))
        .set(campaign_rules::state.eq(state))
        .execute(c))?;
    Ok(())
}

pub(in crate::outbound) fn insert_firing(
    conn: &mut Conn<'_>,
    row: &FiringRow,
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(campaign_rule_firings::table).values(row).execute(c))?;
    Ok(())
}

/// Firings of a rule after that id, in order.
pub(in crate::outbound) fn firings_after(
    conn: &mut Conn<'_>,
    (tenant, rule): (&str, &str),
    after: &str,
    limit: i64,
) -> Result<Vec<FiringRow>, DbError> {
    Ok(each!(conn, c => campaign_rule_firings::table
        .filter(campaign_rule_firings::tenant_id.eq(tenant))
        .filter(campaign_rule_firings::campaign_rule_id.eq(rule))
        .filter(campaign_rule_firings::id.gt(after))
        .order(campaign_rule_firings::id)
        .limit(limit)
        .select(FiringRow::as_select())
        .load(c))?)
}

/// How far the upkeep of a campaign is; none before the first.
pub(in crate::outbound) fn upkeep(
    conn: &mut Conn<'_>,
    (tenant, campaign): (&str, &str),
) -> Result<Option<UpkeepRow>, DbError> {
    Ok(each!(conn, c => campaign_upkeep::table
        .find((tenant, campaign))
        .select(UpkeepRow::as_select())
        .first(c)
        .optional())?)
}

/// Notes how far the upkeep of a campaign is.
pub(in crate::outbound) fn note_upkeep(
    conn: &mut Conn<'_>,
    row: &UpkeepRow,
) -> Result<(), DbError> {
    each!(conn, c => diesel::insert_into(campaign_upkeep::table)
        .values(row)
        .on_conflict((campaign_upkeep::tenant_id, campaign_upkeep::campaign_id))
        .do_update()
        .set(row)
        .execute(c))?;
    Ok(())
}
