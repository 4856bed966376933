//! Findings for people: names for identifiers, local times for slots.

use chrono::NaiveDate;
use crewcast_solver::problem::{DayIndex, Line, Slot, WorkPlan as SolverPlan};
use crewcast_solver::rules::{
    AVAILABILITY, Breach, Charge, DAY_WINDOWS, DAYS_PER_WEEK, ONE_SHIFT_A_DAY,
    PAID_MINUTES_PER_WEEK, REQUESTS, SHIFT_TEMPLATE,
};

use crate::db::Instant;
use crate::organisation::Slots;
use crate::rostering::RosterInputs;
use crate::rostering::names::Names;
use crate::rostering::problem::Stated;
use crate::schedules::{ValidationResult, ValidationSeverity};

/// Templates that are listed where a shift is none of them.
const MOST_TEMPLATES: usize = 4;

pub(super) struct Texts<'a> {
    inputs: &'a RosterInputs,
    stated: &'a Stated,
    slots: &'a Slots<'a>,
    names: Names,
}

impl<'a> Texts<'a> {
    pub fn new(inputs: &'a RosterInputs, stated: &'a Stated, slots: &'a Slots<'a>) -> Self {
        Self {
            inputs,
            stated,
            slots,
            names: Names::of(inputs),
        }
    }

    pub fn start_of(&self, slot: Slot) -> Instant {
        self.slots.start(slot)
    }

    fn date(&self, day: Option<DayIndex>) -> Option<NaiveDate> {
        day.and_then(|day| self.inputs.grid.days().get(day))
            .map(|day| day.date)
    }

    fn local(&self, slot: Slot) -> String {
        let at = self.start_of(slot).to_utc();
        let local = at.with_timezone(&self.inputs.zone);
        local.format("%Y-%m-%d %H:%M").to_string()
    }

    /// A finding of a strict rule, without its words.
    pub fn error(&self, agent: usize, code: &str, day: Option<DayIndex>) -> ValidationResult {
        let agents = &self.stated.problem.agents;
        ValidationResult {
            severity: ValidationSeverity::Error,
            code: code.to_owned(),
            agent_id: agents.get(agent).map(|a| a.id.clone()).unwrap_or_default(),
            date: self.date(day),
            start_date: None,
            detail: String::new(),
            stands_already: false,
        }
    }

    fn plan_of(&self, agent: usize) -> Option<&SolverPlan> {
        let agent = self.stated.problem.agents.get(agent)?;
        self.stated.problem.plans.get(agent.plan)
    }

    pub fn breach(&self, line: &Line, breach: &Breach) -> String {
        match breach.rule.as_str() {
            SHIFT_TEMPLATE => self.no_template(line, breach),
            AVAILABILITY => self.unavailable(breach),
            ONE_SHIFT_A_DAY => "another shift starts on the same day, or overlaps; work plans have one shift a day, in two \
                                pieces where it is split"
                .to_owned(),
            DAY_WINDOWS => {
                "it starts before or ends after the hours that the work plan has for this day".to_owned()
            }
            PAID_MINUTES_PER_WEEK | DAYS_PER_WEEK => self.of_week(breach),
            _ => self.named(&breach.detail),
        }
    }

    pub fn charge(&self, charge: &Charge) -> String {
        let what = match charge.rule.as_str() {
            REQUESTS => "a wish of the agent is not granted".to_owned(),
            _ => self.named(&charge.detail),
        };
        let minutes = (charge.cost * 60.0).round();
        format!(
            "{what}; the work plan or wish prices that at {minutes} minutes of one agent too many"
        )
    }

    fn named(&self, detail: &str) -> String {
        let mut told = self.names.told(detail);
        for code in &self.inputs.codes {
            if told.contains(&code.id) {
                told = told.replace(&code.id, &code.name);
            }
        }
        told
    }

    /// `… in week 0, …` with the week's first day.
    fn of_week(&self, breach: &Breach) -> String {
        let days = &self.stated.problem.days;
        let week = breach.day.and_then(|day| days.get(day)).map(|day| day.week);
        match (week, self.date(breach.day)) {
            (Some(week), Some(date)) => {
                let index = format!(" in week {week}");
                breach
                    .detail
                    .replace(&index, &format!(" in the week of {date}"))
            }
            _ => breach.detail.clone(),
        }
    }

    fn no_template(&self, line: &Line, breach: &Breach) -> String {
        let shift = line
            .shifts
            .iter()
            .find(|shift| Some(shift.start_slot) == breach.slot);
        let (Some(shift), Some(plan)) = (shift, self.plan_of(breach.agent)) else {
            return self.named(&breach.detail);
        };
        let clock = |minutes: u32| format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60);
        let known = plan.shifts.iter().take(MOST_TEMPLATES).map(|template| {
            format!(
                "{} ({} to {}, {} to {} paid minutes)",
                template.id,
                clock(template.earliest_start_minutes),
                clock(template.latest_start_minutes),
                template.minimum_paid_minutes,
                template.maximum_paid_minutes
            )
        });
        let known: Vec<String> = known.collect();
        let more = plan.shifts.len().saturating_sub(MOST_TEMPLATES);
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        let known = if known.is_empty() {
            "none".to_owned()
        } else {
            known.join(", ")
        };
        let paid = shift.paid_slots() as u64 * u64::from(self.slots.minutes());
        format!(
            "no shift of work plan {} starts at {} and has {paid} paid minutes; it has {known}{more}",
            self.names.of_id(&plan.id),
            self.local(shift.start_slot)
        )
    }

    fn unavailable(&self, breach: &Breach) -> String {
        let agent = self.stated.problem.agents.get(breach.agent);
        let slot = breach.slot.unwrap_or(0);
        let range = agent.and_then(|agent| {
            let mut ranges = agent.unavailable.iter();
            ranges.find(|range| (range.start..range.end).contains(&slot))
        });
        match range {
            Some(range) => format!(
                "the agent cannot work from {} to {}: time off, an unavailable time, or a published shift of the weeks around with \
                 its rest",
                self.local(range.start),
                self.local(range.end)
            ),
            None => self.named(&breach.detail),
        }
    }
}
