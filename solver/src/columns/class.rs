use std::collections::{BTreeMap, BTreeSet};

use crate::problem::{
    AgentIndex, DayIndex, GroupIndex, LockedShift, PlanIndex, Problem, Request, SlotRange,
    WorkedBefore,
};

/// Agents who could swap lines: the same plan, skills, availability, wishes and history. One price serves them all, and the
/// master counts lines a class instead of naming agents, which takes the symmetry out of the integer search.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AgentClass {
    /// The plan they share.
    pub plan: PlanIndex,
    /// Groups they serve, ascending.
    pub groups: Vec<GroupIndex>,
    /// When none of them can work, ascending.
    pub unavailable: Vec<SlotRange>,
    /// Paid absence a week.
    pub paid_absence_minutes: Vec<u32>,
    /// What came before.
    pub before: WorkedBefore,
    /// Days without a start, ascending.
    pub days_off: Vec<DayIndex>,
    /// Shifts that stay, ascending.
    pub locked: Vec<LockedShift>,
    /// Place in the plan's rotation; 0 without one.
    pub rotation_offset: usize,
    /// Wishes, ascending.
    pub requests: Vec<Request>,
    /// The agent, where wishes for colleagues set it apart from all others.
    pub alone: Option<AgentIndex>,
    /// Who they are, ascending.
    pub agents: Vec<AgentIndex>,
}

/// The classes of a problem, in a fixed order.
#[must_use]
pub fn classes(problem: &Problem) -> Vec<AgentClass> {
    let wishes = problem.agents.iter().flat_map(|agent| {
        let colleagues = agent.colleagues.iter();
        colleagues.flat_map(move |wish| [agent.id.as_str(), wish.agent.as_str()])
    });
    let with_colleagues: BTreeSet<&str> = wishes.collect();
    let mut found: BTreeMap<AgentClass, Vec<AgentIndex>> = BTreeMap::new();
    for (index, agent) in problem.agents.iter().enumerate() {
        let mut groups = agent.groups.clone();
        groups.sort_unstable();
        groups.dedup();
        let mut unavailable = agent.unavailable.clone();
        unavailable.sort_unstable();
        let mut absence = agent.paid_absence_minutes.clone();
        while absence.last() == Some(&0) {
            absence.pop();
        }
        let mut days_off = agent.days_off.clone();
        days_off.sort_unstable();
        days_off.dedup();
        let (mut locked, mut requests) = (agent.locked.clone(), agent.requests.clone());
        locked.sort();
        requests.sort();
        let key = AgentClass {
            days_off,
            locked,
            requests,
            alone: with_colleagues.contains(agent.id.as_str()).then_some(index),
            rotation_offset: agent.rotation_offset
                % problem.plans[agent.plan].rules.rotation.len().max(1),
            plan: agent.plan,
            groups,
            unavailable,
            paid_absence_minutes: absence,
            before: agent.before.clone(),
            agents: Vec::new(),
        };
        found.entry(key).or_default().push(index);
    }
    found
        .into_iter()
        .map(|(class, agents)| AgentClass { agents, ..class })
        .collect()
}
