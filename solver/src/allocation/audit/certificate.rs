//! That no better hand-out exists, by the prices of the one at hand.

use super::recount::{Recount, weight};
use crate::allocation::answer::Allocation;
use crate::allocation::problem::{BudgetLimit, Problem};

/// A bound on the objective of every hand-out that misses no minimum by more than this one does.
///
/// By weak duality, for any prices of at least 0: charge each minute for what it uses of lists, maxima, budgets and
/// lines at their prices, pay it for the minimum it serves, and let each group and interval take the use with the
/// greatest rest. That rest times the surplus, plus all limits times their prices, less minima times theirs, is a bound
/// whatever the prices are; with the right ones it is the objective itself. A segment's attempts are charged at the
/// cheapest segment that may be called. Prices of surplus are not used: they follow from the others.
pub fn proven_bound(problem: &Problem, answer: &Allocation) -> f64 {
    let recount = Recount { problem, answer };
    let mut bound = 0.0;
    for group in 0..problem.groups.len() {
        for interval in 0..recount.intervals() {
            let surplus = recount.surplus(group, interval);
            if surplus > 0.0 {
                bound += surplus * greatest_rest(&recount, group, interval);
            }
        }
    }
    for (list, own) in problem.lists.iter().enumerate() {
        for segment in 0..own.segments.len() {
            let left = recount.attempts_left(list, segment);
            let prices = &answer.list_prices[list][segment];
            bound += worth(prices.in_all, left.in_all);
            bound += worth_of_all(&prices.per_day, &left.per_day);
            bound += worth_of_all(&prices.per_hour, &left.per_hour);
            bound += worth_of_all(&prices.per_interval, &left.per_interval);
        }
    }
    for (campaign, (given, terms)) in answer.campaigns.iter().zip(&problem.campaigns).enumerate() {
        bound += worth(
            given.maximum_price,
            recount.maximum(campaign).unwrap_or(f64::INFINITY),
        );
        bound -= given.minimum_price * (recount.minimum(campaign) - given.shortfall_minutes);
        let lines = terms.maximum_lines.unwrap_or(f64::INFINITY);
        bound += given
            .line_prices
            .iter()
            .map(|&price| worth(price, lines))
            .sum::<f64>();
    }
    for (budget, &price) in answer.budget_prices.iter().enumerate() {
        bound += worth(price, recount.budget_left(budget));
    }
    for (interval, &price) in answer.line_prices.iter().enumerate() {
        let lines = problem.maximum_lines.as_ref();
        bound += worth(price, lines.map_or(f64::INFINITY, |most| most[interval]));
    }
    bound
}

/// What a minute brings at most once everything it uses is paid for; at least 0, since it may be left unused.
fn greatest_rest(recount: &Recount<'_>, group: usize, interval: usize) -> f64 {
    let problem = recount.problem;
    let answer = recount.answer;
    let mut greatest: f64 = 0.0;
    for (campaign, terms) in problem.campaigns.iter().enumerate() {
        if !terms.groups.contains(&group) {
            continue;
        }
        let segments = answer.list_prices[terms.list].iter().enumerate();
        let day = problem.day_of_interval[interval];
        let hour = interval * problem.interval_minutes as usize / 60;
        let cheapest = segments
            .filter(|(segment, _)| recount.callable(campaign, *segment, interval))
            .map(|(_, p)| p.in_all + p.per_day[day] + p.per_hour[hour] + p.per_interval[interval])
            .reduce(f64::min);
        let Some(attempt) = cheapest else { continue };
        let one = recount.minute(campaign, group, interval);
        let given = &answer.campaigns[campaign];
        let mut rest = one.value * weight(terms.priority) - attempt * one.attempts;
        rest += given.minimum_price - given.maximum_price;
        for (budget, &price) in problem.budgets.iter().zip(&answer.budget_prices) {
            if budget.campaigns.contains(&campaign) {
                rest -= price
                    * match budget.limit {
                        BudgetLimit::AgentMinutes(_) => 1.0,
                        BudgetLimit::Money(_) => one.money,
                    };
            }
        }
        let lines = terms.lines_per_agent / f64::from(problem.interval_minutes);
        rest -= lines * (answer.line_prices[interval] + given.line_prices[interval]);
        greatest = greatest.max(rest);
    }
    greatest
}

/// Of a limit there is not nothing is asked; a price on one would be no proof, and the bound is then infinite.
fn worth(price: f64, limit: f64) -> f64 {
    if price == 0.0 { 0.0 } else { price * limit }
}

fn worth_of_all(prices: &[f64], limits: &[f64]) -> f64 {
    prices
        .iter()
        .zip(limits)
        .map(|(&price, &limit)| worth(price, limit))
        .sum()
}
