//! From a forecast's P10, P50 and P90 to how far a day's rate may lie from its mean.
//!
//! The bands of a forecast hold what will be *counted*: the rate nobody knows and the Poisson noise around it. The
//! simulator makes that noise itself, so it is taken off ([`RateUncertainty::from_forecast`], as for the staffing probability).
//!
//! What exceeds the noise is given to the *day*: one gamma factor of mean 1 for all its intervals (Jongbloed & Koole
//! 2001), with the coefficient of variation that contacts meet on average. A forecast keeps no joint distribution, so
//! how much of it belongs to single intervals cannot be read from it; that errors of one day move together is what
//! its bands already reckon with. Bands of intervals come out as wide as the forecast's; those of days, if part of the
//! error belongs to intervals alone, too wide rather than too narrow.

use crewcast_forecasts::requirement::uncertain::RateUncertainty;
use crewcast_forecasts::units::ContactsPerInterval;

use crate::failure::Failure;
use crate::forecasting::GroupForecast;

/// Coefficient of variation of the factor of a day, from the bands of its intervals: the root mean square over
/// contacts; 0 where no contacts are expected.
///
/// # Errors
/// [`Failure::Internal`] for numbers no forecast holds.
pub(super) fn variation_of_the_day(demand: &GroupForecast) -> Result<f64, Failure> {
    let unfit = |error: String| {
        let group = &demand.planning_group_id;
        Failure::Internal(format!(
            "the stored forecast of planning group {group} cannot be simulated: {error}"
        ))
    };
    let bands = demand
        .offered_per_interval_p10
        .iter()
        .zip(&demand.offered_per_interval_p50)
        .zip(&demand.offered_per_interval_p90);
    let mut contacts = 0.0;
    let mut squares = 0.0;
    for (mean, ((p10, p50), p90)) in demand.offered_per_interval.iter().zip(bands) {
        let volume = ContactsPerInterval::new(*mean).map_err(|error| unfit(error.to_string()))?;
        let spread = RateUncertainty::from_forecast(volume, *p10, *p50, *p90)
            .map_err(|error| unfit(error.to_string()))?;
        contacts += mean;
        squares += mean * spread.coefficient_of_variation().powi(2);
    }
    Ok(if contacts > 0.0 {
        (squares / contacts).sqrt()
    } else {
        0.0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Standard normal quantile of 0.9.
    const Z90: f64 = 1.281_551_565_544_600_4;

    fn demand(means: &[f64], band: impl Fn(f64) -> (f64, f64)) -> GroupForecast {
        GroupForecast {
            planning_group_id: "g".to_owned(),
            offered_per_interval: means.to_vec(),
            offered_per_interval_p10: means.iter().map(|m| band(*m).0).collect(),
            offered_per_interval_p50: means.to_vec(),
            offered_per_interval_p90: means.iter().map(|m| band(*m).1).collect(),
            average_handle_time_seconds_per_interval: vec![180.0; means.len()],
        }
    }

    #[test]
    fn a_band_of_poisson_noise_alone_leaves_nothing_to_the_day() {
        // The 80 % band of a Poisson count on the root scale, where its standard deviation is one half.
        let noise = demand(&[100.0, 25.0, 0.0], |mean: f64| {
            let root = (mean + 0.25).sqrt();
            let bound = |by: f64| ((root + by).max(0.0).powi(2) - 0.25).max(0.0);
            (bound(-Z90 / 2.0), bound(Z90 / 2.0))
        });
        let found = variation_of_the_day(&noise).unwrap();
        assert!(found < 1e-6, "{found}");
    }

    #[test]
    fn a_rate_that_varies_by_a_tenth_or_by_three_is_found_again_under_its_noise() {
        // Normal bands, which are read as a gamma distribution's: at 0.3 those differ by 1.5 %.
        for (variation, apart) in [(0.1, 0.003), (0.3, 0.016)] {
            let found = variation_of_the_day(&demand(&[400.0, 900.0], |mean: f64| {
                let deviation = (mean + (variation * mean).powi(2)).sqrt();
                (mean - Z90 * deviation, mean + Z90 * deviation)
            }))
            .unwrap();
            assert!(
                (found / variation - 1.0).abs() < apart,
                "{found} for {variation}"
            );
        }
    }

    #[test]
    fn busy_intervals_decide_and_closed_ones_do_not_count() {
        let wide_where_quiet = demand(&[1_000.0, 1.0, 0.0], |mean| {
            let half = if mean > 10.0 { Z90 * mean.sqrt() } else { 10.0 };
            ((mean - half).max(0.0), mean + half)
        });
        let found = variation_of_the_day(&wide_where_quiet).unwrap();
        assert!(found > 0.0 && found < 0.15, "{found}");
        let closed = variation_of_the_day(&demand(&[0.0], |_| (0.0, 0.0)));
        assert_eq!(closed.unwrap(), 0.0);
    }
}
