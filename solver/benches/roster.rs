//! Rosters of generated centres: size, objective, bound, gap, seconds. `cargo bench -p crewcast-solver --bench roster`;
//! names after `--` choose cases, such as `200x1`.

use std::time::Instant;

use crewcast_solver::audit::audit;
use crewcast_solver::problem::{
    ActivityTemplate, Agent, Day, DemandGroup, Problem, ShiftTemplate, SlotRange, Weekday, WorkPlan,
};
use crewcast_solver::search::solve;

fn activity(id: &str, length: u32, earliest: u32, latest: u32, paid: bool) -> ActivityTemplate {
    ActivityTemplate {
        id: id.into(),
        length_minutes: length,
        earliest_start_minutes: earliest,
        latest_start_minutes: latest,
        paid,
        minimum_distance_minutes: 60,
        minimum_before_end_minutes: 30,
        split: None,
    }
}

fn plan(id: &str, hours: (u32, u32), paid_a_day: (u32, u32), days: (u32, u32)) -> WorkPlan {
    let shift = ShiftTemplate {
        id: "day".into(),
        weekdays: Weekday::ALL.to_vec(),
        earliest_start_minutes: 7 * 60,
        latest_start_minutes: 14 * 60,
        start_increment_minutes: 15,
        minimum_paid_minutes: paid_a_day.0,
        maximum_paid_minutes: paid_a_day.1,
        paid_increment_minutes: 30,
        activities: vec![
            activity("break", 15, 60, 150, true),
            activity("meal", 30, 180, 300, false),
            activity("break", 15, 300, 420, true),
        ]
        .into_iter()
        .take(if paid_a_day.0 < 420 { 2 } else { 3 })
        .collect(),
    };
    WorkPlan {
        id: id.into(),
        minimum_paid_minutes_per_week: hours.0,
        maximum_paid_minutes_per_week: hours.1,
        minimum_days_per_week: days.0,
        maximum_days_per_week: days.1,
        minimum_days_off: 0,
        maximum_consecutive_days: 6,
        minimum_time_between_shifts_minutes: 660,
        shifts: vec![shift],
        ..WorkPlan::default()
    }
}

/// Two thirds full-timers, one third part-timers of flexible length; two groups, a third of the agents with both skills;
/// one agent in ten has a day off. Demand has two humps a day and is a little above what the centre can cover.
fn centre(agents: usize, weeks: usize, groups: usize) -> Problem {
    let days: Vec<Day> = (0..7 * weeks)
        .map(|index| Day {
            first_slot: index * 96,
            slots: 96,
            weekday: Weekday::ALL[index % 7],
            week: index / 7,
            clock_change: None,
            is_public_holiday: false,
        })
        .collect();
    let weekday_factor = [1.1, 1.0, 0.95, 1.0, 1.05, 0.5, 0.4];
    let hours_a_head = agents as f64 * 34.0 / 6.0;
    let required = |share: f64| -> Vec<f64> {
        (0..672 * weeks)
            .map(|slot| {
                let hour = (slot % 96) as f64 / 4.0;
                let hump = |centre: f64, width: f64| (-((hour - centre) / width).powi(2)).exp();
                let shape = if (7.0..22.0).contains(&hour) {
                    hump(11.0, 2.5) + 0.8 * hump(16.0, 2.5)
                } else {
                    0.0
                };
                (share * weekday_factor[slot / 96 % 7] * hours_a_head / 7.6 * shape * 10.0).round()
                    / 10.0
            })
            .collect()
    };
    let group = |index: usize| DemandGroup {
        id: format!("group {index}"),
        required: required(if groups == 1 { 1.0 } else { [0.6, 0.4][index] }),
        under_cost_per_slot: [3.0, 4.0][index],
        over_cost_per_slot: 1.0,
        ..DemandGroup::default()
    };
    let who = |index: usize| Agent {
        id: format!("agent {index}"),
        groups: if groups == 1 {
            vec![0]
        } else {
            [vec![0], vec![0, 1], vec![1]][index % 3].clone()
        },
        plan: usize::from(index % 3 == 1),
        unavailable: if index % 10 == 9 {
            let day = index / 10 % 5;
            vec![SlotRange {
                start: day * 96,
                end: day * 96 + 96,
            }]
        } else {
            vec![]
        },
        paid_absence_minutes: vec![],
        ..Agent::default()
    };
    Problem {
        slot_minutes: 15,
        days,
        groups: (0..groups).map(group).collect(),
        agents: (0..agents).map(who).collect(),
        plans: vec![
            plan("full time", (2400, 2400), (480, 480), (5, 5)),
            plan("part time", (1200, 1500), (240, 480), (3, 5)),
        ],
        seed: 7,
        ..Problem::default()
    }
}

/// Sixty agents of two skills open from 8 to 21 h every day: exact 40-hour weeks with an unpaid meal, part
/// of the agents part-time, one in five with both skills; whole heads required, about as many as there are.
fn opening_hours_centre(weeks: usize) -> Problem {
    let mut problem = centre(60, weeks, 2);
    let shift = |plan: &mut WorkPlan, latest: u32, activities: Vec<ActivityTemplate>| {
        let shift = &mut plan.shifts[0];
        shift.earliest_start_minutes = 8 * 60;
        shift.latest_start_minutes = latest;
        shift.start_increment_minutes = 30;
        shift.activities = activities
            .into_iter()
            .map(|activity| ActivityTemplate {
                minimum_distance_minutes: 0,
                minimum_before_end_minutes: 0,
                split: None,
                ..activity
            })
            .collect();
    };
    let mut full_time = plan("full time", (2400, 2400), (480, 480), (5, 5));
    let activities = vec![
        activity("break", 15, 90, 150, true),
        activity("meal", 60, 195, 300, false),
        activity("break", 15, 375, 450, true),
    ];
    shift(&mut full_time, 12 * 60, activities);
    let mut part_time = plan("part time", (1200, 1500), (300, 300), (4, 5));
    shift(
        &mut part_time,
        16 * 60,
        vec![activity("break", 15, 120, 195, true)],
    );
    problem.plans = vec![full_time, part_time];
    for (index, agent) in problem.agents.iter_mut().enumerate() {
        agent.groups = match index % 10 {
            0..=4 => vec![0],
            5..=7 => vec![1],
            _ => vec![0, 1],
        };
        agent.plan = usize::from(index % 5 == 4);
        agent.unavailable.clear();
    }
    for (group, peak, weekend) in [(0, 21.0, 0.6), (1, 14.0, 0.5)] {
        let group = &mut problem.groups[group];
        (group.under_cost_per_slot, group.over_cost_per_slot) = (1.25, 0.25);
        for (slot, heads) in group.required.iter_mut().enumerate() {
            let hour = (slot % 96) as f64 / 4.0;
            let hump = |centre: f64, width: f64| (-((hour - centre) / width).powi(2)).exp();
            let day = if slot / 96 % 7 < 5 { 1.0 } else { weekend };
            let shape = if (8.0..21.0).contains(&hour) {
                0.25 + 0.75 * (hump(10.5, 2.0) + 0.85 * hump(15.5, 3.0)).min(1.0)
            } else {
                0.0
            };
            *heads = (peak * day * shape).round();
        }
    }
    problem
}

fn main() {
    let chosen: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    let verbose = std::env::args().any(|argument| argument == "--verbose");
    println!(
        "{:<16}{:>12}{:>12}{:>9}{:>9}{:>9}{:>8}{:>10}  audit",
        "case", "objective", "bound", "gap %", "seconds", "columns", "rounds", "pricings"
    );
    let sizes = [
        (50, 1, 1),
        (100, 1, 1),
        (200, 1, 1),
        (50, 1, 2),
        (200, 1, 2),
        (100, 4, 1),
    ];
    let mut cases: Vec<(String, Problem)> = sizes
        .into_iter()
        .map(|(agents, weeks, groups)| {
            (
                format!("{agents}x{weeks}x{groups}"),
                centre(agents, weeks, groups),
            )
        })
        .collect();
    cases.push(("one week".to_owned(), opening_hours_centre(1)));
    cases.push(("two weeks".to_owned(), opening_hours_centre(2)));
    for (name, problem) in cases {
        if !chosen.is_empty()
            && !chosen
                .iter()
                .any(|wanted| name.starts_with(wanted.as_str()))
        {
            continue;
        }
        let start = Instant::now();
        let mut last = ("", 0);
        let mut report = |progress: crewcast_solver::search::Progress| {
            let seconds = start.elapsed().as_secs();
            if verbose && (progress.phase, seconds) != last {
                last = (progress.phase, seconds);
                println!("  {:?} {:.1} s", progress, start.elapsed().as_secs_f64());
            }
        };
        match solve(&problem, &|| start.elapsed().as_secs() >= 120, &mut report) {
            Ok(solution) => {
                let seconds = start.elapsed().as_secs_f64();
                let certificate = audit(&problem, &solution);
                println!(
                    "{name:<16}{:>12.2}{:>12.2}{:>9.3}{seconds:>9.1}{:>9}{:>8}{:>10}  {} breaches, {:?}",
                    solution.objective,
                    solution.bound,
                    100.0 * solution.gap,
                    solution.work.columns,
                    solution.work.rounds,
                    solution.work.pricings,
                    certificate.breaches.len(),
                    solution.status,
                );
                if verbose {
                    certificate
                        .breaches
                        .iter()
                        .take(5)
                        .for_each(|breach| println!("  {breach:?}"));
                    solution
                        .messages
                        .iter()
                        .for_each(|message| println!("  {:?} {}", message.severity, message.text));
                }
            }
            Err(error) => println!("{name:<16} {error}"),
        }
    }
}
