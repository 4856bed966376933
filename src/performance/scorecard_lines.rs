//! A scorecard's lines as queries: those with one filter are asked together.

use std::collections::BTreeMap;

use super::dimension::Dimension;
use super::kpi::Kpi;
use super::request::{MOST_METRICS, PerformanceQuery};
use super::scorecard::{NewScorecard, ScorecardEntry};
use super::time_buckets::TimeGranularity;

/// Lines of one filter.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LinesOfFilter {
    filter: BTreeMap<Dimension, Vec<String>>,
    /// Their KPIs, each once.
    pub metrics: Vec<String>,
    /// Their positions in the scorecard.
    pub lines: Vec<usize>,
}

impl ScorecardEntry {
    /// Of what the line is: of the scorecard's business unit where it names nothing and its KPI has units.
    fn filter_in(&self, scorecard: &NewScorecard) -> BTreeMap<Dimension, Vec<String>> {
        let of_units = Kpi::named(&self.metric).is_some_and(|kpi| {
            kpi.source()
                .dimensions()
                .contains(&Dimension::BusinessUnitId)
        });
        if self.filter.is_empty() && of_units {
            let unit = vec![scorecard.business_unit_id.clone()];
            return BTreeMap::from([(Dimension::BusinessUnitId, unit)]);
        }
        self.filter.clone()
    }
}

impl LinesOfFilter {
    /// The lines at these positions of a scorecard, in as few queries as there are filters.
    pub(super) fn of(scorecard: &NewScorecard, lines: impl Iterator<Item = usize>) -> Vec<Self> {
        let mut found: Vec<Self> = Vec::new();
        for line in lines {
            let Some(entry) = scorecard.entries.get(line) else {
                continue;
            };
            let filter = entry.filter_in(scorecard);
            let mut known = found.iter_mut();
            let known = known.find(|one| one.filter == filter && one.metrics.len() < MOST_METRICS);
            match known {
                Some(known) => {
                    known.lines.push(line);
                    if !known.metrics.contains(&entry.metric) {
                        known.metrics.push(entry.metric.clone());
                    }
                }
                None => found.push(Self {
                    filter,
                    metrics: vec![entry.metric.clone()],
                    lines: vec![line],
                }),
            }
        }
        found
    }

    /// The query that answers them over an interval.
    pub(super) fn query(&self, scorecard: &NewScorecard, interval: String) -> PerformanceQuery {
        PerformanceQuery {
            interval,
            granularity: TimeGranularity::Total,
            group_by: Vec::new(),
            metrics: self.metrics.clone(),
            filter: self.filter.clone(),
            time_zone: None,
            definition: scorecard.definition.clone(),
            page_size: None,
            page_token: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::performance::{Direction, ScorecardPeriod};

    fn line(metric: &str, queue: Option<&str>) -> ScorecardEntry {
        let filter = queue.map(|id| (Dimension::QueueId, vec![id.to_owned()]));
        ScorecardEntry {
            name: format!("{metric} {queue:?}"),
            metric: metric.to_owned(),
            filter: filter.into_iter().collect(),
            direction: Direction::HigherIsBetter,
            target: 1.0,
            warning_threshold: None,
            owner_user_id: None,
        }
    }

    #[test]
    fn lines_of_one_filter_are_one_query_that_names_each_kpi_once() {
        let scorecard = NewScorecard {
            business_unit_id: "unit".to_owned(),
            name: "Bank".to_owned(),
            period: ScorecardPeriod::Week,
            owner_user_id: None,
            definition: None,
            entries: vec![
                line("offered", None),
                line("serviceLevel", Some("cards")),
                line("adherence", None),
                line("offered", None),
                line("offered", Some("cards")),
                // Campaigns are of no business unit.
                line("attempts", None),
            ],
        };
        let found = LinesOfFilter::of(&scorecard, 0..6);
        let told: Vec<(Vec<usize>, Vec<String>)> = found
            .iter()
            .map(|one| (one.lines.clone(), one.metrics.clone()))
            .collect();
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(
            told,
            [
                (vec![0, 2, 3], names(&["offered", "adherence"])),
                (vec![1, 4], names(&["serviceLevel", "offered"])),
                (vec![5], names(&["attempts"])),
            ]
        );
        let query = found[0].query(&scorecard, "2026-01-01/2026-01-02".to_owned());
        assert_eq!(
            query.filter[&Dimension::BusinessUnitId],
            ["unit".to_owned()]
        );
        assert!(found[2].filter.is_empty());
    }
}
