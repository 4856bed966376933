//! Ways to improve a roster, chosen by what they have brought lately.

use std::ops::Range;

use super::desk::Desk;
use super::parts::{GAIN, Search};
use super::roster::Roster;
use super::run::STEP;
use crate::lines::Pricer;
use crate::random::Random;
use crate::search::control::Control;
use crate::search::{SolveError, Work};

/// Steps of exchanging lines at a time.
const EXCHANGE_STEPS: usize = 500;

/// A way to improve a roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Parts of so many agents and days.
    Part { agents: usize, days: usize },
    /// A few agents exchange lines by re-pricing.
    Exchange,
}

/// A way to improve a roster with what it has brought.
struct Arm {
    way: Way,
    /// Agents and days near a place that costs, instead of anywhere.
    near_cost: bool,
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
}

impl Arms {
    pub fn new(desk: &Desk<'_>) -> Self {
        let (agents, days) = (desk.class_of.len(), desk.days());
        let sizes = [
            (5, 28),
            (10, 28),
            (20, 28),
            (15, 42),
            (40, 14),
            (usize::MAX, 7),
            (usize::MAX, 14),
        ];
        let arm = |way: Way, near_cost: bool, work: usize| Arm {
            way,
            near_cost,
            gain: 1.0,
            // Small parts come first; what they gain then decides.
            work: work as f64,
            total: 0.0,
        };
        let parts = sizes.into_iter().flat_map(|(some, length)| {
            let (agents, days) = (some.min(agents), length.min(days));
            let part = |near_cost| arm(Way::Part { agents, days }, near_cost, agents * days);
            [part(false), part(true)]
        });
        Arms {
            list: parts
                .chain([arm(Way::Exchange, true, EXCHANGE_STEPS)])
                .collect(),
            steps: 0,
        }
    }
}

/// Solves parts chosen again and again until gap, work limit or stop.
pub fn explore<'d>(
    search: &mut Search<'d, '_, '_>,
    arms: &mut Arms,
    roster: &mut Roster<'d>,
    until: usize,
    control: &mut Control<'_>,
) -> Result<(), SolveError> {
    let desk = search.desk;
    let agents = roster.lines.len();
    let limits = desk.problem.limits;
    let spent = |pricer: &mut Pricer, work: &Work, before: &Work| {
        let priced = std::mem::take(&mut pricer.work) / STEP;
        1 + priced + 4 * (work.linear_programs - before.linear_programs)
    };
    spent(search.pricer, &control.work, &control.work.clone());
    while agents > 0 && arms.steps < until && !control.should_stop() {
        control.objective = Some(roster.objective());
        if control.gap().is_some_and(|gap| gap <= limits.target_gap) {
            break;
        }
        control.report(
            "neighbourhoods",
            60.0 + 40.0 * arms.steps as f64 / limits.search_steps.max(1) as f64,
        );
        let choice = choose_arm(&arms.list, search.random);
        let arm = &arms.list[choice];
        let before = control.work;
        let (gain, work) = match arm.way {
            Way::Part { agents, days } => {
                let near_cost = arm.near_cost;
                let (chosen, window) =
                    choose_part(desk, roster, (agents, days), near_cost, search.random);
                let sideways = search.random.below(4) == 0;
                let gain = -search.improve(roster, &chosen, window, control, sideways)?;
                (gain, spent(search.pricer, &control.work, &before))
            }
            Way::Exchange => {
                let cost = roster.objective();
                let work = search.exchange(roster, EXCHANGE_STEPS, control);
                (cost - roster.objective(), work)
            }
        };
        arms.steps += work;
        let arm = &mut arms.list[choice];
        arm.gain = 0.95 * arm.gain + gain;
        arm.work = 0.95 * arm.work + work as f64;
        arm.total += work as f64;
    }
    Ok(())
}

/// A third of the time the arm on which least work was spent, else the one that has gained most for its work lately.
fn choose_arm(arms: &[Arm], random: &mut Random) -> usize {
    if random.below(3) == 0 {
        let least = |&a: &usize, &b: &usize| arms[a].total.total_cmp(&arms[b].total);
        return (0..arms.len()).min_by(least).unwrap_or(0);
    }
    let rate = |arm: &Arm| arm.gain / arm.work;
    (0..arms.len())
        .max_by(|&a, &b| rate(&arms[a]).total_cmp(&rate(&arms[b])))
        .unwrap_or(0)
}

fn choose_part(
    desk: &Desk<'_>,
    roster: &Roster<'_>,
    (agents, length): (usize, usize),
    near_cost: bool,
    random: &mut Random,
) -> (Vec<usize>, Range<usize>) {
    let days = desk.days();
    let mut order: Vec<usize> = (0..roster.lines.len()).collect();
    random.shuffle(&mut order);
    let mut centre = random.below(days);
    if near_cost {
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
