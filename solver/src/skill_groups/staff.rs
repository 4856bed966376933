//! The search: program, evaluate, cut, repeat; make cheaper; check.

use std::collections::BTreeSet;

use super::answer::{Cut, Message, Staffing};
use super::cuts::cuts_at;
use super::error::SkillGroupsError;
use super::evaluate::{Attained, Effort, Evaluate};
use super::improve::Improvement;
use super::judge::{Halt, Judge, log_odds};
use super::problem::{Floor, Problem, Standing};
use super::program::{Rows, queues_left_over, solve};

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
    let start = solve(problem, estimated)?.map_or(bounding.agents, |found| found.agents);
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
    Ok(search.answer(attained, transport_bound))
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
                // At least as much as the check fell short of the goal, and of what the search had promised.
                let required = log_odds(self.problem.goals[goal].share);
                let promised = self.promised(goal);
                let found = log_odds(checked[goal].share);
                let by = (required - found).max((promised - found).min(required - found + 0.5));
                self.judge.raise_margin(goal, by.max(0.01));
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

    fn promised(&mut self, goal: usize) -> f64 {
        let best = self.best.clone();
        let promised = self.judge.attained(&best, Effort::Search);
        promised.map_or(0.0, |attained| log_odds(attained[goal].share))
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
        if self.cut_until_met()? {
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

    /// Whether the goals are met in the end; not where the maxima stand against it.
    fn cut_until_met(&mut self) -> Result<bool, Halt> {
        let mut visited = BTreeSet::new();
        loop {
            let best = self.best.clone();
            if self.judge.meets(&best)? {
                return Ok(true);
            }
            visited.insert(best.clone());
            let cuts = cuts_at(self.problem, &mut self.judge, &best)?;
            let next = self.cheapest_under(&cuts)?;
            self.cuts.extend(cuts);
            match next {
                Some(next) if !visited.contains(&next) => self.best = next,
                _ => {
                    if !self.climb()? {
                        return Ok(false);
                    }
                }
            }
        }
    }

    /// The cheapest staffing under all cuts, or under the newest alone where older ones contradict them or the maxima.
    fn cheapest_under(&mut self, newest: &[Cut]) -> Result<Option<Vec<u32>>, SkillGroupsError> {
        let all: Vec<Cut> = self.cuts.iter().chain(newest).cloned().collect();
        for (cuts, estimates) in [(all.as_slice(), true), (newest, false)] {
            let rows = Rows {
                floors: self.floors,
                estimates,
                cuts,
                whole_agents: true,
            };
            if let Some(found) = solve(self.problem, rows)? {
                return Ok(Some(found.agents));
            }
        }
        Ok(None)
    }

    /// One agent more where it closes most of what is missing for its cost; false where no group may grow.
    fn climb(&mut self) -> Result<bool, Halt> {
        let slack = self.judge.slack_of(&self.best.clone())?;
        let missing = |slack: &[f64]| -> f64 { slack.iter().map(|s| (-s).max(0.0)).sum() };
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

    fn answer(mut self, attained: Vec<Attained>, transport_bound: f64) -> Staffing {
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
            attained,
            meets_goals,
            exhaustive: self.exhaustive,
            cuts: told,
            messages,
            evaluations,
        }
    }
}
