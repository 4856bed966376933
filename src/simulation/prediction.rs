//! What a simulation found of a schedule, as it is kept and shown.

use chrono::NaiveDate;
use chrono_tz::Tz;
use crewcast_forecasts::simulation::outcome::{
    Estimate as Simulated, Outcome, Proportion as Share, QueueFigures, QueueOutcome,
};
use serde::{Deserialize, Serialize};

use super::scenario::Scenario;
use crate::db::Instant;
use crate::organisation::WeekGrid;

/// A schedule played many times against its forecast: what service to expect, and how far single weeks spread.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PerformancePrediction {
    /// Its id.
    pub id: String,
    /// The schedule.
    pub schedule_id: String,
    /// The schedule's version when it was read.
    pub schedule_version: i32,
    /// The forecast whose contacts came.
    pub short_term_forecast_id: Option<String>,
    /// The run that made it.
    pub run_id: String,
    /// When it was made.
    pub created_at: Instant,
    /// Start of interval 0.
    pub reference_start_date: Instant,
    /// Length of an interval.
    pub interval_length_minutes: u32,
    /// Zone of the local days.
    #[schema(value_type = String)]
    pub time_zone: Tz,
    /// The seed of everything random.
    pub seed: u64,
    /// SHA-256 of everything the numbers follow from but seed, replications and scenarios.
    pub input_hash: String,
    /// Confidence of every half width and of `lower` to `upper`, percent.
    pub confidence_percent: f64,
    /// Contacts that arrived, over all replications of all scenarios.
    pub simulated_contacts: u64,
    /// Contacts the run might simulate at most.
    pub contact_limit: u64,
    /// One entry a scenario, in the order asked for.
    pub scenarios: Vec<ScenarioPrediction>,
    /// What a planner should know.
    pub messages: Vec<PredictionMessage>,
}

/// Something a planner should know about a prediction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PredictionMessage {
    /// Stable, kebab-case.
    pub code: String,
    /// What it means and what to do.
    pub detail: String,
}

/// Why a scenario was not played more often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum EndedBy {
    /// Every planning group's service level over the weeks is known well enough.
    Precision,
    /// As often as was asked for, or as a run does at most.
    Replications,
    /// The next ones would have passed the run's limit of contacts.
    ContactLimit,
    /// The run's time was up; another run with the same seed may get further.
    TimeLimit,
}

/// What a scenario gives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScenarioPrediction {
    /// What was supposed.
    pub scenario: Scenario,
    /// How often the weeks were played.
    pub replications: u32,
    /// Why not more often.
    pub ended_by: EndedBy,
    /// Contacts that arrived, over all replications.
    pub simulated_contacts: u64,
    /// One entry a planning group, in the order of their ids.
    pub planning_groups: Vec<GroupPrediction>,
}

/// What a planning group gets. Lists have one value an interval; a value is null where no contact came, or no agent
/// was there. A contact counts in the interval in which it arrived. P10 and P90 are of single replications: one in ten
/// is below P10, one in ten above P90.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupPrediction {
    /// The planning group.
    pub planning_group_id: String,
    /// Its name.
    pub planning_group_name: String,
    /// Mean patience of its contacts; null where they wait for ever.
    pub average_patience_seconds: Option<f64>,
    /// Coefficient of variation of a whole day's rate on the forecast's sample paths, percent: root mean square of the
    /// schedule's days.
    pub volume_variation_percent: f64,
    /// Contacts that arrived, mean of a replication.
    pub offered_per_interval: Vec<f64>,
    /// Share answered in time, all contacts of all replications together.
    pub service_level_per_interval: Vec<Option<f64>>,
    /// Its confidence interval reaches this far to each side.
    pub service_level_half_width_per_interval: Vec<Option<f64>>,
    /// Share answered in time that one replication in ten falls below.
    pub service_level_per_interval_p10: Vec<Option<f64>>,
    /// Share answered in time that one replication in ten exceeds.
    pub service_level_per_interval_p90: Vec<Option<f64>>,
    /// Mean wait of those answered, seconds.
    pub average_speed_of_answer_seconds_per_interval: Vec<Option<f64>>,
    /// Likewise, of a replication in ten or less.
    pub average_speed_of_answer_seconds_per_interval_p10: Vec<Option<f64>>,
    /// Likewise, exceeded by a replication in ten.
    pub average_speed_of_answer_seconds_per_interval_p90: Vec<Option<f64>>,
    /// Share of their time on queue that the agents who can serve the group are busy, with whatever contacts.
    pub occupancy_per_interval: Vec<Option<f64>>,
    /// Likewise, of a replication in ten or less.
    pub occupancy_per_interval_p10: Vec<Option<f64>>,
    /// Likewise, exceeded by a replication in ten.
    pub occupancy_per_interval_p90: Vec<Option<f64>>,
    /// Share that hung up.
    pub abandon_rate_per_interval: Vec<Option<f64>>,
    /// Likewise, of a replication in ten or less.
    pub abandon_rate_per_interval_p10: Vec<Option<f64>>,
    /// Likewise, exceeded by a replication in ten.
    pub abandon_rate_per_interval_p90: Vec<Option<f64>>,
    /// Share of replications in which the interval met every goal of the planning group; without contacts it does.
    pub probability_of_meeting_goal_per_interval: Vec<Option<f64>>,
    /// By local day.
    pub days: Vec<DayPrediction>,
    /// Over all the weeks.
    pub total: PeriodPrediction,
}

/// A local day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DayPrediction {
    /// The local date.
    pub date: NaiveDate,
    /// What it is like.
    #[serde(flatten)]
    pub period: PeriodPrediction,
}

/// A day, or all the weeks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PeriodPrediction {
    /// Contacts that arrived, mean of a replication.
    pub offered: f64,
    /// Share answered in time.
    pub service_level: Estimate,
    /// Mean wait of those answered.
    pub average_speed_of_answer_seconds: Estimate,
    /// Share of their time on queue that the agents who can serve the group are busy.
    pub occupancy: Estimate,
    /// Share that hung up.
    pub abandon_rate: Estimate,
    /// Share of replications in which the period met every goal of the planning group.
    pub probability_of_meeting_goal: Option<Probability>,
}

/// A figure with how sure it is and how far single replications spread.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Estimate {
    /// All contacts of all replications together; null where there were none.
    pub mean: Option<f64>,
    /// The mean's confidence interval reaches this far to each side.
    pub half_width: Option<f64>,
    /// One replication in ten is below.
    pub p10: Option<f64>,
    /// One replication in ten is above.
    pub p90: Option<f64>,
}

/// A share of replications with its confidence interval (Wilson 1927).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Probability {
    /// The share.
    pub share: f64,
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

/// What of a planning group does not come from the simulation.
pub(super) struct GroupFacts {
    pub planning_group_id: String,
    pub planning_group_name: String,
    pub average_patience_seconds: Option<f64>,
    pub variation_of_the_day: f64,
}

/// A scenario's outcome by planning group.
pub(super) fn planning_groups(
    facts: &[GroupFacts],
    outcome: &Outcome,
    grid: &WeekGrid,
) -> Vec<GroupPrediction> {
    let replications = f64::from(outcome.replications.max(1));
    facts
        .iter()
        .zip(&outcome.queues)
        .map(|(facts, queue)| group(facts, queue, replications, grid))
        .collect()
}

fn group(
    facts: &GroupFacts,
    queue: &QueueOutcome,
    replications: f64,
    grid: &WeekGrid,
) -> GroupPrediction {
    let each = |of: fn(&QueueFigures) -> Option<f64>| -> Vec<Option<f64>> {
        queue
            .intervals
            .iter()
            .map(|cell| rounded(of(cell)))
            .collect()
    };
    let days = grid.days().iter().zip(&queue.days);
    GroupPrediction {
        planning_group_id: facts.planning_group_id.clone(),
        planning_group_name: facts.planning_group_name.clone(),
        average_patience_seconds: facts.average_patience_seconds,
        volume_variation_percent: round(facts.variation_of_the_day * 100.0),
        offered_per_interval: queue
            .intervals
            .iter()
            .map(|cell| round(cell.total.offered as f64 / replications))
            .collect(),
        service_level_per_interval: each(|cell| cell.service_level.mean),
        service_level_half_width_per_interval: each(|cell| cell.service_level.half_width),
        service_level_per_interval_p10: each(|cell| cell.service_level.p10),
        service_level_per_interval_p90: each(|cell| cell.service_level.p90),
        average_speed_of_answer_seconds_per_interval: each(|cell| {
            cell.average_speed_of_answer_seconds.mean
        }),
        average_speed_of_answer_seconds_per_interval_p10: each(|cell| {
            cell.average_speed_of_answer_seconds.p10
        }),
        average_speed_of_answer_seconds_per_interval_p90: each(|cell| {
            cell.average_speed_of_answer_seconds.p90
        }),
        occupancy_per_interval: each(|cell| cell.occupancy.mean),
        occupancy_per_interval_p10: each(|cell| cell.occupancy.p10),
        occupancy_per_interval_p90: each(|cell| cell.occupancy.p90),
        abandon_rate_per_interval: each(|cell| cell.abandon_rate.mean),
        abandon_rate_per_interval_p10: each(|cell| cell.abandon_rate.p10),
        abandon_rate_per_interval_p90: each(|cell| cell.abandon_rate.p90),
        probability_of_meeting_goal_per_interval: each(|cell| {
            cell.probability_of_meeting_goal.map(|of| of.share)
        }),
        days: days
            .map(|(day, figures)| DayPrediction {
                date: day.date,
                period: period(figures, replications),
            })
            .collect(),
        total: period(&queue.whole, replications),
    }
}

/// A queue over a day, or over all of the horizon.
pub(super) fn period(figures: &QueueFigures, replications: f64) -> PeriodPrediction {
    PeriodPrediction {
        offered: round(figures.total.offered as f64 / replications),
        service_level: figures.service_level.into(),
        average_speed_of_answer_seconds: figures.average_speed_of_answer_seconds.into(),
        occupancy: figures.occupancy.into(),
        abandon_rate: figures.abandon_rate.into(),
        probability_of_meeting_goal: figures.probability_of_meeting_goal.map(Into::into),
    }
}

impl From<Simulated> for Estimate {
    fn from(of: Simulated) -> Self {
        Self {
            mean: rounded(of.mean),
            half_width: rounded(of.half_width),
            p10: rounded(of.p10),
            p90: rounded(of.p90),
        }
    }
}

impl From<Share> for Probability {
    fn from(of: Share) -> Self {
        Self {
            share: round(of.share),
            lower: round(of.lower),
            upper: round(of.upper),
        }
    }
}

/// Six decimals: far finer than any half width, and a third of the bytes.
fn round(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

fn rounded(value: Option<f64>) -> Option<f64> {
    value.map(round)
}
