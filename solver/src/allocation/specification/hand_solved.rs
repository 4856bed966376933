//! The case of docs/methods/allocation.md, solved there by hand.

use super::*;

/// Two hours. Group 0 has 4 heads at work and serves both campaigns; group 1 has 30 minutes an hour left and serves cards
/// only. Loans: 40 attempts, both hours. Cards: 100 attempts, first hour only.
fn two_campaigns() -> Problem {
    let contact_worth = |value_per_success, probability, seconds, mode, attempts| {
        Worth::PerContact(ContactWorth {
            value_per_success,
            success_probability: Table::Same(probability),
            handle_seconds: Table::Same(seconds),
            mode,
            attempts_per_handled_contact: attempts,
        })
    };
    let loans = contact_worth(100.0, 0.1, 240.0, DialingMode::Predictive, 2.0);
    let cards = contact_worth(100.0, 0.05, 150.0, DialingMode::Preview, 1.0);
    let inbound = Requirement::Distribution(vec![0.0, 0.2, 0.5, 0.3]);
    let groups = vec![
        SkillGroup {
            supply: Supply::AtWork {
                heads: vec![4.0, 4.0],
                inbound: vec![inbound; 2],
            },
            cost_per_hour: 30.0,
        },
        SkillGroup::with_surplus(vec![30.0, 30.0]),
    ];
    let list = |contacts, callable: &[bool]| ContactList {
        segments: vec![Segment::called_once(contacts, callable)],
    };
    let lists = vec![list(40.0, &[true, true]), list(100.0, &[true, false])];
    let campaigns = vec![
        CampaignDemand::new(loans, vec![0], 0),
        CampaignDemand::new(cards, vec![0, 1], 1),
    ];
    let mut problem = Problem::of_one_day(60, 2, groups, lists, campaigns);
    problem.occupancies = Some(Occupancies {
        preview: 0.5,
        progressive: 0.65,
        predictive: 0.8,
    });
    problem
}

fn close(told: f64, by_hand: f64) -> bool {
    (told - by_hand).abs() < 1e-6
}

#[test]
fn minutes_and_value_are_those_found_by_hand() {
    let allocation = solved(&two_campaigns());
    assert_eq!(allocation.surplus_minutes, [[60.0, 60.0], [30.0, 30.0]]);
    let [loans, cards] = &allocation.campaigns[..] else {
        panic!("two campaigns");
    };
    assert!(close(loans.total_minutes, 100.0), "{loans:?}");
    assert!(close(loans.expected_contacts, 20.0));
    assert!(close(loans.expected_successes.unwrap(), 2.0));
    assert!(close(loans.value, 200.0));
    assert!(close(cards.minutes[0], 50.0) && close(cards.minutes[1], 0.0));
    assert!(close(cards.expected_contacts, 10.0));
    assert!(close(allocation.objective, 250.0));
    assert_eq!(allocation.messages.len(), 1, "{:?}", allocation.messages);
    assert!(matches!(
        allocation.messages[0],
        Message::SurplusLeftOver { minutes } if close(minutes, 30.0)
    ));
}

#[test]
fn prices_are_those_found_by_hand() {
    let allocation = solved(&two_campaigns());
    assert!(close(allocation.agent_hour_price(0, 0), 60.0));
    assert!(close(allocation.agent_hour_price(0, 1), 60.0));
    assert!(close(allocation.agent_hour_price(1, 0), 60.0));
    assert!(close(allocation.agent_hour_price(1, 1), 0.0));
    assert!(close(allocation.list_prices[0][0].in_all, 2.5));
    assert!(close(allocation.list_prices[1][0].in_all, 0.0));
}

#[test]
fn less_protection_brings_what_was_found_by_hand_and_no_more_than_its_prices_say() {
    let mut problem = two_campaigns();
    problem.protection = 0.7;
    assert!(close(solved(&problem).objective, 350.0));
    let problem = two_campaigns();
    let allocation = solved(&problem);
    let protection = allocation.rules[0];
    assert_eq!(protection.rule, Rule::InboundProtection);
    assert!(close(protection.objective_without_at_most.unwrap(), 610.0));
    let without = without_rule(&problem, Rule::InboundProtection).unwrap();
    assert!(close(without.objective, 470.0));
}

#[test]
fn a_minimum_of_sixty_minutes_of_cards_costs_ten() {
    let mut problem = two_campaigns();
    problem.campaigns[1].minimum_minutes = Some(60.0);
    let allocation = solved(&problem);
    assert!(close(allocation.objective, 240.0));
    assert!(close(allocation.campaigns[1].minimum_price, 1.0));
    let rule = Rule::Minimum { campaign: 1 };
    assert!(close(
        without_rule(&problem, rule).unwrap().objective,
        250.0
    ));
}

#[test]
fn a_budget_of_forty_money_ends_loans_after_eighty_minutes_beside_no_cards_of_the_dear_group() {
    // Agents of group 0 cost 0.5 a minute, those of group 1 nothing: 40 buy 80 minutes of loans at 2 each.
    let mut problem = two_campaigns();
    problem.budgets = vec![Budget {
        campaigns: vec![0, 1],
        limit: BudgetLimit::Money(40.0),
    }];
    let allocation = solved(&problem);
    assert!(close(allocation.objective, 80.0 * 2.0 + 30.0));
    assert!(close(allocation.budget_prices[0], 4.0));
    let effect = allocation
        .rules
        .iter()
        .find(|e| e.rule == Rule::Budget { budget: 0 });
    assert!(effect.unwrap().binding);
}

#[test]
fn an_hour_that_costs_forty_is_asked_for_until_the_contacts_are_used_up() {
    // Cards earn 60 an hour in the first hour until their 100 attempts are made, 500 minutes in all: 450 more. Loans
    // already have all their contacts.
    let problem = two_campaigns();
    let allocation = solved(&problem);
    let request = ask_next_roster(&problem, &allocation, &[40.0, 40.0]).unwrap();
    assert!(close(request.total_hours, 450.0 / 60.0), "{request:?}");
    assert!(close(request.value, 450.0));
    assert!(close(request.cost, 300.0));
    let request = ask_next_roster(&problem, &allocation, &[61.0, 61.0]).unwrap();
    assert_eq!(request.total_hours, 0.0);
}
