//! What a repair changed, for the planner.

use chrono::NaiveDate;
use crewcast_solver::repair::{AgentChange, DayChange, Repair};

use crate::rostering::inputs::RosterInputs;
use crate::rostering::names::Names;
use crate::rostering::problem::Stated;
use crate::schedules::{GenerationMessage, MessageArgument, MessageSeverity};

/// A message for the whole repair, and one for every agent whose line changed, with the reason.
pub(super) fn told(
    inputs: &RosterInputs,
    stated: &Stated,
    repair: &Repair,
) -> Vec<GenerationMessage> {
    let names = Names::of(inputs);
    let whole = GenerationMessage {
        kind: "RosterRepaired".to_owned(),
        severity: MessageSeverity::Information,
        arguments: Vec::new(),
        text: format!(
            "{} agents change: other shifts on {} days of theirs, moved breaks on {} more. With what changes cost the roster \
             comes to {:.2}; none that keeps the locks comes to less than {:.2}.",
            repair.changes.len(),
            repair.changed_days,
            repair.moved_breaks,
            repair.total,
            repair.total_bound
        ),
    };
    let changes = repair.changes.iter();
    let changes = changes.map(|change| of_agent(inputs, stated, &names, change));
    std::iter::once(whole).chain(changes).collect()
}

fn of_agent(
    inputs: &RosterInputs,
    stated: &Stated,
    names: &Names,
    change: &AgentChange,
) -> GenerationMessage {
    let agent = stated.problem.agents.get(change.agent);
    let id = agent.map_or("", |agent| agent.id.as_str());
    let date = |day: usize| -> NaiveDate {
        let day = inputs.grid.days().get(day);
        day.map(|day| day.date).unwrap_or_default()
    };
    let day = |change: &DayChange| {
        let what = match change.code.as_str() {
            "shift-added" => "works",
            "shift-removed" => "is off",
            "breaks-moved" => "has other breaks",
            _ => "has another shift",
        };
        format!("{what} on {}", date(change.day))
    };
    let days: Vec<String> = change.days.iter().map(day).collect();
    let why = match (change.code.as_str(), change.broken.first(), change.saves) {
        ("new-line", ..) => "was not in the schedule".to_owned(),
        (_, Some(breach), _) => format!("the shifts so far break {}", breach.rule),
        (_, None, Some(saves)) => format!("that saves {saves:.2}"),
        (_, None, None) => "the work plan has these shifts no more".to_owned(),
    };
    let mut arguments = vec![MessageArgument {
        kind: "agent".to_owned(),
        value: id.to_owned(),
    }];
    arguments.extend(change.broken.first().map(|breach| MessageArgument {
        kind: "rule".to_owned(),
        value: breach.rule.clone(),
    }));
    GenerationMessage {
        kind: "LineChanged".to_owned(),
        severity: MessageSeverity::Information,
        arguments,
        text: format!("{} {}: {why}.", names.of_id(id), days.join(", ")),
    }
}
