//! What is kept of a model besides what people read: the weights, and what attempts are worth by segment and hour.

use crewcast_forecasts::response::{HourOfWeek, ResponseModel as Learned, ResponseScore};
use serde::{Deserialize, Serialize};

use super::bands::Bands;
use super::features::{Facts, LearnedColumn, table};
use super::refusal::refused;
use crate::db::Conn;
use crate::documents;
use crate::failure::Failure;
use crate::outbound::store::response_models as store;
use crate::tenancy::Scope;

/// A model that can score.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::outbound) struct KeptModel {
    /// The columns it reads.
    pub columns: Vec<LearnedColumn>,
    /// Its weights.
    pub learned: Learned,
    /// Its segments' limits.
    pub bands: Bands,
    /// What an attempt comes to, by segment.
    pub rates: Vec<BandRates>,
}

/// What an attempt at a segment's contacts comes to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::outbound) struct BandRates {
    /// At no hour in particular.
    pub overall: Rates,
    /// In hours of the callee's week with attempts to learn from.
    pub hours: Vec<HourRates>,
}

/// Probabilities of one attempt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::outbound) struct Rates {
    /// Somebody answers.
    pub answer: f64,
    /// It succeeds.
    pub success: f64,
}

/// Probabilities of one attempt in an hour.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::outbound) struct HourRates {
    /// 0 = Monday 0:00.
    pub hour_of_week: u8,
    /// In it.
    #[serde(flatten)]
    pub rates: Rates,
}

impl BandRates {
    /// In that hour, or at none in particular where nothing was learned of it.
    pub(in crate::outbound) fn at(&self, hour: Option<HourOfWeek>) -> Rates {
        let found = hour.and_then(|hour| {
            let mut hours = self.hours.iter();
            hours.find(|one| one.hour_of_week == hour.get())
        });
        found.map_or(self.overall, |found| found.rates)
    }
}

impl KeptModel {
    /// Reads the weights of a model.
    ///
    /// # Errors
    /// `not-found`; [`crate::db::DbError::Corrupt`].
    pub(in crate::outbound) fn read(
        conn: &mut Conn<'_>,
        scope: &Scope,
        id: &str,
    ) -> Result<Self, Failure> {
        let text = store::weights(conn, scope.tenant(), id)?
            .ok_or_else(|| Failure::not_found("response model", id))?;
        Ok(documents::read("response model", id, &text)?)
    }

    /// Scores contacts for a call so many days after the newest one learned, at one hour or at none in particular.
    ///
    /// # Errors
    /// `other-columns` when the contacts lack a column that it learned from.
    pub(in crate::outbound) fn score(
        &self,
        contacts: &[Facts<'_>],
        hour: Option<HourOfWeek>,
        days_ahead: f64,
    ) -> Result<Vec<ResponseScore>, Failure> {
        let contacts = table(&self.columns, contacts).map_err(|error| refused(&error))?;
        self.learned
            .score_all(&contacts, hour, days_ahead.max(0.0))
            .map_err(|error| refused(&error))
    }

    /// Scores contacts, each for a call at its own hour.
    ///
    /// # Errors
    /// As [`KeptModel::score`].
    pub(in crate::outbound) fn score_each(
        &self,
        contacts: &[Facts<'_>],
        hours: &[Option<HourOfWeek>],
        days_ahead: f64,
    ) -> Result<Vec<ResponseScore>, Failure> {
        let contacts = table(&self.columns, contacts).map_err(|error| refused(&error))?;
        self.learned
            .score_each(&contacts, hours, days_ahead.max(0.0))
            .map_err(|error| refused(&error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_that_nothing_was_learned_of_has_the_overall_rates() {
        let of = |success| Rates {
            answer: 0.5,
            success,
        };
        let rates = BandRates {
            overall: of(0.1),
            hours: vec![HourRates {
                hour_of_week: 10,
                rates: of(0.2),
            }],
        };
        assert_eq!(rates.at(HourOfWeek::new(10).ok()).success, 0.2);
        assert_eq!(rates.at(HourOfWeek::new(11).ok()).success, 0.1);
        assert_eq!(rates.at(None).success, 0.1);
    }
}
