//! Predicates as they were sent, read once: their values become numbers, texts and instants.

use std::collections::BTreeSet;
use std::str::FromStr;

use chrono::TimeZone;
use chrono_tz::Tz;
use rust_decimal::Decimal;

use super::checked::{Interval, Test};
use super::document::{
    ContactListFilterPredicate, ContactListFilterRange, FilterColumnType, FilterOperator,
};
use super::relative_time;
use crate::db::Instant;
use crate::outbound::contacts::columns::{Written, read_date};

/// Values of `IN`.
const MOST_IN_SET: usize = 1_000;

/// The field at fault, its code, and the remedy.
pub(super) type Refusal = (&'static str, &'static str, &'static str);

/// What predicates are read with.
pub(super) struct Reading {
    pub zone: Tz,
    pub now: Instant,
}

impl Reading {
    /// What a predicate holds a value against.
    pub(super) fn test(&self, predicate: &ContactListFilterPredicate) -> Result<Test, Refusal> {
        let needs_range = matches!(
            predicate.operator,
            FilterOperator::Between | FilterOperator::In
        );
        match (needs_range, &predicate.value, &predicate.range) {
            (true, _, None) => return Err(("range", "missing", "send a range")),
            (true, Some(_), _) => {
                return Err(("value", "unused", "leave it out, the range says it"));
            }
            (false, _, Some(_)) => {
                return Err(("range", "unused", "leave it out, the value says it"));
            }
            (false, None, _) => return Err(("value", "missing", "send a value")),
            _ => {}
        }
        let value = predicate.value.as_deref().unwrap_or("");
        let range = predicate.range.clone().unwrap_or_default();
        let is_numeric = predicate.column_type == FilterColumnType::Numeric;
        match predicate.operator {
            FilterOperator::Between => self.between(&range, is_numeric),
            FilterOperator::In => in_set(&range, is_numeric),
            FilterOperator::Contains if !is_numeric => Ok(Test::Contains(value.to_owned())),
            FilterOperator::BeginsWith if !is_numeric => Ok(Test::BeginsWith(value.to_owned())),
            FilterOperator::EndsWith if !is_numeric => Ok(Test::EndsWith(value.to_owned())),
            FilterOperator::Before | FilterOperator::After if !is_numeric => {
                let at = self.time(value).ok_or(NO_TIME)?;
                Interval::of(predicate.operator, at)
                    .map(Test::Time)
                    .ok_or(WRONG_OPERATOR)
            }
            operator if is_numeric => {
                let value = number(value).ok_or(("value", "invalid-number", NUMBER_REMEDY))?;
                Interval::of(operator, value)
                    .filter(|_| !matches!(operator, FilterOperator::Before | FilterOperator::After))
                    .map(Test::Number)
                    .ok_or(WRONG_OPERATOR)
            }
            operator => Interval::of(operator, value.to_owned())
                .map(Test::Text)
                .ok_or(WRONG_OPERATOR),
        }
    }

    fn between(&self, range: &ContactListFilterRange, is_numeric: bool) -> Result<Test, Refusal> {
        let missing = ("range", "missing", "send min, max or both");
        if range.min.is_none() && range.max.is_none() {
            return Err(missing);
        }
        if is_numeric {
            return bounds(range, number).map(Test::Number).ok_or((
                "range",
                "invalid-number",
                NUMBER_REMEDY,
            ));
        }
        let times = bounds(range, |text| self.time(text));
        match times {
            Some(times) => Ok(Test::Time(times)),
            None => bounds(range, |text| Some(text.to_owned()))
                .map(Test::Text)
                .ok_or(missing),
        }
    }

    fn time(&self, text: &str) -> Option<i64> {
        match relative_time::minutes(text) {
            Some(minutes) => Some(self.now.plus_minutes(minutes).epoch_millis()),
            None => millis(text, self.zone),
        }
    }
}

const NUMBER_REMEDY: &str = "write it with digits and a point, such as 1250.50";
const NO_TIME: Refusal = (
    "value",
    "invalid-time",
    "write it as 2026-03-29, 2026-03-29T15:00 or relative to now as -P30D or PT2H",
);
const WRONG_OPERATOR: Refusal = (
    "operator",
    "not-for-column-type",
    "numeric columns take EQUALS, LESS_THAN, GREATER_THAN, their _EQUALS, BETWEEN and IN; send columnType alphabetic for others",
);

fn in_set(range: &ContactListFilterRange, is_numeric: bool) -> Result<Test, Refusal> {
    if !(1..=MOST_IN_SET).contains(&range.in_set.len()) {
        return Err(("range/inSet", "out-of-range", "send 1 to 1,000 values"));
    }
    if !is_numeric {
        return Ok(Test::Texts(range.in_set.iter().cloned().collect()));
    }
    let numbers: Option<BTreeSet<Decimal>> = range.in_set.iter().map(|text| number(text)).collect();
    numbers
        .map(Test::Numbers)
        .ok_or(("range/inSet", "invalid-number", NUMBER_REMEDY))
}

/// Both bounds, where those that are there can be read.
fn bounds<T>(
    range: &ContactListFilterRange,
    read: impl Fn(&str) -> Option<T>,
) -> Option<Interval<T>> {
    let bound = |text: &Option<String>, within: Option<bool>| match text {
        None => Some(None),
        Some(text) => read(text).map(|value| Some((value, within.unwrap_or(true)))),
    };
    Some(Interval {
        low: bound(&range.min, range.min_inclusive)?,
        high: bound(&range.max, range.max_inclusive)?,
    })
}

/// A decimal number; `None` for what is none.
pub(super) fn number(text: &str) -> Option<Decimal> {
    Decimal::from_str(text.trim()).ok()
}

/// A date as milliseconds since 1970 UTC. Of a local time that comes twice it is the first, of one that the clocks jump over
/// the instant an hour later.
pub(super) fn millis(text: &str, zone: Tz) -> Option<i64> {
    match read_date(text)? {
        Written::Instant(millis) => Some(millis),
        Written::Local(at) => {
            let local = zone.from_local_datetime(&at).earliest().or_else(|| {
                let later = at.checked_add_signed(chrono::TimeDelta::hours(1))?;
                zone.from_local_datetime(&later).earliest()
            });
            local.map(|at| at.timestamp_millis())
        }
    }
}
