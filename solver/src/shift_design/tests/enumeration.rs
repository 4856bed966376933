//! Designs and headcounts against every choice of agents and lines, on problems small enough to try them all.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// A shift as the enumeration knows it: day, first slot, slots, slots off the queue.
type Worked = (usize, usize, usize, Vec<usize>);

/// All lines of one agent of a plan that keep the most paid minutes and days of a week and the rest.
fn lines(problem: &DesignProblem, plan: &WorkPlan) -> Vec<Vec<Worked>> {
    let mut lines: Vec<Vec<Worked>> = vec![vec![]];
    for (day, date) in problem.days.iter().enumerate() {
        let mut longer = lines.clone();
        for shift in &plan.shifts {
            for start in (shift.earliest_start_minutes..=shift.latest_start_minutes).step_by(60) {
                for paid in (shift.minimum_paid_minutes..=shift.maximum_paid_minutes).step_by(60) {
                    let first = date.first_slot + start as usize / 60;
                    let places: Vec<Vec<usize>> = match shift.activities.first() {
                        None => vec![vec![]],
                        Some(one) => (one.earliest_start_minutes..=one.latest_start_minutes)
                            .step_by(60)
                            .filter(|place| place + one.length_minutes <= paid)
                            .map(|place| vec![first + place as usize / 60])
                            .collect(),
                    };
                    for away in places {
                        let worked = (day, first, paid as usize / 60, away);
                        longer.extend(lines.iter().filter_map(|line| {
                            let rest = plan.minimum_time_between_shifts_minutes as usize / 60;
                            let rested = line
                                .last()
                                .is_none_or(|last| last.1 + last.2 + rest <= first);
                            let mut line = line.clone();
                            line.push(worked.clone());
                            let hours: usize = line.iter().map(|worked| worked.2).sum();
                            let fits = hours as u32 * 60 <= plan.maximum_paid_minutes_per_week
                                && line.len() <= plan.maximum_days_per_week as usize;
                            (rested && fits).then_some(line)
                        }));
                    }
                }
            }
        }
        lines = longer;
    }
    lines
}

/// The least cost over every choice of agents and lines, found by trying all of them.
fn cheapest_of_all(problem: &DesignProblem) -> f64 {
    let lines: Vec<Vec<Vec<Worked>>> = problem
        .contracts
        .iter()
        .map(|contract| lines(problem, &problem.plans[contract.plan]))
        .collect();
    let slots = problem.groups[0].required.len();
    let mut heads = vec![vec![0.0; slots]; problem.contracts.len()];
    let mut kinds = Vec::new();
    let mut best = f64::INFINITY;
    let room = problem.contracts[0].maximum_agents;
    try_all(
        problem,
        &lines,
        (0, 0, room),
        0.0,
        &mut heads,
        &mut kinds,
        &mut best,
    );
    best
}

fn try_all(
    problem: &DesignProblem,
    lines: &[Vec<Vec<Worked>>],
    (contract, first_line, room): (usize, usize, u32),
    paid: f64,
    heads: &mut Vec<Vec<f64>>,
    kinds: &mut Vec<(usize, usize)>,
    best: &mut f64,
) {
    if contract == lines.len() {
        let used: BTreeSet<_> = kinds.iter().collect();
        if used.len() <= problem.most_shift_kinds.unwrap_or(usize::MAX) {
            *best = best.min(paid + cost_of(problem, heads));
        }
        return;
    }
    let next = problem
        .contracts
        .get(contract + 1)
        .map_or(0, |next| next.maximum_agents);
    try_all(
        problem,
        lines,
        (contract + 1, 0, next),
        paid,
        heads,
        kinds,
        best,
    );
    if room == 0 {
        return;
    }
    let cost = problem.contracts[contract].cost_per_agent;
    for (index, line) in lines[contract].iter().enumerate().skip(first_line) {
        let known = kinds.len();
        let put = |heads: &mut Vec<Vec<f64>>, sign: f64| {
            for (_, first, slots, away) in line {
                for slot in (*first..first + slots).filter(|slot| !away.contains(slot)) {
                    heads[contract][slot] += sign;
                }
            }
        };
        put(heads, 1.0);
        kinds.extend(line.iter().map(|worked| (worked.1 % 24, worked.2)));
        try_all(
            problem,
            lines,
            (contract, index, room - 1),
            paid + cost,
            heads,
            kinds,
            best,
        );
        kinds.truncate(known);
        put(heads, -1.0);
    }
}

/// Cost of heads by contract and slot, agents of both groups put where they cost least.
fn cost_of(problem: &DesignProblem, heads: &[Vec<f64>]) -> f64 {
    let price = |group: &DemandGroup, slot: usize, heads: f64| {
        let missing = group.required[slot] - heads;
        if missing > 0.0 {
            missing * group.under_cost_per_slot
        } else {
            -missing * group.over_cost_per_slot
        }
    };
    (0..problem.groups[0].required.len())
        .map(|slot| {
            let of = |groups: &[usize]| -> f64 {
                let contracts = problem.contracts.iter().zip(heads);
                let mine = contracts.filter(|(contract, _)| contract.groups == groups);
                mine.map(|(_, heads)| heads[slot]).sum()
            };
            let shared = of(&[0, 1]);
            if problem.groups.len() == 1 {
                return price(&problem.groups[0], slot, of(&[0]));
            }
            (0..=shared as usize)
                .map(|first| {
                    let first = first as f64;
                    price(&problem.groups[0], slot, of(&[0]) + first)
                        + price(&problem.groups[1], slot, of(&[1]) + shared - first)
                })
                .fold(f64::INFINITY, f64::min)
        })
        .sum()
}

/// A problem of two days whose lines can be dealt out whenever their counts keep the rules: one length of shift.
fn two_days_of_equal_shifts() -> impl Strategy<Value = DesignProblem> {
    let heads = prop::collection::vec(0u32..4, 10);
    let more = prop::collection::vec(0u32..3, 10);
    (
        heads,
        more,
        2u32..4,
        (0u32..6, 0u32..6),
        1u32..3,
        0u32..20,
        any::<bool>(),
    )
        .prop_map(|(first, second, hours, costs, most_days, rest, shared)| {
            let heads = |list: &[u32]| -> Vec<(usize, f64)> {
                let slots = (8..13).chain(32..37);
                slots
                    .zip(list.iter().map(|&heads| f64::from(heads)))
                    .collect()
            };
            let mut usual = plan("usual", (hours, hours), 10);
            usual.maximum_days_per_week = most_days;
            usual.minimum_time_between_shifts_minutes = if most_days == 2 { rest * 60 } else { 0 };
            let mut problem = one_group(2, &heads(&first), vec![usual, plan("short", (2, 2), 9)]);
            problem.contracts = vec![
                contract(
                    "usual",
                    0,
                    if shared { &[0, 1] } else { &[0] },
                    f64::from(costs.0),
                    2,
                ),
                contract(
                    "short",
                    1,
                    if shared { &[1] } else { &[0] },
                    f64::from(costs.1),
                    1,
                ),
            ];
            if shared {
                problem.groups.push(group("chats", 48, &heads(&second)));
            }
            problem
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_design_is_the_cheapest_of_all_choices_of_agents_and_lines(
        problem in two_days_of_equal_shifts(),
    ) {
        let found = design(&problem, &|| false, &mut |_| ()).unwrap();
        let best = cheapest_of_all(&problem);
        prop_assert!(close(found.objective, best), "{} found, {best} is best", found.objective);
        prop_assert!(found.bound <= best + 1e-6);
    }

    #[test]
    fn with_a_limit_on_kinds_it_is_the_cheapest_that_keeps_it(
        problem in two_days_of_equal_shifts(),
        most in 1usize..3,
    ) {
        let problem = DesignProblem { most_shift_kinds: Some(most), ..problem };
        let found = design(&problem, &|| false, &mut |_| ()).unwrap();
        prop_assert!(found.kinds.len() <= most);
        let best = cheapest_of_all(&problem);
        prop_assert!(close(found.objective, best), "{} found, {best} is best", found.objective);
        prop_assert!(found.bound <= best + 1e-6);
    }

    #[test]
    fn the_bound_holds_for_lines_of_any_length_with_breaks_and_rest(
        heads in prop::collection::vec(0u32..4, 12),
        weekly in 3u32..9,
        rest in 16u32..22,
        cost in 0u32..8,
    ) {
        let slots = (8..14).chain(32..38);
        let heads: Vec<(usize, f64)> = slots.zip(heads.into_iter().map(f64::from)).collect();
        let mut mixed = plan("mixed", (3, 4), 10);
        mixed.maximum_paid_minutes_per_week = weekly * 60;
        mixed.minimum_time_between_shifts_minutes = rest * 60;
        mixed.shifts[0].activities.push(ActivityTemplate {
            id: "break".into(),
            length_minutes: 60,
            earliest_start_minutes: 60,
            latest_start_minutes: 120,
            paid: true,
            minimum_distance_minutes: 0,
            minimum_before_end_minutes: 0,
            split: None,
        });
        let mut problem = one_group(2, &heads, vec![mixed]);
        problem.contracts = vec![contract("mixed", 0, &[0], f64::from(cost), 2)];
        let found = design(&problem, &|| false, &mut |_| ()).unwrap();
        let best = cheapest_of_all(&problem);
        prop_assert!(found.bound <= best + 1e-6, "bound {}, {best} is best", found.bound);
        prop_assert!(found.bound <= found.objective + 1e-6);
    }

    #[test]
    fn each_further_agent_brings_less_so_prices_never_promise_too_little(
        problem in two_days_of_equal_shifts(),
        counts in (0u32..4, 0u32..3),
    ) {
        let mut team = Design { agents: vec![counts.0, counts.1], ..nothing() }
            .roster_problem(&problem);
        team.agents.push(Agent { id: "usual".into(), groups: vec![0], ..Agent::default() });
        let told = headcount(&team, usize::MAX).unwrap();
        for one in &told.one_more {
            let enough = one.predicted_change <= one.bound_change.unwrap() + told.accuracy;
            prop_assert!(enough, "{one:?}, accuracy {}", told.accuracy);
        }
        let roster = solve(&team, &|| false, &mut |_| ()).unwrap();
        prop_assert!(told.bound <= roster.objective + told.accuracy);
    }
}

fn nothing() -> Design {
    Design {
        agents: vec![],
        shifts: vec![],
        kinds: vec![],
        agent_cost: 0.0,
        staffing_cost: 0.0,
        objective: 0.0,
        bound: 0.0,
        gap: 0.0,
        under: vec![],
        over: vec![],
    }
}
