//! A small world for the rules' tests: one agent, a week of hourly slots, eight-hour shifts with an hour's meal.

use crate::problem::{
    ActivityTemplate, Agent, Day, DemandGroup, Line, PlacedActivity, Problem, Shift, ShiftTemplate,
    Weekday, WorkPlan,
};

pub fn week() -> Problem {
    let day = |index: usize| Day {
        first_slot: index * 24,
        slots: 24,
        weekday: Weekday::ALL[index % 7],
        week: index / 7,
        clock_change: None,
        is_public_holiday: false,
    };
    let meal = ActivityTemplate {
        id: "meal".into(),
        length_minutes: 60,
        earliest_start_minutes: 180,
        latest_start_minutes: 300,
        paid: false,
        minimum_distance_minutes: 0,
        minimum_before_end_minutes: 0,
        split: None,
    };
    let shift = ShiftTemplate {
        id: "day".into(),
        weekdays: Weekday::ALL[..6].to_vec(),
        earliest_start_minutes: 360,
        latest_start_minutes: 720,
        start_increment_minutes: 120,
        minimum_paid_minutes: 420,
        maximum_paid_minutes: 480,
        paid_increment_minutes: 60,
        activities: vec![meal],
    };
    let plan = WorkPlan {
        id: "full time".into(),
        minimum_paid_minutes_per_week: 2100,
        maximum_paid_minutes_per_week: 2400,
        minimum_days_per_week: 4,
        maximum_days_per_week: 5,
        minimum_days_off: 2,
        maximum_consecutive_days: 5,
        minimum_time_between_shifts_minutes: 660,
        shifts: vec![shift],
        ..WorkPlan::default()
    };
    Problem {
        slot_minutes: 60,
        days: (0..7).map(day).collect(),
        groups: vec![DemandGroup {
            id: "calls".into(),
            required: vec![1.0; 168],
            under_cost_per_slot: 2.0,
            over_cost_per_slot: 1.0,
            ..DemandGroup::default()
        }],
        agents: vec![Agent {
            id: "Ana".into(),
            groups: vec![0],
            plan: 0,
            unavailable: vec![],
            paid_absence_minutes: vec![],
            ..Agent::default()
        }],
        plans: vec![plan],
        seed: 1,
        ..Problem::default()
    }
}

/// Eight paid hours from `hour` on `day`, the meal after four.
pub fn shift(day: usize, hour: usize) -> Shift {
    let start_slot = day * 24 + hour;
    Shift {
        day,
        start_slot,
        end_slot: start_slot + 9,
        template: "day".into(),
        activities: vec![PlacedActivity {
            kind: "meal".into(),
            start_slot: start_slot + 4,
            slots: 1,
            paid: false,
        }],
    }
}

pub fn line(shifts: Vec<Shift>) -> Line {
    Line { agent: 0, shifts }
}

/// Monday to Friday from eight.
pub fn ordinary_week() -> Line {
    line((0..5).map(|day| shift(day, 8)).collect())
}

/// Nine hours from eight on each of the days.
pub fn on_days(days: &[usize]) -> Line {
    line(days.iter().map(|&day| shift(day, 8)).collect())
}

/// The small world over `days` days from a given day of the week on.
pub fn days_from(first: Weekday, days: usize) -> Problem {
    let mut problem = week();
    let start = Weekday::ALL
        .iter()
        .position(|&day| day == first)
        .expect("a day of the week");
    problem.days = (0..days)
        .map(|index| Day {
            first_slot: index * 24,
            slots: 24,
            weekday: Weekday::ALL[(start + index) % 7],
            week: (start + index) / 7,
            clock_change: None,
            is_public_holiday: false,
        })
        .collect();
    problem.groups[0].required = vec![1.0; days * 24];
    problem
}
