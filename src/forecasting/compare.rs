//! Two forecasts side by side, over the time they share.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::data::forecast_data;
use super::forecasts::{Forecast, GroupForecast, find_forecast, statistical_data};
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::tenancy::Scope;

/// Days listed for each planning group.
const LISTED_DAYS: usize = 7;

/// Which numbers are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ComparedSeries {
    /// With the planner's modifications.
    #[default]
    Modified,
    /// What the models say.
    Statistical,
}

/// One metric of both, over the same intervals.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Beside {
    /// Of this forecast.
    pub this: f64,
    /// Of the other.
    pub other: f64,
    /// This less the other.
    pub difference: f64,
}

/// One local day of a planning group.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DayDifference {
    /// The day.
    pub date: NaiveDate,
    /// Contacts offered.
    pub offered: Beside,
}

/// One planning group that both forecast.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupComparison {
    /// The planning group.
    pub planning_group_id: String,
    /// Contacts offered in all.
    pub offered: Beside,
    /// Σ|this − other| ÷ Σ other over the intervals; absent where the other expects nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wape: Option<f64>,
    /// Handle time, weighted by each forecast's own contacts; absent where one of them expects nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub average_handle_time_seconds: Option<Beside>,
    /// The days that differ most in contacts, the largest difference first, at most seven.
    pub largest_differences: Vec<DayDifference>,
}

/// Two snapshots compared.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ForecastComparison {
    /// This forecast.
    pub id: String,
    /// The other.
    pub with_id: String,
    /// Which numbers are compared.
    pub series: ComparedSeries,
    /// Start of the first interval both have.
    pub start_date: Instant,
    /// End of the last.
    pub end_date: Instant,
    /// How many intervals both have.
    pub intervals: usize,
    /// The planning groups that both forecast, in the order of their ids.
    pub planning_groups: Vec<GroupComparison>,
    /// Planning groups of this one alone.
    pub only_in_this: Vec<String>,
    /// Planning groups of the other alone.
    pub only_in_other: Vec<String>,
}

/// Compares a forecast with another of its business unit over the intervals they share.
///
/// # Errors
/// [`Failure::NotFound`] for the other, also when it is another business unit's; [`Failure::Conflict`]
/// `cannot-be-compared` when they have different intervals or no time in common.
pub fn compare_forecasts(
    conn: &mut Conn<'_>,
    scope: &Scope,
    this: &Forecast,
    other_id: &str,
    series: ComparedSeries,
) -> Result<ForecastComparison, Failure> {
    let other = find_forecast(conn, scope, other_id)?;
    if other.business_unit_id != this.business_unit_id {
        return Err(Failure::not_found("forecast", other_id));
    }
    let shared = Shared::of(this, &other)?;
    let mut numbers = |id: &str| match series {
        ComparedSeries::Modified => forecast_data(conn, scope, id),
        ComparedSeries::Statistical => statistical_data(conn, scope, id),
    };
    let (ours, theirs) = (numbers(&this.id)?, numbers(&other.id)?);
    let lacks = |all: &[GroupForecast], id: &str| all.iter().all(|g| g.planning_group_id != id);
    let only = |here: &[GroupForecast], there: &[GroupForecast]| -> Vec<String> {
        let ids = here.iter().map(|group| group.planning_group_id.clone());
        ids.filter(|id| lacks(there, id)).collect()
    };
    let planning_groups = ours
        .iter()
        .filter_map(|ours| {
            let id = &ours.planning_group_id;
            let theirs = theirs
                .iter()
                .find(|theirs| theirs.planning_group_id == *id)?;
            Some(shared.compare(ours, theirs))
        })
        .collect();
    Ok(ForecastComparison {
        id: this.id.clone(),
        with_id: other.id.clone(),
        series,
        start_date: shared.start,
        end_date: shared.end,
        intervals: shared.dates.len(),
        planning_groups,
        only_in_this: only(&ours, &theirs),
        only_in_other: only(&theirs, &ours),
    })
}

/// The time two forecasts share.
struct Shared {
    start: Instant,
    end: Instant,
    /// Index of the first shared interval in this forecast and in the other.
    first: (usize, usize),
    /// The local day of each shared interval, by this forecast's zone.
    dates: Vec<NaiveDate>,
}

impl Shared {
    fn of(this: &Forecast, other: &Forecast) -> Result<Self, Failure> {
        let refused = |detail: String| Failure::conflict("cannot-be-compared", detail);
        let (ours, theirs) = (this.grid()?, other.grid()?);
        if ours.interval_minutes() != theirs.interval_minutes() {
            return Err(refused(format!(
                "one forecast has intervals of {} minutes, the other of {}; generate one of them anew",
                ours.interval_minutes(),
                theirs.interval_minutes()
            )));
        }
        let (start, end) = (
            ours.start().max(theirs.start()),
            ours.end().min(theirs.end()),
        );
        let first = ours.interval_at(start).zip(theirs.interval_at(start));
        let aligned = |&(one, other): &(usize, usize)| {
            ours.interval_start(one) == theirs.interval_start(other)
        };
        let Some(first) = first.filter(|_| start < end).filter(aligned) else {
            return Err(refused(format!(
                "the forecasts share no intervals: one ends {}, the other {}, and the later starts {start}; compare \
                 forecasts of the same weeks and time zone",
                ours.end(),
                theirs.end()
            )));
        };
        let dates = (first.0..ours.intervals())
            .take_while(|index| ours.interval_start(*index) < end)
            .map(|index| ours.local(index).0)
            .collect();
        Ok(Self {
            start,
            end,
            first,
            dates,
        })
    }

    fn compare(&self, ours: &GroupForecast, theirs: &GroupForecast) -> GroupComparison {
        let count = self.dates.len();
        let (this, other) = (
            Part::of(ours, self.first.0, count),
            Part::of(theirs, self.first.1, count),
        );
        let total = |part: &Part<'_>| part.offered.iter().sum::<f64>();
        let offered = beside(total(&this), total(&other));
        let apart: f64 = this
            .offered
            .iter()
            .zip(other.offered)
            .map(|(this, other)| (this - other).abs())
            .sum();
        GroupComparison {
            planning_group_id: ours.planning_group_id.clone(),
            offered,
            wape: (offered.other > 0.0).then(|| apart / offered.other),
            average_handle_time_seconds: this
                .handle_time()
                .zip(other.handle_time())
                .map(|(this, other)| beside(this, other)),
            largest_differences: self.largest_differences(&this, &other),
        }
    }

    fn largest_differences(&self, this: &Part<'_>, other: &Part<'_>) -> Vec<DayDifference> {
        let mut days: Vec<DayDifference> = Vec::new();
        let both = this.offered.iter().zip(other.offered);
        for (date, (this, other)) in self.dates.iter().zip(both) {
            match days.last_mut() {
                Some(day) if day.date == *date => {
                    day.offered = beside(day.offered.this + this, day.offered.other + other);
                }
                _ => days.push(DayDifference {
                    date: *date,
                    offered: beside(*this, *other),
                }),
            }
        }
        days.retain(|day| day.offered.difference != 0.0);
        days.sort_by(|one, next| {
            let size = |day: &DayDifference| day.offered.difference.abs();
            size(next)
                .total_cmp(&size(one))
                .then(one.date.cmp(&next.date))
        });
        days.truncate(LISTED_DAYS);
        days
    }
}

/// A planning group's numbers over the shared time.
struct Part<'a> {
    offered: &'a [f64],
    seconds: &'a [f64],
}

impl<'a> Part<'a> {
    fn of(numbers: &'a GroupForecast, first: usize, count: usize) -> Self {
        let cut = |series: &'a [f64]| series.get(first..first + count).unwrap_or_default();
        Self {
            offered: cut(&numbers.offered_per_interval),
            seconds: cut(&numbers.average_handle_time_seconds_per_interval),
        }
    }

    fn handle_time(&self) -> Option<f64> {
        let contacts: f64 = self.offered.iter().sum();
        let work: f64 = self
            .offered
            .iter()
            .zip(self.seconds)
            .map(|(c, s)| c * s)
            .sum();
        (contacts > 0.0).then(|| work / contacts)
    }
}

fn beside(this: f64, other: f64) -> Beside {
    Beside {
        this,
        other,
        difference: this - other,
    }
}
