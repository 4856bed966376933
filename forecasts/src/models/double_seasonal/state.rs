//! The state and how a step changes it.

use super::DoubleSeasonalError;

/// The constants of the smoothing.
///
/// With steps `t`, `m₁` steps a day and `m₂` a week:
///
/// | symbol | meaning |
/// |---|---|
/// | `e[t] = z[t] − (l + d[t mod m₁] + w[t mod m₂])` | error of the state alone |
/// | `u[t] = e[t] − φ e[t−1]` | one-step error, assumed without memory |
/// | `l += level × e`, `d += daily × e`, `w += weekly × e` | update |
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Smoothing {
    /// How much of an error moves the level, above 0 and below 1.
    pub level: f64,
    /// How much moves the slot of the day, above 0 and below 1.
    pub daily: f64,
    /// How much moves the slot of the week, above 0 and below 1.
    pub weekly: f64,
    /// `φ`, the share of an error that is still there one step later; above −1 and below 1.
    pub autoregression: f64,
}

/// Beyond these the transforms lose the number: a start there is taken as this far out.
const FARTHEST: f64 = 12.0;

impl Smoothing {
    /// The constants, if each lies in its range.
    pub(super) fn checked(self) -> Result<Self, DoubleSeasonalError> {
        for (name, value, lowest) in [
            ("level", self.level, 0.0),
            ("daily", self.daily, 0.0),
            ("weekly", self.weekly, 0.0),
            ("autoregression", self.autoregression, -1.0),
        ] {
            if !(value > lowest && value < 1.0) {
                return Err(DoubleSeasonalError::NotAConstant {
                    name,
                    value,
                    range: if lowest == 0.0 {
                        "a number above 0 and below 1"
                    } else {
                        "a number above -1 and below 1"
                    },
                });
            }
        }
        Ok(self)
    }

    /// Unbounded coordinates for the search: log-odds, and the inverse hyperbolic tangent of `φ`.
    pub(super) fn coordinates(self) -> [f64; 4] {
        let log_odds = |share: f64| (share / (1.0 - share)).ln();
        [
            log_odds(self.level),
            log_odds(self.daily),
            log_odds(self.weekly),
            self.autoregression.atanh(),
        ]
        .map(|x| x.clamp(-FARTHEST, FARTHEST))
    }

    pub(super) fn at(coordinates: &[f64; 4]) -> Self {
        let [level, daily, weekly, autoregression] =
            coordinates.map(|x| x.clamp(-FARTHEST, FARTHEST));
        let share = |x: f64| 1.0 / (1.0 + (-x).exp());
        Self {
            level: share(level),
            daily: share(daily),
            weekly: share(weekly),
            autoregression: autoregression.tanh(),
        }
    }
}

/// Level, day, week and the last error, after some steps.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct State {
    pub level: f64,
    pub daily: Vec<f64>,
    pub weekly: Vec<f64>,
    pub error: f64,
    /// The next step's place in the day and in the week.
    pub slot: usize,
    pub week_slot: usize,
}

impl State {
    /// Averages of the first weeks: the level of all cells, then what the slots of the day and those of the week add.
    /// A slot never observed adds nothing. `None` when no cell was observed.
    pub(super) fn start(roots: &[f64], slots_per_day: usize, weekly_steps: usize) -> Option<Self> {
        let level = mean(roots.iter().copied())?;
        let daily: Vec<f64> = (0..slots_per_day)
            .map(|slot| {
                mean(roots.iter().skip(slot).step_by(slots_per_day).copied())
                    .map_or(0.0, |mean| mean - level)
            })
            .collect();
        let weekly = (0..weekly_steps)
            .map(|step| {
                mean(roots.iter().skip(step).step_by(weekly_steps).copied())
                    .map_or(0.0, |mean| mean - level - daily[step % slots_per_day])
            })
            .collect();
        Some(Self {
            level,
            daily,
            weekly,
            error: 0.0,
            slot: 0,
            week_slot: 0,
        })
    }

    /// What the state expects of the next step, without the autoregression.
    pub(super) fn expected(&self) -> f64 {
        self.level + self.daily[self.slot] + self.weekly[self.week_slot]
    }

    /// Takes the next step's error in.
    pub(super) fn take(&mut self, error: f64, smoothing: &Smoothing) {
        self.level += smoothing.level * error;
        self.daily[self.slot] += smoothing.daily * error;
        self.weekly[self.week_slot] += smoothing.weekly * error;
        self.error = error;
        self.slot = next(self.slot, self.daily.len());
        self.week_slot = next(self.week_slot, self.weekly.len());
    }

    /// Takes the next step, and answers its one-step error, `None` where nothing was observed. There the state goes
    /// on as it is expected to, with the error `φ e`, so that a gap changes no forecast of what lies behind it.
    pub(super) fn step(&mut self, root: f64, smoothing: &Smoothing) -> Option<f64> {
        let carried = smoothing.autoregression * self.error;
        if root.is_nan() {
            self.take(carried, smoothing);
            return None;
        }
        let error = root - self.expected();
        self.take(error, smoothing);
        Some(error - carried)
    }
}

fn next(at: usize, cycle: usize) -> usize {
    if at + 1 == cycle { 0 } else { at + 1 }
}

/// Mean of what is not NaN.
fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values
        .filter(|value| !value.is_nan())
        .fold((0.0, 0_usize), |(sum, count), value| {
            (sum + value, count + 1)
        });
    (count > 0).then(|| sum / count as f64)
}
