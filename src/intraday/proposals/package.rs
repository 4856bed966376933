//! The best of many single changes, one a shift: the one that saves most first, those after it given those before.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::Ground;
use crate::db::Instant;
use crate::failure::Failure;
use crate::intraday::open_intervals::HeadsByInterval;
use crate::intraday::shortfall::Shortfall;
use crate::intraday::swap::{cancelled, moved};
use crate::schedules::Shift;

/// A change that saves fewer head-minutes is not worth telling anybody.
const LEAST_HEAD_MINUTES: f64 = 5.0;

/// Of changes that save as much the one that moves least is taken: head-minutes that a minute of moving must save.
const PER_MINUTE_MOVED: f64 = 0.001;

/// An activity that is cancelled or moved.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub agent: usize,
    pub shift_id: String,
    /// Which of the shift's activities.
    pub activity: usize,
    pub start_at: Instant,
    pub length_minutes: u32,
    /// When it begins instead; `None` when it is not held.
    pub to: Option<Instant>,
    pub heads: HeadsByInterval,
}

impl Candidate {
    fn minutes_moved(&self) -> f64 {
        let moved = |to: Instant| (to.epoch_millis() - self.start_at.epoch_millis()).abs();
        self.to.map_or(0.0, |to| moved(to) as f64 / 60_000.0)
    }
}

/// A change that was chosen, with the shift it makes.
#[derive(Clone, Debug)]
pub(super) struct Chosen {
    pub candidate: Candidate,
    pub before: Shift,
    pub after: Shift,
}

/// In the order of what they save; equal ones in the order they were given.
#[derive(PartialEq)]
struct Ranked {
    saved: f64,
    place: usize,
}

impl Eq for Ranked {}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let by_place = other.place.cmp(&self.place);
        self.saved.total_cmp(&other.saved).then(by_place)
    }
}

/// Chooses at most as many as the terms allow.
pub(super) fn choose(
    ground: &Ground<'_>,
    candidates: &[Candidate],
) -> Result<Vec<Chosen>, Failure> {
    let mut shortfall = ground.shortfall.clone();
    let shifts: BTreeMap<&str, &Shift> = ground
        .shifts()
        .map(|(_, shift)| (shift.id.as_str(), shift))
        .collect();
    let saved = |shortfall: &Shortfall, one: &Candidate| {
        shortfall.gain(one.agent, &one.heads) - PER_MINUTE_MOVED * one.minutes_moved()
    };
    let ranked = candidates.iter().enumerate().map(|(place, one)| Ranked {
        saved: saved(&shortfall, one),
        place,
    });
    let mut heap: BinaryHeap<Ranked> = ranked
        .filter(|one| one.saved >= LEAST_HEAD_MINUTES)
        .collect();
    let mut used: BTreeSet<&str> = BTreeSet::new();
    let mut chosen = Vec::new();
    while let Some(top) = heap.pop() {
        if chosen.len() >= ground.terms.most_changes {
            break;
        }
        let Some(candidate) = candidates.get(top.place) else {
            continue;
        };
        if used.contains(candidate.shift_id.as_str()) {
            continue;
        }
        // What was chosen meanwhile may have taken some of it: savings only shrink, so the first that stays first is best.
        let now = Ranked {
            saved: saved(&shortfall, candidate),
            place: top.place,
        };
        if now.saved < LEAST_HEAD_MINUTES {
            continue;
        }
        if heap.peek().is_some_and(|next| *next > now) {
            heap.push(now);
            continue;
        }
        let Some(&before) = shifts.get(candidate.shift_id.as_str()) else {
            continue;
        };
        let after = match candidate.to {
            Some(to) => moved(before, candidate.activity, to),
            None => cancelled(before, candidate.activity),
        };
        let Some(after) = after else { continue };
        if !ground.judge.allows(&after, |_| true)? {
            continue;
        }
        used.insert(&candidate.shift_id);
        shortfall.apply(candidate.agent, &candidate.heads);
        chosen.push(Chosen {
            candidate: candidate.clone(),
            before: before.clone(),
            after,
        });
    }
    Ok(chosen)
}
