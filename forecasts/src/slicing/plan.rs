//! A broad list cut into small campaigns that the seats can call.

use rand_core::SeedableRng as _;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::exploration::{advised_share, drawn, shuffle};
use super::features::Binned;
use super::tree::{Ground, Leaf, Tree};
use super::{Condition, ContactScore, Exploration, SeatTime, SlicingError};
use crate::normal::Z90;
use crate::response::{ContactTable, Propensity};

/// How a list is sliced.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SliceOptions {
    /// Slices at least, where the list has so many parts.
    pub least_slices: usize,
    /// Slices at most.
    pub most_slices: usize,
    /// Contacts of a slice at least, about: it is judged by the halves that the list is split into.
    pub least_contacts: usize,
    /// How contacts are drawn from the rest.
    pub exploration: Exploration,
}

impl Default for SliceOptions {
    fn default() -> Self {
        Self {
            least_slices: 5,
            most_slices: 20,
            least_contacts: 200,
            exploration: Exploration::AtRandom { share: 0.1 },
        }
    }
}

/// A number with the range it lies in with 80 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExpectedCount {
    /// Expected value.
    pub mean: f64,
    /// Below this with 10 % at most.
    pub p10: f64,
    /// Above this with 10 % at most.
    pub p90: f64,
}

/// One small campaign: the contacts for which all conditions hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Slice {
    /// What holds for its contacts and for no other slice's together.
    pub conditions: Vec<Condition>,
    /// Contacts for which the conditions hold.
    pub contacts: usize,
    /// Rows to call, best first: all of them, but for the last slice that the seats have time for.
    pub calls: Vec<usize>,
    /// Share of the calls that are answered.
    pub answer_rate: f64,
    /// Share of the calls that succeed. Its quantiles suppose that all its contacts' scores are wrong together, so it is
    /// rather too wide.
    pub success_rate: Propensity,
    /// Successes of the calls, chance included.
    pub successes: ExpectedCount,
    /// Seat hours the calls take.
    pub seat_hours: f64,
}

/// Contacts called to learn from.
#[derive(Clone, Debug, PartialEq)]
pub struct ExplorationCalls {
    /// Rows to call, in that order; none of them is called by a slice.
    pub calls: Vec<usize>,
    /// Successes expected of them.
    pub successes: f64,
    /// Seat hours they take.
    pub seat_hours: f64,
}

/// A list's slices, those with most successes a seat hour first.
#[derive(Clone, Debug, PartialEq)]
pub struct SlicePlan {
    /// The slices, which share no contact.
    pub slices: Vec<Slice>,
    /// Calls outside them.
    pub exploration: ExplorationCalls,
    /// Share of the seat hours, 0 to 0.3, that exploring is worth by what is not known of the scores: what draws from it would spend
    /// on those who are expected to yield less than the last who would be called by what is expected.
    pub advised_exploration_share: f64,
    /// Seat hours there are.
    pub seat_hours: f64,
    /// No part of the list could be split any more without becoming too small or for any gain: with fewer slices than asked
    /// for, the list has no more parts to tell apart.
    pub is_fully_split: bool,
}

/// Contacts that splits are chosen by, at most.
const MOST_GROWING: usize = 100_000;
/// A split takes away this share of all scatter at least, unless there are too few slices.
const LEAST_GAIN: f64 = 0.005;
/// Leaves of the tree for every slice asked for, at most.
const LEAVES_A_SLICE: usize = 4;

/// Proposes slices of a list for the seats there are.
///
/// # Errors
/// [`SlicingError::NotOneAContact`], [`SlicingError::NotAScore`], [`SlicingError::OutOfRange`], and
/// [`SlicingError::Contacts`] for a column that is known only after the call.
pub fn propose(
    contacts: &ContactTable,
    scores: &[ContactScore],
    seat_time: &SeatTime,
    options: &SliceOptions,
    seed: u64,
) -> Result<SlicePlan, SlicingError> {
    check(contacts, scores, seat_time, options)?;
    let hours: Vec<f64> = scores
        .iter()
        .map(|score| seat_time.seat_hours_of_attempt(score.answer_rate))
        .collect();
    let yields: Vec<f64> = scores
        .iter()
        .zip(&hours)
        .map(|(score, hours)| score.success.mean / hours)
        .collect();
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut growing: Vec<u32> = (0..contacts.rows())
        .filter_map(|row| u32::try_from(row).ok())
        .collect();
    shuffle(&mut growing, &mut generator);
    let judging = growing.split_off(growing.len().div_ceil(2).min(MOST_GROWING));
    let share_growing = growing.len() as f64 / contacts.rows().max(1) as f64;
    let least = |share: f64| (options.least_contacts as f64 * share).ceil() as usize;
    let columns = Binned::columns(contacts);
    let ground = Ground {
        columns: &columns,
        yields: &yields,
        centre: yields.iter().sum::<f64>() / yields.len().max(1) as f64,
        hours: &hours,
        least_growing: least(share_growing),
        least_judging: least(1.0 - share_growing),
    };
    let mut tree = Tree::new(ground, growing, judging);
    let for_slices = seat_time.seat_hours() * (1.0 - options.exploration.share());
    let is_fully_split = grow(&mut tree, for_slices * share_growing, options);

    let list = List {
        scores,
        hours: &hours,
        names: contacts
            .columns()
            .iter()
            .map(|column| column.name().to_owned())
            .collect(),
    };
    let slices = list.fill(&tree.leaves, for_slices, options.most_slices);
    let mut is_called = vec![false; contacts.rows()];
    for &row in slices.iter().flat_map(|slice| &slice.calls) {
        is_called[row] = true;
    }
    let rest: Vec<usize> = (0..contacts.rows())
        .filter(|&row| !is_called[row])
        .collect();
    let for_exploration = seat_time.seat_hours() * options.exploration.share();
    let calls = drawn(
        options.exploration,
        rest,
        scores,
        &hours,
        for_exploration,
        &mut generator,
    );
    let advised_exploration_share =
        advised_share(scores, &hours, seat_time.seat_hours(), &mut generator);
    Ok(SlicePlan {
        slices,
        advised_exploration_share,
        exploration: ExplorationCalls {
            successes: calls.iter().map(|&row| scores[row].success.mean).sum(),
            seat_hours: calls.iter().map(|&row| hours[row]).sum(),
            calls,
        },
        seat_hours: seat_time.seat_hours(),
        is_fully_split,
    })
}

fn check(
    contacts: &ContactTable,
    scores: &[ContactScore],
    seat_time: &SeatTime,
    options: &SliceOptions,
) -> Result<(), SlicingError> {
    contacts.refuse_known_after_call()?;
    if scores.len() != contacts.rows() {
        return Err(SlicingError::NotOneAContact {
            found: scores.len(),
            expected: contacts.rows(),
        });
    }
    for (row, score) in scores.iter().enumerate() {
        if !(score.answer_rate > 0.0 && score.answer_rate <= 1.0) {
            return Err(SlicingError::NotAScore {
                row,
                field: "answer_rate",
            });
        }
        if !score.success.is_ordered_within_zero_and_one() {
            return Err(SlicingError::NotAScore {
                row,
                field: "success",
            });
        }
    }
    seat_time.check()?;
    let (least, most) = (options.least_slices, options.most_slices);
    let share = options.exploration.share();
    let checks = [
        (
            "contacts",
            contacts.rows() as f64,
            u32::try_from(contacts.rows()).is_ok(),
            "4,294,967,295 or fewer",
        ),
        (
            "least_slices",
            least as f64,
            (1..=most).contains(&least),
            "1 to most_slices",
        ),
        (
            "most_slices",
            most as f64,
            (1..=100).contains(&most),
            "1 to 100",
        ),
        (
            "least_contacts",
            options.least_contacts as f64,
            options.least_contacts >= 2,
            "2 or more",
        ),
        (
            "exploration share",
            share,
            (0.0..=0.5).contains(&share),
            "0 to 0.5",
        ),
    ];
    for (field, value, is_in_range, range) in checks {
        if !is_in_range {
            return Err(SlicingError::OutOfRange {
                field,
                value,
                range,
            });
        }
    }
    Ok(())
}

/// Splits until the leaves that the seats have time for are as many as may be, or no split is worth it. Says whether
/// nothing was left to split.
fn grow(tree: &mut Tree<'_>, hours: f64, options: &SliceOptions) -> bool {
    let most_leaves = LEAVES_A_SLICE * options.most_slices;
    // One is kept free: sizes in the whole list differ a little from those in the half.
    let enough = (options.most_slices - 1).max(1);
    loop {
        let chosen = tree.chosen(hours);
        if chosen.len() >= enough || tree.leaves.len() >= most_leaves {
            return false;
        }
        let anywhere = tree.most_gaining(0..tree.leaves.len());
        let next = match anywhere {
            Some((leaf, gain)) if gain >= LEAST_GAIN => leaf,
            _ if chosen.len() >= options.least_slices => return false,
            _ => match tree.most_gaining(chosen.into_iter()) {
                Some((leaf, _)) => leaf,
                None => return true,
            },
        };
        tree.split(next);
    }
}

/// The contacts with what calling them gives and costs.
struct List<'a> {
    scores: &'a [ContactScore],
    hours: &'a [f64],
    names: Vec<String>,
}

impl List<'_> {
    /// The leaves as slices, by what their judging half yields, until the hours are used up.
    fn fill(&self, leaves: &[Leaf], mut hours: f64, most: usize) -> Vec<Slice> {
        let worth = |leaf: &Leaf| {
            let rows = leaf.judging.iter().map(|&row| row as usize);
            let (successes, hours) = rows.fold((0.0, 0.0), |(successes, hours), row| {
                (
                    successes + self.scores[row].success.mean,
                    hours + self.hours[row],
                )
            });
            successes / f64::max(hours, f64::MIN_POSITIVE)
        };
        let mut ordered: Vec<(f64, &Leaf)> =
            leaves.iter().map(|leaf| (worth(leaf), leaf)).collect();
        ordered.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut slices = Vec::new();
        for (_, leaf) in ordered.into_iter().take(most) {
            let Some(slice) = self.slice(leaf, hours) else {
                break;
            };
            hours -= slice.seat_hours;
            slices.push(slice);
        }
        slices
    }

    /// The slice of a leaf, as much of it as fits into the hours; nothing when that is too little to be judged.
    fn slice(&self, leaf: &Leaf, hours: f64) -> Option<Slice> {
        let all = leaf.growing.iter().chain(&leaf.judging);
        let mut calls: Vec<usize> = all.map(|&row| row as usize).collect();
        let worth = |row: usize| self.scores[row].success.mean / self.hours[row];
        calls.sort_by(|&a, &b| worth(b).total_cmp(&worth(a)).then(a.cmp(&b)));
        let contacts = calls.len();
        let mut seat_hours = 0.0;
        let mut fitting = 0;
        for &row in &calls {
            if seat_hours + self.hours[row] > hours {
                break;
            }
            seat_hours += self.hours[row];
            fitting += 1;
        }
        calls.truncate(fitting);
        let mut is_called = calls.clone();
        is_called.sort_unstable();
        let judges: Vec<&ContactScore> = leaf
            .judging
            .iter()
            .map(|&row| row as usize)
            .filter(|row| is_called.binary_search(row).is_ok())
            .map(|row| &self.scores[row])
            .collect();
        if judges.is_empty() {
            return None;
        }
        let success_rate = rate(&judges, calls.len());
        Some(Slice {
            conditions: leaf.region.conditions(&self.names),
            contacts,
            answer_rate: judges.iter().map(|score| score.answer_rate).sum::<f64>()
                / judges.len() as f64,
            success_rate,
            successes: successes(success_rate, calls.len()),
            calls,
            seat_hours,
        })
    }
}

/// The mean over the judging contacts. Its quantiles have the mean distance of their own quantiles, and the error of judging
/// a part instead of all `calls`.
fn rate(judges: &[&ContactScore], calls: usize) -> Propensity {
    let count = judges.len() as f64;
    let mean = |of: fn(&Propensity) -> f64| {
        judges.iter().map(|score| of(&score.success)).sum::<f64>() / count
    };
    let (middle, p10, p90) = (mean(|s| s.mean), mean(|s| s.p10), mean(|s| s.p90));
    let scatter: f64 = judges
        .iter()
        .map(|score| (score.success.mean - middle).powi(2))
        .sum();
    let unseen = 1.0 - count / (calls as f64).max(count);
    let of_sample = scatter / (count - 1.0).max(1.0) / count * unseen;
    let half = |distance: f64| (distance.max(0.0).powi(2) + Z90 * Z90 * of_sample).sqrt();
    Propensity {
        mean: middle,
        p10: (middle - half(middle - p10)).max(f64::MIN_POSITIVE),
        p90: (middle + half(p90 - middle)).min(1.0 - f64::EPSILON),
    }
}

/// Successes of so many calls: the rate's uncertainty and the chance of every call.
fn successes(rate: Propensity, calls: usize) -> ExpectedCount {
    let calls = calls as f64;
    let of_chance = Z90 * Z90 * calls * rate.mean * (1.0 - rate.mean);
    let half = |distance: f64| ((calls * distance).powi(2) + of_chance).sqrt();
    let mean = calls * rate.mean;
    ExpectedCount {
        mean,
        p10: (mean - half(rate.mean - rate.p10)).max(0.0),
        p90: (mean + half(rate.p90 - rate.mean)).min(calls),
    }
}
