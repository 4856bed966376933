//! The search: program, evaluate, cut, repeat; make cheaper; check.

use std::collections::BTreeSet;

use super::answer::{Cut, Message, Staffing};
use super::cuts::cuts_at;
use super::error::SkillGroupsError;
use super::evaluate::{Attained, Effort, Evaluate};
use super::improve::Improvement;
use super::judge::{Halt, Judge, log_odds};
use super::problem::{Floor, Problem, Standing};
use super::program::{Programmed, Rows, queues_left_over, solve};

/// Steps along one set of slopes.
const MOST_STEPS: u32 = 6;

/// What a search may take; the same limits give the same answer on one machine type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Staffings judged in the search; checks come on top, at most `checks + 1` of them.
    pub evaluations: u32,
    /// Times the search is resumed with wider margins after a check that missed a goal.
    pub checks: u32,
    /// Where fewer cheaper staffings than this are left, all of them are tried.
    pub exhaustive_candidates: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            evaluations: 600,
            checks: 6,
            exhaustive_candidates: 200,
        }
    }
}

/// Finds the cheapest staffing with which the evaluator finds every goal met.
///
/// # Errors
/// What [`Problem::check`] finds, [`SkillGroupsError::WorkDoesNotFit`] under the groups' maxima, the evaluator's
/// refusal, or [`SkillGroupsError::Solver`].
pub fn staff<E: Evaluate>(
    problem: &Problem,
    evaluator: &mut E,
    limits: Limits,
) -> Result<Staffing, SkillGroupsError> {
    problem.check()?;
    let mut floors = problem.floors.clone();
    floors.extend(problem.floors_of_work());
    let proven = |whole_agents| Rows {
        floors: &floors,
        estimates: false,
        cuts: &[],
        whole_agents,
        around: None,
    };
    let work_alone = Rows {
        floors: &[],
        ..proven(false)
    };
    let transport_bound = solve(problem, work_alone)?.map_or(0.0, |found| found.bound);
    let Some(bounding) = solve(problem, proven(true))? else {
        let queues = queues_left_over(problem)?;
        return Err(SkillGroupsError::WorkDoesNotFit { queues });
    };
    let estimated = Rows {
        estimates: true,
        ..proven(true)
    };
    // An estimate may ask for more than the maxima allow, and be wrong.
    let estimate = solve(problem, estimated)?;
    let estimated_cost = estimate
        .as_ref()
        .map_or(bounding.bound, |found| found.bound);
    let start = estimate.map_or(bounding.agents, |found| found.agents);
    let proven_floors: Vec<Floor> = floors
        .iter()
        .filter(|floor| floor.standing == Standing::Proven)
        .cloned()
        .collect();
    let mut search = Search {
        problem,
        judge: Judge::new(evaluator, &problem.goals, limits.evaluations),
        floors: &floors,
        proven_floors: &proven_floors,
        bound: bounding.bound.max(transport_bound),
        limits,
        cuts: Vec::new(),
        best: start,
        exhaustive: false,
        limit_reached: false,
    };
    let attained = search.run()?;
    Ok(search.answer(attained, transport_bound, estimated_cost))
}

struct Search<'a, 'b, E> {
    problem: &'a Problem,
    judge: Judge<'a, E>,
    floors: &'b [Floor],
    proven_floors: &'b [Floor],
    bound: f64,
    limits: Limits,
    cuts: Vec<Cut>,
    best: Vec<u32>,
    exhaustive: bool,
    limit_reached: bool,
}

impl<'a, E: Evaluate> Search<'a, '_, E> {
    /// Searches until a check finds every goal met; what the last check found.
    fn run(&mut self) -> Result<Vec<Attained>, SkillGroupsError> {
        let mut attempt = 0;
        loop {
            match self.search() {
                Ok(()) => {}
                Err(Halt::Limit) => {
                    self.limit_reached = true;
                    self.exhaustive = false;
                }
                Err(Halt::Failed(error)) => return Err(error),
            }
            let checked = self.check(attempt)?;
            let missed: Vec<usize> = (0..checked.len())
                .filter(|&goal| checked[goal].share < self.problem.goals[goal].share)
                .collect();
            if missed.is_empty() || attempt >= self.limits.checks {
                return Ok(checked);
            }
            attempt += 1;
            if self.limit_reached {
                // No evaluations are left to search with: more agents where they are missing, and another look.
                if !self.add_where_missed(&missed, 1 << (attempt - 1).min(10)) {
                    return Ok(checked);
                }
                continue;
            }
            if !self.goals_met_in_search() {
                return Ok(checked);
            }
            for goal in missed {
                // A little more than the check fell short of the goal, which is partly noise of its own.
                let required = log_odds(self.problem.goals[goal].share);
                let short = required - log_odds(checked[goal].share);
                self.judge.raise_margin(goal, (1.25 * short).max(0.01));
            }
        }
    }

    fn check(&mut self, attempt: u32) -> Result<Vec<Attained>, SkillGroupsError> {
        let best = self.best.clone();
        match self.judge.attained(&best, Effort::Check { attempt }) {
            Ok(checked) => Ok(checked),
            Err(Halt::Failed(error)) => Err(error),
            Err(Halt::Limit) => Err(SkillGroupsError::Solver(
                "a check counted as a search".to_owned(),
            )),
        }
    }

    fn goals_met_in_search(&mut self) -> bool {
        let best = self.best.clone();
        self.judge.meets(&best).unwrap_or(false)
    }

    fn add_where_missed(&mut self, missed: &[usize], agents: u32) -> bool {
        let mut added = false;
        for &goal in missed {
            let queue = self.problem.goals[goal].queue;
            let cheapest = (0..self.best.len())
                .filter(|&group| self.problem.serves_any(group, &[queue]))
                .filter(|&group| self.problem.allows(group, self.best[group] + 1))
                .min_by(|&a, &b| {
                    let cost = |group: usize| self.problem.groups[group].cost_per_agent;
                    cost(a).total_cmp(&cost(b))
                });
            if let Some(group) = cheapest {
                let room =
                    self.problem.groups[group].maximum.unwrap_or(u32::MAX) - self.best[group];
                self.best[group] += agents.min(room);
                added = true;
            }
        }
        added
    }

    /// From where it stands to a staffing that meets the goals, and down from there.
    fn search(&mut self) -> Result<(), Halt> {
        if self.approach()? {
            self.descend()?;
            self.exhaustive = Improvement {
                problem: self.problem,
                judge: &mut self.judge,
                floors: self.proven_floors,
                bound: self.bound,
                exhaustive_candidates: self.limits.exhaustive_candidates,
            }
            .run(&mut self.best)?;
        }
        Ok(())
    }

    /// Steps towards staffings that meet the goals; false where the maxima stand against it.
    fn approach(&mut self) -> Result<bool, Halt> {
        let mut visited = BTreeSet::new();
        loop {
            let here = self.best.clone();
            if self.judge.meets(&here)? {
                return Ok(true);
            }
            let cuts = cuts_at(self.problem, &mut self.judge, &here)?;
            let slack = self.judge.slack_of(&here)?;
            let missed = cuts.iter().filter(|cut| slack[cut.goal] < 0.0);
            self.cuts.extend(missed.cloned());
            visited.insert(here);
            match self.follow(cuts, f64::INFINITY)? {
                Some(next) if !visited.contains(&next) => self.best = next,
                _ => {
                    if !self.climb()? {
                        return Ok(false);
                    }
                }
            }
        }
    }

    /// Steps from a staffing that meets the goals to cheaper ones that do, while the slopes lead to any.
    fn descend(&mut self) -> Result<(), Halt> {
        loop {
            let here = self.best.clone();
            let cost = self.problem.cost(&here);
            let cuts = cuts_at(self.problem, &mut self.judge, &here)?;
            match self.follow(cuts, cost)? {
                Some(next) if self.judge.meets(&next)? => self.best = next,
                _ => return Ok(()),
            }
        }
    }

    /// The cheapest staffing near the cuts' own that they promise to meet the goals. Where it does not, the cuts are
    /// corrected by what it attained and followed again, without measuring slopes anew. The first that meets the
    /// goals, or else the one that misses least; none where nothing is cheaper than `budget`.
    fn follow(&mut self, mut cuts: Vec<Cut>, budget: f64) -> Result<Option<Vec<u32>>, Halt> {
        let Some(from) = cuts.first().map(|cut| cut.agents.clone()) else {
            return Ok(None);
        };
        let mut closest: Option<(f64, Vec<u32>)> = None;
        for _ in 0..MOST_STEPS {
            let rows = Rows {
                floors: self.floors,
                estimates: false,
                cuts: &cuts,
                whole_agents: true,
                around: Some(&from),
            };
            let Some(Programmed { agents, .. }) = solve(self.problem, rows)? else {
                break;
            };
            if agents == from || self.problem.cost(&agents) >= budget * (1.0 - 1e-9) {
                break;
            }
            let slack = self.judge.slack_of(&agents)?;
            let missing = missing(&slack);
            if missing <= 0.0 {
                return Ok(Some(agents));
            }
            for cut in cuts.iter_mut().filter(|cut| slack[cut.goal] < 0.0) {
                cut.asked = cut.asked.max(cut.gain(&agents) - slack[cut.goal]);
            }
            if closest.as_ref().is_none_or(|(least, _)| missing < *least) {
                closest = Some((missing, agents));
            }
        }
        Ok(closest.map(|(_, agents)| agents))
    }

    /// One agent more where it closes most of what is missing for its cost; false where no group may grow.
    fn climb(&mut self) -> Result<bool, Halt> {
        let slack = self.judge.slack_of(&self.best.clone())?;
        let mut chosen: Option<(f64, Vec<u32>)> = None;
        let missed: Vec<usize> = (0..slack.len()).filter(|&goal| slack[goal] < 0.0).collect();
        for group in 0..self.best.len() {
            let bears = missed.iter().any(|&goal| {
                let queue = self.problem.goals[goal].queue;
                self.problem.groups_near(queue).contains(&group)
            });
            if !bears || !self.problem.allows(group, self.best[group] + 1) {
                continue;
            }
            let mut more = self.best.clone();
            more[group] += 1;
            let closed = missing(&slack) - missing(&self.judge.slack_of(&more)?);
            let worth = closed / self.problem.groups[group].cost_per_agent;
            if chosen.as_ref().is_none_or(|(most, _)| worth > *most) {
                chosen = Some((worth, more));
            }
        }
        match chosen {
            Some((_, more)) => {
                self.best = more;
                Ok(true)
            }
            None => Ok(false),
        }
    }

    fn answer(
        mut self,
        attained: Vec<Attained>,
        transport_bound: f64,
        estimated_cost: f64,
    ) -> Staffing {
        let mut messages = Vec::new();
        for floor in self.proven_floors {
            if floor.agents > 0 && self.problem.able(&self.best, &floor.queues) == floor.agents {
                messages.push(Message::FloorBinds(floor.clone()));
            }
        }
        let mut meets_goals = true;
        for (index, (goal, got)) in self.problem.goals.iter().zip(&attained).enumerate() {
            if got.share < goal.share {
                meets_goals = false;
                let near = self.problem.groups_near(goal.queue);
                let mut near = near.into_iter();
                messages.push(Message::GoalMissed {
                    goal: index,
                    attained: got.share,
                    all_at_maximum: near
                        .all(|group| !self.problem.allows(group, self.best[group] + 1)),
                });
            } else if got.share - got.half_width < goal.share {
                messages.push(Message::WithinNoise { goal: index });
            }
        }
        let evaluations = self.judge.evaluations();
        if self.limit_reached {
            messages.push(Message::LimitReached { evaluations });
        }
        // Of each goal the last cut only: it was drawn nearest to the answer.
        let mut told: Vec<Cut> = Vec::new();
        while let Some(cut) = self.cuts.pop() {
            if told.iter().all(|other| other.goal != cut.goal) {
                told.push(cut);
            }
        }
        told.sort_by_key(|cut| cut.goal);
        Staffing {
            cost: self.problem.cost(&self.best),
            agents: self.best,
            lower_bound: self.bound,
            transport_bound,
            estimated_cost,
            attained,
            meets_goals,
            exhaustive: self.exhaustive,
            cuts: told,
            messages,
            evaluations,
        }
    }
}

/// Log-odds by which goals are missed, all together.
fn missing(slack: &[f64]) -> f64 {
    slack.iter().map(|slack| (-slack).max(0.0)).sum()
}
