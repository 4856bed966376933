//! What takes a search, found once and used at many origins.

use super::calendar_trees::FittedCalendarTrees;
use super::double_seasonal::Smoothing;
use super::known::{Days, Known};
use super::{
    CalendarTrees, DayForecast, Fitted, LevelAndShape, MixedEffects, Model, ModelName, Moment,
    SeasonalNaive, SingularFactors, TwoSeasons, WeightedProfile,
};
use crate::calendar::Calendar;
use crate::level::LevelModel;
use crate::matrix::DayMatrix;

/// The level's scales and resemblances, the smoothing constants and the trees as found on the days before some
/// moment. Used at later moments they tell nothing that was not known then; what is cheap is learnt anew at each.
#[derive(Clone, Debug)]
pub struct Tuned {
    level: LevelModel,
    smoothing: Option<Smoothing>,
    trees: Option<FittedCalendarTrees>,
}

impl Tuned {
    /// Searches on what was known at a moment, for forecasts of `ahead` days. What was found at an earlier moment
    /// shortens it: the level's scales are searched from there, and the smoothing constants, which hardly move, kept.
    #[must_use]
    pub fn search(
        matrix: &DayMatrix,
        moment: Moment,
        calendar: &Calendar,
        ahead: usize,
        seed: u64,
        earlier: Option<&Self>,
    ) -> (Self, Known) {
        let days = Days::new(matrix, moment, calendar, ahead);
        let before = earlier.map(|tuned| &tuned.level);
        let level = LevelModel::fit(&days.levels, &days.marks, before);
        let known = Known::new(days, level.clone());
        let smoothing = earlier.and_then(|tuned| tuned.smoothing);
        let tuned = Self {
            level,
            smoothing: TwoSeasons { smoothing }
                .fit(&known)
                .map(|fitted| fitted.smoothing()),
            trees: CalendarTrees { ahead, seed }.fit(&known),
        };
        (tuned, known)
    }

    /// What was known at a moment, with the level alone searched: enough for whole days.
    #[must_use]
    pub fn level_alone(
        matrix: &DayMatrix,
        moment: Moment,
        calendar: &Calendar,
        ahead: usize,
    ) -> Known {
        let days = Days::new(matrix, moment, calendar, ahead);
        let level = LevelModel::fit(&days.levels, &days.marks, None);
        Known::new(days, level)
    }

    /// What was known at a moment, prepared with what was found before it.
    #[must_use]
    pub fn known(
        &self,
        matrix: &DayMatrix,
        moment: Moment,
        calendar: &Calendar,
        ahead: usize,
    ) -> Known {
        let days = Days::new(matrix, moment, calendar, ahead);
        let level = self.level.refit(&days.levels, &days.marks);
        Known::new(days, level)
    }

    /// Every model's forecast of the next `ahead` days, the baseline first. A model that cannot be fitted is left out.
    #[must_use]
    pub fn forecasts(&self, known: &Known, ahead: usize) -> Vec<(ModelName, Vec<DayForecast>)> {
        let two_seasons = self.smoothing.and_then(|smoothing| {
            let smoothing = Some(smoothing);
            fitted(&TwoSeasons { smoothing }, known, ahead)
        });
        let all = [
            (
                ModelName::SeasonalNaive,
                fitted(&SeasonalNaive, known, ahead),
            ),
            (
                ModelName::WeightedProfile,
                fitted(&WeightedProfile::default(), known, ahead),
            ),
            (ModelName::DoubleSeasonal, two_seasons),
            (
                ModelName::LevelAndShape,
                fitted(&LevelAndShape, known, ahead),
            ),
            (ModelName::MixedEffects, fitted(&MixedEffects, known, ahead)),
            (
                ModelName::SingularFactors,
                fitted(&SingularFactors::default(), known, ahead),
            ),
            (
                ModelName::BoostedTrees,
                self.trees.as_ref().map(|trees| trees.predict(known, ahead)),
            ),
        ];
        all.into_iter()
            .filter_map(|(name, forecast)| forecast.map(|forecast| (name, forecast)))
            .collect()
    }
}

fn fitted<M: Model>(model: &M, known: &Known, ahead: usize) -> Option<Vec<DayForecast>> {
    Some(model.fit(known)?.predict(known, ahead))
}
