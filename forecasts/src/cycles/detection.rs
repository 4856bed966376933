//! Cycle lengths from the autocorrelation.

use std::ops::RangeInclusive;

use super::DetectedCycle;

/// Cycles reported at most.
const MOST: usize = 3;

/// A cycle worth a planner's look: its peak stands this far above the lowest autocorrelation at a shorter lag …
const LEAST_PROMINENCE: f64 = 0.1;

/// … and, like the peak itself, this many standard errors of the autocorrelation of noise, `1 ÷ √pairs`.
const STANDARD_ERRORS: f64 = 3.0;

/// Of peaks about as high as the highest the first counts: the others are its multiples.
const ABOUT_AS_HIGH: f64 = 0.9;

/// A lag counts if this share of the observed steps has a partner so many steps later.
const LEAST_PAIRED_SHARE: f64 = 0.1;

/// A longer history is judged by its last steps, which keeps five-minute grids of many years quick.
const MOST_STEPS: usize = 60_000;

/// Days up to which a cycle is looked for beside slower movements, which a mean of so many days takes out.
const SHORT_CYCLE_DAYS: usize = 60;
const SLOW_HALF_DAYS: usize = 45;

/// Longer cycles are looked for in means of about a month.
const MONTH_HALF_DAYS: usize = 14;

/// The cycle lengths of a series (NaN where not observed), up to `longest` steps and half the series: the first of
/// the highest peaks of its autocorrelation; then, with that cycle's mean profile taken out, the next.
pub(super) fn detected_in_slots(series: &[f64], longest: usize) -> Vec<DetectedCycle> {
    let mut rest = series[series.len().saturating_sub(MOST_STEPS)..].to_vec();
    take_line(&mut rest);
    take_cycles(&mut rest, 1..=longest, 1)
}

/// The same for levels of days. Cycles of up to two months come first, found beside the mean of three months around
/// each day: the ripple of a week on the slope of a season would otherwise move the season's peak. Then longer ones,
/// up to `longest` days, in what the short ones leave, smoothed over a month.
pub(super) fn detected_in_days(levels: &[f64], longest: usize) -> Vec<DetectedCycle> {
    let mut rest: Vec<f64> = levels
        .iter()
        .zip(moving_mean(levels, SLOW_HALF_DAYS))
        .map(|(level, slow)| level - slow)
        .collect();
    let mut found = take_cycles(&mut rest, 1..=SHORT_CYCLE_DAYS.min(longest), 1);
    let mut slow = levels.to_vec();
    for cycle in &found {
        take_profile(&mut slow, cycle.length);
    }
    take_line(&mut slow);
    let mut slow = moving_mean(&slow, MONTH_HALF_DAYS);
    let smoothed = 2 * MONTH_HALF_DAYS + 1;
    found.extend(take_cycles(
        &mut slow,
        SHORT_CYCLE_DAYS + 1..=longest,
        smoothed,
    ));
    found.truncate(MOST);
    found
}

/// `smoothed` is the number of steps each value is a mean of: so many of them say as much as one.
fn take_cycles(
    rest: &mut [f64],
    lengths: RangeInclusive<usize>,
    smoothed: usize,
) -> Vec<DetectedCycle> {
    let mut found = Vec::new();
    let lengths = *lengths.start()..=(*lengths.end()).min(rest.len() / 2);
    let scale = variance(rest);
    while found.len() < MOST {
        // What is left when all was explained is rounding.
        if variance(rest) <= 1e-12 * scale.max(1e-12) {
            break;
        }
        let Some(cycle) = strongest(rest, &lengths, smoothed) else {
            break;
        };
        found.push(cycle);
        take_profile(rest, cycle.length);
        // With fewer than four rounds the profile has taken noise along: what is left proves nothing.
        if 4 * cycle.length > rest.len() {
            break;
        }
    }
    found
}

fn strongest(
    series: &[f64],
    lengths: &RangeInclusive<usize>,
    smoothed: usize,
) -> Option<DetectedCycle> {
    let observed = series.iter().filter(|x| !x.is_nan()).count();
    let least_pairs = LEAST_PAIRED_SHARE * observed as f64;
    // One lag more, so that the longest has a neighbour.
    let correlations: Vec<Option<Autocorrelation>> = (0..=lengths.end() + 1)
        .map(|lag| Autocorrelation::of(series, lag, least_pairs))
        .collect();
    let mut lowest = f64::INFINITY;
    let mut peaks = Vec::new();
    for (index, window) in correlations.windows(3).enumerate() {
        let &[before, here, after] = window else {
            continue;
        };
        if let Some(before) = before {
            lowest = lowest.min(before.value);
        }
        let (Some(before), Some(here), Some(after)) = (before, here, after) else {
            continue;
        };
        let length = index + 1;
        let sure = STANDARD_ERRORS * (smoothed as f64 / here.pairs as f64).sqrt();
        let stands_out = here.value >= sure && here.value - lowest >= LEAST_PROMINENCE.max(sure);
        let is_peak = here.value > before.value && here.value >= after.value;
        if is_peak && stands_out && lengths.contains(&length) {
            peaks.push(DetectedCycle {
                length,
                autocorrelation: here.value,
            });
        }
    }
    let highest = peaks
        .iter()
        .map(|peak| peak.autocorrelation)
        .fold(0.0, f64::max);
    peaks
        .into_iter()
        .find(|peak| peak.autocorrelation >= ABOUT_AS_HIGH * highest)
}

#[derive(Clone, Copy)]
struct Autocorrelation {
    value: f64,
    pairs: usize,
}

impl Autocorrelation {
    /// Correlation of the steps with those `lag` later, over the pairs observed; `None` with too few of them.
    fn of(series: &[f64], lag: usize, least_pairs: f64) -> Option<Self> {
        let later = series.get(lag..)?;
        let (mut product, mut first, mut second, mut pairs) = (0.0, 0.0, 0.0, 0_usize);
        for (a, b) in series.iter().zip(later) {
            let both = a * b;
            if !both.is_nan() {
                product += both;
                first += a * a;
                second += b * b;
                pairs += 1;
            }
        }
        let scale = (first * second).sqrt();
        (pairs as f64 >= least_pairs.max(3.0) && scale > 0.0).then(|| Self {
            value: product / scale,
            pairs,
        })
    }
}

/// Mean of what was observed so many steps around, at each step; NaN where nothing was.
fn moving_mean(series: &[f64], half: usize) -> Vec<f64> {
    (0..series.len())
        .map(|index| {
            let around = &series[index.saturating_sub(half)..(index + half + 1).min(series.len())];
            let (sum, count) = around
                .iter()
                .filter(|x| !x.is_nan())
                .fold((0.0, 0_usize), |(s, c), x| (s + x, c + 1));
            if count > 0 {
                sum / count as f64
            } else {
                f64::NAN
            }
        })
        .collect()
}

/// Takes the least-squares line out.
fn take_line(series: &mut [f64]) {
    let (mut n, mut x, mut y, mut xx, mut xy) = (0.0, 0.0, 0.0, 0.0, 0.0);
    // Counted from the middle, so that the sums stay small.
    let middle = series.len() as f64 / 2.0;
    for (index, value) in series.iter().enumerate().filter(|(_, v)| !v.is_nan()) {
        let at = index as f64 - middle;
        n += 1.0;
        x += at;
        y += value;
        xx += at * at;
        xy += at * value;
    }
    if n == 0.0 {
        return;
    }
    let spread = xx - x * x / n;
    let slope = if spread > 0.0 {
        (xy - x * y / n) / spread
    } else {
        0.0
    };
    let centre = (y - slope * x) / n;
    for (index, value) in series.iter_mut().enumerate() {
        *value -= centre + slope * (index as f64 - middle);
    }
}

/// Takes the mean of the steps at the same place in the cycle out.
fn take_profile(series: &mut [f64], length: usize) {
    for place in 0..length {
        let (sum, count) = series
            .iter()
            .skip(place)
            .step_by(length)
            .filter(|x| !x.is_nan())
            .fold((0.0, 0_usize), |(s, c), x| (s + x, c + 1));
        if count > 0 {
            for value in series.iter_mut().skip(place).step_by(length) {
                *value -= sum / count as f64;
            }
        }
    }
}

/// Mean square of what was observed; the line is out, so the mean is 0.
fn variance(series: &[f64]) -> f64 {
    let (sum, count) = series
        .iter()
        .filter(|x| !x.is_nan())
        .fold((0.0, 0_usize), |(s, c), x| (s + x * x, c + 1));
    sum / count.max(1) as f64
}
