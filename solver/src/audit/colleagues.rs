use std::collections::BTreeMap;

use super::certificate::COLLEAGUES;
use crate::problem::{AgentIndex, DayIndex, Problem};
use crate::rules::Charge;
use crate::search::Solution;

/// What is paid for days on which agents who wish to work together do not, one charge a day and wish.
pub fn days_apart(problem: &Problem, solution: &Solution) -> Vec<Charge> {
    let mut templates: BTreeMap<(AgentIndex, DayIndex), &str> = BTreeMap::new();
    for line in &solution.lines {
        for shift in &line.shifts {
            templates.insert((line.agent, shift.day), &shift.template);
        }
    }
    let template_of = |agent: AgentIndex, day: DayIndex| templates.get(&(agent, day)).copied();
    let mut charges = Vec::new();
    for (agent, who) in problem.agents.iter().enumerate() {
        for wish in &who.colleagues {
            let mut others = problem.agents.iter();
            let Some(colleague) = others.position(|other| other.id == wish.agent) else {
                continue;
            };
            for day in 0..problem.days.len() {
                let asked = wish.days.is_empty() || wish.days.contains(&day);
                let (own, theirs) = (template_of(agent, day), template_of(colleague, day));
                if asked && own != theirs {
                    let told = |template: Option<&str>| template.unwrap_or("off").to_owned();
                    charges.push(Charge {
                        agent,
                        rule: COLLEAGUES.to_owned(),
                        day,
                        units: 1,
                        cost: wish.price.value(),
                        detail: format!("{}, {}: {}", told(own), wish.agent, told(theirs)),
                    });
                }
            }
        }
    }
    charges
}
