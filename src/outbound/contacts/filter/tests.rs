//! What filters mean.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono_tz::Tz;
use proptest::prelude::*;
use serde_json::json;

use super::document::{
    ContactListFilterClause, ContactListFilterPredicate, ContactListFilterRange, FilterColumnType,
    FilterOperator, FilterType,
};
use super::{CheckedFilter, naive};
use crate::db::Instant;
use crate::failure::Faults;

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
    let less =
        json!({ "column": "a", "columnType": "numeric", "operator": "LESS_THAN", "value": "10" });
    assert!(meets(less.clone(), Some("9.50")));
    assert!(!meets(less.clone(), Some("10.0")));
    assert!(!meets(less, Some("nine")));
    let same =
        json!({ "column": "a", "columnType": "numeric", "operator": "EQUALS", "value": "0.10" });
    assert!(meets(same, Some("0.1")));
}

#[test]
fn a_missing_value_meets_nothing_but_the_inverse() {
    let equals = json!({ "column": "a", "operator": "EQUALS", "value": "" });
    assert!(!meets(equals, None));
    let inverted = json!({ "column": "a", "operator": "CONTAINS", "value": "x", "inverted": true });
    assert!(meets(inverted, None));
}

#[test]
fn relative_times_count_from_now_and_dates_are_read_in_the_lists_zone() {
    let overdue = json!({ "column": "a", "operator": "BEFORE", "value": "-P30D" });
    assert!(meets(overdue.clone(), Some("2026-10-31")));
    assert!(!meets(overdue, Some("2026-11-01")));
    let soon =
        json!({ "column": "a", "operator": "BETWEEN", "range": { "min": "PT0M", "max": "P1D" } });
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
                let has_range = matches!(operator, FilterOperator::Between | FilterOperator::In);
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
