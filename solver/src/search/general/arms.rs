//! Ways to improve a roster, chosen by what they have brought lately.

use std::collections::BTreeSet;
use std::ops::Range;

use super::by_shift::{Board, Plan};
use super::desk::Desk;
use super::lanes::Lanes;
use super::part_dive::Care;
use super::parts::{GAIN, Search};
use super::roster::Roster;
use super::run::STEP;
use crate::search::SolveError;
use crate::search::control::Control;

/// Agents times days of the largest part: beyond, its programs take longer than they gain.
const LARGEST_PART: usize = 1_700;

/// One step in so many is spent on finding out what gains.
const EXPLORING: usize = 3;

/// Where annealing begins: hot enough to forget the roster, or to change it here and there.
const HOT: f64 = 1.0;
const WARM: [f64; 3] = [0.8, 0.55, 0.3];

/// A way to improve a roster.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    /// Everything is annealed anew, each time twice as long as before: the slower, the better, and nobody knows when the
    /// caller stops.
    AnnealAnew,
    /// The roster is annealed zone by zone, twice as long every second time.
    AnnealZones { heat: f64 },
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
    turns: u32,
}

/// The kinds of parts with what they have brought.
pub struct Arms<'b> {
    list: Vec<Arm>,
    board: Option<&'b Board>,
    /// Steps spent of the work limit.
    pub steps: usize,
    /// Steps spent on finding out what gains, and on what is known to.
    explored: usize,
    exploited: usize,
}

impl<'b> Arms<'b> {
    /// Of which nothing is known yet, when so many steps of the work limit are spent.
    pub fn after(desk: &Desk<'_>, board: Option<&'b Board>, steps: usize) -> Self {
        let (agents, days) = (desk.class_of.len(), desk.days());
        let sizes = [
            (usize::MAX, 7),
            (40, 14),
            (60, 14),
            (usize::MAX, 14),
            (5, 28),
            (10, 28),
            (20, 28),
            (30, 28),
            (usize::MAX, 28),
            (15, 42),
        ];
        let arm = |way: Way, work: usize| Arm {
            way,
            gain: 1.0,
            work: work as f64,
            total: 0.0,
            turns: 0,
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
        let first = Plan::whole(desk, HOT, 1).steps();
        let zones = WARM.map(|heat| Way::AnnealZones { heat });
        let anneal = zones.into_iter().chain([Way::AnnealAnew]);
        let anneal = anneal.filter(|_| board.is_some());
        let anneal = anneal.map(|way| arm(way, first));
        Arms {
            list: parts.chain(exchange).chain(anneal).collect(),
            board,
            steps,
            explored: 0,
            exploited: 0,
        }
    }

    fn anneal<'d>(
        &self,
        lanes: &mut Lanes<'d, '_>,
        roster: &mut Roster<'d>,
        plan: Plan,
        control: &mut Control<'_>,
    ) -> Result<usize, SolveError> {
        match self.board {
            Some(board) => lanes.anneal(board, roster, plan, control),
            None => Ok(0),
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
    arms: &mut Arms<'_>,
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
        let before = roster.objective();
        let steps = match arms.list[choice].way {
            Way::Part { agents, days, care } => {
                lanes.round(roster, control, |_, search, roster, control| {
                    search.pricer.work = 0;
                    let (chosen, window) = choose_part(search, roster, (agents, days));
                    let sideways = search.random.below(4) == 0;
                    search.improve(roster, &chosen, window, control, sideways, care)?;
                    Ok(1 + std::mem::take(&mut search.pricer.work) / STEP)
                })?
            }
            Way::Exchange => lanes.round(roster, control, |_, search, roster, control| {
                Ok(search.exchange_once(roster, control))
            })?,
            Way::AnnealAnew => {
                let times = 1_usize.checked_shl(arms.list[choice].turns);
                let plan = Plan::whole(desk, HOT, times.unwrap_or(usize::MAX));
                arms.anneal(lanes, roster, plan.within(until - arms.steps), control)?
            }
            Way::AnnealZones { heat } => {
                let turn = arms.list[choice].turns;
                let times = 1_usize.checked_shl(turn / 2).unwrap_or(usize::MAX);
                let plan = Plan::zones(desk, heat, times, turn as usize);
                arms.anneal(lanes, roster, plan.within(until - arms.steps), control)?
            }
        };
        // A way that found nothing to do counts as a step all the same: the work limit ends every search.
        let steps = steps.max(1);
        control.objective = Some(roster.objective());
        arms.steps += steps;
        let arm = &mut arms.list[choice];
        arm.gain = 0.95 * arm.gain + (before - roster.objective()).max(0.0);
        arm.work = 0.95 * arm.work + steps as f64;
        arm.total += steps as f64;
        arm.turns += 1;
        if explores {
            arms.explored += steps;
        } else {
            arms.exploited += steps;
        }
    }
    Ok(())
}

/// Agents and days of a part: half of the time around a place that costs, and half of the time among those who lose most at
/// the prices of the bound, where these are known.
fn choose_part(
    search: &mut Search<'_, '_, '_>,
    roster: &Roster<'_>,
    (agents, length): (usize, usize),
) -> (Vec<usize>, Range<usize>) {
    let (desk, random) = (search.desk, &mut *search.random);
    let days = desk.days();
    let guide = search.guide.filter(|_| random.below(2) == 0);
    let mut order = match guide {
        Some(guide) => guide.order(roster, &desk.class_of, random),
        None => {
            let mut order: Vec<usize> = (0..roster.lines.len()).collect();
            random.shuffle(&mut order);
            order
        }
    };
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
