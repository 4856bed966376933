//! How contacts walk through the steps of a campaign.

use std::collections::BTreeSet;

use super::settings::CampaignSettings;
use super::steps::{CampaignStep, StepEnd, next_step};
use super::wrap_up::{WrapUpCodeMapping, WrapUpFlag};
use crate::db::{Conn, Instant};
use crate::documents;
use crate::failure::Failure;
use crate::outbound::store::campaigns::CampaignRow;
use crate::outbound::store::contacts;
use crate::outbound::store::pool::{self, NextStep, PoolRow};
use crate::tenancy::Scope;

const MILLIS_A_DAY: i64 = 86_400_000;

/// Contacts moved on in one transaction.
const MOVED_AT_ONCE: i64 = 1_000;

/// Where an outcome leads a contact.
pub(in crate::outbound) enum StepAfter {
    /// It is tried again where it is.
    Same,
    /// It is done with in the campaign.
    Finished,
    /// It goes to a later step.
    Next(NextStep<'static>),
}

/// Where an outcome with these flags leads a contact after so many attempts at its step.
///
/// # Errors
/// [`crate::db::DbError::Corrupt`] when the campaign's settings cannot be read.
pub(in crate::outbound) fn step_after(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign: &CampaignRow,
    (contact, attempt): (&PoolRow, i32),
    flags: &BTreeSet<WrapUpFlag>,
) -> Result<StepAfter, Failure> {
    let steps = CampaignSettings::of(campaign)?.steps;
    let most = step_of(&steps, contact)
        .map_or(campaign.max_attempts_per_contact, |step| step.max_attempts);
    let does_end = flags.iter().any(|flag| flag.finishes()) || attempt >= most;
    if !does_end {
        return Ok(StepAfter::Same);
    }
    let next = later_step(conn, scope, &steps, contact, flags)?;
    Ok(next.map_or(StepAfter::Finished, StepAfter::Next))
}

/// Moves contacts on whose tries at a step are used up though no outcome ended it: their dialer died, or the contact waits
/// for a try that may not be made. Returns how many.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn move_stranded(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign: &CampaignRow,
) -> Result<usize, Failure> {
    let steps = CampaignSettings::of(campaign)?.steps;
    let mapping: WrapUpCodeMapping =
        documents::read("campaign", &campaign.id, &campaign.wrap_up_code_mapping)?;
    let nothing = BTreeSet::new();
    let place = (scope.tenant(), campaign.id.as_str());
    let mut moved = 0;
    for (number, step) in steps.iter().enumerate() {
        let number = i32::try_from(number).unwrap_or(i32::MAX);
        let at = (number, step.max_attempts);
        for row in pool::stranded_at_step(conn, place, at, scope.now, MOVED_AT_ONCE)? {
            let code = row.last_wrap_up_code.as_deref();
            let flags = code.map_or(&nothing, |code| mapping.flags_of(code));
            let next = later_step(conn, scope, &steps, &row, flags)?;
            moved += usize::from(pool::leave_step(conn, &row, next.as_ref(), scope.now)?);
        }
    }
    Ok(moved)
}

fn step_of<'a>(steps: &'a [CampaignStep], contact: &PoolRow) -> Option<&'a CampaignStep> {
    usize::try_from(contact.step)
        .ok()
        .and_then(|step| steps.get(step))
}

fn later_step(
    conn: &mut Conn<'_>,
    scope: &Scope,
    steps: &[CampaignStep],
    contact: &PoolRow,
    flags: &BTreeSet<WrapUpFlag>,
) -> Result<Option<NextStep<'static>>, Failure> {
    if steps.is_empty() {
        return Ok(None);
    }
    let came = contacts::contact(conn, scope.tenant(), &contact.contact_id)?;
    let end = StepEnd {
        flags,
        age_days: came.map_or(0, |row| days_between(row.created_at, scope.now)),
    };
    let current = usize::try_from(contact.step).unwrap_or(0);
    Ok(
        next_step(steps, current, end).map(|(place, step)| NextStep {
            step: i32::try_from(place).unwrap_or(i32::MAX),
            channel: step.channel.code(),
            available_at: scope.now.plus_minutes(step.delay_minutes),
        }),
    )
}

fn days_between(from: Instant, to: Instant) -> i64 {
    to.epoch_millis().saturating_sub(from.epoch_millis()) / MILLIS_A_DAY
}
