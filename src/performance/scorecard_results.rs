//! What became of a scorecard's targets in a period, beside the period before.

use std::collections::BTreeMap;

use chrono::{Days, Months, NaiveDate};
use serde::Serialize;

use super::export::{Cell, Column, ExportFormat, table_file};
use super::kpi::{Kpi, Unit};
use super::query::MetricFigure;
use super::scorecard::{Direction, ScorecardEntry, ScorecardPeriod, find_scorecard};
use super::scorecard_figures::{LineFigures, figures_of_lines};
use super::time_buckets::{Bucket, LocalTime};
use crate::auth::list_users;
use crate::db::Conn;
use crate::failure::Failure;
use crate::organisation::{find_business_unit, midnight, month_of};
use crate::tenancy::Scope;

/// How a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub enum EntryStatus {
    /// The target is reached.
    Met,
    /// It is not, but the warning threshold is.
    Warning,
    /// Neither is.
    Missed,
    /// Nothing is known.
    NoData,
}

/// How a line moved since the period before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub enum Trend {
    /// In the better direction.
    Better,
    /// In the worse one.
    Worse,
    /// Not at all.
    Same,
    /// One of the two periods has no value.
    Unknown,
}

/// One line and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EntryResult {
    /// The line.
    #[serde(flatten)]
    pub entry: ScorecardEntry,
    /// The name of the user who answers for it.
    pub owner: Option<String>,
    /// What it is counted in.
    pub unit: Unit,
    /// In the period.
    pub result: MetricFigure,
    /// In the period before.
    pub previous: MetricFigure,
    /// How it stands.
    pub status: EntryStatus,
    /// How it moved.
    pub trend: Trend,
    /// Value less previous value, in the KPI's unit.
    pub change: Option<f64>,
    /// Of money.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
}

/// A scorecard in one period.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScorecardResults {
    /// The scorecard.
    pub scorecard_id: String,
    /// Its name.
    pub name: String,
    /// The period's first local day.
    pub start_date: NaiveDate,
    /// The day after its last.
    pub end_date: NaiveDate,
    /// The first day of the period before, which ends where this one starts.
    pub previous_start_date: NaiveDate,
    /// How many lines stand how.
    #[schema(value_type = std::collections::HashMap<String, usize>)]
    pub counts: BTreeMap<&'static str, usize>,
    /// The lines, in the scorecard's order.
    pub entries: Vec<EntryResult>,
}

impl EntryStatus {
    const ALL: [Self; 4] = [Self::Met, Self::Warning, Self::Missed, Self::NoData];

    const fn name(self) -> &'static str {
        match self {
            Self::Met => "Met",
            Self::Warning => "Warning",
            Self::Missed => "Missed",
            Self::NoData => "NoData",
        }
    }

    fn of(entry: &ScorecardEntry, value: Option<f64>) -> Self {
        let Some(value) = value else {
            return Self::NoData;
        };
        let reaches = |line: f64| match entry.direction {
            Direction::HigherIsBetter => value >= line,
            Direction::LowerIsBetter => value <= line,
        };
        if reaches(entry.target) {
            Self::Met
        } else if reaches(entry.threshold()) {
            Self::Warning
        } else {
            Self::Missed
        }
    }
}

impl Trend {
    const fn name(self) -> &'static str {
        match self {
            Self::Better => "Better",
            Self::Worse => "Worse",
            Self::Same => "Same",
            Self::Unknown => "Unknown",
        }
    }

    fn of(direction: Direction, change: Option<f64>) -> Self {
        match (change, direction) {
            (None, _) => Self::Unknown,
            (Some(0.0), _) => Self::Same,
            (Some(change), Direction::HigherIsBetter) if change > 0.0 => Self::Better,
            (Some(change), Direction::LowerIsBetter) if change < 0.0 => Self::Better,
            _ => Self::Worse,
        }
    }
}

/// First day of the period that holds a date, of the next one and of the one before; `None` beyond the calendar.
fn period_around(
    period: ScorecardPeriod,
    date: NaiveDate,
    local: LocalTime,
) -> Option<(NaiveDate, NaiveDate, NaiveDate)> {
    let day = Days::new(1);
    let week = Days::new(7);
    let month = Months::new(1);
    Some(match period {
        ScorecardPeriod::Day => (
            date,
            date.checked_add_days(day)?,
            date.checked_sub_days(day)?,
        ),
        ScorecardPeriod::Week => {
            let start = local.week_start(date);
            (
                start,
                start.checked_add_days(week)?,
                start.checked_sub_days(week)?,
            )
        }
        ScorecardPeriod::Month => {
            let start = month_of(date);
            (
                start,
                start.checked_add_months(month)?,
                start.checked_sub_months(month)?,
            )
        }
    })
}

/// A scorecard's lines in the period that holds `date`, in its business unit's local days; in the last period that is over
/// when no date is given.
///
/// # Errors
/// [`Failure::NotFound`]; those of [`super::query_performance`].
pub fn scorecard_results(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    date: Option<NaiveDate>,
) -> Result<ScorecardResults, Failure> {
    let kept = find_scorecard(conn, scope, id)?;
    let scorecard = kept.scorecard;
    let unit = find_business_unit(conn, scope, &scorecard.business_unit_id)?;
    let local = LocalTime::of_unit(&unit, None);
    let beyond = || Failure::invalid("?date", "out-of-range", "use a date of this century");
    let around = |date| period_around(scorecard.period, date, local).ok_or_else(beyond);
    let (start, end, before) = match date {
        Some(date) => around(date)?,
        None => {
            let (_, _, last) = around(local.date(scope.now))?;
            around(last)?
        }
    };
    let ends = |date: NaiveDate| midnight(date, local.zone).ok_or_else(beyond);
    let period = Bucket {
        start: ends(start)?,
        end: ends(end)?,
    };
    let previous = Bucket {
        start: ends(before)?,
        end: period.start,
    };
    let names: BTreeMap<String, String> = list_users(conn, scope)?
        .into_iter()
        .map(|user| (user.id, user.display_name))
        .collect();
    let mut entries = Vec::new();
    let figures = figures_of_lines(conn, scope, &scorecard, previous, period)?;
    for (entry, figures) in scorecard.entries.iter().zip(figures) {
        let LineFigures {
            result,
            previous,
            currency,
        } = figures;
        let change = result.value.zip(previous.value).map(|(a, b)| a - b);
        let owner = entry
            .owner_user_id
            .as_ref()
            .or(scorecard.owner_user_id.as_ref());
        entries.push(EntryResult {
            owner: owner.and_then(|id| names.get(id)).cloned(),
            unit: Kpi::named(&entry.metric).map_or(Unit::Contacts, |kpi| kpi.unit),
            status: EntryStatus::of(entry, result.value),
            trend: Trend::of(entry.direction, change),
            entry: entry.clone(),
            result,
            previous,
            change,
            currency,
        });
    }
    let count = |status: EntryStatus| entries.iter().filter(|one| one.status == status).count();
    Ok(ScorecardResults {
        scorecard_id: kept.id,
        name: scorecard.name.clone(),
        start_date: start,
        end_date: end,
        previous_start_date: before,
        counts: EntryStatus::ALL
            .into_iter()
            .map(|status| (status.name(), count(status)))
            .collect(),
        entries,
    })
}

/// The same as a file, one row a line.
///
/// # Errors
/// [`Failure::Internal`] when it cannot be written.
pub fn export_scorecard(
    results: &ScorecardResults,
    format: ExportFormat,
) -> Result<Vec<u8>, Failure> {
    let columns = [
        Column::text("startDate"),
        Column::text("endDate"),
        Column::text("name"),
        Column::text("metric"),
        Column::text("owner"),
        Column::number("target"),
        Column::number("warningThreshold"),
        Column::number("value"),
        Column::number("numerator"),
        Column::number("denominator"),
        Column::text("status"),
        Column::number("previousValue"),
        Column::number("change"),
        Column::text("trend"),
        Column::text("currency"),
    ];
    let mut file = table_file(format, &columns, chrono_tz::UTC)?;
    for line in &results.entries {
        file.take(&[
            Cell::Text(results.start_date.to_string()),
            Cell::Text(results.end_date.to_string()),
            Cell::Text(line.entry.name.clone()),
            Cell::Text(line.entry.metric.clone()),
            Cell::text(line.owner.as_deref()),
            Cell::Number(line.entry.target),
            Cell::number(line.entry.warning_threshold),
            Cell::number(line.result.value),
            Cell::number(line.result.numerator),
            Cell::number(line.result.denominator),
            Cell::Text(line.status.name().to_owned()),
            Cell::number(line.previous.value),
            Cell::number(line.change),
            Cell::Text(line.trend.name().to_owned()),
            Cell::text(line.currency.as_deref()),
        ])?;
    }
    file.finish()
}

#[cfg(test)]
mod tests {
    use chrono::Weekday;

    use super::*;

    fn entry(direction: Direction, target: f64, warning: Option<f64>) -> ScorecardEntry {
        ScorecardEntry {
            name: "Service".to_owned(),
            metric: "serviceLevel".to_owned(),
            filter: BTreeMap::new(),
            direction,
            target,
            warning_threshold: warning,
            owner_user_id: None,
        }
    }

    #[test]
    fn a_target_is_met_at_its_own_value_and_warned_of_down_to_the_threshold() {
        let level = entry(Direction::HigherIsBetter, 80.0, Some(75.0));
        let status = |value: f64| EntryStatus::of(&level, Some(value));
        assert_eq!(status(80.0), EntryStatus::Met);
        assert_eq!(status(79.9), EntryStatus::Warning);
        assert_eq!(status(75.0), EntryStatus::Warning);
        assert_eq!(status(74.9), EntryStatus::Missed);
        assert_eq!(EntryStatus::of(&level, None), EntryStatus::NoData);
        let wait = entry(Direction::LowerIsBetter, 20.0, None);
        assert_eq!(EntryStatus::of(&wait, Some(20.0)), EntryStatus::Met);
        assert_eq!(EntryStatus::of(&wait, Some(20.1)), EntryStatus::Missed);
    }

    #[test]
    fn a_trend_is_better_in_the_direction_of_the_target() {
        let (higher, lower) = (Direction::HigherIsBetter, Direction::LowerIsBetter);
        assert_eq!(Trend::of(higher, Some(0.1)), Trend::Better);
        assert_eq!(Trend::of(lower, Some(0.1)), Trend::Worse);
        assert_eq!(Trend::of(lower, Some(-0.1)), Trend::Better);
        assert_eq!(Trend::of(higher, Some(0.0)), Trend::Same);
        assert_eq!(Trend::of(higher, None), Trend::Unknown);
    }

    #[test]
    fn periods_begin_on_the_units_week_and_the_calendars_month() {
        let local = LocalTime {
            zone: chrono_tz::Europe::Berlin,
            interval_minutes: 30,
            first_day_of_week: Weekday::Sun,
        };
        let date = |text: &str| -> NaiveDate { text.parse().unwrap() };
        let around = |period| period_around(period, date("2026-03-04"), local).unwrap();
        let dates = |a: &str, b: &str, c: &str| (date(a), date(b), date(c));
        assert_eq!(
            around(ScorecardPeriod::Day),
            dates("2026-03-04", "2026-03-05", "2026-03-03")
        );
        assert_eq!(
            around(ScorecardPeriod::Week),
            dates("2026-03-01", "2026-03-08", "2026-02-22")
        );
        assert_eq!(
            around(ScorecardPeriod::Month),
            dates("2026-03-01", "2026-04-01", "2026-02-01")
        );
    }
}
