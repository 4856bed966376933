//! Filters that were checked against a list's columns, and the evaluator.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::str::FromStr;

use chrono::TimeZone;
use chrono_tz::Tz;
use rust_decimal::Decimal;

use super::document::{
    ContactListFilterClause, ContactListFilterPredicate, ContactListFilterRange, FilterColumnType,
    FilterOperator, FilterType,
};
use super::relative_time;
use crate::db::Instant;
use crate::failure::Faults;
use crate::outbound::contacts::columns::{Written, read_date};

/// The most clauses of a filter, and predicates of a clause.
const MOST: usize = 50;

/// Values of `IN`.
const MOST_IN_SET: usize = 1_000;

/// A filter that can be asked.
#[derive(Clone, Debug)]
pub(in crate::outbound) struct CheckedFilter {
    filter_type: FilterType,
    clauses: Vec<(FilterType, Vec<Condition>)>,
    /// The zone in which dates without an offset are read.
    zone: Tz,
}

#[derive(Clone, Debug)]
struct Condition {
    column: String,
    test: Test,
    inverted: bool,
}

#[derive(Clone, Debug)]
enum Test {
    Number(Interval<Decimal>),
    Numbers(BTreeSet<Decimal>),
    Text(Interval<String>),
    Texts(BTreeSet<String>),
    Contains(String),
    BeginsWith(String),
    EndsWith(String),
    /// Milliseconds since 1970 UTC.
    Time(Interval<i64>),
}

/// Bounds, each with whether it is within.
#[derive(Clone, Debug)]
struct Interval<T> {
    low: Option<(T, bool)>,
    high: Option<(T, bool)>,
}

impl<T: PartialOrd> Interval<T> {
    fn holds(&self, value: &T) -> bool {
        let above = self
            .low
            .as_ref()
            .is_none_or(|(low, within)| value > low || (*within && value == low));
        let below = self
            .high
            .as_ref()
            .is_none_or(|(high, within)| value < high || (*within && value == high));
        above && below
    }

    /// What an operator of order means by one value.
    fn of(operator: FilterOperator, value: T) -> Option<Self>
    where
        T: Clone,
    {
        let (low, high) = match operator {
            FilterOperator::Equals => (Some((value.clone(), true)), Some((value, true))),
            FilterOperator::LessThan | FilterOperator::Before => (None, Some((value, false))),
            FilterOperator::LessThanEquals => (None, Some((value, true))),
            FilterOperator::GreaterThan | FilterOperator::After => (Some((value, false)), None),
            FilterOperator::GreaterThanEquals => (Some((value, true)), None),
            _ => return None,
        };
        Some(Self { low, high })
    }
}

impl CheckedFilter {
    /// Checks a filter against the columns that may be asked for. `now` is what relative times count from.
    pub(in crate::outbound) fn check(
        (filter_type, clauses): (FilterType, &[ContactListFilterClause]),
        columns: &[String],
        (zone, now): (Tz, Instant),
        faults: &mut Faults,
    ) -> Self {
        faults.require(
            (1..=MOST).contains(&clauses.len()),
            "/clauses",
            "out-of-range",
            format!("send 1 to {MOST} clauses"),
        );
        let reading = Reading { zone, now };
        let clauses = clauses.iter().enumerate().map(|(i, clause)| {
            faults.require(
                (1..=MOST).contains(&clause.predicates.len()),
                format!("/clauses/{i}/predicates"),
                "out-of-range",
                format!("send 1 to {MOST} predicates"),
            );
            let conditions = clause.predicates.iter().enumerate().filter_map(|(j, one)| {
                let pointer = format!("/clauses/{i}/predicates/{j}");
                faults.require(
                    columns.contains(&one.column),
                    format!("{pointer}/column"),
                    "unknown-column",
                    format!("the list has: {}", columns.join(", ")),
                );
                match reading.test(one) {
                    Ok(test) => Some(Condition {
                        column: one.column.clone(),
                        test,
                        inverted: one.inverted,
                    }),
                    Err((field, code, remedy)) => {
                        faults.require(false, format!("{pointer}/{field}"), code, remedy);
                        None
                    }
                }
            });
            (clause.filter_type, conditions.collect())
        });
        Self {
            filter_type,
            clauses: clauses.collect(),
            zone,
        }
    }

    /// Whether a contact with these values is meant.
    pub(in crate::outbound) fn holds<'a>(
        &self,
        value_of: &impl Fn(&str) -> Option<Cow<'a, str>>,
    ) -> bool {
        let mut clauses = self.clauses.iter();
        let clause_holds = |(kind, conditions): &(FilterType, Vec<Condition>)| match kind {
            FilterType::And => conditions.iter().all(|one| self.meets(one, value_of)),
            FilterType::Or => conditions.iter().any(|one| self.meets(one, value_of)),
        };
        match self.filter_type {
            FilterType::And => clauses.all(clause_holds),
            FilterType::Or => clauses.any(clause_holds),
        }
    }

    fn meets<'a>(
        &self,
        condition: &Condition,
        value_of: &impl Fn(&str) -> Option<Cow<'a, str>>,
    ) -> bool {
        let value = value_of(&condition.column);
        let met = value.is_some_and(|value| {
            let value = value.as_ref();
            match &condition.test {
                Test::Number(interval) => {
                    number(value).is_some_and(|number| interval.holds(&number))
                }
                Test::Numbers(set) => number(value).is_some_and(|number| set.contains(&number)),
                Test::Text(interval) => interval.holds(&value.to_owned()),
                Test::Texts(set) => set.contains(value),
                Test::Contains(part) => value.contains(part.as_str()),
                Test::BeginsWith(part) => value.starts_with(part.as_str()),
                Test::EndsWith(part) => value.ends_with(part.as_str()),
                Test::Time(interval) => {
                    millis(value.trim(), self.zone).is_some_and(|at| interval.holds(&at))
                }
            }
        });
        met != condition.inverted
    }
}

/// The field at fault, its code, and the remedy.
type Refusal = (&'static str, &'static str, &'static str);

struct Reading {
    zone: Tz,
    now: Instant,
}

impl Reading {
    fn test(&self, predicate: &ContactListFilterPredicate) -> Result<Test, Refusal> {
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

fn number(text: &str) -> Option<Decimal> {
    Decimal::from_str(text.trim()).ok()
}

/// A date as milliseconds since 1970 UTC. Of a local time that comes twice it is the first, of one that the clocks jump over
/// the instant an hour later.
fn millis(text: &str, zone: Tz) -> Option<i64> {
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde_json::json;

    use super::super::naive;
    use super::*;

    const ZONE: Tz = chrono_tz::Asia::Shanghai;
    /// 2026-11-30T12:00 in Shanghai.
    const NOW: Instant = Instant::from_epoch_millis(1_796_011_200_000);

    fn clauses(json: serde_json::Value) -> Vec<ContactListFilterClause> {
        serde_json::from_value(json).unwrap()
    }

    fn checked(kind: FilterType, clauses: &[ContactListFilterClause]) -> (CheckedFilter, Faults) {
        let mut faults = Faults::default();
        let columns = ["a", "b"].map(str::to_owned);
        let filter = CheckedFilter::check((kind, clauses), &columns, (ZONE, NOW), &mut faults);
        (filter, faults)
    }

    fn meets(predicate: serde_json::Value, value: Option<&str>) -> bool {
        let clauses = clauses(json!([{ "predicates": [predicate] }]));
        let (filter, faults) = checked(FilterType::And, &clauses);
        faults.into_result().unwrap();
        filter.holds(&|column| (column == "a").then_some(value).flatten().map(Cow::from))
    }

    #[test]
    fn numbers_are_compared_as_decimals_and_not_as_text() {
        let less = json!({ "column": "a", "columnType": "numeric", "operator": "LESS_THAN", "value": "10" });
        assert!(meets(less.clone(), Some("9.50")));
        assert!(!meets(less.clone(), Some("10.0")));
        assert!(!meets(less, Some("nine")));
        let same = json!({ "column": "a", "columnType": "numeric", "operator": "EQUALS", "value": "0.10" });
        assert!(meets(same, Some("0.1")));
    }

    #[test]
    fn a_missing_value_meets_nothing_but_the_inverse() {
        let equals = json!({ "column": "a", "operator": "EQUALS", "value": "" });
        assert!(!meets(equals, None));
        let inverted =
            json!({ "column": "a", "operator": "CONTAINS", "value": "x", "inverted": true });
        assert!(meets(inverted, None));
    }

    #[test]
    fn relative_times_count_from_now_and_dates_are_read_in_the_lists_zone() {
        let overdue = json!({ "column": "a", "operator": "BEFORE", "value": "-P30D" });
        assert!(meets(overdue.clone(), Some("2026-10-31")));
        assert!(!meets(overdue, Some("2026-11-01")));
        let soon = json!({ "column": "a", "operator": "BETWEEN", "range": { "min": "PT0M", "max": "P1D" } });
        assert!(meets(soon.clone(), Some("2026-12-01")));
        assert!(meets(soon.clone(), Some("2026-11-30T04:00:00Z")));
        assert!(!meets(soon, Some("2026-11-30T03:59:00Z")));
    }

    #[test]
    fn bounds_are_within_unless_the_range_says_otherwise() {
        let range = |inclusive| {
            json!({ "column": "a", "columnType": "numeric", "operator": "BETWEEN",
                "range": { "min": "1", "max": "5", "minInclusive": inclusive, "maxInclusive": inclusive } })
        };
        assert!(meets(range(true), Some("5")) && meets(range(true), Some("1")));
        assert!(!meets(range(false), Some("5")) && meets(range(false), Some("4.99")));
    }

    #[test]
    fn what_cannot_be_asked_is_named_with_its_place() {
        for (predicate, pointer) in [
            (
                json!({ "column": "z", "operator": "EQUALS", "value": "1" }),
                "column",
            ),
            (json!({ "column": "a", "operator": "EQUALS" }), "value"),
            (json!({ "column": "a", "operator": "IN" }), "range"),
            (
                json!({ "column": "a", "operator": "IN", "range": {} }),
                "range/inSet",
            ),
            (
                json!({ "column": "a", "operator": "BETWEEN", "range": {} }),
                "range",
            ),
            (
                json!({ "column": "a", "operator": "BEFORE", "value": "soon" }),
                "value",
            ),
            (
                json!({ "column": "a", "columnType": "numeric", "operator": "EQUALS", "value": "x" }),
                "value",
            ),
            (
                json!({ "column": "a", "columnType": "numeric", "operator": "CONTAINS", "value": "1" }),
                "operator",
            ),
        ] {
            let clauses = clauses(json!([{ "predicates": [predicate] }]));
            let failure = checked(FilterType::And, &clauses)
                .1
                .into_result()
                .unwrap_err();
            let expected = format!("/clauses/0/predicates/0/{pointer}");
            assert_eq!(failure.faults()[0].pointer, expected);
        }
    }

    fn predicate() -> impl Strategy<Value = ContactListFilterPredicate> {
        let values = prop::sample::select(vec![
            "0",
            "1",
            "2",
            "10",
            "x",
            "ab",
            "2026-11-30",
            "-P1D",
            "",
        ]);
        let operators = prop::sample::select(vec![
            FilterOperator::Equals,
            FilterOperator::LessThan,
            FilterOperator::LessThanEquals,
            FilterOperator::GreaterThan,
            FilterOperator::GreaterThanEquals,
            FilterOperator::Contains,
            FilterOperator::BeginsWith,
            FilterOperator::EndsWith,
            FilterOperator::Before,
            FilterOperator::After,
            FilterOperator::Between,
            FilterOperator::In,
        ]);
        let kinds = prop::sample::select(vec![
            FilterColumnType::Numeric,
            FilterColumnType::Alphabetic,
        ]);
        let columns = prop::sample::select(vec!["a", "b"]);
        (
            columns,
            kinds,
            operators,
            (values.clone(), values),
            any::<(bool, bool, bool)>(),
        )
            .prop_map(
                |(column, column_type, operator, (value, other), (inverted, low, high))| {
                    let has_range =
                        matches!(operator, FilterOperator::Between | FilterOperator::In);
                    ContactListFilterPredicate {
                        column: column.to_owned(),
                        column_type,
                        operator,
                        value: (!has_range).then(|| value.to_owned()),
                        range: has_range.then(|| ContactListFilterRange {
                            min: Some(value.to_owned()),
                            max: Some(other.to_owned()),
                            min_inclusive: Some(low),
                            max_inclusive: Some(high),
                            in_set: vec![value.to_owned(), other.to_owned()],
                        }),
                        inverted,
                    }
                },
            )
    }

    proptest! {
        #[test]
        fn the_evaluator_agrees_with_a_naive_one(
            kinds in (any::<bool>(), any::<bool>()),
            predicates in prop::collection::vec(prop::collection::vec(predicate(), 1..4), 1..4),
            cells in prop::collection::btree_map(
                prop::sample::select(vec!["a", "b"]),
                prop::sample::select(vec!["0", "1.0", "2", "10", "xab", "ab", "2026-11-29", "2026-12-01T08:00", ""]),
                0..3,
            ),
        ) {
            let of = |any| if any { FilterType::Or } else { FilterType::And };
            let clauses: Vec<ContactListFilterClause> = predicates
                .into_iter()
                .map(|predicates| ContactListFilterClause { filter_type: of(kinds.0), predicates })
                .collect();
            let (filter, faults) = checked(of(kinds.1), &clauses);
            if faults.into_result().is_ok() {
                let cells: BTreeMap<&str, &str> = cells;
                let fast = filter.holds(&|column| cells.get(column).map(|cell| Cow::from(*cell)));
                prop_assert_eq!(fast, naive::holds(of(kinds.1), &clauses, &cells, NOW));
            }
        }
    }
}
