//! What the states of each source mean: a source's own names become activities, whenever a person says so.
//!
//! A mapping is read when adherence is, so it also speaks of events that are already in. Its versions are kept.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::activity::{Activity, normalised};
use super::store::{self, EventRow, MappingRow, UnknownStateRow};
use crate::db::{Conn, Instant};
use crate::documents;
use crate::failure::{Failure, Faults};
use crate::organisation::{ActivityCategory, find_activity_code};
use crate::tenancy::Scope;

/// The source of events that name none.
pub const DEFAULT_SOURCE: &str = "default";

/// How many states one source may map.
const STATES_A_SOURCE: usize = 1_000;

const KIND: &str = "agent state mapping";

/// What one state means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StateMapping {
    /// The state as the source names it; case does not matter, and a space or hyphen is an underscore.
    pub system_presence: String,
    /// Only with this routing status; with any when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub routing_status: Option<String>,
    /// What it means.
    pub activity_category: ActivityCategory,
    /// The activity code it is, of that category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity_code_id: Option<String>,
}

/// What a source's states mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StateMappings {
    /// Each state once. States that are not named keep the meaning they have without a mapping.
    pub states: Vec<StateMapping>,
}

/// A source's mapping as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct KnownStateMappings {
    /// The source, as events name it.
    pub source: String,
    /// What its states mean.
    #[serde(flatten)]
    pub mappings: StateMappings,
    /// Rises with every change; 0 before the first.
    pub version: i32,
    /// Who changed it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified_by: Option<String>,
    /// When it last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified_at: Option<Instant>,
}

/// A state that came in and means nothing: its time counts as Unknown until it is mapped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnmappedState {
    /// The source, as events name it; `default` for those that name none.
    pub source: String,
    /// The state.
    pub system_presence: String,
    /// Its routing status.
    pub routing_status: Option<String>,
    /// How many events brought it.
    pub event_count: i64,
    /// When the first of them occurred.
    pub first_at: Instant,
    /// When the last of them occurred.
    pub last_at: Instant,
}

/// What a state means to somebody who reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Meaning {
    pub activity: Activity,
    pub activity_code_id: Option<String>,
}

type Key = (String, Option<String>);

/// The mappings of all sources, ready to be asked.
#[derive(Clone, Debug, Default)]
pub(super) struct Meanings {
    by_source: BTreeMap<String, BTreeMap<Key, Meaning>>,
}

impl Meanings {
    /// Reads them.
    pub(super) fn of_tenant(conn: &mut Conn<'_>, scope: &Scope) -> Result<Self, Failure> {
        let mut by_source = BTreeMap::new();
        for row in store::latest_mappings(conn, scope.tenant())? {
            let known = of_row(row)?;
            let states = known.mappings.states.into_iter().map(|state| {
                let meaning = Meaning {
                    activity: state.activity_category.into(),
                    activity_code_id: state.activity_code_id,
                };
                let routing = state.routing_status.as_deref().map(normalised);
                ((normalised(&state.system_presence), routing), meaning)
            });
            by_source.insert(known.source, states.collect());
        }
        Ok(Self { by_source })
    }

    /// What an event's state means: as mapped with its routing status, else as mapped with any, else as
    /// [`Activity::of_state`] has it.
    pub(super) fn of_event(&self, event: &EventRow) -> Meaning {
        let mapped = self.mapped(
            event.source.as_deref().unwrap_or(DEFAULT_SOURCE),
            &event.system_presence,
            event.routing_status.as_deref(),
        );
        mapped.cloned().unwrap_or_else(|| Meaning {
            activity: Activity::of_state(&event.system_presence, event.routing_status.as_deref()),
            activity_code_id: None,
        })
    }

    fn mapped(&self, source: &str, presence: &str, routing: Option<&str>) -> Option<&Meaning> {
        let states = self.by_source.get(source)?;
        let presence = normalised(presence);
        let exact = (presence, routing.map(normalised));
        states.get(&exact).or_else(|| states.get(&(exact.0, None)))
    }
}

/// The mapping of a source.
///
/// # Errors
/// [`Failure::NotFound`] while nobody has made one; [`Failure::Invalid`] for a source that can be none.
pub fn find_state_mappings(
    conn: &mut Conn<'_>,
    scope: &Scope,
    source: &str,
) -> Result<KnownStateMappings, Failure> {
    let mut faults = Faults::default();
    faults.require_name(source, "/source");
    faults.into_result()?;
    let row = store::latest_mapping(conn, scope.tenant(), source)?;
    row.map_or_else(|| Err(unmapped_source(source)), of_row)
}

fn unmapped_source(source: &str) -> Failure {
    Failure::not_found("mapping of agent states of the source", source)
}

/// The mappings of all sources that have one.
///
/// # Errors
/// Only the database's.
pub fn list_state_mappings(
    conn: &mut Conn<'_>,
    scope: &Scope,
) -> Result<Vec<KnownStateMappings>, Failure> {
    let rows = store::latest_mappings(conn, scope.tenant())?;
    rows.into_iter().map(of_row).collect()
}

/// Puts a mapping in the place of the one that is still at version `expected`; 0 makes a source's first. Events that are
/// already in mean what it says from now on.
///
/// # Errors
/// [`Failure::Stale`]; [`Failure::NotFound`] where there is none to be replaced; [`Failure::Invalid`] with a fault for everything that cannot be.
pub fn replace_state_mappings(
    conn: &mut Conn<'_>,
    scope: &Scope,
    source: &str,
    expected: i32,
    mappings: &StateMappings,
) -> Result<KnownStateMappings, Failure> {
    let current = match find_state_mappings(conn, scope, source) {
        Ok(known) => known.version,
        Err(Failure::NotFound { .. }) if expected == 0 => 0,
        Err(failure) => return Err(failure),
    };
    let stale = |current| Failure::Stale {
        yours: expected,
        current,
    };
    if current != expected {
        return Err(stale(current));
    }
    check(conn, scope, mappings)?;
    let row = MappingRow {
        tenant_id: scope.tenant().to_owned(),
        source: source.to_owned(),
        version: current + 1,
        states: documents::write(&mappings.states)?,
        created_by: scope.actor.subject.clone(),
        created_at: scope.now,
    };
    match store::insert_mapping(conn, &row) {
        Err(error) if error.is_duplicate() => return Err(stale(current + 1)),
        other => other?,
    }
    of_row(row)
}

/// States that came in and mean nothing, by source, the most frequent first.
///
/// # Errors
/// Only the database's.
pub fn unmapped_states(conn: &mut Conn<'_>, scope: &Scope) -> Result<Vec<UnmappedState>, Failure> {
    let meanings = Meanings::of_tenant(conn, scope)?;
    let mut states: Vec<UnmappedState> = store::unknown_states(conn, scope.tenant())?
        .into_iter()
        .map(|row| UnmappedState {
            routing_status: Some(row.routing_status).filter(|status| !status.is_empty()),
            source: row.source,
            system_presence: row.system_presence,
            event_count: row.event_count,
            first_at: row.first_at,
            last_at: row.last_at,
        })
        .filter(|state| {
            let routing = state.routing_status.as_deref();
            meanings
                .mapped(&state.source, &state.system_presence, routing)
                .is_none()
        })
        .collect();
    states.sort_by(|a, b| {
        (&a.source, -a.event_count, &a.system_presence).cmp(&(
            &b.source,
            -b.event_count,
            &b.system_presence,
        ))
    });
    Ok(states)
}

/// Counts the events whose states mean nothing without a mapping, whether one maps them now or not: a mapping may be
/// taken back.
pub(super) fn count_unknown<'a>(
    conn: &mut Conn<'_>,
    scope: &Scope,
    stored: impl Iterator<Item = &'a EventRow>,
) -> Result<(), Failure> {
    let mut counts: BTreeMap<(String, String, String), UnknownStateRow> = BTreeMap::new();
    for event in stored {
        let routing = event.routing_status.as_deref();
        if Activity::of_state(&event.system_presence, routing) != Activity::Unknown {
            continue;
        }
        let source = event.source.as_deref().unwrap_or(DEFAULT_SOURCE);
        let row = UnknownStateRow {
            tenant_id: scope.tenant().to_owned(),
            source: source.to_owned(),
            system_presence: event.system_presence.clone(),
            routing_status: routing.unwrap_or_default().to_owned(),
            event_count: 0,
            first_at: event.occurred_at,
            last_at: event.occurred_at,
        };
        let key = (
            row.source.clone(),
            row.system_presence.clone(),
            row.routing_status.clone(),
        );
        let count = counts.entry(key).or_insert(row);
        count.event_count += 1;
        count.first_at = count.first_at.min(event.occurred_at);
        count.last_at = count.last_at.max(event.occurred_at);
    }
    let rows: Vec<UnknownStateRow> = counts.into_values().collect();
    store::add_unknown_states(conn, &rows)?;
    Ok(())
}

fn check(conn: &mut Conn<'_>, scope: &Scope, mappings: &StateMappings) -> Result<(), Failure> {
    let mut faults = Faults::default();
    faults.require(
        mappings.states.len() <= STATES_A_SOURCE,
        "/states",
        "too-many",
        format!("map at most {STATES_A_SOURCE} states of a source"),
    );
    let mut seen = BTreeSet::new();
    for (index, state) in mappings.states.iter().enumerate() {
        let at = |field: &str| format!("/states/{index}/{field}");
        faults.require_name(&state.system_presence, at("systemPresence"));
        if let Some(status) = &state.routing_status {
            faults.require_name(status, at("routingStatus"));
        }
        let routing = state.routing_status.as_deref().map(normalised);
        faults.require(
            seen.insert((normalised(&state.system_presence), routing)),
            at("systemPresence"),
            "duplicate",
            "a state with its routing status has one meaning; name it once",
        );
        let Some(id) = &state.activity_code_id else {
            continue;
        };
        let category = match find_activity_code(conn, scope, id) {
            Ok(code) => Some(code.category),
            Err(Failure::NotFound { .. }) => None,
            Err(other) => return Err(other),
        };
        faults.require(
            category.is_some(),
            at("activityCodeId"),
            "unknown-activity-code",
            format!("no activity code {id:?}; list activity codes to see their ids"),
        );
        faults.require(
            category.is_none_or(|category| category == state.activity_category),
            at("activityCategory"),
            "other-category",
            "the activity code is of another category; send its own",
        );
    }
    faults.into_result()
}

fn of_row(row: MappingRow) -> Result<KnownStateMappings, Failure> {
    let states = documents::read(KIND, &row.source, &row.states)?;
    Ok(KnownStateMappings {
        source: row.source,
        mappings: StateMappings { states },
        version: row.version,
        modified_by: Some(row.created_by),
        modified_at: Some(row.created_at),
    })
}
