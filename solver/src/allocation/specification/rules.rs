//! What rules cost, and what prices mean.

use proptest::prelude::*;

use super::random_problem::{any_problem, whole};
use super::*;
use crate::random::Random;

/// Minutes missing by priority from 5 to 1, then the objective with its sign turned: the smaller the better, from left
/// to right.
fn standing(problem: &Problem, allocation: &Allocation) -> Vec<f64> {
    let mut standing = vec![0.0; 6];
    for (given, terms) in allocation.campaigns.iter().zip(&problem.campaigns) {
        standing[5 - usize::from(terms.priority)] += given.shortfall_minutes;
    }
    standing[5] = -allocation.objective;
    standing
}

fn no_better(one: &[f64], other: &[f64]) -> bool {
    for (a, b) in one.iter().zip(other) {
        let tolerance = 1e-4 * (1.0 + b.abs());
        if (a - b).abs() > tolerance {
            return a > b;
        }
    }
    true
}

fn tightened(problem: &Problem, dice: &mut Random) -> Problem {
    let mut tighter = problem.clone();
    let limited = |limit: Option<f64>, at: f64| Some(limit.map_or(at, |own| own.min(at)));
    match dice.below(6) {
        0 => tighter.protection = 0.95,
        1 => tighter.budgets.push(Budget {
            campaigns: vec![0, 1, 2],
            limit: BudgetLimit::Money(whole(dice, 60)),
        }),
        2 => {
            let terms = &mut tighter.campaigns[0];
            let least = terms.minimum_minutes.unwrap_or(0.0);
            terms.maximum_minutes = limited(terms.maximum_minutes, least + whole(dice, 20));
        }
        3 => {
            for segment in &mut tighter.lists[0].segments {
                let per_hour = segment.attempts_per_contact_per_hour;
                segment.attempts_per_contact_per_hour = limited(per_hour, 0.25);
            }
        }
        4 => {
            for segment in &mut tighter.lists[1].segments {
                let per_day = segment.attempts_per_contact_per_day;
                segment.attempts_per_contact_per_day = limited(per_day, 0.5);
            }
        }
        _ => {
            let lines = tighter.maximum_lines.get_or_insert_with(|| vec![9.0; 6]);
            lines[1] = lines[1].min(1.0);
            lines[4] = lines[4].min(1.0);
        }
    }
    tighter
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn answers_hold_every_rule_are_proven_by_their_prices_and_come_again(seed in any::<u64>()) {
        let problem = any_problem(seed);
        prop_assert_eq!(solved(&problem), solved(&problem));
    }

    #[test]
    fn a_rule_more_never_improves(seed in any::<u64>()) {
        let problem = any_problem(seed);
        let tighter = tightened(&problem, &mut Random::new(!seed));
        let before = standing(&problem, &solved(&problem));
        let after = standing(&tighter, &solved(&tighter));
        prop_assert!(no_better(&after, &before), "{after:?} after {before:?}");
    }

    #[test]
    fn without_a_rule_it_is_no_worse_and_no_better_than_the_prices_allow(seed in any::<u64>()) {
        let problem = any_problem(seed);
        let allocation = solved(&problem);
        let own = standing(&problem, &allocation);
        for effect in &allocation.rules {
            let without = without_rule(&problem, effect.rule).unwrap();
            if !matches!(effect.rule, Rule::Minimum { .. }) {
                let other = standing(&problem, &without);
                prop_assert!(no_better(&own, &other), "{}: {own:?} after {other:?}", effect.rule);
            }
            if let Some(most) = effect.objective_without_at_most {
                let tolerance = 1e-5 * (1.0 + most.abs());
                prop_assert!(without.objective <= most + tolerance, "{}", effect.rule);
                prop_assert!(without.objective >= allocation.objective - tolerance, "{}", effect.rule);
                let gain = without.objective - allocation.objective;
                prop_assert!(effect.binding || gain <= tolerance, "{} gains {gain}", effect.rule);
            }
        }
    }

    /// The objective is concave in the surplus, so the price lies between what a little more gains and a little less
    /// loses; where these two agree it is unique, and is both.
    #[test]
    fn the_price_of_surplus_is_what_a_little_more_of_it_gains(seed in any::<u64>()) {
        let mut problem = any_problem(seed);
        for campaign in &mut problem.campaigns {
            campaign.minimum_minutes = None;
        }
        for group in 0..2 {
            let minutes = solved(&problem).surplus_minutes[group].clone();
            problem.groups[group].supply = Supply::Surplus { minutes };
        }
        let allocation = solved(&problem);
        let step = 1.0 / 64.0;
        for group in 0..2 {
            for interval in [0, 3, 5] {
                let with = |more: f64| {
                    let mut other = problem.clone();
                    let Supply::Surplus { minutes } = &mut other.groups[group].supply else {
                        panic!("set above");
                    };
                    minutes[interval] += more;
                    solved(&other).objective
                };
                let price = allocation.surplus_prices[group][interval];
                let gain = (with(step) - allocation.objective) / step;
                prop_assert!(price >= gain - 1e-4, "{price} below {gain}");
                if allocation.surplus_minutes[group][interval] >= step {
                    let loss = (allocation.objective - with(-step)) / step;
                    prop_assert!(price <= loss + 1e-4, "{price} above {loss}");
                }
            }
        }
    }
}

#[test]
fn a_budget_that_ends_before_a_minimum_is_told_as_what_stands_against_it() {
    let mut wanted = campaign(1.0, 3, 1e3, &[true]);
    wanted.0.minimum_minutes = Some(30.0);
    let mut problem = one_group(&[60.0], vec![wanted]);
    problem.budgets = vec![Budget {
        campaigns: vec![0],
        limit: BudgetLimit::AgentMinutes(20.0),
    }];
    let told = solved(&problem).messages.remove(0);
    assert!(
        matches!(
            told,
            Message::MinimumNotMet { obstacle: Obstacle::BudgetTooSmall, alone, .. } if (alone - 20.0).abs() < 1e-6
        ),
        "{told}"
    );
    assert!(told.to_string().contains("raise the budget"), "{told}");
}

#[test]
fn too_few_lines_for_a_minimum_are_told() {
    let mut wanted = campaign(1.0, 3, 1e3, &[true]);
    wanted.0.minimum_minutes = Some(30.0);
    wanted.0.lines_per_agent = 2.0;
    wanted.0.maximum_lines = Some(0.5);
    let told = solved(&one_group(&[60.0], vec![wanted])).messages.remove(0);
    assert!(
        matches!(
            told,
            Message::MinimumNotMet { obstacle: Obstacle::TooFewLines, given, .. } if (given - 15.0).abs() < 1e-6
        ),
        "{told}"
    );
}

#[test]
fn a_minimum_is_kept_however_little_it_is_worth_beside_what_it_uses_up() {
    // A minute of the first costs 1,000 of the budget, one of the second 1 at fifty times the value: a minute of the
    // minimum displaces 1,000 minutes, which no penalty a minute foresees.
    let mut dear = campaign(1.0, 1, 1e6, &[true]);
    dear.0.cost_per_attempt = 1_000.0;
    dear.0.minimum_minutes = Some(1.0);
    let mut cheap = campaign(50.0, 5, 1e6, &[true]);
    cheap.0.cost_per_attempt = 1.0;
    let mut problem = one_group(&[2_000.0], vec![dear, cheap]);
    problem.budgets = vec![Budget {
        campaigns: vec![0, 1],
        limit: BudgetLimit::Money(1_000.0),
    }];
    assert_eq!(totals(&solved(&problem)), [1.0, 0.0]);
}

#[test]
fn a_rule_the_problem_does_not_have_is_not_left_out_silently() {
    let problem = one_group(&[1.0], vec![campaign(1.0, 3, 1.0, &[true])]);
    let refused = without_rule(&problem, Rule::Lines).unwrap_err();
    assert!(
        matches!(refused, AllocationError::NoSuchRule(_)),
        "{refused}"
    );
}

#[test]
fn a_maximum_share_is_of_the_whole_surplus() {
    let mut capped = campaign(5.0, 3, 1e3, &[true, true]);
    capped.0.maximum_share = Some(0.25);
    let allocation = solved(&one_group(&[40.0, 40.0], vec![capped]));
    assert_eq!(totals(&allocation), [20.0]);
    assert!((allocation.campaigns[0].maximum_price - 5.0).abs() < 1e-9);
}

#[test]
fn a_large_hand_out_of_whole_minutes_is_within_a_hundredth_of_its_bound() {
    let open = [true; 60];
    let campaigns = (0..10).map(|number| {
        let (mut demand, segment) = campaign(1.0 + f64::from(number), 3, 90.5, &open);
        demand.groups = vec![0, 1];
        demand.cost_per_attempt = 0.75;
        (demand, segment)
    });
    let mut problem = with_groups(&[&[7.5; 60], &[5.25; 60]], campaigns.collect());
    problem.budgets = vec![Budget {
        campaigns: (0..10).collect(),
        limit: BudgetLimit::Money(333.0),
    }];
    problem.whole_minutes = true;
    let allocation = solved(&problem);
    let gap = allocation.objective_bound - allocation.objective;
    assert!(
        gap <= 0.01 * allocation.objective_bound,
        "{gap} of {}",
        allocation.objective_bound
    );
}
