//! `startDate` and `endDate` of a request, as local dates or instants.

use chrono::{DateTime, Days, NaiveDate, TimeZone};
use chrono_tz::Tz;
use serde::Deserialize;

use crate::db::Instant;
use crate::failure::{Failure, Fault, Faults};
use crate::organisation::midnight;

/// The longest period one answer covers.
const MAX_DAYS: i64 = 400;

/// What is shown when no end is asked for.
const DEFAULT_DAYS: u64 = 28;

/// A stretch of time, half-open. A date means its local midnight in the business unit's zone.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PeriodParams {
    /// From this date (yyyy-MM-dd) or instant (RFC 3339); today when left out.
    pub start_date: Option<String>,
    /// To before this date or instant; 28 days after today when left out.
    pub end_date: Option<String>,
}

impl PeriodParams {
    /// The instants meant.
    ///
    /// # Errors
    /// [`Failure::Invalid`] at `?startDate` or `?endDate`.
    pub fn bounds(&self, zone: Tz, now: Instant) -> Result<(Instant, Instant), Failure> {
        let today = zone
            .from_utc_datetime(&now.to_utc().naive_utc())
            .date_naive();
        let start = bound("?startDate", self.start_date.as_deref(), today, zone)?;
        let default_end = today
            .checked_add_days(Days::new(DEFAULT_DAYS))
            .unwrap_or(today);
        let end = bound("?endDate", self.end_date.as_deref(), default_end, zone)?;
        let days = (end.epoch_millis() - start.epoch_millis()).div_euclid(86_400_000);
        let mut faults = Faults::default();
        faults.require(
            start < end,
            "?endDate",
            "not-after-start",
            format!("{end} is not after {start}; the end is the first instant left out"),
        );
        faults.require(
            days <= MAX_DAYS,
            "?endDate",
            "too-long",
            format!("ask for at most {MAX_DAYS} days at once"),
        );
        faults.into_result()?;
        Ok((start, end))
    }
}

fn bound(
    pointer: &str,
    text: Option<&str>,
    default: NaiveDate,
    zone: Tz,
) -> Result<Instant, Failure> {
    let Some(text) = text else {
        return midnight(default, zone).ok_or_else(|| invalid(pointer, "today"));
    };
    // A plus in a query is a space once decoded.
    let instant = DateTime::parse_from_rfc3339(&text.replace(' ', "+"));
    if let Ok(at) = instant {
        return Ok(Instant::from_utc(at.to_utc()));
    }
    let date: NaiveDate = text.parse().map_err(|_| invalid(pointer, text))?;
    midnight(date, zone).ok_or_else(|| invalid(pointer, text))
}

fn invalid(pointer: &str, text: &str) -> Failure {
    let detail = format!("{text:?} is no date; write yyyy-MM-dd or an RFC 3339 instant");
    Failure::Invalid(vec![Fault::new(pointer, "invalid-date", detail)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Europe::Berlin;

    fn params(start: &str, end: &str) -> PeriodParams {
        PeriodParams {
            start_date: Some(start.to_owned()),
            end_date: Some(end.to_owned()),
        }
    }

    #[test]
    fn a_date_is_its_local_midnight_also_where_clocks_change_that_day() {
        let now = Instant::from_epoch_millis(0);
        let (from, to) = params("2026-03-29", "2026-03-30")
            .bounds(Berlin, now)
            .unwrap();
        assert_eq!(from.to_string(), "2026-03-28T23:00:00Z");
        assert_eq!(to.to_string(), "2026-03-29T22:00:00Z");
    }

    #[test]
    fn an_instant_may_lose_its_plus_on_the_way() {
        let now = Instant::from_epoch_millis(0);
        let (from, _) = params("2026-03-29T01:00:00 01:00", "2026-03-30")
            .bounds(Berlin, now)
            .unwrap();
        assert_eq!(from.to_string(), "2026-03-29T00:00:00Z");
    }

    #[test]
    fn an_end_before_the_start_and_a_word_are_refused_by_name() {
        let now = Instant::from_epoch_millis(0);
        let refused = params("2026-03-30", "2026-03-29").bounds(Berlin, now);
        assert_eq!(refused.unwrap_err().faults()[0].code, "not-after-start");
        let refused = params("monday", "2026-03-29").bounds(Berlin, now);
        assert_eq!(refused.unwrap_err().faults()[0].pointer, "?startDate");
    }
}
