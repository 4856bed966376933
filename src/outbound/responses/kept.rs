//! What is kept of a model besides what people read: the weights, and what attempts are worth by segment and hour.

use crewcast_forecasts::response::{
    HourOfWeek, ResponseModel as Learned, ResponseScore, ResponseScorer,
};
use serde::{Deserialize, Serialize};

use super::bands::Bands;
use super::features::{Facts, LearnedColumn, table};
use super::refusal::refused;
use crate::db::Conn;
use crate::documents;
use crate::failure::Failure;
use crate::outbound::store::response_models as store;
use crate::tenancy::Scope;

const WHAT: &str = "response model";

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

/// What is read of a model where only its rates are asked for: its weights may be megabytes.
#[derive(Deserialize)]
struct KeptRates {
    rates: Vec<BandRates>,
}

impl BandRates {
    /// Those of a model, by segment.
    ///
    /// # Errors
    /// `not-found`; [`crate::db::DbError::Corrupt`].
    pub(in crate::outbound) fn of_model(
        conn: &mut Conn<'_>,
        scope: &Scope,
        id: &str,
    ) -> Result<Vec<Self>, Failure> {
        let text = stored_weights(conn, scope, id)?;
        let kept: KeptRates = documents::read(WHAT, id, &text)?;
        Ok(kept.rates)
    }

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
        let text = stored_weights(conn, scope, id)?;
        Ok(documents::read(WHAT, id, &text)?)
    }

    /// Prepares to score contacts for calls so many days after the newest one learned: once for all of them, as it takes the
    /// inverse of all weights' precision.
    ///
    /// # Errors
    /// When rounding has left no model.
    pub(in crate::outbound) fn scorer(&self, days_ahead: f64) -> Result<KeptScorer<'_>, Failure> {
        let scorer = self.learned.scorer(days_ahead.max(0.0));
        Ok(KeptScorer {
            columns: &self.columns,
            scorer: scorer.map_err(|error| refused(&error))?,
        })
    }
}

/// A model made ready to score contacts.
pub(in crate::outbound) struct KeptScorer<'a> {
    columns: &'a [LearnedColumn],
    scorer: ResponseScorer<'a>,
}

fn stored_weights(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<String, Failure> {
    store::weights(conn, scope.tenant(), id)?.ok_or_else(|| Failure::not_found(WHAT, id))
}

impl KeptScorer<'_> {
    /// Scores contacts for calls at one hour, or at none in particular.
    ///
    /// # Errors
    /// `other-columns` when the contacts lack a column that it learned from.
    pub(in crate::outbound) fn score(
        &self,
        contacts: &[Facts<'_>],
        hour: Option<HourOfWeek>,
    ) -> Result<Vec<ResponseScore>, Failure> {
        let contacts = table(self.columns, contacts).map_err(|error| refused(&error))?;
        self.scorer
            .score_all(&contacts, hour)
            .map_err(|error| refused(&error))
    }

    /// Scores contacts, each for a call at its own hour.
    ///
    /// # Errors
    /// As [`KeptScorer::score`].
    pub(in crate::outbound) fn score_each(
        &self,
        contacts: &[Facts<'_>],
        hours: &[Option<HourOfWeek>],
    ) -> Result<Vec<ResponseScore>, Failure> {
        let contacts = table(self.columns, contacts).map_err(|error| refused(&error))?;
        self.scorer
            .score_each(&contacts, hours)
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
