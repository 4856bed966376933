//! What agents who are there cost, and the design problem over a roster's.

use crewcast_solver::problem::{
    Agent, BreakLimit, DemandGroup, Price, Problem, Request, RotationWeek, Wish, WorkPlan,
};
use crewcast_solver::shift_design::Design;

use super::problem::{designed_team, present_cost, state_design};
use super::*;

fn contract(work_plan: &str, groups: &[&str], cost_per_week: f64) -> ShiftContract {
    ShiftContract {
        work_plan_id: work_plan.to_owned(),
        planning_group_ids: groups.iter().map(|id| (*id).to_owned()).collect(),
        skill_ids: Vec::new(),
        cost_per_week,
        minimum_agents: 0,
        maximum_agents: 10,
    }
}

fn request(contracts: Vec<ShiftContract>) -> DesignShifts {
    DesignShifts {
        business_unit_id: "unit".to_owned(),
        week_date: "2026-06-01".parse().unwrap(),
        week_count: 2,
        short_term_forecast_id: "forecast".to_owned(),
        description: String::new(),
        contracts,
        maximum_shift_kinds: Some(3),
        short_hour_cost: Some(8.0),
        idle_hour_cost: None,
        seed: None,
        time_limit_seconds: None,
    }
}

/// Slots of a quarter of an hour.
fn roster() -> Problem {
    let plan = |id: &str| WorkPlan {
        id: id.to_owned(),
        ..WorkPlan::default()
    };
    let group = |id: &str| DemandGroup {
        id: id.to_owned(),
        under_cost_per_slot: 1.25,
        over_cost_per_slot: 0.25,
        ..DemandGroup::default()
    };
    let agent = |plan: usize, groups: &[usize]| Agent {
        groups: groups.to_vec(),
        plan,
        ..Agent::default()
    };
    Problem {
        slot_minutes: 15,
        groups: vec![group("calls"), group("chats")],
        plans: vec![plan("full"), plan("half"), plan("night")],
        agents: vec![
            agent(0, &[0]),
            agent(0, &[1, 0]),
            agent(0, &[1]),
            agent(2, &[0]),
        ],
        ..Problem::default()
    }
}

#[test]
fn costs_are_of_all_the_weeks_and_of_slots_and_the_present_team_has_the_same() {
    let asked = request(vec![contract("half", &["chats", "calls"], 30.0)]);
    let stated = state_design(&asked, &roster()).unwrap();
    let found = &stated.design.contracts[0];
    assert_eq!((found.plan, found.groups.as_slice()), (1, &[1, 0][..]));
    assert_eq!(found.cost_per_agent, 60.0);
    assert_eq!(stated.design.most_shift_kinds, Some(3));
    for group in stated.design.groups.iter().chain(&stated.present.groups) {
        assert_eq!(
            (group.under_cost_per_slot, group.over_cost_per_slot),
            (2.0, 0.25)
        );
    }
    assert_eq!(stated.unit, 1.0);
    assert_eq!(stated.present.agents, roster().agents);
}

#[test]
fn prices_of_rules_keep_their_worth_in_idle_hours_whatever_the_unit_of_the_costs() {
    let asked = |short: f64, idle: f64| {
        let mut asked = request(vec![contract("half", &["calls"], 30.0)]);
        (asked.short_hour_cost, asked.idle_hour_cost) = (Some(short), Some(idle));
        state_design(&asked, &roster()).unwrap()
    };
    let of = |stated: &super::problem::StatedDesign| {
        let group = &stated.design.groups[0];
        let costs = (group.under_cost_per_slot, group.over_cost_per_slot);
        (costs, stated.design.contracts[0].cost_per_agent)
    };
    // 80 money a missing hour, 10 an idle one: as 8 and 1 idle hours, and 60 money as 6.
    let money = asked(80.0, 10.0);
    assert_eq!(of(&money), ((2.0, 0.25), 6.0));
    assert_eq!(money.unit, 10.0);
    let idle_is_free = asked(80.0, 0.0);
    assert_eq!(of(&idle_is_free), ((1.25, 0.0), 3.75));
    assert_eq!(idle_is_free.unit, 16.0);
}

#[test]
fn wishes_of_agents_who_are_there_are_left_out_and_limits_on_breaks_hold_for_both_teams() {
    let mut now = roster();
    now.agents[0].requests = vec![Request {
        day: 0,
        wish: Wish::DayOff,
        price: Price::new(3.0).unwrap(),
    }];
    now.break_limits = vec![BreakLimit {
        id: "meals".to_owned(),
        groups: Vec::new(),
        activities: Vec::new(),
        most_at_once: 2,
        over_cost_per_slot: 1.0,
    }];
    now.plans[1].rules.rotation = vec![RotationWeek::default(); 2];
    let asked = request(vec![contract("half", &["calls"], 30.0)]);
    let stated = state_design(&asked, &now).unwrap();
    assert!(stated.present.agents[0].requests.is_empty());
    let design = Design {
        agents: vec![3],
        shifts: Vec::new(),
        kinds: Vec::new(),
        agent_cost: 180.0,
        staffing_cost: 0.0,
        objective: 180.0,
        bound: 180.0,
        gap: 0.0,
        under: Vec::new(),
        over: Vec::new(),
    };
    let team = designed_team(&stated, &design, 2);
    assert_eq!(team.break_limits, stated.present.break_limits);
    let places: Vec<usize> = team.agents.iter().map(|a| a.rotation_offset).collect();
    assert_eq!(places, [0, 1, 0]);
}

#[test]
fn what_a_forecast_or_business_unit_does_not_have_any_more_is_named() {
    let code = |contract| {
        let refused = state_design(&request(vec![contract]), &roster());
        refused.err().map(|failure| failure.code())
    };
    assert_eq!(
        code(contract("full", &["mails"], 1.0)),
        Some("forecast-without-planning-group")
    );
    assert_eq!(
        code(contract("gone", &["calls"], 1.0)),
        Some("work-plan-gone")
    );
}

#[test]
fn agents_cost_as_the_contract_of_their_skills_or_the_dearest_of_their_work_plan() {
    let asked = request(vec![
        contract("full", &["calls"], 40.0),
        contract("full", &["calls", "chats"], 50.0),
    ]);
    let stated = state_design(&asked, &roster()).unwrap();
    let cost = present_cost(&stated.design, &stated.present.agents);
    assert_eq!(cost.by_contract, [1, 1]);
    // Two weeks of 40, 50, and 50 for the one who takes chats alone.
    assert_eq!((cost.known, cost.without), (280.0, 1));
}
