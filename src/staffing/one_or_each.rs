//! A figure given once for all intervals, or for each by itself.

use std::fmt;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// One number for all, or a list with one each.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum OneOrEach {
    /// The same everywhere.
    One(f64),
    /// One an interval.
    Each(Vec<f64>),
}

impl OneOrEach {
    /// The figure of interval `index`.
    pub(super) fn at(&self, index: usize) -> Option<f64> {
        match self {
            Self::One(value) => Some(*value),
            Self::Each(values) => values.get(index).copied(),
        }
    }

    /// How many are listed; absent where one stands for all.
    pub(super) fn listed(&self) -> Option<usize> {
        match self {
            Self::One(_) => None,
            Self::Each(values) => Some(values.len()),
        }
    }

    /// The pointer to the figure of interval `index` under `name`.
    pub(super) fn pointer(&self, name: &str, index: usize) -> String {
        match self {
            Self::One(_) => format!("/{name}"),
            Self::Each(_) => format!("/{name}/{index}"),
        }
    }
}

/// Read by hand because serde's untagged enums forget at which element of a list a value did not fit.
impl<'de> Deserialize<'de> for OneOrEach {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = OneOrEach;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a number or a list of numbers")
            }

            fn visit_f64<E>(self, value: f64) -> Result<OneOrEach, E> {
                Ok(OneOrEach::One(value))
            }

            fn visit_u64<E>(self, value: u64) -> Result<OneOrEach, E> {
                Ok(OneOrEach::One(value as f64))
            }

            fn visit_i64<E>(self, value: i64) -> Result<OneOrEach, E> {
                Ok(OneOrEach::One(value as f64))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<OneOrEach, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = list.next_element()? {
                    values.push(value);
                }
                Ok(OneOrEach::Each(values))
            }
        }

        deserializer.deserialize_any(Either)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_a_list_are_told_apart_and_anything_else_is_refused() {
        let read = |text: &str| serde_json::from_str::<OneOrEach>(text);
        assert_eq!(read("180").unwrap(), OneOrEach::One(180.0));
        assert_eq!(read("180.5").unwrap(), OneOrEach::One(180.5));
        assert_eq!(
            read("[180, 0.5]").unwrap(),
            OneOrEach::Each(vec![180.0, 0.5])
        );
        assert!(read("\"180\"").is_err());
        assert!(read("[180, null]").is_err());
    }

    #[test]
    fn the_element_of_a_list_that_does_not_fit_is_known() {
        let mut json = serde_json::Deserializer::from_str("[180, \"long\"]");
        let refused = serde_path_to_error::deserialize::<_, OneOrEach>(&mut json).unwrap_err();
        assert_eq!(refused.path().to_string(), "[1]");
    }
}
