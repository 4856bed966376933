//! In which order buckets are looked into.
//!
//! Where response models have said what an attempt is worth, the dearest bucket comes first, and a share of the contacts
//! is drawn from the others, or the models would see nobody but those they like and learn no more. Without values, who
//! has waited longest comes first.

use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What is known of a bucket's worth in this hour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct BucketValue {
    /// What an attempt is worth, in the campaign's own unit.
    pub expected_value: f64,
    /// The bucket's weight among those explored.
    pub exploration_share: f64,
}

/// A bucket without a value is explored like one of this weight.
const WEIGHT_OF_THE_UNKNOWN: f64 = 1.0;

/// Buckets of the same worth; within them, who has waited longest comes first.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tier {
    /// What an attempt is worth; `None` where no model has said so.
    pub expected_value: Option<f64>,
    /// Positions of the buckets.
    pub buckets: Vec<usize>,
}

/// The plan of one request.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LeaseOrder {
    /// How many contacts to draw from which bucket, in order of the buckets, whatever they are worth.
    pub explored: Vec<(usize, usize)>,
    /// Where the rest comes from, dearest first.
    pub tiers: Vec<Tier>,
    /// Whether there were more buckets than `most_buckets`.
    pub is_cut: bool,
}

/// Plans a request for `count` contacts. Of more than `most_buckets` buckets the dearest are taken, and among equals
/// those that the draw says.
pub(super) fn order(
    values: &[Option<BucketValue>],
    count: usize,
    exploration_share: f64,
    most_buckets: usize,
    seed: [u8; 32],
) -> LeaseOrder {
    let mut random = ChaCha8Rng::from_seed(seed);
    let mut places: Vec<usize> = (0..values.len()).collect();
    let worth = |place: &usize| {
        let value = values.get(*place).copied().flatten();
        value.map(|value| value.expected_value)
    };
    if places.len() > most_buckets {
        places.shuffle(&mut random);
    }
    // Stable, so that a draw among equals stays one; what no model knows comes last.
    places.sort_by(|a, b| match (worth(a), worth(b)) {
        (Some(a), Some(b)) => b.total_cmp(&a),
        (Some(_), None) => std::cmp::Ordering::Less,
        (None, Some(_)) => std::cmp::Ordering::Greater,
        (None, None) => std::cmp::Ordering::Equal,
    });
    let is_cut = places.len() > most_buckets;
    places.truncate(most_buckets);
    let mut tiers: Vec<Tier> = Vec::new();
    for place in places {
        let expected_value = worth(&place);
        match tiers.last_mut() {
            Some(tier) if tier.expected_value == expected_value => tier.buckets.push(place),
            _ => tiers.push(Tier {
                expected_value,
                buckets: vec![place],
            }),
        }
    }
    let explored = explore(values, &tiers, count, exploration_share, &mut random);
    LeaseOrder {
        explored,
        tiers,
        is_cut,
    }
}

/// Draws for each contact whether it is one to learn from, and from which of the buckets below the best.
fn explore(
    values: &[Option<BucketValue>],
    tiers: &[Tier],
    count: usize,
    share: f64,
    random: &mut ChaCha8Rng,
) -> Vec<(usize, usize)> {
    let others: Vec<(usize, f64)> = tiers
        .iter()
        .skip(1)
        .flat_map(|tier| &tier.buckets)
        .map(|place| {
            let value = values.get(*place).copied().flatten();
            let weight = value.map_or(WEIGHT_OF_THE_UNKNOWN, |value| value.exploration_share);
            (*place, weight.max(0.0))
        })
        .collect();
    let total: f64 = others.iter().map(|(_, weight)| weight).sum();
    let mut drawn: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
    if total <= 0.0 {
        return Vec::new();
    }
    for _ in 0..count {
        if random.random::<f64>() >= share {
            continue;
        }
        let mut left = random.random::<f64>() * total;
        let found = others.iter().find(|(_, weight)| {
            left -= weight;
            left < 0.0
        });
        // Rounding may leave a crumb behind the last.
        if let Some((place, _)) = found.or(others.last()) {
            *drawn.entry(*place).or_default() += 1;
        }
    }
    drawn.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value(expected_value: f64) -> Option<BucketValue> {
        Some(BucketValue {
            expected_value,
            exploration_share: 1.0,
        })
    }

    #[test]
    fn without_values_all_buckets_are_one_tier_and_nothing_is_explored() {
        let planned = order(&[None, None], 100, 0.5, 128, [0; 32]);
        assert_eq!(planned.tiers.len(), 1);
        assert_eq!(planned.tiers[0].buckets, [0, 1]);
        assert!(planned.explored.is_empty());
    }

    #[test]
    fn the_dearest_comes_first_and_the_unknown_last() {
        let planned = order(&[value(1.0), None, value(3.0)], 10, 0.0, 128, [0; 32]);
        let places: Vec<_> = planned.tiers.iter().map(|tier| tier.buckets[0]).collect();
        assert_eq!(places, [2, 0, 1]);
        assert!(planned.explored.is_empty(), "a share of nothing");
    }

    #[test]
    fn in_the_long_run_the_share_explored_is_the_campaigns() {
        let values = [value(3.0), value(1.0), None];
        let drawn: usize = (0..200_u8)
            .flat_map(|seed| order(&values, 100, 0.05, 128, [seed; 32]).explored)
            .map(|(_, count)| count)
            .sum();
        // 20,000 draws: the binomial's standard deviation is 31.
        assert!((850..1_150).contains(&drawn), "{drawn}");
    }

    #[test]
    fn a_bucket_of_no_weight_is_never_explored() {
        let never = Some(BucketValue {
            expected_value: 1.0,
            exploration_share: 0.0,
        });
        let planned = order(&[value(3.0), never, value(2.0)], 100, 1.0, 128, [1; 32]);
        assert_eq!(planned.explored, [(2, 100)]);
    }

    fn any_values() -> impl Strategy<Value = Vec<Option<BucketValue>>> {
        let known = (0.0..10.0_f64, 0.0..1.0_f64).prop_map(|(worth, share)| BucketValue {
            expected_value: worth.floor(),
            exploration_share: share,
        });
        proptest::collection::vec(proptest::option::of(known), 0..40)
    }

    proptest! {
        #[test]
        fn every_bucket_stands_in_one_tier_and_tiers_fall_in_worth(
            values in any_values(), count in 0_usize..200, share in 0.0..1.0_f64, seed: [u8; 32],
        ) {
            let planned = order(&values, count, share, 1_000, seed);
            let mut places: Vec<usize> =
                planned.tiers.iter().flat_map(|tier| tier.buckets.clone()).collect();
            places.sort_unstable();
            prop_assert_eq!(places, (0..values.len()).collect::<Vec<_>>());
            for pair in planned.tiers.windows(2) {
                let falls = match (pair[0].expected_value, pair[1].expected_value) {
                    (Some(first), Some(second)) => first > second,
                    (Some(_), None) => true,
                    (None, _) => false,
                };
                prop_assert!(falls, "{:?}", planned.tiers);
            }
            prop_assert!(!planned.is_cut);
        }

        #[test]
        fn what_is_explored_is_no_more_than_asked_and_never_of_the_best(
            values in any_values(), count in 0_usize..200, share in 0.0..1.0_f64, seed: [u8; 32],
        ) {
            let planned = order(&values, count, share, 1_000, seed);
            let drawn: usize = planned.explored.iter().map(|(_, count)| count).sum();
            prop_assert!(drawn <= count);
            let best = planned.tiers.first().map(|tier| tier.buckets.clone()).unwrap_or_default();
            prop_assert!(planned.explored.iter().all(|(place, _)| !best.contains(place)));
        }

        #[test]
        fn the_same_seed_plans_the_same_and_a_cut_keeps_the_dearest(
            values in any_values(), most in 1_usize..20, seed: [u8; 32],
        ) {
            let planned = order(&values, 50, 0.3, most, seed);
            prop_assert_eq!(&planned, &order(&values, 50, 0.3, most, seed));
            let taken: Vec<usize> =
                planned.tiers.iter().flat_map(|tier| tier.buckets.clone()).collect();
            prop_assert_eq!(taken.len(), values.len().min(most));
            let worth = |place: usize| values[place].map_or(f64::NEG_INFINITY, |value| value.expected_value);
            let least = taken.iter().map(|place| worth(*place)).fold(f64::INFINITY, f64::min);
            let left_out = (0..values.len()).filter(|place| !taken.contains(place));
            for place in left_out {
                prop_assert!(worth(place) <= least);
            }
        }
    }
}
