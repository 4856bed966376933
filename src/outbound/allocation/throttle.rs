//! Outbound work that gives its agents back to the queues.

use super::allocations::{Allocation, AllocationMessage, find_allocation};
use crate::db::{Conn, Instant};
use crate::documents;
use crate::failure::Failure;
use crate::outbound::campaigns::campaign::{CampaignStatus, find_campaign, switch_campaign};
use crate::outbound::store::allocations::{self as store, AllocationRow};
use crate::tenancy::{Scope, new_id};

/// The newest allocation of a schedule's surplus, if there is one.
///
/// # Errors
/// Only the database's.
pub fn latest_allocation(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule_id: &str,
) -> Result<Option<Allocation>, Failure> {
    let row = store::latest_of_schedule(conn, scope.tenant(), schedule_id)?;
    let read = row.map(|row| documents::read("allocation", &row.id, &row.result));
    Ok(read.transpose()?)
}

/// Switches a campaign off, and keeps an allocation without the agent-minutes it had in `[from, until)`. Starting the
/// campaign again gives it contacts again; its minutes come back with the next allocation.
///
/// # Errors
/// [`Failure::NotFound`] for the allocation or campaign; [`Failure::Conflict`] `not-allocated` when it has no minutes then;
/// [`Failure::Stale`] when the campaign changes at the same moment.
pub fn throttle_campaign(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (allocation_id, campaign_id): (&str, &str),
    (from, until): (Instant, Instant),
) -> Result<Allocation, Failure> {
    let current = find_allocation(conn, scope, allocation_id)?;
    let campaign = find_campaign(conn, scope, campaign_id)?;
    let terms = &campaign.allocation_terms;
    let mut throttled = Allocation {
        id: new_id(scope.now),
        date_created: scope.now,
        ..current
    };
    let start = throttled.reference_start_date;
    let minutes = i64::from(throttled.interval_length_minutes);
    let is_meant = |index: usize| {
        let offset = i64::try_from(index)
            .unwrap_or(i64::MAX)
            .saturating_mul(minutes);
        let at = start.plus_minutes(offset);
        from <= at && at < until
    };
    let mut given_back = 0.0;
    let own = throttled.campaigns.iter_mut();
    for share in own.filter(|share| share.campaign_id == campaign_id) {
        let rows = std::iter::once(&mut share.minutes_per_interval);
        for (row_number, row) in rows.chain(&mut share.minutes_by_planning_group).enumerate() {
            for (index, minutes) in row.iter_mut().enumerate() {
                if is_meant(index) {
                    if row_number == 0 {
                        given_back += *minutes;
                    }
                    *minutes = 0.0;
                }
            }
        }
        share.total_minutes -= given_back;
        share.expected_contacts -= given_back / terms.agent_minutes_per_contact;
        share.expected_value -= given_back * terms.value_per_agent_minute;
    }
    if given_back <= 0.0 {
        let detail = format!(
            "campaign {:?} has no agent-minutes from {from} on in allocation {allocation_id}; there is nothing to give back",
            campaign.name
        );
        return Err(Failure::conflict("not-allocated", detail));
    }
    let value = given_back * terms.value_per_agent_minute;
    throttled.expected_value -= value;
    throttled.objective -= value * 2.0_f64.powi(campaign.priority - 3);
    throttled.messages.push(AllocationMessage {
        code: "throttled".to_owned(),
        campaign_id: Some(campaign.id.clone()),
        text: format!(
            "campaign {:?} was stopped at {}: {given_back:.0} agent-minutes from {from} on went back to the queues, which \
             would have brought {value:.2}; prices are those of allocation {allocation_id}",
            campaign.name, scope.now
        ),
    });
    let row = AllocationRow {
        tenant_id: scope.tenant().to_owned(),
        id: throttled.id.clone(),
        business_unit_id: throttled.business_unit_id.clone(),
        schedule_id: throttled.schedule_id.clone(),
        result: documents::write(&throttled)?,
        created_at: scope.now,
    };
    store::insert(conn, &row)?;
    switch_campaign(conn, scope, campaign_id, CampaignStatus::Off)?;
    Ok(throttled)
}
