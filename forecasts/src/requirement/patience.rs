//! Whether contacts hang up, and so which formula staffs them.

use serde::{Deserialize, Serialize};

use crate::units::PatienceSeconds;

/// How long contacts are prepared to wait; chooses the formula.
///
/// In JSON the mean in seconds, or `null` for endless patience.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Option<PatienceSeconds>", into = "Option<PatienceSeconds>")]
pub enum Patience {
    /// Nobody hangs up: Erlang C ([`crate::erlang::c`]).
    #[default]
    Endless,
    /// Contacts hang up after exponential times with this mean: Erlang A ([`crate::erlang::a`]).
    Mean(PatienceSeconds),
}

impl Patience {
    /// The mean, where there is one.
    #[must_use]
    pub const fn mean(self) -> Option<PatienceSeconds> {
        match self {
            Self::Endless => None,
            Self::Mean(patience) => Some(patience),
        }
    }
}

impl From<Option<PatienceSeconds>> for Patience {
    fn from(mean: Option<PatienceSeconds>) -> Self {
        mean.map_or(Self::Endless, Self::Mean)
    }
}

impl From<Patience> for Option<PatienceSeconds> {
    fn from(patience: Patience) -> Self {
        patience.mean()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_is_a_number_of_seconds_in_json_and_null_where_it_is_endless() {
        let two_minutes = Patience::Mean(PatienceSeconds::new(120.0).unwrap());
        for (patience, json) in [(two_minutes, "120.0"), (Patience::Endless, "null")] {
            assert_eq!(serde_json::to_string(&patience).unwrap(), json);
            assert_eq!(serde_json::from_str::<Patience>(json).unwrap(), patience);
        }
        assert!(serde_json::from_str::<Patience>("0").is_err());
    }
}
