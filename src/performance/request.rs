//! What is asked of the cube, in the shape of contact-centre analytics APIs.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::component::Source;
use super::dimension::{Dimension, Place};
use super::kpi::{KPIS, Kpi};
use super::time_buckets::TimeGranularity;
use crate::db::Instant;
use crate::failure::{Failure, Faults};
use crate::organisation::midnight;

/// How many days one query may ask for.
pub const DAYS_A_QUERY: i64 = 400;

/// KPIs of one query.
pub(super) const MOST_METRICS: usize = 50;

/// Ids of one filter.
const MOST_IDS: usize = 10_000;

/// A query of the cube.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PerformanceQuery {
    /// From and to before when, with a slash between: two dates of local days (`2026-11-01/2026-12-01`, the second day not
    /// included), or two instants (`2026-11-01T00:00:00Z/2026-12-01T00:00:00Z`). At most 400 days.
    pub interval: String,
    /// What each row is of; the whole interval when left out.
    #[serde(default)]
    pub granularity: TimeGranularity,
    /// What rows are cut by; nothing when left out.
    #[serde(default)]
    pub group_by: Vec<Dimension>,
    /// Names of KPI definitions, 1 to 50.
    pub metrics: Vec<String>,
    /// Ids by dimension: a fact must be of one of the ids of every dimension that is named.
    #[serde(default)]
    #[schema(value_type = std::collections::HashMap<String, Vec<String>>)]
    pub filter: BTreeMap<Dimension, Vec<String>>,
    /// Whose local days; each business unit's own when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub time_zone: Option<Tz>,
    /// The definition or profile of adherence and conformance; `genesys-cloud` when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<String>,
    /// Rows of a page: 1 to 1,000; 100 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_size: Option<i64>,
    /// `nextPageToken` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_token: Option<String>,
}

/// Two ends, as they were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    Dates(NaiveDate, NaiveDate),
    Instants(Instant, Instant),
}

impl Ends {
    /// The ends that `text` writes.
    ///
    /// # Errors
    /// [`Failure::Invalid`] at `/interval`.
    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        let refuse = |code: &str, detail: String| Failure::invalid("/interval", code, detail);
        let unreadable = || {
            let detail = format!(
                "{text:?} is no interval; write two dates as 2026-11-01/2026-12-01, or two instants as \
                 2026-11-01T00:00:00Z/2026-12-01T00:00:00Z"
            );
            refuse("invalid-interval", detail)
        };
        let (from, to) = text.split_once('/').ok_or_else(unreadable)?;
        let dates = (from.parse::<NaiveDate>(), to.parse::<NaiveDate>());
        let ends = if let (Ok(from), Ok(to)) = dates {
            Self::Dates(from, to)
        } else {
            let instant = |text: &str| DateTime::parse_from_rfc3339(text).ok();
            let (from, to) = instant(from).zip(instant(to)).ok_or_else(unreadable)?;
            let at = |end: DateTime<chrono::FixedOffset>| Instant::from_utc(end.to_utc());
            Self::Instants(at(from), at(to))
        };
        let days = match ends {
            Self::Dates(from, to) => (to - from).num_days(),
            Self::Instants(from, to) => {
                let millis = to.epoch_millis().saturating_sub(from.epoch_millis());
                // A part of a day counts as one.
                millis.div_euclid(86_400_000) + i64::from(millis.rem_euclid(86_400_000) > 0)
            }
        };
        if days < 1 {
            let detail = "it ends before it begins, or at once; the second end is not included";
            return Err(refuse("ends-before-it-starts", detail.to_owned()));
        }
        if days > DAYS_A_QUERY {
            let detail = format!("{days} days; ask for at most {DAYS_A_QUERY} at once");
            return Err(refuse("too-many-days", detail));
        }
        Ok(ends)
    }

    /// The ends in a zone.
    ///
    /// # Errors
    /// [`Failure::Invalid`] at `/interval` beyond the calendar.
    pub(super) fn in_zone(self, zone: Tz) -> Result<(Instant, Instant), Failure> {
        match self {
            Self::Instants(from, to) => Ok((from, to)),
            Self::Dates(from, to) => {
                midnight(from, zone).zip(midnight(to, zone)).ok_or_else(|| {
                    let detail = "use dates of this century";
                    Failure::invalid("/interval", "out-of-range", detail)
                })
            }
        }
    }
}

/// A query whose names are known and fit together.
#[derive(Clone, Debug)]
pub(super) struct Checked {
    pub ends: Ends,
    pub granularity: TimeGranularity,
    pub group_by: Vec<Dimension>,
    pub kpis: Vec<&'static Kpi>,
    pub filter: BTreeMap<Dimension, BTreeSet<String>>,
    pub time_zone: Option<Tz>,
}

impl PerformanceQuery {
    /// Looks every name up and holds the dimensions against what each KPI can be asked by.
    ///
    /// # Errors
    /// [`Failure::Invalid`] per fault.
    pub(super) fn check(&self) -> Result<Checked, Failure> {
        let ends = Ends::parse(&self.interval)?;
        let mut faults = Faults::default();
        let count = self.metrics.len();
        let detail = format!("{count} metrics; name 1 to {MOST_METRICS}");
        let fits = (1..=MOST_METRICS).contains(&count);
        faults.require(fits, "/metrics", "out-of-range", detail);
        let mut kpis = Vec::new();
        for (index, name) in self.metrics.iter().enumerate() {
            let pointer = format!("/metrics/{index}");
            match Kpi::named(name) {
                None => {
                    let names: Vec<&str> = KPIS.iter().map(|kpi| kpi.name).collect();
                    let detail = format!("no KPI {name:?}; use one of {}", names.join(", "));
                    faults.require(false, pointer, "unknown-metric", detail);
                }
                Some(kpi) => {
                    let is_new = !kpis.iter().any(|known: &&Kpi| known.name == kpi.name);
                    faults.require(is_new, pointer, "duplicate", "name a KPI once");
                    kpis.push(kpi);
                }
            }
        }
        let mut seen = BTreeSet::new();
        for (index, dimension) in self.group_by.iter().enumerate() {
            let pointer = format!("/groupBy/{index}");
            let detail = "name a dimension once";
            faults.require(seen.insert(dimension), pointer.clone(), "duplicate", detail);
            require_possible(*dimension, &kpis, &pointer, &mut faults);
        }
        for (dimension, ids) in &self.filter {
            let pointer = format!("/filter/{}", dimension.name());
            require_possible(*dimension, &kpis, &pointer, &mut faults);
            let detail = format!("{} ids; name 1 to {MOST_IDS}", ids.len());
            let fits = (1..=MOST_IDS).contains(&ids.len());
            faults.require(fits, pointer, "out-of-range", detail);
        }
        faults.into_result()?;
        Ok(Checked {
            ends,
            granularity: self.granularity,
            group_by: self.group_by.clone(),
            kpis,
            filter: self
                .filter
                .iter()
                .map(|(dimension, ids)| (*dimension, ids.iter().cloned().collect()))
                .collect(),
            time_zone: self.time_zone,
        })
    }
}

/// That every KPI can be asked by a dimension.
fn require_possible(
    dimension: Dimension,
    kpis: &[&'static Kpi],
    pointer: &str,
    faults: &mut Faults,
) {
    for kpi in kpis {
        let possible = kpi.source().dimensions();
        let names: Vec<&str> = possible.iter().map(|one| one.name()).collect();
        let detail = format!(
            "{} cannot be asked by {}; it has {}: ask for it by one of these, or in a query of its own",
            kpi.name,
            dimension.name(),
            names.join(", ")
        );
        let holds = possible.contains(&dimension);
        faults.require(holds, pointer, "impossible-dimension", detail);
    }
}

impl Checked {
    /// Where its KPIs come from.
    pub(super) fn sources(&self) -> BTreeSet<Source> {
        self.kpis.iter().map(|kpi| kpi.source()).collect()
    }

    /// Whether any KPI is money.
    pub(super) fn wants_money(&self) -> bool {
        let mut components = self.kpis.iter().flat_map(|kpi| kpi.components());
        components.any(super::component::Component::is_money)
    }

    /// Whether a fact of a place is asked for.
    pub(super) fn holds(&self, place: &Place) -> bool {
        self.filter.iter().all(|(dimension, ids)| {
            place
                .member(*dimension)
                .is_some_and(|member| ids.contains(member))
        })
    }

    /// Whether every row is of one business unit.
    pub(super) fn rows_are_within_a_unit(&self) -> bool {
        self.group_by.iter().any(|one| one.is_within_a_unit())
    }

    /// Whether the same instants are meant in every zone.
    pub(super) fn is_zoneless(&self) -> bool {
        matches!(self.ends, Ends::Instants(..)) && self.granularity == TimeGranularity::Total
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn query(more: serde_json::Value) -> PerformanceQuery {
        let mut body = json!({ "interval": "2026-11-01/2026-12-01", "metrics": ["offered"] });
        let more = more.as_object().unwrap().clone();
        body.as_object_mut().unwrap().extend(more);
        serde_json::from_value(body).unwrap()
    }

    fn faults(more: serde_json::Value) -> Vec<(String, String)> {
        let refused = query(more).check().unwrap_err();
        let faults = refused.faults().iter();
        faults
            .map(|fault| (fault.pointer.clone(), fault.code.clone()))
            .collect()
    }

    #[test]
    fn a_kpi_by_a_dimension_it_does_not_have_is_refused_with_those_it_has() {
        let refused = query(json!({ "metrics": ["adherence"], "groupBy": ["queueId"] }))
            .check()
            .unwrap_err();
        let fault = &refused.faults()[0];
        assert_eq!(
            (fault.pointer.as_str(), fault.code.as_str()),
            ("/groupBy/0", "impossible-dimension")
        );
        assert!(
            fault
                .detail
                .starts_with("adherence cannot be asked by queueId; it has region")
        );
        assert_eq!(
            faults(json!({ "metrics": ["attempts"], "filter": { "teamId": ["t"] } })),
            [(
                "/filter/teamId".to_owned(),
                "impossible-dimension".to_owned()
            )]
        );
    }

    #[test]
    fn kpis_of_two_sources_are_asked_by_what_both_have() {
        let both = json!({ "metrics": ["offered", "adherence"], "groupBy": ["businessUnitId"] });
        assert!(query(both).check().is_ok());
    }

    #[test]
    fn unknown_names_and_repetitions_are_told_apart() {
        assert_eq!(
            faults(
                json!({ "metrics": ["offered", "offered", "sl"], "groupBy": ["region", "region"] })
            ),
            [
                ("/metrics/1".to_owned(), "duplicate".to_owned()),
                ("/metrics/2".to_owned(), "unknown-metric".to_owned()),
                ("/groupBy/1".to_owned(), "duplicate".to_owned()),
            ]
        );
    }

    #[test]
    fn intervals_are_dates_or_instants_in_order_and_at_most_400_days() {
        assert!(Ends::parse("2026-01-01/2027-02-05").is_ok());
        for (text, code) in [
            ("2026-01-01/2027-02-06", "too-many-days"),
            ("2026-01-01/2026-01-01", "ends-before-it-starts"),
            ("2026-01-01", "invalid-interval"),
            ("2026-01-01/2026-01-02T00:00:00Z", "invalid-interval"),
        ] {
            let refused = Ends::parse(text).unwrap_err();
            assert_eq!(refused.faults()[0].code, code, "{text}");
        }
        let spring = Ends::parse("2026-03-29/2026-03-30").unwrap();
        let (from, to) = spring.in_zone(chrono_tz::Europe::Berlin).unwrap();
        assert_eq!(to.epoch_millis() - from.epoch_millis(), 23 * 3_600_000);
    }
}
