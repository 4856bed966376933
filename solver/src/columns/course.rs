use std::collections::{BTreeMap, BTreeSet};

use super::{AgentClass, WishCosts};
use crate::problem::{Agent, PlanIndex, Problem, Slot, gcd};
use crate::shifts::{Pattern, ShiftOption, options_on};

/// Which weekly minima are soft, at [`Problem::relaxation_price_per_slot`]: only those no line can meet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Minima {
    /// Paid minutes a week.
    pub paid_relaxed: bool,
    /// Working days a week.
    pub days_relaxed: bool,
}

/// A day of a course.
#[derive(Clone, Debug)]
pub struct CourseDay {
    /// Shifts that may be worked, availability considered.
    pub options: Vec<ShiftOption>,
    /// Per option what unmet wishes cost where it is worked.
    pub option_cost: Vec<f64>,
    /// What unmet wishes cost where the day is off.
    pub off_cost: f64,
    /// Per option the bundle of options that the future cannot tell apart.
    pub bundle_of: Vec<usize>,
    /// Per bundle: start class, paid units, readiness class afterwards.
    pub bundles: Vec<(usize, usize, usize)>,
    /// Readiness classes at the day's beginning: class `c` may take starts of class `c` and later.
    pub classes: usize,
    /// Readiness class of the next day after a day off.
    pub off_class: Vec<usize>,
    /// The day's week.
    pub week: usize,
    /// Position in the week, from 0.
    pub position: usize,
    /// Whether weekly limits are checked after this day.
    pub ends_week: bool,
}

/// All lines of a class as paths through days. The state between two days is: days worked in the horizon, days in a
/// row, days and paid units in the week, and the earliest next start that rest allows. A dimension whose rule cannot
/// bind is left out; nothing is merged that a rule could tell apart, so the best path is the best line.
#[derive(Clone, Debug)]
pub struct Course {
    /// The plan.
    pub plan: PlanIndex,
    /// Templates in slots.
    pub patterns: Vec<Pattern>,
    /// The days.
    pub days: Vec<CourseDay>,
    /// Slots of one unit of paid time: all lengths are multiples.
    pub unit: usize,
    /// Sizes: days in the horizon, days in a row, days in the week, paid units in the week (each plus one; 1 = absent).
    pub sizes: [usize; 4],
    /// Most paid units by week.
    pub most_paid: Vec<usize>,
    /// Price at a week's end, by week, then days in the week, then paid units; infinite when forbidden.
    pub week_price: Vec<Vec<Vec<f64>>>,
    /// Days in a row before the horizon, and the first readiness class.
    pub initial: (usize, usize),
    /// Which minima are soft.
    pub minima: Minima,
    /// The last slot any option reaches.
    pub reach: Slot,
}

impl Course {
    /// The course of a class.
    #[must_use]
    pub fn new(problem: &Problem, class: &AgentClass, minima: Minima) -> Self {
        let plan = &problem.plans[class.plan];
        let patterns = Pattern::of_plan(problem, plan);
        let free = |option: &ShiftOption| {
            !class
                .unavailable
                .iter()
                .any(|range| range.start < option.end() && option.start < range.end)
        };
        let barred = plan.maximum_days_per_week == 0
            || plan.maximum_consecutive_days == 0
            || plan.minimum_days_off as usize >= problem.days.len();
        let options: Vec<Vec<ShiftOption>> = (0..problem.days.len())
            .map(|day| {
                let barred = barred || class.days_off.contains(&day);
                let allowed = most_paid_slots(problem, class, problem.days[day].week);
                let mut options = options_on(problem, plan, &patterns, day);
                let date = &problem.days[day];
                let rotation = plan.rotation_week(date.week, class.rotation_offset);
                let rotates = |option: &ShiftOption| {
                    rotation.is_none_or(|week| {
                        week.allows(date.weekday, &plan.shifts[option.template].id)
                    })
                };
                options.retain(|option| {
                    !barred && option.paid_slots <= allowed && free(option) && rotates(option)
                });
                options
            })
            .collect();
        let rest = problem.slots_up(plan.minimum_time_between_shifts_minutes);
        let ready_at_first = class.before.minutes_since_last_shift.map_or(0, |minutes| {
            problem.slots_up(
                plan.minimum_time_between_shifts_minutes
                    .saturating_sub(minutes),
            )
        });
        let thresholds = thresholds(&options, rest, ready_at_first);
        let unit = options
            .iter()
            .flatten()
            .fold(0, |unit, option| gcd(unit, option.paid_slots))
            .max(1);
        let weeks: BTreeSet<usize> = problem.days.iter().map(|day| day.week).collect();
        let week_rank: BTreeMap<usize, usize> = weeks
            .iter()
            .enumerate()
            .map(|(rank, &week)| (week, rank))
            .collect();

        let limits = Limits::new(problem, class, &options, unit, &weeks);
        let nobody = Agent::default();
        let who = class
            .agents
            .first()
            .map_or(&nobody, |&agent| &problem.agents[agent]);
        let mut wishes = WishCosts::new(who, plan, options.iter().map(Vec::as_slice));
        let mut days = Vec::with_capacity(options.len());
        for (day, options) in options.into_iter().enumerate() {
            let (here, next) = (&thresholds[day], &thresholds[day + 1]);
            let counted = usize::from(limits.counts_paid);
            let mut bundles: BTreeMap<(usize, usize, usize), usize> = BTreeMap::new();
            let keys: Vec<_> = options
                .iter()
                .map(|option| {
                    let start = class_of(here, option.start).min(here.len().saturating_sub(1));
                    (
                        start,
                        counted * option.paid_slots / unit,
                        class_of(next, option.end() + rest),
                    )
                })
                .collect();
            for &key in &keys {
                let rank = bundles.len();
                bundles.entry(key).or_insert(rank);
            }
            let mut list = vec![(0, 0, 0); bundles.len()];
            for (&key, &rank) in &bundles {
                list[rank] = key;
            }
            let week = week_rank[&problem.days[day].week];
            let same = |other: Option<usize>| {
                other
                    .and_then(|d| problem.days.get(d))
                    .is_some_and(|d| d.week == problem.days[day].week)
            };
            let position = days.last().map_or(0, |before: &CourseDay| {
                if same(day.checked_sub(1)) {
                    before.position + 1
                } else {
                    0
                }
            });
            days.push(CourseDay {
                bundle_of: keys.iter().map(|key| bundles[key]).collect(),
                bundles: list,
                classes: here.len(),
                off_class: here.iter().map(|&ready| class_of(next, ready)).collect(),
                week,
                position,
                ends_week: !same(Some(day + 1)),
                off_cost: wishes.off[day],
                option_cost: std::mem::take(&mut wishes.option[day]),
                options,
            });
        }
        let reach = days
            .iter()
            .flat_map(|day| &day.options)
            .map(ShiftOption::end)
            .max()
            .unwrap_or(0);
        let row = (class.before.consecutive_days as usize).min(limits.sizes[1] - 1);
        Course {
            plan: class.plan,
            patterns,
            unit,
            sizes: limits.sizes,
            week_price: limits.week_prices(problem, class, unit, minima, &weeks),
            most_paid: limits.most_paid,
            initial: (row, class_of(&thresholds[0], ready_at_first)),
            minima,
            reach,
            days,
        }
    }

    /// Steps of one pricing, to measure work by.
    #[must_use]
    pub fn transitions(&self) -> usize {
        let states: usize = self.sizes.iter().product();
        self.days
            .iter()
            .map(|day| day.options.len() + states * (day.bundles.len() + day.classes))
            .sum()
    }
}

/// Paid slots the plan leaves in a week after paid absence.
fn most_paid_slots(problem: &Problem, class: &AgentClass, week: usize) -> usize {
    let absence = class.paid_absence_minutes.get(week).copied().unwrap_or(0);
    problem.slots_down(
        problem.plans[class.plan]
            .maximum_paid_minutes_per_week
            .saturating_sub(absence),
    )
}

/// Per day the starts, here and later, that rest can forbid, and the first it cannot: the readiness classes.
fn thresholds(options: &[Vec<ShiftOption>], rest: usize, ready_at_first: Slot) -> Vec<Vec<Slot>> {
    let mut all = vec![vec![0]; options.len() + 1];
    let mut latest_ready = ready_at_first;
    for day in 0..options.len() {
        let starts: BTreeSet<Slot> = options[day..]
            .iter()
            .flatten()
            .map(|option| option.start)
            .collect();
        let mut list: Vec<Slot> = starts
            .iter()
            .copied()
            .take_while(|&start| start < latest_ready)
            .collect();
        list.push(
            starts
                .iter()
                .copied()
                .find(|&start| start >= latest_ready)
                .unwrap_or(Slot::MAX),
        );
        all[day] = list;
        latest_ready = options[day]
            .iter()
            .map(|option| option.end() + rest)
            .fold(latest_ready, Slot::max);
    }
    all
}

/// The first class whose start is at or after `ready`; the last one when all are before it.
fn class_of(thresholds: &[Slot], ready: Slot) -> usize {
    thresholds
        .partition_point(|&start| start < ready)
        .min(thresholds.len().saturating_sub(1))
}

struct Limits {
    sizes: [usize; 4],
    most_paid: Vec<usize>,
    counts_days: bool,
    counts_paid: bool,
}

impl Limits {
    fn new(
        problem: &Problem,
        class: &AgentClass,
        options: &[Vec<ShiftOption>],
        unit: usize,
        weeks: &BTreeSet<usize>,
    ) -> Self {
        let plan = &problem.plans[class.plan];
        let days = options.len();
        let in_week = |week: usize| (0..days).filter(move |&day| problem.days[day].week == week);
        let most_days = plan.maximum_days_per_week as usize;
        let workable = |week: usize| {
            in_week(week)
                .filter(|&day| !options[day].is_empty())
                .count()
        };
        let busiest = weeks.iter().map(|&week| workable(week)).max().unwrap_or(0);
        let counts_days = plan.minimum_days_per_week > 0 || most_days < busiest;
        let longest = options
            .iter()
            .flatten()
            .map(|option| option.paid_slots / unit)
            .max()
            .unwrap_or(0);
        let mut most_paid = Vec::new();
        let mut counts_paid = false;
        for &week in weeks {
            let absence = class.paid_absence_minutes.get(week).copied().unwrap_or(0);
            let allowed = most_paid_slots(problem, class, week) / unit;
            let possible = workable(week).min(most_days) * longest;
            counts_paid |= allowed < possible || plan.minimum_paid_minutes_per_week > absence;
            most_paid.push(allowed.min(possible));
        }
        let on_days: usize = weeks
            .iter()
            .map(|&week| workable(week).min(most_days))
            .sum();
        let most_on = days.saturating_sub(plan.minimum_days_off as usize);
        let longest_row = plan.maximum_consecutive_days as usize;
        let counts_row =
            longest_row < class.before.consecutive_days as usize + on_days.min(most_on);
        let size = |counted: bool, most: usize| if counted { most + 1 } else { 1 };
        let sizes = [
            size(on_days > most_on, most_on),
            size(counts_row, longest_row),
            size(counts_days, most_days.min(busiest)),
            size(counts_paid, most_paid.iter().copied().max().unwrap_or(0)),
        ];
        Limits {
            sizes,
            most_paid,
            counts_days,
            counts_paid,
        }
    }

    fn week_prices(
        &self,
        problem: &Problem,
        class: &AgentClass,
        unit: usize,
        minima: Minima,
        weeks: &BTreeSet<usize>,
    ) -> Vec<Vec<Vec<f64>>> {
        let plan = &problem.plans[class.plan];
        let price = |missing: usize, relaxed: bool, each: f64| match (missing, relaxed) {
            (0, _) => 0.0,
            (_, true) => missing as f64 * each,
            (_, false) => f64::INFINITY,
        };
        weeks
            .iter()
            .map(|&week| {
                let full = problem.days_in_week(week) >= 7;
                let absence = class.paid_absence_minutes.get(week).copied().unwrap_or(0);
                let least_paid =
                    problem.slots_up(plan.minimum_paid_minutes_per_week.saturating_sub(absence));
                let least_days = plan.minimum_days_per_week as usize;
                (0..self.sizes[2])
                    .map(|days| {
                        (0..self.sizes[3])
                            .map(|paid| {
                                let short_paid = if full && self.counts_paid {
                                    least_paid.saturating_sub(paid * unit)
                                } else {
                                    0
                                };
                                let short_days = if full && self.counts_days {
                                    least_days.saturating_sub(days)
                                } else {
                                    0
                                };
                                price(
                                    short_paid,
                                    minima.paid_relaxed,
                                    problem.relaxation_price_per_slot(),
                                ) + price(
                                    short_days,
                                    minima.days_relaxed,
                                    problem.relaxation_price_per_day(),
                                )
                            })
                            .collect()
                    })
                    .collect()
            })
            .collect()
    }
}
