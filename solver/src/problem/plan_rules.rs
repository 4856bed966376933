use serde::{Deserialize, Serialize};

use super::{Price, Weekday};

/// Whether a rule must hold, or what it costs when it does not.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Strictness {
    /// No line may break it.
    #[default]
    Hard,
    /// A line may break it at this price for each unit of the breach: a day, a weekend, a minute, as the rule says.
    Soft(Price),
}

impl Strictness {
    /// The price of a breach of `units`: 0 without one, infinite for a hard rule.
    #[must_use]
    pub fn price_of(self, units: u32) -> f64 {
        match (self, units) {
            (_, 0) => 0.0,
            (Strictness::Hard, _) => f64::INFINITY,
            (Strictness::Soft(price), units) => price.value() * f64::from(units),
        }
    }
}

/// A limit that is hard, or soft with a price for each unit beyond it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Limit {
    /// The least or most allowed, in the rule's unit.
    pub value: u32,
    /// Whether it must hold.
    #[serde(default)]
    pub strictness: Strictness,
}

impl Limit {
    /// A limit that must hold.
    #[must_use]
    pub fn hard(value: u32) -> Self {
        Limit {
            value,
            strictness: Strictness::Hard,
        }
    }

    /// A limit with a price.
    #[must_use]
    pub fn soft(value: u32, price: Price) -> Self {
        Limit {
            value,
            strictness: Strictness::Soft(price),
        }
    }

    /// Price of `found` where at least the limit is asked for.
    #[must_use]
    pub fn price_below(self, found: u32) -> f64 {
        self.strictness.price_of(self.value.saturating_sub(found))
    }

    /// Price of `found` where at most the limit is allowed.
    #[must_use]
    pub fn price_above(self, found: u32) -> f64 {
        self.strictness.price_of(found.saturating_sub(self.value))
    }
}

/// A number of shifts of one template.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TemplateCount {
    /// [`super::ShiftTemplate::id`] of the plan.
    pub template: String,
    /// Shifts in the horizon.
    pub shifts: u32,
}

/// Shifts that may not follow one another on neighbouring days.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ForbiddenSuccession {
    /// [`super::ShiftTemplate::id`] of the shift worked.
    pub template: String,
    /// Templates that may not start on the next day.
    pub next_day: Vec<String>,
}

/// Limits of local time on some days of the week. A shift counts on the day it starts on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DayWindow {
    /// Days of the week it holds on.
    pub weekdays: Vec<Weekday>,
    /// No start before this local time, in minutes from midnight.
    #[serde(default)]
    pub earliest_start_minutes: Option<u32>,
    /// No end after this local time, in minutes from the midnight the day begins with; past 1,440 in the next day.
    #[serde(default)]
    pub latest_end_minutes: Option<u32>,
}

/// A week of a rotation. A day of the week that none of its entries names is off.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RotationWeek {
    /// What may start on which days; entries that name the same day add up.
    pub days: Vec<RotationDay>,
}

/// Shifts that may start on some days of a rotation's week.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RotationDay {
    /// The days of the week.
    pub weekdays: Vec<Weekday>,
    /// [`super::ShiftTemplate::id`] of the shifts that may start on them.
    pub templates: Vec<String>,
}

impl RotationWeek {
    /// Whether a shift of the template may start on the day of the week.
    #[must_use]
    pub fn allows(&self, weekday: Weekday, template: &str) -> bool {
        self.days.iter().any(|day| {
            day.weekdays.contains(&weekday) && day.templates.iter().any(|id| id == template)
        })
    }
}

/// Rules of a work plan beyond those every plan has. None or an empty list: not asked. The horizon is the period.
///
/// **Ends of the horizon.** A run of working days or days off that touches the horizon's last day may go on after it, so
/// no minimum binds it. One that touches the first day is bound by its whole length when [`super::WorkedBefore`] tells how
/// long it was before, and by no minimum when nothing is told. Maxima always bind.
///
/// **Weekends** are a Saturday and the Sunday after it; one is worked when a shift starts on either day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PlanRules {
    /// Least paid minutes in the period, paid absence included.
    pub minimum_paid_minutes_in_period: Option<u32>,
    /// Most paid minutes in the period, paid absence included.
    pub maximum_paid_minutes_in_period: Option<u32>,
    /// Most paid minutes of a shift, and so of a day.
    pub maximum_paid_minutes_per_day: Option<u32>,
    /// Least working days in a row; a soft one is priced by the day missing of each run.
    pub minimum_consecutive_days: Option<Limit>,
    /// Most working days in a row as a wish beside the hard [`super::WorkPlan::maximum_consecutive_days`]; priced by the
    /// day beyond.
    pub preferred_maximum_consecutive_days: Option<Limit>,
    /// Least days off in a row; priced by the day missing of each run.
    pub minimum_consecutive_days_off: Option<Limit>,
    /// Most days off in a row; priced by the day beyond.
    pub maximum_consecutive_days_off: Option<Limit>,
    /// Most weekends worked in the period; priced by the weekend beyond.
    pub maximum_worked_weekends: Option<Limit>,
    /// Most weekends worked in a row, those before the horizon included; priced by the weekend beyond.
    pub maximum_consecutive_worked_weekends: Option<Limit>,
    /// Most public holidays worked in the period ([`super::Day::is_public_holiday`]); priced by the day beyond.
    pub maximum_public_holidays_worked: Option<Limit>,
    /// Saturday and Sunday are both worked or both off; priced by the weekend. A weekend of which a day lies outside the
    /// horizon binds only when the day before the horizon is told.
    pub whole_weekends: Option<Strictness>,
    /// Most shifts of a template in the period.
    pub maximum_shifts: Vec<TemplateCount>,
    /// Least shifts of a template in the period.
    pub minimum_shifts: Vec<TemplateCount>,
    /// Shifts that may not follow one another on neighbouring days.
    pub forbidden_successions: Vec<ForbiddenSuccession>,
    /// Most minutes between the local starts of shifts on neighbouring days; priced by the minute beyond.
    pub start_consistency_minutes: Option<Limit>,
    /// Earliest starts and latest ends by day of the week; all that name a day hold on it.
    pub day_windows: Vec<DayWindow>,
    /// A cycle of weeks, each of which says what may be worked on its days; every agent has a place in it
    /// ([`super::Agent::rotation_offset`]). Empty: the plan's shifts are the same every week.
    pub rotation: Vec<RotationWeek>,
}
