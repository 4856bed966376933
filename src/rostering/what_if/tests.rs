//! Changes in the solver's words, and two rosters side by side.

use std::collections::BTreeMap;

use crewcast_solver::problem::{
    Agent, Day, DemandGroup, Limit, Line, PlanRules, Problem, Shift, ShiftTemplate, Strictness,
    Weekday, WorkPlan,
};
use crewcast_solver::repair::Change;
use serde_json::json;

use super::change::stated;
use super::comparison::lines_compared;
use super::*;
use crate::rostering::explanations::Terms;
use crate::rostering::names::Names;
use crate::rostering::record::{RosterRecord, Setting};

/// Two agents on one plan, two groups, a week of hours.
fn record() -> RosterRecord {
    let days = (0..7).map(|day| Day {
        first_slot: day * 24,
        slots: 24,
        weekday: Weekday::ALL[day],
        week: 0,
        clock_change: None,
        is_public_holiday: false,
    });
    let shift = ShiftTemplate {
        id: "Day".to_owned(),
        weekdays: Weekday::ALL.to_vec(),
        earliest_start_minutes: 480,
        latest_start_minutes: 540,
        start_increment_minutes: 60,
        minimum_paid_minutes: 480,
        maximum_paid_minutes: 480,
        paid_increment_minutes: 60,
        activities: Vec::new(),
    };
    let plan = WorkPlan {
        id: "full".to_owned(),
        maximum_days_per_week: 5,
        minimum_days_per_week: 2,
        maximum_paid_minutes_per_week: 2_400,
        maximum_consecutive_days: 5,
        shifts: vec![shift],
        rules: PlanRules {
            maximum_worked_weekends: Some(Limit {
                value: 1,
                strictness: Strictness::Hard,
            }),
            maximum_paid_minutes_per_day: Some(600),
            ..PlanRules::default()
        },
        ..WorkPlan::default()
    };
    let group = |id: &str, heads: f64| DemandGroup {
        id: id.to_owned(),
        required: vec![heads; 168],
        under_cost_per_slot: 5.0,
        over_cost_per_slot: 1.0,
        ..DemandGroup::default()
    };
    let agent = |id: &str| Agent {
        id: id.to_owned(),
        groups: vec![0],
        ..Agent::default()
    };
    let shifts = BTreeMap::from([("Day".to_owned(), "Day".to_owned())]);
    let days: Vec<Day> = days.collect();
    let first: chrono::NaiveDate = "2026-06-01".parse().unwrap();
    RosterRecord {
        run_id: "run".to_owned(),
        setting: Setting {
            start: crate::schedules::testing::instant("2026-05-31T22:00:00Z"),
            zone: chrono_tz::Europe::Berlin,
            dates: first.iter_days().take(7).collect(),
            names: Names::default(),
            shift_names: vec![shifts],
        },
        problem: Problem {
            days,
            groups: vec![group("calls", 3.0), group("chats", 10.0)],
            agents: vec![agent("Ana"), agent("Bo")],
            plans: vec![plan],
            ..Problem::default()
        },
        found: None,
    }
}

fn changes(of: serde_json::Value) -> Vec<RosterChange> {
    serde_json::from_value(of).unwrap()
}

fn refused(of: serde_json::Value) -> Vec<String> {
    let record = record();
    let failure = stated(&Terms::of(&record), &changes(of)).unwrap_err();
    let faults = failure.faults().iter();
    let told = faults.map(|fault| format!("{} {}", fault.pointer, fault.code));
    told.collect()
}

#[test]
fn agents_come_go_and_are_told_apart_by_the_change_that_brings_them() {
    let record = record();
    let asked = changes(json!([
        { "addAgents": { "count": 2, "workPlanId": "full", "planningGroupIds": ["chats", "calls"] } },
        { "removeAgent": { "agentId": "Ana" } },
    ]));
    let stated = stated(&Terms::of(&record), &asked).unwrap();
    assert_eq!(
        stated[0],
        Change::RemoveAgent { agent: 0 },
        "positions hold while agents are removed"
    );
    let added: Vec<_> = stated[1..]
        .iter()
        .map(|change| match change {
            Change::AddAgent { agent } => (agent.id.as_str(), agent.groups.clone(), agent.plan),
            other => panic!("an agent more, not {other:?}"),
        })
        .collect();
    assert_eq!(
        added,
        [("added-0-1", vec![0, 1], 0), ("added-0-2", vec![0, 1], 0)]
    );
}

#[test]
fn demand_is_multiplied_and_rounded_up_to_whole_agents_but_not_by_rounding_errors() {
    let record = record();
    let required = |factor: f64| {
        let asked =
            changes(json!([{ "changeDemand": { "planningGroupId": "chats", "factor": factor } }]));
        match &stated(&Terms::of(&record), &asked).unwrap()[..] {
            [Change::Demand { group: 1, to }] => to.required[40],
            other => panic!("another demand, not {other:?}"),
        }
    };
    assert_eq!([1.1, 1.15, 0.0, 0.71].map(required), [11.0, 12.0, 0.0, 8.0]);
}

#[test]
fn limits_that_are_given_take_the_place_of_the_plans_and_the_others_stay() {
    let record = record();
    let asked = changes(json!([{ "changeWorkPlan": {
        "workPlanId": "full", "maximumDays": 6,
        "rules": { "maximumWorkingWeekends": { "value": 2, "priceHeadMinutes": 60 } } } }]));
    let stated = stated(&Terms::of(&record), &asked).unwrap();
    let [Change::Plan { plan: 0, to }] = &stated[..] else {
        panic!("another plan, not {stated:?}");
    };
    let before = &record.problem.plans[0];
    assert_eq!(to.maximum_days_per_week, 6);
    assert_eq!(to.minimum_days_per_week, before.minimum_days_per_week);
    let weekends = to.rules.maximum_worked_weekends.unwrap();
    assert_eq!((weekends.value, weekends.price_above(4)), (2, 2.0));
    assert_eq!(to.rules.maximum_paid_minutes_per_day, Some(600));
    assert_eq!(to.shifts, before.shifts);
}

#[test]
fn what_the_roster_has_not_and_what_cannot_be_is_named_with_its_place() {
    assert_eq!(
        refused(json!([
            { "addAgents": { "count": 0, "workPlanId": "half", "planningGroupIds": [] } },
            { "removeAgent": { "agentId": "Cem" } },
            { "changeDemand": { "planningGroupId": "mails", "factor": -1.0 } },
            { "changeWorkPlan": { "workPlanId": "full" } },
        ])),
        [
            "/changes/0/addAgents/count out-of-range",
            "/changes/0/addAgents/workPlanId not-in-the-roster",
            "/changes/0/addAgents/planningGroupIds empty",
            "/changes/1/removeAgent/agentId not-in-the-roster",
            "/changes/2/changeDemand/factor out-of-range",
            "/changes/2/changeDemand/planningGroupId not-in-the-roster",
            "/changes/3/changeWorkPlan empty",
        ]
    );
    assert_eq!(
        refused(json!([
            { "removeAgent": { "agentId": "Bo" } },
            { "removeAgent": { "agentId": "Bo" } },
            { "changeWorkPlan": { "workPlanId": "full", "maximumDays": 1 } },
        ])),
        [
            "/changes/1/removeAgent/agentId duplicate",
            "/changes/2/changeWorkPlan/minimumWorkingDaysPerWeek contradiction",
        ]
    );
}

#[test]
fn lines_are_told_for_those_who_come_go_or_have_other_shifts() {
    let before = record();
    let shift = |day: usize| Shift {
        day,
        template: "Day".to_owned(),
        start_slot: day * 24 + 8,
        end_slot: day * 24 + 16,
        activities: Vec::new(),
    };
    let line = |agent: usize, days: &[usize]| Line {
        agent,
        shifts: days.iter().map(|day| shift(*day)).collect(),
    };
    let mut changed = before.problem.clone();
    changed.agents.remove(0);
    for id in ["Cem", "Dia"] {
        changed.agents.push(Agent {
            id: id.to_owned(),
            ..changed.agents[0].clone()
        });
    }
    let mut with_cem = before.clone();
    with_cem.problem.agents.push(changed.agents[1].clone());
    let old = [line(0, &[0]), line(1, &[0, 1, 2]), line(2, &[4])];
    let new = [line(0, &[0, 2, 3]), line(1, &[4]), line(2, &[5])];
    let told = lines_compared(
        (&Terms::of(&with_cem), &old),
        (&Terms::of_changed(&with_cem, &changed), &new),
    );
    let told: Vec<_> = told
        .iter()
        .map(|line| {
            let dates = line.changed_dates.iter().map(ToString::to_string);
            (line.kind, line.agent_id.as_str(), dates.collect::<Vec<_>>())
        })
        .collect();
    let date = |day: u32| format!("2026-06-{day:02}");
    assert_eq!(
        told,
        [
            (LineChangeKind::AgentRemoved, "Ana", vec![date(1)]),
            (LineChangeKind::ShiftsChanged, "Bo", vec![date(2), date(4)]),
            (LineChangeKind::AgentAdded, "Dia", vec![date(6)]),
        ]
    );
}
