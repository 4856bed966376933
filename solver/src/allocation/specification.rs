//! What an allocation must be, as tests.

use proptest::prelude::*;

use super::*;

fn campaign(value: f64, priority: u8, capacity: f64, callable: &[bool]) -> CampaignDemand {
    CampaignDemand {
        value_per_minute: value,
        priority,
        groups: vec![0],
        segments: vec![Segment {
            capacity_minutes: capacity,
            callable: callable.to_vec(),
        }],
        minimum_minutes: None,
        maximum_minutes: None,
        minimum_share: None,
        maximum_share: None,
    }
}

fn one_group(surplus: &[f64], campaigns: Vec<CampaignDemand>) -> Problem {
    Problem {
        surplus_minutes: vec![surplus.to_vec()],
        campaigns,
    }
}

fn totals(allocation: &Allocation) -> Vec<f64> {
    allocation
        .campaigns
        .iter()
        .map(|c| c.total_minutes.round())
        .collect()
}

#[test]
fn the_dearer_campaign_has_its_fill_first_and_the_other_takes_the_rest() {
    let problem = one_group(
        &[60.0, 30.0],
        vec![
            campaign(1.0, 3, 1e6, &[true, true]),
            campaign(2.0, 3, 70.0, &[true, true]),
        ],
    );
    let allocation = allocate(&problem).unwrap();
    assert_eq!(totals(&allocation), [20.0, 70.0]);
    assert!((allocation.objective - 160.0).abs() < 1e-6);
}

#[test]
fn one_priority_more_outweighs_anything_below_double_the_value() {
    let callable = [true];
    let with_values = |low: f64| {
        let problem = one_group(
            &[10.0],
            vec![
                campaign(low, 3, 1e3, &callable),
                campaign(1.0, 4, 1e3, &callable),
            ],
        );
        totals(&allocate(&problem).unwrap())
    };
    assert_eq!(with_values(1.9), [0.0, 10.0]);
    assert_eq!(with_values(2.1), [10.0, 0.0]);
}

#[test]
fn prices_say_what_one_more_minute_of_surplus_and_of_contacts_would_bring() {
    let callable = [true];
    let problem = one_group(
        &[50.0],
        vec![
            campaign(3.0, 3, 20.0, &callable),
            campaign(1.0, 3, 1e3, &callable),
        ],
    );
    let allocation = allocate(&problem).unwrap();
    assert!(
        (allocation.surplus_prices[0][0] - 1.0).abs() < 1e-9,
        "{allocation:?}"
    );
    assert!((allocation.campaigns[0].capacity_prices[0] - 2.0).abs() < 1e-9);
    assert_eq!(allocation.campaigns[1].capacity_prices[0], 0.0);
}

#[test]
fn a_minimum_takes_minutes_from_a_dearer_campaign_and_its_price_is_the_difference() {
    let callable = [true];
    let mut cheap = campaign(1.0, 3, 1e3, &callable);
    cheap.minimum_share = Some(0.25);
    let problem = one_group(&[40.0], vec![cheap, campaign(5.0, 3, 1e3, &callable)]);
    let allocation = allocate(&problem).unwrap();
    assert_eq!(totals(&allocation), [10.0, 30.0]);
    assert!(
        (allocation.campaigns[0].minimum_price - 4.0).abs() < 1e-9,
        "{allocation:?}"
    );
    assert!(allocation.messages.is_empty());
}

#[test]
fn minima_that_exclude_one_another_go_by_priority_and_are_explained() {
    let callable = [true];
    let mut first = campaign(9.0, 2, 1e3, &callable);
    let mut second = campaign(1.0, 3, 1e3, &callable);
    first.minimum_minutes = Some(30.0);
    second.minimum_minutes = Some(30.0);
    let allocation = allocate(&one_group(&[40.0], vec![first, second])).unwrap();
    assert_eq!(totals(&allocation), [10.0, 30.0]);
    let told = &allocation.messages[0];
    assert!(
        matches!(
            told,
            Message::MinimumNotMet {
                campaign: 0,
                obstacle: Obstacle::OtherMinima,
                ..
            }
        ),
        "{told}"
    );
}

#[test]
fn a_minimum_beyond_the_contacts_or_the_surplus_says_which() {
    let mut few = campaign(1.0, 3, 5.0, &[true, false]);
    few.minimum_minutes = Some(8.0);
    let mut closed = campaign(1.0, 3, 1e3, &[false, false]);
    closed.minimum_minutes = Some(8.0);
    let allocation = allocate(&one_group(&[60.0, 60.0], vec![few, closed])).unwrap();
    let obstacles: Vec<_> = allocation
        .messages
        .iter()
        .filter_map(|message| match message {
            Message::MinimumNotMet {
                campaign, obstacle, ..
            } => Some((*campaign, *obstacle)),
            _ => None,
        })
        .collect();
    assert_eq!(
        obstacles,
        [
            (0, Obstacle::TooFewContacts),
            (1, Obstacle::TooLittleSurplus)
        ]
    );
    assert!(
        allocation
            .messages
            .contains(&Message::NothingCallable { campaign: 1 })
    );
}

#[test]
fn without_any_callable_hour_nothing_is_handed_out_and_it_is_said() {
    let problem = one_group(&[60.0], vec![campaign(1.0, 3, 10.0, &[false])]);
    let allocation = allocate(&problem).unwrap();
    assert_eq!(allocation.objective, 0.0);
    assert_eq!(
        allocation.messages,
        [
            Message::NothingCallable { campaign: 0 },
            Message::SurplusLeftOver { minutes: 60.0 }
        ]
    );
}

#[test]
fn contacts_of_one_zone_do_not_borrow_the_hours_of_another() {
    let mut two_zones = campaign(1.0, 3, 100.0, &[true, false]);
    two_zones.segments.push(Segment {
        capacity_minutes: 10.0,
        callable: vec![false, true],
    });
    let allocation = allocate(&one_group(&[60.0, 60.0], vec![two_zones])).unwrap();
    assert_eq!(allocation.campaigns[0].minutes, [60.0, 10.0]);
}

#[test]
fn only_groups_that_can_serve_give_their_minutes() {
    let mut skilled = campaign(2.0, 3, 1e3, &[true]);
    skilled.groups = vec![1];
    let problem = Problem {
        surplus_minutes: vec![vec![100.0], vec![7.0]],
        campaigns: vec![skilled],
    };
    assert_eq!(totals(&allocate(&problem).unwrap()), [7.0]);
}

#[test]
fn what_cannot_be_is_named_with_its_place() {
    let mut wrong = campaign(1.0, 3, 1.0, &[true]);
    wrong.minimum_minutes = Some(5.0);
    wrong.maximum_minutes = Some(4.0);
    let error = allocate(&one_group(&[1.0], vec![wrong])).unwrap_err();
    assert!(matches!(
        error,
        AllocationError::MinimumAboveMaximum { campaign: 0, .. }
    ));
    let negative = allocate(&one_group(&[-1.0], vec![])).unwrap_err();
    assert!(matches!(
        negative,
        AllocationError::BadSurplus { interval: 0, .. }
    ));
}

/// The best value by another way: every minute of surplus and every minute of contacts is a vertex, campaigns are
/// matched in the order of their value by augmenting paths (Kuhn). Greedy is exact here because the sets of contact
/// minutes that can be matched together are the independent sets of a transversal matroid.
fn best_by_greedy_matching(problem: &Problem) -> f64 {
    let mut units: Vec<(usize, usize)> = Vec::new();
    for (g, row) in problem.surplus_minutes.iter().enumerate() {
        for (t, minutes) in row.iter().enumerate() {
            units.extend(std::iter::repeat_n((g, t), *minutes as usize));
        }
    }
    let worth = |c: &CampaignDemand| c.value_per_minute * priority_multiplier(c.priority);
    let mut order: Vec<&CampaignDemand> = problem.campaigns.iter().collect();
    order.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
    let mut holder: Vec<Option<usize>> = vec![None; units.len()];
    let mut wishes: Vec<Vec<usize>> = Vec::new();
    let mut value = 0.0;
    for campaign in order {
        let segment = &campaign.segments[0];
        let cap = segment
            .capacity_minutes
            .min(campaign.maximum_minutes.unwrap_or(f64::INFINITY));
        for _ in 0..cap as usize {
            let wish = (0..units.len())
                .filter(|&u| campaign.groups.contains(&units[u].0) && segment.callable[units[u].1])
                .collect();
            wishes.push(wish);
            let mut seen = vec![false; units.len()];
            if matched(wishes.len() - 1, &wishes, &mut holder, &mut seen) {
                value += worth(campaign);
            }
        }
    }
    value
}

fn matched(
    who: usize,
    wishes: &[Vec<usize>],
    holder: &mut [Option<usize>],
    seen: &mut [bool],
) -> bool {
    for &unit in &wishes[who] {
        if std::mem::replace(&mut seen[unit], true) {
            continue;
        }
        if holder[unit].is_none_or(|other| matched(other, wishes, holder, seen)) {
            holder[unit] = Some(who);
            return true;
        }
    }
    false
}

const GROUPS: usize = 2;
const INTERVALS: usize = 3;

fn demand() -> impl Strategy<Value = CampaignDemand> {
    let windows = proptest::collection::vec(any::<bool>(), INTERVALS);
    let groups = proptest::sample::subsequence(vec![0, 1], 0..=GROUPS);
    (
        0u32..9,
        1u8..=5,
        groups,
        windows,
        0u32..12,
        proptest::option::of(0u32..9),
    )
        .prop_map(
            |(value, priority, groups, callable, capacity, maximum)| CampaignDemand {
                value_per_minute: f64::from(value),
                priority,
                groups,
                segments: vec![Segment {
                    capacity_minutes: f64::from(capacity),
                    callable,
                }],
                minimum_minutes: None,
                maximum_minutes: maximum.map(f64::from),
                minimum_share: None,
                maximum_share: None,
            },
        )
}

fn problem() -> impl Strategy<Value = Problem> {
    let row = proptest::collection::vec((0u32..7).prop_map(f64::from), INTERVALS);
    (
        proptest::collection::vec(row, GROUPS),
        proptest::collection::vec(demand(), 0..5),
    )
        .prop_map(|(surplus_minutes, campaigns)| Problem {
            surplus_minutes,
            campaigns,
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn without_minima_the_value_is_that_of_the_best_matching(problem in problem()) {
        let allocation = allocate(&problem).unwrap();
        let best = best_by_greedy_matching(&problem);
        prop_assert!((allocation.objective - best).abs() < 1e-5, "{} against {best}", allocation.objective);
    }

    #[test]
    fn no_minute_is_given_twice_nor_to_who_may_not_use_it(
        problem in problem(),
        minima in proptest::collection::vec(0u32..15, 5),
    ) {
        let mut problem = problem;
        for (campaign, minimum) in problem.campaigns.iter_mut().zip(minima) {
            let most = campaign.maximum_minutes.unwrap_or(f64::INFINITY);
            campaign.minimum_minutes = Some(f64::from(minimum).min(most));
        }
        let allocation = allocate(&problem).unwrap();
        for g in 0..GROUPS {
            for t in 0..INTERVALS {
                let given: f64 = allocation.campaigns.iter().map(|c| c.minutes_by_group[g][t]).sum();
                prop_assert!(given <= problem.surplus_minutes[g][t] + 1e-9);
            }
        }
        for (given, campaign) in allocation.campaigns.iter().zip(&problem.campaigns) {
            let segment = &campaign.segments[0];
            prop_assert!(given.total_minutes <= segment.capacity_minutes + 1e-6);
            prop_assert!(given.total_minutes <= problem.maximum_of(campaign) + 1e-6);
            for g in 0..GROUPS {
                for t in 0..INTERVALS {
                    let allowed = campaign.groups.contains(&g) && segment.callable[t];
                    prop_assert!(allowed || given.minutes_by_group[g][t] == 0.0);
                }
            }
            let missing = problem.minimum_of(campaign) - given.total_minutes;
            prop_assert!((given.shortfall_minutes - missing.max(0.0)).abs() < 1e-5);
        }
        prop_assert_eq!(allocate(&problem).unwrap(), allocation);
    }
}
