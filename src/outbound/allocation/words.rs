//! Prices, rules and the wish for the next roster in words.

use chrono::TimeZone;
use crewcast_solver::allocation as lp;

use super::answer::{
    AllocationPrice, AllocationPriceKind, AllocationRosterRequest, AllocationRule,
    AllocationRuleName, RosterRequestGroup,
};
use super::demand::Taker;
use super::request::AllocationRequest;
use super::surplus::Supplies;
use crate::organisation::WeekGrid;

/// Prices told of each kind, at most.
const MOST_OF_A_KIND: usize = 8;

/// Prices below this are nothing: the solver's rounding.
const LEAST_PRICE: f64 = 1e-6;

/// The dearest prices of each kind.
pub(super) fn prices(
    supplies: &Supplies,
    takers: &[Taker],
    request: &AllocationRequest,
    solved: &lp::Allocation,
) -> Vec<AllocationPrice> {
    let grid = &supplies.grid;
    let mut told = Vec::new();
    told.extend(dearest(agent_hours(supplies, solved)));
    told.extend(dearest(contacts(takers, solved)));
    let budgets = solved.budget_prices.iter().zip(&request.budgets);
    told.extend(dearest(budgets.enumerate().map(|(at, (price, budget))| {
        let unit = match budget.money {
            Some(_) => "unit of money",
            None => "agent-minute",
        };
        AllocationPrice {
            text: format!("one more {unit} of budget {} brings {price:.2}", at + 1),
            ..bare(AllocationPriceKind::Budget, *price)
        }
    })));
    let lines = solved.line_prices.iter().enumerate();
    told.extend(dearest(lines.map(|(interval, price)| AllocationPrice {
        at: Some(grid.interval_start(interval)),
        text: format!(
            "one more line at {} brings {price:.2}",
            local(grid, interval)
        ),
        ..bare(AllocationPriceKind::Lines, *price)
    })));
    told
}

fn agent_hours(supplies: &Supplies, solved: &lp::Allocation) -> Vec<AllocationPrice> {
    let grid = &supplies.grid;
    let mut found = Vec::new();
    for (group, own) in supplies.groups.iter().enumerate() {
        for interval in 0..grid.intervals() {
            let price = solved.agent_hour_price(group, interval);
            if price > LEAST_PRICE {
                found.push(AllocationPrice {
                    planning_group_id: Some(own.planning_group_id.clone()),
                    at: Some(grid.interval_start(interval)),
                    text: format!(
                        "one more agent-hour of {:?} at {} earns {price:.2}",
                        own.name,
                        local(grid, interval)
                    ),
                    ..bare(AllocationPriceKind::AgentHour, price)
                });
            }
        }
    }
    found
}

fn contacts(takers: &[Taker], solved: &lp::Allocation) -> Vec<AllocationPrice> {
    let mut found = Vec::new();
    for (taker, segments) in takers.iter().zip(&solved.list_prices) {
        for ((zone, _), prices) in taker.zones.iter().zip(segments) {
            found.push(AllocationPrice {
                campaign_id: Some(taker.campaign.id.clone()),
                text: format!(
                    "one more attempt at contacts of {:?} in {zone} brings {:.2}",
                    taker.campaign.name, prices.in_all
                ),
                ..bare(AllocationPriceKind::Contacts, prices.in_all)
            });
        }
    }
    found
}

fn bare(kind: AllocationPriceKind, price: f64) -> AllocationPrice {
    AllocationPrice {
        kind,
        planning_group_id: None,
        campaign_id: None,
        at: None,
        price,
        text: String::new(),
    }
}

fn dearest(prices: impl IntoIterator<Item = AllocationPrice>) -> Vec<AllocationPrice> {
    let mut prices: Vec<AllocationPrice> = prices
        .into_iter()
        .filter(|price| price.price > LEAST_PRICE)
        .collect();
    prices.sort_by(|a, b| b.price.total_cmp(&a.price));
    prices.truncate(MOST_OF_A_KIND);
    prices
}

/// An interval's start on the clocks of the business unit.
fn local(grid: &WeekGrid, interval: usize) -> String {
    let at = grid.interval_start(interval).to_utc().naive_utc();
    let at = grid.zone().from_utc_datetime(&at);
    at.format("%a %Y-%m-%d %H:%M").to_string()
}

/// What each rule costs. `without` says what the objective is once a rule is left out, where that was solved.
pub(super) fn rules(
    takers: &[Taker],
    solved: &lp::Allocation,
    without: &[(lp::Rule, f64)],
) -> Vec<AllocationRule> {
    let named = |campaign: usize| takers.get(campaign);
    solved
        .rules
        .iter()
        .map(|effect| {
            let (rule, campaign, budget) = parts(effect.rule);
            let taker = campaign.and_then(named);
            let mut confirmed = without.iter();
            let confirmed = confirmed.find(|(rule, _)| *rule == effect.rule);
            let objective_without = confirmed.map(|(_, objective)| *objective);
            let whose = taker.map_or_else(String::new, |taker| {
                format!(" of {:?}", taker.campaign.name)
            });
            let which = budget.map_or_else(String::new, |budget| format!(" {}", budget + 1));
            AllocationRule {
                rule,
                campaign_id: taker.map(|taker| taker.campaign.id.clone()),
                budget,
                is_binding: effect.binding,
                objective_without_at_most: effect.objective_without_at_most,
                objective_without,
                text: format!(
                    "{}{which}{whose} {}",
                    words(rule),
                    cost(effect, solved.objective, objective_without)
                ),
            }
        })
        .collect()
}

/// A rule's name, with the campaign and the budget it is of. Every campaign has a list of its own.
const fn parts(rule: lp::Rule) -> (AllocationRuleName, Option<usize>, Option<usize>) {
    use AllocationRuleName as Name;
    match rule {
        lp::Rule::InboundProtection => (Name::InboundProtection, None, None),
        lp::Rule::Minimum { campaign } => (Name::Minimum, Some(campaign), None),
        lp::Rule::Maximum { campaign } => (Name::Maximum, Some(campaign), None),
        lp::Rule::CampaignLines { campaign } => (Name::CampaignLines, Some(campaign), None),
        lp::Rule::Lines => (Name::Lines, None, None),
        lp::Rule::ListInAll { list } => (Name::ListInAll, Some(list), None),
        lp::Rule::ListPerDay { list } => (Name::ListPerDay, Some(list), None),
        lp::Rule::ListPerHour { list } => (Name::ListPerHour, Some(list), None),
        lp::Rule::Budget { budget } => (Name::Budget, None, Some(budget)),
    }
}

const fn words(rule: AllocationRuleName) -> &'static str {
    match rule {
        AllocationRuleName::InboundProtection => "the heads that inbound work keeps",
        AllocationRuleName::Minimum => "the minimum",
        AllocationRuleName::Maximum => "the maximum",
        AllocationRuleName::CampaignLines => "the lines",
        AllocationRuleName::Lines => "the lines of all campaigns",
        AllocationRuleName::ListInAll => "the number of contacts",
        AllocationRuleName::ListPerDay => "the attempts a day at contacts",
        AllocationRuleName::ListPerHour => "the attempts an hour at contacts",
        AllocationRuleName::Budget => "budget",
    }
}

fn cost(effect: &lp::RuleEffect, objective: f64, confirmed: Option<f64>) -> String {
    match (effect.binding, confirmed, effect.objective_without_at_most) {
        (false, _, _) => "costs nothing: a little more room would bring nothing".to_owned(),
        (true, Some(without), _) => format!(
            "costs {:.2}: without it the objective would be {without:.2}",
            (without - objective).max(0.0)
        ),
        (true, None, Some(without)) => format!(
            "costs at most {:.2}: without it the objective would be no more than {without:.2}",
            (without - objective).max(0.0)
        ),
        (true, None, None) => "binds; while minima are missed, more room goes to them".to_owned(),
    }
}

/// The wish for the next roster.
pub(super) fn roster_request(
    supplies: &Supplies,
    asked: lp::RosterRequest,
    cost_per_agent_hour: f64,
) -> AllocationRosterRequest {
    let text = if asked.total_hours > 0.0 {
        let by_group = supplies.groups.iter().zip(&asked.hours);
        let by_group: Vec<String> = by_group
            .map(|(group, hours)| (group, hours.iter().sum::<f64>()))
            .filter(|(_, hours)| *hours > 0.0)
            .map(|(group, hours)| format!("{hours:.1} of {:?}", group.name))
            .collect();
        format!(
            "{:.1} agent-hours more ({}) would earn {:.2} and cost {:.2}",
            asked.total_hours,
            by_group.join(", "),
            asked.value,
            asked.cost
        )
    } else {
        format!("no agent-hour more would earn the {cost_per_agent_hour:.2} it costs")
    };
    let groups = supplies.groups.iter().zip(asked.hours);
    AllocationRosterRequest {
        cost_per_agent_hour,
        total_hours: asked.total_hours,
        value: asked.value,
        cost: asked.cost,
        planning_groups: groups
            .map(|(group, hours_per_interval)| RosterRequestGroup {
                planning_group_id: group.planning_group_id.clone(),
                hours_per_interval,
            })
            .collect(),
        text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_says_what_it_costs_as_surely_as_it_is_known() {
        let effect = |binding, at_most| lp::RuleEffect {
            rule: lp::Rule::Lines,
            binding,
            objective_without_at_most: at_most,
        };
        let told = |effect: &lp::RuleEffect, confirmed| cost(effect, 100.0, confirmed);
        assert!(told(&effect(false, Some(100.0)), None).starts_with("costs nothing"));
        let at_most = effect(true, Some(130.0));
        assert!(told(&at_most, None).starts_with("costs at most 30.00"));
        assert!(told(&at_most, Some(110.0)).starts_with("costs 10.00"));
        assert!(told(&effect(true, None), None).starts_with("binds"));
    }
}
