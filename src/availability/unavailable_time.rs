//! Unavailable times: asked, read, decided.

use crate::documents;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::store::{self, TimeRow};
use super::stretches::repetitions;
use crate::db::{Conn, DbError, Instant};
use crate::failure::{Failure, Faults};
use crate::http::{Page, PageParams};
use crate::organisation::{
    BusinessUnit, agents_of_management_unit, business_unit_of_agent, find_agent,
    find_business_unit, find_management_unit,
};
use crate::schedules::published_shifts;
use crate::tenancy::{Role, Scope, new_id};

const KIND: &str = "unavailable time";

/// Repetitions of one entry: two years.
const MOST_WEEKS: i64 = 104;

/// A stretch longer than a week is leave.
const MOST_MINUTES: i64 = 7 * 1_440;

/// Where an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub enum UnavailableStatus {
    /// A supervisor is to decide.
    Pending,
    /// Rosters and trades keep it.
    Approved,
    /// It was refused.
    Denied,
    /// It was taken back.
    Canceled,
}

impl UnavailableStatus {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Approved => "Approved",
            Self::Denied => "Denied",
            Self::Canceled => "Canceled",
        }
    }

    const fn may_become(self, other: Self) -> bool {
        match self {
            Self::Pending => !matches!(other, Self::Pending),
            Self::Denied => matches!(other, Self::Approved),
            Self::Approved => matches!(other, Self::Canceled | Self::Denied),
            Self::Canceled => false,
        }
    }
}

/// A time at which an agent cannot work.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewUnavailableTime {
    /// Who; who asks, when left out.
    #[serde(default)]
    pub agent_id: Option<String>,
    /// From when.
    pub start_date: Instant,
    /// To before when; a week later at most.
    pub end_date: Instant,
    /// The same local times of every later week that starts by this local date; 104 weeks later at most.
    #[serde(default)]
    pub repeats_weekly_until: Option<NaiveDate>,
    /// In the agent's words.
    #[serde(default)]
    pub notes: String,
}

/// What is kept beside the columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TimeDocument {
    pub end_at: Instant,
    pub repeats_weekly_until: Option<NaiveDate>,
    notes: String,
    submitted_by: String,
    reviewed_by: Option<String>,
    reviewed_at: Option<Instant>,
    decision: Option<String>,
}

/// When an agent cannot work.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnavailableTime {
    /// Its id.
    pub id: String,
    /// Who.
    pub agent_id: String,
    /// Where it stands.
    pub status: UnavailableStatus,
    /// From when.
    pub start_date: Instant,
    /// To before when.
    pub end_date: Instant,
    /// Until when it repeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeats_weekly_until: Option<NaiveDate>,
    /// The agent's words.
    pub notes: String,
    /// Published shifts from now on that it touches; they stay until somebody changes them.
    pub conflicting_shift_ids: Vec<String>,
    /// Who asked.
    pub submitted_by: String,
    /// When.
    pub submitted_date: Instant,
    /// Who decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed_by: Option<String>,
    /// When they did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed_date: Option<Instant>,
    /// Their words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
    /// Send it as If-Match.
    pub version: i32,
}

/// A change of an entry.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UnavailableTimePatch {
    /// `Approved` or `Denied` by a planner or supervisor; `Canceled` also by the agent.
    pub status: UnavailableStatus,
    /// Why, in a supervisor's words.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Which entries to list.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UnavailableTimeQuery {
    /// Of this agent; an agent's list holds only their own.
    pub agent_id: Option<String>,
    /// Of agents who are in this management unit now.
    pub management_unit_id: Option<String>,
    /// In this state.
    pub status: Option<UnavailableStatus>,
    /// 1 to 1,000; 100 when left out.
    #[param(minimum = 1, maximum = 1000)]
    pub page_size: Option<i64>,
    /// `nextPageToken` of the page before.
    pub page_token: Option<String>,
}

pub(super) fn parsed(row: &TimeRow) -> Result<TimeDocument, Failure> {
    Ok(documents::read(KIND, &row.id, &row.document)?)
}

fn corrupt(row: &TimeRow, reason: String) -> Failure {
    Failure::Database(DbError::Corrupt {
        what: KIND,
        id: row.id.clone(),
        reason,
    })
}

fn status_of(row: &TimeRow) -> Result<UnavailableStatus, Failure> {
    use UnavailableStatus::{Approved, Canceled, Denied, Pending};
    let mut all = [Pending, Approved, Denied, Canceled].into_iter();
    let found = all.find(|status| status.as_str() == row.status);
    found.ok_or_else(|| corrupt(row, format!("unknown status {:?}", row.status)))
}

fn unit_of(conn: &mut Conn<'_>, scope: &Scope, agent_id: &str) -> Result<BusinessUnit, Failure> {
    let agent = find_agent(conn, scope, agent_id)?;
    business_unit_of_agent(conn, scope, &agent)
}

/// Enters a time; an agent's waits for a supervisor, a planner's or supervisor's is approved.
///
/// # Errors
/// [`Failure::Forbidden`] for another agent; [`Failure::NotFound`]; [`Failure::Invalid`] per fault.
pub fn create_unavailable_time(
    conn: &mut Conn<'_>,
    scope: &Scope,
    new: &NewUnavailableTime,
) -> Result<UnavailableTime, Failure> {
    let agent_id = new.agent_id.as_deref().or(scope.actor.agent_id.as_deref());
    let Some(agent_id) = agent_id else {
        let detail = "you are no agent yourself; name one";
        return Err(Failure::invalid("/agentId", "missing-agent", detail));
    };
    scope.require_own(agent_id, "wfm:unavailableTime:add")?;
    let unit = unit_of(conn, scope, agent_id)?;
    let minutes = (new.end_date.epoch_millis() - new.start_date.epoch_millis()) / 60_000;
    let mut faults = Faults::default();
    let detail = "end after the start, a week later at most; longer is time off";
    faults.require(
        (1..=MOST_MINUTES).contains(&minutes),
        "/endDate",
        "out-of-range",
        detail,
    );
    let first = new
        .start_date
        .to_utc()
        .with_timezone(&unit.time_zone)
        .date_naive();
    let weeks = new
        .repeats_weekly_until
        .map(|until| (until - first).num_days().div_euclid(7));
    let detail = format!("use a date on or after the first, {MOST_WEEKS} weeks later at most");
    let is_sound = weeks.is_none_or(|weeks| (0..=MOST_WEEKS).contains(&weeks));
    faults.require(is_sound, "/repeatsWeeklyUntil", "out-of-range", detail);
    faults.require_words(&new.notes, "/notes");
    let by_agent = scope.actor.role == Role::Agent;
    let is_ahead = !by_agent || new.start_date >= scope.now;
    faults.require(
        is_ahead,
        "/startDate",
        "in-the-past",
        "that is past; choose a later start",
    );
    faults.into_result()?;
    let repeated = repetitions(
        new.start_date,
        new.end_date,
        new.repeats_weekly_until,
        unit.time_zone,
    );
    let status = if by_agent {
        UnavailableStatus::Pending
    } else {
        UnavailableStatus::Approved
    };
    let kept = TimeDocument {
        end_at: new.end_date,
        repeats_weekly_until: new.repeats_weekly_until,
        notes: new.notes.clone(),
        submitted_by: scope.actor.subject.clone(),
        reviewed_by: (!by_agent).then(|| scope.actor.subject.clone()),
        reviewed_at: (!by_agent).then_some(scope.now),
        decision: None,
    };
    let row = TimeRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        business_unit_id: unit.id,
        agent_id: agent_id.to_owned(),
        status: status.as_str().to_owned(),
        start_at: new.start_date,
        last_end_at: repeated.last().map_or(new.end_date, |(_, end)| *end),
        document: documents::write(&kept)?,
        version: 1,
        created_at: scope.now,
        modified_at: scope.now,
    };
    store::insert_time(conn, &row)?;
    shown(conn, scope, row)
}

/// One entry. Agents read their own only.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Forbidden`] for another agent's.
pub fn find_unavailable_time(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<UnavailableTime, Failure> {
    let row = find_row(conn, scope, id)?;
    scope.require_own(&row.agent_id, "wfm:unavailableTime:view")?;
    shown(conn, scope, row)
}

fn find_row(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<TimeRow, Failure> {
    let row = store::time(conn, scope.tenant(), id)?;
    row.ok_or_else(|| Failure::not_found(KIND, id))
}

/// A page of entries, in the order they were made.
///
/// # Errors
/// [`Failure::Forbidden`] when an agent asks for another's; [`Failure::NotFound`] for the management unit;
/// [`Failure::Invalid`] for a page size out of range.
pub fn list_unavailable_times(
    conn: &mut Conn<'_>,
    scope: &Scope,
    query: &UnavailableTimeQuery,
) -> Result<Page<UnavailableTime>, Failure> {
    let page = PageParams {
        page_size: query.page_size,
        page_token: query.page_token.clone(),
    };
    let (size, after) = page.bounds()?;
    let mut agents = query.agent_id.clone().map(|id| vec![id]);
    if scope.actor.role == Role::Agent {
        let own = scope.actor.agent_id.clone().unwrap_or_default();
        if let Some(asked) = &query.agent_id {
            scope.require_own(asked, "wfm:unavailableTime:view")?;
        }
        agents = Some(vec![own]);
    }
    if let Some(site) = &query.management_unit_id {
        find_management_unit(conn, scope, site)?;
        let of_site = agents_of_management_unit(conn, scope, site)?.into_iter();
        let asked = agents.take();
        let is_asked = |id: &String| asked.as_ref().is_none_or(|ids| ids.contains(id));
        agents = Some(of_site.map(|agent| agent.id).filter(is_asked).collect());
    }
    let status = query.status.map(UnavailableStatus::as_str);
    let (tenant, agents) = (scope.tenant(), agents.as_deref());
    let rows = store::page_of_times(conn, tenant, agents, status, &after, size + 1)?;
    let page = Page::of(rows, size, |row: &TimeRow| &row.id);
    let mut entities = Vec::new();
    for row in page.entities {
        entities.push(shown(conn, scope, row)?);
    }
    Ok(Page {
        entities,
        next_page_token: page.next_page_token,
    })
}

/// Decides on an entry that is still at version `expected`, or takes it back.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Forbidden`] for another agent's, and for agents who decide; [`Failure::Stale`];
/// [`Failure::Conflict`] `not-that-way`.
pub fn change_unavailable_time(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    expected: i32,
    patch: &UnavailableTimePatch,
) -> Result<UnavailableTime, Failure> {
    let mut row = find_row(conn, scope, id)?;
    scope.require_own(&row.agent_id, "wfm:unavailableTime:edit")?;
    let by_agent = scope.actor.role == Role::Agent;
    if by_agent && patch.status != UnavailableStatus::Canceled {
        return Err(Failure::Forbidden {
            role: scope.actor.role.as_str().to_owned(),
            permission: "wfm:unavailableTime:review".to_owned(),
        });
    }
    if row.version != expected {
        return Err(Failure::Stale {
            yours: expected,
            current: row.version,
        });
    }
    let from = status_of(&row)?;
    if !from.may_become(patch.status) {
        let detail = format!(
            "it is {} and cannot become {}; read it again for where it stands",
            from.as_str(),
            patch.status.as_str()
        );
        return Err(Failure::conflict("not-that-way", detail));
    }
    let reason = patch.reason.clone().filter(|text| !text.trim().is_empty());
    let mut faults = Faults::default();
    faults.require_words(reason.as_deref().unwrap_or(""), "/reason");
    faults.into_result()?;
    let mut kept = parsed(&row)?;
    kept.decision = reason;
    if !by_agent {
        kept.reviewed_by = Some(scope.actor.subject.clone());
        kept.reviewed_at = Some(scope.now);
    }
    patch.status.as_str().clone_into(&mut row.status);
    row.document = documents::write(&kept)?;
    row.version += 1;
    row.modified_at = scope.now;
    if !store::replace_time(conn, &row, expected)? {
        return Err(Failure::Stale {
            yours: expected,
            current: find_row(conn, scope, id)?.version,
        });
    }
    shown(conn, scope, row)
}

fn shown(conn: &mut Conn<'_>, scope: &Scope, row: TimeRow) -> Result<UnavailableTime, Failure> {
    let kept = parsed(&row)?;
    let status = status_of(&row)?;
    let unit = find_business_unit(conn, scope, &row.business_unit_id)?;
    let from = row.start_at.max(scope.now);
    let is_open = matches!(
        status,
        UnavailableStatus::Pending | UnavailableStatus::Approved
    );
    let mut conflicting_shift_ids = Vec::new();
    if is_open && from < row.last_end_at {
        let all = repetitions(
            row.start_at,
            kept.end_at,
            kept.repeats_weekly_until,
            unit.time_zone,
        );
        let agents = [row.agent_id.clone()];
        for shift in published_shifts(conn, scope, &agents, from, row.last_end_at)? {
            let mut all = all.iter();
            if all.any(|(start, end)| shift.start_at < *end && *start < shift.end_at()) {
                conflicting_shift_ids.push(shift.id);
            }
        }
    }
    Ok(UnavailableTime {
        id: row.id,
        agent_id: row.agent_id,
        status,
        start_date: row.start_at,
        end_date: kept.end_at,
        repeats_weekly_until: kept.repeats_weekly_until,
        notes: kept.notes,
        conflicting_shift_ids,
        submitted_by: kept.submitted_by,
        submitted_date: row.created_at,
        reviewed_by: kept.reviewed_by,
        reviewed_date: kept.reviewed_at,
        decision: kept.decision,
        version: row.version,
    })
}
