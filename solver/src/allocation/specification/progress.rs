//! From the middle of a day on.

use proptest::prelude::*;

use super::random_problem::any_problem;
use super::*;

/// What a hand-out has done before an interval, as if it had come true.
fn done_before(problem: &Problem, allocation: &Allocation, from: usize) -> Progress {
    let campaigns = allocation.campaigns.iter().enumerate().map(|(c, given)| {
        let spent = |minutes: f64, group: usize, interval: usize| {
            let terms = &problem.campaigns[c];
            let rates = terms
                .worth
                .rates(problem.occupancies.as_ref(), group, interval);
            let attempt = terms.cost_per_attempt;
            minutes * (problem.groups[group].cost_per_hour / 60.0 + rates.attempts * attempt)
        };
        let mut done = CampaignDone::default();
        for (group, row) in given.minutes_by_group.iter().enumerate() {
            for (interval, &minutes) in row.iter().enumerate().take(from) {
                done.minutes += minutes;
                done.money += spent(minutes, group, interval);
            }
        }
        done
    });
    let lists = problem.lists.iter().enumerate().map(|(list, own)| {
        let segments = 0..own.segments.len();
        segments
            .map(|segment| {
                let mut done = SegmentDone::default();
                for (given, terms) in allocation.campaigns.iter().zip(&problem.campaigns) {
                    if terms.list != list {
                        continue;
                    }
                    for t in 0..from {
                        let attempts = given.attempts_by_segment[segment][t];
                        done.attempts += attempts;
                        if problem.day_of_interval[t] == problem.day_of_interval[from] {
                            done.attempts_that_day += attempts;
                        }
                        if t / 2 == from / 2 {
                            done.attempts_that_hour += attempts;
                        }
                    }
                }
                done
            })
            .collect()
    });
    Progress {
        from,
        campaigns: campaigns.collect(),
        lists: lists.collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// Principle of optimality: the rest of a best plan is a best plan of the rest.
    #[test]
    fn going_on_after_a_plan_came_true_finds_the_value_of_its_rest(seed in any::<u64>(), from in 1usize..6) {
        let problem = any_problem(seed);
        let whole = solved(&problem);
        let rest = solved(&problem.after(done_before(&problem, &whole, from)));
        let mut planned = 0.0;
        for (c, terms) in problem.campaigns.iter().enumerate() {
            for (group, row) in whole.campaigns[c].minutes_by_group.iter().enumerate() {
                for (interval, &minutes) in row.iter().enumerate().skip(from) {
                    let rates = terms.worth.rates(problem.occupancies.as_ref(), group, interval);
                    planned += minutes * rates.value * priority_multiplier(terms.priority);
                }
            }
        }
        let missing = whole.shortfall_minutes();
        prop_assert!((rest.shortfall_minutes() - missing).abs() < 1e-3, "{} against {missing}", rest.shortfall_minutes());
        prop_assert!((rest.objective - planned).abs() < 1e-3 * (1.0 + planned), "{} against {planned}", rest.objective);
    }
}

#[test]
fn nothing_is_handed_out_before_now_and_what_is_done_counts() {
    let mut problem = one_group(
        &[60.0, 60.0, 60.0],
        vec![
            campaign(2.0, 3, 100.0, &[true; 3]),
            campaign(1.0, 3, 1e3, &[true; 3]),
        ],
    );
    problem.campaigns[1].minimum_minutes = Some(50.0);
    let now = problem.after(Progress {
        from: 1,
        campaigns: vec![
            CampaignDone {
                minutes: 20.0,
                money: 0.0,
            },
            CampaignDone {
                minutes: 40.0,
                money: 0.0,
            },
        ],
        lists: vec![
            vec![SegmentDone {
                attempts: 20.0,
                attempts_that_day: 20.0,
                attempts_that_hour: 0.0,
            }],
            vec![SegmentDone::default()],
        ],
    });
    let allocation = solved(&now);
    assert_eq!(totals(&allocation), [80.0, 40.0]);
    assert!(allocation.campaigns.iter().all(|c| c.minutes[0] == 0.0));
}

#[test]
fn a_day_of_which_nothing_is_left_hands_out_nothing() {
    let problem = one_group(&[60.0], vec![campaign(2.0, 3, 100.0, &[true])]);
    let over = problem.after(Progress {
        from: 1,
        ..Progress::default()
    });
    assert_eq!(solved(&over).objective, 0.0);
}
