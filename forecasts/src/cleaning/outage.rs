//! Stretches with hardly a contact where a usual day has many.

use super::closed::runs;
use super::dispersion::probability_at_most;
use super::examine::{DayView, rounded};
use super::finding::{Confidence, Finding, FindingKind, Series, SlotRange};

/// The stretch counts as an outage below this probability: one false alarm in a million stretches.
const UNBELIEVABLE: f64 = 1e-6;
/// A cell is near zero below this part of its usual count.
const NEAR_ZERO: f64 = 0.1;
/// Errors within a day go together, so a stretch never gets less spread than a cv of 22 % (φ = 0.05).
const SMALLEST_PHI: f64 = 0.05;
/// The rest of a day must stand at half its usual level before a stretch of it can be told from an odd day.
const ORDINARY_LEVEL: f64 = 0.5;

/// Outages of a day. Holidays and closures have none; on an eve, and on a make-up workday, only a stretch after which
/// the contacts come back does not look like an early end.
pub(super) fn find(day: &DayView<'_>) -> Vec<Finding> {
    if day.kind.at_rest {
        return Vec::new();
    }
    let near_zero = |slot: usize| match (day.row[slot], day.usual.counts[slot]) {
        (Some(observed), Some(usual)) => observed <= NEAR_ZERO * usual,
        _ => false,
    };
    runs(0..day.row.len(), near_zero)
        .into_iter()
        .filter_map(|run| judge(day, trimmed(day, run)))
        .collect()
}

/// The run without quiet cells at its ends: a night's zeros before an outage of the morning are no outage.
fn trimmed(day: &DayView<'_>, run: SlotRange) -> SlotRange {
    let mean = day.usual.sum(run) / run.len() as f64;
    let busy = |slot: &usize| day.usual.counts[*slot].is_some_and(|usual| usual >= 0.25 * mean);
    let first = run.iter().find(busy).unwrap_or(run.first);
    let last = run.iter().rev().find(busy).unwrap_or(run.first);
    SlotRange {
        first,
        end: last + 1,
    }
}

fn judge(day: &DayView<'_>, run: SlotRange) -> Option<Finding> {
    let usual = day.usual.sum(run);
    let outside = SlotRange {
        first: 0,
        end: day.row.len(),
    };
    let rest = day.usual.sum(outside) - usual;
    let level = day.usual.level_outside(day.row, run);
    // A day that is odd as a whole may be very quiet in places.
    let expected = usual * level.unwrap_or(1.0).min(1.5);
    let observed: f64 = run.iter().filter_map(|slot| day.row[slot]).sum();
    // One reference day says little about what is usual.
    let phi = day.dispersion.phi.max(SMALLEST_PHI) + 0.1 / day.usual.references as f64;
    let probability = probability_at_most(observed, expected, phi);
    if probability >= UNBELIEVABLE {
        return None;
    }
    let recovers = came_back(day, run.end);
    let ordinary = level.is_some_and(|level| level >= ORDINARY_LEVEL);
    let told_from_an_early_end = recovers && ordinary;
    if !day.kind.is_ordinary() && !told_from_an_early_end {
        return None;
    }
    let known = level.filter(|_| rest >= 0.1 * usual);
    let weekday = day.weekday();
    let proposal = if known.is_some() {
        "the usual profile at the level of the rest of the day is proposed"
    } else {
        "the rest of the day tells no level, so the stretch is proposed as unobserved"
    };
    let doubt = if recovers {
        ""
    } else {
        "; refuse it if the centre was closed"
    };
    let contacts = if observed.round() == 1.0 {
        "contact"
    } else {
        "contacts"
    };
    let reason = format!(
        "{observed:.0} {contacts} from {} on {}, a {weekday}, where {expected:.0} were expected: so few come by chance less \
         than once in {}; {proposal}{doubt}",
        run.clock(day.slots),
        day.date,
        rarity(probability),
    );
    let confidence = if recovers && ordinary {
        Confidence::Strong
    } else {
        Confidence::Likely
    };
    let kind = FindingKind::Outage {
        observed,
        expected: rounded(expected),
        log10_probability: (10.0 * probability.max(1e-300).log10()).round() / 10.0,
    };
    let to = |slot: usize| Some(rounded(day.usual.counts[slot]? * known?));
    Some(
        Finding::new(kind, day.date, run, confidence, reason).repaired(
            Series::Offered,
            day.row,
            to,
        ),
    )
}

/// Whether the day goes on at half its usual level or more after the stretch.
fn came_back(day: &DayView<'_>, from: usize) -> bool {
    let cells = (from..day.row.len()).filter_map(|slot| day.row[slot].zip(day.usual.counts[slot]));
    let (observed, usual) = cells.fold((0.0, 0.0), |(o, u), (y, mean)| (o + y, u + mean));
    usual > 0.0 && observed >= ORDINARY_LEVEL * usual
}

/// 1 ÷ probability in a planner's words.
pub(super) fn rarity(probability: f64) -> String {
    if probability < 1e-12 {
        "a trillion times".to_owned()
    } else if probability < 1e-9 {
        "a billion times".to_owned()
    } else {
        "a million times".to_owned()
    }
}
