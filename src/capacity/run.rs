//! The run of kind `capacity-plan`: read, compute, keep.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::calculate::{Draws, calculate};
use super::inputs::PlanInputs;
use super::keep::{KIND, find_capacity_plan};
use super::requirement::CapacityPlanRequirement;
use super::store;
use crate::db::Conn;
use crate::documents;
use crate::failure::{Failure, Faults};
use crate::jobs::{self, JobContext, Run};
use crate::tenancy::Scope;

/// Futures drawn when nothing is asked for: a probability is then known to about 2 points.
const DEFAULT_PATHS: u32 = 2_000;

const MOST_PATHS: u32 = 20_000;

/// Reading ends and computing begins at this share of the progress.
const READ_PERCENT: f64 = 20.0;

/// A plan to be computed: the input of a run of kind `capacity-plan`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GenerateRequirement {
    /// Whose.
    pub business_unit_id: String,
    /// The plan.
    pub capacity_plan_id: String,
    /// Equal seeds and inputs give equal figures; 0 when left out.
    pub seed: Option<u64>,
    /// Futures to draw; 2,000 when left out.
    pub paths: Option<u32>,
}

/// Checks a request and queues it as a run of kind `capacity-plan`.
///
/// # Errors
/// [`Failure::NotFound`] for the plan; [`Failure::Invalid`] with a fault for everything that cannot be.
pub fn submit_requirement(
    conn: &mut Conn<'_>,
    scope: &Scope,
    request: &GenerateRequirement,
) -> Result<Run, Failure> {
    find_capacity_plan(
        conn,
        scope,
        (&request.business_unit_id, &request.capacity_plan_id),
    )?;
    let mut faults = Faults::default();
    faults.require_seed(request.seed.unwrap_or(0), "/seed");
    faults.require(
        request
            .paths
            .is_none_or(|paths| (100..=MOST_PATHS).contains(&paths)),
        "/paths",
        "out-of-range",
        format!("use 100 to {MOST_PATHS}"),
    );
    faults.into_result()?;
    jobs::submit(conn, scope, super::RUN_KIND, request)
}

/// Handles a run: its result is `{"capacityPlanId": …}`.
///
/// # Errors
/// Those of reading and computing: conflicts that name the planning group, the week and the remedy.
pub fn run(context: &JobContext<'_>) -> Result<Value, Failure> {
    let request: GenerateRequirement = context.input()?;
    let place = (
        request.business_unit_id.as_str(),
        request.capacity_plan_id.as_str(),
    );
    let (plan, inputs) = context.db.read(|conn| {
        let scope = context.scope();
        let plan = find_capacity_plan(conn, &scope, place)?;
        let inputs = PlanInputs::read(conn, &scope, place.0, &plan.plan)?;
        Ok::<_, Failure>((plan, inputs))
    })?;
    let draws = Draws {
        seed: request.seed.unwrap_or(0),
        paths: request.paths.unwrap_or(DEFAULT_PATHS),
    };
    let progress = |share: f64| {
        let percent = READ_PERCENT + share * (100.0 - READ_PERCENT);
        context.progress(percent, &json!({ "phase": "computing" }))
    };
    progress(0.0)?;
    let scenarios = calculate(&inputs, draws, &progress)?;
    let scope = context.scope();
    let requirement = CapacityPlanRequirement {
        capacity_plan_id: plan.id.clone(),
        plan_version: plan.version,
        run_id: context.run_id().to_owned(),
        created_at: scope.now,
        input_hash: inputs.hash()?,
        seed: draws.seed,
        paths: draws.paths,
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        prices: Some(inputs.prices.used.clone()),
        week_dates: inputs.weeks.clone(),
        scenarios,
    };
    let document = documents::write(&requirement)?;
    let is_kept = context
        .db
        .write(|conn| store::write_requirement(conn, scope.tenant(), &plan.id, &document))?;
    if is_kept {
        Ok(json!({ "capacityPlanId": plan.id }))
    } else {
        Err(Failure::not_found(KIND, plan.id))
    }
}
