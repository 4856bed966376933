//! Answered, by the right party, with success: three probabilities, each given the one before.

use serde::{Deserialize, Serialize};

use super::log_odds::{log_odds_of, probability};
use super::model::LEAST_ATTEMPTS_TO_CHOOSE;
use super::{
    Attempt, Call, ContactTable, Disposition, HourOfWeek, LogOdds, Memory, Propensity,
    PropensityModel, ResponseError, ResponseOptions, Scorer,
};

/// A [`PropensityModel`] for each stage of a call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResponseModel {
    answer: PropensityModel,
    right_party: PropensityModel,
    success: PropensityModel,
}

/// What is expected of a call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ResponseScore {
    /// Somebody answers.
    pub answer: LogOdds,
    /// The right party, given an answer.
    pub right_party_given_answer: LogOdds,
    /// Success, given the right party.
    pub success_given_right_party: LogOdds,
}

/// The attempts that reached one stage.
#[derive(Clone, Copy)]
struct Stage {
    what: &'static str,
    /// The calls that reached it.
    reached: Disposition,
    /// Those that passed it.
    passed: Disposition,
}

const ANSWER: Stage = Stage {
    what: "with an outcome",
    reached: Disposition::NotAnswered,
    passed: Disposition::WrongParty,
};
const RIGHT_PARTY: Stage = Stage {
    what: "that were answered",
    reached: Disposition::WrongParty,
    passed: Disposition::RightParty,
};
const SUCCESS: Stage = Stage {
    what: "with the right party",
    reached: Disposition::RightParty,
    passed: Disposition::Success,
};

impl Stage {
    fn attempts(self, calls: &[Call]) -> Vec<Attempt> {
        let reached = calls.iter().filter(|call| call.disposition >= self.reached);
        reached
            .map(|call| Attempt {
                contact: call.contact,
                at_days: call.at_days,
                hour: call.hour,
                succeeded: call.disposition >= self.passed,
            })
            .collect()
    }

    fn fit(
        self,
        contacts: &ContactTable,
        calls: &[Call],
        options: &ResponseOptions,
        memory_of_few: Option<Memory>,
    ) -> Result<PropensityModel, ResponseError> {
        let attempts = self.attempts(calls);
        let memory = if attempts.len() < LEAST_ATTEMPTS_TO_CHOOSE {
            options.memory.or(memory_of_few)
        } else {
            options.memory
        };
        let options = ResponseOptions { memory, ..*options };
        PropensityModel::fit(contacts, &attempts, &options).map_err(|error| match error {
            ResponseError::TooFewAttempts { found, needed, .. } => ResponseError::TooFewAttempts {
                what: self.what,
                found,
                needed,
            },
            other => other,
        })
    }
}

impl ResponseModel {
    /// Learns each stage from the calls that reached it. A later stage that too few calls have reached to choose its memory
    /// by takes that of the answers.
    ///
    /// # Errors
    /// As [`PropensityModel::fit`]; [`ResponseError::TooFewAttempts`] names the stage.
    pub fn fit(
        contacts: &ContactTable,
        calls: &[Call],
        options: &ResponseOptions,
    ) -> Result<Self, ResponseError> {
        let answer = ANSWER.fit(contacts, calls, options, None)?;
        let memory = Some(answer.memory());
        Ok(Self {
            right_party: RIGHT_PARTY.fit(contacts, calls, options, memory)?,
            success: SUCCESS.fit(contacts, calls, options, memory)?,
            answer,
        })
    }

    /// Takes in calls that were made since.
    ///
    /// # Errors
    /// As [`PropensityModel::learn`]. After an error nothing has been learned.
    pub fn learn(&mut self, contacts: &ContactTable, calls: &[Call]) -> Result<(), ResponseError> {
        let mut learned = self.clone();
        for (model, stage) in [
            (&mut learned.answer, ANSWER),
            (&mut learned.right_party, RIGHT_PARTY),
            (&mut learned.success, SUCCESS),
        ] {
            model.learn(contacts, &stage.attempts(calls))?;
        }
        *self = learned;
        Ok(())
    }

    /// The model of an answer.
    #[must_use]
    pub fn answer(&self) -> &PropensityModel {
        &self.answer
    }

    /// The model of the right party, given an answer.
    #[must_use]
    pub fn right_party(&self) -> &PropensityModel {
        &self.right_party
    }

    /// The model of success, given the right party.
    #[must_use]
    pub fn success(&self) -> &PropensityModel {
        &self.success
    }

    /// Prepares to score calls that are made so many days after the newest one learned.
    ///
    /// # Errors
    /// As [`PropensityModel::scorer`].
    pub fn scorer(&self, days_ahead: f64) -> Result<ResponseScorer<'_>, ResponseError> {
        // Every call reaches the first stage; the newest that reached a later one may be older.
        let newest = self.answer.learned_until_days();
        let of_stage = |model: &PropensityModel| days_ahead + newest - model.learned_until_days();
        Ok(ResponseScorer {
            answer: self.answer.scorer(of_stage(&self.answer))?,
            right_party: self.right_party.scorer(of_stage(&self.right_party))?,
            success: self.success.scorer(of_stage(&self.success))?,
        })
    }

    /// The score of every contact for a call that is made so many days after the newest one learned.
    ///
    /// # Errors
    /// As [`PropensityModel::scorer`] and [`Scorer::score_all`].
    pub fn score_all(
        &self,
        contacts: &ContactTable,
        hour: Option<HourOfWeek>,
        days_ahead: f64,
    ) -> Result<Vec<ResponseScore>, ResponseError> {
        self.scorer(days_ahead)?.score_all(contacts, hour)
    }

    /// The score of every contact for a call at its own hour, made so many days after the newest one learned.
    ///
    /// # Errors
    /// As [`PropensityModel::scorer`] and [`Scorer::score_each`].
    pub fn score_each(
        &self,
        contacts: &ContactTable,
        hours: &[Option<HourOfWeek>],
        days_ahead: f64,
    ) -> Result<Vec<ResponseScore>, ResponseError> {
        self.scorer(days_ahead)?.score_each(contacts, hours)
    }
}

/// The three stages made ready to score many contacts; from [`ResponseModel::scorer`].
pub struct ResponseScorer<'a> {
    answer: Scorer<'a>,
    right_party: Scorer<'a>,
    success: Scorer<'a>,
}

impl ResponseScorer<'_> {
    /// The score of every contact for a call at that hour, or at any where none is given.
    ///
    /// # Errors
    /// As [`Scorer::score_all`].
    pub fn score_all(
        &self,
        contacts: &ContactTable,
        hour: Option<HourOfWeek>,
    ) -> Result<Vec<ResponseScore>, ResponseError> {
        self.scored(|scorer| scorer.score_all(contacts, hour))
    }

    /// The score of every contact, each for a call at its own hour.
    ///
    /// # Errors
    /// As [`Scorer::score_each`].
    pub fn score_each(
        &self,
        contacts: &ContactTable,
        hours: &[Option<HourOfWeek>],
    ) -> Result<Vec<ResponseScore>, ResponseError> {
        self.scored(|scorer| scorer.score_each(contacts, hours))
    }

    fn scored(
        &self,
        of: impl Fn(&Scorer<'_>) -> Result<Vec<LogOdds>, ResponseError>,
    ) -> Result<Vec<ResponseScore>, ResponseError> {
        let answer = of(&self.answer)?;
        let right_party = of(&self.right_party)?;
        let success = of(&self.success)?;
        let scores = answer.into_iter().zip(right_party).zip(success);
        Ok(scores
            .map(
                |((answer, right_party_given_answer), success_given_right_party)| ResponseScore {
                    answer,
                    right_party_given_answer,
                    success_given_right_party,
                },
            )
            .collect())
    }
}

impl ResponseScore {
    /// Success of one attempt: the product of the three. Its log-odds are taken as normal, with the variance that the
    /// three have to first order (the delta method); the three models have learned apart, so their errors are taken as
    /// independent.
    #[must_use]
    pub fn success(&self) -> Propensity {
        let stages = [
            self.answer,
            self.right_party_given_answer,
            self.success_given_right_party,
        ];
        let medians = stages.map(|stage| probability(stage.mean));
        let median: f64 = medians.iter().product();
        // d log-odds(Π p) / d log-odds(p) = (1 − p) / (1 − Π p)
        let variance: f64 = stages
            .iter()
            .zip(medians)
            .map(|(stage, p)| ((1.0 - p) / (1.0 - median) * stage.standard_deviation).powi(2))
            .sum();
        let law = LogOdds {
            mean: log_odds_of(median),
            standard_deviation: variance.sqrt(),
        };
        Propensity {
            mean: stages.iter().map(|stage| stage.propensity().mean).product(),
            ..law.propensity()
        }
    }
}
