//! What a campaign does by itself: it comes to its end, is filled again, drops what is overdue, keeps to its budgets.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::campaign::{reason_of, status_of, stored};
use super::contact_events::drop_overdue;
use super::filtering::left_out;
use super::kind::CampaignKind;
use super::recurrence::start_of_day;
use super::recycle::refill;
use super::settings::CampaignSettings;
use super::stats::figures_between;
use super::status::{CampaignStatus, Command, ReasonCode};
use super::switching::{Why, command_campaign, command_unless_paused};
use super::walk::move_stranded;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::outbound::campaigns::budgets::Spent;
use crate::outbound::campaigns::schedules::schedule_of;
use crate::outbound::contacts::filters::find_contact_list_filter;
use crate::outbound::contacts::lists::{stored_list, zone_of};
use crate::outbound::store::attempts::customers_since;
use crate::outbound::store::campaign_plans::{self as store, UpkeepRow};
use crate::outbound::store::campaigns::CampaignRow;
use crate::outbound::store::pool;
use crate::tenancy::Scope;

/// Why contacts leave a campaign for prospects.
pub(in crate::outbound) const ALREADY_CUSTOMER: &str = "alreadyCustomer";

/// How far back new customers are looked for again: an outcome that was recorded before the last look may have been kept
/// after it.
const OVERLAP_MINUTES: i64 = 10;

/// What a look at a campaign has found, before anything is written.
#[derive(Debug, Default)]
pub(in crate::outbound) struct Look {
    /// Whether a budget is used up, a goal reached, or nothing left.
    is_enough: bool,
    /// Persons who are customers now and leave a campaign for prospects.
    customers: Vec<String>,
    /// Until when customers were looked for.
    customers_until: Option<Instant>,
}

/// New customers by the instant since when they were looked for: most campaigns of a tenant ask for the same.
#[derive(Debug, Default)]
pub(in crate::outbound) struct NewCustomers(BTreeMap<Instant, Vec<String>>);

impl NewCustomers {
    fn since(
        &mut self,
        conn: &mut Conn<'_>,
        scope: &Scope,
        since: Instant,
    ) -> Result<&[String], Failure> {
        let found = match self.0.entry(since) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(customers_since(conn, scope.tenant(), since)?),
        };
        Ok(found.as_slice())
    }
}

/// Looks at what takes a walk over a campaign's pool or all of its attempts, so that no writer waits for it.
///
/// # Errors
/// `not-found`; the database's.
pub(in crate::outbound) fn look(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    customers: &mut NewCustomers,
) -> Result<Look, Failure> {
    let campaign = stored(conn, scope, id)?;
    let mut seen = Look::default();
    if status_of(&campaign)? != CampaignStatus::On {
        return Ok(seen);
    }
    let settings = CampaignSettings::of(&campaign)?;
    seen.is_enough = is_enough(conn, scope, &campaign, &settings)?.is_some();
    if campaign.kind == CampaignKind::Prospect.code() {
        let before = upkeep_of(conn, scope, &campaign)?.customers_since;
        let until = scope.now.plus_minutes(-OVERLAP_MINUTES);
        // Those who come onto the list later may have bought before: once a day everybody is looked at.
        let list = stored_list(conn, scope, &campaign.contact_list_id)?;
        let is_first_of_day = before < start_of_day(zone_of("", &list)?, until);
        let since = if is_first_of_day {
            Instant::from_epoch_millis(0)
        } else {
            before
        };
        seen.customers = customers.since(conn, scope, since)?.to_vec();
        seen.customers_until = Some(until);
    }
    Ok(seen)
}

/// Looks after one campaign, of which that was seen before; how much changed. Whoever calls holds the tenant's evaluation.
///
/// # Errors
/// `not-found`; [`Failure::Stale`] when it changes at the same moment; the database's.
pub(in crate::outbound) fn keep_up(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    seen: &Look,
) -> Result<usize, Failure> {
    let campaign = stored(conn, scope, id)?;
    let settings = CampaignSettings::of(&campaign)?;
    let mut changes = 0;
    if settings.event_rules.is_some() {
        changes += drop_overdue(conn, scope, id)?;
    }
    match status_of(&campaign)? {
        CampaignStatus::Stopping => {
            let why = Why::new(ReasonCode::ByHand, "its calls have ended");
            changes += usize::from(command_campaign(conn, scope, id, Command::Drain, &why)?);
        }
        CampaignStatus::Off => changes += usize::from(begin_day(conn, scope, &campaign)?),
        CampaignStatus::On => changes += keep_on(conn, scope, (&campaign, &settings), seen)?,
        CampaignStatus::Complete | CampaignStatus::Invalid => {}
    }
    Ok(changes)
}

fn keep_on(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (campaign, settings): (&CampaignRow, &CampaignSettings),
    seen: &Look,
) -> Result<usize, Failure> {
    let id = campaign.id.as_str();
    let why = Why::new(ReasonCode::Invalid, "");
    if command_campaign(conn, scope, id, Command::Invalidate, &why)? {
        return Ok(1);
    }
    let mut changes = 0;
    if !settings.steps.is_empty() {
        changes += move_stranded(conn, scope, campaign)?;
    }
    if let Some(recurrence) = &settings.recurrence {
        let before = upkeep_of(conn, scope, campaign)?;
        if let Some(period) = recurrence
            .period_start(scope.now)
            .filter(|period| *period > before.refilled_for)
        {
            changes += refill(conn, scope, campaign)?;
            let row = UpkeepRow {
                refilled_for: period,
                ..before
            };
            store::note_upkeep(conn, &row)?;
        }
    }
    if let Some(until) = seen.customers_until {
        changes += let_customers_go(conn, scope, campaign, (&seen.customers, until))?;
    }
    // What was done just now may have left nothing.
    if (seen.is_enough || changes > 0)
        && let Some((command, why)) = is_enough(conn, scope, campaign, settings)?
    {
        changes += usize::from(command_campaign(conn, scope, id, command, &why)?);
    }
    Ok(changes)
}

/// Whether a budget is used up, a goal reached, or nothing left, and what is done then.
fn is_enough(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign: &CampaignRow,
    settings: &CampaignSettings,
) -> Result<Option<(Command, Why)>, Failure> {
    let id = campaign.id.as_str();
    let goals = &settings.goals;
    let has_goals = goals.business_successes.is_some() || goals.right_party_contacts.is_some();
    if has_goals || !settings.budgets.is_empty() {
        // What is recorded at this instant counts.
        let end = scope.now.plus_seconds(1);
        let all = figures_between(conn, scope, id, (campaign.created_at, end))?;
        let reached = goals.reached(all.business_successes, all.right_party_contacts);
        if let Some(detail) = reached {
            return Ok(Some((
                Command::Complete,
                Why::new(ReasonCode::GoalReached, detail),
            )));
        }
        let list = stored_list(conn, scope, &campaign.contact_list_id)?;
        let midnight = start_of_day(zone_of("", &list)?, scope.now);
        let today = figures_between(conn, scope, id, (midnight, end))?;
        let spent = |attempts, handle_seconds| Spent {
            attempts,
            handle_seconds,
        };
        let used_up = settings.budgets.used_up(
            spent(all.attempts, all.handle_seconds),
            spent(today.attempts, today.handle_seconds),
        );
        if let Some(budget) = used_up {
            let code = if budget.of_the_day {
                ReasonCode::BudgetOfDayReached
            } else {
                ReasonCode::BudgetReached
            };
            return Ok(Some((Command::Stop, Why::new(code, budget.detail))));
        }
    }
    let comes_again = settings.recurrence.is_some() || settings.event_rules.is_some();
    if settings.always_running || comes_again {
        return Ok(None);
    }
    let place = (scope.tenant(), id);
    let most = campaign.max_attempts_per_contact;
    let (has_any, is_any_left) = pool::what_is_left(conn, place, most, scope.now)?;
    // An empty list is not worked off: its contacts are still to come. One of which the filters mean nobody is.
    let has_any = has_any || left_out(conn, scope, campaign, 0)? > 0;
    Ok((has_any && !is_any_left).then(|| {
        let detail = "no contact is left that may be tried without a change";
        (Command::Complete, Why::new(ReasonCode::NothingLeft, detail))
    }))
}

/// Starts a campaign again that a budget of an earlier day had stopped, unless its schedule says that it is not its time.
fn begin_day(conn: &mut Conn<'_>, scope: &Scope, campaign: &CampaignRow) -> Result<bool, Failure> {
    let Some(reason) = reason_of(campaign)? else {
        return Ok(false);
    };
    if reason.code != ReasonCode::BudgetOfDayReached {
        return Ok(false);
    }
    let list = stored_list(conn, scope, &campaign.contact_list_id)?;
    if reason.since >= start_of_day(zone_of("", &list)?, scope.now) {
        return Ok(false);
    }
    for (row, _) in store::schedules(conn, scope.tenant())? {
        let schedule = schedule_of(&row)?;
        let binds = row.campaign_id == campaign.id && schedule.enabled;
        if binds && !schedule.running_at(scope.now).0 {
            return Ok(false);
        }
    }
    let why = Why::new(
        ReasonCode::BudgetOfDayReached,
        "a new day has its own budget",
    );
    command_unless_paused(conn, scope, &campaign.id, Command::Start, &why)
}

/// Finishes the contacts of persons who have bought in any campaign, looked for until then.
fn let_customers_go(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign: &CampaignRow,
    (customers, until): (&[String], Instant),
) -> Result<usize, Failure> {
    let place = (scope.tenant(), campaign.id.as_str());
    let gone = pool::finish_persons(conn, place, customers, ALREADY_CUSTOMER, scope.now)?;
    let before = upkeep_of(conn, scope, campaign)?;
    if before.customers_since < until {
        let row = UpkeepRow {
            customers_since: until,
            ..before
        };
        store::note_upkeep(conn, &row)?;
    }
    Ok(gone)
}

/// How far the upkeep of a campaign is; before the first, as its making left it.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn upkeep_of(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign: &CampaignRow,
) -> Result<UpkeepRow, Failure> {
    let kept = store::upkeep(conn, (scope.tenant(), &campaign.id))?;
    Ok(kept.unwrap_or_else(|| UpkeepRow {
        tenant_id: scope.tenant().to_owned(),
        campaign_id: campaign.id.clone(),
        refilled_for: campaign.created_at,
        filtered_at: campaign.created_at,
        customers_since: Instant::from_epoch_millis(0),
        told_progress: String::new(),
        told_stats: String::new(),
    }))
}

/// Whether a campaign's filters are to be asked again: one was changed since, or a day has begun, on which what they say of
/// times may be another.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn are_filters_stale(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign: &CampaignRow,
) -> Result<bool, Failure> {
    let ids: BTreeSet<String> = CampaignSettings::of(campaign)?
        .contact_list_filter_ids
        .into_iter()
        .collect();
    if ids.is_empty() || status_of(campaign)? != CampaignStatus::On {
        return Ok(false);
    }
    let filtered_at = upkeep_of(conn, scope, campaign)?.filtered_at;
    let list = stored_list(conn, scope, &campaign.contact_list_id)?;
    if filtered_at < start_of_day(zone_of("", &list)?, scope.now) {
        return Ok(true);
    }
    for id in &ids {
        match find_contact_list_filter(conn, scope, id) {
            Ok(filter) if filter.date_modified > filtered_at => return Ok(true),
            Ok(_) | Err(Failure::NotFound { .. }) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(false)
}
