mod enumeration;

use super::*;
use crate::audit::audit;
use crate::family::Centre;
use crate::problem::{
    ActivityTemplate, Agent, CostStep, Day, DemandGroup, Limits, Problem, ShiftTemplate,
    SplitShift, Weekday, WorkPlan,
};
use crate::search::{Progress, solve};

/// Days of 24 slots of an hour.
fn days(count: usize) -> Vec<Day> {
    (0..count)
        .map(|index| Day {
            first_slot: index * 24,
            slots: 24,
            weekday: Weekday::ALL[index % 7],
            week: index / 7,
            clock_change: None,
            is_public_holiday: false,
        })
        .collect()
}

/// Shifts of so many hours that start from 8 o'clock on, each hour up to `latest`.
fn plan(id: &str, hours: (u32, u32), latest: u32) -> WorkPlan {
    WorkPlan {
        id: id.into(),
        shifts: vec![ShiftTemplate {
            id: "day".into(),
            weekdays: Weekday::ALL.to_vec(),
            earliest_start_minutes: 480,
            latest_start_minutes: latest * 60,
            start_increment_minutes: 60,
            minimum_paid_minutes: hours.0 * 60,
            maximum_paid_minutes: hours.1 * 60,
            paid_increment_minutes: 60,
            activities: vec![],
        }],
        ..WorkPlan::default()
    }
}

fn group(id: &str, slots: usize, heads: &[(usize, f64)]) -> DemandGroup {
    let mut required = vec![0.0; slots];
    for &(slot, value) in heads {
        required[slot] = value;
    }
    DemandGroup {
        id: id.into(),
        required,
        under_cost_per_slot: 5.0,
        over_cost_per_slot: 1.0,
        ..DemandGroup::default()
    }
}

fn contract(id: &str, plan: usize, groups: &[usize], cost: f64, most: u32) -> Contract {
    Contract {
        id: id.into(),
        plan,
        groups: groups.to_vec(),
        cost_per_agent: cost,
        minimum_agents: 0,
        maximum_agents: most,
    }
}

fn one_group(days_count: usize, heads: &[(usize, f64)], plans: Vec<WorkPlan>) -> DesignProblem {
    DesignProblem {
        slot_minutes: 60,
        days: days(days_count),
        groups: vec![group("calls", days_count * 24, heads)],
        plans,
        contracts: vec![contract("usual", 0, &[0], 2.0, 3)],
        most_shift_kinds: None,
        seed: 1,
        effort: DesignEffort::default(),
    }
}

#[test]
fn one_agent_with_two_skills_replaces_two_who_would_wait_in_turns() {
    let mut problem = one_group(1, &[(8, 1.0), (10, 1.0)], vec![plan("usual", (4, 4), 8)]);
    problem
        .groups
        .push(group("chats", 24, &[(9, 1.0), (11, 1.0)]));
    problem.contracts = vec![
        contract("calls only", 0, &[0], 2.0, 5),
        contract("chats only", 0, &[1], 2.0, 5),
        contract("both", 0, &[0, 1], 3.0, 5),
    ];
    let found = design(&problem, &|| false, &mut |_| ()).unwrap();
    assert_eq!(found.agents, [0, 0, 1]);
    assert!((found.objective - 3.0).abs() < 1e-6 && found.gap < 1e-6);
}

#[test]
fn the_break_stands_where_nobody_is_needed() {
    let mut usual = plan("usual", (5, 5), 8);
    usual.shifts[0].activities.push(ActivityTemplate {
        id: "meal".into(),
        length_minutes: 60,
        earliest_start_minutes: 60,
        latest_start_minutes: 180,
        paid: true,
        minimum_distance_minutes: 0,
        minimum_before_end_minutes: 60,
        split: None,
    });
    let heads = [(8, 1.0), (9, 1.0), (10, 1.0), (12, 1.0)];
    let found = design(&one_group(1, &heads, vec![usual]), &|| false, &mut |_| ()).unwrap();
    assert_eq!(found.shifts.len(), 1);
    assert_eq!(found.shifts[0].activities[0].start_slot, 11);
    assert!((found.staffing_cost).abs() < 1e-6);
}

#[test]
fn one_split_shift_serves_two_peaks() {
    let mut split = plan("split", (4, 4), 8);
    split.shifts[0].activities.push(ActivityTemplate {
        id: "gap".into(),
        length_minutes: 60,
        earliest_start_minutes: 60,
        latest_start_minutes: 180,
        paid: false,
        minimum_distance_minutes: 0,
        minimum_before_end_minutes: 60,
        split: Some(SplitShift {
            longest_gap_minutes: 240,
            gap_increment_minutes: 60,
            longest_second_piece_minutes: None,
            maximum_spread_minutes: Some(7 * 60),
        }),
    });
    let heads = [(8, 1.0), (9, 1.0), (13, 1.0), (14, 1.0)];
    let mut problem = one_group(1, &heads, vec![split]);
    for most_kinds in [None, Some(1)] {
        problem.most_shift_kinds = most_kinds;
        let found = design(&problem, &|| false, &mut |_| ()).unwrap();
        assert_eq!(found.agents, [1]);
        assert!(found.staffing_cost.abs() < 1e-6, "{found:?}");
        assert_eq!(
            (found.shifts[0].start_slot, found.shifts[0].end_slot),
            (8, 15)
        );
        assert_eq!(found.shifts[0].activities[0].slots, 3);
    }
    // Spread over six hours at most the peaks are too far apart.
    let gap = &mut problem.plans[0].shifts[0].activities[0];
    gap.split = gap.split.map(|split| SplitShift {
        maximum_spread_minutes: Some(6 * 60),
        ..split
    });
    assert!(
        design(&problem, &|| false, &mut |_| ())
            .unwrap()
            .staffing_cost
            > 1.0
    );
}

#[test]
fn where_missing_heads_become_dearer_the_second_agent_pays() {
    let mut problem = one_group(1, &[(8, 2.0), (9, 2.0)], vec![plan("usual", (2, 2), 8)]);
    problem.contracts[0].cost_per_agent = 11.0;
    assert_eq!(
        design(&problem, &|| false, &mut |_| ()).unwrap().agents,
        [0]
    );
    problem.groups[0].under_steps = vec![CostStep {
        beyond_heads: 1.0,
        cost_per_slot: 9.0,
    }];
    let found = design(&problem, &|| false, &mut |_| ()).unwrap();
    assert_eq!(found.agents, [1]);
    assert!((found.objective - 21.0).abs() < 1e-6, "{}", found.objective);
    assert_eq!(found.under[0][8..10], [1.0, 1.0]);
}

#[test]
fn demand_that_no_shift_reaches_is_missing_and_priced() {
    let problem = one_group(1, &[(3, 2.0)], vec![plan("usual", (2, 2), 8)]);
    let found = design(&problem, &|| false, &mut |_| ()).unwrap();
    assert_eq!((found.agents.as_slice(), found.objective), (&[0][..], 10.0));
    assert_eq!(found.under[0][3], 2.0);
    assert!(found.gap < 1e-6);
}

#[test]
fn a_roster_of_the_designed_team_costs_no_less_than_the_bound_and_here_no_more_than_the_design() {
    let heads: Vec<(usize, f64)> = (0..7)
        .flat_map(|day| (8..16).map(move |hour| (day * 24 + hour, if day < 5 { 4.0 } else { 2.0 })))
        .collect();
    let mut usual = plan("usual", (8, 8), 8);
    usual.minimum_paid_minutes_per_week = 2400;
    usual.maximum_paid_minutes_per_week = 2400;
    usual.maximum_consecutive_days = 5;
    usual.minimum_time_between_shifts_minutes = 660;
    let mut problem = one_group(7, &heads, vec![usual]);
    problem.contracts = vec![contract("usual", 0, &[0], 20.0, 20)];
    let found = design(&problem, &|| false, &mut |_| ()).unwrap();
    let team = found.roster_problem(&problem);
    assert_eq!(team.agents.len() as u32, found.agents[0]);
    let roster = solve(&team, &|| false, &mut |_| ()).unwrap();
    assert!(audit(&team, &roster).is_clean());
    let whole = found.agent_cost + roster.objective;
    assert!(whole >= found.bound - 1e-6);
    assert!(
        close(whole, found.objective),
        "{whole} as a roster, {} designed",
        found.objective
    );
}

#[test]
fn the_linear_program_of_a_team_is_a_bound_of_its_rosters() {
    let centre = Centre {
        agents: 8,
        days: 7,
        seed: 2,
    };
    let mut problem = centre.problem().unwrap();
    problem.limits.search_steps = 500;
    problem.limits.column_rounds = 20;
    let roster = solve(&problem, &|| false, &mut |_| ()).unwrap();
    let told = headcount(&problem, 2).unwrap();
    assert!(told.bound > 0.0 && told.bound <= roster.objective + told.accuracy);
    let mut solved = 0;
    for one in &told.one_more {
        if let Some(change) = one.bound_change {
            assert!(one.predicted_change <= change + told.accuracy, "{one:?}");
            solved += 1;
        }
    }
    assert_eq!(solved, 2);
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-3 * (1.0 + b.abs())
}

/// Two groups; two heads of chats are missing all day, calls have one too many.
fn short_of_chats() -> Problem {
    let mut usual = plan("usual", (4, 4), 8);
    usual.maximum_days_per_week = 7;
    let heads = |count: f64| -> Vec<(usize, f64)> {
        (0..7)
            .flat_map(|day| (8..12).map(move |hour| (day * 24 + hour, count)))
            .collect()
    };
    let agent = |index: usize, group: usize| Agent {
        id: format!("agent {index}"),
        groups: vec![group],
        plan: 0,
        ..Agent::default()
    };
    usual.minimum_paid_minutes_per_week = 7 * 240;
    Problem {
        days: days(7),
        groups: vec![
            group("calls", 168, &heads(1.0)),
            group("chats", 168, &heads(4.0)),
        ],
        agents: vec![agent(1, 0), agent(2, 0), agent(3, 1), agent(4, 1)],
        plans: vec![usual],
        seed: 1,
        ..Problem::default()
    }
}

#[test]
fn one_more_agent_of_the_missing_skill_brings_its_hours_and_one_of_the_other_idles() {
    let problem = short_of_chats();
    let told = headcount(&problem, usize::MAX).unwrap();
    assert!((told.bound - (28.0 + 2.0 * 28.0 * 5.0)).abs() < 1e-3);
    let now = solve(&problem, &|| false, &mut |_| ()).unwrap();
    for (one, expected) in told.one_more.iter().zip([28.0, -140.0]) {
        assert!(
            (one.predicted_change - expected).abs() <= told.accuracy,
            "{one:?}"
        );
        assert!(
            (one.bound_change.unwrap() - expected).abs() <= told.accuracy,
            "{one:?}"
        );
        let confirmed = confirm_by_rostering(&problem, &now, one, &|| false).unwrap();
        assert!(
            (confirmed.objective_change - expected).abs() <= 1e-3,
            "{confirmed:?}"
        );
        assert!(
            (confirmed.bound_change - expected).abs() <= 1e-3,
            "{confirmed:?}"
        );
    }
}

#[test]
fn only_so_many_kinds_are_solved_again_and_those_that_promise_most() {
    let told = headcount(&short_of_chats(), 1).unwrap();
    let solved: Vec<bool> = told
        .one_more
        .iter()
        .map(|one| one.bound_change.is_some())
        .collect();
    assert_eq!(solved, [false, true]);
}

#[test]
fn an_absence_takes_the_agent_out_of_the_bound() {
    let mut problem = short_of_chats();
    let present = headcount(&problem, usize::MAX).unwrap().bound;
    problem.agents[3].unavailable = vec![crate::problem::SlotRange { start: 0, end: 48 }];
    problem.agents[3].paid_absence_minutes = vec![480];
    let absent = headcount(&problem, usize::MAX).unwrap().bound;
    assert!(
        (absent - present - 2.0 * 4.0 * 5.0).abs() < 1e-3,
        "{absent} after {present}"
    );
}

/// A demand of the generated family for contracts of its two full-time plans.
fn large() -> DesignProblem {
    let centre = Centre {
        agents: 12,
        days: 7,
        seed: 4,
    }
    .problem()
    .unwrap();
    let contracts = [(0, vec![0, 1]), (1, vec![1, 2]), (1, vec![0, 2])];
    let contracts = contracts.into_iter().enumerate();
    DesignProblem {
        slot_minutes: 15,
        days: centre.days,
        groups: centre.groups,
        plans: centre.plans,
        contracts: contracts
            .map(|(index, (plan, groups))| contract(&index.to_string(), plan, &groups, 30.0, 12))
            .collect(),
        most_shift_kinds: None,
        seed: 1,
        effort: DesignEffort {
            roster: Limits {
                search_steps: 200,
                column_rounds: 5,
                ..Limits::default()
            },
            ..DesignEffort::default()
        },
    }
}

#[test]
fn the_shifts_of_a_large_design_are_those_of_a_sound_roster_of_few_kinds() {
    let problem = DesignProblem {
        most_shift_kinds: Some(6),
        ..large()
    };
    let found = design(&problem, &|| false, &mut |_| ()).unwrap();
    assert!(found.kinds.len() <= 6, "{:?}", found.kinds);
    assert!(found.bound > 0.0 && found.bound <= found.objective);
    let agents: f64 = found.agents.iter().map(|&count| f64::from(count)).sum();
    assert!((found.agent_cost - 30.0 * agents).abs() < 1e-6);
    // Heads counted again from the shifts: what is missing less what is too many is the demand less the heads.
    let team = found.roster_problem(&problem);
    for slot in 0..team.horizon_slots() {
        let heads: u32 = found
            .shifts
            .iter()
            .filter(|shift| (shift.start_slot..shift.end_slot).contains(&slot))
            .filter(|shift| {
                !shift.activities.iter().any(|activity| {
                    (activity.start_slot..activity.start_slot + activity.slots).contains(&slot)
                })
            })
            .map(|shift| shift.agents)
            .sum();
        let sum = |of: &dyn Fn(usize) -> f64| (0..3).map(of).sum::<f64>();
        let required = sum(&|group| problem.groups[group].required[slot]);
        let short = sum(&|group| found.under[group][slot] - found.over[group][slot]);
        assert!(
            (required - f64::from(heads) - short).abs() < 1e-6,
            "slot {slot}"
        );
    }
    let worked: u32 = found.shifts.iter().map(|shift| shift.agents).sum();
    assert_eq!(
        f64::from(worked),
        5.0 * agents,
        "five days of each full-time agent"
    );
    for shift in &found.shifts {
        let plan = &problem.plans[problem.contracts[shift.contract].plan];
        let mut templates = plan
            .shifts
            .iter()
            .filter(|template| template.id == shift.template);
        assert!(templates.any(|template| {
            template.allows(&team, shift.day, shift.start_slot, shift.end_slot)
        }));
    }
}

#[test]
fn a_design_that_is_stopped_at_once_has_agents_a_bound_and_sound_figures() {
    let problem = DesignProblem {
        most_shift_kinds: Some(6),
        ..large()
    };
    let mut phases = Vec::new();
    let mut told = |progress: Progress| {
        if phases.last() != Some(&progress.phase) {
            phases.push(progress.phase);
        }
    };
    let found = design(&problem, &|| true, &mut told).unwrap();
    assert_eq!(phases[..2], ["shifts", "agents"]);
    assert!(phases.len() > 2, "the roster's phases follow: {phases:?}");
    assert!(found.agents.iter().sum::<u32>() > 0);
    assert!(found.kinds.len() <= 6, "{:?}", found.kinds);
    assert!(found.bound > 0.0 && found.bound <= found.objective);
    let whole = design(&problem, &|| false, &mut |_| ()).unwrap();
    assert!(found.bound <= whole.objective);
}

#[test]
fn faults_are_named_with_their_remedy() {
    let sound = || one_group(1, &[(8, 1.0)], vec![plan("usual", (2, 2), 8)]);
    let refused = |change: fn(&mut DesignProblem)| {
        let mut problem = sound();
        change(&mut problem);
        design(&problem, &|| false, &mut |_| ())
            .unwrap_err()
            .to_string()
    };
    assert!(design(&sound(), &|| false, &mut |_| ()).is_ok());
    let told = refused(|problem| problem.contracts[0].plan = 4);
    assert!(
        told.contains("contracts[usual].plan is 4") && told.contains("below 1"),
        "{told}"
    );
    let told = refused(|problem| problem.contracts[0].groups = vec![0, 3]);
    assert!(told.contains("contracts[usual].groups is 3"), "{told}");
    let told = refused(|problem| problem.contracts[0].cost_per_agent = f64::NAN);
    assert!(
        told.contains("costPerAgent") && told.contains("finite"),
        "{told}"
    );
    let told = refused(|problem| problem.contracts[0].minimum_agents = 9);
    assert!(
        told.contains("at least 9") && told.contains("lower"),
        "{told}"
    );
    let told = refused(|problem| problem.contracts.push(problem.contracts[0].clone()));
    assert!(told.contains("two contracts"), "{told}");
    let told = refused(|problem| problem.most_shift_kinds = Some(0));
    assert!(told.contains("mostShiftKinds"), "{told}");
    let told = refused(|problem| problem.groups[0].required.truncate(3));
    assert!(told.contains("calls"), "{told}");
}
