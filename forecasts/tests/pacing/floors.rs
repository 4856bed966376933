//! The simulated floor against what is known exactly.

use crewcast_forecasts::erlang::dialing::open_loop::OpenLoop;
use crewcast_forecasts::pacing::dialers::{AdaptiveRatio, AdaptiveRatioOptions, SteadyPace};
use crewcast_forecasts::pacing::floor::simulate;
use crewcast_forecasts::pacing::{Mode, Pacer, PacingError};
use crewcast_forecasts::units::{AhtSeconds, WaitSeconds};

use crate::given::{HOUR, SEED, floor, paced, policy, share};

#[test]
fn a_steady_pace_abandons_what_the_queue_with_two_seconds_of_grace_says() {
    let mut floor = floor(10, 40.0);
    // Rarely answered and rung for long: thinned and scattered enough to be a Poisson stream.
    floor.live_answer = 0.02;
    floor.answered_after_seconds = (0.0, 300.0);
    let (aht, grace) = (
        AhtSeconds::new(180.0).unwrap(),
        WaitSeconds::new(2.0).unwrap(),
    );
    let cap = share(0.05);
    let dialer = || SteadyPace::within(cap, 10, aht, grace, share(0.02));
    let learnt = HOUR..40.0 * HOUR;
    let figures = simulate(&floor, dialer, cap, &[learnt], SEED, 20).unwrap();
    let exact = OpenLoop {
        agents: 10,
        aht,
        grace,
    }
    .largest_pace(cap)
    .unwrap();
    let [stretch] = figures.stretches.as_slice() else {
        panic!("one stretch was asked for: {figures:?}")
    };
    for (simulated, exact) in [
        (stretch.abandoned, exact.abandoned),
        (stretch.occupancy, exact.occupancy),
    ] {
        let off = (simulated.value - exact).abs();
        // Twice the half width: one of two figures outside 95 % is no wonder, one outside that is.
        assert!(
            off < 2.0 * simulated.half_width.unwrap(),
            "{simulated:?} {exact}"
        );
    }
}

#[test]
fn progressive_dialing_never_abandons_and_is_as_busy_as_renewal_says() {
    let figures = paced(&floor(20, 8.0), policy(Mode::Progressive), 10);
    assert_eq!(figures.whole.abandoned.value, 0.0);
    // An agent waits half a second for the next decision, 20 s for each of the 0.7/0.3 lines that are not answered and
    // 10 s for the one that is: 180 ÷ (180 + 57.2).
    let waits = 0.5 + 0.7 / 0.3 * 20.0 + 10.0;
    let busy = figures.stretches[0].occupancy;
    assert!(
        (busy.value - 180.0 / (180.0 + waits)).abs() < 0.01,
        "{busy:?}"
    );
}

#[test]
fn equal_seeds_give_equal_figures_and_others_others() {
    let floor = floor(10, 1.0);
    let play = |seed| {
        let new = || Pacer::new(policy(Mode::Predictive));
        simulate(&floor, new, share(0.03), &[], seed, 3).unwrap()
    };
    assert_eq!(play(1), play(1));
    assert_ne!(play(1), play(2));
}

#[test]
fn a_ratio_adapts_between_one_line_an_agent_and_its_maximum() {
    let options = AdaptiveRatioOptions {
        maximum_abandoned: share(0.03),
        maximum_level: 3.0,
        target: 0,
    };
    let new = || Ok(AdaptiveRatio::new(options));
    let learnt = 0.5 * HOUR..8.0 * HOUR;
    let figures = simulate(&floor(20, 8.0), new, share(0.03), &[learnt], SEED, 10).unwrap();
    let progressive = paced(&floor(20, 8.0), policy(Mode::Progressive), 10);
    let (busy, least) = (
        figures.stretches[0].occupancy,
        progressive.stretches[0].occupancy,
    );
    assert!(busy.value > least.value - 0.02, "{busy:?} {least:?}");
    assert!(figures.whole.abandoned.value < 0.06, "{figures:?}");
}

#[test]
fn what_is_no_floor_is_refused() {
    let new = || Pacer::new(policy(Mode::Predictive));
    let refusal = |floor: &crewcast_forecasts::pacing::floor::Floor| {
        simulate(floor, new, share(0.03), &[], SEED, 1).unwrap_err()
    };
    let mut impossible = floor(10, 1.0);
    impossible.live_answer = 1.2;
    assert!(matches!(refusal(&impossible), PacingError::Number { .. }));
    let mut timeless = floor(10, 1.0);
    timeless.talk.mean_seconds = 0.0;
    assert_eq!(
        refusal(&timeless),
        PacingError::NoDistribution { what: "talk" }
    );
    assert!(simulate(&floor(10, 1.0), new, share(0.03), &[], SEED, 0).is_err());
}
