use std::collections::BTreeMap;

use super::Duty;
use super::book::Book;
use crate::columns::AgentClass;
use crate::problem::{Problem, Slot};
use crate::shifts::Pattern;

/// Which activities of a class's shifts count towards limits on how many are on a break at once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CountedBreaks {
    /// Distinct sets of limits, each ascending.
    pub sets: Vec<Vec<usize>>,
    /// By pattern, then activity: its set; none where it counts nowhere. Empty where nothing of the class counts.
    by_pattern: Vec<Vec<Option<usize>>>,
}

impl CountedBreaks {
    /// The counted activities of a class, whose shifts have the patterns of `book`.
    pub fn new(problem: &Problem, class: &AgentClass, book: &Book) -> Self {
        let plan = &problem.plans[class.plan];
        let of_class: Vec<usize> = problem
            .break_limits
            .iter()
            .enumerate()
            .filter(|(_, limit)| limit.counts_agents_of(&class.groups))
            .map(|(rank, _)| rank)
            .collect();
        let mut ranks: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
        let of_pattern = |pattern: &Pattern| -> Vec<Option<usize>> {
            let activities = plan.shifts[pattern.template].activities.iter();
            activities
                .map(|activity| {
                    let counts = |limit: &&usize| problem.break_limits[**limit].counts(activity);
                    let set: Vec<usize> = of_class.iter().filter(counts).copied().collect();
                    let rank = ranks.len();
                    (!set.is_empty()).then(|| *ranks.entry(set).or_insert(rank))
                })
                .collect()
        };
        let by_pattern: Vec<Vec<Option<usize>>> = book.patterns.iter().map(of_pattern).collect();
        let mut sets = vec![Vec::new(); ranks.len()];
        for (set, rank) in ranks {
            sets[rank] = set;
        }
        if sets.is_empty() {
            return CountedBreaks::default();
        }
        CountedBreaks { sets, by_pattern }
    }

    /// The sets of a pattern's activities; empty where none counts.
    pub fn of_pattern(&self, pattern: usize) -> &[Option<usize>] {
        self.by_pattern.get(pattern).map_or(&[], Vec::as_slice)
    }

    /// Limits and slots of the horizon that the counted activities of a window's days take up, ascending.
    pub fn taken(
        &self,
        book: &Book,
        first: usize,
        duties: &[Option<Duty>],
        horizon: usize,
    ) -> Vec<(usize, Slot)> {
        let mut taken = Vec::new();
        if self.sets.is_empty() {
            return taken;
        }
        for (offset, duty) in duties.iter().enumerate() {
            let Some(duty) = duty else { continue };
            let option = book.days[first + offset].options[duty.option];
            let activities = book.patterns[option.pattern].activities.iter();
            let sets = self.of_pattern(option.pattern);
            for ((activity, start), set) in activities.zip(&duty.starts).zip(sets) {
                let from = option.start + start;
                let to = (from + activity.slots).min(horizon);
                for &limit in set.iter().flat_map(|&set| &self.sets[set]) {
                    taken.extend((from..to).map(|slot| (limit, slot)));
                }
            }
        }
        taken.sort_unstable();
        taken
    }
}

/// What an agent off the queue for an activity loses: sums of the worth of all slots before each, for activities that count
/// nowhere and for those of each set of limits.
#[derive(Clone, Copy)]
pub struct Losses<'a> {
    pub prefix: &'a [f64],
    pub of_sets: &'a [Vec<f64>],
    /// By activity of the pattern its set; empty where none counts.
    pub sets: &'a [Option<usize>],
}

impl Losses<'_> {
    /// `before`, and the loss of an activity of the pattern in slots `from..to`.
    pub fn add(&self, before: f64, activity: usize, from: Slot, to: Slot) -> f64 {
        let prefix = match self.sets.get(activity) {
            Some(&Some(set)) => &self.of_sets[set],
            _ => self.prefix,
        };
        before + prefix[to] - prefix[from]
    }
}
