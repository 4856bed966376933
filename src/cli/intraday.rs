//! `crewcast intraday`: the running day, and with `--advise` what can be done about it.

use chrono::NaiveDate;
use clap::Args;

use super::output::{percent, table};
use super::runtime::Runtime;
use super::selection::{self, BusinessUnitArgument};
use crate::failure::Failure;
use crate::intraday::{
    AskAdvice, IntradayAdvice, IntradayDataGroup, IntradayQuery, IntradayResponse, ServiceAtClose,
    advise, intraday,
};

/// What `intraday` takes.
#[derive(Debug, Args)]
pub(super) struct IntradayArguments {
    #[command(flatten)]
    unit: BusinessUnitArgument,
    /// The local day [default: today].
    #[arg(long, value_name = "YYYY-MM-DD", conflicts_with = "advise")]
    date: Option<NaiveDate>,
    /// Propose what can be done about the rest of today, and keep it so that it can be applied.
    #[arg(long)]
    advise: bool,
    /// What an hour of an agent costs, for the costs of what is proposed.
    #[arg(long, value_name = "NUMBER", requires = "advise")]
    hourly_cost: Option<f64>,
    /// The same seed and inputs give the same result.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// How often the rest of the day is played [default: 100, with --advise 60].
    #[arg(long, value_name = "NUMBER")]
    replications: Option<u32>,
}

/// Prints the day by planning group, or the advice.
pub(super) fn show(runtime: &Runtime, arguments: &IntradayArguments) -> Result<(), Failure> {
    let db = runtime.open()?;
    let scope = selection::scope(runtime, &db)?;
    let unit = selection::business_unit(&db, &scope, &arguments.unit)?;
    let (seed, replications) = (Some(arguments.seed), arguments.replications);
    if arguments.advise {
        let ask = AskAdvice {
            hourly_cost: arguments.hourly_cost,
            seed,
            replications,
            ..AskAdvice::default()
        };
        let advice = advise(&db, &scope, &unit.id, &ask)?;
        return runtime.output.result(&advice, print_advice);
    }
    let query = IntradayQuery {
        business_unit_date: arguments.date,
        seed,
        replications,
        ..IntradayQuery::default()
    };
    let day = intraday(&db, &scope, &unit.id, &query)?;
    runtime.output.result(&day, print_day)
}

const CLOSE: [&str; 6] = [
    "contacts",
    "service level",
    "P10 … P90",
    "P(goal)",
    "ASA s",
    "abandoned",
];

fn close(name: &str, close: &ServiceAtClose) -> [String; 7] {
    let band = match (close.service_level_p10, close.service_level_p90) {
        (Some(p10), Some(p90)) => format!("{:.1} … {:.1} %", p10 * 100.0, p90 * 100.0),
        _ => String::new(),
    };
    let wait = close.average_speed_of_answer_seconds;
    [
        name.to_owned(),
        format!("{:.0}", close.offered),
        percent(close.service_level),
        band,
        percent(close.probability_of_meeting_goal.map(|of| of.share)),
        wait.map_or_else(String::new, |seconds| format!("{seconds:.1}")),
        percent(close.abandon_rate),
    ]
}

fn closes<'a>(rows: impl Iterator<Item = (&'a str, &'a ServiceAtClose)>) -> String {
    let [contacts, level, band, goal, wait, abandoned] = CLOSE;
    let headers = [
        "planning group",
        contacts,
        level,
        band,
        goal,
        wait,
        abandoned,
    ];
    table(headers, rows.map(|(name, one)| close(name, one))).to_string()
}

fn print_day(day: &IntradayResponse) {
    println!(
        "{} as of {}; schedule {} at version {}, expected at close:",
        day.start_date, day.as_of, day.schedule.id, day.schedule.version
    );
    let groups = day.intraday_data_groupings.iter();
    println!(
        "{}",
        closes(groups.map(|group| {
            let summary = &group.performance_prediction_data_summary;
            (group.planning_group_name.as_str(), summary)
        }))
    );
    for group in &day.intraday_data_groupings {
        println!(
            "\n{}, observed until {}",
            group.planning_group_name, group.observed_until
        );
        println!("{}", table(INTERVAL, rows(group, day)));
    }
    for left in &day.not_reforecast {
        println!(
            "{} {}: {}",
            left.planning_group_name, left.code, left.detail
        );
    }
}

const INTERVAL: [&str; 8] = [
    "interval",
    "forecast",
    "expected",
    "came",
    "required",
    "scheduled",
    "present",
    "service level",
];

fn rows(group: &IntradayDataGroup, day: &IntradayResponse) -> Vec<[String; 8]> {
    let heads = |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:.1}"));
    let forecast = group.forecast_data_per_interval.iter();
    let seen = group.actual_data_per_interval.iter();
    let staff = group.schedule_data_per_interval.iter();
    let service = group.performance_prediction_data_per_interval.iter();
    let all = forecast.zip(seen).zip(staff.zip(service)).enumerate();
    all.filter(|(_, ((forecast, _), (staff, _)))| {
        forecast.offered > 0.0 || forecast.expected_offered > 0.0 || staff.scheduled > 0.0
    })
    .map(|(index, ((forecast, seen), (staff, service)))| {
        let minutes = i64::from(day.interval_length_minutes) * i64::try_from(index).unwrap_or(0);
        let start = day
            .start_date
            .plus_minutes(minutes)
            .to_utc()
            .with_timezone(&day.time_zone);
        let observed = seen.as_ref().and_then(|seen| seen.service_level);
        let simulated = service.service_level_percent.map(|percent| percent / 100.0);
        [
            start.format("%H:%M").to_string(),
            format!("{:.0}", forecast.offered),
            format!("{:.0}", forecast.expected_offered),
            seen.as_ref()
                .map_or_else(String::new, |seen| format!("{:.0}", seen.offered)),
            format!("{:.0}", staff.required),
            heads(Some(staff.scheduled)),
            heads(staff.present),
            percent(observed.or(simulated)),
        ]
    })
    .collect()
}

fn print_advice(advice: &IntradayAdvice) {
    println!(
        "as of {}, schedule {} at version {}; if nothing is done:",
        advice.as_of, advice.schedule_id, advice.schedule_version
    );
    let groups = advice.planning_groups.iter();
    println!(
        "{}",
        closes(groups.map(|group| (group.planning_group_name.as_str(), &group.close)))
    );
    let rows = advice.actions.iter().map(|action| {
        let facts = &action.facts;
        let money = facts
            .cost
            .money
            .map_or_else(String::new, |money| format!("{money:.2}"));
        [
            format!("{}. {}", facts.rank, facts.description),
            format!("{:+.1}", facts.answered_in_time_gain),
            format!("{:.1}", facts.answered_in_time_gain_half_width),
            format!("{:.1}", facts.cost.agent_hours),
            money,
            facts.cost.agents.to_string(),
        ]
    });
    let headers = [
        "action",
        "in time more",
        "±",
        "agent-hours",
        "money",
        "agents",
    ];
    println!("\n{}", table(headers, rows));
    for left in &advice.not_reforecast {
        println!(
            "{} {}: {}",
            left.planning_group_name, left.code, left.detail
        );
    }
}
