//! Loads that look back: modified offered load, and arrivals lagged by a handle time.
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | λ(t) | arrival rate, constant within an interval | 1/s |
//! | s = 1/μ | average handle time | s |
//! | A | stationary load of an interval = λ s | erlang |
//! | m(t) | modified offered load: contacts in progress if there were always a free agent | erlang |
//!
//! m′(t) = λ(t) − μ m(t), so within an interval m(t) = A + (m(0) − A) e^(−μ t). The day starts empty: m = 0.
//! A contact that arrived a while ago still loads the centre, so m follows λ s with a lag of about s: staffing to A
//! staffs the morning's rise too high and the evening's fall too low.
//!
//! Sources: O. B. Jennings, A. Mandelbaum, W. A. Massey, W. Whitt, "Server staffing to meet time-varying demand",
//! Management Science 42 (1996); L. V. Green, P. J. Kolesar, J. Soares, "Improving the SIPP approach for staffing
//! service systems that have cyclic demands", Operations Research 49 (2001), whose Lag Avg is
//! [`lagged_offered_load`].
//!
//! Exact for exponential handle times and infinitely many agents; what n agents give under such a load is then still
//! the stationary formula's approximation. [`super::evaluate`] makes none.

use serde::{Deserialize, Serialize};

use super::demand::Demand;
use super::error::TransientError;
use crate::units::Erlangs;

/// Modified offered load of one interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ModifiedLoad {
    /// m at the interval's start.
    pub start: Erlangs,
    /// m half way through.
    pub middle: Erlangs,
    /// Mean of m over the interval.
    pub mean: Erlangs,
    /// m at the interval's end.
    pub end: Erlangs,
}

/// λ s of each interval: what SIPP (stationary, independent, period by period) staffs to.
///
/// # Errors
/// [`TransientError`] names the interval that cannot be computed.
pub fn stationary_offered_load(demand: &Demand) -> Result<Vec<Erlangs>, TransientError> {
    Ok(demand
        .rates()?
        .iter()
        .map(|rates| erlangs(rates.offered_load()))
        .collect())
}

/// m of each interval.
///
/// # Errors
/// [`TransientError`] names the interval that cannot be computed.
///
/// ```
/// use crewcast_forecasts::requirement::Patience;
/// use crewcast_forecasts::transient::{Demand, HandleTimes, modified_offered_load};
/// use crewcast_forecasts::units::{AhtSeconds, ContactsPerInterval};
/// let demand = Demand {
///     interval_seconds: 900.0,
///     contacts_per_interval: vec![ContactsPerInterval::new(50.0)?, ContactsPerInterval::new(100.0)?],
///     aht: HandleTimes::Same(AhtSeconds::new(180.0)?),
///     patience: Patience::Endless,
/// };
/// let load = modified_offered_load(&demand)?;
/// // The first interval starts empty and comes near its 10 erlangs; the second starts from there, not from 20.
/// assert!((load[0].end.erlangs() - 10.0 * (1.0 - (-5.0_f64).exp())).abs() < 1e-12);
/// assert_eq!(load[1].start, load[0].end);
/// assert!(load[1].mean.erlangs() < 20.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn modified_offered_load(demand: &Demand) -> Result<Vec<ModifiedLoad>, TransientError> {
    let length = demand.interval_seconds;
    let mut start = 0.0;
    Ok(demand
        .rates()?
        .iter()
        .map(|rates| {
            let stationary = rates.offered_load();
            let handle_times = length * rates.service;
            // e^(−x) near 1 loses the digits that m consists of; expm1 keeps them.
            let after = |times: f64| start - (stationary - start) * (-times).exp_m1();
            let mean = if handle_times == 0.0 {
                start
            } else {
                stationary - (start - stationary) * (-handle_times).exp_m1() / handle_times
            };
            let load = ModifiedLoad {
                start: erlangs(start),
                middle: erlangs(after(handle_times / 2.0)),
                mean: erlangs(mean),
                end: erlangs(after(handle_times)),
            };
            start = load.end.erlangs();
            load
        })
        .collect())
}

/// Load of each interval by the arrivals of one handle time earlier, averaged over the interval.
///
/// Before the day the rate of its first interval is taken: nothing is known of it, and none would staff an opening
/// with nobody where handling takes longer than an interval.
///
/// # Errors
/// [`TransientError`] names the interval that cannot be computed.
pub fn lagged_offered_load(demand: &Demand) -> Result<Vec<Erlangs>, TransientError> {
    let rates = demand.rates()?;
    let arrivals_of = |interval: i64| {
        usize::try_from(interval)
            .ok()
            .and_then(|interval| rates.get(interval))
            .or(rates.first())
            .map_or(0.0, |rates| rates.arrivals)
    };
    Ok(rates
        .iter()
        .enumerate()
        .map(|(interval, rates)| {
            let aht_seconds = rates.aht_seconds();
            let lag = aht_seconds / demand.interval_seconds;
            let whole = lag.floor();
            let earlier = interval as i64 - whole as i64;
            // The interval, moved back, covers two others: the later for 1 − the lag's fraction.
            let fraction = lag - whole;
            let arrivals =
                (1.0 - fraction) * arrivals_of(earlier) + fraction * arrivals_of(earlier - 1);
            erlangs(arrivals * aht_seconds)
        })
        .collect())
}

/// Rates were checked to be finite and at least 0, and so is every mean of them; rounding may fall short of 0.
fn erlangs(load: f64) -> Erlangs {
    Erlangs::new(load.max(0.0)).unwrap_or(Erlangs::ZERO)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::demand::HandleTimes;
    use super::*;
    use crate::requirement::Patience;
    use crate::units::{AhtSeconds, ContactsPerInterval};

    fn demand(contacts: &[f64], aht: f64) -> Demand {
        Demand {
            interval_seconds: 900.0,
            contacts_per_interval: contacts
                .iter()
                .map(|&contacts| ContactsPerInterval::new(contacts).unwrap())
                .collect(),
            aht: HandleTimes::Same(AhtSeconds::new(aht).unwrap()),
            patience: Patience::Endless,
        }
    }

    #[test]
    fn a_lag_of_a_third_of_an_interval_takes_a_third_from_the_interval_before() {
        let load = lagged_offered_load(&demand(&[30.0, 60.0, 0.0], 300.0)).unwrap();
        let expected = [10.0, 50.0 / 3.0, 20.0 / 3.0];
        for (load, expected) in load.iter().zip(expected) {
            assert!((load.erlangs() - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn a_lag_of_two_intervals_shifts_the_day_by_two() {
        let load = lagged_offered_load(&demand(&[9.0, 18.0, 27.0, 36.0], 1800.0)).unwrap();
        let load: Vec<f64> = load.into_iter().map(Erlangs::erlangs).collect();
        assert_eq!(load, [18.0, 18.0, 18.0, 36.0]);
    }

    proptest! {
        #[test]
        fn load_in_progress_is_conserved(
            contacts in prop::collection::vec(0.0..500.0_f64, 1..40), aht in 0.5..20_000.0_f64,
        ) {
            // Arrivals less completions (μ × the mean load) is what the load grew by.
            for (interval, load) in modified_offered_load(&demand(&contacts, aht)).unwrap().iter().enumerate() {
                let completed = load.mean.erlangs() * 900.0 / aht;
                let growth = load.end.erlangs() - load.start.erlangs();
                prop_assert!((contacts[interval] - completed - growth).abs() < 1e-9 * (1.0 + completed));
                let (start, end) = (load.start.erlangs(), load.end.erlangs());
                let between = (start.min(end) - 1e-9)..=(start.max(end) + 1e-9);
                prop_assert!(between.contains(&load.mean.erlangs()));
                prop_assert!(between.contains(&load.middle.erlangs()));
            }
        }
    }
}
