//! `crewcast capacity`: a capacity plan's heads, gap, money and advice.

use std::path::PathBuf;

use clap::Args;

use super::json_file::read_json;
use super::output::{percent, table};
use super::runtime::Runtime;
use super::selection::{self, BusinessUnitArgument};
use crate::capacity::{
    CapacityCost, CapacityPlanRequirement, GenerateRequirement, NewCapacityPlan,
    StaffingGroupRequirement, create_capacity_plan, find_requirement, submit_requirement,
};
use crate::failure::Failure;

/// What `capacity` takes: a plan that is kept, or one in a file.
#[derive(Debug, Args)]
pub(super) struct CapacityArguments {
    /// A plan that is kept.
    #[arg(
        long,
        value_name = "ID",
        required_unless_present = "file",
        conflicts_with = "file"
    )]
    plan: Option<String>,
    /// A plan as JSON, as the API takes it; it is kept.
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    #[command(flatten)]
    business_unit: BusinessUnitArgument,
    /// The same seed and inputs give the same figures.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Futures drawn for spreads and probabilities [default: 2,000].
    #[arg(long, value_name = "NUMBER")]
    paths: Option<u32>,
}

/// Computes a plan and prints it week by week.
pub(super) fn capacity(runtime: &Runtime, arguments: &CapacityArguments) -> Result<(), Failure> {
    let db = runtime.open()?;
    let scope = selection::scope(runtime, &db)?;
    let unit = selection::business_unit(&db, &scope, &arguments.business_unit)?;
    let id = match (&arguments.file, &arguments.plan) {
        (Some(file), _) => {
            let plan: NewCapacityPlan = read_json(file)?;
            let kept = db.write(|conn| create_capacity_plan(conn, &scope, &unit.id, &plan))?;
            kept.id
        }
        (None, plan) => plan.clone().unwrap_or_default(),
    };
    let request = GenerateRequirement {
        business_unit_id: unit.id.clone(),
        capacity_plan_id: id.clone(),
        seed: Some(arguments.seed),
        paths: arguments.paths,
    };
    runtime.run_to_end(&db, "capacity", |conn| {
        submit_requirement(conn, &scope, &request)
    })?;
    let found = db.read(|conn| find_requirement(conn, &scope, (&unit.id, &id)))?;
    runtime.output.result(&found, print)
}

fn print(found: &CapacityPlanRequirement) {
    println!(
        "capacity plan {}, seed {}, {} futures; full-time equivalents, P10 and P90 of the gap",
        found.capacity_plan_id, found.seed, found.paths
    );
    for scenario in &found.scenarios {
        for group in &scenario.staffing_groups {
            println!("\n{}, {}", scenario.name, group.staffing_group);
            print_weeks(found, group);
            print_advice(group);
        }
        println!(
            "\n{}: cost over {} weeks",
            scenario.name,
            found.week_dates.len()
        );
        print_costs(&scenario.cost, &scenario.cost_with_advice);
    }
}

fn print_weeks(found: &CapacityPlanRequirement, group: &StaffingGroupRequirement) {
    let (metrics, gap, advice) = (&group.metrics, &group.gap, &group.advice);
    let at = |row: &[f64], week: usize| {
        row.get(week)
            .map_or_else(String::new, |value| format!("{value:.1}"))
    };
    let chance = |row: &[f64], week: usize| percent(row.get(week).copied());
    let rows = found.week_dates.iter().enumerate().map(|(week, date)| {
        [
            date.to_string(),
            at(&metrics.required_staff_full_time_equivalent_count, week),
            at(&metrics.planned_full_time_equivalent_count, week),
            at(
                &metrics.staffing_over_under_full_time_equivalent_count,
                week,
            ),
            at(&gap.p10, week),
            at(&gap.p90, week),
            chance(&gap.probability_of_being_staffed, week),
            at(&advice.staffing_over_under_full_time_equivalent_count, week),
            chance(&advice.gap.probability_of_being_staffed, week),
        ]
    });
    let headers = [
        "week",
        "required",
        "planned",
        "gap",
        "P10",
        "P90",
        "staffed",
        "gap with advice",
        "staffed with advice",
    ];
    println!("{}", table(headers, rows));
}

fn print_advice(group: &StaffingGroupRequirement) {
    let advice = &group.advice;
    if advice.classes.is_empty() {
        println!("No hires are advised.");
    }
    for class in &advice.classes {
        println!(
            "hire {} for {}, decide by {}",
            class.full_time_equivalent_count, class.week_date, class.decide_by
        );
    }
    let sum = |row: &[f64]| row.iter().sum::<f64>();
    println!(
        "{} hires, {:.1} weeks of overtime, {:.1} weeks short; objective {:.0}, bound {:.0}, at most {:.3} % from the best",
        advice.hires,
        sum(&advice.overtime_full_time_equivalent_count),
        sum(&advice.shortage_full_time_equivalent_count),
        advice.objective,
        advice.bound,
        advice.relative_gap * 100.0
    );
}

fn print_costs(as_planned: &CapacityCost, with_advice: &CapacityCost) {
    let row = |name: &str, of: fn(&CapacityCost) -> f64| {
        [
            name.to_owned(),
            format!("{:.0}", of(as_planned)),
            format!("{:.0}", of(with_advice)),
        ]
    };
    let rows = [
        row("wages", |cost| cost.wages),
        row("overtime", |cost| cost.overtime),
        row("hiring", |cost| cost.hiring),
        row("training", |cost| cost.training),
        row("lost contacts", |cost| cost.lost_contacts),
        row("total", |cost| cost.total),
    ];
    println!("{}", table(["", "as planned", "with advice"], rows));
}
