//! What a planner sets week by week.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub enum CapacityPlanMetricKind {
    /// Who is there when the first week starts, experienced.
    StartingWeeklyFullTimeEquivalentCount,
    /// A class whose training begins in the week.
    NewHiresFullTimeEquivalentCount,
    /// Percent that leaves within a year, of any tenure, from the week on.
    AttritionPercentage,
    /// Paid time away from work, percent, from the week on.
    ShrinkagePercentage,
    /// Experienced people who come from other teams in the week; below 0 those who go.
    TransfersFullTimeEquivalentCount,
    /// Overtime in the week; below 0 time off that is given.
    ExtraTimeUnderTimeFullTimeEquivalentCount,
}

/// A value of a week, or of several.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CapacityPlanMetric {
    /// What is set.
    pub metric: CapacityPlanMetricKind,
    /// The first day of the week.
    pub week_date: NaiveDate,
    /// For a count: in so many weeks; 1 when left out. Percentages hold until another is set.
    #[serde(default = "one")]
    pub week_count: u32,
    /// The value.
    pub value: f64,
}

const fn one() -> u32 {
    1
}

impl CapacityPlanMetricKind {
    /// Whether a value holds from its week on.
    pub(super) const fn holds_on(self) -> bool {
        matches!(self, Self::AttritionPercentage | Self::ShrinkagePercentage)
    }

    /// Least and most values.
    pub(super) const fn range(self) -> (f64, f64) {
        match self {
            Self::StartingWeeklyFullTimeEquivalentCount | Self::NewHiresFullTimeEquivalentCount => {
                (0.0, 100_000.0)
            }
            Self::AttritionPercentage | Self::ShrinkagePercentage => (0.0, 95.0),
            Self::TransfersFullTimeEquivalentCount
            | Self::ExtraTimeUnderTimeFullTimeEquivalentCount => (-100_000.0, 100_000.0),
        }
    }
}

/// A count week by week: what is set of it, added up.
pub(super) fn counts(
    metrics: &[CapacityPlanMetric],
    kind: CapacityPlanMetricKind,
    weeks: &[NaiveDate],
) -> Vec<f64> {
    let of_week = |week: usize| {
        let its = metrics.iter().filter(|set| set.metric == kind);
        its.filter(|set| {
            let first = weeks.iter().position(|date| *date == set.week_date);
            first.is_some_and(|first| (first..first + set.week_count as usize).contains(&week))
        })
        .map(|set| set.value)
        .sum()
    };
    (0..weeks.len()).map(of_week).collect()
}

/// Percentages by the week from which they hold, ascending, as shares.
pub(super) fn shares_from(
    metrics: &[CapacityPlanMetric],
    kind: CapacityPlanMetricKind,
    weeks: &[NaiveDate],
) -> Vec<(usize, f64)> {
    let its = metrics.iter().filter(|set| set.metric == kind);
    let mut found: Vec<(usize, f64)> = its
        .filter_map(|set| {
            let week = weeks.iter().position(|date| *date == set.week_date)?;
            Some((week, set.value / 100.0))
        })
        .collect();
    found.sort_by_key(|(week, _)| *week);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_of_their_weeks_and_percentages_hold_on() {
        let first: NaiveDate = "2026-06-01".parse().unwrap();
        let weeks: Vec<NaiveDate> = first.iter_days().step_by(7).take(5).collect();
        let set = |metric, week: usize, week_count, value| CapacityPlanMetric {
            metric,
            week_date: weeks[week],
            week_count,
            value,
        };
        use CapacityPlanMetricKind::{
            AttritionPercentage, ExtraTimeUnderTimeFullTimeEquivalentCount as Extra,
        };
        let metrics = [
            set(Extra, 1, 3, 2.0),
            set(Extra, 3, 1, -0.5),
            set(AttritionPercentage, 2, 1, 30.0),
            set(AttritionPercentage, 0, 1, 20.0),
        ];
        assert_eq!(counts(&metrics, Extra, &weeks), [0.0, 2.0, 2.0, 1.5, 0.0]);
        assert_eq!(
            shares_from(&metrics, AttritionPercentage, &weeks),
            [(0, 0.2), (2, 0.3)]
        );
    }
}
