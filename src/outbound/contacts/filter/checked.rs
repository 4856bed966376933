//! Filters that were checked against a list's columns, and the evaluator.

use std::borrow::Cow;
use std::collections::BTreeSet;

use chrono_tz::Tz;
use rust_decimal::Decimal;

use super::document::{ContactListFilterClause, FilterOperator, FilterType};
use super::reading::{Reading, millis, number};
use crate::db::Instant;
use crate::failure::Faults;

/// The most clauses of a filter, and predicates of a clause.
const MOST: usize = 50;

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

/// What a value is held against.
#[derive(Clone, Debug)]
pub(super) enum Test {
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
pub(super) struct Interval<T> {
    pub low: Option<(T, bool)>,
    pub high: Option<(T, bool)>,
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
    pub(super) fn of(operator: FilterOperator, value: T) -> Option<Self>
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
