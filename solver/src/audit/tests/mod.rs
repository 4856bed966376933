mod costs;
mod edits;
mod engine;
mod planted;
mod report;

use super::audit;
use crate::problem::{
    ActivityTemplate, Agent, CostStep, Day, DemandGroup, Limit, Line, PlacedActivity, Price,
    Problem, Shift, ShiftDemand, ShiftTemplate, Strictness, Weekday, WorkPlan,
};
use crate::search::{Solution, Status, Work};

/// A shift of the given template on a day: eight paid hours, the meal after four, the break after two.
fn shift(template: &str, day: usize) -> Shift {
    let hour = if template == "early" { 7 } else { 13 };
    let start_slot = day * 24 + hour;
    let place = |kind: &str, after: usize, paid| PlacedActivity {
        kind: kind.into(),
        start_slot: start_slot + after,
        slots: 1,
        paid,
    };
    Shift {
        day,
        start_slot,
        end_slot: start_slot + 9,
        template: template.into(),
        activities: vec![place("break", 2, true), place("meal", 4, false)],
    }
}

fn template(id: &str, from_hour: u32) -> ShiftTemplate {
    let activity = |id: &str, earliest: u32, paid| ActivityTemplate {
        id: id.into(),
        length_minutes: 60,
        earliest_start_minutes: earliest,
        latest_start_minutes: earliest + 120,
        paid,
        minimum_distance_minutes: 60,
        minimum_before_end_minutes: 120,
        split: None,
    };
    ShiftTemplate {
        id: id.into(),
        weekdays: Weekday::ALL.to_vec(),
        earliest_start_minutes: from_hour * 60,
        latest_start_minutes: (from_hour + 4) * 60,
        start_increment_minutes: 60,
        minimum_paid_minutes: 420,
        maximum_paid_minutes: 480,
        paid_increment_minutes: 60,
        activities: vec![activity("break", 120, true), activity("meal", 180, false)],
    }
}

/// Two weeks from Monday, three agents, calls and chats, demand by shift: every kind of cost is above 0.
fn centre() -> Problem {
    let day = |index: usize| Day {
        first_slot: index * 24,
        slots: 24,
        weekday: Weekday::ALL[index % 7],
        week: index / 7,
        clock_change: None,
        is_public_holiday: false,
    };
    let demand = |id: &str, heads: f64, under: f64| DemandGroup {
        id: id.into(),
        required: (0..336)
            .map(|slot| {
                if (7..22).contains(&(slot % 24)) {
                    heads
                } else {
                    0.0
                }
            })
            .collect(),
        under_cost_per_slot: under,
        over_cost_per_slot: 1.0,
        under_steps: vec![CostStep {
            beyond_heads: 1.0,
            cost_per_slot: 2.0 * under,
        }],
        over_steps: vec![],
    };
    let plan = WorkPlan {
        id: "full time".into(),
        minimum_paid_minutes_per_week: 2400,
        maximum_paid_minutes_per_week: 2400,
        minimum_days_per_week: 5,
        maximum_days_per_week: 5,
        minimum_days_off: 4,
        maximum_consecutive_days: 5,
        minimum_time_between_shifts_minutes: 660,
        shifts: vec![template("early", 5), template("late", 11)],
        ..WorkPlan::default()
    };
    let agent = |id: &str, groups: &[usize]| Agent {
        id: id.into(),
        groups: groups.to_vec(),
        ..Agent::default()
    };
    Problem {
        slot_minutes: 60,
        days: (0..14).map(day).collect(),
        groups: vec![demand("calls", 1.5, 3.0), demand("chats", 0.5, 2.0)],
        shift_demand: vec![
            ShiftDemand {
                day: 5,
                template: "early".into(),
                required: 2,
                under_cost: 10.0,
                over_cost: 1.0,
            },
            ShiftDemand {
                day: 0,
                template: "late".into(),
                required: 0,
                under_cost: 10.0,
                over_cost: 1.0,
            },
        ],
        agents: vec![agent("Ana", &[0]), agent("Bo", &[0, 1]), agent("Cem", &[1])],
        plans: vec![plan],
        ..Problem::default()
    }
}

fn on(agent: usize, template: &str, days: &[usize]) -> Line {
    Line {
        agent,
        shifts: days.iter().map(|&day| shift(template, day)).collect(),
    }
}

/// Ana early and Bo late on the days from Monday to Friday, Cem early around the first weekend.
fn lines() -> Vec<Line> {
    let weekdays = [0, 1, 2, 3, 4, 7, 8, 9, 10, 11];
    vec![
        on(0, "early", &weekdays),
        on(1, "late", &weekdays),
        on(2, "early", &[0, 1, 2, 5, 6, 9, 10, 11, 12, 13]),
    ]
}

/// Figures of the lines as the judge finds them, so that nothing but a planted fault is left to find.
fn reported(problem: &Problem, lines: Vec<Line>) -> Solution {
    let mut solution = Solution {
        lines,
        objective: 0.0,
        line_cost: 0.0,
        bound: 0.0,
        gap: 0.0,
        status: Status::WorkLimit,
        work: Work::default(),
        staffed: vec![],
        shifts_staffed: vec![],
        under: vec![],
        over: vec![],
        relaxed: vec![],
        shortages: vec![],
        messages: vec![],
    };
    let found = audit(problem, &solution);
    solution.objective = found.objective;
    solution.line_cost = found.costs.of_lines();
    solution.shifts_staffed = found.shifts_staffed;
    solution.staffed = problem
        .groups
        .iter()
        .zip(found.under.iter().zip(&found.over))
        .map(|(group, (under, over))| {
            let heads = group.required.iter().zip(under.iter().zip(over));
            heads
                .map(|(need, (under, over))| need - under + over)
                .collect()
        })
        .collect();
    solution.under = found.under;
    solution.over = found.over;
    solution
}

/// Names of the rules and checks that a solution breaks, each once.
fn broken(problem: &Problem, solution: &Solution) -> Vec<String> {
    let mut names: Vec<String> = audit(problem, solution)
        .breaches
        .into_iter()
        .map(|breach| breach.rule)
        .collect();
    names.sort();
    names.dedup();
    names
}

fn soft(value: u32, price: u32) -> Option<Limit> {
    Some(Limit::soft(value, Price::from(price)))
}

fn softly(price: u32) -> Option<Strictness> {
    Some(Strictness::Soft(Price::from(price)))
}
