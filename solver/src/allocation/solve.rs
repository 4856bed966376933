//! From a problem to its answer.

use super::answer::{Allocation, CampaignAllocation, SegmentPrices};
use super::diagnosis;
use super::effects;
use super::engine::{Grain, NOISE_MINUTES, Settled, price, settle};
use super::error::AllocationError;
use super::limits::Limits;
use super::problem::{Problem, priority_multiplier};
use super::program::{Aim, Program};
use super::rows::RowKind;
use super::rule::Rule;

/// Up to so many campaigns × groups × intervals the best whole minutes are searched for among all; beyond, among those
/// next to the best fractions.
const MOST_SEARCHED: usize = 500;

/// Hands out the surplus where it is worth most; the same problem gives the same answer on one machine type.
///
/// # Errors
/// What [`Problem::check`] finds, [`AllocationError::NoWholeMinutes`] or [`AllocationError::Solver`].
pub fn allocate(problem: &Problem) -> Result<Allocation, AllocationError> {
    problem.check()?;
    allocate_without(problem, &[])
}

/// Solves the problem without one of its rules; everything else stays, also what shares are shares of.
///
/// # Errors
/// [`AllocationError::NoSuchRule`], and those of [`allocate`].
pub fn without_rule(problem: &Problem, rule: Rule) -> Result<Allocation, AllocationError> {
    problem.check()?;
    if !Rule::all(problem).contains(&rule) {
        return Err(AllocationError::NoSuchRule(rule.to_string()));
    }
    allocate_without(problem, &[rule])
}

/// The same of a checked problem, some rules left out.
fn allocate_without(problem: &Problem, without: &[Rule]) -> Result<Allocation, AllocationError> {
    let limits = Limits::of(problem, without);
    let program = Program::of(problem, &limits, without, Aim::WeightedValue);
    let priced = settle(problem, &program, Grain::Fractions)?;
    let (campaigns, bound) = if problem.whole_minutes {
        whole_minutes(problem, &limits, without)?
    } else {
        let campaigns = hand_out(problem, &limits, &program, &priced.values);
        (campaigns, priced.bound)
    };
    let objective = campaigns
        .iter()
        .zip(&problem.campaigns)
        .map(|(given, terms)| given.value * priority_multiplier(terms.priority))
        .sum();
    let heads_short = problem.groups.iter().map(|group| {
        let short = |t| {
            let planned = t >= problem.progress.from;
            let short = group.supply.heads_short(problem.protection, t);
            if planned { short } else { 0.0 }
        };
        (0..problem.intervals()).map(short).collect()
    });
    let mut allocation = Allocation {
        objective,
        objective_bound: bound.max(objective),
        value: campaigns.iter().map(|given| given.value).sum(),
        campaigns,
        inbound_heads_short: heads_short.collect(),
        surplus_prices: vec![vec![0.0; problem.intervals()]; problem.groups.len()],
        list_prices: no_list_prices(problem),
        budget_prices: vec![0.0; problem.budgets.len()],
        line_prices: vec![0.0; problem.intervals()],
        rules: Vec::new(),
        messages: Vec::new(),
        surplus_minutes: limits.surplus.clone(),
    };
    enter_prices(&program, &priced, &mut allocation);
    allocation.rules = effects::by_price(problem, &limits, &program, &priced, without, &allocation);
    allocation.messages = diagnosis::messages(problem, &limits, without, &allocation)?;
    Ok(allocation)
}

/// Whole minutes, and a bound on their objective. Of surplus and maxima only whole minutes are of use; once the rest is
/// cut off, the best fractions are whole nearly everywhere.
fn whole_minutes(
    problem: &Problem,
    limits: &Limits,
    without: &[Rule],
) -> Result<(Vec<CampaignAllocation>, f64), AllocationError> {
    let cut = limits.in_whole_minutes();
    let program = Program::of(problem, &cut, without, Aim::WeightedValue);
    if program.uses.len() <= MOST_SEARCHED {
        let best = settle(problem, &program, Grain::Whole)?;
        let campaigns = hand_out(problem, limits, &program, &best.values);
        return Ok((campaigns, best.bound));
    }
    let fractions = settle(problem, &program, Grain::Fractions)?;
    let best = settle(problem, &program, Grain::NextTo(&fractions.values))?;
    let campaigns = hand_out(problem, limits, &program, &best.values);
    let bound = bound_by_fractions(limits, &program, &fractions, &campaigns);
    Ok((campaigns, bound))
}

/// No hand-out that misses as much of the minima as this one is worth more: the best fractions, and the minutes of
/// minima it misses beyond them at their price.
fn bound_by_fractions(
    limits: &Limits,
    program: &Program,
    fractions: &Settled,
    campaigns: &[CampaignAllocation],
) -> f64 {
    let missed = &fractions.values[program.first_missing()..program.first_extra()];
    let rows = program.rows.iter().zip(&fractions.prices);
    let prices = rows.filter_map(|(row, dual)| match row.kind {
        RowKind::Minimum { campaign } => Some((campaign, price(-dual))),
        _ => None,
    });
    let prices: std::collections::BTreeMap<usize, f64> = prices.collect();
    let saved = program
        .missing
        .iter()
        .zip(missed)
        .map(|(campaign, missed)| {
            let given = campaigns[*campaign].total_minutes;
            let missing = (limits.minimum[*campaign] - given).max(0.0);
            prices.get(campaign).copied().unwrap_or(0.0) * (missing - missed)
        });
    fractions.bound + saved.sum::<f64>()
}

fn hand_out(
    problem: &Problem,
    limits: &Limits,
    program: &Program,
    values: &[f64],
) -> Vec<CampaignAllocation> {
    let mut campaigns: Vec<CampaignAllocation> = (0..problem.campaigns.len())
        .map(|campaign| nothing(problem, campaign))
        .collect();
    for (u, &minutes) in program.uses.iter().zip(values) {
        let minutes = if problem.whole_minutes {
            minutes.round()
        } else {
            minutes
        };
        if minutes > NOISE_MINUTES {
            campaigns[u.campaign].minutes_by_group[u.group][u.interval] = minutes;
        }
    }
    never_more_than_the_surplus(limits, &mut campaigns);
    for u in &program.uses {
        let own = &mut campaigns[u.campaign];
        let minutes = own.minutes_by_group[u.group][u.interval];
        if minutes == 0.0 {
            continue;
        }
        let terms = &problem.campaigns[u.campaign];
        own.expected_contacts += minutes * u.rates.contacts;
        if let (Some(sum), Some(rate)) = (&mut own.expected_successes, u.rates.successes) {
            *sum += minutes * rate;
        }
        own.value += minutes * u.rates.value;
        let per_minute = problem.groups[u.group].cost_per_hour / 60.0
            + u.rates.attempts * terms.cost_per_attempt;
        own.money += minutes * per_minute;
        if let Some(segment) = u.only_segment {
            own.attempts_by_segment[segment][u.interval] += minutes * u.rates.attempts;
        }
    }
    split_attempts(program, values, &mut campaigns);
    for (campaign, own) in campaigns.iter_mut().enumerate() {
        for interval in 0..problem.intervals() {
            let of_group = own.minutes_by_group.iter().map(|row| row[interval]);
            own.minutes[interval] = of_group.sum();
        }
        own.total_minutes = own.minutes.iter().sum();
        let missing = limits.minimum[campaign] - own.total_minutes;
        own.shortfall_minutes = if missing > NOISE_MINUTES {
            missing
        } else {
            0.0
        };
    }
    campaigns
}

fn nothing(problem: &Problem, campaign: usize) -> CampaignAllocation {
    let (groups, intervals) = (problem.groups.len(), problem.intervals());
    let terms = &problem.campaigns[campaign];
    let segments = problem.lists[terms.list].segments.len();
    CampaignAllocation {
        minutes: vec![0.0; intervals],
        minutes_by_group: vec![vec![0.0; intervals]; groups],
        attempts_by_segment: vec![vec![0.0; intervals]; segments],
        total_minutes: 0.0,
        expected_contacts: 0.0,
        expected_successes: match terms.worth {
            super::worth::Worth::PerMinute { .. } => None,
            super::worth::Worth::PerContact(_) => Some(0.0),
        },
        value: 0.0,
        money: 0.0,
        maximum_price: 0.0,
        minimum_price: 0.0,
        line_prices: vec![0.0; intervals],
        shortfall_minutes: 0.0,
    }
}

/// Takes back what the solver's tolerance (1e-7) gave beyond the surplus, so that each agent-minute is given once.
fn never_more_than_the_surplus(limits: &Limits, campaigns: &mut [CampaignAllocation]) {
    for (group, row) in limits.surplus.iter().enumerate() {
        for (interval, &surplus) in row.iter().enumerate() {
            let mut left = surplus;
            for campaign in campaigns.iter_mut() {
                let minutes = &mut campaign.minutes_by_group[group][interval];
                *minutes = minutes.min(left).max(0.0);
                left -= *minutes;
            }
        }
    }
}

/// Attempts of minutes that several segments share, in the proportions the program found.
fn split_attempts(program: &Program, values: &[f64], campaigns: &mut [CampaignAllocation]) {
    let attempts = &values[program.uses.len()..program.first_missing()];
    let mut made: std::collections::BTreeMap<(usize, usize), f64> = Default::default();
    let mut found = made.clone();
    for u in program.uses.iter().filter(|u| u.only_segment.is_none()) {
        let minutes = campaigns[u.campaign].minutes_by_group[u.group][u.interval];
        *made.entry((u.campaign, u.interval)).or_default() += minutes * u.rates.attempts;
    }
    for (call, &attempts) in program.calls.iter().zip(attempts) {
        *found.entry((call.campaign, call.interval)).or_default() += attempts.max(0.0);
    }
    for (call, &attempts) in program.calls.iter().zip(attempts) {
        let at = (call.campaign, call.interval);
        let (made, found) = (made[&at], found[&at]);
        if made > 0.0 && found > 0.0 {
            let own = &mut campaigns[call.campaign];
            own.attempts_by_segment[call.segment][call.interval] = attempts.max(0.0) * made / found;
        }
    }
}

fn no_list_prices(problem: &Problem) -> Vec<Vec<SegmentPrices>> {
    let days = problem.day_of_interval.last().map_or(0, |day| day + 1);
    let intervals = problem.intervals();
    let hours = intervals
        .checked_sub(1)
        .map_or(0, |last| problem.hour_of(last) + 1);
    let none = SegmentPrices {
        in_all: 0.0,
        per_day: vec![0.0; days],
        per_hour: vec![0.0; hours],
        per_interval: vec![0.0; intervals],
    };
    let lists = problem.lists.iter();
    lists
        .map(|list| vec![none.clone(); list.segments.len()])
        .collect()
}

fn enter_prices(program: &Program, priced: &Settled, allocation: &mut Allocation) {
    for (row, &dual) in program.rows.iter().zip(&priced.prices) {
        let gain = price(dual);
        match row.kind {
            RowKind::Slot { group, interval } => {
                allocation.surplus_prices[group][interval] = gain;
            }
            RowKind::Attempts { .. } => {}
            RowKind::InAll { list, segment } => {
                allocation.list_prices[list][segment].in_all = gain;
            }
            RowKind::PerDay { list, segment, day } => {
                allocation.list_prices[list][segment].per_day[day] = gain;
            }
            RowKind::PerHour {
                list,
                segment,
                hour,
            } => allocation.list_prices[list][segment].per_hour[hour] = gain,
            RowKind::PerInterval {
                list,
                segment,
                interval,
            } => allocation.list_prices[list][segment].per_interval[interval] = gain,
            RowKind::Maximum { campaign } => {
                allocation.campaigns[campaign].maximum_price = gain;
            }
            RowKind::Minimum { campaign } => {
                allocation.campaigns[campaign].minimum_price = price(-dual);
            }
            RowKind::Budget { budget } => allocation.budget_prices[budget] = gain,
            RowKind::Lines { interval } => allocation.line_prices[interval] = gain,
            RowKind::CampaignLines { campaign, interval } => {
                allocation.campaigns[campaign].line_prices[interval] = gain;
            }
        }
    }
}
