//! Interval, day and week brought to agree; months are sums of days.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::least_squares::nearest;
use super::{Hierarchy, TemporalError};

/// A forecast total with the variance of its error, in contacts and contacts².
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Expected contacts.
    pub mean: f64,
    /// Mean squared error on the past; infinite where this level has nothing to say, 0 where it is certain.
    pub variance: f64,
}

impl Estimate {
    /// No forecast at this level.
    pub const UNKNOWN: Self = Self {
        mean: 0.0,
        variance: f64::INFINITY,
    };
}

/// How a day's change is spread over its intervals.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Spread {
    /// In proportion to the intervals: the day's shape is kept exactly. The right choice where the errors of a day are
    /// mostly errors of its level.
    #[default]
    Proportional,
    /// By each interval's share of the variance given (day × slot, contacts²), as plain least squares has it: uncertain
    /// intervals move more. Intervals that would turn negative stop at 0 and the rest takes over.
    ByVariance(Vec<Vec<f64>>),
}

/// The forecast of an interval model.
#[derive(Clone, Debug, PartialEq)]
pub struct IntervalForecast {
    /// The days, rising; gaps are allowed.
    pub dates: Vec<NaiveDate>,
    /// Day × slot, contacts; `None` where closed.
    pub mean: Vec<Vec<Option<f64>>>,
    /// Error variance of each day's sum, measured on day sums (interval errors of one day move together: their
    /// variances do not add up to this).
    pub day_variance: Vec<f64>,
    /// How a day's change is spread.
    pub spread: Spread,
}

/// The forecasts of models with a coarser grain.
#[derive(Clone, Debug, PartialEq)]
pub struct TotalsForecast {
    /// One a day of the interval forecast; [`Estimate::UNKNOWN`] where there is none.
    pub days: Vec<Estimate>,
    /// By first day of the week; only weeks all of whose days are forecast. May be empty.
    pub weeks: BTreeMap<NaiveDate, Estimate>,
    /// The business unit's first day of the week.
    pub first_weekday: Weekday,
}

/// A sum over the forecast days of a week or month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PeriodTotal {
    /// First day of the week or month, forecast or not.
    pub start: NaiveDate,
    /// Days of it in the forecast.
    pub days: usize,
    /// Contacts on these days.
    pub contacts: f64,
}

/// Forecasts that agree at every grain.
#[derive(Clone, Debug, PartialEq)]
pub struct TemporalForecast {
    /// Day × slot; `None` where closed.
    pub intervals: Vec<Vec<Option<f64>>>,
    /// Sums of the intervals.
    pub days: Vec<f64>,
    /// Sums of the days.
    pub weeks: Vec<PeriodTotal>,
    /// Sums of the days.
    pub months: Vec<PeriodTotal>,
}

/// Joins an interval model's forecast with those of day and week models by weighted least squares.
///
/// Athanasopoulos, Hyndman, Kourentzes & Petropoulos, *Forecasting with temporal hierarchies*, European J. Operational
/// Research 262 (2017), "series variance scaling": each level weighs by the inverse of its backtest variance. A day's
/// total is where the sum of its intervals, the day model and the week model agree best; the intervals then take the
/// change by [`Spread`], so that with [`Spread::Proportional`] the shape within the day is the interval model's. Levels
/// are taken as erring independently, as in the paper; where two models share their data the weights stay, but the
/// joint error is larger than the variances suggest.
///
/// A closed day stays closed whatever the coarser models say. An open day without any expected contact has no shape:
/// what the day gets is spread evenly over its open slots. Months do not nest with weeks and have no forecast of their
/// own: they follow the days. Quantiles follow by [`super::quantile_after`].
///
/// # Errors
/// [`TemporalError`] on days out of order, rows missing, numbers that are no forecast or variance, and totals of weeks
/// that are forecast in part.
pub fn reconcile_in_time(
    intervals: &IntervalForecast,
    totals: &TotalsForecast,
) -> Result<TemporalForecast, TemporalError> {
    check_intervals(intervals)?;
    check_totals(intervals, totals)?;
    let weeks = weeks_of(&intervals.dates, totals.first_weekday);
    check_weeks(&weeks, totals)?;

    let mut rows = intervals.mean.clone();
    for (start, days) in &weeks {
        let week = totals.weeks.get(start).copied();
        let targets = day_targets(intervals, totals, days, week.unwrap_or(Estimate::UNKNOWN));
        for (&day, target) in days.iter().zip(targets) {
            spread(&mut rows[day], target, &intervals.spread, day);
        }
    }
    let days: Vec<f64> = rows.iter().map(|row| row.iter().flatten().sum()).collect();
    Ok(TemporalForecast {
        weeks: weeks
            .iter()
            .map(|(&start, members)| total(start, members, &days))
            .collect(),
        months: months_of(&intervals.dates)
            .iter()
            .map(|(&start, members)| total(start, members, &days))
            .collect(),
        intervals: rows,
        days,
    })
}

/// Day totals of one week: root the week, below it the days, below each the sum of its intervals.
fn day_targets(
    intervals: &IntervalForecast,
    totals: &TotalsForecast,
    days: &[usize],
    week: Estimate,
) -> Vec<f64> {
    let count = days.len();
    let parents: Vec<_> = std::iter::once(None)
        .chain((0..count).map(|_| Some(0)))
        .chain((0..count).map(|day| Some(1 + day)))
        .collect();
    let sums = days.iter().map(|&day| {
        let row = &intervals.mean[day];
        let closed = row.iter().all(Option::is_none);
        Estimate {
            mean: row.iter().flatten().sum(),
            variance: if closed {
                0.0
            } else {
                intervals.day_variance[day]
            },
        }
    });
    let nodes: Vec<Estimate> = std::iter::once(week)
        .chain(days.iter().map(|&day| totals.days[day]))
        .chain(sums)
        .collect();
    let (base, variance): (Vec<f64>, Vec<f64>) =
        nodes.iter().map(|node| (node.mean, node.variance)).unzip();
    match Hierarchy::new(&parents) {
        Ok(tree) => nearest(&tree, &base, &variance)[1 + count..].to_vec(),
        Err(_) => base[1 + count..].to_vec(),
    }
}

/// Brings the open slots of a day to `target`.
fn spread(row: &mut [Option<f64>], target: f64, how: &Spread, day: usize) {
    let sum: f64 = row.iter().flatten().sum();
    let open = row.iter().flatten().count();
    if let Spread::ByVariance(variances) = how
        && let Some(moved) = shifted(row, target, &variances[day])
    {
        for (cell, moved) in row.iter_mut().zip(moved) {
            *cell = cell.map(|_| moved);
        }
        return;
    }
    for value in row.iter_mut().flatten() {
        *value = if sum > 0.0 {
            *value * (target / sum)
        } else {
            target / open as f64
        };
    }
}

/// Least squares under a certain total; `None` where no open slot has a variance to move by, or not enough of them.
fn shifted(row: &[Option<f64>], target: f64, variances: &[f64]) -> Option<Vec<f64>> {
    let base: Vec<f64> = std::iter::once(target)
        .chain(row.iter().map(|cell| cell.unwrap_or(0.0)))
        .collect();
    let variance: Vec<f64> = std::iter::once(0.0)
        .chain(
            row.iter()
                .zip(variances)
                .map(|(cell, v)| cell.map_or(0.0, |_| *v)),
        )
        .collect();
    let found = nearest(&Hierarchy::star(row.len()).ok()?, &base, &variance);
    let reached = (found[0] - target).abs() <= 1e-9 * target;
    reached.then(|| found[1..].to_vec())
}

fn total(start: NaiveDate, members: &[usize], days: &[f64]) -> PeriodTotal {
    PeriodTotal {
        start,
        days: members.len(),
        contacts: members.iter().map(|&day| days[day]).sum(),
    }
}

fn weeks_of(dates: &[NaiveDate], first: Weekday) -> BTreeMap<NaiveDate, Vec<usize>> {
    let mut weeks: BTreeMap<NaiveDate, Vec<usize>> = BTreeMap::new();
    for (index, &date) in dates.iter().enumerate() {
        let days_in = date.weekday().days_since(first);
        let start = date
            .checked_sub_days(Days::new(u64::from(days_in)))
            .unwrap_or(date);
        weeks.entry(start).or_default().push(index);
    }
    weeks
}

fn months_of(dates: &[NaiveDate]) -> BTreeMap<NaiveDate, Vec<usize>> {
    let mut months: BTreeMap<NaiveDate, Vec<usize>> = BTreeMap::new();
    for (index, &date) in dates.iter().enumerate() {
        let start = date.with_day(1).unwrap_or(date);
        months.entry(start).or_default().push(index);
    }
    months
}

fn check_intervals(intervals: &IntervalForecast) -> Result<(), TemporalError> {
    let dates = &intervals.dates;
    if let Some(pair) = dates.windows(2).find(|pair| pair[0] >= pair[1]) {
        return Err(TemporalError::DatesNotRising { date: pair[1] });
    }
    one_a_day("intervals", intervals.mean.len(), dates)?;
    one_a_day("day variances", intervals.day_variance.len(), dates)?;
    for (index, &date) in dates.iter().enumerate() {
        for &value in intervals.mean[index].iter().flatten() {
            check_mean(date, value)?;
        }
        check_variance(date, intervals.day_variance[index], false)?;
    }
    if let Spread::ByVariance(variances) = &intervals.spread {
        one_a_day("interval variances", variances.len(), dates)?;
        for ((&date, row), mean) in dates.iter().zip(variances).zip(&intervals.mean) {
            one_a_slot(row.len(), mean.len())?;
            for &value in row {
                check_variance(date, value, false)?;
            }
        }
    }
    Ok(())
}

fn check_totals(
    intervals: &IntervalForecast,
    totals: &TotalsForecast,
) -> Result<(), TemporalError> {
    one_a_day("day totals", totals.days.len(), &intervals.dates)?;
    for (&date, estimate) in intervals.dates.iter().zip(&totals.days) {
        check_mean(date, estimate.mean)?;
        check_variance(date, estimate.variance, true)?;
    }
    Ok(())
}

fn check_weeks(
    weeks: &BTreeMap<NaiveDate, Vec<usize>>,
    totals: &TotalsForecast,
) -> Result<(), TemporalError> {
    for (&week, estimate) in &totals.weeks {
        let days = weeks.get(&week).map_or(0, Vec::len);
        if days < 7 {
            return Err(TemporalError::PartialWeek { week, days });
        }
        check_mean(week, estimate.mean)?;
        check_variance(week, estimate.variance, true)?;
    }
    Ok(())
}

fn one_a_day(what: &'static str, found: usize, dates: &[NaiveDate]) -> Result<(), TemporalError> {
    let days = dates.len();
    if found == days {
        Ok(())
    } else {
        Err(TemporalError::WrongNumberOfDays { what, found, days })
    }
}

fn one_a_slot(found: usize, slots: usize) -> Result<(), TemporalError> {
    if found == slots {
        Ok(())
    } else {
        Err(TemporalError::WrongNumberOfSlots { found, slots })
    }
}

fn check_mean(date: NaiveDate, value: f64) -> Result<(), TemporalError> {
    if value.is_finite() && value >= 0.0 {
        Ok(())
    } else {
        Err(TemporalError::NotAForecast { date, value })
    }
}

fn check_variance(date: NaiveDate, value: f64, may_be_unknown: bool) -> Result<(), TemporalError> {
    if value >= 0.0 && (value.is_finite() || may_be_unknown) {
        Ok(())
    } else {
        Err(TemporalError::NotAVariance { date, value })
    }
}
