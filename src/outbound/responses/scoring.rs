//! The open contacts of a campaign scored, cut into segments, and put into them.

use std::collections::BTreeMap;

use crewcast_forecasts::response::{HourOfWeek, ResponseScore, Scorer};

use super::bands::{Bands, name};
use super::features::{Data, Facts, LearnedColumn, table};
use super::kept::{BandRates, HourRates, KeptModel, KeptScorer, Rates};
use super::model::{Propensity, ResponseReason, ResponseSegment};
use super::refusal::refused;
use crate::failure::Failure;
use crate::jobs::JobContext;
use crate::outbound::contacts::lists::data_of;
use crate::outbound::store::contacts;
use crate::outbound::store::pool::{self, OpenRow};

/// Contacts scored at once, and put into their segments in one transaction.
const PAGE: i64 = 2_000;

/// Contacts of a segment whose hours are scored; the others are taken to be like them.
const MOST_SAMPLED: usize = 100;

/// Contacts of a segment whose scores are explained.
const MOST_EXPLAINED: usize = 30;

/// Reasons told of a segment.
const REASONS: usize = 3;

/// A contact that is not finished, with its score for a call at no hour in particular.
pub(super) struct ScoredContact {
    pub row: OpenRow,
    pub data: Data,
    pub score: ResponseScore,
}

impl ScoredContact {
    /// Probability that one attempt succeeds.
    pub(super) fn success(&self) -> f64 {
        self.score.success().mean
    }
}

/// Scores every open contact of a campaign, page by page.
///
/// # Errors
/// Those of `each`; `other-columns`; [`Failure::Cancelled`] when it says so.
pub(super) fn for_open_contacts(
    context: &JobContext<'_>,
    campaign_id: &str,
    scorer: &KeptScorer<'_>,
    mut each: impl FnMut(Vec<ScoredContact>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let scope = context.scope();
    let mut after = String::new();
    loop {
        let (rows, found) = context.db.read(|conn| {
            let rows = pool::open_after(conn, (scope.tenant(), campaign_id), &after, PAGE)?;
            let ids: Vec<&str> = rows.iter().map(|row| row.contact_id.as_str()).collect();
            let found = contacts::of_ids(conn, scope.tenant(), &ids)?;
            Ok::<_, Failure>((rows, found))
        })?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after.clone_from(&last.contact_id);
        let mut data = BTreeMap::new();
        for contact in &found {
            data.insert(contact.id.as_str(), data_of(contact)?);
        }
        let with_data: Vec<(OpenRow, Data)> = rows
            .into_iter()
            .filter_map(|row| {
                let data = data.remove(row.contact_id.as_str())?;
                Some((row, data))
            })
            .collect();
        let facts: Vec<Facts<'_>> = with_data
            .iter()
            .map(|(row, data)| Facts {
                data,
                attempt: row.attempts + 1,
            })
            .collect();
        let scores = scorer.score(&facts, None)?;
        let scored = with_data.into_iter().zip(scores);
        each(
            scored
                .map(|((row, data), score)| ScoredContact { row, data, score })
                .collect(),
        )?;
    }
}

/// What the contacts of one segment come to.
#[derive(Default)]
pub(super) struct BandSum {
    contacts: usize,
    answer: f64,
    success: f64,
    p10: f64,
    p90: f64,
    sample: Vec<(Data, i32)>,
}

/// The sums of all segments.
pub(super) struct BandSums {
    bands: Vec<BandSum>,
    /// One in so many contacts is sampled.
    stride: usize,
}

impl BandSums {
    /// Nothing yet, of so many contacts to come.
    pub(super) fn new(bands: &Bands, contacts: usize) -> Self {
        let mut sums = Vec::new();
        sums.resize_with(bands.len(), BandSum::default);
        Self {
            bands: sums,
            stride: (contacts / bands.len().max(1) / MOST_SAMPLED).max(1),
        }
    }

    /// Takes in a contact of that segment.
    pub(super) fn take_in(&mut self, place: usize, contact: &ScoredContact) {
        let Some(sum) = self.bands.get_mut(place) else {
            return;
        };
        let success = contact.score.success();
        if sum.contacts.is_multiple_of(self.stride) && sum.sample.len() < MOST_SAMPLED {
            sum.sample
                .push((contact.data.clone(), contact.row.attempts + 1));
        }
        sum.contacts += 1;
        sum.answer += contact.score.answer.propensity().mean;
        sum.success += success.mean;
        sum.p10 += success.p10;
        sum.p90 += success.p90;
    }

    /// What an attempt comes to by segment and by these hours.
    ///
    /// # Errors
    /// Those of scoring.
    pub(super) fn rates(
        &self,
        scorer: &KeptScorer<'_>,
        hours: &[HourOfWeek],
    ) -> Result<Vec<BandRates>, Failure> {
        self.bands
            .iter()
            .map(|sum| {
                let facts = sum.facts(MOST_SAMPLED);
                let at = |hour: HourOfWeek| {
                    let scores = scorer.score(&facts, Some(hour))?;
                    Ok::<_, Failure>(HourRates {
                        hour_of_week: hour.get(),
                        rates: mean_rates(&scores),
                    })
                };
                let hours: &[HourOfWeek] = if facts.is_empty() { &[] } else { hours };
                Ok(BandRates {
                    overall: sum.overall(),
                    hours: hours
                        .iter()
                        .map(|hour| at(*hour))
                        .collect::<Result<_, Failure>>()?,
                })
            })
            .collect()
    }

    /// The segments as people read them. `tallies` are attempts and successes among what was learned.
    ///
    /// # Errors
    /// Those of scoring.
    pub(super) fn segments(
        &self,
        model: &KeptModel,
        value_per_success: Option<f64>,
        tallies: &[(usize, usize)],
    ) -> Result<Vec<ResponseSegment>, Failure> {
        let worth = value_per_success.unwrap_or(1.0);
        let learned = &model.learned;
        let stages = [learned.answer(), learned.right_party(), learned.success()];
        let scorers = stages
            .map(|stage| stage.scorer(0.0))
            .into_iter()
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| refused(&error))?;
        self.bands
            .iter()
            .enumerate()
            .map(|(place, sum)| {
                let (attempts, successes) = tallies.get(place).copied().unwrap_or_default();
                let success = sum.success();
                Ok(ResponseSegment {
                    segment: name(place),
                    contacts: sum.contacts,
                    from_probability: model.bands.lower_end(place),
                    answer: sum.overall().answer,
                    expected_value: success.mean * worth,
                    exploration_weight: (success.p90 - success.p10).max(0.0),
                    success,
                    attempts,
                    successes,
                    reasons: reasons((&scorers, &model.columns), &sum.facts(MOST_EXPLAINED))?,
                })
            })
            .collect()
    }
}

impl BandSum {
    fn facts(&self, most: usize) -> Vec<Facts<'_>> {
        let sample = self.sample.iter().take(most);
        sample
            .map(|(data, attempt)| Facts {
                data,
                attempt: *attempt,
            })
            .collect()
    }

    fn mean(&self, sum: f64) -> f64 {
        sum / (self.contacts as f64).max(1.0)
    }

    fn overall(&self) -> Rates {
        Rates {
            answer: self.mean(self.answer),
            success: self.mean(self.success),
        }
    }

    fn success(&self) -> Propensity {
        Propensity {
            mean: self.mean(self.success),
            p10: self.mean(self.p10),
            p90: self.mean(self.p90),
        }
    }
}

fn mean_rates(scores: &[ResponseScore]) -> Rates {
    let count = (scores.len() as f64).max(1.0);
    let mean = |of: fn(&ResponseScore) -> f64| scores.iter().map(of).sum::<f64>() / count;
    Rates {
        answer: mean(|score| score.answer.propensity().mean),
        success: mean(|score| score.success().mean),
    }
}

/// What tells these contacts from the mean contact, all three stages together.
fn reasons(
    (scorers, columns): (&[Scorer<'_>], &[LearnedColumn]),
    contacts: &[Facts<'_>],
) -> Result<Vec<ResponseReason>, Failure> {
    if contacts.is_empty() {
        return Ok(Vec::new());
    }
    let found = explained((scorers, columns), contacts).map_err(|error| refused(&error))?;
    let mut reasons: Vec<ResponseReason> = found
        .into_iter()
        .map(|((code, feature), contribution)| ResponseReason {
            code,
            feature,
            contribution: contribution / contacts.len() as f64,
        })
        .collect();
    reasons.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
    reasons.truncate(REASONS);
    Ok(reasons)
}

type Contributions = BTreeMap<(String, String), f64>;

fn explained(
    (scorers, columns): (&[Scorer<'_>], &[LearnedColumn]),
    contacts: &[Facts<'_>],
) -> Result<Contributions, crewcast_forecasts::response::ResponseError> {
    let table = table(columns, contacts)?;
    let mut found = Contributions::new();
    for scorer in scorers {
        for row in 0..table.rows() {
            for reason in scorer.explain(&table, row, None)?.reasons {
                let key = (reason.code, reason.feature);
                *found.entry(key).or_default() += reason.contribution;
            }
        }
    }
    Ok(found)
}

/// Puts contacts into the segments of their scores, in one transaction.
///
/// # Errors
/// Only the database's.
pub(super) fn assign(
    context: &JobContext<'_>,
    campaign_id: &str,
    bands: &Bands,
    scored: &[ScoredContact],
) -> Result<(), Failure> {
    let scope = context.scope();
    let mut by_place: BTreeMap<usize, Vec<&OpenRow>> = BTreeMap::new();
    for contact in scored {
        let place = bands.place(contact.success());
        by_place.entry(place).or_default().push(&contact.row);
    }
    context.db.write(|conn| {
        for (place, rows) in &by_place {
            let pool = (scope.tenant(), campaign_id);
            pool::assign_segment(conn, pool, &name(*place), rows)?;
        }
        Ok(())
    })
}
