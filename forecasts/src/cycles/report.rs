//! What a planner is told of a history's cycles.

use serde::{Deserialize, Serialize};

use super::decomposition::Decomposition;
use super::detection::{detected_in_days, detected_in_slots};
use crate::grid::DaySlots;

/// A cycle of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Cycle {
    /// The slots of the day.
    Day,
    /// The slots of the weekdays, as far as they differ from those of the average day.
    Week,
    /// The position in the month: the first 15 days counted from its start, the others from its end.
    Month,
    /// The seasons of the year, as three harmonics.
    Year,
}

impl Cycle {
    /// Length in days; of months and years on average.
    #[must_use]
    pub fn days(self) -> f64 {
        match self {
            Self::Day => 1.0,
            Self::Week => 7.0,
            Self::Month => 365.25 / 12.0,
            Self::Year => 365.25,
        }
    }
}

/// How strong a cycle of the calendar is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CycleStrength {
    /// Which cycle.
    pub cycle: Cycle,
    /// Its length in days.
    pub days: f64,
    /// From 0, no cycle, to 1, nothing but it.
    pub strength: f64,
}

/// A cycle length found from the autocorrelation alone.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DetectedCycle {
    /// Length in steps of the series: slots or days.
    pub length: usize,
    /// Autocorrelation at that lag, once the shorter or stronger cycles found before it are taken out.
    pub autocorrelation: f64,
}

/// The cycles of a history.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CycleReport {
    /// The calendar's cycles that the history is long enough to show, the shortest first.
    pub strengths: Vec<CycleStrength>,
    /// Cycles of up to two days that the slots go through, the strongest first.
    pub detected_in_slots: Vec<DetectedCycle>,
    /// Cycles of up to 400 days, and half the history, that the levels of the days go through: first
    /// those of up to two months, the strongest first, then longer ones.
    pub detected_in_days: Vec<DetectedCycle>,
}

/// The cycles of a history, on square roots of its counts, `z = √(y + ¼)`, whose noise does not grow with the volume.
///
/// The roots are taken apart as `z = trend + day + week + month + year + R`. A cycle's strength is the seasonal
/// strength of Wang, Smith & Hyndman (2006), "Characteristic-based clustering for time series data", Data Mining and
/// Knowledge Discovery 13, in the form of Hyndman & Athanasopoulos, *Forecasting: Principles and Practice*, 3rd ed.,
/// section 4.3: `max(0, 1 − Var(R) ÷ Var(S + R))` with `S` the cycle's part. Both variances are divided by the
/// degrees of freedom left, as in an adjusted R², so that two weeks of noise show no cycle. Day and week are judged on
/// slots, month and year on the means of days, because the noise of single slots would hide them.
///
/// A day needs 7 observed days, a week 14 days of history, a month 62, a year 730; what the history is too short for
/// is not listed. Lengths detected need no calendar: they are where the autocorrelation has a peak.
#[must_use]
pub fn cycles(history: &DaySlots) -> CycleReport {
    let Some(parts) = history.trimmed().and_then(|h| Decomposition::of(&h)) else {
        return CycleReport::default();
    };
    let strengths = [Cycle::Day, Cycle::Week, Cycle::Month, Cycle::Year]
        .into_iter()
        .filter_map(|cycle| {
            let strength = parts.strength(cycle)?;
            Some(CycleStrength {
                cycle,
                days: cycle.days(),
                strength,
            })
        })
        .collect();
    let slots = parts.slots_without_trend();
    let two_days = 2 * history.slots_per_day().get();
    CycleReport {
        strengths,
        detected_in_slots: detected_in_slots(&slots, two_days),
        detected_in_days: detected_in_days(&parts.day_levels(), LONGEST_CYCLE_DAYS),
    }
}

/// A year and a month.
const LONGEST_CYCLE_DAYS: usize = 400;
