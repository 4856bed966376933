//! The run of kind `simulation`: read, play every scenario, keep.

use crewcast_forecasts::spread::PathSpread;
use serde_json::{Value, json};

use super::centre::{ScheduledCentre, mean_patience_seconds};
use super::inputs::SimulationInputs;
use super::prediction::{
    EndedBy, GroupFacts, PerformancePrediction, PredictionMessage, ScenarioPrediction,
    planning_groups,
};
use super::predictions::{keep, prediction_of_run};
use super::replications::{CONFIDENCE, Limits, Played, Watch};
use super::request::SimulateSchedule;
use super::scenario::Scenario;
use super::simulator::Simulator;
use crate::db::Instant;
use crate::failure::Failure;
use crate::jobs::JobContext;
use crate::schedules::{Schedule, find_schedule};
use crate::tenancy::new_id;

/// Contacts a run simulates at most, over all scenarios: the limit on its work that no clock decides.
pub(super) const CONTACT_LIMIT: u64 = 200_000_000;

/// A run that is not done after this long keeps the replications it has.
const TIME_LIMIT_MILLIS: i64 = 30 * 60 * 1_000;

/// Handles a run: its result is `{"scheduleId": …, "performancePredictionId": …}`. A run taken up again after it kept
/// its prediction names that one.
///
/// # Errors
/// Those of [`SimulationInputs::read`], [`Failure::Cancelled`], and [`Failure::Conflict`] `too-much-work` when the
/// limit of contacts does not allow for enough replications, `cannot-be-simulated` for numbers no centre can have, and those of
/// a child process that takes too much.
pub fn run(context: &JobContext<'_>, simulator: &Simulator) -> Result<Value, Failure> {
    let request: SimulateSchedule = context.input()?;
    let result = |prediction_id: &str| json!({ "scheduleId": request.schedule_id, "performancePredictionId": prediction_id });
    let scope = context.scope();
    let made = context
        .db
        .read(|conn| prediction_of_run(conn, &scope, context.run_id()))?;
    if let Some(id) = made {
        return Ok(result(&id));
    }
    let (schedule, inputs) = context.db.read(|conn| {
        let schedule = find_schedule(conn, &scope, &request.schedule_id)?;
        let inputs = SimulationInputs::read(conn, &scope, &schedule)?;
        Ok::<_, Failure>((schedule, inputs))
    })?;
    let scenarios = simulate(context, simulator, &request, &inputs)?;
    let now = context.scope().now;
    let prediction = prediction(
        context.run_id(),
        now,
        &request,
        &schedule,
        &inputs,
        scenarios,
    )?;
    keep(context.db, &context.scope(), &prediction)?;
    Ok(result(&prediction.id))
}

/// Plays every scenario asked for.
fn simulate(
    context: &JobContext<'_>,
    simulator: &Simulator,
    request: &SimulateSchedule,
    inputs: &SimulationInputs,
) -> Result<Vec<ScenarioPrediction>, Failure> {
    let now = || context.scope().now.epoch_millis();
    let deadline = now() + TIME_LIMIT_MILLIS;
    let busiest = inputs.busiest();
    let choices = request.choices();
    let limits = Limits {
        replications: request.replications,
        contacts: CONTACT_LIMIT / choices.len().max(1) as u64,
    };
    let facts = facts(inputs);
    let mut found = Vec::new();
    for (done, choice) in choices.iter().enumerate() {
        let scenario = choice.resolve(busiest).ok_or_else(|| {
            Failure::Internal(format!("the run asks for {choice:?}, which is no scenario"))
        })?;
        let progress = |share: f64, replications: u32| {
            let percent = (done as f64 + share) / choices.len() as f64 * 100.0;
            let detail = json!({ "scenario": scenario.name, "replications": replications });
            context.progress(percent, &detail)
        };
        let watch = Watch {
            is_cancelled: &|| context.is_cancelled(),
            is_late: &|| now() >= deadline,
            progress: &progress,
        };
        let centre = ScheduledCentre::new(inputs, &scenario)?;
        let played = simulator.play(&centre, request.seed.unwrap_or(0), &limits, &watch)?;
        found.push(prediction_of(scenario, &facts, &played, inputs));
    }
    Ok(found)
}

fn prediction_of(
    scenario: Scenario,
    facts: &[GroupFacts],
    played: &Played,
    inputs: &SimulationInputs,
) -> ScenarioPrediction {
    ScenarioPrediction {
        scenario,
        replications: played.outcome.replications,
        ended_by: played.ended_by,
        simulated_contacts: played.outcome.simulated_contacts,
        planning_groups: planning_groups(facts, &played.outcome, &inputs.grid),
    }
}

pub(super) fn facts(inputs: &SimulationInputs) -> Vec<GroupFacts> {
    inputs
        .groups
        .iter()
        .map(|group| GroupFacts {
            planning_group_id: group.group.id.clone(),
            planning_group_name: group.group.name.clone(),
            average_patience_seconds: mean_patience_seconds(&group.group),
            variation_of_the_day: variation_of_the_day(&group.path_spread),
        })
        .collect()
}

/// The root mean square of the days' coefficients of variation.
fn variation_of_the_day(spread: &PathSpread) -> f64 {
    let days = &spread.of_the_days;
    let squares: f64 = days.iter().map(|of_the_day| of_the_day.powi(2)).sum();
    (squares / days.len().max(1) as f64).sqrt()
}

/// Everything a run has to say.
fn prediction(
    run_id: &str,
    now: Instant,
    request: &SimulateSchedule,
    schedule: &Schedule,
    inputs: &SimulationInputs,
    scenarios: Vec<ScenarioPrediction>,
) -> Result<PerformancePrediction, Failure> {
    let grid = &inputs.grid;
    Ok(PerformancePrediction {
        id: new_id(now),
        schedule_id: schedule.id.clone(),
        schedule_version: schedule.version,
        short_term_forecast_id: schedule.short_term_forecast_id.clone(),
        run_id: run_id.to_owned(),
        created_at: now,
        reference_start_date: grid.start(),
        interval_length_minutes: grid.interval_minutes(),
        time_zone: grid.zone(),
        seed: request.seed.unwrap_or(0),
        input_hash: inputs.hash()?,
        confidence_percent: CONFIDENCE * 100.0,
        simulated_contacts: scenarios.iter().map(|of| of.simulated_contacts).sum(),
        contact_limit: CONTACT_LIMIT,
        messages: messages(inputs, &scenarios),
        scenarios,
    })
}

fn messages(inputs: &SimulationInputs, scenarios: &[ScenarioPrediction]) -> Vec<PredictionMessage> {
    let mut messages = Vec::new();
    let mut say = |code: &str, detail: String| {
        messages.push(PredictionMessage {
            code: code.to_owned(),
            detail,
        });
    };
    for group in &inputs.groups {
        if mean_patience_seconds(&group.group).is_none() {
            say(
                "endless-patience",
                format!(
                    "planning group {:?} has no averagePatienceSeconds, so nobody hangs up and queues of too few agents \
                     grow; set it to have abandonment simulated",
                    group.group.name
                ),
            );
        }
    }
    if inputs.agents_without_group > 0 {
        say(
            "agents-without-planning-group",
            format!(
                "{} scheduled agent(s) hold the skills of no planning group of the forecast and take no contacts; \
                 check their skills",
                inputs.agents_without_group
            ),
        );
    }
    for scenario in scenarios {
        let cut_short = match scenario.ended_by {
            EndedBy::Precision | EndedBy::Replications => continue,
            EndedBy::ContactLimit => "limit of contacts",
            EndedBy::TimeLimit => "time limit",
        };
        say(
            "cut-short",
            format!(
                "scenario {:?} ended after {} replications by the run's {cut_short}; its half widths are what they are, \
                 ask for fewer scenarios at once to narrow them",
                scenario.scenario.name, scenario.replications
            ),
        );
    }
    messages
}
