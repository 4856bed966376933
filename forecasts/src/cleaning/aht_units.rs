//! Handle times in minutes or milliseconds where seconds are usual.

use chrono::NaiveDate;

use super::finding::{Confidence, Finding, FindingKind, Series, SlotRange};
use crate::grid::DaySlots;

/// What values have to be multiplied by, and how they came to be.
const MISTAKES: [(f64, &str); 4] = [
    (60.0, "minutes were written as seconds"),
    (1.0 / 1_000.0, "milliseconds were written as seconds"),
    (1.0 / 60.0, "seconds were taken for minutes and converted"),
    (1_000.0, "seconds were taken for milliseconds and converted"),
];
/// A queue's usual handle time in seconds, if it is one: shorter or longer ones are in another unit from first to last.
const BELIEVABLE: std::ops::RangeInclusive<f64> = 12.0..=14_400.0;
/// Fewer intervals in a row are no file portion, unless a thousand stands between them and the usual.
const FEWEST_CELLS: usize = 3;
/// A run ends at a cell that is nearer to the usual than to the mistake; a run as a whole must lie this near it.
const NEAR: f64 = 2.0;

/// Runs of intervals whose handle times lie near 1/60, 60, 1/1000 or 1000 times the queue's usual one. Intervals
/// without a handled contact neither make nor break a run.
pub(super) fn find(aht_seconds: &DaySlots, handled: &DaySlots) -> Vec<Finding> {
    let Some(usual) = usual_seconds(aht_seconds, handled) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for ((date, seconds), (_, handled)) in aht_seconds.iter().zip(handled.iter()) {
        let cells: Vec<(usize, f64, Option<usize>)> = told(seconds, handled)
            .map(|(slot, seconds, _)| (slot, seconds, nearest_mistake(seconds, usual)))
            .collect();
        for run in cells.chunk_by(|a, b| a.2 == b.2) {
            if let Some((factor, story)) = run[0].2.and_then(|mistake| MISTAKES.get(mistake)) {
                found.extend(judge(date, seconds, run, usual, (*factor, story)));
            }
        }
    }
    found
}

/// (slot, seconds, handled) of intervals in which somebody was handled in some time.
fn told<'a>(
    seconds: &'a [Option<f64>],
    handled: &'a [Option<f64>],
) -> impl Iterator<Item = (usize, f64, f64)> + 'a {
    seconds
        .iter()
        .zip(handled)
        .enumerate()
        .filter_map(|(slot, (seconds, handled))| {
            let (seconds, handled) = ((*seconds)?, (*handled)?);
            (seconds > 0.0 && handled > 0.0).then_some((slot, seconds, handled))
        })
}

/// The median handle time weighted by contacts, in seconds even when the whole history is in another unit.
pub(super) fn usual_seconds(aht_seconds: &DaySlots, handled: &DaySlots) -> Option<f64> {
    let days = aht_seconds.iter().zip(handled.iter());
    let mut cells: Vec<(f64, f64)> = days
        .flat_map(|((_, seconds), (_, handled))| told(seconds, handled))
        .map(|(_, seconds, handled)| (seconds, handled))
        .collect();
    cells.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = cells.iter().map(|cell| cell.1).sum();
    let mut below = 0.0;
    let median = cells.iter().find_map(|(seconds, handled)| {
        below += handled;
        (below >= 0.5 * total).then_some(*seconds)
    })?;
    if BELIEVABLE.contains(&median) {
        return Some(median);
    }
    let mut mended = MISTAKES.iter().map(|(factor, _)| median * factor);
    Some(mended.find(|s| BELIEVABLE.contains(s)).unwrap_or(median))
}

/// The mistake whose mended value lies nearer the usual than the value itself does, on a logarithmic scale.
fn nearest_mistake(seconds: f64, usual: f64) -> Option<usize> {
    let far = |value: f64| (value / usual).ln().abs();
    let mended = MISTAKES.iter().map(|(factor, _)| far(seconds * factor));
    let (nearest, distance) = mended.enumerate().min_by(|a, b| a.1.total_cmp(&b.1))?;
    (distance < far(seconds)).then_some(nearest)
}

fn judge(
    date: NaiveDate,
    row: &[Option<f64>],
    run: &[(usize, f64, Option<usize>)],
    usual: f64,
    (factor, story): (f64, &str),
) -> Option<Finding> {
    let mut logs: Vec<f64> = run.iter().map(|cell| cell.1.ln()).collect();
    let middle = super::dispersion::median(&mut logs)?.exp();
    let a_thousand = !(1.0 / 500.0..=500.0).contains(&factor);
    let enough = run.len() >= if a_thousand { 1 } else { FEWEST_CELLS };
    let off = middle * factor / usual;
    if !enough || !(1.0 / NEAR..=NEAR).contains(&off) {
        return None;
    }
    let slots = SlotRange {
        first: run.first()?.0,
        end: run.last()?.0 + 1,
    };
    let proposal = if factor < 1.0 {
        format!("divided by {:.0}", 1.0 / factor)
    } else {
        format!("multiplied by {factor:.0}")
    };
    let reason = format!(
        "handle times of {} intervals on {date} lie around {middle:.1} where {usual:.0} seconds are usual: {story}; \
         the values {proposal} are proposed",
        run.len(),
    );
    let kind = FindingKind::UnitMistake { factor };
    let to = |slot: usize| {
        let wrong = run.iter().any(|cell| cell.0 == slot);
        row[slot].map(|value| if wrong { value * factor } else { value })
    };
    Some(
        Finding::new(kind, date, slots, Confidence::Strong, reason).repaired(
            Series::AhtSeconds,
            row,
            to,
        ),
    )
}
