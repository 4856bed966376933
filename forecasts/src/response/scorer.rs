//! Contacts scored, and each score explained.

use nalgebra::{DMatrix, DVector};

use super::encoding::{Encoding, UNSEEN};
use super::posterior::Posterior;
use super::{ContactTable, HourOfWeek, LogOdds, ResponseError};

/// A model made ready to score many contacts; from [`PropensityModel::scorer`](super::PropensityModel::scorer).
///
/// A feature's weights are told against the mean contact of the training attempts, so that the score of a contact is
/// that of the mean contact plus one contribution a feature, and a level that training did not see contributes nothing
/// and makes the score less certain.
pub struct Scorer<'a> {
    encoding: &'a Encoding,
    mean: DVector<f64>,
    covariance: DMatrix<f64>,
    /// By feature.
    variance_of_unseen: Vec<f64>,
}

/// Why a contact has its score.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The score.
    pub score: LogOdds,
    /// Mean log-odds of the mean contact: the score is this and the sum of the contributions.
    pub mean_contact: f64,
    /// One a feature, largest effect first.
    pub reasons: Vec<Reason>,
}

/// What one feature adds to a score.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// Stable code of the feature.
    pub code: String,
    /// The column, or the code where it is the call's time.
    pub feature: String,
    /// The level the contact has, in words; `None` where training did not see it.
    pub level: Option<String>,
    /// Log-odds against the mean contact.
    pub contribution: f64,
    /// Standard deviation of the contribution.
    pub standard_deviation: f64,
}

impl<'a> Scorer<'a> {
    pub(super) fn new(
        encoding: &'a Encoding,
        posterior: &Posterior,
        variance_of_level: f64,
        trust: &[f64],
    ) -> Result<Self, ResponseError> {
        let levels = encoding.levels();
        let size = levels.len() + 1;
        // Row 0 is the mean contact; every other row a level less the mean contact's levels of the same feature.
        let mut against_mean = DMatrix::<f64>::identity(size, size);
        for (index, level) in levels.iter().enumerate() {
            against_mean[(0, index + 1)] = level.share;
            for (other, of_other) in levels.iter().enumerate() {
                if of_other.feature == level.feature {
                    against_mean[(other + 1, index + 1)] -= level.share;
                }
            }
        }
        let mean = &against_mean * posterior.mean();
        let mut covariance = &against_mean * posterior.covariance()? * against_mean.transpose();
        covariance[(0, 0)] += variance_of_level;
        Ok(Self {
            encoding,
            mean,
            covariance,
            variance_of_unseen: trust.iter().map(|sd| sd * sd).collect(),
        })
    }

    /// The score of every contact for a call at that hour, or at any where none is given.
    ///
    /// # Errors
    /// [`ResponseError::NoSuchColumn`], [`ResponseError::OtherType`], [`ResponseError::KnownAfterCall`].
    pub fn score_all(
        &self,
        contacts: &ContactTable,
        hour: Option<HourOfWeek>,
    ) -> Result<Vec<LogOdds>, ResponseError> {
        self.scored(contacts, |_| hour)
    }

    /// The score of every contact, each for a call at its own hour.
    ///
    /// # Errors
    /// As [`Scorer::score_all`], and [`ResponseError::RaggedColumn`] unless there is one hour a contact.
    pub fn score_each(
        &self,
        contacts: &ContactTable,
        hours: &[Option<HourOfWeek>],
    ) -> Result<Vec<LogOdds>, ResponseError> {
        if hours.len() != contacts.rows() {
            return Err(ResponseError::RaggedColumn {
                column: "hour of the call".to_owned(),
                found: hours.len(),
                expected: contacts.rows(),
            });
        }
        self.scored(contacts, |contact| hours[contact])
    }

    fn scored(
        &self,
        contacts: &ContactTable,
        hour_of: impl Fn(usize) -> Option<HourOfWeek>,
    ) -> Result<Vec<LogOdds>, ResponseError> {
        let reader = self.encoding.bind(contacts)?;
        let mut coordinates = vec![UNSEEN; self.encoding.features()];
        Ok((0..contacts.rows())
            .map(|contact| {
                reader.read(contact, hour_of(contact), &mut coordinates);
                self.score(&coordinates)
            })
            .collect())
    }

    /// The score of one contact with its reasons.
    ///
    /// # Errors
    /// As [`Scorer::score_all`], and [`ResponseError::NoSuchContact`].
    pub fn explain(
        &self,
        contacts: &ContactTable,
        contact: usize,
        hour: Option<HourOfWeek>,
    ) -> Result<Explanation, ResponseError> {
        if contact >= contacts.rows() {
            return Err(ResponseError::NoSuchContact {
                attempt: 0,
                contact,
                rows: contacts.rows(),
            });
        }
        let mut coordinates = vec![UNSEEN; self.encoding.features()];
        self.encoding
            .bind(contacts)?
            .read(contact, hour, &mut coordinates);
        let mut reasons: Vec<Reason> = coordinates
            .iter()
            .enumerate()
            .map(|(feature, &coordinate)| self.reason(feature, coordinate))
            .collect();
        reasons.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
        Ok(Explanation {
            score: self.score(&coordinates),
            mean_contact: self.mean[0],
            reasons,
        })
    }

    fn score(&self, coordinates: &[u16]) -> LogOdds {
        let (mut mean, mut variance) = (self.mean[0], self.covariance[(0, 0)]);
        for (index, &coordinate) in coordinates.iter().enumerate() {
            if coordinate == UNSEEN {
                variance += self.variance_of_unseen[index];
                continue;
            }
            let at = usize::from(coordinate);
            let column = self.covariance.column(at);
            let others = coordinates[..index]
                .iter()
                .filter(|&&other| other != UNSEEN);
            let shared: f64 = others.map(|&other| column[usize::from(other)]).sum();
            mean += self.mean[at];
            variance += column[at] + 2.0 * (column[0] + shared);
        }
        LogOdds {
            mean,
            standard_deviation: variance.max(0.0).sqrt(),
        }
    }

    fn reason(&self, feature: usize, coordinate: u16) -> Reason {
        let (level, contribution, variance) = if coordinate == UNSEEN {
            (None, 0.0, self.variance_of_unseen[feature])
        } else {
            let at = usize::from(coordinate);
            let label = self.encoding.levels()[at - 1].label.clone();
            (Some(label), self.mean[at], self.covariance[(at, at)])
        };
        Reason {
            code: self.encoding.code(feature).to_owned(),
            feature: self.encoding.name(feature).to_owned(),
            level,
            contribution,
            standard_deviation: variance.max(0.0).sqrt(),
        }
    }
}
