//! Another way to the best value, where every contact takes a minute and there are no minima: matching.

use proptest::prelude::*;

use super::*;

/// The best value by another way: every minute of surplus and every minute of contacts is a vertex, campaigns are
/// matched in the order of their value by augmenting paths (Kuhn). Greedy is exact here because the sets of contact
/// minutes that can be matched together are the independent sets of a transversal matroid.
fn best_by_greedy_matching(problem: &Problem) -> f64 {
    let mut units: Vec<(usize, usize)> = Vec::new();
    for (g, group) in problem.groups.iter().enumerate() {
        let Supply::Surplus { minutes } = &group.supply else {
            panic!("these problems state their surplus");
        };
        for (t, minutes) in minutes.iter().enumerate() {
            units.extend(std::iter::repeat_n((g, t), *minutes as usize));
        }
    }
    let worth = |c: &CampaignDemand| match c.worth {
        Worth::PerMinute { value, .. } => value * priority_multiplier(c.priority),
        Worth::PerContact(_) => panic!("these campaigns are worth something by the minute"),
    };
    let mut order: Vec<&CampaignDemand> = problem.campaigns.iter().collect();
    order.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
    let mut holder: Vec<Option<usize>> = vec![None; units.len()];
    let mut wishes: Vec<Vec<usize>> = Vec::new();
    let mut value = 0.0;
    for campaign in order {
        let segment = &problem.lists[campaign.list].segments[0];
        let cap = segment
            .contacts
            .min(campaign.maximum_minutes.unwrap_or(f64::INFINITY));
        for _ in 0..cap as usize {
            let wish = (0..units.len())
                .filter(|&u| {
                    campaign.groups.contains(&units[u].0)
                        && segment.callable_contacts[units[u].1] > 0.0
                })
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

fn demand() -> impl Strategy<Value = (CampaignDemand, Segment)> {
    let windows = proptest::collection::vec(any::<bool>(), INTERVALS);
    let groups = proptest::sample::subsequence(vec![0, 1], 0..=GROUPS);
    let maximum = proptest::option::of((0u32..9).prop_map(f64::from));
    (0u32..9, 1u8..=5, groups, windows, 0u32..12, maximum).prop_map(
        |(value, priority, groups, callable, capacity, maximum_minutes)| {
            let (demand, segment) =
                campaign(f64::from(value), priority, f64::from(capacity), &callable);
            let demand = CampaignDemand {
                groups,
                maximum_minutes,
                ..demand
            };
            (demand, segment)
        },
    )
}

fn problem() -> impl Strategy<Value = Problem> {
    let row = proptest::collection::vec((0u32..7).prop_map(f64::from), INTERVALS);
    (
        proptest::collection::vec(row, GROUPS),
        proptest::collection::vec(demand(), 0..5),
    )
        .prop_map(|(surplus, campaigns)| {
            let rows: Vec<&[f64]> = surplus.iter().map(Vec::as_slice).collect();
            with_groups(&rows, campaigns)
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn without_minima_the_value_is_that_of_the_best_matching(problem in problem()) {
        let allocation = solved(&problem);
        let best = best_by_greedy_matching(&problem);
        prop_assert!((allocation.objective - best).abs() < 1e-5, "{} against {best}", allocation.objective);
    }

    #[test]
    fn with_minima_no_minute_is_given_twice_nor_to_who_may_not_use_it(
        problem in problem(),
        minima in proptest::collection::vec(0u32..15, 5),
    ) {
        let mut problem = problem;
        for (campaign, minimum) in problem.campaigns.iter_mut().zip(minima) {
            let most = campaign.maximum_minutes.unwrap_or(f64::INFINITY);
            campaign.minimum_minutes = Some(f64::from(minimum).min(most));
        }
        prop_assert_eq!(solved(&problem), solved(&problem));
    }
}
