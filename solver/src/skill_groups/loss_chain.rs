//! A small exact evaluator for the tests: several queues and groups, and whoever finds no agent goes away.
//!
//! Handle times are exponential of mean 1, so that a queue's offered load is its arrival rate. An arrival takes an
//! agent of the first group with one free among those that serve its queue, those with the fewest queues first.

use super::error::EvaluationFailed;
use super::evaluate::{Attained, Effort, Evaluate};

pub(super) struct LossChain {
    pub(super) loads: Vec<f64>,
    /// Queues of each group.
    pub(super) groups: Vec<Vec<usize>>,
    /// The queue of each goal.
    pub(super) goals: Vec<usize>,
}

impl LossChain {
    fn routes(&self) -> Vec<Vec<usize>> {
        (0..self.loads.len())
            .map(|queue| {
                let mut order: Vec<usize> = (0..self.groups.len())
                    .filter(|&group| self.groups[group].contains(&queue))
                    .collect();
                order.sort_by_key(|&group| self.groups[group].len());
                order
            })
            .collect()
    }

    /// The share of each queue's contacts that find an agent, from the balance of the chain by Gauss-Seidel.
    pub(super) fn served(&self, agents: &[u32]) -> Vec<f64> {
        let sizes: Vec<usize> = agents.iter().map(|&count| count as usize + 1).collect();
        let states: usize = sizes.iter().product();
        let strides: Vec<usize> = (0..sizes.len())
            .map(|group| sizes[..group].iter().product())
            .collect();
        let busy = |state: usize, group: usize| state / strides[group] % sizes[group];
        let routes = self.routes();
        let taken_by = |state: usize, queue: usize| {
            let mut order = routes[queue].iter();
            order.find(|&&group| busy(state, group) + 1 < sizes[group])
        };
        let mut into: Vec<Vec<(usize, f64)>> = vec![Vec::new(); states];
        let mut out = vec![0.0; states];
        for state in 0..states {
            for (queue, &load) in self.loads.iter().enumerate() {
                if let Some(&group) = taken_by(state, queue) {
                    into[state + strides[group]].push((state, load));
                    out[state] += load;
                }
            }
            for group in 0..sizes.len() {
                let count = busy(state, group);
                if count > 0 {
                    into[state - strides[group]].push((state, count as f64));
                    out[state] += count as f64;
                }
            }
        }
        let mut share = vec![1.0 / states as f64; states];
        for _ in 0..10_000 {
            let mut moved = 0.0_f64;
            for state in 0..states {
                if out[state] > 0.0 {
                    let inflow: f64 = into[state]
                        .iter()
                        .map(|&(from, rate)| share[from] * rate)
                        .sum();
                    let next = inflow / out[state];
                    moved = moved.max((next - share[state]).abs());
                    share[state] = next;
                }
            }
            let whole: f64 = share.iter().sum();
            share.iter_mut().for_each(|part| *part /= whole);
            if moved < 1e-13 {
                break;
            }
        }
        (0..self.loads.len())
            .map(|queue| {
                let lost: f64 = (0..states)
                    .filter(|&state| taken_by(state, queue).is_none())
                    .map(|state| share[state])
                    .sum();
                (1.0 - lost).clamp(0.0, 1.0)
            })
            .collect()
    }
}

impl Evaluate for LossChain {
    fn attained(&mut self, agents: &[u32], _: Effort) -> Result<Vec<Attained>, EvaluationFailed> {
        let served = self.served(agents);
        let goals = self.goals.iter();
        Ok(goals
            .map(|&queue| Attained::exactly(served[queue]))
            .collect())
    }
}

/// Erlang's loss formula by its recursion.
pub(super) fn blocking(servers: u32, load: f64) -> f64 {
    (1..=servers).fold(1.0, |blocked, n| {
        load * blocked / (f64::from(n) + load * blocked)
    })
}

/// The fewest servers that lose at most this share.
pub(super) fn servers(load: f64, lost: f64) -> u32 {
    (0..).find(|&n| blocking(n, load) <= lost).unwrap()
}

#[test]
fn one_group_for_all_is_erlangs_loss_formula() {
    let chain = LossChain {
        loads: vec![2.0, 3.0],
        groups: vec![vec![0, 1]],
        goals: vec![0, 1],
    };
    for agents in 0..9 {
        let expected = 1.0 - blocking(agents, 5.0);
        for served in chain.served(&[agents]) {
            assert!((served - expected).abs() < 1e-10, "{agents}");
        }
    }
}
