//! The overtime of some shifts, in hours and in what it costs beyond ordinary hours.

use std::collections::BTreeMap;

use chrono::Days;

use super::compared::Compared;
use crate::failure::Failure;
use crate::performance::facts::{OvertimeRates, overtime_of, paid_spans};
use crate::performance::time_buckets::seconds_by_bucket;
use crate::performance::unit_ground::UnitGround;
use crate::schedules::Shift;

/// Overtime of some shifts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Overtime {
    pub hours: f64,
    /// What it costs beyond the same hours without it.
    pub premium_cost: f64,
}

/// The overtime that lies in the time compared, priced by the rates of so many weeks later. Shifts are all that were worked
/// in the weeks that touch that time.
///
/// # Errors
/// [`Failure::Conflict`] `no-cost-rate`.
pub(super) fn overtime_of_shifts(
    ground: &UnitGround,
    shifts: &[Shift],
    compared: &Compared,
    weeks_later: u32,
) -> Result<Overtime, Failure> {
    let compared = compared.stretches();
    let mut by_agent: BTreeMap<&str, Vec<&Shift>> = BTreeMap::new();
    for shift in shifts {
        by_agent.entry(&shift.agent_id).or_default().push(shift);
    }
    let mut all = Overtime::default();
    for agent in &ground.agents {
        let Some(own) = by_agent.get(agent.id.as_str()) else {
            continue;
        };
        let spans = paid_spans(own, &ground.codes, ground.local);
        for span in overtime_of(ground, agent, &spans).iter().flatten() {
            let inside = seconds_by_bucket(&compared, span.start, span.end);
            let hours = inside.map(|(_, seconds)| seconds).sum::<f64>() / 3_600.0;
            if hours == 0.0 {
                continue;
            }
            let later = Days::new(u64::from(weeks_later) * 7);
            let date = span.date.checked_add_days(later).unwrap_or(span.date);
            all.hours += hours;
            all.premium_cost += OvertimeRates::of(ground, agent, date)?.premium(hours);
        }
    }
    Ok(all)
}
