//! Words about a hand-out: what was missed, and what stands against it.

use super::answer::Allocation;
use super::distinct;
use super::engine::{Grain, NOISE_MINUTES, settle};
use super::error::AllocationError;
use super::limits::Limits;
use super::message::{Message, Obstacle};
use super::problem::Problem;
use super::program::{Aim, Program};
use super::rule::Rule;

/// Less surplus than this is not worth a word.
const NOTED_MINUTES: f64 = 1e-3;

/// Nor is a smaller gap, relative to the objective, of a search for whole minutes.
const NOTED_GAP: f64 = 1e-4;

pub(super) fn messages(
    problem: &Problem,
    limits: &Limits,
    without: &[Rule],
    allocation: &Allocation,
) -> Result<Vec<Message>, AllocationError> {
    let mut messages = Vec::new();
    for (campaign, given) in allocation.campaigns.iter().enumerate() {
        if reachable_surplus(problem, limits, campaign) <= NOISE_MINUTES {
            messages.push(Message::NothingCallable { campaign });
        }
        if given.shortfall_minutes > 0.0 {
            let minimum = limits.minimum[campaign];
            let alone = most_alone(problem, limits, without, campaign)?;
            messages.push(Message::MinimumNotMet {
                campaign,
                minimum,
                given: given.total_minutes,
                alone,
                obstacle: if alone + NOISE_MINUTES >= minimum {
                    Obstacle::OtherMinima
                } else {
                    obstacle(problem, limits, without, campaign)?
                },
            });
        }
    }
    let length = f64::from(problem.interval_minutes);
    for (group, row) in allocation.inbound_heads_short.iter().enumerate() {
        let short = row.iter().filter(|heads| **heads > 0.0);
        let heads: f64 = short.clone().sum();
        if heads > 0.0 {
            messages.push(Message::InboundShort {
                group,
                intervals: short.count(),
                minutes: heads * length,
            });
        }
    }
    let used: f64 = allocation.campaigns.iter().map(|c| c.total_minutes).sum();
    let minutes = limits.surplus.iter().flatten().sum::<f64>() - used;
    if minutes > NOTED_MINUTES {
        messages.push(Message::SurplusLeftOver { minutes });
    }
    let by = allocation.objective_bound - allocation.objective;
    if problem.whole_minutes && by > NOTED_GAP * (1.0 + allocation.objective.abs()) {
        messages.push(Message::NotProvenBest { by });
    }
    Ok(messages)
}

/// What stands against a minimum that the campaign could not even have alone: the first kind of limit without which it
/// could.
fn obstacle(
    problem: &Problem,
    limits: &Limits,
    without: &[Rule],
    campaign: usize,
) -> Result<Obstacle, AllocationError> {
    let minimum = limits.minimum[campaign];
    if reachable_surplus(problem, limits, campaign) + NOISE_MINUTES < minimum {
        return Ok(Obstacle::TooLittleSurplus);
    }
    let rules = Rule::all(problem);
    for obstacle in [
        Obstacle::TooFewContacts,
        Obstacle::BudgetTooSmall,
        Obstacle::TooFewLines,
    ] {
        let mut left_out = without.to_vec();
        left_out.extend(rules.iter().filter(|rule| is_behind(**rule, obstacle)));
        if most_alone(problem, limits, &left_out, campaign)? + NOISE_MINUTES >= minimum {
            return Ok(obstacle);
        }
    }
    Ok(Obstacle::SeveralLimits)
}

fn is_behind(rule: Rule, obstacle: Obstacle) -> bool {
    match rule {
        Rule::ListInAll { .. } | Rule::ListPerDay { .. } | Rule::ListPerHour { .. } => {
            obstacle == Obstacle::TooFewContacts
        }
        Rule::Budget { .. } => obstacle == Obstacle::BudgetTooSmall,
        Rule::Lines | Rule::CampaignLines { .. } => obstacle == Obstacle::TooFewLines,
        Rule::InboundProtection | Rule::Minimum { .. } | Rule::Maximum { .. } => false,
    }
}

/// Surplus in hours in which any contact of the campaign may be called.
fn reachable_surplus(problem: &Problem, limits: &Limits, campaign: usize) -> f64 {
    let terms = &problem.campaigns[campaign];
    let groups = distinct(&terms.groups);
    let segments = &problem.lists[terms.list].segments;
    (0..problem.intervals())
        .filter(|&t| terms.running.as_ref().is_none_or(|on| on[t]))
        .filter(|&t| segments.iter().any(|segment| segment.callable_at(t)))
        .map(|t| groups.iter().map(|&g| limits.surplus[g][t]).sum::<f64>())
        .sum()
}

/// Minutes the campaign could have if it were alone; fractions of them also where whole ones are handed out.
fn most_alone(
    problem: &Problem,
    limits: &Limits,
    without: &[Rule],
    campaign: usize,
) -> Result<f64, AllocationError> {
    let program = Program::of(problem, limits, without, Aim::MinutesOf(campaign));
    let settled = settle(problem, &program, Grain::Fractions)?;
    let minutes = settled.values[..program.uses.len()].iter();
    Ok(minutes.sum())
}
