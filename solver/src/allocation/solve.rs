//! The linear program.
//!
//! | symbol | meaning |
//! |---|---|
//! | x(c,s,g,t) ≥ 0 | minutes of group g in interval t for segment s of campaign c; only where s is callable in t and g serves c |
//! | u(c) ≥ 0 | minutes missing to the minimum of c |
//!
//! maximise Σ value(c) · 2^(priority(c) − 3) · x − Σ penalty(c) · u(c), subject to
//! Σ x(·,·,g,t) ≤ surplus(g,t); Σ x(c,s,·,·) ≤ capacity(c,s); Σ x(c,·,·,·) ≤ maximum(c);
//! Σ x(c,·,·,·) + u(c) ≥ minimum(c).
//!
//! `penalty(c) = 10 · max weighted value · 2^(priority(c) − 1)`: a minute of any minimum is dearer than whatever value
//! it displaces, and of two minima that exclude one another the higher priority wins. The minima being elastic, the
//! program always has a solution.

use good_lp::solvers::highs::{HighsParallelType, HighsSolverType, highs};
use good_lp::{
    DualValues, Expression, Solution, SolutionWithDual, SolverModel, Variable, constraint,
    variable, variables,
};

use super::answer::{Allocation, CampaignAllocation, Message, Obstacle};
use super::error::AllocationError;
use super::problem::{CampaignDemand, Problem, priority_multiplier};

/// Below this a number of minutes is the solver's noise.
const NOISE_MINUTES: f64 = 1e-6;

struct Use {
    campaign: usize,
    segment: usize,
    group: usize,
    interval: usize,
    minutes: Variable,
}

/// Hands out the surplus where it is worth most; the same problem gives the same answer on one machine type.
///
/// # Errors
/// What [`Problem::check`] finds, or [`AllocationError::Solver`].
pub fn allocate(problem: &Problem) -> Result<Allocation, AllocationError> {
    problem.check()?;
    let mut variables = variables!();
    let mut uses = Vec::new();
    for (c, campaign) in problem.campaigns.iter().enumerate() {
        for (s, segment) in campaign.segments.iter().enumerate() {
            for group in distinct(&campaign.groups) {
                for (t, _) in segment
                    .callable
                    .iter()
                    .enumerate()
                    .filter(|(_, open)| **open)
                {
                    uses.push(Use {
                        campaign: c,
                        segment: s,
                        group,
                        interval: t,
                        minutes: variables.add(variable().min(0.0)),
                    });
                }
            }
        }
    }
    if uses.is_empty() {
        return Ok(nothing_to_hand_out(problem));
    }
    let missing: Vec<Option<Variable>> = problem
        .campaigns
        .iter()
        .map(|campaign| {
            (problem.minimum_of(campaign) > 0.0).then(|| variables.add(variable().min(0.0)))
        })
        .collect();

    let penalties = penalties(problem);
    let value: Expression = uses
        .iter()
        .map(|u| weighted_value(&problem.campaigns[u.campaign]) * u.minutes)
        .sum();
    let penalty: Expression = missing
        .iter()
        .zip(&penalties)
        .filter_map(|(variable, penalty)| variable.map(|variable| *penalty * variable))
        .sum();

    let mut model = variables
        .maximise(value - penalty)
        .using(highs)
        .set_solver(HighsSolverType::Simplex)
        .set_parallel(HighsParallelType::Off);

    let (groups, intervals) = (problem.surplus_minutes.len(), problem.intervals());
    let mut of_slot: Vec<Expression> = vec![Expression::default(); groups * intervals];
    let mut of_segment: Vec<Vec<Expression>> = problem
        .campaigns
        .iter()
        .map(|campaign| vec![Expression::default(); campaign.segments.len()])
        .collect();
    let mut of_campaign: Vec<Expression> = vec![Expression::default(); problem.campaigns.len()];
    for u in &uses {
        of_slot[u.group * intervals + u.interval] += u.minutes;
        of_segment[u.campaign][u.segment] += u.minutes;
        of_campaign[u.campaign] += u.minutes;
    }
    let slot_rows: Vec<_> = of_slot
        .into_iter()
        .enumerate()
        .map(|(at, sum)| {
            let surplus = problem.surplus_minutes[at / intervals][at % intervals];
            model.add_constraint(constraint!(sum <= surplus))
        })
        .collect();
    let segment_rows: Vec<Vec<_>> = of_segment
        .into_iter()
        .zip(&problem.campaigns)
        .map(|(sums, campaign)| {
            sums.into_iter()
                .zip(&campaign.segments)
                .map(|(sum, segment)| {
                    model.add_constraint(constraint!(sum <= segment.capacity_minutes))
                })
                .collect()
        })
        .collect();
    let maximum_rows: Vec<_> = of_campaign
        .iter()
        .zip(&problem.campaigns)
        .map(|(sum, campaign)| {
            let maximum = problem.maximum_of(campaign);
            maximum
                .is_finite()
                .then(|| model.add_constraint(constraint!(sum.clone() <= maximum)))
        })
        .collect();
    let minimum_rows: Vec<_> = of_campaign
        .iter()
        .zip(&problem.campaigns)
        .zip(&missing)
        .map(|((sum, campaign), missing)| {
            missing.map(|missing| {
                let minimum = problem.minimum_of(campaign);
                model.add_constraint(constraint!(sum.clone() + missing >= minimum))
            })
        })
        .collect();

    let mut solution = model
        .solve()
        .map_err(|error| AllocationError::Solver(error.to_string()))?;
    let mut campaigns: Vec<CampaignAllocation> = problem
        .campaigns
        .iter()
        .map(|campaign| empty(campaign, groups, intervals))
        .collect();
    for u in &uses {
        let minutes = solution.value(u.minutes);
        if minutes > NOISE_MINUTES {
            campaigns[u.campaign].minutes_by_group[u.group][u.interval] += minutes;
        }
    }
    never_more_than_the_surplus(problem, &mut campaigns);
    let prices = solution.compute_dual();
    for (c, allocation) in campaigns.iter_mut().enumerate() {
        for t in 0..intervals {
            allocation.minutes[t] = allocation.minutes_by_group.iter().map(|row| row[t]).sum();
        }
        allocation.total_minutes = allocation.minutes.iter().sum();
        allocation.value = allocation.total_minutes * problem.campaigns[c].value_per_minute;
        allocation.maximum_price = maximum_rows[c]
            .as_ref()
            .map_or(0.0, |row| price(prices.dual(row.clone())));
        allocation.capacity_prices = segment_rows[c]
            .iter()
            .map(|row| price(prices.dual(row.clone())))
            .collect();
        allocation.minimum_price = minimum_rows[c]
            .as_ref()
            .map_or(0.0, |row| price(-prices.dual(row.clone())));
        let missing = problem.minimum_of(&problem.campaigns[c]) - allocation.total_minutes;
        allocation.shortfall_minutes = if missing > NOISE_MINUTES {
            missing
        } else {
            0.0
        };
    }
    let surplus_prices = (0..groups)
        .map(|g| {
            (0..intervals)
                .map(|t| price(prices.dual(slot_rows[g * intervals + t].clone())))
                .collect()
        })
        .collect();
    Ok(told(problem, campaigns, surplus_prices))
}

fn weighted_value(campaign: &CampaignDemand) -> f64 {
    campaign.value_per_minute * priority_multiplier(campaign.priority)
}

fn penalties(problem: &Problem) -> Vec<f64> {
    let dearest = problem
        .campaigns
        .iter()
        .map(weighted_value)
        .fold(0.0, f64::max);
    let unit = if dearest > 0.0 { 10.0 * dearest } else { 1.0 };
    problem
        .campaigns
        .iter()
        .map(|campaign| unit * priority_multiplier(campaign.priority) * 4.0)
        .collect()
}

fn distinct(groups: &[usize]) -> Vec<usize> {
    let mut groups = groups.to_vec();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// A dual as a price: never negative, and noise is nothing.
fn price(dual: f64) -> f64 {
    if dual > 1e-9 { dual } else { 0.0 }
}

fn empty(campaign: &CampaignDemand, groups: usize, intervals: usize) -> CampaignAllocation {
    CampaignAllocation {
        minutes: vec![0.0; intervals],
        minutes_by_group: vec![vec![0.0; intervals]; groups],
        total_minutes: 0.0,
        value: 0.0,
        maximum_price: 0.0,
        capacity_prices: vec![0.0; campaign.segments.len()],
        minimum_price: 0.0,
        shortfall_minutes: 0.0,
    }
}

/// Takes back what the solver's tolerance (1e-7) gave beyond the surplus, so that each agent-minute is given once.
fn never_more_than_the_surplus(problem: &Problem, campaigns: &mut [CampaignAllocation]) {
    for (g, row) in problem.surplus_minutes.iter().enumerate() {
        for (t, &surplus) in row.iter().enumerate() {
            let mut left = surplus;
            for campaign in campaigns.iter_mut() {
                let minutes = &mut campaign.minutes_by_group[g][t];
                *minutes = minutes.min(left).max(0.0);
                left -= *minutes;
            }
        }
    }
}

fn nothing_to_hand_out(problem: &Problem) -> Allocation {
    let (groups, intervals) = (problem.surplus_minutes.len(), problem.intervals());
    let campaigns = problem
        .campaigns
        .iter()
        .map(|campaign| CampaignAllocation {
            shortfall_minutes: problem.minimum_of(campaign),
            ..empty(campaign, groups, intervals)
        })
        .collect();
    told(problem, campaigns, vec![vec![0.0; intervals]; groups])
}

/// Adds the objective and the messages.
fn told(
    problem: &Problem,
    campaigns: Vec<CampaignAllocation>,
    surplus_prices: Vec<Vec<f64>>,
) -> Allocation {
    let objective = campaigns
        .iter()
        .zip(&problem.campaigns)
        .map(|(given, campaign)| given.total_minutes * weighted_value(campaign))
        .sum();
    let mut messages = Vec::new();
    for (c, (given, campaign)) in campaigns.iter().zip(&problem.campaigns).enumerate() {
        let reachable = reachable_surplus(problem, campaign);
        if reachable <= NOISE_MINUTES {
            messages.push(Message::NothingCallable { campaign: c });
        }
        if given.shortfall_minutes > 0.0 {
            let minimum = problem.minimum_of(campaign);
            let capacity: f64 = campaign.segments.iter().map(|s| s.capacity_minutes).sum();
            let alone = most_alone(problem, campaign);
            let obstacle = if alone + NOISE_MINUTES >= minimum {
                Obstacle::OtherMinima
            } else if capacity + NOISE_MINUTES < minimum {
                Obstacle::TooFewContacts
            } else {
                Obstacle::TooLittleSurplus
            };
            messages.push(Message::MinimumNotMet {
                campaign: c,
                minimum,
                given: given.total_minutes,
                alone,
                obstacle,
            });
        }
    }
    let used: f64 = campaigns.iter().map(|given| given.total_minutes).sum();
    let minutes = problem.total_surplus() - used;
    if minutes > 1e-3 {
        messages.push(Message::SurplusLeftOver { minutes });
    }
    Allocation {
        campaigns,
        objective,
        surplus_prices,
        messages,
    }
}

/// Surplus in hours in which any contact of the campaign may be called.
fn reachable_surplus(problem: &Problem, campaign: &CampaignDemand) -> f64 {
    (0..problem.intervals())
        .filter(|&t| campaign.segments.iter().any(|segment| segment.callable[t]))
        .map(|t| surplus_at(problem, campaign, t))
        .sum()
}

fn surplus_at(problem: &Problem, campaign: &CampaignDemand, interval: usize) -> f64 {
    distinct(&campaign.groups)
        .into_iter()
        .map(|g| problem.surplus_minutes[g][interval])
        .sum()
}

/// What the campaign could have if it were alone: a maximum flow from its segments to the intervals, as the smallest
/// cut over all sets of segments (of which there are few: one a time zone).
fn most_alone(problem: &Problem, campaign: &CampaignDemand) -> f64 {
    // Beyond 12 zones the cuts are too many to try; the two cuts that matter most are then a bound from above.
    let segments = campaign.segments.len();
    let sets: Vec<u32> = if segments <= 12 {
        (0..1u32 << segments).collect()
    } else {
        vec![0, u32::MAX]
    };
    sets.into_iter()
        .map(|set| {
            let inside = |s: usize| set == u32::MAX || set >> s & 1 == 1;
            let cut: f64 = campaign
                .segments
                .iter()
                .enumerate()
                .filter(|(s, _)| !inside(*s))
                .map(|(_, segment)| segment.capacity_minutes)
                .sum();
            let through: f64 = (0..problem.intervals())
                .filter(|&t| {
                    let mut open = campaign.segments.iter().enumerate();
                    open.any(|(s, segment)| inside(s) && segment.callable[t])
                })
                .map(|t| surplus_at(problem, campaign, t))
                .sum();
            cut + through
        })
        .fold(problem.maximum_of(campaign), f64::min)
}
