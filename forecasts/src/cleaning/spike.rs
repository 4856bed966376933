//! One interval far above both what is usual and its neighbours.

use super::dispersion::probability_at_least;
use super::examine::{DayView, rounded};
use super::finding::{Confidence, Finding, FindingKind, Series, SlotRange};
use super::outage::rarity;

/// Standard deviations above the expected count.
const FAR_ABOVE: f64 = 10.0;
const UNBELIEVABLE: f64 = 1e-9;
/// The interval's spread is never less than a cv of 14 % (φ = 0.02): no profile is known better.
const SMALLEST_PHI: f64 = 0.02;
/// Neighbours that share this much of the excess make it a busy hour, not an error.
const SHARED_EXCESS: f64 = 0.2;
/// Beyond this many times the expected count no event is likely.
const SURELY_WRONG: f64 = 8.0;

/// Spikes of a day, none beside a stretch already found wrong (after an outage people call again), and none on days
/// that may be busy for a reason.
pub(super) fn find(day: &DayView<'_>, taken: &[bool]) -> Vec<Finding> {
    if day.kind.may_be_busy() {
        return Vec::new();
    }
    (0..day.row.len())
        .filter_map(|slot| judge(day, slot, taken))
        .collect()
}

fn judge(day: &DayView<'_>, slot: usize, taken: &[bool]) -> Option<Finding> {
    let observed = day.row[slot]?;
    let expected = day.usual.expected(slot)?;
    // A mean of few quiet days may be 0 by chance; the uncertainty of a mean of n counts is that of one ÷ n.
    let references = day.usual.references as f64;
    let mean = expected.max(1.0 / references);
    let phi = day.dispersion.phi.max(SMALLEST_PHI);
    let sd = ((mean + phi * mean * mean) * (1.0 + 1.0 / references))
        .sqrt()
        .max(1.0);
    let deviations = (observed - expected) / sd;
    if deviations < FAR_ABOVE
        || probability_at_least(observed, mean + sd / references.sqrt(), phi) > UNBELIEVABLE
    {
        return None;
    }
    let excess = observed - expected;
    let neighbours = [slot.checked_sub(1), Some(slot + 1)].into_iter().flatten();
    for other in neighbours.filter(|other| *other < day.row.len()) {
        if taken[other] {
            return None;
        }
        let Some((count, usual)) = day.row[other].zip(day.usual.expected(other)) else {
            continue;
        };
        if count - usual > SHARED_EXCESS * excess {
            return None;
        }
    }
    let range = SlotRange {
        first: slot,
        end: slot + 1,
    };
    let reason = format!(
        "{observed:.0} contacts from {} on {}, a {}, where {expected:.1} were expected and the intervals beside it are \
         usual: {deviations:.0} standard deviations, by chance less than once in {}; the usual count at the day's level \
         is proposed; refuse it if something made people call just then",
        range.clock(day.slots),
        day.date,
        day.weekday(),
        rarity(UNBELIEVABLE / 10.0),
    );
    let confidence = if observed > SURELY_WRONG * expected.max(1.0) {
        Confidence::Strong
    } else {
        Confidence::Likely
    };
    let kind = FindingKind::Spike {
        observed,
        expected: rounded(expected),
        deviations: rounded(deviations),
    };
    Some(
        Finding::new(kind, day.date, range, confidence, reason).repaired(
            Series::Offered,
            day.row,
            |_| Some(rounded(expected)),
        ),
    )
}
