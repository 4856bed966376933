//! The solver's answers in dates, instants, identifiers and names.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use crewcast_solver::audit::COLLEAGUES;
use crewcast_solver::explain::{
    Alternative, BreakChange, Broken, ColleagueChange, Constraint, CoverageChange, Difference,
    Involved, RuleChange, Unit, WayOut,
};
use crewcast_solver::problem::{Line, Problem, Slot, SlotRange};
use serde::{Deserialize, Serialize};

use crate::db::Instant;
use crate::rostering::record::{RosterRecord, Setting};
use crate::rostering::wire_name;

/// One shift of a line that is told about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LineShift {
    /// The local date it counts on.
    pub date: NaiveDate,
    /// When it starts.
    pub start_date: Instant,
    /// Its length, minutes.
    pub length_minutes: u32,
    /// The work plan's shift.
    pub work_plan_shift: String,
}

/// Another line of an agent, all other agents' lines held.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AlternativeLine {
    /// Whose.
    pub agent_id: String,
    /// Its shifts.
    pub shifts: Vec<LineShift>,
    /// Dates on which it differs from the roster's.
    pub changed_dates: Vec<NaiveDate>,
    /// What the roster would cost more with it, and where.
    pub difference: CostDifference,
}

/// What one roster costs more than another, hours of one agent too many; the parts add up to `cost`.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CostDifference {
    /// Above 0 it is the dearer one.
    pub cost: f64,
    /// Heads missing and too many, in stretches.
    pub coverage: Vec<CoverageDifference>,
    /// Soft rules and relaxed minima, by agent.
    pub rules: Vec<RuleDifference>,
    /// Wishes, by agent; `colleagues` for days apart from a colleague.
    pub wishes: Vec<RuleDifference>,
    /// Agents on breaks beyond limits of planning groups.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub breaks: Vec<BreakDifference>,
}

/// A limit on breaks at once beyond which there are more agents, or fewer.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BreakDifference {
    /// The planning group whose limit it is.
    pub planning_group_id: String,
    /// Most agents at once.
    pub most_at_once: u32,
    /// Agents × minutes more beyond it; negative where fewer are.
    pub beyond_head_minutes: f64,
    /// What that costs more.
    pub cost: f64,
}

/// A stretch in which a planning group is staffed otherwise.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CoverageDifference {
    /// The planning group.
    pub planning_group_id: String,
    /// From when.
    pub start_date: Instant,
    /// For how long, minutes.
    pub length_minutes: u32,
    /// Heads × minutes more missing; negative where fewer are.
    pub under_head_minutes: f64,
    /// Heads × minutes more idle; negative where fewer are.
    pub over_head_minutes: f64,
    /// What that costs more.
    pub cost: f64,
}

/// What an agent's line pays otherwise for a rule or a wish.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RuleDifference {
    /// The agent.
    pub agent_id: String,
    /// The rule's name, as the certificate has it.
    pub rule: String,
    /// What it costs more.
    pub cost: f64,
}

/// A limit, an absence or a lock that binds an agent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BindingConstraint {
    /// What it limits: `maximumDaysPerWeek`, `minimumRest`, `absence`, ….
    pub kind: String,
    /// The rule it belongs to, as the certificate has it.
    pub rule: String,
    /// The limit: minutes for limits of time, otherwise a count; absent where there is no number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// The work plan's shift it is about, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work_plan_shift: Option<String>,
    /// For an absence, a day off or a lock: from when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_date: Option<Instant>,
    /// For an absence or a lock: for how long, minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length_minutes: Option<u32>,
    /// What it asks for.
    pub text: String,
}

/// A constraint let go as far as it must be.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BrokenConstraint {
    /// The constraint.
    #[serde(flatten)]
    pub constraint: BindingConstraint,
    /// By how much: minutes for limits of time, otherwise a count; absent for what is let go as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<u32>,
    /// Its price in this way out, hours of one agent too many.
    pub cost: f64,
}

/// The least that has to be let go.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WayOutOfConflict {
    /// What is let go; with any of it let go less there would be no line.
    pub broken: Vec<BrokenConstraint>,
    /// Its price.
    pub cost: f64,
    /// Whether nothing cheaper exists, in steps of an hour for limits of time.
    pub is_cheapest: bool,
    /// The line that is then there.
    pub shifts: Vec<LineShift>,
}

/// Speaks of a record's problem.
pub(in crate::rostering) struct Terms<'a> {
    pub problem: &'a Problem,
    setting: &'a Setting,
}

impl<'a> Terms<'a> {
    /// Speaks of a problem in a setting.
    pub fn new(problem: &'a Problem, setting: &'a Setting) -> Self {
        Self { problem, setting }
    }

    pub fn of(record: &'a RosterRecord) -> Self {
        Self::new(&record.problem, &record.setting)
    }

    pub fn agent_id(&self, index: usize) -> String {
        let agent = self.problem.agents.get(index);
        agent.map(|agent| agent.id.clone()).unwrap_or_default()
    }

    pub fn agent_ids(&self, indices: &[usize]) -> Vec<String> {
        indices.iter().map(|index| self.agent_id(*index)).collect()
    }

    /// The same of a problem that a record's was changed into.
    pub fn of_changed(record: &'a RosterRecord, problem: &'a Problem) -> Self {
        Self::new(problem, &record.setting)
    }

    pub fn agent_index(&self, id: &str) -> Option<usize> {
        self.problem.agents.iter().position(|agent| agent.id == id)
    }

    pub fn group_id(&self, index: usize) -> String {
        let group = self.problem.groups.get(index);
        group.map(|group| group.id.clone()).unwrap_or_default()
    }

    pub fn group_index(&self, id: &str) -> Option<usize> {
        self.problem.groups.iter().position(|group| group.id == id)
    }

    pub fn plan_index(&self, id: &str) -> Option<usize> {
        self.problem.plans.iter().position(|plan| plan.id == id)
    }

    pub fn plan_id(&self, index: usize) -> String {
        let plan = self.problem.plans.get(index);
        plan.map(|plan| plan.id.clone()).unwrap_or_default()
    }

    pub fn name<'b>(&'b self, id: &'b str) -> &'b str {
        self.setting.names.of_id(id)
    }

    /// A sentence of the solver that speaks of no slots and no days, with names.
    pub fn named(&self, text: &str) -> String {
        self.setting.names.told(text)
    }

    pub fn dates(&self) -> &'a [NaiveDate] {
        &self.setting.dates
    }

    pub fn date(&self, day: usize) -> NaiveDate {
        self.setting.dates.get(day).copied().unwrap_or_default()
    }

    pub fn start_of(&self, slot: Slot) -> Instant {
        let minutes = i64::from(self.minutes(slot));
        self.setting.start.plus_minutes(minutes)
    }

    /// The slot in which an instant lies; none outside the weeks.
    pub fn slot_at(&self, at: Instant) -> Option<Slot> {
        let millis = at.epoch_millis() - self.setting.start.epoch_millis();
        let slot = millis.div_euclid(i64::from(self.problem.slot_minutes) * 60_000);
        let slot = usize::try_from(slot).ok()?;
        (slot < self.problem.horizon_slots()).then_some(slot)
    }

    /// Local date and time of a slot's start.
    pub fn local(&self, slot: Slot) -> String {
        let at = self.start_of(slot).to_utc();
        let local = at.with_timezone(&self.setting.zone);
        local.format("%Y-%m-%d %H:%M").to_string()
    }

    pub fn minutes(&self, slots: usize) -> u32 {
        let slots = u32::try_from(slots).unwrap_or(u32::MAX);
        slots.saturating_mul(self.problem.slot_minutes)
    }

    /// The work plan's shift behind each template of a plan.
    pub fn shift_names(&self, plan: usize) -> &'a BTreeMap<String, String> {
        static NONE: BTreeMap<String, String> = BTreeMap::new();
        self.setting.shift_names.get(plan).unwrap_or(&NONE)
    }

    /// The work plan's shift behind a template of an agent's plan.
    pub fn shift_of(&self, plan: usize, template: &str) -> String {
        let name = self.shift_names(plan).get(template);
        name.map_or_else(|| template.to_owned(), String::clone)
    }

    /// The templates of an agent's plan behind a work plan's shift.
    pub fn templates_of(&self, plan: usize, shift: &str) -> Vec<String> {
        let templates = self.problem.plans.get(plan).into_iter();
        let templates = templates.flat_map(|plan| &plan.shifts);
        let behind = templates.filter(|template| self.shift_of(plan, &template.id) == shift);
        behind.map(|template| template.id.clone()).collect()
    }

    fn plan_of(&self, agent: usize) -> usize {
        self.problem.agents.get(agent).map_or(0, |agent| agent.plan)
    }

    pub fn shifts(&self, line: &Line) -> Vec<LineShift> {
        let plan = self.plan_of(line.agent);
        let shift = |shift: &crewcast_solver::problem::Shift| LineShift {
            date: self.date(shift.day),
            start_date: self.start_of(shift.start_slot),
            length_minutes: self.minutes(shift.end_slot.saturating_sub(shift.start_slot)),
            work_plan_shift: self.shift_of(plan, &shift.template),
        };
        line.shifts.iter().map(shift).collect()
    }

    pub fn alternative(&self, other: &Alternative) -> AlternativeLine {
        AlternativeLine {
            agent_id: self.agent_id(other.line.agent),
            shifts: self.shifts(&other.line),
            changed_dates: other.days.iter().map(|day| self.date(*day)).collect(),
            difference: self.difference(&other.difference),
        }
    }

    pub fn difference(&self, found: &Difference) -> CostDifference {
        let slot_minutes = f64::from(self.problem.slot_minutes);
        let coverage = |change: &CoverageChange| CoverageDifference {
            planning_group_id: self.group_id(change.group),
            start_date: self.start_of(change.start_slot),
            length_minutes: self.minutes(change.end_slot.saturating_sub(change.start_slot)),
            under_head_minutes: change.under_slots * slot_minutes,
            over_head_minutes: change.over_slots * slot_minutes,
            cost: change.cost,
        };
        let rule = |change: &RuleChange| RuleDifference {
            agent_id: self.agent_id(change.agent),
            rule: change.rule.clone(),
            cost: change.cost,
        };
        let apart = |change: &ColleagueChange| RuleDifference {
            agent_id: self.agent_id(change.agent),
            rule: COLLEAGUES.to_owned(),
            cost: change.cost,
        };
        let breaks = |change: &BreakChange| {
            let limit = self.problem.break_limits.get(change.limit)?;
            Some(BreakDifference {
                planning_group_id: limit.id.clone(),
                most_at_once: limit.most_at_once,
                beyond_head_minutes: change.over_slots * slot_minutes,
                cost: change.cost,
            })
        };
        let wishes = found.wishes.iter().map(rule);
        CostDifference {
            breaks: found.breaks.iter().filter_map(breaks).collect(),
            cost: found.cost,
            coverage: found.coverage.iter().map(coverage).collect(),
            rules: found.rules.iter().map(rule).collect(),
            wishes: wishes.chain(found.colleagues.iter().map(apart)).collect(),
        }
    }

    pub fn involved(&self, agent: usize, one: &Involved) -> BindingConstraint {
        self.constraint(self.plan_of(agent), &one.constraint)
    }

    /// A constraint of a plan, or of an agent with it.
    pub fn constraint(&self, plan: usize, what: &Constraint) -> BindingConstraint {
        let Some(work_plan) = self.problem.plans.get(plan) else {
            return self.bare(what, String::new());
        };
        let bare = self.bare(what, self.named(&what.text(work_plan)));
        let minutes = |slots: &SlotRange| self.minutes(slots.end.saturating_sub(slots.start));
        match what {
            Constraint::Absence { slots } => BindingConstraint {
                start_date: Some(self.start_of(slots.start)),
                length_minutes: Some(minutes(slots)),
                text: format!(
                    "no work from {} to {}",
                    self.local(slots.start),
                    self.local(slots.end)
                ),
                ..bare
            },
            Constraint::FixedDayOff { day } => BindingConstraint {
                start_date: self
                    .problem
                    .days
                    .get(*day)
                    .map(|day| self.start_of(day.first_slot)),
                text: format!("the day off on {}", self.date(*day)),
                ..bare
            },
            Constraint::LockedShift { shift } => BindingConstraint {
                start_date: Some(self.start_of(shift.start_slot)),
                length_minutes: Some(self.minutes(shift.end_slot.saturating_sub(shift.start_slot))),
                work_plan_shift: Some(self.shift_of(plan, &shift.template)),
                text: format!(
                    "the locked shift {:?} from {} to {}",
                    self.shift_of(plan, &shift.template),
                    self.local(shift.start_slot),
                    self.local(shift.end_slot)
                ),
                ..bare
            },
            Constraint::ForbiddenSuccession { template }
            | Constraint::MaximumShifts { template }
            | Constraint::MinimumShifts { template } => BindingConstraint {
                limit: what.limit(work_plan),
                work_plan_shift: Some(self.shift_of(plan, template)),
                ..bare
            },
            _ => BindingConstraint {
                limit: what.limit(work_plan),
                ..bare
            },
        }
    }

    fn bare(&self, what: &Constraint, text: String) -> BindingConstraint {
        BindingConstraint {
            kind: wire_name(what),
            rule: what.rule().to_owned(),
            limit: None,
            work_plan_shift: None,
            start_date: None,
            length_minutes: None,
            text,
        }
    }

    pub fn way_out(&self, way: &WayOut) -> WayOutOfConflict {
        let plan = self.plan_of(way.line.agent);
        let broken = |one: &Broken| BrokenConstraint {
            constraint: self.constraint(plan, &one.constraint),
            by: self.counted(one.unit, one.units),
            cost: one.cost,
        };
        WayOutOfConflict {
            broken: way.broken.iter().map(broken).collect(),
            cost: way.cost,
            is_cheapest: way.is_cheapest,
            shifts: self.shifts(&way.line),
        }
    }

    /// Units as minutes or a count; none for what has none.
    pub fn counted(&self, unit: Unit, units: u32) -> Option<u32> {
        match unit {
            Unit::Slots => Some(units.saturating_mul(self.problem.slot_minutes)),
            Unit::Days | Unit::Weekends | Unit::Shifts => Some(units),
            Unit::Whole => None,
        }
    }
}
