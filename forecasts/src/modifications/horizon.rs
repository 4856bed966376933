//! The hours, days and weeks of a forecast, as intervals.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// How much time a value stands for, in the words of ISO 8601.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Granularity {
    /// Five minutes.
    #[serde(rename = "PT5M")]
    FiveMinutes,
    /// Ten minutes.
    #[serde(rename = "PT10M")]
    TenMinutes,
    /// A quarter of an hour.
    #[serde(rename = "PT15M")]
    Quarter,
    /// Twenty minutes.
    #[serde(rename = "PT20M")]
    TwentyMinutes,
    /// Half an hour.
    #[serde(rename = "PT30M")]
    HalfHour,
    /// An hour.
    #[serde(rename = "PT1H")]
    Hour,
    /// A local day: 23 or 25 hours when clocks change.
    #[serde(rename = "P1D")]
    Day,
    /// Seven local days from the forecast's first.
    #[serde(rename = "P1W")]
    Week,
}

impl Granularity {
    /// Its length within a day; `None` for days and weeks, whose lengths differ.
    #[must_use]
    pub const fn minutes(self) -> Option<usize> {
        match self {
            Self::FiveMinutes => Some(5),
            Self::TenMinutes => Some(10),
            Self::Quarter => Some(15),
            Self::TwentyMinutes => Some(20),
            Self::HalfHour => Some(30),
            Self::Hour => Some(60),
            Self::Day | Self::Week => None,
        }
    }
}

/// Why days and intervals make no horizon.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HorizonError {
    /// The interval does not divide an hour.
    #[error(
        "an interval of {0} minutes does not divide an hour; use 5, 10, 15, 20, 30 or 60 minutes"
    )]
    NotAnInterval(usize),
    /// Day starts do not rise from 0 to within the intervals.
    #[error(
        "the days start at {0:?}, which do not rise from 0; give each day's first interval in order"
    )]
    NotDays(Vec<usize>),
    /// The last day starts after the last interval.
    #[error(
        "the last day starts at interval {start} of {intervals}; give the intervals of all days"
    )]
    DayWithoutInterval {
        /// First interval of the last day.
        start: usize,
        /// Intervals there are.
        intervals: usize,
    },
}

/// The intervals of a forecast, counted from 0, and the local days they make. The service knows the time zone; here a
/// day is where it starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Horizon {
    interval_minutes: usize,
    day_starts: Vec<usize>,
    intervals: usize,
}

impl Horizon {
    /// A horizon of `intervals` intervals whose days start at `day_starts`.
    ///
    /// # Errors
    /// [`HorizonError`] when the interval does not divide an hour or the days do not rise from 0.
    pub fn new(
        interval_minutes: usize,
        day_starts: Vec<usize>,
        intervals: usize,
    ) -> Result<Self, HorizonError> {
        if !matches!(interval_minutes, 5 | 10 | 15 | 20 | 30 | 60) {
            return Err(HorizonError::NotAnInterval(interval_minutes));
        }
        let rises = day_starts.windows(2).all(|pair| pair[0] < pair[1]);
        match (day_starts.first(), day_starts.last()) {
            (Some(0), Some(last)) if rises && *last < intervals => Ok(Self {
                interval_minutes,
                day_starts,
                intervals,
            }),
            (Some(0), Some(last)) if rises => Err(HorizonError::DayWithoutInterval {
                start: *last,
                intervals,
            }),
            _ => Err(HorizonError::NotDays(day_starts)),
        }
    }

    /// How many intervals there are.
    #[must_use]
    pub fn intervals(&self) -> usize {
        self.intervals
    }

    /// Length of an interval in minutes.
    #[must_use]
    pub fn interval_minutes(&self) -> usize {
        self.interval_minutes
    }

    /// The period of this length that holds interval `index`; `None` past the end, and for a length that is no whole
    /// number of intervals. Periods within a day are counted from its start; the last one of a day may be short.
    ///
    /// # Examples
    /// ```
    /// use crewcast_forecasts::modifications::{Granularity, Horizon};
    /// // Two days of half hours, the second of 23 hours.
    /// let horizon = Horizon::new(30, vec![0, 48], 94).unwrap();
    /// assert_eq!(horizon.period(Granularity::Hour, 49), Some(48..50));
    /// assert_eq!(horizon.period(Granularity::Day, 49), Some(48..94));
    /// assert_eq!(horizon.period(Granularity::Quarter, 0), None);
    /// ```
    #[must_use]
    pub fn period(&self, granularity: Granularity, index: usize) -> Option<Range<usize>> {
        if index >= self.intervals {
            return None;
        }
        let day = self.day_starts.partition_point(|start| *start <= index) - 1;
        let start_of = |day: usize| self.day_starts.get(day).copied().unwrap_or(self.intervals);
        match granularity.minutes() {
            Some(minutes) if minutes % self.interval_minutes == 0 => {
                let length = minutes / self.interval_minutes;
                let start = index - (index - start_of(day)) % length;
                Some(start..(start + length).min(start_of(day + 1)))
            }
            Some(_) => None,
            None if granularity == Granularity::Week => {
                let first = day - day % 7;
                Some(start_of(first)..start_of(first + 7))
            }
            None => Some(start_of(day)..start_of(day + 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_of_23_hours_and_the_week_around_it_keep_their_lengths() {
        let mut starts: Vec<usize> = (0..7).map(|day| day * 24).collect();
        starts.push(7 * 24 - 1);
        let horizon = Horizon::new(60, starts, 8 * 24 - 1).unwrap();
        assert_eq!(horizon.period(Granularity::Day, 150), Some(144..167));
        assert_eq!(horizon.period(Granularity::Week, 150), Some(0..167));
        assert_eq!(horizon.period(Granularity::Week, 167), Some(167..191));
        assert_eq!(horizon.period(Granularity::Day, 191), None);
    }

    #[test]
    fn days_that_do_not_rise_from_zero_are_no_horizon() {
        for (starts, intervals) in [
            (vec![], 24),
            (vec![1], 24),
            (vec![0, 0], 24),
            (vec![0, 24], 24),
        ] {
            assert!(Horizon::new(60, starts, intervals).is_err());
        }
        assert_eq!(
            Horizon::new(7, vec![0], 10),
            Err(HorizonError::NotAnInterval(7))
        );
    }
}
