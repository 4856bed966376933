//! What staffing of skill groups must be, as tests. The judge is the exact loss chain; simulators and chains with
//! queues judge in the service's tests.

use proptest::prelude::*;

use super::loss_chain::{LossChain, servers};
use super::*;

fn group(queues: &[usize], cost: f64) -> SkillGroup {
    SkillGroup {
        queues: queues.to_vec(),
        cost_per_agent: cost,
        minimum: 0,
        maximum: None,
    }
}

/// Queues that may each lose `lost` of their contacts.
fn case(loads: &[f64], groups: Vec<SkillGroup>, lost: f64) -> (Problem, LossChain) {
    let share = 1.0 - lost;
    let every: Vec<usize> = (0..loads.len()).collect();
    let mut floors: Vec<Floor> = every
        .iter()
        .map(|&queue| Floor {
            queues: vec![queue],
            agents: servers(loads[queue], lost),
            standing: Standing::Proven,
        })
        .collect();
    floors.push(Floor {
        queues: every.clone(),
        agents: servers(loads.iter().sum(), lost),
        standing: Standing::Proven,
    });
    let chain = LossChain {
        loads: loads.to_vec(),
        groups: groups.iter().map(|group| group.queues.clone()).collect(),
        goals: every.clone(),
    };
    let problem = Problem {
        work_erlangs: loads.iter().map(|load| load * share).collect(),
        groups,
        goals: every.iter().map(|&queue| Goal { queue, share }).collect(),
        floors,
    };
    (problem, chain)
}

fn staffed(problem: &Problem, chain: &mut LossChain) -> Staffing {
    staff(problem, chain, Limits::default()).unwrap()
}

/// The least cost over every staffing of at most `most` agents a group.
fn brute_force(problem: &Problem, chain: &LossChain, most: u32) -> f64 {
    let groups = problem.groups.len();
    let mut agents = vec![0; groups];
    let mut best = f64::INFINITY;
    loop {
        let cost = problem.cost(&agents);
        let allowed = (0..groups).all(|group| problem.allows(group, agents[group]));
        if cost < best && allowed {
            let served = chain.served(&agents);
            let mut goals = problem.goals.iter();
            if goals.all(|goal| served[goal.queue] >= goal.share) {
                best = cost;
            }
        }
        let Some(next) = agents.iter().position(|&count| count < most) else {
            return best;
        };
        agents[..next].fill(0);
        agents[next] += 1;
    }
}

#[test]
fn a_group_that_serves_two_queues_is_counted_once() {
    let (problem, mut chain) = case(&[5.0, 5.0], vec![group(&[0, 1], 1.0)], 0.05);
    let found = staffed(&problem, &mut chain);
    assert_eq!(found.agents, [servers(10.0, 0.05)]);
    assert!(found.agents[0] < 2 * servers(5.0, 0.05));
    assert_eq!(found.gap(), 0.0_f64.max(found.gap().min(1e-5)), "{found:?}");
}

#[test]
fn the_cheapest_staffing_of_small_designs_is_found() {
    let designs: [(&[f64], Vec<SkillGroup>); 5] = [
        (&[4.0, 3.0], vec![group(&[0], 1.0), group(&[0, 1], 1.2)]),
        (&[2.0, 6.0], vec![group(&[0], 1.0), group(&[0, 1], 1.5)]),
        (
            &[3.0, 3.0],
            vec![group(&[0], 1.0), group(&[1], 1.0), group(&[0, 1], 1.15)],
        ),
        (
            &[1.0, 4.0],
            vec![group(&[0], 1.0), group(&[1], 1.1), group(&[0, 1], 1.4)],
        ),
        (
            &[1.5, 1.5, 1.5],
            vec![
                group(&[0, 1], 1.0),
                group(&[1, 2], 1.0),
                group(&[0, 2], 1.05),
            ],
        ),
    ];
    println!("loads | costs | agents | cost | brute force | bound | evaluations");
    for (loads, groups) in designs {
        let costs: Vec<f64> = groups.iter().map(|group| group.cost_per_agent).collect();
        let (problem, mut chain) = case(loads, groups, 0.05);
        let found = staffed(&problem, &mut chain);
        let best = brute_force(&problem, &chain, 12);
        println!(
            "{loads:?} | {costs:?} | {:?} | {:.2} | {best:.2} | {:.2} | {}",
            found.agents, found.cost, found.lower_bound, found.evaluations
        );
        assert!(
            found.meets_goals && (found.cost - best).abs() < 1e-6,
            "{found:?}"
        );
        assert!(found.lower_bound <= best + 1e-6);
    }
}

#[test]
fn limits_of_groups_are_kept() {
    let mut specialists = group(&[0], 1.0);
    specialists.maximum = Some(3);
    let mut flexible = group(&[0, 1], 1.5);
    flexible.minimum = 2;
    let (problem, mut chain) = case(&[4.0, 1.0], vec![specialists, flexible], 0.05);
    let found = staffed(&problem, &mut chain);
    assert!(found.agents[0] <= 3 && found.agents[1] >= 2 && found.meets_goals);
    assert!((found.cost - brute_force(&problem, &chain, 14)).abs() < 1e-6);
}

#[test]
fn maxima_below_what_is_proven_are_told_with_the_queues() {
    let mut few = group(&[0, 1], 1.0);
    few.maximum = Some(4);
    let (problem, mut chain) = case(&[4.0, 4.0], vec![few], 0.05);
    let error = staff(&problem, &mut chain, Limits::default()).unwrap_err();
    assert!(
        matches!(&error, SkillGroupsError::MaximaTooLow { most: 4, needed, .. } if *needed > 4),
        "{error}"
    );
}

#[test]
fn work_that_does_not_fit_names_its_queues() {
    let loads = vec![3.0; 9];
    let mut groups: Vec<SkillGroup> = (0..9).map(|queue| group(&[queue], 1.0)).collect();
    groups[7].maximum = Some(1);
    let problem = Problem {
        work_erlangs: loads,
        groups,
        goals: Vec::new(),
        floors: Vec::new(),
    };
    let mut nobody = |_: &[u32], _: Effort| Ok(Vec::new());
    let error = staff(&problem, &mut nobody, Limits::default()).unwrap_err();
    assert_eq!(error, SkillGroupsError::WorkDoesNotFit { queues: vec![7] });
}

#[test]
fn a_goal_beyond_the_maxima_is_told_and_the_maxima_are_used() {
    let mut flexible = group(&[0, 1], 1.0);
    flexible.maximum = Some(5);
    let (mut problem, mut chain) = case(&[2.0, 2.0], vec![flexible], 0.05);
    problem.floors.clear();
    let found = staffed(&problem, &mut chain);
    assert_eq!(found.agents, [5]);
    assert!(!found.meets_goals);
    let missed = |m: &Message| {
        matches!(
            m,
            Message::GoalMissed {
                all_at_maximum: true,
                ..
            }
        )
    };
    assert!(found.messages.iter().any(missed), "{:?}", found.messages);
}

#[test]
fn a_search_that_was_too_hopeful_is_mended_by_the_check() {
    let (problem, chain) = case(
        &[4.0, 3.0],
        vec![group(&[0], 1.0), group(&[0, 1], 1.2)],
        0.05,
    );
    let mut hopeful = |agents: &[u32], effort: Effort| {
        let bias = if effort == Effort::Search { 0.02 } else { 0.0 };
        let served = chain.served(agents).into_iter();
        Ok(served
            .map(|share| Attained {
                share: (share + bias).min(1.0),
                half_width: 0.01,
            })
            .collect())
    };
    let found = staff(&problem, &mut hopeful, Limits::default()).unwrap();
    assert!(found.meets_goals, "{found:?}");
    let best = brute_force(&problem, &chain, 12);
    assert!(
        found.cost >= best - 1e-9 && found.cost <= best + 1.2 + 1e-9,
        "{found:?}"
    );
}

#[test]
fn a_search_cut_short_says_so() {
    let (mut problem, mut chain) = case(
        &[4.0, 3.0],
        vec![group(&[0], 1.0), group(&[0, 1], 1.2)],
        0.05,
    );
    problem.floors.clear();
    let limits = Limits {
        evaluations: 2,
        ..Limits::default()
    };
    let found = staff(&problem, &mut chain, limits).unwrap();
    let limit = |m: &Message| matches!(m, Message::LimitReached { .. });
    assert!(found.messages.iter().any(limit) && !found.exhaustive);
}

#[test]
fn queues_without_work_or_goals_take_no_agents() {
    let (mut problem, mut chain) = case(&[0.0], vec![group(&[0], 1.0)], 0.05);
    problem.floors.clear();
    problem.goals.clear();
    chain.goals.clear();
    let found = staffed(&problem, &mut chain);
    assert_eq!(
        (found.agents, found.cost, found.lower_bound),
        (vec![0], 0.0, 0.0)
    );
}

#[test]
fn what_cannot_be_is_refused_with_its_place() {
    let (good, mut chain) = case(&[1.0, 1.0], vec![group(&[0, 1], 1.0)], 0.05);
    let mut refused = |change: &dyn Fn(&mut Problem)| {
        let mut problem = good.clone();
        change(&mut problem);
        staff(&problem, &mut chain, Limits::default())
            .unwrap_err()
            .to_string()
    };
    assert!(refused(&|p| p.work_erlangs[1] = f64::NAN).contains("work of queue 1 is NaN"));
    assert!(refused(&|p| p.groups[0].queues.push(2)).contains("group 0 names queue 2 of 2"));
    assert!(refused(&|p| p.groups[0].queues.clear()).contains("group 0 has no queue"));
    assert!(refused(&|p| p.groups[0].cost_per_agent = 0.0).contains("cost per agent of group 0"));
    assert!(refused(&|p| p.goals[1].share = 1.0).contains("share of goal 1 is 1"));
    assert!(refused(&|p| p.groups[0].queues = vec![0]).contains("no group serves queue 1"));
    let crossed = |p: &mut Problem| (p.groups[0].minimum, p.groups[0].maximum) = (2, Some(1));
    assert!(refused(&crossed).contains("at least 2 and at most 1"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn the_bound_is_never_above_the_cheapest_staffing_nor_that_above_ours(
        first in 0.2..3.5_f64,
        second in 0.2..3.5_f64,
        specialists in 0.5..2.0_f64,
        dearer in 0.0..1.0_f64,
        lost in 0.02..0.4_f64,
        both_specialised in any::<bool>(),
    ) {
        let mut groups = vec![group(&[0], specialists), group(&[0, 1], specialists + dearer)];
        if both_specialised {
            groups.push(group(&[1], specialists));
        }
        let (problem, mut chain) = case(&[first, second], groups, lost);
        let found = staffed(&problem, &mut chain);
        let best = brute_force(&problem, &chain, 13);
        prop_assert!(found.transport_bound <= found.lower_bound + 1e-9);
        prop_assert!(found.lower_bound <= best + 1e-6, "{found:?} {best}");
        prop_assert!(found.meets_goals);
        prop_assert!(found.cost >= best - 1e-6);
        prop_assert!(!found.exhaustive || found.cost <= best + 1e-6, "{found:?} {best}");
    }
}
