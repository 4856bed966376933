//! Cheaper neighbours of a staffing that meets its goals.

use super::evaluate::Evaluate;
use super::judge::{Halt, Judge};
use super::problem::{Floor, Problem};

/// Of a neighbourhood only so many of the most promising staffings are judged.
const MOST_EXCHANGES: usize = 40;

/// Two costs nearer than this are the same.
const SAME_COST: f64 = 1e-7;

pub(super) struct Improvement<'a, 'b, E> {
    pub(super) problem: &'a Problem,
    pub(super) judge: &'b mut Judge<'a, E>,
    /// Proven floors, those of the work included.
    pub(super) floors: &'b [Floor],
    pub(super) bound: f64,
    /// Try every cheaper staffing when they are at most so many.
    pub(super) exhaustive_candidates: usize,
}

impl<E: Evaluate> Improvement<'_, '_, E> {
    /// Makes `best` cheaper while the goals hold; whether nothing cheaper is left to try. Improvements found before
    /// the limit are kept in `best`.
    pub(super) fn run(&mut self, best: &mut Vec<u32>) -> Result<bool, Halt> {
        loop {
            if self.problem.cost(best) <= self.bound + SAME_COST * self.bound.max(1.0) {
                return Ok(true);
            }
            if let Some(mut cheaper) = self.everything_cheaper(best)
                && u32::try_from(cheaper.len()).is_ok_and(|count| count <= self.judge.left())
            {
                cheaper.sort_by(|a, b| self.problem.cost(a).total_cmp(&self.problem.cost(b)));
                for candidate in cheaper {
                    if !self.judge.is_below_a_miss(&candidate) && self.judge.meets(&candidate)? {
                        *best = candidate;
                        break;
                    }
                }
                return Ok(true);
            }
            if !self.remove_one(best)? && !self.exchange(best)? {
                return Ok(false);
            }
        }
    }

    fn remove_one(&mut self, best: &mut Vec<u32>) -> Result<bool, Halt> {
        let mut groups: Vec<usize> = (0..best.len()).collect();
        let cost = |group: &usize| self.problem.groups[*group].cost_per_agent;
        groups.sort_by(|a, b| cost(b).total_cmp(&cost(a)));
        for group in groups {
            let Some(candidate) = self.moved(best, &[group], &[]) else {
                continue;
            };
            if !self.judge.is_below_a_miss(&candidate) && self.judge.meets(&candidate)? {
                *best = candidate;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// One agent for a cheaper one, two for one, one for two cheaper ones: those first that the slopes, measured by
    /// the removals tried before, promise to meet the goals.
    fn exchange(&mut self, best: &mut Vec<u32>) -> Result<bool, Halt> {
        let slack = self.judge.slack_of(best)?;
        let losses = self.losses(best, &slack)?;
        let mut candidates: Vec<(f64, Vec<u32>)> = Vec::new();
        for (out, into) in self.exchanges() {
            let Some(candidate) = self.moved(best, &out, &into) else {
                continue;
            };
            if self.judge.is_below_a_miss(&candidate) {
                continue;
            }
            let missing: f64 = (0..slack.len())
                .map(|goal| {
                    let change = |groups: &[usize]| -> f64 {
                        groups.iter().map(|&group| losses[group][goal]).sum()
                    };
                    (change(&out) - change(&into) - slack[goal]).max(0.0)
                })
                .sum();
            candidates.push((missing, candidate));
        }
        candidates.sort_by(|a, b| {
            let by_cost = self.problem.cost(&a.1).total_cmp(&self.problem.cost(&b.1));
            a.0.total_cmp(&b.0).then(by_cost)
        });
        for (_, candidate) in candidates.into_iter().take(MOST_EXCHANGES) {
            if self.judge.meets(&candidate)? {
                *best = candidate;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What each goal loses, in log-odds, with one agent of a group fewer.
    fn losses(&mut self, best: &[u32], slack: &[f64]) -> Result<Vec<Vec<f64>>, Halt> {
        let mut losses = Vec::with_capacity(best.len());
        for group in 0..best.len() {
            let fewer = self.moved(best, &[group], &[]);
            losses.push(match fewer {
                Some(fewer) => {
                    let after = self.judge.slack_of(&fewer)?;
                    slack
                        .iter()
                        .zip(&after)
                        .map(|(a, b)| (a - b).max(0.0))
                        .collect()
                }
                None => vec![0.0; slack.len()],
            });
        }
        Ok(losses)
    }

    /// Exchanges that save money between groups that share a queue.
    fn exchanges(&self) -> Vec<(Vec<usize>, Vec<usize>)> {
        let groups = self.problem.groups.len();
        let cost = |group: usize| self.problem.groups[group].cost_per_agent;
        let related = |a: usize, b: usize| {
            a != b && self.problem.serves_any(a, &self.problem.groups[b].queues)
        };
        let mut found = Vec::new();
        for a in 0..groups {
            for b in (0..groups).filter(|&b| related(a, b)) {
                if cost(b) < cost(a) {
                    found.push((vec![a], vec![b]));
                }
                for c in b..groups {
                    let two = cost(b) + cost(c);
                    if c != a && related(a, c) {
                        if cost(a) < two {
                            found.push((vec![b, c], vec![a]));
                        }
                        if two < cost(a) {
                            found.push((vec![a], vec![b, c]));
                        }
                    }
                }
            }
        }
        found
    }

    /// The staffing after a move, unless a limit or a proven floor forbids it.
    fn moved(&self, best: &[u32], out: &[usize], into: &[usize]) -> Option<Vec<u32>> {
        let mut agents = best.to_vec();
        for &group in out {
            agents[group] = agents[group].checked_sub(1)?;
        }
        for &group in into {
            agents[group] += 1;
        }
        let allowed = (0..agents.len()).all(|group| self.problem.allows(group, agents[group]));
        (allowed && self.keeps_floors(&agents)).then_some(agents)
    }

    fn keeps_floors(&self, agents: &[u32]) -> bool {
        let mut floors = self.floors.iter();
        floors.all(|floor| self.problem.able(agents, &floor.queues) >= floor.agents)
    }

    /// Every cheaper staffing within limits and proven floors; none where there are more than the limit, or where the
    /// floors of the work are not all known.
    fn everything_cheaper(&self, best: &[u32]) -> Option<Vec<Vec<u32>>> {
        if self.problem.work_erlangs.len() > 8 || best.len() > 8 {
            return None;
        }
        let mut found = Vec::new();
        let mut looked_at = 0;
        let cost = self.problem.cost(best);
        let budget = cost - SAME_COST * cost.max(1.0);
        let mut agents: Vec<u32> = self.problem.groups.iter().map(|g| g.minimum).collect();
        self.extend(0, &mut agents, budget, &mut found, &mut looked_at)
            .then_some(found)
    }

    /// Depth first over the groups; false once there are too many.
    fn extend(
        &self,
        group: usize,
        agents: &mut Vec<u32>,
        budget: f64,
        found: &mut Vec<Vec<u32>>,
        looked_at: &mut u32,
    ) -> bool {
        *looked_at += 1;
        if *looked_at > 200_000 || found.len() > self.exhaustive_candidates {
            return false;
        }
        if group == agents.len() {
            if self.keeps_floors(agents) && !self.judge.is_below_a_miss(agents) {
                found.push(agents.clone());
            }
            return true;
        }
        let minimum = self.problem.groups[group].minimum;
        agents[group] = minimum;
        while self.problem.allows(group, agents[group]) && self.problem.cost(agents) < budget {
            if !self.extend(group + 1, agents, budget, found, looked_at) {
                return false;
            }
            agents[group] += 1;
        }
        agents[group] = minimum;
        true
    }
}
