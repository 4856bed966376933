//! Models as they are kept: plain numbers, checked when they are read.

use nalgebra::{DMatrix, DVector};
use serde::{Deserialize, Serialize};

use super::encoding::Encoding;
use super::posterior::Posterior;
use super::{Memory, PropensityModel, ResponseError, TriedMemory};

/// A normal law, its precision row by row up to the diagonal.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct StoredPosterior {
    mean: Vec<f64>,
    prior: Vec<f64>,
    precision: Vec<f64>,
}

impl From<Posterior> for StoredPosterior {
    fn from(posterior: Posterior) -> Self {
        let precision = posterior.precision();
        let rows = 0..precision.nrows();
        Self {
            mean: posterior.mean().iter().copied().collect(),
            prior: posterior.prior().iter().copied().collect(),
            precision: rows
                .flat_map(|row| (0..=row).map(move |column| precision[(row, column)]))
                .collect(),
        }
    }
}

impl TryFrom<StoredPosterior> for Posterior {
    type Error = ResponseError;

    fn try_from(stored: StoredPosterior) -> Result<Self, ResponseError> {
        let size = stored.mean.len();
        if size == 0
            || stored.prior.len() != size
            || stored.precision.len() != size * (size + 1) / 2
        {
            return Err(ResponseError::NotAModel {
                what: "mean, prior and precision are of different sizes",
            });
        }
        let at = |row: usize, column: usize| {
            let (row, column) = (row.max(column), row.min(column));
            stored.precision[row * (row + 1) / 2 + column]
        };
        Ok(Self::of_parts(
            DVector::from_vec(stored.mean.clone()),
            DMatrix::from_fn(size, size, at),
            DVector::from_vec(stored.prior.clone()),
        ))
    }
}

/// A model without what follows from the rest.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct StoredModel {
    encoding: Encoding,
    posterior: Posterior,
    memory: Memory,
    /// Absent from models that had one prior for all.
    #[serde(default)]
    trust: Vec<f64>,
    least_attempts_of_a_level: usize,
    attempts: usize,
    learned_until_days: f64,
    tried: Vec<TriedMemory>,
}

impl From<PropensityModel> for StoredModel {
    fn from(model: PropensityModel) -> Self {
        Self {
            encoding: model.encoding,
            posterior: model.posterior,
            memory: model.memory,
            trust: model.trust,
            least_attempts_of_a_level: model.least_attempts_of_a_level,
            attempts: model.attempts,
            learned_until_days: model.learned_until_days,
            tried: model.tried,
        }
    }
}

impl TryFrom<StoredModel> for PropensityModel {
    type Error = ResponseError;

    fn try_from(stored: StoredModel) -> Result<Self, ResponseError> {
        // Coordinate 0 is the overall level.
        if stored.posterior.mean().len() != stored.encoding.levels().len() + 1
            || !stored.encoding.is_whole()
        {
            return Err(ResponseError::NotAModel {
                what: "its levels and its weights are not the same",
            });
        }
        let features = stored.encoding.features();
        let trust = if stored.trust.is_empty() {
            vec![stored.memory.prior_standard_deviation; features]
        } else {
            stored.trust
        };
        if trust.len() != features {
            return Err(ResponseError::NotAModel {
                what: "its features and their trust are not the same",
            });
        }
        Ok(Self {
            trust,
            fading: stored.memory.checked()?,
            encoding: stored.encoding,
            posterior: stored.posterior,
            memory: stored.memory,
            least_attempts_of_a_level: stored.least_attempts_of_a_level,
            attempts: stored.attempts,
            learned_until_days: stored.learned_until_days,
            tried: stored.tried,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        Call, ContactTable, Disposition, HourOfWeek, Memory, ResponseModel, ResponseOptions,
    };

    fn model_and_contacts() -> (ResponseModel, ContactTable) {
        let rows = 240;
        let mut contacts = ContactTable::with_rows(rows);
        let ages = (0..rows).map(|row| (row % 50) as f64).collect();
        contacts.push_numeric("age", ages).unwrap();
        let city = |row: usize| ["Oslo", "Rome", "Wuhan"][row % 3];
        contacts
            .push_alphabetic("city", (0..rows).map(|row| Some(city(row))))
            .unwrap();
        let calls: Vec<Call> = (0..rows)
            .map(|contact| Call {
                contact,
                at_days: contact as f64 / 24.0,
                hour: HourOfWeek::new((contact % 168) as u8).ok(),
                disposition: [
                    Disposition::NotAnswered,
                    Disposition::WrongParty,
                    Disposition::RightParty,
                    Disposition::Success,
                ][(contact * 7) % 4],
            })
            .collect();
        let options = ResponseOptions {
            least_attempts_of_a_level: 20,
            memory: Some(Memory {
                half_life_days: None,
                level_walk: 0.1,
                prior_standard_deviation: 0.4,
            }),
            ..ResponseOptions::default()
        };
        let model = ResponseModel::fit(&contacts, &calls, &options).unwrap();
        (model, contacts)
    }

    #[test]
    fn a_model_read_again_scores_as_before() {
        let (model, contacts) = model_and_contacts();
        let text = serde_json::to_string(&model).unwrap();
        let read: ResponseModel = serde_json::from_str(&text).unwrap();
        let hour = HourOfWeek::new(33).ok();
        let before = model.score_all(&contacts, hour, 2.0).unwrap();
        let after = read.score_all(&contacts, hour, 2.0).unwrap();
        for (before, after) in before.iter().zip(&after) {
            let (before, after) = (before.success(), after.success());
            assert!((before.mean - after.mean).abs() < 1e-9);
            assert!((before.p90 - after.p90).abs() < 1e-9);
        }
    }

    #[test]
    fn a_model_of_before_features_had_trust_of_their_own_has_one_for_all() {
        let (model, contacts) = model_and_contacts();
        let mut kept = serde_json::to_value(&model).unwrap();
        for stage in ["answer", "right_party", "success"] {
            let stage = kept[stage].as_object_mut().unwrap();
            assert!(stage.remove("trust").is_some());
        }
        let read: ResponseModel = serde_json::from_value(kept).unwrap();
        assert!(read.answer().trust().all(|(_, sd)| sd == 0.4));
        assert!(read.answer().trust().eq(model.answer().trust()));
        assert_eq!(
            read.score_all(&contacts, None, 1.0).unwrap().len(),
            contacts.rows()
        );
    }

    #[test]
    fn a_model_whose_parts_do_not_fit_is_refused() {
        let (model, _) = model_and_contacts();
        let mut kept = serde_json::to_value(&model).unwrap();
        let weights = kept["answer"]["posterior"]["mean"].as_array_mut().unwrap();
        weights.pop();
        let refused = serde_json::from_value::<ResponseModel>(kept).unwrap_err();
        assert!(refused.to_string().contains("fit it anew"), "{refused}");
    }
}
