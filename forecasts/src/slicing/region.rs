//! What a path through the tree asks of a contact, column by column, and its shortest conditions.

use std::collections::{BTreeMap, BTreeSet};

use super::{Condition, Test};

/// A part of the contacts: the conjunction of one constraint a column.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Region {
    of_column: BTreeMap<usize, Constraint>,
}

#[derive(Clone, Debug, PartialEq)]
enum Constraint {
    Numbers {
        /// At least.
        low: Option<f64>,
        /// Below.
        high: Option<f64>,
        with_missing: bool,
    },
    OneOf(BTreeSet<String>),
    NoneOf(BTreeSet<String>),
}

/// One side of a split.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Side {
    Below { limit: f64, with_missing: bool },
    From { limit: f64, with_missing: bool },
    OneOf(BTreeSet<String>),
    NoneOf(BTreeSet<String>),
}

impl Region {
    /// The part of the region on one side of a split of a column.
    pub(super) fn narrowed(&self, column: usize, side: &Side) -> Self {
        let mut narrowed = self.clone();
        let constraint = match self.of_column.get(&column) {
            Some(known) => known.narrowed(side),
            None => Constraint::of(side),
        };
        narrowed.of_column.insert(column, constraint);
        narrowed
    }

    /// The conditions in the table's order of columns.
    pub(super) fn conditions(&self, names: &[String]) -> Vec<Condition> {
        let of_column = self.of_column.iter();
        of_column
            .flat_map(|(&column, constraint)| constraint.conditions(&names[column]))
            .collect()
    }
}

impl Constraint {
    fn of(side: &Side) -> Self {
        match side {
            Side::Below {
                limit,
                with_missing,
            } => Self::Numbers {
                low: None,
                high: Some(*limit),
                with_missing: *with_missing,
            },
            Side::From {
                limit,
                with_missing,
            } => Self::Numbers {
                low: Some(*limit),
                high: None,
                with_missing: *with_missing,
            },
            Side::OneOf(texts) => Self::OneOf(texts.clone()),
            Side::NoneOf(texts) => Self::NoneOf(texts.clone()),
        }
    }

    fn narrowed(&self, side: &Side) -> Self {
        match (self, Self::of(side)) {
            (
                Self::Numbers {
                    low,
                    high,
                    with_missing,
                },
                Self::Numbers {
                    low: other_low,
                    high: other_high,
                    with_missing: other_missing,
                },
            ) => Self::Numbers {
                low: tighter(*low, other_low, f64::max),
                high: tighter(*high, other_high, f64::min),
                with_missing: *with_missing && other_missing,
            },
            (Self::OneOf(known), Self::OneOf(texts)) => {
                Self::OneOf(known.intersection(&texts).cloned().collect())
            }
            (Self::OneOf(known), Self::NoneOf(texts)) => {
                Self::OneOf(known.difference(&texts).cloned().collect())
            }
            (Self::NoneOf(known), Self::OneOf(texts)) => {
                Self::OneOf(texts.difference(known).cloned().collect())
            }
            (Self::NoneOf(known), Self::NoneOf(texts)) => {
                Self::NoneOf(known.union(&texts).cloned().collect())
            }
            // A column has one type, so the two are never mixed.
            (_, other) => other,
        }
    }

    fn conditions(&self, column: &str) -> Vec<Condition> {
        let condition = |test, inverted| Condition {
            column: column.to_owned(),
            test,
            inverted,
        };
        match self {
            Self::Numbers {
                low,
                high,
                with_missing: false,
            } => match (*low, *high) {
                (Some(min), Some(max)) => vec![condition(Test::Between { min, max }, false)],
                (Some(low), None) => vec![condition(Test::GreaterThanEquals(low), false)],
                (None, Some(high)) => vec![condition(Test::LessThan(high), false)],
                (None, None) => Vec::new(),
            },
            // What passes no test passes its inversion: missing numbers stay in.
            Self::Numbers { low, high, .. } => {
                let low = low.map(|low| condition(Test::LessThan(low), true));
                let high = high.map(|high| condition(Test::GreaterThanEquals(high), true));
                low.into_iter().chain(high).collect()
            }
            Self::OneOf(texts) => vec![condition(test_of(texts), false)],
            Self::NoneOf(texts) => vec![condition(test_of(texts), true)],
        }
    }
}

fn tighter(one: Option<f64>, other: Option<f64>, of: fn(f64, f64) -> f64) -> Option<f64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(of(one, other)),
        (one, other) => one.or(other),
    }
}

fn test_of(texts: &BTreeSet<String>) -> Test {
    match texts.first() {
        Some(only) if texts.len() == 1 => Test::Equals(only.clone()),
        _ => Test::In(texts.iter().cloned().collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(region: &Region) -> Vec<String> {
        let names = ["age".to_owned(), "job".to_owned()];
        let conditions = region.conditions(&names);
        conditions.iter().map(Condition::to_string).collect()
    }

    #[test]
    fn conditions_of_one_column_are_joined() {
        let region = Region::default()
            .narrowed(
                0,
                &Side::From {
                    limit: 30.0,
                    with_missing: true,
                },
            )
            .narrowed(
                0,
                &Side::Below {
                    limit: 45.5,
                    with_missing: false,
                },
            );
        assert_eq!(told(&region), ["age BETWEEN 30 and below 45.5"]);
    }

    #[test]
    fn missing_numbers_stay_in_by_inverted_conditions() {
        let region = Region::default().narrowed(
            0,
            &Side::Below {
                limit: 45.0,
                with_missing: true,
            },
        );
        assert_eq!(told(&region), ["NOT age GREATER_THAN_EQUALS 45"]);
    }

    #[test]
    fn texts_are_named_or_excluded() {
        let texts = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        let named = Region::default().narrowed(1, &Side::OneOf(texts(&["cook", "nurse"])));
        assert_eq!(told(&named), [r#"job IN ["cook", "nurse"]"#]);
        let fewer = named.narrowed(1, &Side::NoneOf(texts(&["cook"])));
        assert_eq!(told(&fewer), [r#"job EQUALS "nurse""#]);
        let rest = Region::default().narrowed(1, &Side::NoneOf(texts(&["cook", "nurse"])));
        assert_eq!(told(&rest), [r#"NOT job IN ["cook", "nurse"]"#]);
    }
}
