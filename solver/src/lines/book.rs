use super::days::{BookDay, DayTerms, Successions, book_days, rank, shift_options, week_ranks};
use crate::columns::{AgentClass, Minima};
use crate::problem::{DayIndex, Limit, Problem, Strictness, gcd};
use crate::shifts::Pattern;

/// What the axis of a node's table counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meter {
    /// Nothing: paid time binds nowhere, or only by the week beside another axis.
    None,
    /// Paid units of the week; the axis starts anew every week.
    Week,
    /// Paid units of the period.
    Period,
}

/// A template whose number of shifts is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Position in the plan.
    pub template: usize,
    pub least: u32,
    /// `u32::MAX` when only the least is limited.
    pub most: u32,
}

/// A work plan as its lines are made: the days and the limits that can bind. Agents of one plan with the same paid
/// absence share a book, whatever they wish and whenever they are away.
#[derive(Clone, Debug)]
pub struct Book {
    pub plan: usize,
    pub patterns: Vec<Pattern>,
    pub days: Vec<BookDay>,
    /// Slots of one unit of paid time: all lengths are multiples.
    pub unit: usize,
    /// Per template what may follow it; by that and by follower, what is forbidden.
    pub successions: Vec<u32>,
    pub forbidden: Vec<Vec<bool>>,
    pub meter: Meter,
    /// Most days in a row, and from where on a run's length makes no difference.
    pub most_in_row: u32,
    pub work_cap: i32,
    pub off_cap: i32,
    pub least_in_row: Option<Limit>,
    pub preferred_in_row: Option<Limit>,
    pub least_off: Option<Limit>,
    pub most_off: Option<Limit>,
    pub weekends: Option<Limit>,
    pub weekends_in_row: Option<Limit>,
    /// Most public holidays, where there are more.
    pub public_holidays: Option<Limit>,
    pub whole_weekends: Option<Strictness>,
    pub start_consistency: Option<Limit>,
    /// Most days worked in the period, where that can bind.
    pub most_days: Option<u32>,
    pub counts_week_days: bool,
    pub most_week_days: u32,
    /// Whether paid units of the week are part of the node.
    pub week_paid_in_node: bool,
    /// Most paid units by week.
    pub most_week_paid: Vec<u32>,
    /// Price at a week's end, by week, then days (0 when not counted), then paid units; infinite when forbidden.
    pub week_price: Vec<Vec<Vec<f64>>>,
    /// Least paid slots and most paid units of the period; the least may be relaxed.
    pub least_slots: usize,
    pub most_units: u32,
    pub relaxed_slot_price: Option<f64>,
    /// Longest shift in units.
    pub longest: u32,
    pub counted: Vec<Counted>,
    /// Minima of template counts are priced instead of kept.
    pub relaxed_shift_price: Option<f64>,
    /// Which minima are soft.
    pub minima: Minima,
}

/// What the histories of all classes that share a book come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shared {
    /// Latest slot that rest from before the horizon forbids starts up to.
    pub ready_at_first: usize,
    /// Longest run of working days up to the horizon.
    pub most_in_row_before: i32,
}

impl Book {
    /// The book of a class's plan and absence.
    pub fn new(problem: &Problem, class: &AgentClass, shared: Shared, minima: Minima) -> Self {
        let plan = &problem.plans[class.plan];
        let rules = &plan.rules;
        let patterns = Pattern::of_plan(problem, plan);
        let ranks = week_ranks(problem);
        let weeks = ranks.last().map_or(0, |last| last + 1);
        let week_of = |week: usize| ranks.iter().position(|&rank| rank == week).unwrap_or(0);
        let absence = |week: usize| {
            let week = problem.days[week_of(week)].week;
            class.paid_absence_minutes.get(week).copied().unwrap_or(0)
        };
        let most_paid_slots: Vec<usize> = (0..weeks)
            .map(|week| {
                problem.slots_down(
                    plan.maximum_paid_minutes_per_week
                        .saturating_sub(absence(week)),
                )
            })
            .collect();
        let count_of = |list: &[crate::problem::TemplateCount], id: &str| {
            list.iter()
                .find(|count| count.template == id)
                .map(|count| count.shifts)
        };
        let never: Vec<bool> = plan
            .shifts
            .iter()
            .map(|shift| count_of(&rules.maximum_shifts, &shift.id) == Some(0))
            .collect();
        let successions = Successions::new(plan);
        let mut terms = DayTerms {
            patterns: &patterns,
            successions: &successions,
            counted: &[],
            ready_at_first: shared.ready_at_first,
            never: &never,
            most_paid_slots: &most_paid_slots,
        };
        let options = shift_options(problem, plan, &terms);
        let unit = options
            .iter()
            .flatten()
            .fold(0, |unit, option| gcd(unit, option.paid_slots))
            .max(1);
        let units = |slots: usize| u32::try_from(slots / unit).unwrap_or(u32::MAX);
        let longest = options
            .iter()
            .flatten()
            .map(|option| units(option.paid_slots))
            .max()
            .unwrap_or(0);

        // What can bind.
        let workable = |week: usize| {
            (0..options.len())
                .filter(|&day| ranks[day] == week && !options[day].is_empty())
                .count()
        };
        let most_week_days = plan.maximum_days_per_week;
        let in_week: Vec<u32> = (0..weeks)
            .map(|week| {
                u32::try_from(workable(week))
                    .unwrap_or(u32::MAX)
                    .min(most_week_days)
            })
            .collect();
        let busiest = (0..weeks).map(workable).max().unwrap_or(0);
        let counts_week_days =
            plan.minimum_days_per_week > 0 || (most_week_days as usize) < busiest;
        let mut counts_week_paid = false;
        let most_week_paid: Vec<u32> = (0..weeks)
            .map(|week| {
                let allowed = units(most_paid_slots[week]);
                let possible = in_week[week].saturating_mul(longest);
                counts_week_paid |=
                    allowed < possible || plan.minimum_paid_minutes_per_week > absence(week);
                allowed.min(possible)
            })
            .collect();
        let possible_days: u32 = in_week.iter().sum();
        let most_days = u32::try_from(problem.days.len())
            .unwrap_or(u32::MAX)
            .saturating_sub(plan.minimum_days_off);
        let total_absence: u32 = (0..weeks).map(absence).sum();
        let most_period = rules
            .maximum_paid_minutes_in_period
            .map_or(u32::MAX, |minutes| {
                units(problem.slots_down(minutes.saturating_sub(total_absence)))
            });
        let least_slots = rules.minimum_paid_minutes_in_period.map_or(0, |minutes| {
            problem.slots_up(minutes.saturating_sub(total_absence))
        });
        let weekly: u32 = most_week_paid.iter().sum();
        let possible_units = possible_days
            .min(most_days)
            .saturating_mul(longest)
            .min(weekly);
        let counts_period = most_period < possible_units || least_slots > 0;
        let meter = match (counts_period, counts_week_paid) {
            (true, _) => Meter::Period,
            (false, true) => Meter::Week,
            (false, false) => Meter::None,
        };
        let mut counted_rank = vec![0; plan.shifts.len()];
        let mut counted = Vec::new();
        for (template, shift) in plan.shifts.iter().enumerate().filter(|(t, _)| !never[*t]) {
            let least = count_of(&rules.minimum_shifts, &shift.id).unwrap_or(0);
            let days = options
                .iter()
                .filter(|list| list.iter().any(|option| option.template == template))
                .count();
            let shortest = options
                .iter()
                .flatten()
                .filter(|option| option.template == template)
                .map(|option| units(option.paid_slots))
                .min()
                .unwrap_or(1)
                .max(1);
            let possible = rank(days).min(most_period.min(possible_units.max(1)) / shortest);
            let most = count_of(&rules.maximum_shifts, &shift.id).filter(|&most| most < possible);
            if least > 0 || most.is_some() {
                counted.push(Counted {
                    template,
                    least,
                    most: most.unwrap_or(u32::MAX),
                });
                counted_rank[template] = rank(counted.len());
            }
        }
        terms.counted = &counted_rank;
        let days = book_days(problem, plan, &terms, options, unit);
        let public_holidays = days
            .iter()
            .filter(|day| day.public_holiday && !day.options.is_empty())
            .count();
        let whole = |limit: Limit| i32::try_from(limit.value).unwrap_or(i32::MAX);
        let horizon = i32::try_from(problem.days.len()).unwrap_or(i32::MAX);
        let most_in_row = plan.maximum_consecutive_days;
        let hard_cap = i32::try_from(most_in_row)
            .ok()
            .filter(|&most| most < horizon.saturating_add(shared.most_in_row_before))
            .unwrap_or(0);
        let work_cap = [
            hard_cap,
            rules.minimum_consecutive_days.map_or(1, whole),
            rules
                .preferred_maximum_consecutive_days
                .map_or(1, |limit| whole(limit).saturating_add(1)),
        ];
        let off_cap = [
            1,
            rules.minimum_consecutive_days_off.map_or(1, whole),
            rules
                .maximum_consecutive_days_off
                .map_or(1, |limit| whole(limit).saturating_add(1)),
        ];
        let (paid, days_minimum) = (minima.paid_relaxed, minima.days_relaxed);
        let price = |missing: usize, relaxed: bool, each: f64| match (missing, relaxed) {
            (0, _) => 0.0,
            (_, true) => missing as f64 * each,
            (_, false) => f64::INFINITY,
        };
        let day_axis = if counts_week_days {
            most_week_days.min(rank(busiest)) as usize + 1
        } else {
            1
        };
        let week_price = (0..weeks)
            .map(|week| {
                let full = problem.days_in_week(problem.days[week_of(week)].week) >= 7;
                let least = plan
                    .minimum_paid_minutes_per_week
                    .saturating_sub(absence(week));
                let (least, least_days) =
                    (problem.slots_up(least), plan.minimum_days_per_week as usize);
                (0..day_axis)
                    .map(|worked| {
                        (0..=most_week_paid[week] as usize)
                            .map(|units| {
                                let short = least.saturating_sub(units * unit);
                                let short = if full && counts_week_paid { short } else { 0 };
                                let days_short = least_days.saturating_sub(worked);
                                let days_short = if full && counts_week_days {
                                    days_short
                                } else {
                                    0
                                };
                                price(short, paid, problem.relaxation_price_per_slot())
                                    + price(
                                        days_short,
                                        days_minimum,
                                        problem.relaxation_price_per_day(),
                                    )
                            })
                            .collect()
                    })
                    .collect()
            })
            .collect();
        Book {
            plan: class.plan,
            unit,
            successions: successions.source.clone(),
            forbidden: successions.forbidden.clone(),
            meter,
            most_in_row,
            work_cap: work_cap.into_iter().max().unwrap_or(1).max(1),
            off_cap: off_cap.into_iter().max().unwrap_or(1),
            least_in_row: rules
                .minimum_consecutive_days
                .filter(|limit| limit.value > 1),
            preferred_in_row: rules.preferred_maximum_consecutive_days,
            least_off: rules
                .minimum_consecutive_days_off
                .filter(|limit| limit.value > 1),
            most_off: rules.maximum_consecutive_days_off,
            weekends: rules.maximum_worked_weekends,
            weekends_in_row: rules.maximum_consecutive_worked_weekends,
            public_holidays: rules
                .maximum_public_holidays_worked
                .filter(|limit| (limit.value as usize) < public_holidays),
            whole_weekends: rules.whole_weekends,
            start_consistency: rules.start_consistency_minutes,
            most_days: (possible_days > most_days).then_some(most_days),
            counts_week_days,
            most_week_days,
            week_paid_in_node: counts_week_paid && meter == Meter::Period,
            most_week_paid,
            week_price,
            least_slots,
            most_units: most_period.min(possible_units),
            relaxed_slot_price: minima
                .paid_relaxed
                .then(|| problem.relaxation_price_per_slot()),
            longest,
            counted,
            relaxed_shift_price: minima
                .days_relaxed
                .then(|| problem.relaxation_price_per_day()),
            minima,
            days,
            patterns,
        }
    }

    /// Most units a table of `days` days from `first` needs.
    pub fn width(&self, first: DayIndex, days: usize) -> usize {
        let most = match self.meter {
            Meter::None => 0,
            Meter::Week => self.most_week_paid.iter().copied().max().unwrap_or(0) as usize,
            Meter::Period => {
                let worked = self.days[first..first + days]
                    .iter()
                    .filter(|day| !day.options.is_empty());
                (worked.count() * self.longest as usize).min(self.most_units as usize)
            }
        };
        most + 1
    }
}
