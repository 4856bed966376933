//! Small N designs, where the exact chain can judge every staffing: the search against brute force.
//!
//! Group 0 serves queue 0 only, group 1 both. The chain of `forecasts::erlang::n_design` is exact, so brute force over
//! it is the truth; the search is run with the chain as its judge, and with the simulator.

use crewcast_forecasts::erlang::n_design::{ContactType, Design, Priority, WhichType, steady};
use crewcast_forecasts::units::Erlangs;
use crewcast_solver::skill_groups::{
    Attained, Effort, Evaluate, EvaluationFailed, Limits, Problem, Staffing, Standing, staff,
};
use serde_json::{Value, json};

use super::floors::{Measure, problem_of};
use super::simulated::Simulated;
use super::stated::Stated;

struct Exact<'a> {
    stated: &'a Stated,
    goals: Vec<(usize, Measure)>,
}

impl<'a> Exact<'a> {
    fn new(stated: &'a Stated, problem: &Problem, measures: &[Measure]) -> Self {
        let goals = problem.goals.iter().map(|goal| goal.queue);
        let goals = goals.zip(measures.iter().copied()).collect();
        Self { stated, goals }
    }
}

impl Evaluate for Exact<'_> {
    fn attained(&mut self, agents: &[u32], _: Effort) -> Result<Vec<Attained>, EvaluationFailed> {
        let kind = |index: usize| {
            let queue = &self.stated.queues[index];
            ContactType {
                offered_load: Erlangs::new(queue.offered_erlangs).unwrap(),
                aht: queue.aht,
                patience: queue.patience.mean().unwrap(),
            }
        };
        let second_first = self.stated.queues[1].priority < self.stated.queues[0].priority;
        let design = Design {
            first: kind(0),
            second: kind(1),
            specialists: agents[0],
            flexible: agents[1],
            priority: if second_first {
                Priority::SecondType
            } else {
                Priority::FirstType
            },
        };
        let found = steady(&design).map_err(|error| EvaluationFailed(error.to_string()))?;
        let share = |&(queue, measure): &(usize, Measure)| {
            let which = [WhichType::First, WhichType::Second][queue];
            let share = match measure {
                Measure::NotAbandoned => 1.0 - [found.first, found.second][queue].p_abandon,
                Measure::ServiceLevel => {
                    found.served_within(which, self.stated.queues[queue].within)
                }
            };
            Attained::exactly(share.clamp(0.0, 1.0))
        };
        Ok(self.goals.iter().map(share).collect())
    }
}

/// Erlangs, AHT, patience, goals and priority of a queue.
fn queue(name: &str, erlangs: f64, aht: u32, patience: u32, goals: Value, priority: u32) -> Value {
    json!({ "name": name, "volume": erlangs * 1800.0 / f64::from(aht), "averageHandleTimeSeconds": aht,
        "averagePatienceSeconds": patience, "goals": goals, "priority": priority })
}

fn level(percent: f64, seconds: f64) -> Value {
    json!({ "serviceLevel": { "percent": percent, "seconds": seconds } })
}

fn abandon(percent: f64) -> Value {
    json!({ "abandonRate": { "percent": percent } })
}

fn design(queues: [Value; 2], flexible_cost: f64) -> Stated {
    let body = json!({ "intervalLengthMinutes": 30, "queues": queues, "seed": 7, "skillGroups": [
        { "name": "specialists", "queues": ["one"], "costPerAgent": 1.0 },
        { "name": "flexible", "queues": ["one", "two"], "costPerAgent": flexible_cost }] });
    Stated::of(&serde_json::from_value(body).unwrap()).unwrap()
}

fn designs() -> Vec<Stated> {
    let both = json!({ "serviceLevel": { "percent": 80, "seconds": 20 }, "abandonRate": { "percent": 6 } });
    vec![
        design(
            [
                queue("one", 5.0, 180, 120, level(80.0, 20.0), 1),
                queue("two", 3.0, 180, 120, level(80.0, 20.0), 0),
            ],
            1.2,
        ),
        design(
            [
                queue("one", 3.0, 180, 120, abandon(5.0), 0),
                queue("two", 5.0, 240, 180, abandon(5.0), 1),
            ],
            1.5,
        ),
        design(
            [
                queue("one", 8.0, 180, 200, both, 1),
                queue("two", 2.0, 300, 300, level(70.0, 30.0), 0),
            ],
            1.3,
        ),
        design(
            [
                queue("one", 6.0, 240, 300, level(80.0, 20.0), 0),
                queue("two", 6.0, 240, 300, level(90.0, 30.0), 1),
            ],
            1.1,
        ),
        design(
            [
                queue("one", 2.0, 120, 60, abandon(3.0), 1),
                queue("two", 7.0, 200, 200, level(80.0, 20.0), 0),
            ],
            2.0,
        ),
        design(
            [
                queue("one", 4.0, 300, 600, level(85.0, 30.0), 0),
                queue("two", 1.0, 120, 90, abandon(2.0), 0),
            ],
            1.4,
        ),
    ]
}

/// Every staffing up to 25 agents a group, by cost: the first that meets every goal.
fn brute_force(problem: &Problem, exact: &mut Exact<'_>) -> (Vec<u32>, u32) {
    let all = (0..=25).flat_map(|s| (1..=25).map(move |f| vec![s, f]));
    let mut all: Vec<Vec<u32>> = all.collect();
    all.sort_by(|a, b| problem.cost(a).total_cmp(&problem.cost(b)));
    let mut solved = 0;
    let meets = |agents: &Vec<u32>| {
        // Without agents for the work even the abandonment goals are far off, and the chain's queues are long.
        let too_few = f64::from(agents.iter().sum::<u32>()) < problem.work_erlangs.iter().sum()
            || f64::from(agents[1]) < problem.work_erlangs[1];
        if too_few {
            return false;
        }
        solved += 1;
        let attained = exact.attained(agents, Effort::Search).unwrap();
        let mut goals = problem.goals.iter().zip(attained);
        goals.all(|(goal, got)| got.share >= goal.share)
    };
    let best = all.iter().find({
        let mut meets = meets;
        move |agents| meets(agents)
    });
    (best.unwrap().clone(), solved)
}

fn line(stated: &Stated, costs: (f64, f64), best: &[u32], exact: &Staffing, simulated: &Staffing) {
    println!(
        "{:.0} + {:.0} | {:?} {:.1} | {:?} {:.1} ({}) | {:?} {:.1} ({}) | {:.2}",
        stated.queues[0].offered_erlangs,
        stated.queues[1].offered_erlangs,
        best,
        costs.0,
        exact.agents,
        exact.cost,
        exact.evaluations,
        simulated.agents,
        simulated.cost,
        simulated.evaluations,
        costs.1,
    );
}

#[test]
fn the_search_finds_what_brute_force_over_the_exact_chain_finds() {
    println!(
        "erlangs | brute force | by the chain (evaluations) | by simulation (evaluations) | proven bound"
    );
    for stated in designs() {
        let (problem, measures) = problem_of(&stated);
        let mut exact = Exact::new(&stated, &problem, &measures);
        let (best, _) = brute_force(&problem, &mut exact);
        let cost = problem.cost(&best);
        let by_chain = staff(&problem, &mut exact, Limits::default()).unwrap();
        let mut simulator = Simulated::new(&stated, &problem, &measures);
        let limits = simulator.limits();
        let by_simulation = staff(&problem, &mut simulator, limits).unwrap();
        line(
            &stated,
            (cost, by_chain.lower_bound),
            &best,
            &by_chain,
            &by_simulation,
        );
        assert!(by_chain.meets_goals && (by_chain.cost - cost).abs() < 1e-9);
        assert!(by_chain.lower_bound <= cost + 1e-9);
        let dearest = problem.groups[1].cost_per_agent;
        assert!(by_simulation.meets_goals);
        assert!((by_simulation.cost - cost).abs() <= dearest + 1e-9);
    }
}

#[test]
fn no_staffing_that_meets_the_goals_breaks_a_proven_floor() {
    let mut tight = 0;
    for stated in designs() {
        let (problem, measures) = problem_of(&stated);
        let mut exact = Exact::new(&stated, &problem, &measures);
        let proven: Vec<_> = problem
            .floors
            .iter()
            .filter(|floor| floor.standing == Standing::Proven)
            .collect();
        assert!(proven.len() >= 2);
        for floor in proven {
            // One agent fewer than the floor, all of them flexible and only as many as it counts: the best there is.
            let too_few = floor.agents - 1;
            let agents = if floor.queues == [1] {
                [20, too_few]
            } else {
                [0, too_few]
            };
            if agents[1] == 0 {
                continue;
            }
            let attained = exact.attained(&agents, Effort::Search).unwrap();
            let goals = problem.goals.iter().zip(&attained);
            let missed = goals.filter(|(goal, got)| got.share < goal.share).count();
            assert!(missed > 0, "{floor:?} {attained:?}");
            tight += 1;
        }
    }
    assert!(tight >= 12);
}
