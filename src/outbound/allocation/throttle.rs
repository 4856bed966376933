//! Outbound work that gives its agents back to the queues.

use crewcast_solver::allocation::priority_multiplier;

use super::allocations::{keep, latest_allocation};
use super::answer::{Allocation, AllocationMessage, CampaignShare};
use super::demand::priority_of;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::organisation::lock_business_unit;
use crate::outbound::campaigns::campaign::{Campaign, find_campaign};
use crate::outbound::campaigns::status::{Command, ReasonCode};
use crate::outbound::campaigns::switching::{Why, command_campaign};
use crate::schedules::find_schedule;
use crate::tenancy::{Scope, new_id};

/// Stops a campaign, and keeps an allocation without the agent-minutes that the newest one of the schedule gives it
/// in `[from, until)`: what others changed meanwhile stays. Starting the campaign again gives it contacts again; its
/// minutes come back with the next allocation.
///
/// # Errors
/// [`Failure::NotFound`] for the schedule or campaign; [`Failure::Conflict`] `not-allocated` when it has no minutes then;
/// [`Failure::Stale`] when the campaign changes at the same moment.
pub fn throttle_campaign(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (schedule_id, campaign_id): (&str, &str),
    (from, until): (Instant, Instant),
) -> Result<Allocation, Failure> {
    let schedule = find_schedule(conn, scope, schedule_id)?;
    // Two who change the newest allocation at once would each undo what the other did.
    lock_business_unit(conn, scope, &schedule.business_unit_id)?;
    let campaign = find_campaign(conn, scope, campaign_id)?;
    let not_allocated = || {
        let detail = format!(
            "campaign {:?} has no agent-minutes from {from} on in the newest allocation of schedule {schedule_id}; there \
             is nothing to give back",
            campaign.name
        );
        Failure::conflict("not-allocated", detail)
    };
    let current = latest_allocation(conn, scope, schedule_id)?.ok_or_else(not_allocated)?;
    let throttled = without(
        scope,
        current,
        (&campaign, priority_of(&campaign)?),
        (from, until),
    );
    let throttled = throttled.ok_or_else(not_allocated)?;
    keep(conn, scope, &throttled)?;
    let detail = format!(
        "its agent-minutes went back to the queues for {}",
        scope.actor.subject
    );
    let why = Why::new(ReasonCode::Throttled, detail);
    command_campaign(conn, scope, campaign_id, Command::Stop, &why)?;
    Ok(throttled)
}

/// An allocation without a campaign's minutes in `[from, until)`; none where it has none.
fn without(
    scope: &Scope,
    mut allocation: Allocation,
    (campaign, priority): (&Campaign, u8),
    (from, until): (Instant, Instant),
) -> Option<Allocation> {
    let start = allocation.reference_start_date;
    let minutes = i64::from(allocation.interval_length_minutes);
    let is_meant = |index: usize| {
        let index = i64::try_from(index).unwrap_or(i64::MAX);
        let at = start.plus_minutes(index.saturating_mul(minutes));
        from <= at && at < until
    };
    let mut shares = allocation.campaigns.iter_mut();
    let share = shares.find(|share| share.campaign_id == campaign.id)?;
    let (given_back, value) = give_back(share, is_meant)?;
    allocation.expected_value -= value;
    allocation.objective -= value * priority_multiplier(priority);
    allocation.messages.push(AllocationMessage {
        code: "throttled".to_owned(),
        campaign_id: Some(campaign.id.clone()),
        text: format!(
            "campaign {:?} was stopped at {}: {given_back:.0} agent-minutes from {from} on went back to the queues, which \
             would have brought {value:.2}; prices are those of allocation {}",
            campaign.name, scope.now, allocation.id
        ),
    });
    allocation.id = new_id(scope.now);
    allocation.date_created = scope.now;
    Some(allocation)
}

/// Takes the intervals that are meant out of a share; what it gives back, in agent-minutes and in value. None where that is
/// nothing.
fn give_back(share: &mut CampaignShare, is_meant: impl Fn(usize) -> bool) -> Option<(f64, f64)> {
    let of_all = share.minutes_per_interval.iter().enumerate();
    let meant = of_all.filter(|(index, _)| is_meant(*index));
    let minutes: f64 = meant.map(|(_, minutes)| minutes).sum();
    if minutes <= 0.0 {
        return None;
    }
    let rows = std::iter::once(&mut share.minutes_per_interval);
    for row in rows.chain(&mut share.minutes_by_planning_group) {
        let cells = row.iter_mut().enumerate();
        for (_, cell) in cells.filter(|(index, _)| is_meant(*index)) {
            *cell = 0.0;
        }
    }
    // A minute brings what it was taken to bring when it was given, whatever the campaign's terms say by now.
    let part = minutes / share.total_minutes;
    let value = share.expected_value * part;
    share.expected_contacts -= share.expected_contacts * part;
    share.expected_value -= value;
    share.expected_money_spent -= share.expected_money_spent * part;
    share.expected_successes = share.expected_successes.map(|all| all - all * part);
    share.total_minutes -= minutes;
    Some((minutes, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share() -> CampaignShare {
        CampaignShare {
            campaign_id: "c".to_owned(),
            campaign_name: "C".to_owned(),
            minutes_per_interval: vec![30.0, 60.0, 30.0],
            minutes_by_planning_group: vec![vec![30.0, 20.0, 0.0], vec![0.0, 40.0, 30.0]],
            total_minutes: 120.0,
            expected_contacts: 12.0,
            expected_value: 60.0,
            ..CampaignShare::default()
        }
    }

    #[test]
    fn minutes_given_back_take_their_contacts_and_value_with_them() {
        let mut share = share();
        assert_eq!(give_back(&mut share, |index| index > 0), Some((90.0, 45.0)));
        assert_eq!(share.minutes_per_interval, [30.0, 0.0, 0.0]);
        assert_eq!(
            share.minutes_by_planning_group,
            [[30.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
        );
        assert_eq!(
            (
                share.total_minutes,
                share.expected_contacts,
                share.expected_value
            ),
            (30.0, 3.0, 15.0)
        );
        assert_eq!(give_back(&mut share, |index| index > 0), None);
    }
}
