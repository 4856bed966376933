//! The staffing in the planner's words.

use crewcast_forecasts::simulation::outcome::QueueFigures;
use crewcast_solver::skill_groups::{Cut, Message, Problem, Staffing};
use serde::Serialize;

use super::floors::Measure;
use super::stated::{Stated, StatedQueue};

/// Agents of every group, what they cost and what they give.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SkillGroupsStaffing {
    /// In the order of the request.
    pub skill_groups: Vec<SkillGroupStaffing>,
    /// What the agents cost.
    pub cost: f64,
    /// No staffing that meets the goals costs less.
    pub lower_bound: f64,
    /// What queues pooled as one, and each at its most lenient goal, would cost: likely near the truth, but not proven.
    pub estimated_cost: f64,
    /// (cost − lowerBound) ÷ cost.
    pub gap: f64,
    /// Whether the last simulation found every goal met.
    pub meets_goals: bool,
    /// In the order of the request, from a simulation on a seed that no choice was made by.
    pub queues: Vec<QueueService>,
    /// What stands against fewer agents: for each goal that a cheaper staffing missed, the last one tried.
    pub cuts: Vec<StaffingCut>,
    /// What a planner should know.
    pub messages: Vec<SkillGroupMessage>,
    /// Staffings simulated.
    pub evaluations: u32,
    /// Contacts simulated in all of them.
    pub simulated_contacts: u64,
    /// As given.
    pub seed: u64,
}

/// Agents of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SkillGroupStaffing {
    /// Its name.
    pub name: String,
    /// How many agents at work.
    pub agents: u32,
}

/// What a queue gets. Shares are 0 to 1; half widths are those of 95 % confidence intervals; null without contacts.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QueueService {
    /// Its name.
    pub name: String,
    /// Volume × AHT ÷ interval.
    pub offered_load_erlangs: f64,
    /// Share of all offered that is answered within the goal's seconds (20 where there is no such goal).
    pub service_level: Option<f64>,
    /// Of the service level.
    pub service_level_half_width: Option<f64>,
    /// Share that hangs up.
    pub abandon_rate: Option<f64>,
    /// Of the abandon rate.
    pub abandon_rate_half_width: Option<f64>,
    /// Mean wait of those answered, in seconds.
    pub average_speed_of_answer_seconds: Option<f64>,
    /// Of the average speed of answer, in seconds.
    pub average_speed_of_answer_half_width_seconds: Option<f64>,
    /// Whether all its goals are met.
    pub meets_goals: bool,
}

/// A cheaper staffing that missed a goal.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StaffingCut {
    /// The queue.
    pub queue: String,
    /// `serviceLevel` or `abandonRate`.
    pub goal: String,
    /// The staffing that missed it, in the order of the groups.
    pub agents: Vec<u32>,
    /// What it attained: the share answered in time, or the share that hung up.
    pub attained: f64,
    /// What the goal asks for.
    pub required: f64,
    /// What one more agent of each group that matters would change.
    pub gains: Vec<StaffingCutGain>,
    /// The same in words.
    pub text: String,
}

/// What one more agent of a group does for a goal.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StaffingCutGain {
    /// The group.
    pub skill_group: String,
    /// As a share of what the group that helps most does: 1 for that one.
    pub relative_gain: f64,
}

/// Something a planner should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SkillGroupMessage {
    /// Stable, kebab-case.
    pub code: String,
    /// Names of the queues it is about; empty for all.
    pub queues: Vec<String>,
    /// What it means and what can be done.
    pub text: String,
}

/// Names a staffing.
pub(super) fn told(
    stated: &Stated,
    problem: &Problem,
    measures: &[Measure],
    found: &Staffing,
    checked: &[QueueFigures],
    simulated_contacts: u64,
) -> SkillGroupsStaffing {
    let teller = Teller {
        stated,
        problem,
        measures,
    };
    let each = stated.group_names.iter().zip(&found.agents);
    let skill_groups = each.map(|(name, &agents)| SkillGroupStaffing {
        name: name.clone(),
        agents,
    });
    let queues = stated.queues.iter().enumerate().map(|(index, queue)| {
        let mut goals = problem.goals.iter().zip(&found.attained);
        let met = goals.all(|(goal, got)| goal.queue != index || got.share >= goal.share);
        service_of(queue, checked.get(index), met)
    });
    SkillGroupsStaffing {
        skill_groups: skill_groups.collect(),
        cost: found.cost,
        lower_bound: found.lower_bound,
        estimated_cost: found.estimated_cost,
        gap: found.gap(),
        meets_goals: found.meets_goals,
        queues: queues.collect(),
        cuts: found
            .cuts
            .iter()
            .filter_map(|cut| teller.cut(cut))
            .collect(),
        messages: found
            .messages
            .iter()
            .map(|message| teller.message(message))
            .collect(),
        evaluations: found.evaluations,
        simulated_contacts,
        seed: stated.seed,
    }
}

fn service_of(queue: &StatedQueue, figures: Option<&QueueFigures>, meets: bool) -> QueueService {
    let level = figures
        .map(|figures| figures.service_level)
        .unwrap_or_default();
    let abandon = figures
        .map(|figures| figures.abandon_rate)
        .unwrap_or_default();
    let wait = figures
        .map(|figures| figures.average_speed_of_answer_seconds)
        .unwrap_or_default();
    QueueService {
        name: queue.name.clone(),
        offered_load_erlangs: queue.offered_erlangs,
        service_level: level.mean,
        service_level_half_width: level.half_width,
        abandon_rate: abandon.mean,
        abandon_rate_half_width: abandon.half_width,
        average_speed_of_answer_seconds: wait.mean,
        average_speed_of_answer_half_width_seconds: wait.half_width,
        meets_goals: meets,
    }
}

struct Teller<'a> {
    stated: &'a Stated,
    problem: &'a Problem,
    measures: &'a [Measure],
}

impl Teller<'_> {
    fn queue(&self, index: usize) -> String {
        let queue = self.stated.queues.get(index);
        queue.map_or_else(String::new, |queue| queue.name.clone())
    }

    fn queue_of_goal(&self, goal: usize) -> String {
        let goal = self.problem.goals.get(goal);
        goal.map_or_else(String::new, |goal| self.queue(goal.queue))
    }

    /// A share of a goal as the planner states it: that of abandonment counts those who hang up.
    fn as_stated(&self, goal: usize, share: f64) -> (&'static str, f64) {
        match self.measures.get(goal) {
            Some(Measure::NotAbandoned) => ("abandonRate", 1.0 - share),
            _ => ("serviceLevel", share),
        }
    }

    fn figure(&self, goal: usize, share: f64) -> String {
        match self.as_stated(goal, share) {
            ("abandonRate", share) => format!("{:.1} % hang up", 100.0 * share),
            (_, share) => format!("{:.1} % are answered in time", 100.0 * share),
        }
    }

    fn cut(&self, cut: &Cut) -> Option<StaffingCut> {
        let goal = self.problem.goals.get(cut.goal)?;
        let greatest = cut.gain_per_agent.iter().copied().fold(0.0, f64::max);
        let named = self.stated.group_names.iter().zip(&cut.gain_per_agent);
        let gains: Vec<StaffingCutGain> = named
            .filter(|(_, gain)| **gain > 0.0)
            .map(|(name, gain)| StaffingCutGain {
                skill_group: name.clone(),
                relative_gain: gain / greatest,
            })
            .collect();
        let counts: Vec<String> = gains
            .iter()
            .map(|gain| format!("{} {:.2}", gain.skill_group, gain.relative_gain))
            .collect();
        let agents: Vec<String> = self
            .stated
            .group_names
            .iter()
            .zip(&cut.agents)
            .filter(|(_, count)| **count > 0)
            .map(|(name, count)| format!("{count} {name}"))
            .collect();
        let text = format!(
            "{} needs more than {}: of its contacts {}, and {} is asked for; one more agent counts {}",
            self.queue(goal.queue),
            agents.join(", "),
            self.figure(cut.goal, cut.attained),
            self.asked(cut.goal),
            counts.join(", "),
        );
        Some(StaffingCut {
            queue: self.queue(goal.queue),
            goal: self.as_stated(cut.goal, 0.0).0.to_owned(),
            agents: cut.agents.clone(),
            attained: self.as_stated(cut.goal, cut.attained).1,
            required: self.as_stated(cut.goal, goal.share).1,
            gains,
            text,
        })
    }

    fn asked(&self, goal: usize) -> String {
        let share = self.problem.goals.get(goal).map_or(0.0, |goal| goal.share);
        match self.as_stated(goal, share) {
            ("abandonRate", share) => format!("at most {:.1} %", 100.0 * share),
            (_, share) => format!("at least {:.1} %", 100.0 * share),
        }
    }

    fn message(&self, message: &Message) -> SkillGroupMessage {
        let (code, queues, text) = match message {
            Message::FloorBinds(floor) => {
                let queues: Vec<String> = floor
                    .queues
                    .iter()
                    .map(|&queue| self.queue(queue))
                    .collect();
                let text = format!(
                    "{} cannot do with fewer than {} agents who serve them, whatever the routing, and has exactly so \
                     many",
                    queues.join(" and "),
                    floor.agents
                );
                ("floor-binds", queues, text)
            }
            Message::WithinNoise { goal } => {
                let queue = self.queue_of_goal(*goal);
                let text = format!(
                    "{queue} meets its goal by less than the simulation can tell; one agent more would make it sure"
                );
                ("within-noise", vec![queue], text)
            }
            Message::GoalMissed {
                goal,
                attained,
                all_at_maximum,
            } => {
                let queue = self.queue_of_goal(*goal);
                let remedy = if *all_at_maximum {
                    "every group that bears on it has its maximum: raise one, or lower the goal"
                } else {
                    "the search ended before it was met: give groups minima near what you expect, or lower the goal"
                };
                let text = format!(
                    "of {queue} {} where {} is asked for; {remedy}",
                    self.figure(*goal, *attained),
                    self.asked(*goal)
                );
                ("goal-missed", vec![queue], text)
            }
            Message::LimitReached { evaluations } => {
                let text = format!(
                    "the search ended at its limit after {evaluations} staffings; a cheaper one may exist, down to the \
                     lower bound"
                );
                ("limit-reached", Vec::new(), text)
            }
        };
        SkillGroupMessage {
            code: code.to_owned(),
            queues,
            text,
        }
    }
}
