//! Whether what a model foretells still comes, segment by segment.

use crewcast_forecasts::response::{Disposition, DriftOptions, DriftVerdict, DriftWatch};
use serde::Serialize;

use super::find::find_response_model;
use super::history::{days, just_after, read_history};
use super::kept::KeptModel;
use super::refusal::refused;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::outbound::campaigns::campaign::stored;
use crate::outbound::contacts::lists::stored_list;
use crate::tenancy::Scope;

/// What later calls say of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ResponseDriftVerdict {
    /// Nothing speaks against it at the stated rate of false alarms.
    Holds,
    /// It does not hold any more.
    Drifted,
    /// No call was recorded since.
    NoCalls,
}

/// What later calls say of a segment.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResponseSegmentDrift {
    /// The segment.
    pub segment: String,
    /// Calls since the model was trained.
    pub calls: usize,
    /// Successes foretold of them.
    pub predicted: f64,
    /// Successes that came.
    pub actual: usize,
    /// Whether its predictions hold.
    pub verdict: ResponseDriftVerdict,
    /// Where they do not: how many times likelier what came is if they are wrong, when that was found.
    pub evidence: Option<f64>,
}

/// What was foretold against what came, since a model was trained.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResponseModelDrift {
    /// The model.
    pub response_model_id: String,
    /// Of all segments together.
    pub verdict: ResponseDriftVerdict,
    /// The newest attempt that it learned.
    pub since: Instant,
    /// Calls since then.
    pub calls: usize,
    /// Successes foretold of them.
    pub predicted: f64,
    /// Successes that came.
    pub actual: usize,
    /// False alarms expected while every segment has a window of calls, at most.
    pub false_alarms_a_window: f64,
    /// Calls of a segment that are judged together, at most.
    pub window_calls: usize,
    /// Odds may be wrong by this factor without being called drift.
    pub tolerated_odds_ratio: f64,
    /// By segment.
    pub segments: Vec<ResponseSegmentDrift>,
    /// What to do.
    pub advice: String,
}

/// Holds the calls since a model's training against it. A call is told from the contact's columns as they are now.
///
/// # Errors
/// `not-found`; `other-columns` when the list has lost a column that the model learned from.
pub fn response_model_drift(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign_id: &str,
    id: &str,
) -> Result<ResponseModelDrift, Failure> {
    let model = find_response_model(conn, scope, campaign_id, id)?;
    let kept = KeptModel::read(conn, scope, id)?;
    let campaign = stored(conn, scope, campaign_id)?;
    let list = stored_list(conn, scope, &campaign.contact_list_id)?;
    // Recorded after the training: what began before it and ended after is news, too.
    let range = (just_after(model.date_created), just_after(scope.now));
    let history = read_history(conn, scope, campaign_id, &list, range)?;
    let hours: Vec<_> = history.tried.iter().map(|tried| tried.hour).collect();
    let ahead = (days(scope.now) - days(model.trained_until)).max(0.0);
    let scorer = kept.scorer(0.5 * ahead)?;
    let scores = scorer.score_each(&history.facts(), &hours)?;
    let at_no_hour = scorer.score(&history.facts(), None)?;
    let options = DriftOptions::default();
    let names = kept.bands.names();
    let mut watch = DriftWatch::new(names.clone(), options).map_err(|error| refused(&error))?;
    let mut segments: Vec<ResponseSegmentDrift> = names.into_iter().map(no_calls).collect();
    for ((tried, score), overall) in history.tried.iter().zip(scores).zip(at_no_hour) {
        let predicted = score.success().mean;
        let has_succeeded = tried.disposition == Disposition::Success;
        let place = kept.bands.place(overall.success().mean);
        let Some(segment) = segments.get_mut(place) else {
            continue;
        };
        segment.calls += 1;
        segment.predicted += predicted;
        segment.actual += usize::from(has_succeeded);
        segment.verdict = ResponseDriftVerdict::Holds;
        watch
            .observe(&segment.segment, predicted, has_succeeded)
            .map_err(|error| refused(&error))?;
    }
    if let DriftVerdict::Drifted(drifted) = watch.verdict() {
        for found in drifted {
            let mut all = segments.iter_mut();
            if let Some(segment) = all.find(|segment| segment.segment == found.segment) {
                segment.verdict = ResponseDriftVerdict::Drifted;
                segment.evidence = Some(found.evidence);
            }
        }
    }
    let verdict = verdict_of(&segments);
    Ok(ResponseModelDrift {
        response_model_id: model.id,
        verdict,
        since: model.trained_until,
        calls: segments.iter().map(|segment| segment.calls).sum(),
        predicted: segments.iter().map(|segment| segment.predicted).sum(),
        actual: segments.iter().map(|segment| segment.actual).sum(),
        false_alarms_a_window: options.false_alarms_a_window,
        window_calls: options.window,
        tolerated_odds_ratio: options.tolerated_odds_ratio,
        advice: advice(verdict, &segments),
        segments,
    })
}

fn no_calls(segment: String) -> ResponseSegmentDrift {
    ResponseSegmentDrift {
        segment,
        calls: 0,
        predicted: 0.0,
        actual: 0,
        verdict: ResponseDriftVerdict::NoCalls,
        evidence: None,
    }
}

fn verdict_of(segments: &[ResponseSegmentDrift]) -> ResponseDriftVerdict {
    let has = |verdict| segments.iter().any(|segment| segment.verdict == verdict);
    if has(ResponseDriftVerdict::Drifted) {
        ResponseDriftVerdict::Drifted
    } else if has(ResponseDriftVerdict::Holds) {
        ResponseDriftVerdict::Holds
    } else {
        ResponseDriftVerdict::NoCalls
    }
}

fn advice(verdict: ResponseDriftVerdict, segments: &[ResponseSegmentDrift]) -> String {
    match verdict {
        ResponseDriftVerdict::Drifted => {
            let drifted = segments
                .iter()
                .filter(|segment| segment.verdict == ResponseDriftVerdict::Drifted);
            let named: Vec<String> = drifted
                .map(|segment| {
                    format!(
                        "{} ({:.1} successes foretold, {} came)",
                        segment.segment, segment.predicted, segment.actual
                    )
                })
                .collect();
            format!(
                "train the model anew: it does not hold any more for {}",
                named.join(", ")
            )
        }
        ResponseDriftVerdict::Holds => {
            "nothing to do: what was foretold came, as far as the calls say".to_owned()
        }
        ResponseDriftVerdict::NoCalls => {
            "no call was recorded since the training; ask again when some were".to_owned()
        }
    }
}
