//! The overtime of some shifts, in hours and in what it costs beyond ordinary hours.

use std::collections::BTreeMap;

use chrono::Days;

use crate::cost_rates::CostOfAgent;
use crate::db::Instant;
use crate::failure::Failure;
use crate::performance::facts::{overtime, paid_spans};
use crate::performance::ground::UnitGround;
use crate::schedules::Shift;

/// Overtime within `[from, to)`, priced by the rates of so many weeks later. Shifts are all that were worked in the weeks
/// that touch the range.
///
/// # Errors
/// [`Failure::Conflict`] `no-cost-rate`.
pub(super) fn overtime_of_shifts(
    ground: &UnitGround,
    shifts: &[Shift],
    (from, to): (Instant, Instant),
    weeks_later: u32,
) -> Result<(f64, f64), Failure> {
    let mut by_agent: BTreeMap<&str, Vec<&Shift>> = BTreeMap::new();
    for shift in shifts {
        by_agent.entry(&shift.agent_id).or_default().push(shift);
    }
    let (mut hours, mut premium) = (0.0, 0.0);
    for agent in &ground.agents {
        let plan = agent.work_plan_id.as_deref();
        let most = plan.and_then(|plan| ground.weekly_limits.get(plan));
        let own = by_agent.get(agent.id.as_str());
        let Some((most, own)) = most.zip(own) else {
            continue;
        };
        let whose = CostOfAgent {
            id: &agent.id,
            name: &agent.name,
            work_plan_id: plan,
        };
        for span in overtime(&paid_spans(own, &ground.codes, ground.local), *most) {
            let (start, end) = (span.start.max(from), span.end.min(to));
            if start >= end {
                continue;
            }
            let later = Days::new(u64::from(weeks_later) * 7);
            let date = span.date.checked_add_days(later).unwrap_or(span.date);
            let own_hours = (end.epoch_millis() - start.epoch_millis()) as f64 / 3_600_000.0;
            let unit = &ground.unit.id;
            let hour = ground.costs.hour_of(unit, whose, date)?;
            let multiplier = ground.costs.overtime_multiplier_of(unit, whose, date)?;
            hours += own_hours;
            premium += own_hours * hour * (multiplier - 1.0);
        }
    }
    Ok((hours, premium))
}
