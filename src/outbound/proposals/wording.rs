//! A slice's conditions as a contact list filter.
//!
//! The slicer takes a text that is missing for the empty one; a filter takes it for one that meets no condition. "Has a value" is
//! said as beginning with nothing.

use std::cmp::Ordering;

use crewcast_forecasts::slicing::{Condition, Test};

use crate::outbound::contacts::filter::{
    ContactListFilterClause, ContactListFilterPredicate, ContactListFilterRange, FilterColumnType,
    FilterOperator, FilterType,
};

/// The clauses that stand together by `AND`; they mean every contact where there is no condition.
pub(super) fn clauses(conditions: &[Condition]) -> Vec<ContactListFilterClause> {
    let mut all_of = Vec::new();
    let mut any_of = Vec::new();
    for condition in conditions {
        let column = condition.column.as_str();
        let inverted = condition.inverted;
        match &condition.test {
            Test::Equals(text) => {
                texts(
                    column,
                    std::slice::from_ref(text),
                    inverted,
                    &mut all_of,
                    &mut any_of,
                );
            }
            Test::In(set) => texts(column, set, inverted, &mut all_of, &mut any_of),
            Test::LessThan(limit) => all_of.push(ContactListFilterPredicate {
                value: Some(limit.to_string()),
                ..number(column, FilterOperator::LessThan, inverted)
            }),
            Test::GreaterThanEquals(limit) => all_of.push(ContactListFilterPredicate {
                value: Some(limit.to_string()),
                ..number(column, FilterOperator::GreaterThanEquals, inverted)
            }),
            Test::Between { min, max } => all_of.push(ContactListFilterPredicate {
                range: Some(ContactListFilterRange {
                    min: Some(min.to_string()),
                    max: Some(max.to_string()),
                    min_inclusive: Some(true),
                    max_inclusive: Some(false),
                    in_set: Vec::new(),
                }),
                ..number(column, FilterOperator::Between, inverted)
            }),
        }
    }
    if all_of.is_empty() && any_of.is_empty() {
        // Every contact came in some day, and whoever sees phones masked may ask for that.
        all_of.push(has_value("dateCreated", false));
    }
    let mut clauses = Vec::new();
    if !all_of.is_empty() {
        clauses.push(ContactListFilterClause {
            filter_type: FilterType::And,
            predicates: all_of,
        });
    }
    clauses.extend(
        any_of
            .into_iter()
            .map(|predicates| ContactListFilterClause {
                filter_type: FilterType::Or,
                predicates,
            }),
    );
    clauses
}

/// One of the texts, the empty one standing for no value; or, inverted, none of them.
fn texts(
    column: &str,
    set: &[String],
    inverted: bool,
    all_of: &mut Vec<ContactListFilterPredicate>,
    any_of: &mut Vec<Vec<ContactListFilterPredicate>>,
) {
    let named: Vec<String> = set
        .iter()
        .filter(|text| !text.is_empty())
        .cloned()
        .collect();
    let with_missing = named.len() < set.len();
    let one_of = match named.len().cmp(&1) {
        Ordering::Less => None,
        Ordering::Equal => Some(ContactListFilterPredicate {
            value: named.first().cloned(),
            ..text(column, FilterOperator::Equals, inverted)
        }),
        Ordering::Greater => Some(ContactListFilterPredicate {
            range: Some(ContactListFilterRange {
                in_set: named,
                ..ContactListFilterRange::default()
            }),
            ..text(column, FilterOperator::In, inverted)
        }),
    };
    match (one_of, with_missing) {
        (Some(one_of), false) => all_of.push(one_of),
        (None, _) => all_of.push(has_value(column, !inverted)),
        (Some(none_of), true) if inverted => {
            all_of.push(none_of);
            all_of.push(has_value(column, false));
        }
        (Some(one_of), true) => any_of.push(vec![one_of, has_value(column, true)]),
    }
}

/// The column has a value; or, inverted, it has none.
fn has_value(column: &str, inverted: bool) -> ContactListFilterPredicate {
    ContactListFilterPredicate {
        value: Some(String::new()),
        ..text(column, FilterOperator::BeginsWith, inverted)
    }
}

fn text(column: &str, operator: FilterOperator, inverted: bool) -> ContactListFilterPredicate {
    predicate(column, FilterColumnType::Alphabetic, operator, inverted)
}

fn number(column: &str, operator: FilterOperator, inverted: bool) -> ContactListFilterPredicate {
    predicate(column, FilterColumnType::Numeric, operator, inverted)
}

fn predicate(
    column: &str,
    column_type: FilterColumnType,
    operator: FilterOperator,
    inverted: bool,
) -> ContactListFilterPredicate {
    ContactListFilterPredicate {
        column: column.to_owned(),
        column_type,
        operator,
        value: None,
        range: None,
        inverted,
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::collections::BTreeMap;

    use crewcast_forecasts::response::ContactTable;
    use proptest::prelude::*;

    use super::*;
    use crate::db::Instant;
    use crate::failure::Faults;
    use crate::outbound::contacts::filter::CheckedFilter;

    const CITIES: [&str; 4] = ["", "Oslo", "Rome", "Wuhan"];

    fn any_condition() -> impl Strategy<Value = Condition> {
        let cities = proptest::sample::subsequence(CITIES.to_vec(), 1..4);
        let test = prop_oneof![
            proptest::sample::select(CITIES.to_vec())
                .prop_map(|city| Test::Equals(city.to_owned())),
            cities.prop_map(|set| Test::In(set.into_iter().map(str::to_owned).collect())),
            (18..60_i32).prop_map(|age| Test::LessThan(f64::from(age) + 0.5)),
            (18..60_i32).prop_map(|age| Test::GreaterThanEquals(f64::from(age))),
            (18..60_i32, 1..20_i32).prop_map(|(age, more)| Test::Between {
                min: f64::from(age),
                max: f64::from(age + more),
            }),
        ];
        (test, any::<bool>()).prop_map(|(test, inverted)| Condition {
            column: match test.column_type() {
                "numeric" => "age",
                _ => "city",
            }
            .to_owned(),
            test,
            inverted,
        })
    }

    proptest! {
        #[test]
        fn the_filter_means_whom_the_slice_means(
            conditions in proptest::collection::vec(any_condition(), 0..4),
            city in proptest::sample::select(CITIES.to_vec()),
            age in proptest::option::of(15..85_i32),
        ) {
            let mut contacts = ContactTable::with_rows(1);
            contacts.push_numeric("age", vec![age.map_or(f64::NAN, f64::from)]).unwrap();
            contacts.push_alphabetic("city", [Some(city)]).unwrap();
            let by_slice = conditions.iter().all(|one| one.holds(&contacts, 0).unwrap());
            let mut faults = Faults::default();
            let columns = ["dateCreated", "age", "city"].map(str::to_owned);
            let now = (chrono_tz::Tz::UTC, Instant::from_epoch_millis(0));
            let clauses = clauses(&conditions);
            let filter = CheckedFilter::check((FilterType::And, &clauses), &columns, now, &mut faults);
            prop_assert!(faults.into_result().is_ok(), "{clauses:?}");
            let mut cells = BTreeMap::from([("dateCreated", "2026-11-23T02:00:00Z".to_owned())]);
            if !city.is_empty() {
                cells.insert("city", city.to_owned());
            }
            if let Some(age) = age {
                cells.insert("age", age.to_string());
            }
            let by_filter = filter.holds(&|column: &str| cells.get(column).map(|cell| Cow::from(cell.as_str())));
            prop_assert_eq!(by_filter, by_slice, "{:?}", clauses);
        }
    }
}
