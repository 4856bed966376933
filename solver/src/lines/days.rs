use std::collections::{BTreeMap, BTreeSet};

use crate::problem::{Problem, Slot, Weekday, WorkPlan};
use crate::shifts::{Pattern, ShiftOption, options_on};

/// Options of a day that the future cannot tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bundle {
    /// Readiness class its start belongs to.
    pub start_class: u32,
    /// Readiness class on the next day.
    pub ready_after: u32,
    /// What may follow it.
    pub succession: u32,
    /// As what it follows: the kind of shift that successions forbid.
    pub follower: u32,
    /// Local start, where start consistency counts; else 0.
    pub start_minutes: u32,
    /// Position among the counted templates, plus 1; 0 for the others.
    pub counted: u32,
    /// Paid units.
    pub units: u32,
}

/// A day as a plan sees it.
#[derive(Clone, Debug)]
pub struct BookDay {
    /// Shifts the plan allows.
    pub options: Vec<ShiftOption>,
    /// Per option its bundle.
    pub bundle_of: Vec<u32>,
    pub bundles: Vec<Bundle>,
    /// Readiness class of the next day after a day off, by class.
    pub off_class: Vec<u32>,
    /// Rank of the day's week.
    pub week: usize,
    pub ends_week: bool,
    pub saturday: bool,
    pub sunday: bool,
    pub public_holiday: bool,
    /// First slot of the day, and the readiness thresholds.
    pub thresholds: Vec<Slot>,
}

/// Which shifts may follow which, in classes of shifts that are treated alike.
#[derive(Clone, Debug, Default)]
pub struct Successions {
    /// Per template what may follow it.
    pub source: Vec<u32>,
    /// Per template as what it follows.
    pub follower: Vec<u32>,
    /// By source, then follower.
    pub forbidden: Vec<Vec<bool>>,
}

impl Successions {
    pub fn new(plan: &WorkPlan) -> Self {
        let position = |id: &str| plan.shifts.iter().position(|shift| shift.id == id);
        let mut next: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); plan.shifts.len()];
        for rule in &plan.rules.forbidden_successions {
            if let Some(from) = position(&rule.template) {
                next[from].extend(rule.next_day.iter().filter_map(|id| position(id)));
            }
        }
        let mut sources: BTreeMap<BTreeSet<usize>, u32> = BTreeMap::new();
        sources.insert(BTreeSet::new(), 0);
        for set in &next {
            let rank = rank(sources.len());
            sources.entry(set.clone()).or_insert(rank);
        }
        let mut followers: BTreeMap<Vec<bool>, u32> = BTreeMap::new();
        let barred_by = |template: usize| -> Vec<bool> {
            let mut list = vec![false; sources.len()];
            for (set, &source) in &sources {
                list[source as usize] = set.contains(&template);
            }
            list
        };
        let follower = (0..plan.shifts.len())
            .map(|template| {
                let rank = rank(followers.len());
                *followers.entry(barred_by(template)).or_insert(rank)
            })
            .collect();
        let mut forbidden = vec![vec![false; followers.len()]; sources.len()];
        for (barred, &follower) in &followers {
            for (source, &bars) in barred.iter().enumerate() {
                forbidden[source][follower as usize] = bars;
            }
        }
        Successions {
            source: next.iter().map(|set| sources[set]).collect(),
            follower,
            forbidden,
        }
    }
}

/// Everything [`book_days`] needs beside the problem and plan.
pub struct DayTerms<'a> {
    pub patterns: &'a [Pattern],
    pub successions: &'a Successions,
    /// Per template its position among the counted ones, plus 1; 0 when not counted.
    pub counted: &'a [u32],
    /// Earliest slot that rest from before the horizon allows.
    pub ready_at_first: Slot,
    /// Templates of which no shift is allowed at all.
    pub never: &'a [bool],
    /// Most paid slots of a week, by rank of the week.
    pub most_paid_slots: &'a [usize],
}

/// The shifts a plan allows day by day, day windows and daily maxima kept.
pub fn shift_options(
    problem: &Problem,
    plan: &WorkPlan,
    terms: &DayTerms<'_>,
) -> Vec<Vec<ShiftOption>> {
    let slot = problem.slot_minutes;
    let ranks = week_ranks(problem);
    let barred = plan.maximum_days_per_week == 0
        || plan.maximum_consecutive_days == 0
        || plan.minimum_days_off as usize >= problem.days.len();
    let day_options = |(day, date): (usize, &crate::problem::Day)| {
        let mut options = options_on(problem, plan, terms.patterns, day);
        let most = plan
            .rules
            .maximum_paid_minutes_per_day
            .map_or(usize::MAX, |minutes| problem.slots_down(minutes))
            .min(terms.most_paid_slots[ranks[day]]);
        let windows: Vec<_> = plan
            .rules
            .day_windows
            .iter()
            .filter(|window| window.weekdays.contains(&date.weekday))
            .collect();
        options.retain(|option| {
            let inside = windows.iter().all(|window| {
                let earliest = window
                    .earliest_start_minutes
                    .is_none_or(|minutes| date.local_minutes(option.start, slot) >= minutes);
                let latest = window
                    .latest_end_minutes
                    .is_none_or(|minutes| option.end() <= date.slot_at(minutes, slot));
                earliest && latest
            });
            !barred && inside && !terms.never[option.template] && option.paid_slots <= most
        });
        options
    };
    problem.days.iter().enumerate().map(day_options).collect()
}

/// Rank of every day's week.
pub fn week_ranks(problem: &Problem) -> Vec<usize> {
    let weeks: BTreeSet<usize> = problem.days.iter().map(|day| day.week).collect();
    let rank_of: BTreeMap<usize, usize> = weeks
        .into_iter()
        .enumerate()
        .map(|(rank, week)| (week, rank))
        .collect();
    problem.days.iter().map(|day| rank_of[&day.week]).collect()
}

/// Bundles the options of every day.
pub fn book_days(
    problem: &Problem,
    plan: &WorkPlan,
    terms: &DayTerms<'_>,
    options: Vec<Vec<ShiftOption>>,
    unit: usize,
) -> Vec<BookDay> {
    let rest = problem.slots_up(plan.minimum_time_between_shifts_minutes);
    // A shift and the rest after it reach this many days ahead; a day has 23 hours at least.
    let ahead = 4 + rest * problem.slot_minutes as usize / 1380;
    let thresholds = thresholds(&options, rest, terms.ready_at_first, ahead);
    let ranks = week_ranks(problem);
    let consistent = plan.rules.start_consistency_minutes.is_some();
    let mut days = Vec::with_capacity(options.len());
    for (day, options) in options.into_iter().enumerate() {
        let (here, next) = (&thresholds[day], &thresholds[day + 1]);
        let date = &problem.days[day];
        let key = |option: &ShiftOption| Bundle {
            start_class: rank(class_of(here, option.start)),
            ready_after: rank(class_of(next, option.end() + rest)),
            succession: terms.successions.source[option.template],
            follower: terms.successions.follower[option.template],
            start_minutes: if consistent {
                date.local_minutes(option.start, problem.slot_minutes)
            } else {
                0
            },
            counted: terms.counted[option.template],
            units: rank(option.paid_slots / unit),
        };
        let keys: Vec<Bundle> = options.iter().map(key).collect();
        let bundles: Vec<Bundle> = keys
            .iter()
            .copied()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let place = |key: &Bundle| rank(bundles.binary_search(key).unwrap_or_default());
        days.push(BookDay {
            bundle_of: keys.iter().map(place).collect(),
            bundles,
            off_class: here
                .iter()
                .map(|&ready| rank(class_of(next, ready)))
                .collect(),
            week: ranks[day],
            ends_week: ranks.get(day + 1) != Some(&ranks[day]),
            saturday: date.weekday == Weekday::Saturday,
            sunday: date.weekday == Weekday::Sunday,
            public_holiday: date.is_public_holiday,
            thresholds: here.clone(),
            options,
        });
    }
    days
}

/// Per day the starts, here and later, that rest can forbid, and the first it cannot: the readiness classes.
fn thresholds(
    options: &[Vec<ShiftOption>],
    rest: usize,
    ready_at_first: Slot,
    ahead: usize,
) -> Vec<Vec<Slot>> {
    let mut all = vec![vec![0]; options.len() + 1];
    let mut latest_ready = ready_at_first;
    for day in 0..options.len() {
        let near = options[day..].iter().take(ahead).flatten();
        let starts: BTreeSet<Slot> = near.map(|option| option.start).collect();
        let mut list: Vec<Slot> = starts
            .iter()
            .copied()
            .take_while(|&start| start < latest_ready)
            .collect();
        let free = starts.iter().copied().find(|&start| start >= latest_ready);
        list.push(free.unwrap_or(Slot::MAX));
        all[day] = list;
        latest_ready = options[day]
            .iter()
            .map(|option| option.end() + rest)
            .fold(latest_ready, Slot::max);
    }
    all
}

/// The first class whose start is at or after `ready`; the last one when all are before it.
pub fn class_of(thresholds: &[Slot], ready: Slot) -> usize {
    thresholds
        .partition_point(|&start| start < ready)
        .min(thresholds.len().saturating_sub(1))
}

pub fn rank(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
