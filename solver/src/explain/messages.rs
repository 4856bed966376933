use std::collections::BTreeMap;

use super::Known;
use super::{Cause, Message, Severity};
use crate::rules;
use crate::search::{Solution, Status};

/// Sentences for the planner, gravest first.
pub fn messages(known: &Known<'_>, solution: &Solution) -> Vec<Message> {
    let mut messages = Vec::new();
    relaxed(known, solution, &mut messages);
    idle_agents(known, &mut messages);
    short(known, solution, &mut messages);
    surplus(known, solution, &mut messages);
    on_break(known, solution, &mut messages);
    if solution.status != Status::OptimalWithinGap {
        let (code, why) = match solution.status {
            Status::Stopped => ("stopped-early", "it was stopped"),
            _ => ("work-limit-reached", "its work limit was spent"),
        };
        let text = format!(
            "The search ended {:.2} % above its proved bound because {why}; allow it more time or work for a smaller gap.",
            100.0 * solution.gap
        );
        messages.push(message(Severity::Information, code, text));
    }
    messages.sort_by_key(|message| std::cmp::Reverse(message.severity));
    messages
}

fn message(severity: Severity, code: &str, text: String) -> Message {
    Message {
        severity,
        code: code.to_owned(),
        agent: None,
        group: None,
        rule: None,
        text,
    }
}

fn relaxed(known: &Known<'_>, solution: &Solution, messages: &mut Vec<Message>) {
    let problem = known.problem;
    for relaxation in &solution.relaxed {
        let agent = &problem.agents[relaxation.agent];
        let plan = &problem.plans[agent.plan];
        let shifts = solution
            .lines
            .iter()
            .filter(|line| line.agent == relaxation.agent)
            .flat_map(|line| &line.shifts);
        let mut got: BTreeMap<usize, (usize, usize)> =
            problem.days.iter().map(|day| (day.week, (0, 0))).collect();
        for shift in shifts {
            if let Some((minutes, days)) = got.get_mut(&problem.days[shift.day].week) {
                *minutes += shift.paid_slots() * problem.slot_minutes as usize;
                *days += 1;
            }
        }
        let of_weeks = |value: fn(&(usize, usize)) -> usize| {
            let values: Vec<String> = got.values().map(|week| value(week).to_string()).collect();
            values.join(", ")
        };
        let (asked, reached) = if relaxation.rule == rules::PAID_MINUTES_PER_WEEK {
            (
                format!("{} paid minutes a week", plan.minimum_paid_minutes_per_week),
                of_weeks(|week| week.0),
            )
        } else {
            (
                format!("{} working days a week", plan.minimum_days_per_week),
                of_weeks(|week| week.1),
            )
        };
        let text = format!(
            "Agent {} cannot reach the {asked} that plan {} asks for, whatever the roster: the plan's other rules, the \
             agent's absences or what is locked leave no room. The roster has {reached} (week by week). Lower the minimum, widen the \
             plan's shifts or days, or enter absences as paid time.",
            agent.id, plan.id
        );
        messages.push(Message {
            agent: Some(relaxation.agent),
            rule: Some(relaxation.rule.clone()),
            ..message(Severity::Error, "work-plan-minimum-impossible", text)
        });
    }
}

fn idle_agents(known: &Known<'_>, messages: &mut Vec<Message>) {
    for (index, agent) in known.problem.agents.iter().enumerate() {
        let options = &known.options[known.class_of[index]];
        let mut say = |code: &str, text: String| {
            messages.push(Message {
                agent: Some(index),
                ..message(Severity::Warning, code, text)
            });
        };
        if agent.groups.is_empty() {
            say(
                "agent-without-skill",
                format!(
                    "Agent {} serves no demand group; give the agent a skill that is in demand.",
                    agent.id
                ),
            );
        }
        if options.iter().all(Vec::is_empty) {
            let plan = &known.problem.plans[agent.plan].id;
            say(
                "agent-without-shift",
                format!(
                    "No shift of plan {plan} is possible for agent {}; check shift lengths, break windows, weekdays and absences.",
                    agent.id
                ),
            );
        }
    }
}

fn short(known: &Known<'_>, solution: &Solution, messages: &mut Vec<Message>) {
    let mut sums: BTreeMap<(usize, Cause), (f64, usize)> = BTreeMap::new();
    let mut limits: BTreeMap<usize, BTreeMap<&str, usize>> = BTreeMap::new();
    for shortage in &solution.shortages {
        for limit in &shortage.at_limit {
            let most = limits.entry(shortage.group).or_default();
            let most = most.entry(&limit.rule).or_default();
            *most = limit.agents.max(*most);
        }
        let (sum, stretches) = sums
            .entry((shortage.group, shortage.cause))
            .or_insert((0.0, 0));
        *sum += shortage.short_slots;
        *stretches += 1;
    }
    for ((group, cause), (slots, stretches)) in sums {
        let hours = slots * f64::from(known.problem.slot_minutes) / 60.0;
        let (severity, code, why) = match cause {
            Cause::NobodyHasTheSkill => (
                Severity::Warning,
                "short-no-skill",
                "no agent has the skill; train or assign agents",
            ),
            Cause::NoShiftReachesTheSlot => (
                Severity::Warning,
                "short-no-shift",
                "no shift of a skilled agent reaches these times; widen start times or lengths",
            ),
            Cause::SkilledAgentsUnavailable => (
                Severity::Warning,
                "short-unavailable",
                "every skilled agent with a fitting shift is away; move absences",
            ),
            Cause::TooFewSkilledAgents => (
                Severity::Warning,
                "short-too-few-agents",
                "all skilled agents who can be there are at work; hire or cross-train",
            ),
            Cause::PlansAtTheirMaximum => (
                Severity::Warning,
                "short-plans-at-maximum",
                "a shift more would break a hard rule of the agents free then; loosen it or hire",
            ),
            Cause::DearerThanTheShortage => (
                Severity::Information,
                "short-cheaper-than-cover",
                "covering it would cost more in other slots; raise the cost of under-staffing, or allow shorter or more flexible shifts",
            ),
        };
        let mut text = format!(
            "{}: {hours:.2} agent-hours short in {stretches} stretches: {why}.",
            known.problem.groups[group].id
        );
        if cause == Cause::PlansAtTheirMaximum
            && let Some(limits) = limits.get(&group)
        {
            let told: Vec<String> = limits
                .iter()
                .map(|(rule, agents)| format!("{rule} (up to {agents} agents at once)"))
                .collect();
            text.push_str(&format!(" At their limit: {}.", told.join(", ")));
        }
        messages.push(Message {
            group: Some(group),
            ..message(severity, code, text)
        });
    }
}

/// Agent-hours on breaks beyond each limit.
fn on_break(known: &Known<'_>, solution: &Solution, messages: &mut Vec<Message>) {
    let problem = known.problem;
    for limit in &problem.break_limits {
        let mut agents = vec![0_u32; problem.horizon_slots()];
        for line in &solution.lines {
            let agent = &problem.agents[line.agent];
            if !limit.counts_agents_of(&agent.groups) {
                continue;
            }
            for shift in &line.shifts {
                let mut templates = problem.plans[agent.plan].shifts.iter();
                let Some(template) = templates.find(|one| one.id == shift.template) else {
                    continue;
                };
                let activities = template.activities.iter().zip(&shift.activities);
                for (_, placed) in activities.filter(|(activity, _)| limit.counts(activity)) {
                    let end = (placed.start_slot + placed.slots).min(agents.len());
                    let start = placed.start_slot.min(end);
                    agents[start..end].iter_mut().for_each(|count| *count += 1);
                }
            }
        }
        let beyond = agents
            .iter()
            .map(|&count| count.saturating_sub(limit.most_at_once));
        let hours = f64::from(beyond.sum::<u32>()) * f64::from(problem.slot_minutes) / 60.0;
        if hours > 0.0 {
            let text = format!(
                "{}: {hours:.2} agent-hours on breaks beyond {} at once; widen the windows of breaks, spread starts, or raise \
                 the limit's cost.",
                limit.id, limit.most_at_once
            );
            messages.push(message(Severity::Information, "breaks-beyond-limit", text));
        }
    }
}

fn surplus(known: &Known<'_>, solution: &Solution, messages: &mut Vec<Message>) {
    for (group, over) in solution.over.iter().enumerate() {
        let hours = over.iter().sum::<f64>() * f64::from(known.problem.slot_minutes) / 60.0;
        if hours > 0.005 {
            let text = format!(
                "{}: {hours:.2} agent-hours above the requirement; use them for outbound work, training or time off.",
                known.problem.groups[group].id
            );
            messages.push(Message {
                group: Some(group),
                ..message(Severity::Information, "over-staffed", text)
            });
        }
    }
}
