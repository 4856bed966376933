//! Counts cut off at a ceiling: a trunk group that was full, a report that ends at a number.

use std::f64::consts::PI;

use super::examine::{DayView, rounded};
use super::finding::{Confidence, Finding, FindingKind, Series, SlotRange};

/// Fewer equal counts are no plateau.
const FEWEST_EQUAL: usize = 4;
/// Counts below this are equal by chance too often.
const LOWEST_CEILING: f64 = 5.0;
/// Part of the stretch from the first to the last cell at the ceiling that stands at it.
const AT_CEILING: f64 = 0.6;
/// The expected count must exceed the ceiling by this factor over the stretch.
const ABOVE: f64 = 1.05;
/// Logarithm of the probability below which so many equal maxima are no chance: 10⁻⁷.
const UNBELIEVABLE_LN: f64 = -16.1;

/// The plateau of a day, if it has one: its maximum, reached in most intervals of a stretch and exceeded nowhere,
/// where the usual profile at the level of the rest of the day lies above.
///
/// The chance of one count to equal a given value is at most 1 ÷ √(2πv), v its variance; n equal ones among m have
/// at most `C(m, n)` times that to the power n − 1. What was cut off without a plateau (a ceiling that varies) cannot
/// be seen in counts alone.
pub(super) fn find(day: &DayView<'_>) -> Vec<Finding> {
    judge(day).into_iter().collect()
}

fn judge(day: &DayView<'_>) -> Option<Finding> {
    let ceiling = day.row.iter().flatten().copied().fold(0.0, f64::max);
    let equal: Vec<usize> = (0..day.row.len())
        .filter(|slot| day.row[*slot] == Some(ceiling))
        .collect();
    let run = SlotRange {
        first: *equal.first()?,
        end: equal.last()? + 1,
    };
    let (count, length) = (equal.len(), run.len());
    if ceiling < LOWEST_CEILING
        || count < FEWEST_EQUAL
        || (count as f64) < AT_CEILING * length as f64
    {
        return None;
    }
    let variance = day.dispersion.deviation(ceiling).powi(2);
    let one = -0.5 * (2.0 * PI * variance).ln();
    let ways = ln_binomial(length, count);
    if (count as f64 - 1.0) * one + ways > UNBELIEVABLE_LN {
        return None;
    }
    let level = day.usual.level_outside(day.row, run)?;
    let at = |slot: usize| day.row[slot] == Some(ceiling);
    let usual: f64 = equal
        .iter()
        .filter_map(|slot| day.usual.counts[*slot])
        .sum();
    let expected = usual * level;
    if expected < ABOVE * ceiling * count as f64 {
        return None;
    }
    let reason = format!(
        "{count} of {length} intervals from {} on {}, a {}, hold exactly {ceiling:.0}, the day's maximum, where {expected:.0} \
         contacts were expected in them: something cut them off; the usual profile at the level of the rest of the day is \
         proposed where it lies above the ceiling",
        run.clock(day.slots),
        day.date,
        day.weekday(),
    );
    let kind = FindingKind::Censored {
        ceiling,
        expected: rounded(expected),
    };
    let to = |slot: usize| {
        let observed = day.row[slot];
        let expected = day.usual.counts[slot].map(|usual| rounded(usual * level));
        if at(slot) {
            expected.map_or(observed, |e| Some(e.max(ceiling)))
        } else {
            observed
        }
    };
    Some(
        Finding::new(kind, day.date, run, Confidence::Likely, reason).repaired(
            Series::Offered,
            day.row,
            to,
        ),
    )
}

fn ln_binomial(of: usize, chosen: usize) -> f64 {
    (1..=chosen)
        .map(|k| ((of - chosen + k) as f64 / k as f64).ln())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::ln_binomial;

    #[test]
    fn ten_over_three_is_120() {
        assert!((ln_binomial(10, 3) - 120.0_f64.ln()).abs() < 1e-12);
        assert!(ln_binomial(7, 7).abs() < 1e-12);
    }
}
