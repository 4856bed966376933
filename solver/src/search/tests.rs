mod enumeration;

use proptest::prelude::*;

use super::{Progress, Solution, Status, solve};
use crate::audit::audit;
use crate::explain::{Cause, Severity};
use crate::problem::{Agent, ClockChange, DemandGroup, Problem, SlotRange, Weekday, WorkedBefore};
use crate::rules;
use crate::rules::testing::week;

fn solved(problem: &Problem) -> Solution {
    let solution = solve(problem, &|| false, &mut |_| ()).expect("a valid problem has a roster");
    let certificate = audit(problem, &solution);
    assert!(certificate.is_clean(), "{:?}", certificate.breaches);
    assert!(solution.bound <= solution.objective + 1e-9);
    solution
}

fn agent(id: &str, groups: Vec<usize>) -> Agent {
    Agent {
        id: id.into(),
        groups,
        plan: 0,
        unavailable: vec![],
        paid_absence_minutes: vec![],
        ..Agent::default()
    }
}

/// Demand of `heads` in the hours `from..to` of every day of the problem.
fn every_day(problem: &Problem, heads: f64, from: usize, to: usize) -> Vec<f64> {
    (0..problem.horizon_slots())
        .map(|slot| {
            if (from..to).contains(&(slot % 24)) {
                heads
            } else {
                0.0
            }
        })
        .collect()
}

/// Rules without minima, so that every mix of shifts is allowed that the rest of the plan allows.
fn free_of_minima(mut problem: Problem) -> Problem {
    let plan = &mut problem.plans[0];
    plan.minimum_paid_minutes_per_week = 0;
    plan.minimum_days_per_week = 0;
    problem
}

#[test]
fn enough_agents_meet_a_demand_their_shifts_can_meet() {
    let mut problem = free_of_minima(week());
    problem.plans[0].shifts[0].activities.clear();
    problem.plans[0].maximum_paid_minutes_per_week = 2400;
    problem.agents = ["Ana", "Bo", "Cem"].map(|id| agent(id, vec![0])).to_vec();
    problem.groups[0].required = (0..168)
        .map(|slot| {
            if slot < 144 && (8..16).contains(&(slot % 24)) {
                1.0
            } else {
                0.0
            }
        })
        .collect();
    let solution = solved(&problem);
    assert!(solution.objective.abs() < 1e-9);
    assert_eq!(solution.status, Status::OptimalWithinGap);
    assert!(solution.shortages.is_empty());
}

#[test]
fn an_agent_with_two_skills_is_counted_once() {
    let mut problem = free_of_minima(week());
    problem.agents = vec![agent("Ana", vec![0, 1])];
    problem.groups[0].required = every_day(&problem, 1.0, 8, 17);
    let second = DemandGroup {
        id: "chats".into(),
        under_cost_per_slot: 3.0,
        ..problem.groups[0].clone()
    };
    problem.groups.push(second);
    let solution = solved(&problem);
    for slot in 0..problem.horizon_slots() {
        let working = solution.lines[0]
            .shifts
            .iter()
            .flat_map(|shift| shift.on_queue_slots())
            .filter(|&at| at == slot)
            .count();
        let counted: f64 = solution.staffed.iter().map(|group| group[slot]).sum();
        assert!((counted - working as f64).abs() < 1e-9);
    }
    // The dearer group is served first.
    assert!(solution.staffed[0].iter().sum::<f64>() < 1e-9);
    assert!(solution.staffed[1].iter().sum::<f64>() > 35.0);
}

#[test]
fn a_night_shift_covers_the_next_morning_and_may_run_over_the_horizon() {
    let mut problem = free_of_minima(week());
    let shift = &mut problem.plans[0].shifts[0];
    shift.earliest_start_minutes = 22 * 60;
    shift.latest_start_minutes = 22 * 60;
    shift.weekdays = Weekday::ALL.to_vec();
    problem.groups[0].required = (0..168)
        .map(|slot| {
            if slot % 24 < 6 || slot % 24 >= 22 {
                1.0
            } else {
                0.0
            }
        })
        .collect();
    let solution = solved(&problem);
    let shifts = &solution.lines[0].shifts;
    assert!(!shifts.is_empty());
    assert!(
        shifts
            .iter()
            .all(|shift| shift.start_slot % 24 == 22 && shift.end_slot > (shift.day + 1) * 24)
    );
}

#[test]
fn shifts_follow_the_clock_on_days_of_23_and_25_hours() {
    for forward in [60, -60] {
        let mut problem = free_of_minima(week());
        let at_minutes = if forward > 0 { 120 } else { 180 };
        let slots = if forward > 0 { 23 } else { 25 };
        problem.days[2].slots = slots;
        problem.days[2].clock_change = Some(ClockChange {
            at_minutes,
            forward_minutes: forward,
        });
        let mut next = 0;
        for day in &mut problem.days {
            day.first_slot = next;
            next = day.end_slot();
        }
        let shift = &mut problem.plans[0].shifts[0];
        shift.earliest_start_minutes = 480;
        shift.latest_start_minutes = 480;
        let horizon = problem.horizon_slots();
        problem.groups[0].required = vec![1.0; horizon];
        let solution = solved(&problem);
        let changed = solution.lines[0].shifts.iter().find(|shift| shift.day == 2);
        let eight = if forward > 0 { 7 } else { 9 };
        if let Some(shift) = changed {
            assert_eq!(shift.start_slot - problem.days[2].first_slot, eight);
        }
        assert!(solution.lines[0].shifts.iter().any(|shift| shift.day > 2));
        assert_eq!(solution.lines[0].shifts.len(), 5);
    }
}

#[test]
fn a_minimum_that_no_roster_can_meet_is_relaxed_and_named() {
    let mut problem = week();
    problem.plans[0].minimum_days_per_week = 0;
    problem.agents[0].unavailable = vec![SlotRange { start: 0, end: 72 }];
    problem.groups[0].required = every_day(&problem, 1.0, 8, 17);
    let solution = solved(&problem);
    assert_eq!(
        solution.lines[0].shifts.len(),
        3,
        "as near to the minimum as the absence allows"
    );
    assert_eq!(solution.relaxed.len(), 1);
    let message = solution
        .messages
        .iter()
        .find(|message| message.severity == Severity::Error)
        .expect("an error message");
    assert_eq!(message.rule.as_deref(), Some(rules::PAID_MINUTES_PER_WEEK));
    assert!(
        message.text.contains("Ana") && message.text.contains("full time"),
        "{}",
        message.text
    );
    let certificate = audit(&problem, &solution);
    assert_eq!(certificate.relaxed.len(), 1);
    // The same absence as paid time needs no relaxation.
    problem.agents[0].paid_absence_minutes = vec![3 * 480];
    assert!(solved(&problem).relaxed.is_empty());
}

#[test]
fn both_minima_of_an_agent_who_is_away_all_week_are_relaxed() {
    let mut problem = week();
    problem.agents[0].unavailable = vec![SlotRange { start: 0, end: 168 }];
    let solution = solved(&problem);
    assert_eq!(solution.relaxed.len(), 2);
    assert!(solution.lines[0].shifts.is_empty());
    assert!(
        solution
            .messages
            .iter()
            .any(|message| message.code == "agent-without-shift")
    );
}

#[test]
fn every_shortage_names_its_cause() {
    let mut problem = free_of_minima(week());
    let cause_at = |problem: &Problem, group: usize, slot: usize| {
        let solution = solved(problem);
        let found = solution
            .shortages
            .iter()
            .find(|one| one.group == group && (one.start_slot..one.end_slot).contains(&slot));
        found.map(|shortage| shortage.cause)
    };
    problem.groups[0].required = every_day(&problem, 3.0, 10, 14);
    // Monday to Friday, as many days as the plan allows.
    problem.groups[0].required[120..].fill(0.0);
    problem.groups[0].required[2] = 1.0;
    let chats = DemandGroup {
        id: "chats".into(),
        required: every_day(&problem, 1.0, 8, 9),
        ..problem.groups[0].clone()
    };
    problem.groups.push(chats);
    assert_eq!(cause_at(&problem, 1, 8), Some(Cause::NobodyHasTheSkill));
    assert_eq!(cause_at(&problem, 0, 2), Some(Cause::NoShiftReachesTheSlot));
    assert_eq!(cause_at(&problem, 0, 12), Some(Cause::TooFewSkilledAgents));
    problem.agents[0].unavailable = vec![SlotRange { start: 0, end: 24 }];
    assert_eq!(
        cause_at(&problem, 0, 12),
        Some(Cause::SkilledAgentsUnavailable)
    );
    problem.agents[0].unavailable.clear();
    problem.plans[0].maximum_days_per_week = 1;
    problem.groups[0].required = every_day(&problem, 1.0, 8, 17);
    let solution = solved(&problem);
    assert!(
        solution
            .shortages
            .iter()
            .any(|shortage| shortage.cause == Cause::PlansAtTheirMaximum)
    );
    problem.plans[0].maximum_days_per_week = 5;
    problem.groups[0].required = (0..168)
        .map(|slot| if slot == 12 { 0.5 } else { 0.0 })
        .collect();
    assert_eq!(
        cause_at(&problem, 0, 12),
        Some(Cause::DearerThanTheShortage)
    );
}

#[test]
fn a_stop_at_once_still_gives_a_sound_roster() {
    let mut problem = week();
    problem.agents = ["Ana", "Bo"].map(|id| agent(id, vec![0])).to_vec();
    let mut phases: Vec<Progress> = Vec::new();
    let solution =
        solve(&problem, &|| true, &mut |progress| phases.push(progress)).expect("a roster");
    assert!(audit(&problem, &solution).is_clean());
    assert_eq!(solution.status, Status::Stopped);
    assert_eq!(phases.last().map(|progress| progress.phase), Some("done"));
}

#[test]
fn the_days_before_the_horizon_bind() {
    let mut problem = free_of_minima(week());
    problem.groups[0].required = every_day(&problem, 1.0, 6, 20);
    problem.agents[0].before = WorkedBefore {
        consecutive_days: 5,
        minutes_since_last_shift: Some(60),
        ..WorkedBefore::default()
    };
    let solution = solved(&problem);
    assert!(solution.lines[0].shifts.iter().all(|shift| shift.day > 0));
    problem.agents[0].before.consecutive_days = 0;
    problem.groups[0].required = every_day(&problem, 1.0, 6, 15);
    let solution = solved(&problem);
    assert!(
        solution.lines[0]
            .shifts
            .iter()
            .all(|shift| shift.start_slot >= 10)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn random_rosters_are_sound_bounded_and_repeat(
        seed in 0u64..1000,
        demand in prop::collection::vec(0u8..8, 168),
        chats in prop::collection::vec(0u8..4, 168),
        skills in prop::collection::vec(0usize..3, 2..5),
        away in 0usize..7,
        rest in 10u32..15,
        row in 2u32..6,
        days_off in 1u32..4,
        least_hours in 0u32..36,
    ) {
        let mut problem = week();
        problem.seed = seed;
        problem.limits.search_steps = 60;
        let plan = &mut problem.plans[0];
        plan.minimum_time_between_shifts_minutes = rest * 60;
        plan.maximum_consecutive_days = row;
        plan.minimum_days_off = days_off;
        plan.minimum_paid_minutes_per_week = least_hours * 60;
        problem.groups[0].required = demand.iter().map(|&heads| f64::from(heads) / 2.0).collect();
        let second = DemandGroup {
            id: "chats".into(),
            required: chats.iter().map(|&heads| f64::from(heads) / 2.0).collect(),
            under_cost_per_slot: 3.0,
            over_cost_per_slot: 0.5,
            ..DemandGroup::default()
        };
        problem.groups.push(second);
        problem.agents = skills
            .iter()
            .enumerate()
            .map(|(index, &set)| agent(&format!("agent {index}"), [vec![0], vec![1], vec![0, 1]][set].clone()))
            .collect();
        problem.agents[0].unavailable = vec![SlotRange { start: away * 24 + 6, end: away * 24 + 30 }];
        let solution = solved(&problem);
        let certificate = audit(&problem, &solution);
        prop_assert!((certificate.objective - solution.objective).abs() < 1e-6);
        prop_assert_eq!(solution, solved(&problem));
    }
}

#[test]
fn several_weeks_keep_the_rules_that_reach_from_one_into_the_next() {
    let mut problem = week();
    for index in 7..21 {
        problem.days.push(crate::problem::Day {
            first_slot: index * 24,
            week: index / 7,
            ..problem.days[index % 7]
        });
    }
    problem.plans[0].shifts[0].weekdays = Weekday::ALL.to_vec();
    problem.plans[0].minimum_days_off = 6;
    problem.plans[0].maximum_consecutive_days = 4;
    problem.agents = ["Ana", "Bo", "Cem"].map(|id| agent(id, vec![0])).to_vec();
    problem.groups[0].required = every_day(&problem, 2.0, 7, 20);
    problem.limits.search_steps = 400;
    let solution = solved(&problem);
    assert!(solution.relaxed.is_empty());
    assert!(solution.bound > 0.0);
    assert!(
        solution.lines.iter().all(|line| line.shifts.len() == 15),
        "five days a week each"
    );
}
