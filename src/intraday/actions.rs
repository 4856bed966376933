//! Actions kept, read, and applied.

use serde::Deserialize;

use super::action::{ActionDocument, ActionState, AppliedAction, IntradayAction};
use super::store::actions::{self as store, ActionRow};
use crate::db::{Conn, Instant};
use crate::documents;
use crate::editing::{OnRuleFailure, PlannedEdit, apply_edit, plan_edit};
use crate::failure::{Failure, Faults};
use crate::http::{Page, PageParams};
use crate::offers::offer_shifts;
use crate::organisation::find_business_unit;
use crate::outbound::throttle_campaign;
use crate::rostering::ScheduleRules;
use crate::schedules::{
    Schedule, ScheduleState, ShiftChange, VersionKind, find_schedule, require_editable,
    shifts_of_schedule,
};
use crate::tenancy::{Scope, new_id};

const WHAT: &str = "intraday action";

/// Which actions to list.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ActionQuery {
    /// Of this advice.
    pub advice_id: Option<String>,
    /// `true`: only those that were applied.
    pub applied: Option<bool>,
    /// 1 to 1,000; 100 when left out.
    #[param(minimum = 1, maximum = 1000)]
    pub page_size: Option<i64>,
    /// `nextPageToken` of the page before.
    pub page_token: Option<String>,
}

/// How an action is applied.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ApplyAction {
    /// Why; kept with the action and the schedule's version.
    #[schema(max_length = 1000)]
    pub reason: Option<String>,
}

/// Keeps an action of some advice.
pub(super) fn keep_action(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (advice_id, schedule): (&str, &Schedule),
    document: &ActionDocument,
) -> Result<IntradayAction, Failure> {
    let row = ActionRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        advice_id: advice_id.to_owned(),
        business_unit_id: schedule.business_unit_id.clone(),
        schedule_id: schedule.id.clone(),
        schedule_version: schedule.version,
        document: documents::write(document)?,
        expires_at: expiration(document),
        created_by: scope.actor.subject.clone(),
        created_at: scope.now,
        applied_at: None,
        applied_document: None,
    };
    store::insert(conn, &row)?;
    shown(row, schedule, scope.now)
}

/// Until when all of it lies in the future.
fn expiration(document: &ActionDocument) -> Instant {
    let facts = &document.facts;
    let activities = facts.activity_changes.iter();
    let of_activities = activities.flat_map(|one| [Some(one.from_start_date), one.to_start_date]);
    let of_offers = facts.offers.iter().map(|offer| offer.start_date);
    let of_campaigns = document.throttles.iter().map(|one| one.until);
    let all = of_activities.flatten().chain(of_offers).chain(of_campaigns);
    all.min().unwrap_or(facts.end_date)
}

fn shown(row: ActionRow, schedule: &Schedule, now: Instant) -> Result<IntradayAction, Failure> {
    let document: ActionDocument = documents::read(WHAT, &row.id, &row.document)?;
    let applied: Option<AppliedAction> = row
        .applied_document
        .as_deref()
        .map(|text| documents::read(WHAT, &row.id, text))
        .transpose()?;
    let is_current = schedule.version == row.schedule_version
        && schedule.state == ScheduleState::Published
        && now < row.expires_at;
    Ok(IntradayAction {
        state: match (&applied, is_current) {
            (Some(_), _) => ActionState::Applied,
            (None, true) => ActionState::Proposed,
            (None, false) => ActionState::Outdated,
        },
        id: row.id,
        advice_id: row.advice_id,
        business_unit_id: row.business_unit_id,
        schedule_id: row.schedule_id,
        schedule_version: row.schedule_version,
        expiration: row.expires_at,
        created_by: row.created_by,
        created_at: row.created_at,
        applied,
        changes: document.changes.iter().map(ShiftChange::told).collect(),
        facts: document.facts,
    })
}

fn row_of(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (business_unit_id, id): (&str, &str),
) -> Result<ActionRow, Failure> {
    let row = store::find(conn, scope.tenant(), id)?;
    let row = row.filter(|row| row.business_unit_id == business_unit_id);
    row.ok_or_else(|| Failure::not_found(WHAT, id))
}

/// One action.
///
/// # Errors
/// [`Failure::NotFound`], also for another business unit's.
pub fn find_action(
    conn: &mut Conn<'_>,
    scope: &Scope,
    place: (&str, &str),
) -> Result<IntradayAction, Failure> {
    let row = row_of(conn, scope, place)?;
    let schedule = find_schedule(conn, scope, &row.schedule_id)?;
    shown(row, &schedule, scope.now)
}

/// A page of a business unit's actions, the oldest first.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit; [`Failure::Invalid`] for a page size out of range.
pub fn list_actions(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    query: &ActionQuery,
) -> Result<Page<IntradayAction>, Failure> {
    let page = PageParams {
        page_size: query.page_size,
        page_token: query.page_token.clone(),
    };
    let (size, after) = page.bounds()?;
    let unit = find_business_unit(conn, scope, business_unit_id)?;
    let wanted = store::Wanted {
        business_unit_id: &unit.id,
        advice_id: query.advice_id.as_deref(),
        applied: query.applied,
    };
    let rows = store::page(conn, scope.tenant(), &wanted, &after, size + 1)?;
    let page = Page::of(rows, size, |row: &ActionRow| &row.id);
    let mut entities = Vec::with_capacity(page.entities.len());
    let mut schedule: Option<Schedule> = None;
    for row in page.entities {
        let known = schedule.take().filter(|known| known.id == row.schedule_id);
        let own = match known {
            Some(known) => known,
            None => find_schedule(conn, scope, &row.schedule_id)?,
        };
        entities.push(shown(row, &own, scope.now)?);
        schedule = Some(own);
    }
    Ok(Page {
        entities,
        next_page_token: page.next_page_token,
    })
}

/// An action with its change of the schedule, held against the rules as they are now.
#[derive(Clone, Debug)]
pub struct PlannedAction {
    row_id: String,
    /// The change of the schedule; it changes nothing where the action only offers or throttles.
    pub edit: PlannedEdit,
    reason: Option<String>,
}

/// Plans applying an action at a version of its schedule.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Stale`] when the schedule has changed since the advice; [`Failure::Conflict`]
/// `already-applied`, `action-outdated`, `archived`; [`Failure::Invalid`] for a reason that is too long.
pub fn plan_action(
    conn: &mut Conn<'_>,
    scope: &Scope,
    place: (&str, &str),
    version: i32,
    request: ApplyAction,
) -> Result<PlannedAction, Failure> {
    let mut faults = Faults::default();
    let length = request
        .reason
        .as_deref()
        .map_or(0, |reason| reason.chars().count());
    faults.require(
        length <= 1_000,
        "/reason",
        "too-long",
        "use at most 1,000 characters",
    );
    faults.into_result()?;
    let row = row_of(conn, scope, place)?;
    if row.applied_at.is_some() {
        return Err(already_applied(&row.id));
    }
    let schedule = find_schedule(conn, scope, &row.schedule_id)?;
    require_editable(&schedule)?;
    if version != row.schedule_version || schedule.version != row.schedule_version {
        return Err(Failure::Stale {
            yours: version.min(row.schedule_version),
            current: schedule.version,
        });
    }
    if scope.now >= row.expires_at {
        let detail = format!(
            "part of the action was to begin at {}, which is past; ask for new advice",
            row.expires_at
        );
        return Err(Failure::conflict("action-outdated", detail));
    }
    let document: ActionDocument = documents::read(WHAT, &row.id, &row.document)?;
    let rules = ScheduleRules::read(conn, scope, &schedule)?;
    let current = shifts_of_schedule(conn, scope, &schedule.id)?;
    let on_failure = OnRuleFailure {
        reason: Some(words(&row.id, &document, request.reason.as_deref())),
        ..OnRuleFailure::default()
    };
    let edit = plan_edit(
        (&rules, &schedule),
        &current,
        document.changes,
        VersionKind::IntradayActionApplied,
        on_failure,
    )?;
    Ok(PlannedAction {
        row_id: row.id,
        edit,
        reason: request.reason,
    })
}

/// Why the schedule's version is there: the action, what was foreseen of it, and the words of who applied it.
fn words(id: &str, document: &ActionDocument, reason: Option<&str>) -> String {
    let facts = &document.facts;
    let percent = |level: Option<f64>| match level {
        Some(level) => format!("{:.1} %", level * 100.0),
        None => "none".to_owned(),
    };
    let foreseen: Vec<String> = facts
        .effects
        .iter()
        .map(|effect| {
            format!(
                "{} from {} to {}",
                effect.planning_group_name,
                percent(effect.before.service_level),
                percent(effect.after.service_level)
            )
        })
        .collect();
    let own = reason.map_or_else(String::new, |reason| format!("; {reason}"));
    format!(
        "intraday action {id}: {}; service level foreseen: {}{own}",
        facts.description,
        foreseen.join(", ")
    )
}

/// Applies an action whole, or not at all: shifts as a new version of the schedule, offers made, campaigns stopped.
///
/// # Errors
/// [`Failure::Conflict`] `rule-broken`, `already-applied`, `not-allocated`; [`Failure::Stale`]; those of an offer.
pub fn apply_action(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    planned: PlannedAction,
) -> Result<IntradayAction, Failure> {
    let row = row_of(conn, scope, (business_unit_id, &planned.row_id))?;
    let document: ActionDocument = documents::read(WHAT, &row.id, &row.document)?;
    let outcome = apply_edit(conn, scope, planned.edit)?;
    let mut applied = AppliedAction {
        schedule_version: outcome.schedule.version,
        applied_by: scope.actor.subject.clone(),
        applied_at: Some(scope.now),
        reason: planned.reason,
        ..AppliedAction::default()
    };
    for offer in &document.facts.offers {
        applied.offer_ids.push(offer_shifts(conn, scope, offer)?.id);
    }
    for throttle in &document.throttles {
        // Taken out of the newest allocation there is by now: what the campaign before has left, or what others made of it
        // since the advice.
        let campaign = (row.schedule_id.as_str(), throttle.campaign_id.as_str());
        let window = (throttle.from.max(scope.now), throttle.until);
        let made = throttle_campaign(conn, scope, campaign, window)?;
        applied.allocation_ids.push(made.id);
    }
    let applied = documents::write(&applied)?;
    if !store::mark_applied(conn, (scope.tenant(), &row.id), (&applied, scope.now))? {
        return Err(already_applied(&row.id));
    }
    find_action(conn, scope, (business_unit_id, &row.id))
}

fn already_applied(id: &str) -> Failure {
    let detail =
        format!("action {id} was applied before; undo it in the schedule, or ask for new advice");
    Failure::conflict("already-applied", detail)
}
