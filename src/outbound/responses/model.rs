//! Response models as people read them.

use crewcast_forecasts::response::{Calibration, Propensity as Learned};
use serde::{Deserialize, Serialize};

use super::features::{LearnedColumn, LeftOutColumn};
use crate::db::Instant;

/// A probability with what is known of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Propensity {
    /// Expected value: what many such contacts come to.
    pub mean: f64,
    /// It is below this with 10 %.
    pub p10: f64,
    /// It is below this with 90 %.
    pub p90: f64,
}

impl From<Learned> for Propensity {
    fn from(learned: Learned) -> Self {
        Self {
            mean: learned.mean,
            p10: learned.p10,
            p90: learned.p90,
        }
    }
}

/// A stage of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ResponseStageName {
    /// Somebody answers.
    Answer,
    /// The right party, given an answer.
    RightParty,
    /// Success, given the right party.
    Success,
}

/// What one stage was learned from, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResponseStage {
    /// Which.
    pub stage: ResponseStageName,
    /// Attempts that reached it.
    pub attempts: usize,
    /// Attempts that passed it.
    pub passed: usize,
    /// An attempt counts half after so many days; absent where all count alike.
    pub half_life_days: Option<f64>,
    /// Standard deviation of a level's weight before any attempt, in log-odds.
    pub prior_standard_deviation: f64,
}

/// Contacts of about equal predictions, and what came of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResponseReliability {
    /// Attempts.
    pub contacts: usize,
    /// Lowest prediction among them.
    pub lowest: f64,
    /// Highest prediction among them.
    pub highest: f64,
    /// Mean prediction.
    pub predicted: f64,
    /// Share that succeeded.
    pub observed: f64,
    /// 95 % interval of the share (Wilson), lower end.
    pub observed_low: f64,
    /// Upper end.
    pub observed_high: f64,
}

/// Predictions of the last attempts, told from those before them, against what came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResponseCalibration {
    /// Attempts predicted.
    pub attempts: usize,
    /// Share that succeeded.
    pub base_rate: f64,
    /// Mean prediction.
    pub mean_prediction: f64,
    /// Mean distance of prediction and share over the bins.
    pub expected_calibration_error: f64,
    /// Mean squared distance of prediction and outcome.
    pub brier: f64,
    /// That of the share itself, known only afterwards.
    pub brier_of_base_rate: f64,
    /// Mean negative log-likelihood.
    pub log_loss: f64,
    /// That of the share itself.
    pub log_loss_of_base_rate: f64,
    /// By bins of about equally many attempts, lowest predictions first.
    pub reliability: Vec<ResponseReliability>,
}

impl From<Calibration> for ResponseCalibration {
    fn from(calibration: Calibration) -> Self {
        let bins = calibration.reliability.into_iter();
        Self {
            attempts: calibration.contacts,
            base_rate: calibration.base_rate,
            mean_prediction: calibration.mean_prediction,
            expected_calibration_error: calibration.expected_calibration_error,
            brier: calibration.brier,
            brier_of_base_rate: calibration.brier_of_base_rate,
            log_loss: calibration.log_loss,
            log_loss_of_base_rate: calibration.log_loss_of_base_rate,
            reliability: bins
                .map(|bin| ResponseReliability {
                    contacts: bin.contacts,
                    lowest: bin.lowest,
                    highest: bin.highest,
                    predicted: bin.predicted,
                    observed: bin.observed,
                    observed_low: bin.observed_low,
                    observed_high: bin.observed_high,
                })
                .collect(),
        }
    }
}

/// What the model must beat: one probability for all, the share of the attempts before the predicted ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResponseBaseline {
    /// `mean-of-training`.
    pub name: String,
    /// The probability.
    pub probability: f64,
    /// Its Brier score on the predicted attempts.
    pub brier: f64,
    /// Its log loss there.
    pub log_loss: f64,
}

/// Which of the two foretold the predicted attempts better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ResponseWinner {
    /// The model.
    Model,
    /// One probability for all.
    Baseline,
}

/// A feature that tells a segment from the mean contact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResponseReason {
    /// Stable code of the feature.
    pub code: String,
    /// The column.
    pub feature: String,
    /// What it adds to the log-odds of success, mean of the segment's contacts.
    pub contribution: f64,
}

/// Open contacts of about equal promise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResponseSegment {
    /// Its name in the pool; `p01` is the most promising.
    pub segment: String,
    /// Open contacts in it when it was made.
    pub contacts: usize,
    /// Least probability of success that belongs to it.
    pub from_probability: f64,
    /// Probability that somebody answers one attempt.
    pub answer: f64,
    /// Probability that one attempt succeeds.
    pub success: Propensity,
    /// Attempts learned from whose contacts would have stood in it.
    pub attempts: usize,
    /// Of these, successes.
    pub successes: usize,
    /// What an attempt is worth: success times the value of one, or success alone where none was given.
    pub expected_value: f64,
    /// Its weight among the segments that are explored: how much better than told it may well be.
    pub exploration_weight: f64,
    /// What tells it from the mean contact, the largest first.
    pub reasons: Vec<ResponseReason>,
}

/// What an attempt comes to in an hour of the callee's week, mean of the open contacts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResponseHour {
    /// 0 = Monday 0:00 to 1:00, 167 = Sunday 23:00 to 24:00.
    pub hour_of_week: u8,
    /// Probability that somebody answers.
    pub answer: f64,
    /// Probability that it succeeds.
    pub success: f64,
    /// Attempts learned from in that hour.
    pub attempts: usize,
}

/// Something a planner should know of a model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResponseMessage {
    /// Stable, kebab-case.
    pub code: String,
    /// What and why, and what can be done.
    pub text: String,
}

/// What a campaign's attempts have taught.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResponseModel {
    /// Its id.
    pub id: String,
    /// The campaign.
    pub campaign_id: String,
    /// Rises with every model of the campaign.
    pub version: i32,
    /// When it was made.
    pub date_created: Instant,
    /// The run that made it.
    pub run_id: String,
    /// The program that made it.
    pub program_version: String,
    /// SHA-256 of what was asked and of the attempts: equal inputs give equal models.
    pub input_hash: String,
    /// The oldest attempt learned from.
    pub trained_from: Instant,
    /// The newest one.
    pub trained_until: Instant,
    /// Attempts learned from.
    pub attempts: usize,
    /// What a success is worth, where it was given.
    pub value_per_success: Option<f64>,
    /// What it learned from.
    pub columns: Vec<LearnedColumn>,
    /// What it did not.
    pub left_out_columns: Vec<LeftOutColumn>,
    /// The three stages of a call.
    pub stages: Vec<ResponseStage>,
    /// How it foretold the last 30 % of the attempts from the others.
    pub calibration: ResponseCalibration,
    /// What it must beat.
    pub baseline: ResponseBaseline,
    /// Which foretold them better.
    pub winner: ResponseWinner,
    /// Log loss of the baseline less the model's; above 0 the model is better.
    pub log_loss_gain: f64,
    /// Whether leases follow it.
    pub orders_leases: bool,
    /// The open contacts by promise, the best first.
    pub segments: Vec<ResponseSegment>,
    /// The hours that attempts were made in.
    pub hours: Vec<ResponseHour>,
    /// What a planner should know.
    pub messages: Vec<ResponseMessage>,
}

/// A model in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResponseModelSummary {
    /// Its id.
    pub id: String,
    /// The campaign.
    pub campaign_id: String,
    /// Rises with every model of the campaign.
    pub version: i32,
    /// When it was made.
    pub date_created: Instant,
    /// Attempts learned from.
    pub attempts: usize,
    /// Which foretold the last attempts better.
    pub winner: ResponseWinner,
    /// Whether leases follow it, as long as it is the newest that does.
    pub orders_leases: bool,
}

impl From<&ResponseModel> for ResponseModelSummary {
    fn from(model: &ResponseModel) -> Self {
        Self {
            id: model.id.clone(),
            campaign_id: model.campaign_id.clone(),
            version: model.version,
            date_created: model.date_created,
            attempts: model.attempts,
            winner: model.winner,
            orders_leases: model.orders_leases,
        }
    }
}
