//! The names of the models.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The models there are, from the simplest to the cleverest, and their combination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ModelName {
    /// [`super::SeasonalNaive`]: the baseline.
    SeasonalNaive,
    /// [`super::WeightedProfile`].
    WeightedProfile,
    /// [`super::TwoSeasons`].
    DoubleSeasonal,
    /// [`super::LevelAndShape`].
    LevelAndShape,
    /// [`super::MixedEffects`].
    MixedEffects,
    /// [`super::SingularFactors`].
    SingularFactors,
    /// [`super::CalendarTrees`].
    BoostedTrees,
    /// The weighted mean of the others.
    Combination,
    /// No model of the group's own: [`crate::hierarchy::borrow_shape`].
    BorrowedShape,
}

impl ModelName {
    /// The model any cleverer one has to beat.
    pub const BASELINE: Self = Self::SeasonalNaive;

    /// Whether the model tells holidays and the days beside them from ordinary days of their weekday.
    #[must_use]
    pub fn knows_the_calendar(self) -> bool {
        match self {
            Self::SeasonalNaive
            | Self::WeightedProfile
            | Self::DoubleSeasonal
            | Self::BorrowedShape => false,
            Self::LevelAndShape
            | Self::MixedEffects
            | Self::SingularFactors
            | Self::BoostedTrees
            | Self::Combination => true,
        }
    }
}

impl fmt::Display for ModelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SeasonalNaive => "seasonal naive",
            Self::WeightedProfile => "weighted profile",
            Self::DoubleSeasonal => "double seasonal",
            Self::LevelAndShape => "level and shape",
            Self::MixedEffects => "mixed effects",
            Self::SingularFactors => "singular factors",
            Self::BoostedTrees => "boosted trees",
            Self::Combination => "combination",
            Self::BorrowedShape => "borrowed shape",
        })
    }
}
