//! The level of handle times as it drifts from day to day.

/// A day's handle time ÷ what the profile says, with the contacts behind it.
#[derive(Clone, Copy, Debug)]
pub(super) struct DayRatio {
    /// Days since the history's first.
    pub day: usize,
    pub ratio: f64,
    pub contacts: f64,
}

/// Fewer days tell no drift from chance.
const FEWEST_DAYS: usize = 21;
/// Standard deviations of the level's step in one day that are tried: none to 3 %, which is 16 % in a month.
const STEPS: [f64; 6] = [0.0, 0.002, 0.005, 0.01, 0.02, 0.03];
/// Standard deviations of a day around the level that are tried, beside what its number of contacts explains.
const DAY_SPREADS: [f64; 7] = [0.0, 0.01, 0.02, 0.04, 0.07, 0.12, 0.2];
/// A drift must raise the log likelihood by so much: 95 % of a χ² with one degree of freedom, halved, since a step
/// of 0 lies at the edge of what is tried.
const GAIN_OF_A_DRIFT: f64 = 1.35;

/// The level on each day of a history of `days` days: a random walk seen through the days' ratios (the local level
/// model, Harvey 1989, "Forecasting, Structural Time Series Models and the Kalman Filter", section 2.2), its two
/// variances by maximum likelihood on a grid, smoothed. The level of the last day is what the days after it start
/// from. All 1 where the history shows no drift.
///
/// `variance` is the squared coefficient of variation of one contact's handle time.
pub(super) fn levels(ratios: &[DayRatio], variance: f64, days: usize) -> Vec<f64> {
    let flat = vec![1.0; days];
    if ratios.len() < FEWEST_DAYS {
        return flat;
    }
    let likeliest = |step: f64| {
        let runs = DAY_SPREADS.iter().map(|&spread| {
            let noise = Noise {
                step: step * step,
                day: spread * spread,
                contact: variance,
            };
            (filter(ratios, noise, days).1, noise)
        });
        runs.max_by(|a, b| a.0.total_cmp(&b.0))
    };
    let still = likeliest(0.0);
    let moving = STEPS[1..]
        .iter()
        .filter_map(|&step| likeliest(step))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    match (still, moving) {
        (Some(still), Some(moving)) if moving.0 > still.0 + GAIN_OF_A_DRIFT => {
            smooth(&filter(ratios, moving.1, days).0, moving.1.step)
        }
        _ => flat,
    }
}

#[derive(Clone, Copy, Debug)]
struct Noise {
    /// Variance of the level's step in a day.
    step: f64,
    /// Variance of a day around the level.
    day: f64,
    /// Variance of one contact.
    contact: f64,
}

/// Mean and variance of the level at the end of each day, and the log likelihood of the ratios.
fn filter(ratios: &[DayRatio], noise: Noise, days: usize) -> (Vec<(f64, f64)>, f64) {
    // Wide against any drift, so that the first days decide.
    let (mut mean, mut variance) = (1.0, 0.25);
    let mut likelihood = 0.0;
    let mut seen = ratios.iter().peekable();
    let states = (0..days)
        .map(|day| {
            variance += noise.step;
            while let Some(ratio) = seen.next_if(|ratio| ratio.day == day) {
                let observed = noise.day + noise.contact / ratio.contacts;
                let spread = (variance + observed).max(1e-12);
                let error = ratio.ratio - mean;
                likelihood -= 0.5 * (spread.ln() + error * error / spread);
                let gain = variance / spread;
                mean += gain * error;
                variance *= 1.0 - gain;
            }
            (mean, variance)
        })
        .collect();
    (states, likelihood)
}

/// Levels given the days after as well (Rauch, Tung & Striebel 1965).
fn smooth(states: &[(f64, f64)], step: f64) -> Vec<f64> {
    let mut levels: Vec<f64> = states.iter().map(|state| state.0).collect();
    for day in (0..levels.len().saturating_sub(1)).rev() {
        let (mean, variance) = states[day];
        let gain = variance / (variance + step);
        levels[day] = mean + gain * (levels[day + 1] - mean);
    }
    levels
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratios(level: impl Fn(usize) -> f64) -> Vec<DayRatio> {
        (0..120)
            .filter(|day| day % 7 < 5)
            .map(|day| DayRatio {
                day,
                ratio: level(day) * (1.0 + 0.03 * ((day * 7_919 % 201) as f64 / 100.0 - 1.0)),
                contacts: 400.0,
            })
            .collect()
    }

    #[test]
    fn a_level_that_only_chance_moves_stays_where_it_is() {
        assert_eq!(levels(&ratios(|_| 1.0), 0.5, 120), vec![1.0; 120]);
    }

    #[test]
    fn a_level_that_rises_for_months_is_followed_to_its_last_day() {
        let found = levels(&ratios(|day| 0.9 + 0.002 * day as f64), 0.5, 120);
        assert!((found[119] - 1.138).abs() < 0.03, "{}", found[119]);
        assert!((found[20] - 0.94).abs() < 0.03, "{}", found[20]);
    }

    #[test]
    fn three_weeks_are_needed_to_tell_a_drift() {
        let short: Vec<DayRatio> = ratios(|day| 1.0 + 0.02 * day as f64)[..15].to_vec();
        assert_eq!(levels(&short, 0.5, 21), vec![1.0; 21]);
    }
}
