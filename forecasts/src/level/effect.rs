//! What the calendar does to a day's volume, in percent.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A kind of effect that must prove itself on the history before it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    MonthPosition,
    YearPosition,
    Eve,
    AfterHoliday,
    AfterClosure,
    BeforeClosure,
    MakeUpWorkday,
    /// By the index of its name.
    Event(usize),
}

/// Whether an effect proved itself: days of the history told one and eight days ahead with and without it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EffectGate {
    /// What kind of effect: `monthPosition`, `yearPosition`, `eve`, `afterHoliday`, `afterClosure`, `beforeClosure`,
    /// `makeUpWorkday`, or an event's name.
    pub effect: String,
    /// Log score gained by it over the whole history; above 0 it helped.
    pub score_gain: f64,
    /// Whether forecasts use it.
    pub used: bool,
}

/// A difference in percent, with what it may be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// The expected difference.
    pub percent: f64,
    /// Lower bound of the interval that holds the true effect with a probability of 80 %.
    pub percent_p10: f64,
    /// Its upper bound.
    pub percent_p90: f64,
    /// Lower bound of the wide interval: all effects told together lie within theirs with a probability of 99 %.
    pub percent_low_99: f64,
    /// Its upper bound.
    pub percent_high_99: f64,
}

/// How much a day differs from an ordinary one of its weekday.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DayEffect {
    /// The day.
    pub date: NaiveDate,
    /// Why: holiday and event names, `eve`, `afterHoliday` and so on, joined by commas.
    pub reason: String,
    /// The difference.
    #[serde(flatten)]
    pub change: Change,
}

/// A recurring effect: a day of the month, a kind of day, an event as many days ago.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecurringEffect {
    /// What it is: `monthDay`, `holiday`, `eve`, `afterHoliday`, `afterClosure`, `beforeClosure`, `makeUpWorkday` or
    /// `event`.
    pub kind: String,
    /// The name of the holiday or event, or the day of the month.
    pub name: String,
    /// The difference from a day without it.
    #[serde(flatten)]
    pub change: Change,
    /// Days of the history that showed it.
    pub days_seen: usize,
}
