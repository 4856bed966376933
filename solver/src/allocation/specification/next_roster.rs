//! What campaigns ask of the next roster.

use proptest::prelude::*;

use super::random_problem::any_problem;
use super::*;

#[test]
fn no_hour_is_asked_where_inbound_work_would_take_it() {
    let mut problem = one_group(&[0.0, 0.0], vec![campaign(1.0, 3, 60.0, &[true, true])]);
    problem.groups[0].supply = Supply::AtWork {
        heads: vec![4.0, 5.0],
        inbound: vec![Requirement::Certain(5.0), Requirement::Certain(5.0)],
    };
    let allocation = solved(&problem);
    let request = ask_next_roster(&problem, &allocation, &[59.0]).unwrap();
    assert_eq!(request.hours, [[0.0, 1.0]]);
    assert!((request.value - 60.0).abs() < 1e-6);
}

#[test]
fn a_minimum_asks_for_no_hour_that_does_not_earn_its_cost() {
    let mut wanted = campaign(1.0, 5, 1e3, &[true]);
    wanted.0.minimum_minutes = Some(100.0);
    let problem = one_group(&[60.0], vec![wanted]);
    let allocation = solved(&problem);
    let request = ask_next_roster(&problem, &allocation, &[61.0]).unwrap();
    assert_eq!(request.total_hours, 0.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// With the hours asked for in the roster, no further one would pay: the value rises by what was said.
    #[test]
    fn the_hours_asked_for_bring_what_was_said_and_then_no_more_are_asked(seed in any::<u64>()) {
        let mut problem = any_problem(seed);
        for campaign in &mut problem.campaigns {
            campaign.priority = 3;
            campaign.minimum_minutes = None;
        }
        let allocation = solved(&problem);
        let costs = [25.0, 40.0];
        let request = ask_next_roster(&problem, &allocation, &costs).unwrap();
        prop_assert!(request.value >= request.cost - 1e-3, "{request:?}");
        let minutes = |group: usize| -> Vec<f64> {
            let own = allocation.surplus_minutes[group].iter().zip(&request.hours[group]);
            own.map(|(minutes, hours)| minutes + 60.0 * hours).collect()
        };
        let mut staffed = problem.clone();
        for group in 0..2 {
            let deficit = &allocation.inbound_heads_short[group];
            for (interval, hours) in request.hours[group].iter().enumerate() {
                prop_assert!(deficit[interval] == 0.0 || *hours == 0.0);
            }
            staffed.groups[group].supply = Supply::Surplus { minutes: minutes(group) };
        }
        let after = solved(&staffed);
        let tolerance = 1e-3 * (1.0 + after.value);
        prop_assert!((after.value - allocation.value - request.value).abs() < tolerance, "{request:?}");
    }
}
