//! The evaluation of a tenant's campaigns: schedules, upkeep, sequences, rules, and what is told of progress.
//!
//! Each step is a transaction of its own that first locks the tenant's row of evaluations and then reads what it decides
//! on. So servers on one database take turns, and whoever comes second finds done what the first did: a schedule has been
//! applied, a rule's conditions hold already. One that fails is told in the log and does not keep the others.
//!
//! What takes a look at a whole pool, or at all attempts, is looked at before, without holding up writers. The transaction
//! looks again only where that look has found something to do.

use serde::Serialize;

use super::campaign::{reason_of, status_of, stored};
use super::kind::CampaignKind;
use super::progress::{CampaignProgress, campaign_progress};
use super::recurrence::start_of_day;
use super::rules::evaluate::{evaluate_rule, has_news};
use super::schedules::schedule_of;
use super::sequences::advance;
use super::stats::{AttemptFigures, figures_between};
use super::status::{CampaignStatus, Command, ReasonCode};
use super::switching::{Why, command_unless_paused};
use super::upkeep::{NewCustomers, are_filters_stale, keep_up, look, upkeep_of};
use crate::db::{Conn, Database, Instant};
use crate::documents;
use crate::events::{CampaignProgressed, CampaignStatsChanged, publish};
use crate::failure::Failure;
use crate::outbound::contacts::lists::{stored_list, zone_of};
use crate::outbound::leasing::sift::apply_filters_after;
use crate::outbound::store::campaign_plans::{self as store, UpkeepRow};
use crate::outbound::store::campaigns::{self, CampaignRow};
use crate::tenancy::{Scope, TenantId};

/// Campaigns read at once.
const PAGE: i64 = 1_000;

/// How long after its last change a campaign that does not run is still told of.
const MINUTES_TOLD_OF: i64 = 5;

/// What an evaluation did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CampaignEvaluation {
    /// Campaigns started, stopped, completed or found invalid; sequences moved on; contacts moved, put back or dropped.
    pub changes: usize,
    /// Rules that fired, once for each campaign.
    pub firings: usize,
    /// What could not be evaluated: the log says why.
    pub failures: usize,
}

/// Evaluates the campaigns of the scope's tenant at its instant.
///
/// # Errors
/// Only when campaigns, schedules, sequences or rules cannot be read.
pub fn evaluate_campaigns(db: &Database, scope: &Scope) -> Result<CampaignEvaluation, Failure> {
    let mut run = Run {
        db,
        scope,
        done: CampaignEvaluation::default(),
    };
    let schedules = db.read(|conn| store::schedules(conn, scope.tenant()))?;
    for (schedule, _) in schedules {
        run.step("campaign schedule", &schedule.id, |conn| {
            apply_schedule(conn, scope, &schedule.id)
        });
    }
    let campaigns = db.read(|conn| busy_campaigns(conn, scope))?;
    // First, or a campaign would be complete for want of contacts whom changed filters let in.
    for id in &campaigns {
        if let Err(failure) = refilter(db, scope, id) {
            run.failed("campaign filters", id, &failure);
        }
    }
    let mut customers = NewCustomers::default();
    for id in &campaigns {
        match db.read(|conn| look(conn, scope, id, &mut customers)) {
            Ok(seen) => run.step("campaign", id, |conn| keep_up(conn, scope, id, &seen)),
            Err(failure) => run.failed("campaign", id, &failure),
        }
    }
    let sequences = db.read(|conn| store::running_sequences(conn, scope.tenant()))?;
    for sequence in sequences {
        run.step(
            "campaign sequence",
            &sequence.id,
            |conn| match store::running_sequence(conn, (scope.tenant(), &sequence.id))? {
                Some(row) => Ok(usize::from(advance(conn, scope, row)?)),
                None => Ok(0),
            },
        );
    }
    let rules = db.read(|conn| store::enabled_rules(conn, scope.tenant()))?;
    for (rule, state) in rules {
        match db.read(|conn| has_news(conn, scope, (&rule, &state))) {
            Ok(false) => continue,
            Ok(true) => {}
            Err(failure) => {
                run.failed("campaign rule", &rule.id, &failure);
                continue;
            }
        }
        let fired = run.locked("campaign rule", &rule.id, |conn| match store::enabled_rule(
            conn,
            (scope.tenant(), &rule.id),
        )? {
            Some((row, state)) => evaluate_rule(conn, scope, (&row, &state)),
            None => Ok(0),
        });
        run.done.firings += fired;
    }
    for id in &campaigns {
        match db.read(|conn| to_be_told(conn, scope, id)) {
            Ok(None) => {}
            Ok(Some(told)) => {
                run.locked("telling of campaign", id, |conn| {
                    tell(conn, scope, id, &told)
                });
            }
            Err(failure) => run.failed("telling of campaign", id, &failure),
        }
    }
    Ok(run.done)
}

/// Evaluates the campaigns of every tenant; returns how much changed.
///
/// # Errors
/// Only when the tenants cannot be read.
pub fn evaluate_all_campaigns(db: &Database, now: Instant) -> Result<CampaignEvaluation, Failure> {
    let mut all = CampaignEvaluation::default();
    for tenant in db.read(store::tenants)? {
        let scope = Scope::system(TenantId::new(tenant), now);
        match evaluate_campaigns(db, &scope) {
            Ok(done) => {
                all.changes += done.changes;
                all.firings += done.firings;
                all.failures += done.failures;
            }
            Err(failure) => {
                tracing::warn!(tenant_id = scope.tenant(), %failure, "campaigns were not evaluated");
                all.failures += 1;
            }
        }
    }
    Ok(all)
}

/// One evaluation under way.
struct Run<'a> {
    db: &'a Database,
    scope: &'a Scope,
    done: CampaignEvaluation,
}

impl Run<'_> {
    /// Takes a step and counts what it changed.
    fn step(
        &mut self,
        what: &'static str,
        id: &str,
        step: impl FnOnce(&mut Conn<'_>) -> Result<usize, Failure>,
    ) {
        let changes = self.locked(what, id, step);
        self.done.changes += changes;
    }

    /// Takes a step in a transaction that holds the tenant's evaluation.
    fn locked(
        &mut self,
        what: &'static str,
        id: &str,
        step: impl FnOnce(&mut Conn<'_>) -> Result<usize, Failure>,
    ) -> usize {
        let (tenant, now) = (self.scope.tenant(), self.scope.now);
        let taken = self.db.write(|conn| {
            store::lock_evaluation(conn, tenant, now)?;
            step(conn)
        });
        match taken {
            Ok(count) => count,
            Err(failure) => {
                self.failed(what, id, &failure);
                0
            }
        }
    }

    fn failed(&mut self, what: &'static str, id: &str, failure: &Failure) {
        tracing::warn!(id, %failure, "{what} was not evaluated");
        self.done.failures += 1;
    }
}

/// The campaigns that may have something to do: those that run, wait for events or a new day, or were changed just now.
fn busy_campaigns(conn: &mut Conn<'_>, scope: &Scope) -> Result<Vec<String>, Failure> {
    let lately = scope.now.plus_minutes(-MINUTES_TOLD_OF);
    let is_busy = |row: &CampaignRow| -> Result<bool, Failure> {
        let runs = matches!(
            status_of(row)?,
            CampaignStatus::On | CampaignStatus::Stopping
        );
        let waits_for_a_day =
            reason_of(row)?.is_some_and(|reason| reason.code == ReasonCode::BudgetOfDayReached);
        let waits_for_events = row.kind == CampaignKind::EventTriggered.code();
        Ok(runs || waits_for_a_day || waits_for_events || row.modified_at >= lately)
    };
    let mut ids = Vec::new();
    let mut after = String::new();
    loop {
        let rows = campaigns::after(conn, scope.tenant(), &after, PAGE)?;
        let Some(last) = rows.last() else {
            return Ok(ids);
        };
        after.clone_from(&last.id);
        for row in rows {
            if is_busy(&row)? {
                ids.push(row.id);
            }
        }
    }
}

/// Starts or stops a campaign where its schedule says another than when it was applied last.
fn apply_schedule(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<usize, Failure> {
    let Some((row, applied)) = store::schedule(conn, (scope.tenant(), id))? else {
        return Ok(0);
    };
    let schedule = schedule_of(&row)?;
    if !schedule.enabled {
        return Ok(0);
    }
    let (command, wanted) = if schedule.running_at(scope.now).0 {
        (Command::Start, "on")
    } else {
        (Command::Stop, "off")
    };
    if applied == wanted {
        return Ok(0);
    }
    store::note_applied(conn, (scope.tenant(), id), wanted)?;
    let detail = format!("campaign schedule {:?}", row.name);
    let why = Why::new(ReasonCode::Schedule, detail);
    let changed = command_unless_paused(conn, scope, &row.campaign_id, command, &why)?;
    Ok(usize::from(changed))
}

/// Asks a campaign's filters again where that is due: page by page, so that nobody waits long for the database.
fn refilter(db: &Database, scope: &Scope, id: &str) -> Result<(), Failure> {
    let campaign = db.read(|conn| stored(conn, scope, id))?;
    if !db.read(|conn| are_filters_stale(conn, scope, &campaign))? {
        return Ok(());
    }
    let mut after = String::new();
    while let Some(last) = db.write(|conn| apply_filters_after(conn, scope, &campaign, &after))? {
        after = last;
    }
    db.write(|conn| {
        store::lock_evaluation(conn, scope.tenant(), scope.now)?;
        let before = upkeep_of(conn, scope, &campaign)?;
        let row = UpkeepRow {
            filtered_at: scope.now,
            ..before
        };
        Ok(store::note_upkeep(conn, &row)?)
    })
}

/// What a campaign's streams are told when it is another than what they were told last.
struct Told {
    progress: CampaignProgress,
    day: AttemptFigures,
    /// What was told when this was looked at.
    before: UpkeepRow,
}

impl Told {
    fn progressed(&self) -> CampaignProgressed<'_> {
        let progress = &self.progress;
        CampaignProgressed {
            campaign_id: &progress.campaign_id,
            number_of_contacts_called: progress.number_of_contacts_called,
            number_of_contacts_finished: progress.number_of_contacts_finished,
            total_number_of_contacts: progress.total_number_of_contacts,
            percentage: progress.percentage,
        }
    }

    fn stats(&self) -> CampaignStatsChanged<'_> {
        let day = &self.day;
        CampaignStatsChanged {
            campaign_id: &self.progress.campaign_id,
            attempts: day.attempts,
            connects: day.connects,
            right_party_contacts: day.right_party_contacts,
            business_successes: day.business_successes,
            refusals: day.refusals,
        }
    }

    /// The upkeep's row once this is told.
    fn noted(&self, upkeep: &UpkeepRow) -> Result<UpkeepRow, Failure> {
        Ok(UpkeepRow {
            told_progress: documents::write(&self.progressed())?,
            told_stats: documents::write(&self.stats())?,
            ..upkeep.clone()
        })
    }
}

/// A campaign's progress and its local day, where they are others than when they were told last.
fn to_be_told(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<Option<Told>, Failure> {
    let campaign = stored(conn, scope, id)?;
    let list = stored_list(conn, scope, &campaign.contact_list_id)?;
    let midnight = start_of_day(zone_of("", &list)?, scope.now);
    let told = Told {
        before: upkeep_of(conn, scope, &campaign)?,
        progress: campaign_progress(conn, scope, id)?,
        day: figures_between(conn, scope, id, (midnight, scope.now.plus_seconds(1)))?,
    };
    let is_news = told.noted(&told.before)? != told.before;
    Ok(is_news.then_some(told))
}

/// Tells it, unless another server has told of the campaign meanwhile.
fn tell(conn: &mut Conn<'_>, scope: &Scope, id: &str, told: &Told) -> Result<usize, Failure> {
    let campaign = stored(conn, scope, id)?;
    let upkeep = upkeep_of(conn, scope, &campaign)?;
    let before = &told.before;
    if (&upkeep.told_progress, &upkeep.told_stats) != (&before.told_progress, &before.told_stats) {
        return Ok(0);
    }
    let now = told.noted(&upkeep)?;
    if now.told_progress != upkeep.told_progress {
        publish(conn, scope, &told.progressed())?;
    }
    if now.told_stats != upkeep.told_stats {
        publish(conn, scope, &told.stats())?;
    }
    store::note_upkeep(conn, &now)?;
    Ok(0)
}
