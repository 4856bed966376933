//! What comes with a forecast: why it is as it is.

use serde::{Deserialize, Serialize};

use crate::cycles::{CycleReport, cycles};
use crate::grid::DaySlots;
use crate::level::{DayEffect, EffectGate, RecurringEffect, Resemblance, recurring_effects};
use crate::volume::VolumeOutlook;

/// Why a forecast is as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ForecastReport {
    /// Which effects proved themselves on the history.
    pub gates: Vec<EffectGate>,
    /// What each of them does, in percent.
    pub effects: Vec<RecurringEffect>,
    /// What the calendar does to the days forecast; ordinary days are left out.
    pub days: Vec<DayEffect>,
    /// Which weekday each kind of special day is called like.
    pub resemblance: Resemblance,
    /// Lengths and strengths of the cycles in the history.
    pub cycles: CycleReport,
}

impl ForecastReport {
    pub(super) fn new(outlook: &VolumeOutlook, history: &DaySlots) -> Self {
        Self {
            gates: outlook.level.gates().to_vec(),
            effects: recurring_effects(&outlook.level, &outlook.marks),
            days: outlook.day_effects(),
            resemblance: *outlook.level.resemblance(),
            cycles: cycles(history),
        }
    }
}
