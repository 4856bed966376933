//! Handle times nobody can have had.

use super::aht_units::usual_seconds;
use super::finding::{Confidence, Finding, FindingKind, Series, SlotRange};
use crate::grid::DaySlots;

/// The longest mean handle time believed: four hours. Longer contacts are cases, whose minutes of work are counted
/// elsewhere, or a session that nobody closed.
pub const LONGEST_AHT_SECONDS: f64 = 14_400.0;

/// A mean of n contacts lies hardly above usual × (1 + 15 ÷ √n): handle times have a coefficient of variation of
/// about 1 (Brown et al. 2005, "Statistical analysis of a telephone call center", section 5), and their tail is long.
const SPREADS: f64 = 15.0;
/// No limit below half an hour: a queue of short contacts may have one long one.
const LOWEST_LIMIT: f64 = 1_800.0;

/// Intervals whose handle time is 0 with contacts handled, above four hours, or above a limit that falls with the
/// number of contacts. They are proposed as unobserved, since the profile is known better without them. Intervals of
/// `units`, which have a better repair, are passed over.
pub(super) fn find(aht_seconds: &DaySlots, handled: &DaySlots, units: &[Finding]) -> Vec<Finding> {
    let usual = usual_seconds(aht_seconds, handled);
    let mut found = Vec::new();
    for ((date, seconds), (_, handled)) in aht_seconds.iter().zip(handled.iter()) {
        let elsewhere = |slot: usize| {
            let repairs = units.iter().flat_map(|unit| &unit.repairs);
            repairs
                .filter(|repair| repair.date == date && repair.slots.iter().any(|s| s == slot))
                .any(|repair| {
                    repair.from[slot - repair.slots.first] != repair.to[slot - repair.slots.first]
                })
        };
        for (slot, (value, count)) in seconds.iter().zip(handled).enumerate() {
            let (Some(value), Some(count)) = (*value, *count) else {
                continue;
            };
            if count <= 0.0 || elsewhere(slot) {
                continue;
            }
            let spread = 1.0 + SPREADS / count.sqrt();
            let limit = usual.map_or(LONGEST_AHT_SECONDS, |usual| {
                (usual * spread).clamp(LOWEST_LIMIT, LONGEST_AHT_SECONDS)
            });
            if value > 0.0 && value <= limit {
                continue;
            }
            let range = SlotRange {
                first: slot,
                end: slot + 1,
            };
            let when = range.clock(aht_seconds.slots_per_day());
            let (kind, confidence, reason) = if value <= 0.0 {
                (
                    None,
                    Confidence::Strong,
                    format!(
                        "{count:.0} contacts handled from {when} on {date} in {value:.0} seconds each: nobody does, the \
                             time is unknown; the interval is proposed as unobserved"
                    ),
                )
            } else {
                let sure = value > LONGEST_AHT_SECONDS;
                (
                    Some(limit.round()),
                    if sure {
                        Confidence::Strong
                    } else {
                        Confidence::Likely
                    },
                    format!(
                        "a mean handle time of {value:.0} seconds from {when} on {date} for {count:.0} contacts, where \
                             {:.0} are usual and no mean above {limit:.0} is believed; the interval is proposed as unobserved",
                        usual.unwrap_or(0.0)
                    ),
                )
            };
            let kind = FindingKind::ImpossibleAht {
                seconds: value,
                limit: kind,
            };
            found.push(
                Finding::new(kind, date, range, confidence, reason).repaired(
                    Series::AhtSeconds,
                    seconds,
                    |_| None,
                ),
            );
        }
    }
    found
}
