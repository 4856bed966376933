//! Days, or parts of a day, that were loaded twice.

use super::closed::runs;
use super::dispersion::probability_at_least;
use super::examine::DayView;
use super::finding::{Confidence, Finding, FindingKind, Series, SlotRange};

/// A portion of a day needs so many even counts in a row, none of them 0; a day so many.
const EVEN_COUNTS_PORTION: usize = 10;
const EVEN_COUNTS_DAY: usize = 17;
/// Observed ÷ usual of what was loaded twice, when every count is even.
const RATIO_EVEN: std::ops::Range<f64> = 1.5..2.7;
/// The same for a day that is told by its ratio alone.
const RATIO_ALONE: std::ops::Range<f64> = 1.85..2.15;
/// Levels of the neighbouring days that count as usual.
const USUAL_LEVEL: std::ops::RangeInclusive<f64> = 0.7..=1.4;
/// The ratio alone says nothing about a queue of fewer contacts a day.
const FEWEST_CONTACTS: f64 = 200.0;
/// Other days as busy: then a day at twice the usual is a habit of this queue.
const BUSY_LEVEL: f64 = 1.5;
const BUSY_DAYS: f64 = 0.01;
const UNBELIEVABLE: f64 = 1e-6;

/// What was loaded twice on a day, if anything.
///
/// Adding each count to itself makes all of them even: that is the surest sign, since a real busy day has odd counts
/// as well (n counts are all even by chance once in 2ⁿ). Where counts are not whole, or one feed of several was
/// doubled, only a whole day is told: its ratio within 1.85 to 2.15 in all blocks of the day, its neighbours usual, no
/// such day elsewhere in the history, nothing in the calendar that could explain it.
pub(super) fn find(
    day: &DayView<'_>,
    neighbours: &[f64],
    levels: impl Iterator<Item = f64>,
) -> Vec<Finding> {
    if day.kind.may_be_busy() {
        return Vec::new();
    }
    let all = SlotRange {
        first: 0,
        end: day.row.len(),
    };
    let even = |slot: usize| day.row[slot].is_none_or(|count| count % 2.0 == 0.0);
    let finding = whole_day(day, all, even).or_else(|| by_ratio(day, all, neighbours, levels));
    match finding {
        Some(finding) => vec![finding],
        None => runs(0..day.row.len(), even)
            .into_iter()
            .filter_map(|run| portion(day, run))
            .collect(),
    }
}

/// Observed and usual contacts of slots both are known for.
fn sums(day: &DayView<'_>, slots: impl Iterator<Item = usize>) -> (f64, f64) {
    let known = slots.filter_map(|slot| day.row[slot].zip(day.usual.counts[slot]));
    known.fold((0.0, 0.0), |(o, u), (observed, usual)| {
        (o + observed, u + usual)
    })
}

fn informative(day: &DayView<'_>, slots: SlotRange) -> usize {
    let positive = |slot: &usize| day.row[*slot].is_some_and(|count| count > 0.0);
    slots.iter().filter(positive).count()
}

fn whole_day(day: &DayView<'_>, all: SlotRange, even: impl Fn(usize) -> bool) -> Option<Finding> {
    let (observed, usual) = sums(day, all.iter());
    let ratio = observed / usual;
    let told = informative(day, all) >= EVEN_COUNTS_DAY && all.iter().all(even);
    (told && RATIO_EVEN.contains(&ratio)).then(|| finding(day, all, ratio, true))
}

fn by_ratio(
    day: &DayView<'_>,
    all: SlotRange,
    neighbours: &[f64],
    levels: impl Iterator<Item = f64>,
) -> Option<Finding> {
    let (observed, usual) = sums(day, all.iter());
    let ratio = observed / usual;
    let stands_out = ratio - 1.0 > 6.0 * day.dispersion.day_cv.hypot(usual.sqrt().recip());
    let lonely = !neighbours.is_empty() && neighbours.iter().all(|l| USUAL_LEVEL.contains(l));
    if usual < FEWEST_CONTACTS
        || day.usual.references < 2
        || !RATIO_ALONE.contains(&ratio)
        || !stands_out
        || !lonely
        || !is_tight(day, ratio)
    {
        return None;
    }
    let (busy, days) = levels.fold((0.0, 0.0), |(busy, days), level| {
        (busy + f64::from(u8::from(level >= BUSY_LEVEL)), days + 1.0)
    });
    // The day itself is one of the busy ones.
    (busy - 1.0 <= BUSY_DAYS * days).then(|| finding(day, all, ratio, false))
}

/// Whether the blocks of the day stray from `ratio` no more than twice what chance makes them.
fn is_tight(day: &DayView<'_>, ratio: f64) -> bool {
    let blocks = day.usual.blocks(day.row);
    let count = blocks.len() as f64;
    let square = |(observed, usual): &(f64, f64)| (observed / (ratio * usual) - 1.0).powi(2);
    let strays = blocks.iter().map(square).sum::<f64>() / count;
    let chance = blocks.iter().map(|b| b.1.recip()).sum::<f64>() / count + day.dispersion.phi;
    blocks.len() >= 4 && strays <= 4.0 * chance && strays <= 0.15_f64.powi(2)
}

fn portion(day: &DayView<'_>, run: SlotRange) -> Option<Finding> {
    let level = day.usual.level_outside(day.row, run)?;
    let high = |slot: &usize| {
        let pair = day.row[*slot].zip(day.usual.counts[*slot]);
        pair.is_some_and(|(observed, usual)| observed > 1.5 * level * usual)
    };
    // Evenness by chance may stretch the run at both ends beyond what was doubled.
    let run = SlotRange {
        first: run.iter().find(high)?,
        end: run.iter().rev().find(high)? + 1,
    };
    let level = day.usual.level_outside(day.row, run)?;
    let (observed, usual) = sums(day, run.iter());
    let ratio = observed / (usual * level);
    let told = informative(day, run) >= EVEN_COUNTS_PORTION
        && RATIO_EVEN.contains(&ratio)
        && USUAL_LEVEL.contains(&level)
        && probability_at_least(observed, usual * level, day.dispersion.phi.max(0.01))
            < UNBELIEVABLE;
    told.then(|| finding(day, run, ratio, true))
}

fn finding(day: &DayView<'_>, slots: SlotRange, ratio: f64, all_counts_even: bool) -> Finding {
    let evidence = if all_counts_even {
        "every count is even, as when each was added twice"
    } else {
        "all parts of the day stand at this ratio, the days beside it are usual, and no day of the calendar explains it"
    };
    let reason = format!(
        "{ratio:.2} times the usual contacts from {} on {}, a {}: {evidence}; half of each count is proposed",
        slots.clock(day.slots),
        day.date,
        day.weekday(),
    );
    let confidence = if all_counts_even {
        Confidence::Strong
    } else {
        Confidence::Likely
    };
    let kind = FindingKind::DoubledLoad {
        ratio: super::examine::rounded(ratio),
        all_counts_even,
    };
    let half = |row: &[Option<f64>], slot: usize| row[slot].map(|count| 0.5 * count);
    let finding = Finding::new(kind, day.date, slots, confidence, reason).repaired(
        Series::Offered,
        day.row,
        |slot| half(day.row, slot),
    );
    match day
        .handled
        .filter(|handled| doubled_too(day, handled, slots))
    {
        Some(handled) => finding.repaired(Series::Handled, handled, |slot| half(handled, slot)),
        None => finding,
    }
}

/// Whether handled contacts exceed what is left of the offered ones: then they came twice as well.
fn doubled_too(day: &DayView<'_>, handled: &[Option<f64>], slots: SlotRange) -> bool {
    let sum = |row: &[Option<f64>]| slots.iter().filter_map(|slot| row[slot]).sum::<f64>();
    sum(handled) > 0.5 * sum(day.row)
}
