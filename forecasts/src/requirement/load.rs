//! Offered load, and its order against whole numbers of agents settled exactly.

use std::cmp::Ordering;

use super::error::RequirementError;
use super::exact::{ShortestDecimal, compare};
use crate::units::{AhtSeconds, ContactsPerInterval, Erlangs, IntervalMinutes, Share};

/// The largest load that is computed, in erlangs. The formulas are checked to 100,000; the rest is headroom.
pub const MAXIMUM_LOAD: f64 = 1_000_000.0;

/// Doubles closer to a whole number than this (relative) are compared exactly; their error is a millionth of it.
const DOUBTFUL: f64 = 1e-9;

/// Offered load in erlangs: volume × AHT / interval.
///
/// The double that is returned lies on the same side of every whole number as the exact quotient of the decimals
/// given, and equals it where they do, so that `load < agents` can be trusted.
///
/// # Errors
/// [`RequirementError::NoHandleTime`] when contacts take no time, [`RequirementError::LoadTooLarge`] above
/// [`MAXIMUM_LOAD`].
pub fn offered_load(
    volume: ContactsPerInterval,
    interval: IntervalMinutes,
    aht: AhtSeconds,
) -> Result<Erlangs, RequirementError> {
    if volume == ContactsPerInterval::ZERO {
        return Ok(Erlangs::ZERO);
    }
    if aht == AhtSeconds::ZERO {
        return Err(RequirementError::NoHandleTime(volume));
    }
    let seconds = interval.seconds();
    let nearest = volume.contacts() * aht.seconds() / f64::from(seconds);
    let too_large = || RequirementError::LoadTooLarge {
        volume,
        aht,
        erlangs: nearest,
        maximum: MAXIMUM_LOAD,
    };
    if nearest > MAXIMUM_LOAD {
        return Err(too_large());
    }
    let whole = nearest.round();
    let settled = if whole == 0.0 || (nearest - whole).abs() > DOUBTFUL * whole {
        nearest
    } else {
        match compare_work(volume, aht, &[whole as u128, u128::from(seconds)], 0) {
            Ordering::Less => nearest.min(whole.next_down()),
            Ordering::Equal => whole,
            Ordering::Greater => nearest.max(whole.next_up()),
        }
    };
    Erlangs::new(settled).map_err(|_| too_large())
}

/// The smallest whole number of agents who are busy at most `maximum` of their time, exactly.
///
/// `load` is what [`offered_load`] gives for the other three.
pub(super) fn agents_for_occupancy(
    load: Erlangs,
    volume: ContactsPerInterval,
    interval: IntervalMinutes,
    aht: AhtSeconds,
    maximum: Share,
) -> Result<u32, RequirementError> {
    let nearest = load.erlangs() / maximum.as_f64();
    let whole = nearest.round();
    if whole >= f64::from(u32::MAX) {
        return Err(RequirementError::TooManyAgents {
            field: "maximumOccupancy",
            share: maximum,
            agents: nearest,
        });
    }
    let agents = if (nearest - whole).abs() > DOUBTFUL * whole.max(1.0) {
        nearest.ceil()
    } else {
        let (share, scale) = maximum.as_fraction();
        let all_of_them = [whole as u128, u128::from(interval.seconds()), share];
        match compare_work(volume, aht, &all_of_them, scale) {
            Ordering::Greater => whole + 1.0,
            Ordering::Less | Ordering::Equal => whole,
        }
    };
    // Below u32::MAX by the check above, and whole.
    Ok(agents as u32)
}

/// Compares volume × AHT with `product / 10^scale`.
fn compare_work(
    volume: ContactsPerInterval,
    aht: AhtSeconds,
    product: &[u128],
    scale: u32,
) -> Ordering {
    let (volume, aht) = (
        ShortestDecimal::of(volume.contacts()),
        ShortestDecimal::of(aht.seconds()),
    );
    // A decimal's scale is at most 28.
    compare(
        &[volume.digits, aht.digits],
        volume.tens + aht.tens + scale as i32,
        product,
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::*;

    fn load(volume: f64, minutes: u32, aht: f64) -> Result<Erlangs, RequirementError> {
        offered_load(
            ContactsPerInterval::new(volume).unwrap(),
            IntervalMinutes::new(minutes).unwrap(),
            AhtSeconds::new(aht).unwrap(),
        )
    }

    #[test]
    fn a_load_that_is_whole_in_decimals_is_whole_in_binary() {
        // In doubles 1.1 × 3000 is 3300.0000000000005.
        for (volume, minutes, aht, whole) in [
            (100.0, 30, 180.0, 10.0),
            (1.1, 5, 3000.0, 11.0),
            (0.7, 60, 36_000.0, 7.0),
        ] {
            assert_eq!(load(volume, minutes, aht).unwrap().erlangs(), whole);
        }
    }

    #[test]
    fn a_load_a_hair_above_a_whole_number_stays_above_it() {
        let hair = 100.0_f64.next_up();
        assert!(load(hair, 30, 180.0).unwrap().erlangs() > 10.0);
        assert!(load(100.0_f64.next_down(), 30, 180.0).unwrap().erlangs() < 10.0);
    }

    #[test]
    fn contacts_without_handle_time_are_refused_and_no_contacts_are_not() {
        let refusal = load(12.0, 15, 0.0).unwrap_err();
        assert_eq!(
            refusal.to_string(),
            "aht is 0 s for 12 contacts; give the average handle time of these contacts"
        );
        assert_eq!(load(0.0, 15, 0.0), Ok(Erlangs::ZERO));
    }

    #[test]
    fn a_load_beyond_the_checked_range_names_the_fields_to_check() {
        let refusal = load(1e9, 15, 300.0).unwrap_err();
        assert!(
            refusal
                .to_string()
                .contains("check that volume counts one interval"),
            "{refusal}"
        );
        assert!(load(f64::MAX, 15, f64::MAX).is_err());
    }

    #[test]
    fn an_occupancy_that_needs_billions_of_agents_is_an_error() {
        let (volume, aht) = (
            ContactsPerInterval::new(30_000.0).unwrap(),
            AhtSeconds::new(300.0).unwrap(),
        );
        let interval = IntervalMinutes::new(15).unwrap();
        let load = offered_load(volume, interval, aht).unwrap();
        let maximum: Share = "0.0000001".parse().unwrap();
        assert!(agents_for_occupancy(load, volume, interval, aht, maximum).is_err());
    }

    proptest! {
        #[test]
        fn occupancy_is_a_ceiling_over_fractions(
            cents in 1..1_000_000_i64, minutes in prop::sample::select(&IntervalMinutes::LENGTHS),
            aht_tenths in 1..20_000_i64, percent in 1..=100_i64,
        ) {
            let volume = ContactsPerInterval::new(cents as f64 / 100.0).unwrap();
            let aht = AhtSeconds::new(aht_tenths as f64 / 10.0).unwrap();
            let interval = IntervalMinutes::new(minutes).unwrap();
            let maximum = Share::new(Decimal::new(percent, 2)).unwrap();
            let load = offered_load(volume, interval, aht).unwrap();
            let got = agents_for_occupancy(load, volume, interval, aht, maximum).unwrap();
            let work = i128::from(cents) * i128::from(aht_tenths) * 100;
            let per_agent = i128::from(interval.seconds()) * i128::from(percent) * 1000;
            prop_assert_eq!(i128::from(got), (work + per_agent - 1) / per_agent);
        }

        #[test]
        fn load_and_whole_agents_are_in_exact_order(
            cents in 1..10_000_000_i64, minutes in prop::sample::select(&IntervalMinutes::LENGTHS), aht in 1..2000_i64,
        ) {
            let load = load(cents as f64 / 100.0, minutes, aht as f64).unwrap().erlangs();
            let (work, per_agent) = (i128::from(cents) * i128::from(aht), i128::from(minutes) * 6000);
            prop_assert_eq!(load.floor() as i128, work / per_agent);
            prop_assert_eq!(load.fract() == 0.0, work % per_agent == 0);
        }
    }
}
