//! What a roster run worked on and found, kept with the run so that questions about it can be answered later.
//!
//! The problem is stored and not rebuilt: agents, work plans, published shifts and a forecast's modifications change
//! after the run, and an explanation of another problem would be none.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use crewcast_solver::explain::Shortage;
use crewcast_solver::problem::{Line, Problem};
use crewcast_solver::search::{Relaxation, Solution};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::inputs::RosterInputs;
use super::names::Names;
use super::problem::Stated;
use super::store::{self, NewRecord};
use crate::db::{Conn, DbError, Instant};
use crate::documents;
use crate::failure::Failure;
use crate::jobs::find_run;
use crate::tenancy::Scope;

/// A run's problem, and its roster once there is one.
#[derive(Clone, Debug)]
pub struct RosterRecord {
    pub(super) run_id: String,
    pub(super) problem: Problem,
    pub(super) setting: Setting,
    pub(super) found: Option<Found>,
}

/// What turns slots, days and identifiers into times, dates and names.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Setting {
    /// When slot 0 starts.
    pub start: Instant,
    /// The zone of the days.
    pub zone: Tz,
    /// The local date of every day.
    pub dates: Vec<NaiveDate>,
    /// Names when the run began, by identifier.
    pub names: Names,
    /// By position of a work plan: the work plan's shift behind a template's identifier.
    pub shift_names: Vec<BTreeMap<String, String>>,
}

/// The parts of a solution that questions are about.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Found {
    pub lines: Vec<Line>,
    pub shortages: Vec<Shortage>,
    pub relaxed: Vec<Relaxation>,
}

impl Setting {
    pub(super) fn of(inputs: &RosterInputs, stated: &Stated) -> Self {
        Self {
            start: inputs.grid.start(),
            zone: inputs.zone,
            dates: inputs.grid.days().iter().map(|day| day.date).collect(),
            names: Names::of(inputs),
            shift_names: stated.shift_names.clone(),
        }
    }
}

impl From<&Solution> for Found {
    fn from(solution: &Solution) -> Self {
        Self {
            lines: solution.lines.clone(),
            shortages: solution.shortages.clone(),
            relaxed: solution.relaxed.clone(),
        }
    }
}

impl RosterRecord {
    /// The roster, and what else was found.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `no-roster`.
    pub(super) fn found(&self) -> Result<&Found, Failure> {
        self.found.as_ref().ok_or_else(|| {
            let detail = format!(
                "run {} has made no roster; wait for its end, and where it failed ask for its conflicts",
                self.run_id
            );
            Failure::conflict("no-roster", detail)
        })
    }
}

/// Keeps what a run works on, before it works: a run that fails can be asked why.
pub(super) fn keep_problem(
    conn: &mut Conn<'_>,
    scope: &Scope,
    run_id: &str,
    inputs: &RosterInputs,
    stated: &Stated,
) -> Result<(), Failure> {
    let row = NewRecord {
        tenant_id: scope.tenant().to_owned(),
        run_id: run_id.to_owned(),
        problem: documents::write(&stated.problem)?,
        setting: documents::write(&Setting::of(inputs, stated))?,
        found: None,
        prices: None,
        created_at: scope.now,
    };
    Ok(store::replace(conn, &row)?)
}

/// Keeps what a run has found.
pub(super) fn keep_found(
    conn: &mut Conn<'_>,
    scope: &Scope,
    run_id: &str,
    found: &Found,
) -> Result<(), Failure> {
    Ok(store::write_found(
        conn,
        scope.tenant(),
        run_id,
        &documents::write(found)?,
    )?)
}

/// A roster run's record.
///
/// # Errors
/// [`Failure::NotFound`] for the run; [`Failure::Conflict`] `no-roster-record` where it made no roster or an older
/// version did.
pub fn find_record(
    conn: &mut Conn<'_>,
    scope: &Scope,
    run_id: &str,
) -> Result<RosterRecord, Failure> {
    let row = store::record(conn, scope.tenant(), run_id)?;
    let Some(row) = row else {
        return Err(without_record(conn, scope, run_id));
    };
    Ok(RosterRecord {
        problem: read(run_id, &row.problem)?,
        setting: read(run_id, &row.setting)?,
        found: row.found.map(|text| read(run_id, &text)).transpose()?,
        run_id: run_id.to_owned(),
    })
}

/// Why a run has no record.
pub(super) fn without_record(conn: &mut Conn<'_>, scope: &Scope, run_id: &str) -> Failure {
    match find_run(conn, scope, run_id) {
        Err(failure) => failure,
        Ok(run) => {
            let kind = run.kind;
            let detail = format!(
                "run {run_id} of kind {kind} keeps no roster problem; name a roster run that has begun, or generate the \
                 schedule again if an older version made it"
            );
            Failure::conflict("no-roster-record", detail)
        }
    }
}

/// # Errors
/// [`DbError::Corrupt`] with the run's id.
pub(super) fn read<T: DeserializeOwned>(run_id: &str, text: &str) -> Result<T, DbError> {
    documents::read("roster record", run_id, text)
}
