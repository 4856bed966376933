//! Keeping and finding predictions.

use serde::Serialize;

use super::inputs::SimulationInputs;
use super::prediction::PerformancePrediction;
use super::store::{self, PredictionRow};
use crate::db::{Conn, Database, DbError};
use crate::documents;
use crate::failure::Failure;
use crate::schedules::Schedule;
use crate::tenancy::Scope;

/// How often a prediction is put in its place when another run of the schedule ends at the same moment.
const ATTEMPTS: u32 = 3;

/// A schedule's last prediction, and whether it still tells of the schedule.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LatestPrediction {
    /// What was found.
    #[serde(flatten)]
    pub prediction: PerformancePrediction,
    /// The schedule's version now.
    pub current_schedule_version: i32,
    /// Whether shifts, agents' skills, goals, shrinkage or patience changed since, so that a simulation would now find
    /// something else. Publishing a draft changes its version and nothing that is simulated.
    pub stale: bool,
}

/// The schedule's last prediction.
///
/// # Errors
/// [`Failure::NotMadeYet`] `not-simulated`.
pub fn latest_prediction(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
) -> Result<LatestPrediction, Failure> {
    let row = store::latest(conn, scope.tenant(), &schedule.id)?;
    let row = row.ok_or_else(|| Failure::NotMadeYet {
        code: "not-simulated",
        detail: format!(
            "schedule {} was not simulated yet; POST to its performance-predictions/recalculations, or run `crewcast \
             simulate`",
            schedule.id
        ),
    })?;
    // What cannot be read any more, as after a planning group's end, has changed.
    let now = SimulationInputs::read(conn, scope, schedule).and_then(|inputs| inputs.hash());
    let stale = match now {
        Ok(hash) => hash != row.input_hash,
        Err(Failure::NotFound { .. } | Failure::Conflict { .. }) => true,
        Err(other) => return Err(other),
    };
    Ok(LatestPrediction {
        prediction: read(&row)?,
        current_schedule_version: schedule.version,
        stale,
    })
}

/// Puts a prediction in the place of the schedule's last one.
pub(super) fn keep(
    db: &Database,
    scope: &Scope,
    prediction: &PerformancePrediction,
) -> Result<(), Failure> {
    let row = PredictionRow {
        tenant_id: scope.tenant().to_owned(),
        id: prediction.id.clone(),
        schedule_id: prediction.schedule_id.clone(),
        run_id: prediction.run_id.clone(),
        input_hash: prediction.input_hash.clone(),
        prediction: documents::write(prediction)?,
        created_at: prediction.created_at,
    };
    let mut attempts = 0;
    loop {
        attempts += 1;
        match db.write(|conn| store::replace(conn, &row)) {
            Err(error) if error.is_duplicate() && attempts < ATTEMPTS => {}
            Err(error) if error.is_broken_reference() => {
                return Err(Failure::not_found("schedule", &row.schedule_id));
            }
            other => return Ok(other?),
        }
    }
}

/// The id of the prediction a run has made, if it has.
pub(super) fn prediction_of_run(
    conn: &mut Conn<'_>,
    scope: &Scope,
    run_id: &str,
) -> Result<Option<String>, Failure> {
    Ok(store::of_run(conn, scope.tenant(), run_id)?)
}

fn read(row: &PredictionRow) -> Result<PerformancePrediction, DbError> {
    documents::read("performance prediction", &row.id, &row.prediction)
}
