use std::collections::BTreeMap;

use super::relax::{Slack, relax_agent, relax_plan};
use super::{Constraint, ExplainError, Requirement};
use crate::lines::{Around, Existence, Pricer};
use crate::problem::{AgentIndex, Line, Problem};
use crate::search::general::Desk;

/// Tells exactly whether an agent has a line when some of its constraints are let go, whatever everybody else does.
pub(crate) struct OneAgent<'a> {
    whole: &'a Problem,
    pub agent: AgentIndex,
    requirement: Option<&'a Requirement>,
    /// The agent alone with its plan, and no demand.
    alone: Problem,
}

impl<'a> OneAgent<'a> {
    /// The agent exists in the problem.
    pub fn new(
        problem: &'a Problem,
        agent: AgentIndex,
        requirement: Option<&'a Requirement>,
    ) -> Self {
        let mut who = problem.agents[agent].clone();
        let plan = problem.plans[who.plan].clone();
        (who.plan, who.groups) = (0, Vec::new());
        let alone = Problem {
            slot_minutes: problem.slot_minutes,
            days: problem.days.clone(),
            agents: vec![who],
            plans: vec![plan],
            seed: problem.seed,
            limits: problem.limits,
            ..Problem::default()
        };
        OneAgent {
            whole: problem,
            agent,
            requirement,
            alone,
        }
    }

    /// A line that keeps all that is not let go, the one with fewest wishes refused where limits on shifts of a template do
    /// not bind; none when there is none.
    pub fn line(&self, slack: &BTreeMap<Constraint, Slack>) -> Result<Option<Line>, ExplainError> {
        let mut relaxed = self.alone.clone();
        for (what, &by) in slack {
            relax_plan(&self.alone, &mut relaxed.plans[0], what, by);
            if by == Slack::All || by >= Slack::Units(1) {
                relax_agent(&mut relaxed.agents[0], what);
            }
        }
        let mut desk = Desk::new(&relaxed);
        if let Some(requirement) = self.requirement {
            let (book, personal) = (&desk.books[0], &mut desk.personal[0]);
            requirement.require(&relaxed, book, personal);
        }
        let order = desk.order(0, 0, Around::Nothing);
        let values = desk.no_values();
        match Pricer::default().exists(&order, 0..desk.days(), &values) {
            Existence::Line(piece) => Ok(Some(piece.line(&relaxed, desk.book(0), self.agent))),
            Existence::Nothing => Ok(None),
            Existence::Unknown => Err(ExplainError::Undecided {
                agent: self.whole.agents[self.agent].id.clone(),
            }),
        }
    }

    /// Whether there is a line when only `kept` bind, each less its slack.
    pub fn is_possible(
        &self,
        all: &[Constraint],
        kept: &[Constraint],
        slack: &BTreeMap<Constraint, Slack>,
    ) -> Result<bool, ExplainError> {
        let gone = all.iter().filter(|what| !kept.contains(what));
        let mut let_go: BTreeMap<Constraint, Slack> =
            gone.map(|what| (what.clone(), Slack::All)).collect();
        for what in kept {
            if let Some(&by) = slack.get(what) {
                let_go.insert(what.clone(), by);
            }
        }
        Ok(self.line(&let_go)?.is_some())
    }

    /// A smallest set, in the sense that none of it can be left out, of the constraints in `from` that leave no line
    /// together; none when they leave one.
    ///
    /// A deletion filter (Chinneck and Dravnieks 1991): lets one go after the other in the order given, and takes back those
    /// without which there would be a line.
    pub fn conflict(
        &self,
        all: &[Constraint],
        from: &[Constraint],
        slack: &BTreeMap<Constraint, Slack>,
    ) -> Result<Option<Vec<Constraint>>, ExplainError> {
        if self.is_possible(all, from, slack)? {
            return Ok(None);
        }
        let mut kept = from.to_vec();
        for what in from {
            let without: Vec<Constraint> =
                kept.iter().filter(|one| *one != what).cloned().collect();
            if !self.is_possible(all, &without, slack)? {
                kept = without;
            }
        }
        Ok(Some(kept))
    }
}
