//! What the dialer is for.

use crewcast_forecasts::pacing::Mode;
use crewcast_forecasts::pacing::floor::{Floor, FloorFigures, RateStep};
use crewcast_forecasts::simulation::Distribution;
use rstest::rstest;

use crate::given::{HOUR, floor, paced, policy};

const CAP: f64 = 0.03;

fn keeps_the_cap(figures: &FloorFigures) {
    let whole = figures.whole.abandoned;
    assert!(whole.value <= CAP, "{whole:?}");
    // Of the runs at most 5 % may exceed it: no more than chance explains.
    let (_, at_least, _) = figures.exceeded;
    assert!(at_least <= 0.05, "{:?}", figures.exceeded);
}

fn busy(figures: &FloorFigures) -> f64 {
    figures.stretches[0].occupancy.value
}

#[rstest]
#[case::ten(10, 20, 0.85)]
#[case::fifty(50, 6, 0.92)]
fn agents_are_busy_within_the_cap(
    #[case] agents: u32,
    #[case] replications: u32,
    #[case] least_occupancy: f64,
) {
    let figures = paced(&floor(agents, 8.0), policy(Mode::Predictive), replications);
    keeps_the_cap(&figures);
    assert!(busy(&figures) >= least_occupancy, "{figures:?}");
}

#[rstest]
#[case::more_answers(1.3, 1.0)]
#[case::fewer_answers(0.7, 1.0)]
#[case::longer_calls(1.0, 1.3)]
#[case::shorter_calls(1.0, 0.7)]
fn a_step_of_a_third_is_followed(
    #[values((10, 20), (50, 6))] size: (u32, u32),
    #[case] live_answer_factor: f64,
    #[case] handle_time_factor: f64,
) {
    let (agents, replications) = size;
    let mut floor = floor(agents, 8.0);
    floor.step = Some(RateStep {
        at_seconds: 4.0 * HOUR,
        live_answer_factor,
        handle_time_factor,
    });
    let figures = paced(&floor, policy(Mode::Predictive), replications);
    keeps_the_cap(&figures);
    // In the hour after the step too, as far as so few calls can tell.
    let after = figures.stretches[1];
    assert!(
        after.abandoned.value - after.abandoned.half_width.unwrap() <= CAP,
        "{after:?}"
    );
}

fn other(agents: u32, change: impl Fn(&mut Floor)) -> Floor {
    let mut floor = floor(agents, 8.0);
    change(&mut floor);
    floor
}

#[rstest]
#[case::lognormal_calls(other(20, |floor| floor.talk = Distribution::lognormal(180.0, 1.0)))]
#[case::few_answers(other(20, |floor| floor.live_answer = 0.15))]
#[case::many_answers(other(20, |floor| floor.live_answer = 0.5))]
#[case::wrap_up(other(20, |floor| {
    floor.talk = Distribution::exponential(150.0);
    floor.wrap_up = Some(Distribution::lognormal(30.0, 0.5));
}))]
fn other_floors_are_busier_than_progressive_within_the_cap(#[case] floor: Floor) {
    let ours = paced(&floor, policy(Mode::Predictive), 10);
    keeps_the_cap(&ours);
    let progressive = paced(&floor, policy(Mode::Progressive), 10);
    // Half of what progressive leaves idle at the rates it is worst at; a fifth where nearly everyone answers.
    assert!(
        1.0 - busy(&ours) < 0.8 * (1.0 - busy(&progressive)),
        "{ours:?} {progressive:?}"
    );
}
