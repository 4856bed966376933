//! Replays of calling the later part of the bank's contacts, and how much better than by chance it went.

use crewcast_forecasts::response::{
    Attempt, Calibration, ContactTable, Judged, LogOdds, PropensityModel, ResponseError,
    ResponseOptions,
};
use crewcast_forecasts::slicing::{
    ContactScore, Exploration, SeatTime, SliceOptions, SlicingError, propose,
};
use crewcast_forecasts::units::AhtSeconds;

use crate::bank_marketing::{CONTACTS_A_DAY, Campaign, Columns, Split};

/// Contacts on the list of a wave.
pub const WAVE: usize = 1_000;
/// Calls after which one list is ordered anew.
const ROUND: usize = 150;
/// Share of the calls that are drawn at random to learn from, where learning goes on.
const EXPLORED: f64 = 0.1;

/// What happens after the first fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Afterwards {
    /// Nothing is learned any more.
    Nothing,
    /// Outcomes of the calls made are learned after every wave.
    Learn,
    /// The model is fitted anew to all calls made, after every wave, with the memory and the trust once chosen.
    FitAnew,
}

/// Who is called first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Highest scores.
    Score,
    /// The slices as they are proposed; within a slice in the list's own order.
    Slices,
}

/// What a replay has come to.
#[derive(Clone, Debug, Default)]
pub struct Replayed {
    pub calls: usize,
    pub successes: usize,
    /// Every contact of every wave, told before the wave.
    pub judged: Vec<Judged>,
    /// Rate of the calls over the rate of the list.
    pub lift: f64,
}

/// A model that is replayed.
#[derive(Clone)]
pub struct Candidate {
    pub split: Split,
    pub columns: Columns,
    pub options: ResponseOptions,
    pub afterwards: Afterwards,
    pub order: Order,
}

#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    #[error(transparent)]
    Response(#[from] ResponseError),
    #[error(transparent)]
    Slicing(#[from] SlicingError),
    #[error(transparent)]
    Unit(#[from] crewcast_forecasts::units::UnitError),
}

/// Fits on the first part.
pub fn first_fit(
    campaign: &Campaign,
    split: Split,
    columns: Columns,
    options: &ResponseOptions,
) -> Result<PropensityModel, ReplayError> {
    let table = campaign.table(columns, 0..split.until)?;
    let attempts = campaign.attempts(0..split.fitted);
    Ok(PropensityModel::fit(&table, &attempts, options)?)
}

/// The later part comes in waves of 1,000 contacts, as it did; of each the same share is called. What was not called is not
/// learned from.
pub fn in_waves(
    campaign: &Campaign,
    fitted: &PropensityModel,
    candidate: &Candidate,
    share: f64,
    seed: u64,
) -> Result<Replayed, ReplayError> {
    let Split {
        fitted: from,
        until,
    } = candidate.split;
    let table = campaign.table(candidate.columns, 0..until)?;
    let mut model = fitted.clone();
    let mut known = campaign.attempts(0..from);
    let mut replayed = Replayed::default();
    for start in (from..until).step_by(WAVE) {
        let wave: Vec<usize> = (start..(start + WAVE).min(until)).collect();
        let begin = campaign.attempt(start).at_days;
        let ahead = (begin - model.learned_until_days()).max(0.0);
        let list = campaign.table(candidate.columns, wave.iter().copied())?;
        let scores = model.scorer(ahead)?.score_all(&list, None)?;
        for (&row, score) in wave.iter().zip(&scores) {
            replayed.judged.push(Judged {
                predicted: score.propensity().mean,
                succeeded: campaign.succeeded[row],
            });
        }
        let wanted = (share * wave.len() as f64).round() as usize;
        let explored = match candidate.afterwards {
            Afterwards::Nothing => 0.0,
            Afterwards::Learn | Afterwards::FitAnew => EXPLORED,
        };
        let order = order(candidate.order, &list, &scores, seed)?;
        let called = called(&order, wanted, explored, seed.wrapping_add(start as u64));
        let called: Vec<usize> = called.into_iter().map(|at| wave[at]).collect();
        replayed.calls += called.len();
        replayed.successes += called
            .iter()
            .filter(|&&row| campaign.succeeded[row])
            .count();
        let outcomes = campaign.attempts(called);
        match candidate.afterwards {
            Afterwards::Nothing => {}
            Afterwards::Learn => model.learn(&table, &outcomes)?,
            Afterwards::FitAnew => {
                known.extend(outcomes);
                model = fitted.fit_anew(&table, &known, &candidate.options)?;
            }
        }
    }
    replayed.lift = lift(
        campaign,
        candidate.split,
        replayed.successes,
        replayed.calls,
    );
    Ok(replayed)
}

/// The later part is one list, which is called from the top. Where learning goes on, it is ordered anew after every round of
/// calls, each of which has some that are drawn at random.
pub fn as_one_list(
    campaign: &Campaign,
    fitted: &PropensityModel,
    candidate: &Candidate,
    share: f64,
    seed: u64,
) -> Result<Replayed, ReplayError> {
    let Split {
        fitted: from,
        until,
    } = candidate.split;
    let table = campaign.table(candidate.columns, 0..until)?;
    let mut model = fitted.clone();
    let mut known = campaign.attempts(0..from);
    let mut left: Vec<usize> = (from..until).collect();
    let mut replayed = Replayed::default();
    let wanted = (share * left.len() as f64).round() as usize;
    while replayed.calls < wanted {
        let (round, explored) = match candidate.afterwards {
            Afterwards::Nothing => (wanted, 0.0),
            Afterwards::Learn | Afterwards::FitAnew => {
                (ROUND.min(wanted - replayed.calls), EXPLORED)
            }
        };
        let list = campaign.table(candidate.columns, left.iter().copied())?;
        let scores = model.scorer(0.0)?.score_all(&list, None)?;
        let order = order(candidate.order, &list, &scores, seed)?;
        let called = called(
            &order,
            round,
            explored,
            seed.wrapping_add(replayed.calls as u64),
        );
        let rows: Vec<usize> = called.into_iter().map(|at| left[at]).collect();
        replayed.successes += rows.iter().filter(|&&row| campaign.succeeded[row]).count();
        // The day of a call is that of its turn, not of the file.
        let turn = (from + replayed.calls) as f64 / CONTACTS_A_DAY;
        let outcomes: Vec<Attempt> = rows
            .iter()
            .map(|&row| Attempt {
                at_days: turn,
                ..campaign.attempt(row)
            })
            .collect();
        replayed.calls += rows.len();
        left.retain(|row| !rows.contains(row));
        match candidate.afterwards {
            Afterwards::Nothing => {}
            Afterwards::Learn => model.learn(&table, &outcomes)?,
            Afterwards::FitAnew => {
                known.extend(outcomes);
                model = fitted.fit_anew(&table, &known, &candidate.options)?;
            }
        }
    }
    replayed.lift = lift(
        campaign,
        candidate.split,
        replayed.successes,
        replayed.calls,
    );
    Ok(replayed)
}

/// Success rate of the first share of the list, or of every wave, in the file's own order, over that of all.
pub fn lift_of_own_order(campaign: &Campaign, split: Split, share: f64, list: usize) -> f64 {
    let wanted = (share * list as f64).round() as usize;
    let first = (split.fitted..split.until).filter(|row| (row - split.fitted) % list < wanted);
    let (calls, successes) = first.fold((0, 0), |(calls, successes), row| {
        (calls + 1, successes + usize::from(campaign.succeeded[row]))
    });
    lift(campaign, split, successes, calls)
}

/// Calibration of the same probability for all: the success rate of the first part.
pub fn calibration_of_the_mean(
    campaign: &Campaign,
    split: Split,
) -> Result<Calibration, ResponseError> {
    let successes = campaign.succeeded[..split.fitted]
        .iter()
        .filter(|&&yes| yes)
        .count();
    let predicted = successes as f64 / split.fitted as f64;
    let judged: Vec<Judged> = campaign.succeeded[split.fitted..split.until]
        .iter()
        .map(|&succeeded| Judged {
            predicted,
            succeeded,
        })
        .collect();
    Calibration::of(&judged, 10)
}

fn lift(campaign: &Campaign, split: Split, successes: usize, calls: usize) -> f64 {
    let later = &campaign.succeeded[split.fitted..split.until];
    let of_list = later.iter().filter(|&&yes| yes).count() as f64 / later.len() as f64;
    successes as f64 / calls.max(1) as f64 / of_list
}

/// Places of a list in the order of calling.
fn order(
    order: Order,
    list: &ContactTable,
    scores: &[LogOdds],
    seed: u64,
) -> Result<Vec<usize>, ReplayError> {
    let mut by_score: Vec<usize> = (0..scores.len()).collect();
    by_score.sort_by(|&a, &b| scores[b].mean.total_cmp(&scores[a].mean).then(a.cmp(&b)));
    if order == Order::Score {
        return Ok(by_score);
    }
    // Everybody answers here, and there is time for the whole list.
    let told: Vec<ContactScore> = scores
        .iter()
        .map(|score| ContactScore {
            answer_rate: 1.0,
            success: score.propensity(),
        })
        .collect();
    let seat_time = SeatTime {
        seats: 1,
        hours: scores.len() as f64,
        handle_time: AhtSeconds::new(240.0)?,
        unanswered_attempts_per_seat_hour: 60.0,
    };
    let options = SliceOptions {
        least_contacts: (scores.len() / 30).max(20),
        exploration: Exploration::None,
        ..SliceOptions::default()
    };
    let plan = propose(list, &told, &seat_time, &options, seed)?;
    let mut in_slices = Vec::with_capacity(scores.len());
    for slice in &plan.slices {
        let mut calls = slice.calls.clone();
        calls.sort_unstable();
        in_slices.extend(calls);
    }
    let mut is_in = vec![false; scores.len()];
    for &at in &in_slices {
        is_in[at] = true;
    }
    in_slices.extend(by_score.into_iter().filter(|&at| !is_in[at]));
    Ok(in_slices)
}

/// The first of the order, and a share of the calls drawn evenly from the rest by a hash of the seed.
fn called(order: &[usize], wanted: usize, explored: f64, seed: u64) -> Vec<usize> {
    let by_chance = (explored * wanted as f64).round() as usize;
    let (best, rest) = order.split_at((wanted - by_chance).min(order.len()));
    let hash = |at: usize| {
        let mixed = (at as u64 ^ seed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 7
    };
    let mut rest = rest.to_vec();
    rest.sort_by_key(|&at| hash(at));
    best.iter()
        .copied()
        .chain(rest.into_iter().take(by_chance))
        .collect()
}
