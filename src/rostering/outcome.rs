//! The solver's answer as a draft schedule.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use crewcast_solver::audit::{COLLEAGUES, Certificate};
use crewcast_solver::explain::{Message, Severity, Shortage};
use crewcast_solver::problem::{Line, Shift as SolverShift};
use crewcast_solver::rules::{Breach, Charge};
use crewcast_solver::search::{Solution, Status};
use serde_json::{Value, json};

use super::break_limits::breaks_at_once;
use super::inputs::RosterInputs;
use super::labour_law::LegalVerdict;
use super::names::Names;
use super::problem::Stated;
use super::wire_name;
use super::wishes::tell_granted;
use crate::failure::Failure;
use crate::organisation::{ActivityCategory, ActivityCode, Slots};
use crate::schedules::{
    AuditSummary, GenerationMessage, GenerationMetrics, GenerationResults, LabourLawSummary,
    MessageArgument, MessageSeverity, NewShift, ScheduledHeads, SearchStep, ShiftActivity,
    UnmetDemand,
};

/// A solved and judged roster.
pub(super) struct Roster<'a> {
    pub inputs: &'a RosterInputs,
    pub stated: &'a Stated,
    pub solution: &'a Solution,
    pub certificate: &'a Certificate,
    /// What labour law says of it.
    pub law: &'a LegalVerdict,
    /// How the search went.
    pub search: Vec<SearchStep>,
    /// How long it took.
    pub wall_seconds: f64,
}

impl Roster<'_> {
    fn slots(&self) -> Slots<'_> {
        Slots::new(&self.inputs.grid, self.stated.problem.slot_minutes)
    }

    fn agent_id(&self, index: usize) -> &str {
        let agent = self.stated.problem.agents.get(index);
        agent.map_or("", |agent| &agent.id)
    }

    fn group_id(&self, index: usize) -> &str {
        let group = self.stated.problem.groups.get(index);
        group.map_or("", |group| &group.id)
    }

    /// The run in figures.
    pub(super) fn metrics(&self) -> Result<GenerationMetrics, Failure> {
        let status = match self.solution.status {
            Status::OptimalWithinGap => "optimalWithinGap",
            Status::WorkLimit => "workLimit",
            Status::Stopped => "stopped",
        };
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        Ok(GenerationMetrics {
            objective: self.solution.objective,
            bound: self.solution.bound,
            gap: self.solution.gap,
            status: status.to_owned(),
            wall_seconds: self.wall_seconds,
            input_hash: self.stated.input_hash()?,
            seed: self.stated.problem.seed,
            slot_minutes: self.stated.problem.slot_minutes,
            agent_count: count(self.stated.problem.agents.len()),
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            search: self.search.clone(),
            audit: AuditSummary {
                clean: self.certificate.is_clean(),
                rules_checked: self.certificate.rules_checked.clone(),
                breach_count: count(self.certificate.breaches.len()),
                relaxed_count: count(self.certificate.relaxed.len()),
                objective: self.certificate.objective,
                labour_law: self.law_summary(),
            },
        })
    }

    /// Everything the run has to say.
    pub(super) fn results(&self) -> GenerationResults {
        let names = Names::of(self.inputs);
        let solver = self.solution.messages.iter();
        let solver = solver.map(|message| self.message(&names, message));
        let mut messages: Vec<GenerationMessage> =
            self.stated.messages.iter().cloned().chain(solver).collect();
        messages.extend(tell_granted(self.inputs, self.stated, &self.solution.lines));
        messages.sort_by_key(|message| std::cmp::Reverse(message.severity));
        GenerationResults {
            messages,
            unmet_demand: self
                .solution
                .shortages
                .iter()
                .map(|shortage| self.unmet(shortage))
                .collect(),
            certificate: Some(self.certificate_document()),
        }
    }

    /// The shifts, on queue wherever no activity of the work plan stands.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `no-on-queue-activity-code` when the business unit has none that is active.
    pub(super) fn shifts(&self) -> Result<Vec<NewShift>, Failure> {
        let on_queue = self
            .inputs
            .codes
            .iter()
            .find(|code| code.active && code.category == ActivityCategory::OnQueueWork)
            .ok_or_else(|| {
                let detail =
                    "the business unit has no active activity code for on-queue work; make one";
                Failure::conflict("no-on-queue-activity-code", detail)
            })?;
        let mut shifts = Vec::new();
        for line in &self.solution.lines {
            for shift in &line.shifts {
                shifts.push(self.shift(line, shift, on_queue)?);
            }
        }
        shifts.sort_by(|a, b| (a.start_at, &a.agent_id).cmp(&(b.start_at, &b.agent_id)));
        Ok(shifts)
    }

    fn shift(
        &self,
        line: &Line,
        shift: &SolverShift,
        on_queue: &ActivityCode,
    ) -> Result<NewShift, Failure> {
        let slots = self.slots();
        let mut activities = Vec::new();
        let mut push = |code: &ActivityCode, from: usize, to: usize, paid: bool| {
            if from < to {
                activities.push(ShiftActivity {
                    activity_code_id: code.id.clone(),
                    start_at: slots.start(from),
                    length_minutes: minutes(to - from, &slots),
                    paid,
                    category: code.category,
                    description: None,
                    time_off_request_id: None,
                });
            }
        };
        let mut at = shift.start_slot;
        for placed in &shift.activities {
            let code = self.inputs.codes.iter().find(|code| code.id == placed.kind);
            let code = code.ok_or_else(|| {
                Failure::Internal(format!(
                    "the roster holds activity code {:?}, which the business unit has not",
                    placed.kind
                ))
            })?;
            push(on_queue, at, placed.start_slot, true);
            at = placed.start_slot + placed.slots;
            push(code, placed.start_slot, at, placed.paid);
        }
        push(on_queue, at, shift.end_slot, true);
        let plan = self.stated.problem.agents.get(line.agent).map(|a| a.plan);
        Ok(NewShift {
            agent_id: self.agent_id(line.agent).to_owned(),
            start_at: slots.start(shift.start_slot),
            length_minutes: minutes(shift.end_slot.saturating_sub(shift.start_slot), &slots),
            activities,
            work_plan_id: plan
                .and_then(|plan| self.inputs.plans.get(plan))
                .map(|plan| plan.id.clone()),
            work_plan_shift_id: plan
                .and_then(|plan| self.stated.shift_names.get(plan))
                .and_then(|names| names.get(&shift.template))
                .cloned(),
        })
    }

    /// Heads by planning group and interval: the mean over an interval's slots.
    pub(super) fn scheduled_heads(&self) -> Vec<ScheduledHeads> {
        let per_interval = self.slots().per_interval();
        self.solution
            .staffed
            .iter()
            .enumerate()
            .map(|(group, heads)| ScheduledHeads {
                planning_group_id: self.group_id(group).to_owned(),
                heads_per_interval: heads
                    .chunks(per_interval)
                    .map(|slots| slots.iter().sum::<f64>() / per_interval as f64)
                    .collect(),
            })
            .collect()
    }

    fn unmet(&self, shortage: &Shortage) -> UnmetDemand {
        let slots = self.slots();
        UnmetDemand {
            planning_group_id: self.group_id(shortage.group).to_owned(),
            start_date: slots.start(shortage.start_slot),
            length_minutes: minutes(
                shortage.end_slot.saturating_sub(shortage.start_slot),
                &slots,
            ),
            missing_head_minutes: shortage.short_slots * f64::from(slots.minutes()),
            peak_heads: shortage.peak,
            cause: wire_name(&shortage.cause),
        }
    }

    fn message(&self, names: &Names, message: &Message) -> GenerationMessage {
        let argument = |kind: &str, value: &str| MessageArgument {
            kind: kind.to_owned(),
            value: value.to_owned(),
        };
        let agent = message.agent.map(|index| self.agent_id(index));
        let group = message.group.map(|index| self.group_id(index));
        let mut arguments = Vec::new();
        arguments.extend(agent.map(|id| argument("agent", id)));
        arguments.extend(group.map(|id| argument("planningGroup", id)));
        arguments.extend(message.rule.as_deref().map(|rule| argument("rule", rule)));
        GenerationMessage {
            kind: pascal_case(&message.code),
            severity: match message.severity {
                Severity::Information => MessageSeverity::Information,
                Severity::Warning => MessageSeverity::Warning,
                Severity::Error => MessageSeverity::Error,
            },
            arguments,
            text: names.told(&message.text),
        }
    }

    fn certificate_document(&self) -> Value {
        let breaches = |found: &[Breach]| -> Vec<Value> {
            found.iter().map(|breach| self.breach(breach)).collect()
        };
        let sum = |heads: &[Vec<f64>]| {
            let hours = f64::from(self.stated.problem.slot_minutes) / 60.0;
            let by_group: BTreeMap<&str, f64> = heads
                .iter()
                .enumerate()
                .map(|(group, heads)| (self.group_id(group), heads.iter().sum::<f64>() * hours))
                .collect();
            by_group
        };
        let names = Names::of(self.inputs);
        let charges: Vec<Value> = self
            .certificate
            .charges
            .iter()
            .map(|c| self.charge(&names, c))
            .collect();
        let mut document = json!({
            "clean": self.certificate.is_clean(),
            "rulesChecked": self.certificate.rules_checked,
            "breaches": breaches(&self.certificate.breaches),
            "relaxed": breaches(&self.certificate.relaxed),
            "objective": self.certificate.objective,
            "costs": self.certificate.costs,
            "rules": self.certificate.rules,
            "charges": charges,
            "labourLaw": self.law_document(),
            "underHeadHoursByPlanningGroup": sum(&self.certificate.under),
            "overHeadHoursByPlanningGroup": sum(&self.certificate.over),
        });
        let breaks = self.breaks_at_once();
        if !breaks.is_empty() {
            document["breaksAtOnce"] = Value::Array(breaks);
        }
        document
    }

    /// What became of the limits on breaks, in the order of planning groups.
    fn breaks_at_once(&self) -> Vec<Value> {
        let (slots, problem) = (self.slots(), &self.stated.problem);
        let found = breaks_at_once(self.inputs, problem, &self.certificate.on_break);
        found.map(|found| found.document(&slots)).collect()
    }

    fn date(&self, day: Option<usize>) -> Option<NaiveDate> {
        day.and_then(|day| self.inputs.grid.days().get(day))
            .map(|day| day.date)
    }

    /// A soft rule not kept or a wish not granted, with its price.
    fn charge(&self, names: &Names, charge: &Charge) -> Value {
        // Of all charges only these name another agent.
        let detail = if charge.rule == COLLEAGUES {
            names.told(&charge.detail)
        } else {
            charge.detail.clone()
        };
        json!({
            "agentId": self.agent_id(charge.agent),
            "rule": charge.rule,
            "date": self.date(Some(charge.day)),
            "units": charge.units,
            "cost": charge.cost,
            "detail": detail,
        })
    }

    fn law_summary(&self) -> Option<LabourLawSummary> {
        let packs = self.law.packs.iter().map(|pack| (*pack).to_owned());
        let packs: Vec<String> = packs.collect();
        let breaches = u32::try_from(self.law.breaches.len()).unwrap_or(u32::MAX);
        (!packs.is_empty()).then_some(LabourLawSummary {
            packs,
            breach_count: breaches,
        })
    }

    /// The law's word; null where no work plan names one.
    fn law_document(&self) -> Value {
        if self.law.packs.is_empty() {
            return Value::Null;
        }
        let breaches = self.law.breaches.iter().map(|breach| {
            json!({
                "agentId": self.agent_id(breach.agent),
                "pack": breach.pack,
                "citation": breach.citation,
                "date": self.date(Some(breach.day)),
                "detail": breach.detail,
            })
        });
        json!({
            "packs": self.law.packs,
            "linesJudged": self.law.lines,
            "breaches": breaches.collect::<Vec<Value>>(),
        })
    }

    fn breach(&self, breach: &Breach) -> Value {
        json!({
            "agentId": self.agent_id(breach.agent),
            "rule": breach.rule,
            "date": self.date(breach.day),
            "startDate": breach.slot.map(|slot| self.slots().start(slot)),
            "shortfall": breach.shortfall,
            "detail": breach.detail,
        })
    }
}

fn minutes(slots: usize, grid: &Slots<'_>) -> u32 {
    u32::try_from(slots)
        .unwrap_or(u32::MAX)
        .saturating_mul(grid.minutes())
}

/// `short-no-skill` as `ShortNoSkill`, the form generation messages have.
fn pascal_case(code: &str) -> String {
    code.split('-')
        .flat_map(|word| {
            let mut letters = word.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            first.into_iter().chain(letters)
        })
        .collect()
}
