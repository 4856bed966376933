//! Finding the constants, and what they say about the steps to come.

use super::DoubleSeasonalError;
use super::nelder_mead::{Stop, minimum};
use super::state::{Smoothing, State};

/// Roots larger than this belong to counts no centre has, and their squares must stay finite sums.
const LARGEST_ROOT: f64 = 1e12;

/// Weeks the state is started from, at most; a quarter of the history while that is less.
const STARTING_WEEKS: usize = 4;

/// Options of the smoothing. The series is one of `z = √(y + ¼)` at each step of an unbroken run of open days, NaN
/// where nothing was observed. Where the centre closes at night, give the open slots alone: the uncertainty of the
/// level grows with every step, observed or not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DoubleSeasonal {
    /// Steps of a day.
    pub slots_per_day: usize,
    /// Open days a week.
    pub days_per_week: usize,
    /// Weight `w`, 0 to 1, of the day ahead in what the constants make small: the geometric mean
    /// `(one step ahead)^(1−w) × (one day ahead)^w` of the mean squared errors, in which a percent of either counts
    /// alike. One step ahead alone may find a level that chases the last slots and is far off days later.
    pub day_ahead_weight: f64,
    /// Passes over the series the search may take, about; 0 takes the constants of `start` as they are.
    pub evaluations: usize,
    /// Constants to start from, such as those of the last fit; without them several are tried.
    pub start: Option<Smoothing>,
}

/// What is tried where no start is given: calm, as the literature finds on call and load series, and two livelier.
const STARTS: [Smoothing; 4] = [
    Smoothing {
        level: 0.018,
        daily: 0.05,
        weekly: 0.12,
        autoregression: 0.4,
    },
    Smoothing {
        level: 0.005,
        daily: 0.02,
        weekly: 0.05,
        autoregression: 0.7,
    },
    Smoothing {
        level: 0.08,
        daily: 0.1,
        weekly: 0.1,
        autoregression: 0.1,
    },
    Smoothing {
        level: 0.002,
        daily: 0.005,
        weekly: 0.02,
        autoregression: 0.2,
    },
];

impl DoubleSeasonal {
    /// A quarter of the weight on the day ahead, 200 passes, no start.
    #[must_use]
    pub fn new(slots_per_day: usize, days_per_week: usize) -> Self {
        Self {
            slots_per_day,
            days_per_week,
            day_ahead_weight: 0.25,
            evaluations: 200,
            start: None,
        }
    }

    /// Finds the constants with the smallest error and runs them over the series.
    ///
    /// # Errors
    /// [`DoubleSeasonalError`]: no cycle, less than two weeks, nothing observed where the state starts or is judged,
    /// a value that is no root, or a start outside the constants' range.
    ///
    /// # Examples
    /// ```
    /// use crewcast_forecasts::models::double_seasonal::DoubleSeasonal;
    /// let week = [4.0, 9.0, 5.0, 10.0, 2.0, 3.0];
    /// let roots: Vec<f64> = week.iter().copied().cycle().take(60).collect();
    /// let fitted = DoubleSeasonal::new(2, 3).fit(&roots).unwrap();
    /// assert!((fitted.forecast(4).mean[3] - 10.0).abs() < 1e-9);
    /// ```
    pub fn fit(&self, roots: &[f64]) -> Result<FittedDoubleSeasonal, DoubleSeasonalError> {
        let (slots_per_day, days_per_week) = (self.slots_per_day, self.days_per_week);
        if slots_per_day == 0 || days_per_week == 0 {
            return Err(DoubleSeasonalError::NoCycle {
                slots_per_day,
                days_per_week,
            });
        }
        let week = slots_per_day * days_per_week;
        if roots.len() < 2 * week {
            return Err(DoubleSeasonalError::TooShort {
                found: roots.len(),
                needed: 2 * week,
            });
        }
        if let Some((step, &value)) = roots
            .iter()
            .enumerate()
            .find(|(_, root)| root.abs() > LARGEST_ROOT)
        {
            return Err(DoubleSeasonalError::NotARoot { step, value });
        }
        let judged_from = week * (roots.len() / week / 4).clamp(1, STARTING_WEEKS);
        let nothing = |from, to| DoubleSeasonalError::NothingObserved { from, to };
        let (first, judged) = roots.split_at(judged_from);
        if judged.iter().all(|root| root.is_nan()) {
            return Err(nothing(judged_from, roots.len()));
        }
        let start =
            State::start(first, slots_per_day, week).ok_or_else(|| nothing(0, judged_from))?;
        let mut run = Run {
            roots,
            judged_from,
            state: start.clone(),
            start,
            levels: vec![0.0; slots_per_day],
        };
        let smoothing = self.search(&mut run)?;
        let errors = run.errors(&smoothing);
        let unobserved = roots.iter().rev().take_while(|root| root.is_nan()).count();
        Ok(FittedDoubleSeasonal {
            smoothing,
            variance: errors.one_step,
            day_ahead_variance: errors.day_ahead,
            state: run.state,
            unobserved,
        })
    }

    fn search(&self, run: &mut Run<'_>) -> Result<Smoothing, DoubleSeasonalError> {
        let weight = self.day_ahead_weight.clamp(0.0, 1.0);
        let mut loss = |smoothing: &Smoothing| {
            let errors = run.errors(smoothing);
            errors.one_step.powf(1.0 - weight) * errors.day_ahead.powf(weight)
        };
        let start = match self.start {
            Some(start) => start.checked()?,
            None => {
                let mut best = (STARTS[0], f64::INFINITY);
                for start in STARTS {
                    let found = loss(&start);
                    if found < best.1 {
                        best = (start, found);
                    }
                }
                best.0
            }
        };
        if self.evaluations == 0 {
            return Ok(start);
        }
        let stop = Stop {
            evaluations: self.evaluations,
            width: 0.02,
            relative_fall: 1e-5,
        };
        let (found, _) = minimum(
            |coordinates| loss(&Smoothing::at(coordinates)),
            start.coordinates(),
            0.7,
            stop,
        );
        Ok(Smoothing::at(&found))
    }
}

/// One pass over the series after another, in the same memory.
struct Run<'a> {
    roots: &'a [f64],
    judged_from: usize,
    start: State,
    state: State,
    /// The level each slot of the last day expected one day later.
    levels: Vec<f64>,
}

/// Mean squared errors.
struct Errors {
    one_step: f64,
    day_ahead: f64,
}

impl Run<'_> {
    /// Runs the series through from the start; the state is then the one after the last step.
    fn errors(&mut self, smoothing: &Smoothing) -> Errors {
        let state = &mut self.state;
        state.clone_from(&self.start);
        let slots = self.levels.len();
        let phi = smoothing.autoregression;
        // A day on, an error has moved the level by level × (φ + … + φ^(m₁−1)) more, and φ^m₁ of it is left.
        let day_power = phi.powi(i32::try_from(slots).unwrap_or(i32::MAX));
        let carried = smoothing.level * (phi - day_power) / (1.0 - phi) + day_power;
        let (mut one_step, mut day_ahead, mut count) = (0.0, 0.0, 0_usize);
        for (index, &root) in self.roots.iter().enumerate() {
            let slot = state.slot;
            if index >= self.judged_from && !root.is_nan() {
                // Day and week slots have not moved since this slot of yesterday.
                let seasons = state.expected() - state.level;
                let error = root - self.levels[slot] - seasons;
                day_ahead += error * error;
                count += 1;
                if let Some(error) = state.step(root, smoothing) {
                    one_step += error * error;
                }
            } else {
                state.step(root, smoothing);
            }
            self.levels[slot] = state.level + carried * state.error;
        }
        let count = count.max(1) as f64;
        Errors {
            one_step: one_step / count,
            day_ahead: day_ahead / count,
        }
    }
}

/// Means and variances of the roots to come, one a step.
#[derive(Clone, Debug, PartialEq)]
pub struct RootForecast {
    /// Expected root. The mean count is `mean² + variance − ¼`, at least 0.
    pub mean: Vec<f64>,
    /// Variance of the root.
    pub variance: Vec<f64>,
}

/// [`DoubleSeasonal`] after its fit.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedDoubleSeasonal {
    smoothing: Smoothing,
    variance: f64,
    day_ahead_variance: f64,
    state: State,
    unobserved: usize,
}

impl FittedDoubleSeasonal {
    /// The constants found.
    #[must_use]
    pub fn smoothing(&self) -> Smoothing {
        self.smoothing
    }

    /// Mean squared error of the root one step ahead, `σ²`.
    #[must_use]
    pub fn one_step_variance(&self) -> f64 {
        self.variance
    }

    /// Mean squared error of the root one day ahead, as measured.
    #[must_use]
    pub fn day_ahead_variance(&self) -> f64 {
        self.day_ahead_variance
    }

    /// Takes the next step in, NaN where nothing was observed, with the constants as they are. An infinite root
    /// counts as not observed.
    pub fn observe(&mut self, root: f64) {
        let root = if root.abs() <= LARGEST_ROOT {
            root
        } else {
            f64::NAN
        };
        let observed = self.state.step(root, &self.smoothing).is_some();
        self.unobserved = if observed { 0 } else { self.unobserved + 1 };
    }

    /// The next steps. Taken as a state space with one source of error (Hyndman, Koehler, Ord & Snyder 2008, ch. 6),
    /// `h` steps ahead the variance is `σ² (1 + c₁² + … + c₍ₕ₋₁₎²)`, where `c[j]` is what an error `u` adds `j` steps
    /// later: `φ^j` of its own, `level × Σ φ^k` over the steps `k < j` between, and `daily` and `weekly` × the same
    /// sum over the steps that share `j`'s slot. Taylor's own forecast leaves out the part of the level that the
    /// decaying error still moves; here both mean and variance count it. Steps not observed at the series' end
    /// count as steps ahead.
    #[must_use]
    pub fn forecast(&self, steps: usize) -> RootForecast {
        let mut state = self.state.clone();
        let mean = (0..steps)
            .map(|_| {
                let carried = self.smoothing.autoregression * state.error;
                let root = state.expected() + carried;
                state.take(carried, &self.smoothing);
                root
            })
            .collect();
        let variance = self.variances(steps + self.unobserved);
        RootForecast {
            mean,
            variance: variance[self.unobserved..].to_vec(),
        }
    }

    fn variances(&self, steps: usize) -> Vec<f64> {
        let (day, week) = (self.state.daily.len(), self.state.weekly.len());
        let Smoothing {
            level,
            daily,
            weekly,
            autoregression,
        } = self.smoothing;
        let mut powers = Vec::with_capacity(steps);
        let (mut same_slot, mut same_week_slot) = (vec![0.0; steps], vec![0.0; steps]);
        let (mut power, mut sum, mut squares) = (1.0, 0.0, 0.0);
        let mut variances = Vec::with_capacity(steps);
        for step in 0..steps {
            if step >= day {
                same_slot[step] = same_slot[step - day] + powers[step - day];
            }
            if step >= week {
                same_week_slot[step] = same_week_slot[step - week] + powers[step - week];
            }
            let response =
                power + level * sum + daily * same_slot[step] + weekly * same_week_slot[step];
            // At step 0 the response is the error itself, 1.
            squares += response * response;
            variances.push(self.variance * squares);
            powers.push(power);
            sum += power;
            power *= autoregression;
        }
        variances
    }
}
