//! `crewcast require --volume`: one interval, with every number on the way.

use crewcast_forecasts::requirement::Step;

use super::output::{percent, table};
use super::require::{GoalArguments, RequireArguments};
use super::runtime::Runtime;
use crate::failure::Failure;
use crate::staffing::{
    AtMostPercent, AtMostSeconds, GoalsToMeet, IntervalRequirement, IntervalToStaff, PercentWithin,
    calculate_requirement,
};

/// Prints the agents of one interval.
pub(super) fn of_interval(runtime: &Runtime, arguments: &RequireArguments) -> Result<(), Failure> {
    let interval = IntervalToStaff {
        volume: arguments.volume.unwrap_or_default(),
        interval_length_minutes: arguments.interval_minutes,
        average_handle_time_seconds: arguments.aht_seconds.unwrap_or_default(),
        average_patience_seconds: arguments.patience_seconds,
        shrinkage_percent: arguments.shrinkage,
        volume_variation_percent: arguments.variation,
        probability_percent: arguments.probability,
        agents_to_compare: None,
        goals: goals_to_meet(&arguments.goals)?,
    };
    let requirement = calculate_requirement(&interval)?;
    if arguments.csv {
        return runtime.output.text(&requirement.derivation.to_csv());
    }
    runtime.output.result(&requirement, print)
}

/// The goals as the API takes them.
pub(super) fn goals_to_meet(goals: &GoalArguments) -> Result<GoalsToMeet, Failure> {
    let service_level = goals
        .service_level
        .as_deref()
        .map(|text| percent_within(text, goals))
        .transpose()?;
    let seconds = |seconds: Option<f64>| seconds.map(|seconds| AtMostSeconds { seconds });
    let percent = |percent: Option<f64>| percent.map(|percent| AtMostPercent { percent });
    Ok(GoalsToMeet {
        service_level,
        average_speed_of_answer: seconds(goals.average_speed_of_answer),
        mean_wait: seconds(goals.mean_wait),
        abandon_rate: percent(goals.abandonment),
        maximum_p_wait: percent(goals.maximum_p_wait),
        maximum_occupancy: percent(goals.maximum_occupancy),
    })
}

fn percent_within(text: &str, goals: &GoalArguments) -> Result<PercentWithin, Failure> {
    let parsed = text.split_once('/').and_then(|(percent, seconds)| {
        Some(PercentWithin {
            percent: percent.trim().parse().ok()?,
            seconds: seconds.trim().parse().ok()?,
            variant: goals.variant.unwrap_or_default(),
        })
    });
    parsed.ok_or_else(|| {
        Failure::invalid(
            "--service-level",
            "not-a-service-level",
            format!("{text:?}: write 80/20 for 80 % in 20 s"),
        )
    })
}

fn print(requirement: &IntervalRequirement) {
    println!(
        "{} agents on the roster, {} at work; {:?} decides",
        requirement.required, requirement.required_without_shrinkage, requirement.binding_goal
    );
    print_steps(&requirement.derivation.steps);
    if let Some(call_weighted) = &requirement.achieved.call_weighted {
        println!(
            "over the varying volume, weighted by contacts: service level {}, abandoned {}",
            percent(call_weighted.service_level),
            percent(call_weighted.abandon_rate),
        );
    }
    for message in &requirement.messages {
        println!("{}", message.detail);
    }
}

/// Prints every number on the way, so that it can be recomputed by hand.
fn print_steps(steps: &[Step]) {
    let rows = steps.iter().map(|step| {
        [
            step.symbol.clone(),
            step.expression.clone(),
            step.value.to_string(),
        ]
    });
    println!("{}", table(["symbol", "expression", "value"], rows));
}
