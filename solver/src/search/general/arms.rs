//! Ways to improve a roster, chosen by what they have brought lately.

use std::collections::BTreeSet;
use std::ops::Range;

use super::desk::Desk;
use super::lanes::Lanes;
use super::part_dive::Care;
use super::parts::GAIN;
use super::roster::Roster;
use super::run::STEP;
use crate::random::Random;
use crate::search::SolveError;
use crate::search::control::Control;

/// Agents times days of the largest part: beyond, its programs take longer than they gain.
const LARGEST_PART: usize = 840;

/// One step in so many is spent on finding out what gains.
const EXPLORING: usize = 3;

/// A way to improve a roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Parts of so many agents and days.
    Part {
        agents: usize,
        days: usize,
        care: Care,
    },
    /// A few agents exchange lines by re-pricing.
    Exchange,
}

/// A way to improve a roster with what it has brought.
struct Arm {
    way: Way,
    /// What it gained lately and what that took, in steps.
    gain: f64,
    work: f64,
    /// Steps spent on it in all.
    total: f64,
}

/// The kinds of parts with what they have brought.
pub struct Arms {
    list: Vec<Arm>,
    /// Steps spent of the work limit.
    pub steps: usize,
    /// Steps spent on finding out what gains, and on what is known to.
    explored: usize,
    exploited: usize,
}

impl Arms {
    /// Of which nothing is known yet, when so many steps of the work limit are spent.
    pub fn after(desk: &Desk<'_>, steps: usize) -> Self {
        let (agents, days) = (desk.class_of.len(), desk.days());
        let sizes = [
            (usize::MAX, 7),
            (40, 14),
            (usize::MAX, 14),
            (usize::MAX, 28),
            (5, 28),
            (10, 28),
            (20, 28),
            (15, 42),
        ];
        let arm = |way: Way, work: usize| Arm {
            way,
            gain: 1.0,
            work: work as f64,
            total: 0.0,
        };
        let within = |(some, length): (usize, usize)| {
            let days = length.min(days);
            (some.min(agents).min(LARGEST_PART / days.max(1)), days)
        };
        // In a small team sizes fall together.
        let sizes: BTreeSet<(usize, usize)> = sizes.into_iter().map(within).collect();
        let parts = sizes.into_iter().flat_map(|(some, length)| {
            // As many agents as can be in a week come first. What the others are thought to take says how soon they are
            // tried; what all gain then decides.
            let work = if length <= 7 {
                length
            } else {
                some * some * length
            };
            let part = |care| Way::Part {
                agents: some,
                days: length,
                care,
            };
            [
                arm(part(Care::Quick), work),
                arm(part(Care::Careful), 2 * work),
            ]
        });
        // One agent alone has nobody to exchange with.
        let exchange = (agents > 1).then(|| arm(Way::Exchange, 7));
        Arms {
            list: parts.chain(exchange).collect(),
            steps,
            explored: 0,
            exploited: 0,
        }
    }

    /// For a third of the work the arm on which least was spent, else the one that has gained most for its work lately; and
    /// whether it is the former.
    fn choose(&self) -> (usize, bool) {
        let arms = &self.list;
        let explores = (EXPLORING - 1) * self.explored < self.exploited;
        let least = |&a: &usize, &b: &usize| arms[a].total.total_cmp(&arms[b].total);
        let rate = |arm: &Arm| arm.gain / arm.work;
        let best = |&a: &usize, &b: &usize| rate(&arms[a]).total_cmp(&rate(&arms[b]));
        let all = 0..arms.len();
        let choice = if explores {
            all.min_by(least)
        } else {
            all.max_by(best)
        };
        (choice.unwrap_or(0), explores)
    }
}

/// Improves a roster in ways chosen again and again until gap, work limit or stop.
///
/// # Errors
/// [`SolveError::Engine`] when a linear program fails.
pub fn explore<'d>(
    lanes: &mut Lanes<'d, '_>,
    arms: &mut Arms,
    roster: &mut Roster<'d>,
    until: usize,
    control: &mut Control<'_>,
) -> Result<(), SolveError> {
    let desk = lanes.desk;
    let limits = desk.problem.limits;
    control.objective = Some(roster.objective());
    while !roster.lines.is_empty() && arms.steps < until && !control.should_stop() {
        if control.gap().is_some_and(|gap| gap <= limits.target_gap) {
            break;
        }
        control.report(
            "neighbourhoods",
            60.0 + 40.0 * arms.steps as f64 / limits.search_steps.max(1) as f64,
        );
        let (choice, explores) = arms.choose();
        let (way, before) = (arms.list[choice].way, roster.objective());
        let steps = lanes.round(roster, control, |_, search, roster, control| match way {
            Way::Part { agents, days, care } => {
                search.pricer.work = 0;
                let (chosen, window) = choose_part(desk, roster, (agents, days), search.random);
                let sideways = search.random.below(4) == 0;
                search.improve(roster, &chosen, window, control, sideways, care)?;
                Ok(1 + std::mem::take(&mut search.pricer.work) / STEP)
            }
            Way::Exchange => Ok(search.exchange_once(roster, control)),
        })?;
        // A way that found nothing to do counts as a step all the same: the work limit ends every search.
        let steps = steps.max(1);
        control.objective = Some(roster.objective());
        arms.steps += steps;
        let arm = &mut arms.list[choice];
        arm.gain = 0.95 * arm.gain + (before - roster.objective()).max(0.0);
        arm.work = 0.95 * arm.work + steps as f64;
        arm.total += steps as f64;
        if explores {
            arms.explored += steps;
        } else {
            arms.exploited += steps;
        }
    }
    Ok(())
}

/// Agents and days of a part, half of the time around a place that costs.
fn choose_part(
    desk: &Desk<'_>,
    roster: &Roster<'_>,
    (agents, length): (usize, usize),
    random: &mut Random,
) -> (Vec<usize>, Range<usize>) {
    let days = desk.days();
    let mut order: Vec<usize> = (0..roster.lines.len()).collect();
    random.shuffle(&mut order);
    let mut centre = random.below(days);
    if random.below(2) == 0 {
        let demand = &desk.problem.shift_demand;
        let dear: Vec<usize> = (0..demand.len())
            .filter(|&entry| roster.heads.shift_cost(entry) > GAIN)
            .collect();
        if !dear.is_empty() {
            let entry = dear[random.below(dear.len())];
            centre = demand[entry].day;
            // Those who could work it come first, at random otherwise.
            order.sort_by_key(|&agent| !desk.can_work(agent, &demand[entry]));
        }
    }
    order.truncate(agents);
    order.sort_unstable();
    if length >= days {
        return (order, 0..days);
    }
    let weekly = desk.books.iter().any(|book| {
        book.counts_week_days || book.week_paid_in_node || book.meter == crate::lines::Meter::Week
    });
    let mut first = (centre + random.below(7)).saturating_sub(length / 2 + 3);
    if weekly {
        while first > 0 && !desk.books.iter().all(|book| book.days[first - 1].ends_week) {
            first -= 1;
        }
    }
    let mut end = (first + length).min(days);
    if weekly {
        while end < days && !desk.books.iter().all(|book| book.days[end - 1].ends_week) {
            end += 1;
        }
    } else if end - first < length {
        first = end - length;
    }
    (order, first..end)
}
