use serde::{Deserialize, Serialize};

use crate::problem::{
    Agent, DayIndex, Limit, LockedShift, Problem, SlotRange, Strictness, WorkPlan,
};
use crate::rules;

/// One thing that binds an agent: a limit of the work plan, an absence, a fixed day off, a locked shift.
///
/// The order is that in which a search for a conflict lets them go: what is hardest to change first, so that what is left
/// to blame is, where there is a choice, what is easiest to change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    tag = "kind",
    rename_all_fields = "camelCase"
)]
pub enum Constraint {
    /// Rest between shifts.
    MinimumRest,
    /// Most working days in a row.
    MaximumConsecutiveDays,
    /// Least days off in the period.
    MinimumDaysOff,
    /// Most working days a week.
    MaximumDaysPerWeek,
    /// Most paid minutes a day.
    MaximumPaidMinutesPerDay,
    /// Most paid minutes a week.
    MaximumPaidMinutesPerWeek,
    /// Most paid minutes in the period.
    MaximumPaidMinutesInPeriod,
    /// Earliest start or latest end on some days of the week.
    DayWindow {
        /// Position among the plan's windows.
        position: usize,
    },
    /// Shifts that may not follow a shift of this template.
    ForbiddenSuccession {
        /// The template worked first.
        template: String,
    },
    /// Most shifts of a template.
    MaximumShifts {
        /// The template.
        template: String,
    },
    /// Most weekends worked.
    MaximumWorkedWeekends,
    /// Most weekends worked in a row.
    MaximumConsecutiveWorkedWeekends,
    /// Most public holidays worked.
    MaximumPublicHolidaysWorked,
    /// The weeks of the plan's rotation.
    Rotation,
    /// Saturday and Sunday both or neither.
    WholeWeekends,
    /// Most minutes between the starts of neighbouring days.
    StartConsistency,
    /// Most working days in a row as a wish.
    PreferredMaximumConsecutiveDays,
    /// Least working days in a row.
    MinimumConsecutiveDays,
    /// Least days off in a row.
    MinimumConsecutiveDaysOff,
    /// Most days off in a row.
    MaximumConsecutiveDaysOff,
    /// Least shifts of a template.
    MinimumShifts {
        /// The template.
        template: String,
    },
    /// Least working days a week.
    MinimumDaysPerWeek,
    /// Least paid minutes a week.
    MinimumPaidMinutesPerWeek,
    /// Least paid minutes in the period.
    MinimumPaidMinutesInPeriod,
    /// Slots in which the agent cannot work.
    Absence {
        /// The slots.
        slots: SlotRange,
    },
    /// A day without a start.
    FixedDayOff {
        /// The day.
        day: DayIndex,
    },
    /// A shift to keep.
    LockedShift {
        /// The shift.
        shift: LockedShift,
    },
}

/// What a constraint's units are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Unit {
    /// Slots of the problem's grid, for limits of minutes.
    Slots,
    /// Days.
    Days,
    /// Weekends.
    Weekends,
    /// Shifts.
    Shifts,
    /// It holds or is let go as a whole.
    Whole,
}

impl Constraint {
    /// Name of the rule that judges it, as in [`crate::rules`].
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Constraint::MinimumRest => rules::MINIMUM_REST,
            Constraint::MaximumConsecutiveDays => rules::MAXIMUM_CONSECUTIVE_DAYS,
            Constraint::MinimumDaysOff => rules::DAYS_OFF,
            Constraint::MaximumDaysPerWeek | Constraint::MinimumDaysPerWeek => rules::DAYS_PER_WEEK,
            Constraint::MaximumPaidMinutesPerDay => rules::PAID_MINUTES_PER_DAY,
            Constraint::MaximumPaidMinutesPerWeek | Constraint::MinimumPaidMinutesPerWeek => {
                rules::PAID_MINUTES_PER_WEEK
            }
            Constraint::MaximumPaidMinutesInPeriod | Constraint::MinimumPaidMinutesInPeriod => {
                rules::PAID_MINUTES_IN_PERIOD
            }
            Constraint::DayWindow { .. } => rules::DAY_WINDOWS,
            Constraint::ForbiddenSuccession { .. } => rules::FORBIDDEN_SUCCESSIONS,
            Constraint::MaximumShifts { .. } => rules::MAXIMUM_SHIFTS,
            Constraint::MinimumShifts { .. } => rules::MINIMUM_SHIFTS,
            Constraint::MaximumWorkedWeekends => rules::MAXIMUM_WORKED_WEEKENDS,
            Constraint::MaximumConsecutiveWorkedWeekends => {
                rules::MAXIMUM_CONSECUTIVE_WORKED_WEEKENDS
            }
            Constraint::MaximumPublicHolidaysWorked => rules::MAXIMUM_PUBLIC_HOLIDAYS_WORKED,
            Constraint::Rotation => rules::ROTATION,
            Constraint::WholeWeekends => rules::WHOLE_WEEKENDS,
            Constraint::StartConsistency => rules::START_CONSISTENCY,
            Constraint::PreferredMaximumConsecutiveDays => {
                rules::PREFERRED_MAXIMUM_CONSECUTIVE_DAYS
            }
            Constraint::MinimumConsecutiveDays => rules::MINIMUM_CONSECUTIVE_DAYS,
            Constraint::MinimumConsecutiveDaysOff => rules::MINIMUM_CONSECUTIVE_DAYS_OFF,
            Constraint::MaximumConsecutiveDaysOff => rules::MAXIMUM_CONSECUTIVE_DAYS_OFF,
            Constraint::Absence { .. } => rules::AVAILABILITY,
            Constraint::FixedDayOff { .. } => rules::FIXED_DAYS_OFF,
            Constraint::LockedShift { .. } => rules::LOCKED_SHIFTS,
        }
    }

    /// What its units are.
    #[must_use]
    pub fn unit(&self) -> Unit {
        match self {
            Constraint::MinimumRest
            | Constraint::MaximumPaidMinutesPerDay
            | Constraint::MaximumPaidMinutesPerWeek
            | Constraint::MinimumPaidMinutesPerWeek
            | Constraint::MaximumPaidMinutesInPeriod
            | Constraint::MinimumPaidMinutesInPeriod
            | Constraint::StartConsistency => Unit::Slots,
            Constraint::MaximumConsecutiveDays
            | Constraint::MinimumDaysOff
            | Constraint::MaximumDaysPerWeek
            | Constraint::MinimumDaysPerWeek
            | Constraint::MaximumPublicHolidaysWorked
            | Constraint::PreferredMaximumConsecutiveDays
            | Constraint::MinimumConsecutiveDays
            | Constraint::MinimumConsecutiveDaysOff
            | Constraint::MaximumConsecutiveDaysOff => Unit::Days,
            Constraint::MaximumWorkedWeekends | Constraint::MaximumConsecutiveWorkedWeekends => {
                Unit::Weekends
            }
            Constraint::MaximumShifts { .. } | Constraint::MinimumShifts { .. } => Unit::Shifts,
            Constraint::DayWindow { .. }
            | Constraint::ForbiddenSuccession { .. }
            | Constraint::WholeWeekends
            | Constraint::Rotation
            | Constraint::Absence { .. }
            | Constraint::FixedDayOff { .. }
            | Constraint::LockedShift { .. } => Unit::Whole,
        }
    }

    /// The limit as the plan states it, in minutes for limits of minutes; none for what has no number.
    #[must_use]
    pub fn limit(&self, plan: &WorkPlan) -> Option<u32> {
        let rules = &plan.rules;
        let value = |limit: Option<Limit>| limit.map(|limit| limit.value);
        let count = |list: &[crate::problem::TemplateCount], template: &str| {
            let mut same = list.iter().filter(|count| count.template == template);
            same.next().map(|count| count.shifts)
        };
        match self {
            Constraint::MinimumRest => Some(plan.minimum_time_between_shifts_minutes),
            Constraint::MaximumConsecutiveDays => Some(plan.maximum_consecutive_days),
            Constraint::MinimumDaysOff => Some(plan.minimum_days_off),
            Constraint::MaximumDaysPerWeek => Some(plan.maximum_days_per_week),
            Constraint::MinimumDaysPerWeek => Some(plan.minimum_days_per_week),
            Constraint::MaximumPaidMinutesPerDay => rules.maximum_paid_minutes_per_day,
            Constraint::MaximumPaidMinutesPerWeek => Some(plan.maximum_paid_minutes_per_week),
            Constraint::MinimumPaidMinutesPerWeek => Some(plan.minimum_paid_minutes_per_week),
            Constraint::MaximumPaidMinutesInPeriod => rules.maximum_paid_minutes_in_period,
            Constraint::MinimumPaidMinutesInPeriod => rules.minimum_paid_minutes_in_period,
            Constraint::MaximumShifts { template } => count(&rules.maximum_shifts, template),
            Constraint::MinimumShifts { template } => count(&rules.minimum_shifts, template),
            Constraint::MaximumWorkedWeekends => value(rules.maximum_worked_weekends),
            Constraint::MaximumConsecutiveWorkedWeekends => {
                value(rules.maximum_consecutive_worked_weekends)
            }
            Constraint::MaximumPublicHolidaysWorked => value(rules.maximum_public_holidays_worked),
            Constraint::StartConsistency => value(rules.start_consistency_minutes),
            Constraint::PreferredMaximumConsecutiveDays => {
                value(rules.preferred_maximum_consecutive_days)
            }
            Constraint::MinimumConsecutiveDays => value(rules.minimum_consecutive_days),
            Constraint::MinimumConsecutiveDaysOff => value(rules.minimum_consecutive_days_off),
            Constraint::MaximumConsecutiveDaysOff => value(rules.maximum_consecutive_days_off),
            Constraint::DayWindow { .. }
            | Constraint::ForbiddenSuccession { .. }
            | Constraint::WholeWeekends
            | Constraint::Rotation
            | Constraint::Absence { .. }
            | Constraint::FixedDayOff { .. }
            | Constraint::LockedShift { .. } => None,
        }
    }

    /// Whether a line may not break it, whatever that costs.
    #[must_use]
    pub fn is_hard(&self, plan: &WorkPlan) -> bool {
        let rules = &plan.rules;
        let hard =
            |limit: Option<Limit>| limit.is_none_or(|limit| limit.strictness == Strictness::Hard);
        match self {
            Constraint::MaximumWorkedWeekends => hard(rules.maximum_worked_weekends),
            Constraint::MaximumConsecutiveWorkedWeekends => {
                hard(rules.maximum_consecutive_worked_weekends)
            }
            Constraint::MaximumPublicHolidaysWorked => hard(rules.maximum_public_holidays_worked),
            Constraint::WholeWeekends => rules.whole_weekends.is_none_or(|s| s == Strictness::Hard),
            Constraint::StartConsistency => hard(rules.start_consistency_minutes),
            Constraint::PreferredMaximumConsecutiveDays => {
                hard(rules.preferred_maximum_consecutive_days)
            }
            Constraint::MinimumConsecutiveDays => hard(rules.minimum_consecutive_days),
            Constraint::MinimumConsecutiveDaysOff => hard(rules.minimum_consecutive_days_off),
            Constraint::MaximumConsecutiveDaysOff => hard(rules.maximum_consecutive_days_off),
            _ => true,
        }
    }

    /// What it asks for, for people.
    #[must_use]
    pub fn text(&self, plan: &WorkPlan) -> String {
        let limit = self.limit(plan).unwrap_or(0);
        match self {
            Constraint::MinimumRest => format!("{limit} minutes of rest between shifts"),
            Constraint::MaximumConsecutiveDays => format!("at most {limit} working days in a row"),
            Constraint::MinimumDaysOff => format!("at least {limit} days off in the period"),
            Constraint::MaximumDaysPerWeek => format!("at most {limit} working days a week"),
            Constraint::MinimumDaysPerWeek => format!("at least {limit} working days a week"),
            Constraint::MaximumPaidMinutesPerDay => format!("at most {limit} paid minutes a day"),
            Constraint::MaximumPaidMinutesPerWeek => format!("at most {limit} paid minutes a week"),
            Constraint::MinimumPaidMinutesPerWeek => {
                format!("at least {limit} paid minutes a week")
            }
            Constraint::MaximumPaidMinutesInPeriod => {
                format!("at most {limit} paid minutes in the period")
            }
            Constraint::MinimumPaidMinutesInPeriod => {
                format!("at least {limit} paid minutes in the period")
            }
            Constraint::DayWindow { position } => {
                format!("day window {position}: its earliest start and latest end")
            }
            Constraint::ForbiddenSuccession { template } => {
                format!("what may follow a shift {template:?} on the next day")
            }
            Constraint::MaximumShifts { template } => {
                format!("at most {limit} shifts {template:?} in the period")
            }
            Constraint::MinimumShifts { template } => {
                format!("at least {limit} shifts {template:?} in the period")
            }
            Constraint::MaximumWorkedWeekends => format!("at most {limit} weekends worked"),
            Constraint::MaximumConsecutiveWorkedWeekends => {
                format!("at most {limit} weekends worked in a row")
            }
            Constraint::MaximumPublicHolidaysWorked => {
                format!("at most {limit} public holidays worked")
            }
            Constraint::Rotation => format!("the rotation of {} weeks", plan.rules.rotation.len()),
            Constraint::WholeWeekends => "weekends worked or off as a whole".into(),
            Constraint::StartConsistency => {
                format!("starts of neighbouring days at most {limit} minutes apart")
            }
            Constraint::PreferredMaximumConsecutiveDays => {
                format!("preferably at most {limit} working days in a row")
            }
            Constraint::MinimumConsecutiveDays => format!("at least {limit} working days in a row"),
            Constraint::MinimumConsecutiveDaysOff => format!("at least {limit} days off in a row"),
            Constraint::MaximumConsecutiveDaysOff => format!("at most {limit} days off in a row"),
            Constraint::Absence { slots } => {
                format!("the absence in slots {}..{}", slots.start, slots.end)
            }
            Constraint::FixedDayOff { day } => format!("the day off on day {day}"),
            Constraint::LockedShift { shift } => format!(
                "the locked shift {:?} on day {} in slots {}..{}",
                shift.template, shift.day, shift.start_slot, shift.end_slot
            ),
        }
    }
}

/// What a work plan asks for, soft limits included, in order.
#[must_use]
pub fn constraints_of_plan(problem: &Problem, plan: &WorkPlan) -> Vec<Constraint> {
    let rules = &plan.rules;
    let days = problem.days.len();
    let mut found = Vec::new();
    let mut when = |asked: bool, constraint: Constraint| {
        if asked {
            found.push(constraint);
        }
    };
    when(
        plan.minimum_time_between_shifts_minutes > 0,
        Constraint::MinimumRest,
    );
    // The run before the horizon may make any limit bind.
    when(
        plan.maximum_consecutive_days != u32::MAX,
        Constraint::MaximumConsecutiveDays,
    );
    when(plan.minimum_days_off > 0, Constraint::MinimumDaysOff);
    when(
        (plan.maximum_days_per_week as usize) < days.min(7),
        Constraint::MaximumDaysPerWeek,
    );
    when(
        rules.maximum_paid_minutes_per_day.is_some(),
        Constraint::MaximumPaidMinutesPerDay,
    );
    when(
        plan.maximum_paid_minutes_per_week < 7 * 1440,
        Constraint::MaximumPaidMinutesPerWeek,
    );
    when(
        rules.maximum_paid_minutes_in_period.is_some(),
        Constraint::MaximumPaidMinutesInPeriod,
    );
    for position in 0..rules.day_windows.len() {
        when(true, Constraint::DayWindow { position });
    }
    for rule in &rules.forbidden_successions {
        let template = rule.template.clone();
        when(true, Constraint::ForbiddenSuccession { template });
    }
    for count in &rules.maximum_shifts {
        let template = count.template.clone();
        when(true, Constraint::MaximumShifts { template });
    }
    when(
        rules.maximum_worked_weekends.is_some(),
        Constraint::MaximumWorkedWeekends,
    );
    when(
        rules.maximum_consecutive_worked_weekends.is_some(),
        Constraint::MaximumConsecutiveWorkedWeekends,
    );
    when(
        rules.maximum_public_holidays_worked.is_some(),
        Constraint::MaximumPublicHolidaysWorked,
    );
    when(!rules.rotation.is_empty(), Constraint::Rotation);
    when(rules.whole_weekends.is_some(), Constraint::WholeWeekends);
    when(
        rules.start_consistency_minutes.is_some(),
        Constraint::StartConsistency,
    );
    when(
        rules.preferred_maximum_consecutive_days.is_some(),
        Constraint::PreferredMaximumConsecutiveDays,
    );
    when(
        rules.minimum_consecutive_days.is_some(),
        Constraint::MinimumConsecutiveDays,
    );
    when(
        rules.minimum_consecutive_days_off.is_some(),
        Constraint::MinimumConsecutiveDaysOff,
    );
    when(
        rules.maximum_consecutive_days_off.is_some(),
        Constraint::MaximumConsecutiveDaysOff,
    );
    for count in rules.minimum_shifts.iter().filter(|count| count.shifts > 0) {
        let template = count.template.clone();
        when(true, Constraint::MinimumShifts { template });
    }
    when(
        plan.minimum_days_per_week > 0,
        Constraint::MinimumDaysPerWeek,
    );
    when(
        plan.minimum_paid_minutes_per_week > 0,
        Constraint::MinimumPaidMinutesPerWeek,
    );
    when(
        rules
            .minimum_paid_minutes_in_period
            .is_some_and(|least| least > 0),
        Constraint::MinimumPaidMinutesInPeriod,
    );
    found
}

/// What an agent must keep besides its plan, in order.
#[must_use]
pub fn constraints_of_agent(agent: &Agent) -> Vec<Constraint> {
    let absences = agent.unavailable.iter();
    let absences = absences.map(|&slots| Constraint::Absence { slots });
    let days_off = agent.days_off.iter();
    let days_off = days_off.map(|&day| Constraint::FixedDayOff { day });
    let locked = agent.locked.iter();
    let locked = locked.map(|shift| Constraint::LockedShift {
        shift: shift.clone(),
    });
    let mut all: Vec<Constraint> = absences.chain(days_off).chain(locked).collect();
    all.sort();
    all.dedup();
    all
}
