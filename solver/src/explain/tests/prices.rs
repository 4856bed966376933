use proptest::prelude::*;

use super::{agent, every_day, is_sound, plain, solved};
use crate::explain::{Confirmed, Constraint, one_more_agent, rule_prices};
use crate::problem::{DemandGroup, Limit, Problem, Weekday};
use crate::rules::testing::week;

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-5 * (1.0 + b.abs())
}

/// What theory says of a prediction and of what solving again came to.
fn keeps_theory(predicted: f64, slack: f64, confirmed: &Confirmed) {
    let most = predicted + 1e-5;
    println!(
        "predicted {predicted:.3} (slack {slack:.1e}), linear program {:.3}, roster {:.3}",
        confirmed.program_gain,
        confirmed.gain()
    );
    assert!(confirmed.program_gain <= most, "{predicted} {confirmed:?}");
    // A roster may gain more than the linear program, but not beyond the bound.
    let gap = confirmed.objective_before - confirmed.bound_before;
    assert!(confirmed.gain() <= most + gap, "{predicted} {confirmed:?}");
}

#[test]
fn a_rule_that_costs_exactly_one_agent_is_named_and_priced_like_one() {
    // Six days of five heads are thirty shifts; five agents at five days give 25.
    let problem = plain(5, 5.0);
    let solution = solved(&problem);
    let prices = rule_prices(&problem, &solution.lines, 1, &|| false).expect("prices");
    let again = rule_prices(&problem, &solution.lines, 1, &|| false).expect("prices");
    assert_eq!(prices, again, "the same twice");
    let named: Vec<&Constraint> = prices.iter().map(|price| &price.constraint).collect();
    assert_eq!(named, [&Constraint::MaximumDaysPerWeek]);
    let rule = &prices[0];
    // Five shifts of eight hours at 2 an hour.
    assert!(near(rule.predicted, 80.0) && rule.agents == 5, "{rule:?}");
    assert!(near(rule.predicted_agent_hours, 40.0));
    let confirmed = rule.confirmed.expect("confirmed");
    keeps_theory(rule.predicted, rule.slack, &confirmed);
    assert!(near(confirmed.gain(), 80.0) && near(confirmed.program_gain, 80.0));
    assert!(near(confirmed.short_hours_saved, 40.0));

    let one_more = one_more_agent(&problem, &solution.lines, 1, &|| false).expect("values");
    assert_eq!(one_more.len(), 1);
    let confirmed = one_more[0].confirmed.expect("confirmed");
    keeps_theory(one_more[0].predicted, one_more[0].slack, &confirmed);
    assert!(near(one_more[0].predicted, rule.predicted));
    assert!(near(confirmed.gain(), 80.0));
}

#[test]
fn a_rule_that_does_not_bind_has_no_price() {
    let problem = plain(6, 5.0);
    let solution = solved(&problem);
    assert!(solution.objective < 1e-9);
    let prices = rule_prices(&problem, &solution.lines, 0, &|| false).expect("prices");
    assert_eq!(prices, []);
    let one_more = one_more_agent(&problem, &solution.lines, 0, &|| false).expect("values");
    assert!(one_more[0].predicted < 1e-6, "{one_more:?}");
}

#[test]
fn general_rules_have_prices_too() {
    let mut problem = plain(2, 2.0);
    problem.plans[0].maximum_days_per_week = 7;
    problem.plans[0].minimum_days_off = 0;
    problem.plans[0].shifts[0].weekdays = Weekday::ALL.to_vec();
    problem.plans[0].maximum_consecutive_days = 7;
    problem.plans[0].maximum_paid_minutes_per_week = 7 * 480;
    problem.plans[0].rules.maximum_worked_weekends = Some(Limit::hard(0));
    problem.groups[0].required = every_day(7, 8..16, 2.0);
    let solution = solved(&problem);
    // Two agents, two days of eight hours at 2 an hour.
    assert!(near(solution.objective, 64.0));
    let prices = rule_prices(&problem, &solution.lines, 1, &|| false).expect("prices");
    assert_eq!(prices[0].constraint, Constraint::MaximumWorkedWeekends);
    let confirmed = prices[0].confirmed.expect("confirmed");
    keeps_theory(prices[0].predicted, prices[0].slack, &confirmed);
    assert!(near(prices[0].predicted, 64.0) && near(confirmed.gain(), 64.0));
}

#[test]
fn an_agent_with_the_missing_skill_is_the_most_welcome() {
    let mut problem = plain(5, 5.0);
    problem.plans[0].maximum_days_per_week = 6;
    let chats = DemandGroup {
        id: "chats".into(),
        required: every_day(5, 8..16, 1.0),
        under_cost_per_slot: 3.0,
        ..problem.groups[0].clone()
    };
    problem.groups.push(chats);
    let solution = solved(&problem);
    let values = one_more_agent(&problem, &solution.lines, 1, &|| false).expect("values");
    assert_eq!(values[0].groups, [1]);
    assert!(near(values[0].predicted, 120.0), "{values:?}");
    let confirmed = values[0].confirmed.expect("confirmed");
    keeps_theory(values[0].predicted, values[0].slack, &confirmed);
    assert!(near(confirmed.gain(), 120.0) && near(confirmed.short_hours_saved, 40.0));
    // One more for calls would stand idle at best.
    assert!(values[1].groups == [0] && values[1].predicted < 1e-6);
}

/// Random weeks of two groups and general rules.
fn random_week(demand: &[u8], rest: u32, row: u32, days_off: u32, runs: u32) -> Problem {
    let mut problem = week();
    let plan = &mut problem.plans[0];
    plan.minimum_time_between_shifts_minutes = rest * 60;
    plan.maximum_consecutive_days = row;
    plan.minimum_days_off = days_off;
    plan.minimum_paid_minutes_per_week = 960;
    plan.minimum_days_per_week = 0;
    plan.rules.minimum_consecutive_days_off = Some(Limit::soft(runs, 3.into()));
    problem.groups[0].required = demand.iter().map(|&heads| f64::from(heads) / 2.0).collect();
    problem.agents = vec![agent("Ana", &[0]), agent("Bo", &[0]), agent("Cem", &[0])];
    problem.limits.search_steps = 100;
    problem
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn no_price_is_beaten_by_solving_again(
        demand in prop::collection::vec(0u8..7, 168),
        rest in 11u32..15,
        row in 2u32..5,
        days_off in 2u32..4,
        runs in 1u32..4,
    ) {
        let problem = random_week(&demand, rest, row, days_off, runs);
        let solution = solved(&problem);
        let prices = rule_prices(&problem, &solution.lines, usize::MAX, &|| false).expect("prices");
        for price in &prices {
            let confirmed = price.confirmed.expect("all are confirmed");
            keeps_theory(price.predicted, price.slack, &confirmed);
            prop_assert!(price.predicted > price.slack && price.slack >= 0.0, "{:?}", price);
            // Looser rules never cost: the search began with a roster that keeps the stricter one.
            prop_assert!(confirmed.gain() > -1e-6 && confirmed.program_gain > -1e-5);
        }
        let values = one_more_agent(&problem, &solution.lines, 1, &|| false).expect("values");
        let confirmed = values[0].confirmed.expect("confirmed");
        keeps_theory(values[0].predicted, values[0].slack, &confirmed);
    }
}

#[test]
fn what_is_solved_again_passes_the_audit() {
    let problem = plain(5, 5.0);
    let solution = solved(&problem);
    let mut looser = problem.clone();
    looser.plans[0].maximum_days_per_week = 6;
    let given: Vec<_> = solution.lines.iter().cloned().map(Some).collect();
    let mut silent = |_| ();
    let mut control = crate::search::control::Control::new(&|| false, &mut silent);
    let again =
        crate::explain::again::solve_again(&looser, &given, &mut control).expect("a roster");
    is_sound(&looser, &again.solution);
    assert!(near(again.solution.objective, 0.0));
}
