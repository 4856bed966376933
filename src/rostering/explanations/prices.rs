//! What the rules of work plans cost, and what one more agent would bring: a run of its own, as it solves the linear
//! program over whole lines, and again for every figure that is confirmed.

use crewcast_solver::explain::{Confirm, Confirmed, OneMoreAgent, Prices, RulePrice};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::terms::{BindingConstraint, Terms};
use crate::db::{Conn, Instant};
use crate::documents;
use crate::failure::{Failure, Faults};
use crate::jobs::{self, JobContext, Run};
use crate::rostering::record::{RosterRecord, find_record, read, without_record};
use crate::rostering::request::check_time_limit;
use crate::rostering::solving::{Answer, Question, RosterSolver, Watch, another_answer};
use crate::rostering::{PRICES_RUN_KIND, store};
use crate::tenancy::Scope;

/// How long the search for confirmations may take when nothing is asked for.
const DEFAULT_TIME_LIMIT_SECONDS: u32 = 300;

/// More confirmations than this say nothing that the first did not.
const MOST_CONFIRMED: u32 = 20;

/// Prices to be found: the input of a run of kind `roster-prices`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PriceRoster {
    /// The roster run.
    pub run_id: String,
    /// The dearest rules to confirm by solving again.
    pub confirm_rules: u32,
    /// The most welcome agents to confirm by solving again.
    pub confirm_agents: u32,
    /// Confirming ends after this long; what is predicted by then is told.
    pub time_limit_seconds: Option<u32>,
}

/// What rules cost and what one more agent would bring, hours of one agent too many.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RosterPrices {
    /// The roster run.
    pub run_id: String,
    /// The run that found the prices.
    pub prices_run_id: String,
    /// When it began to.
    pub created_at: Instant,
    /// Rules that cost something, the dearest first.
    pub rules: Vec<PricedRule>,
    /// One more agent of every work plan and set of planning groups there is, the most welcome first.
    pub one_more_agent: Vec<OneMoreAgentValue>,
    /// Whether the time was up before all was confirmed that should have been.
    pub stopped: bool,
}

/// What a rule of a work plan costs: what the roster would cost less with the rule looser for all who have the plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PricedRule {
    /// The work plan.
    pub work_plan_id: String,
    /// Its name when the roster was made.
    pub work_plan_name: String,
    /// The rule's limit.
    #[serde(flatten)]
    pub constraint: BindingConstraint,
    /// How much looser: minutes for limits of time, otherwise a count; absent where the rule is dropped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub looser_by: Option<u32>,
    /// Agents who have a better line then.
    pub agent_count: u32,
    /// What the linear program can gain by it at most, by its prices; it gains less where prices move.
    pub predicted: f64,
    /// More agent-hours on queue where they are worth something.
    pub predicted_agent_hours: f64,
    /// What solving again came to.
    pub confirmed: Option<ConfirmedChange>,
}

/// What one more agent, without absences and history, would bring.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OneMoreAgentValue {
    /// The work plan.
    pub work_plan_id: String,
    /// Its name when the roster was made.
    pub work_plan_name: String,
    /// The planning groups the agent would have the skills for.
    pub planning_group_ids: Vec<String>,
    /// What the roster could cost less at most; below 0 where the agent had nothing to do and had to work all the same.
    pub predicted: f64,
    /// Agent-hours on queue where they are worth something.
    pub predicted_agent_hours: f64,
    /// What solving again came to.
    pub confirmed: Option<ConfirmedChange>,
}

/// A change judged by solving with and without it, from the same roster and with the same work.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConfirmedChange {
    /// What the roster cost less.
    pub gain: f64,
    /// What the linear program gained.
    pub program_gain: f64,
    /// Objective without the change.
    pub objective_before: f64,
    /// And with it.
    pub objective_after: f64,
    /// Agent-hours fewer missing.
    pub short_hours_saved: f64,
    /// Agent-hours fewer idle.
    pub idle_hours_saved: f64,
}

impl From<&Confirmed> for ConfirmedChange {
    fn from(found: &Confirmed) -> Self {
        Self {
            gain: found.gain(),
            program_gain: found.program_gain,
            objective_before: found.objective_before,
            objective_after: found.objective_after,
            short_hours_saved: found.short_hours_saved,
            idle_hours_saved: found.idle_hours_saved,
        }
    }
}

/// Checks a request and queues it as a run of kind `roster-prices`.
///
/// # Errors
/// [`Failure::NotFound`] for the roster run; [`Failure::Conflict`] `no-roster-record`, `no-roster`;
/// [`Failure::Invalid`] with a fault for everything that cannot be.
pub fn submit_prices(
    conn: &mut Conn<'_>,
    scope: &Scope,
    request: &PriceRoster,
) -> Result<Run, Failure> {
    find_record(conn, scope, &request.run_id)?.found()?;
    let mut faults = Faults::default();
    for (pointer, count) in [
        ("/confirmRules", request.confirm_rules),
        ("/confirmAgents", request.confirm_agents),
    ] {
        faults.require(
            count <= MOST_CONFIRMED,
            pointer,
            "out-of-range",
            format!("confirm at most {MOST_CONFIRMED}"),
        );
    }
    check_time_limit(request.time_limit_seconds, &mut faults);
    faults.into_result()?;
    jobs::submit(conn, scope, PRICES_RUN_KIND, request)
}

/// Handles a run of kind `roster-prices`: its result names the roster run whose prices can be read now.
///
/// # Errors
/// Those of [`find_record`] and of the solver's answers.
pub fn run_prices(context: &JobContext<'_>, solver: &RosterSolver) -> Result<Value, Failure> {
    let request: PriceRoster = context.input()?;
    let record = context
        .db
        .read(|conn| find_record(conn, &context.scope(), &request.run_id))?;
    let found = record.found()?;
    let now = || context.scope().now;
    let (began, seconds) = (now(), request.time_limit_seconds);
    let seconds = i64::from(seconds.unwrap_or(DEFAULT_TIME_LIMIT_SECONDS));
    let deadline = began.plus_seconds(seconds);
    context.progress(1.0, &json!({ "phase": "prices" }))?;
    let count = |count: u32| Some(count as usize);
    let question = Question::Prices(Confirm {
        rules: count(request.confirm_rules),
        agents: count(request.confirm_agents),
    });
    let mut watch = Watch {
        stop: &|| now() >= deadline,
        is_cancelled: &|| context.is_cancelled(),
        progress: &mut |_| {},
    };
    let answer = solver.ask((&record.problem, &found.lines), &question, &mut watch)?;
    let Answer::Prices(prices) = answer else {
        return Err(another_answer());
    };
    let told = told(&record, &prices, context.run_id(), began);
    let document = documents::write(&told)?;
    context.db.write(|conn| {
        let scope = context.scope();
        store::write_prices(conn, scope.tenant(), &request.run_id, &document).map_err(Failure::from)
    })?;
    Ok(json!({ "rosterRunId": request.run_id }))
}

/// The prices that were last found of a roster run.
///
/// # Errors
/// [`Failure::NotFound`] for the run; [`Failure::Conflict`] `no-roster-record`; [`Failure::NotMadeYet`] `not-priced`.
pub fn find_prices(
    conn: &mut Conn<'_>,
    scope: &Scope,
    run_id: &str,
) -> Result<RosterPrices, Failure> {
    match store::prices(conn, scope.tenant(), run_id)? {
        None => Err(without_record(conn, scope, run_id)),
        Some(None) => Err(Failure::NotMadeYet {
            code: "not-priced",
            detail: format!("run {run_id} was not priced yet; POST to its prices"),
        }),
        Some(Some(text)) => Ok(read(run_id, &text)?),
    }
}

fn told(record: &RosterRecord, prices: &Prices, run_id: &str, began: Instant) -> RosterPrices {
    let terms = Terms::of(record);
    let rule = |price: &RulePrice| PricedRule {
        work_plan_id: terms.plan_id(price.plan),
        work_plan_name: terms.name(&terms.plan_id(price.plan)).to_owned(),
        constraint: terms.constraint(price.plan, &price.constraint),
        looser_by: terms.counted(price.unit, price.units),
        agent_count: u32::try_from(price.agents).unwrap_or(u32::MAX),
        predicted: price.predicted,
        predicted_agent_hours: price.predicted_agent_hours,
        confirmed: price.confirmed.as_ref().map(ConfirmedChange::from),
    };
    let agent = |one: &OneMoreAgent| OneMoreAgentValue {
        work_plan_id: terms.plan_id(one.plan),
        work_plan_name: terms.name(&terms.plan_id(one.plan)).to_owned(),
        planning_group_ids: one.groups.iter().map(|g| terms.group_id(*g)).collect(),
        predicted: one.predicted,
        predicted_agent_hours: one.predicted_agent_hours,
        confirmed: one.confirmed.as_ref().map(ConfirmedChange::from),
    };
    RosterPrices {
        run_id: record.run_id.clone(),
        prices_run_id: run_id.to_owned(),
        created_at: began,
        rules: prices.rules.iter().map(rule).collect(),
        one_more_agent: prices.one_more_agent.iter().map(agent).collect(),
        stopped: prices.stopped,
    }
}
