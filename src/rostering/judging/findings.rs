//! What the rules find.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use crewcast_solver::problem::{Line, Problem, Shift as SolverShift};
use crewcast_solver::rules::{Breach, Charge, rules_of};

use super::lines::{as_line_shift, is_absence};
use super::schedule_rules::{LinesOfAgents, ScheduleRules};
use super::texts::Texts;
use crate::failure::Failure;
use crate::organisation::{ActivityCategory, Agent, Slots, can_serve};
use crate::rostering::labour_law::{judge_lines, laws_of, tighten_plans};
use crate::rostering::plans::map_plans;
use crate::rostering::problem::{Stated, agent_of};
use crate::rostering::time_off::state_time_off_beside;
use crate::rostering::wishes::state_preferences;
use crate::schedules::{Shift, ValidationResult, ValidationSeverity, grain_of};

/// Code of an article of labour law that a line breaks.
const LABOUR_LAW: &str = "labourLaw";

/// Code of time on the queues without the skills of any planning group.
const SKILLS: &str = "skills";

/// Code of an agent under no work plan.
pub(in crate::rostering) const WORK_PLAN: &str = "workPlan";

/// A rule not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFinding {
    /// As it is shown.
    pub result: ValidationResult,
    /// How far from the rule, where that can be measured: what is missing of a minimum, units of a rule with a price.
    pub measure: u64,
}

/// What the rules say of some agents' shifts.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// Rules not kept, by agent.
    pub findings: Vec<RuleFinding>,
    /// By id of a shift: the work plan's shift it is taken for; none where its agent has no work plan, or it is leave.
    pub shift_names: BTreeMap<String, String>,
}

impl ScheduleRules {
    /// Judges all the shifts that agents have in the weeks.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the legal judge was not told what it counts by, which is our fault.
    pub fn judge(&self, lines: &LinesOfAgents) -> Result<Judged, Failure> {
        let inputs = &self.inputs;
        let days = u32::try_from(inputs.grid.days().len()).unwrap_or(u32::MAX);
        let mut mapped = map_plans(&inputs.plans, inputs.grid.interval_minutes(), days);
        let shifts = lines.values().flatten();
        mapped.grain_minutes = grain_of(mapped.grain_minutes, &inputs.grid, shifts);
        let slots = Slots::new(&inputs.grid, mapped.grain_minutes);
        let laws = laws_of(inputs);
        // What was tightened was said when the roster was made.
        let told = tighten_plans(inputs, &laws, &slots.days(), &mut mapped);
        tracing::trace!(figures = told.len(), "work plans tightened to judge by");
        let mut judged = Judged::default();
        let mut problem = Problem {
            slot_minutes: slots.minutes(),
            days: slots.days(),
            ..Problem::default()
        };
        for &day in &inputs.public_holidays {
            if let Some(day) = problem.days.get_mut(day) {
                day.is_public_holiday = true;
            }
        }
        for (agent_id, own) in lines {
            let agent = inputs.agents.iter().find(|agent| agent.id == *agent_id);
            self.judge_by_itself(agent_id, agent, own, &mut judged);
            let plan = agent.and_then(|agent| {
                let id = agent.work_plan_id.as_ref()?;
                inputs.plans.iter().position(|plan| plan.id == *id)
            });
            if let (Some(agent), Some(plan)) = (agent, plan) {
                let stated = agent_of(inputs, (agent, plan, &mapped), &slots);
                problem.agents.push(stated);
            }
        }
        let left_out = state_preferences(inputs, &mapped.shift_names, &mut problem.agents);
        tracing::trace!(wishes = left_out.len(), "wishes that no rule can look at");
        problem.plans = mapped.plans;
        let shift_names = &mapped.shift_names;
        let solver_lines = lines_of(&mut problem, lines, &slots, shift_names, &mut judged);
        let own = |agent: &str| lines.get(agent).into_iter().flatten().collect();
        state_time_off_beside(inputs, own, &slots, &mut problem.agents);
        let stated = Stated {
            problem,
            shift_names: mapped.shift_names,
            laws,
            messages: Vec::new(),
        };
        let texts = Texts::new(inputs, &stated, &slots);
        for line in &solver_lines {
            for rule in rules_of(&stated.problem, line.agent) {
                let breaches = rule.breaches(line);
                let breaches = breaches.iter().map(|breach| texts.of_breach(line, breach));
                judged.findings.extend(breaches);
                let charges = rule.charges(line);
                let charges = charges.iter().map(|charge| texts.of_charge(charge));
                judged.findings.extend(charges);
            }
        }
        let law = judge_lines(inputs, &stated, &solver_lines)?;
        judged
            .findings
            .extend(law.breaches.iter().map(|breach| RuleFinding {
                result: ValidationResult {
                    detail: format!("{}: {}", breach.citation, breach.detail),
                    ..texts.error(breach.agent, LABOUR_LAW, Some(breach.day))
                },
                measure: 0,
            }));
        judged
            .findings
            .sort_by(|a, b| a.result.agent_id.cmp(&b.result.agent_id));
        Ok(judged)
    }

    /// What needs no work plan: that they are here, and hold the skills.
    fn judge_by_itself(
        &self,
        agent_id: &str,
        agent: Option<&Agent>,
        shifts: &[Shift],
        judged: &mut Judged,
    ) {
        let mut find = |severity, code: &str, date: Option<NaiveDate>, detail: String| {
            judged.findings.push(RuleFinding {
                result: ValidationResult {
                    severity,
                    code: code.to_owned(),
                    agent_id: agent_id.to_owned(),
                    date,
                    start_date: None,
                    detail,
                    stands_already: false,
                },
                measure: 0,
            });
        };
        let Some(agent) = agent else {
            if !shifts.is_empty() {
                let detail = "the agent is not active and should have no shifts; make them active, or remove the shifts";
                find(
                    ValidationSeverity::Error,
                    WORK_PLAN,
                    None,
                    detail.to_owned(),
                );
            }
            return;
        };
        if agent.work_plan_id.is_none() && !shifts.is_empty() {
            let detail = format!(
                "{} has no work plan, so no rule of one is checked; give them one",
                agent.name
            );
            find(ValidationSeverity::Warning, WORK_PLAN, None, detail);
        }
        if self.groups.is_empty() || self.groups.iter().any(|group| can_serve(agent, group)) {
            return;
        }
        for shift in shifts {
            let mut activities = shift.activities.iter();
            if activities.any(|one| one.category == ActivityCategory::OnQueueWork) {
                let at = shift.start_at.to_utc().with_timezone(&self.inputs.zone);
                let detail = format!(
                    "{} is on the queue without the skills of any planning group; give them the skills, or other work",
                    agent.name
                );
                let date = Some(at.date_naive());
                find(ValidationSeverity::Error, SKILLS, date, detail);
            }
        }
    }
}

/// The shifts as lines of the problem's agents; paid leave counts as minutes of absence.
fn lines_of(
    problem: &mut Problem,
    lines: &LinesOfAgents,
    slots: &Slots<'_>,
    shift_names: &[BTreeMap<String, String>],
    judged: &mut Judged,
) -> Vec<Line> {
    let weeks = problem.days.last().map_or(0, |day| day.week + 1);
    let mut found = Vec::new();
    for position in 0..problem.agents.len() {
        let mut absence = vec![0; weeks];
        let agent = &problem.agents[position];
        let (Some(plan), Some(own)) = (problem.plans.get(agent.plan), lines.get(&agent.id)) else {
            continue;
        };
        let names = shift_names.get(agent.plan);
        let mut shifts: Vec<SolverShift> = Vec::new();
        for shift in own {
            let named = shift.work_plan_shift_id.as_ref();
            let name = |template: &str| names.and_then(|names| names.get(template));
            let is_named = |template: &str| named.is_some() && name(template) == named;
            let stated = as_line_shift(shift, (&*problem, plan), slots, is_named);
            let Some(stated) = stated else { continue };
            if is_absence(shift) {
                let week = problem.days.get(stated.day).map_or(0, |day| day.week);
                if let Some(minutes) = absence.get_mut(week) {
                    *minutes += shift.paid_minutes();
                }
                continue;
            }
            if let Some(name) = name(&stated.template) {
                let taken = &mut judged.shift_names;
                taken.insert(shift.id.clone(), name.clone());
            }
            shifts.push(stated);
        }
        shifts.sort_by_key(|shift| shift.start_slot);
        found.push(Line {
            agent: position,
            shifts,
        });
        problem.agents[position].paid_absence_minutes = absence;
    }
    found
}

impl Texts<'_> {
    fn of_breach(&self, line: &Line, breach: &Breach) -> RuleFinding {
        RuleFinding {
            result: ValidationResult {
                start_date: breach.slot.map(|slot| self.start_of(slot)),
                detail: self.breach(line, breach),
                ..self.error(breach.agent, &breach.rule, breach.day)
            },
            measure: breach.shortfall as u64,
        }
    }

    fn of_charge(&self, charge: &Charge) -> RuleFinding {
        RuleFinding {
            result: ValidationResult {
                severity: ValidationSeverity::Warning,
                detail: self.charge(charge),
                ..self.error(charge.agent, &charge.rule, Some(charge.day))
            },
            measure: u64::from(charge.units),
        }
    }
}
