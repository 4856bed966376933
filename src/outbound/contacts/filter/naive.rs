//! A second evaluator for the tests, that reads the filter as it was sent, word by word, and shares nothing with the first.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};

use super::document::{
    ContactListFilterClause, ContactListFilterPredicate, FilterColumnType, FilterOperator,
    FilterType,
};
use crate::db::Instant;

/// Whether the filter means a contact with these cells. It knows the few forms of values that the property test makes:
/// `yyyy-MM-dd` and `yyyy-MM-ddTHH:mm` in Shanghai (UTC+8 all year), `-P1D`, and small numbers.
pub(super) fn holds(
    filter_type: FilterType,
    clauses: &[ContactListFilterClause],
    cells: &BTreeMap<&str, &str>,
    now: Instant,
) -> bool {
    let clauses = clauses.iter().map(|clause| {
        let met = clause.predicates.iter().map(|one| {
            let cell = cells.get(one.column.as_str());
            cell.is_some_and(|cell| met(one, cell, now)) ^ one.inverted
        });
        together(clause.filter_type, met.collect())
    });
    together(filter_type, clauses.collect())
}

fn together(kind: FilterType, all: Vec<bool>) -> bool {
    match kind {
        FilterType::And => !all.contains(&false),
        FilterType::Or => all.contains(&true),
    }
}

fn met(predicate: &ContactListFilterPredicate, cell: &str, now: Instant) -> bool {
    use FilterOperator as Op;
    let value = predicate.value.clone().unwrap_or_default();
    let range = predicate.range.clone().unwrap_or_default();
    let (min, max) = (range.min.unwrap_or_default(), range.max.unwrap_or_default());
    let (low, high) = (
        range.min_inclusive == Some(true),
        range.max_inclusive == Some(true),
    );
    if predicate.column_type == FilterColumnType::Numeric {
        let Ok(cell) = cell.parse::<f64>() else {
            return false;
        };
        let of = |text: &str| text.parse::<f64>().unwrap();
        return match predicate.operator {
            Op::Equals => cell == of(&value),
            Op::LessThan => cell < of(&value),
            Op::LessThanEquals => cell <= of(&value),
            Op::GreaterThan => cell > of(&value),
            Op::GreaterThanEquals => cell >= of(&value),
            Op::In => range.in_set.iter().any(|one| of(one) == cell),
            _ => between(&cell, (&of(&min), low), (&of(&max), high)),
        };
    }
    match predicate.operator {
        Op::Equals => cell == value,
        Op::LessThan => cell < value.as_str(),
        Op::LessThanEquals => cell <= value.as_str(),
        Op::GreaterThan => cell > value.as_str(),
        Op::GreaterThanEquals => cell >= value.as_str(),
        Op::Contains => cell.matches(value.as_str()).next().is_some(),
        Op::BeginsWith => cell.get(..value.len()) == Some(value.as_str()),
        Op::EndsWith => cell.strip_suffix(value.as_str()).is_some(),
        Op::In => range.in_set.iter().any(|one| one == cell),
        Op::Before => time(cell).is_some_and(|at| Some(at) < bound(&value, now)),
        Op::After => time(cell).is_some_and(|at| Some(at) > bound(&value, now)),
        Op::Between => match (bound(&min, now), bound(&max, now)) {
            (Some(min), Some(max)) => {
                time(cell).is_some_and(|at| between(&at, (&min, low), (&max, high)))
            }
            _ => between(&cell, (&min.as_str(), low), (&max.as_str(), high)),
        },
    }
}

fn between<T: PartialOrd>(value: &T, (min, low): (&T, bool), (max, high): (&T, bool)) -> bool {
    let above = if low { value >= min } else { value > min };
    let below = if high { value <= max } else { value < max };
    above && below
}

fn bound(text: &str, now: Instant) -> Option<i64> {
    if text == "-P1D" {
        return Some(now.epoch_millis() - 86_400_000);
    }
    time(text)
}

fn time(text: &str) -> Option<i64> {
    let at = match text.len() {
        10 => NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .ok()?
            .and_hms_opt(0, 0, 0)?,
        _ => NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").ok()?,
    };
    Some(at.and_utc().timestamp_millis() - 8 * 3_600_000)
}
