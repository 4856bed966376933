use super::arena::Arena;
use super::control::Control;
use super::generate::RootBound;
use crate::columns::Pricer;
use crate::master::Duals;
use crate::problem::Problem;

/// Levels that prices are tried at, from the price of an idle head (0) to that of a missing one (1).
const LEVELS: [f64; 3] = [0.0, 0.5, 1.0];

/// The Lagrangian bound (requirements at their price less the worth of each agent's best line) at prices that are the same
/// in all slots: the best one where all demand can be met by agents who work no more than they must, or where it is so
/// large that nobody is ever idle. It costs one pricing a class, so the largest centre has a bound at once.
///
/// None when a stop came first.
pub fn level_bound(
    arena: &Arena<'_>,
    pricer: &mut Pricer,
    control: &mut Control<'_>,
) -> Option<RootBound> {
    let mut best: Option<RootBound> = None;
    for level in LEVELS {
        if control.should_stop() {
            break;
        }
        let found = bound_at(arena, pricer, control, level_prices(arena, level));
        if best.as_ref().is_none_or(|best| found.bound > best.bound) {
            best = Some(found);
        }
    }
    best
}

fn level_prices(arena: &Arena<'_>, level: f64) -> Duals {
    let mut duals = Duals::nothing(&arena.supply, arena.classes.len());
    for (prices, cost) in duals.head.iter_mut().zip(&arena.supply.costs) {
        let (idle, missing) = (cost.over.least(), cost.under.least());
        for (price, reached) in prices.iter_mut().zip(&arena.reached) {
            // Where nobody can come, all that is required stays missing.
            *price = if *reached {
                level * (idle + missing) - idle
            } else {
                cost.under.most()
            };
        }
    }
    duals
}

fn bound_at(
    arena: &Arena<'_>,
    pricer: &mut Pricer,
    control: &mut Control<'_>,
    duals: Duals,
) -> RootBound {
    let supply = &arena.supply;
    let worth_of: Vec<Vec<f64>> = (0..supply.skill_sets.len())
        .map(|skill| duals.worth(supply, skill))
        .collect();
    let mut bound = duals.demand_part(supply);
    let mut best_worth = Vec::with_capacity(arena.classes.len());
    for (class, course) in arena.courses.iter().enumerate() {
        control.work.pricings += 1;
        let priced = pricer.best(course, class, &worth_of[arena.skill_of(class)]);
        // The arena made sure that every class has a line.
        let worth = priced.map_or(0.0, |priced| priced.worth);
        bound -= worth * arena.classes[class].agents.len() as f64;
        best_worth.push(worth);
    }
    RootBound {
        duals,
        best_worth,
        bound,
    }
}

/// The Lagrangian bound at prices by group and slot, those of level prices where there are none; none where weekly rules are
/// not all that is asked for.
pub fn bound_at_head_prices(problem: &Problem, prices: &[Vec<Option<f64>>]) -> Option<f64> {
    if problem.agents.is_empty() || problem.asks_for_more_than_weekly_rules() {
        return None;
    }
    let arena = Arena::new(problem);
    let mut duals = level_prices(&arena, 0.0);
    for ((own, given), cost) in duals.head.iter_mut().zip(prices).zip(&arena.supply.costs) {
        for (own, given) in own.iter_mut().zip(given) {
            *own = given.map_or(*own, |price| cost.clamp(price));
        }
    }
    let mut silent = |_| ();
    let mut control = Control::new(&|| false, &mut silent);
    Some(bound_at(&arena, &mut Pricer::default(), &mut control, duals).bound)
}
