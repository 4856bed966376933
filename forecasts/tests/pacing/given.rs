//! Floors and policies the tests begin with.

use crewcast_forecasts::pacing::floor::{Floor, FloorFigures, simulate};
use crewcast_forecasts::pacing::{Expectations, Mode, Pacer, Policy};
use crewcast_forecasts::simulation::Distribution;
use crewcast_forecasts::units::{Share, WaitSeconds};

pub const HOUR: f64 = 3_600.0;
pub const SEED: u64 = 4_711;

pub fn share(value: f64) -> Share {
    Share::from_f64(value).unwrap()
}

/// 3 % within the window, 2 s, and expectations that are all wrong.
pub fn policy(mode: Mode) -> Policy {
    Policy {
        mode,
        maximum_abandoned: share(0.03),
        exceeding: share(0.05),
        connect_within: WaitSeconds::new(2.0).unwrap(),
        maximum_lines: None,
        maximum_calls_per_agent: None,
        expectations: Expectations {
            live_answer: share(0.25),
            ring_until_answer_seconds: 12.0,
            ring_unanswered_seconds: 25.0,
            talk_seconds: 150.0,
            wrap_up_seconds: 0.0,
        },
    }
}

pub fn floor(agents: u32, hours: f64) -> Floor {
    Floor::new(agents, hours * HOUR, 0.3, Distribution::exponential(180.0))
}

/// The first half hour is learning: it counts in the window, not in the stretch.
pub fn paced(floor: &Floor, policy: Policy, replications: u32) -> FloorFigures {
    let learnt = 0.5 * HOUR..floor.seconds;
    let after_step = floor
        .step
        .map(|step| step.at_seconds..step.at_seconds + HOUR);
    let stretches: Vec<_> = [Some(learnt), after_step].into_iter().flatten().collect();
    let cap = share(0.03);
    simulate(
        floor,
        || Pacer::new(policy),
        cap,
        &stretches,
        SEED,
        replications,
    )
    .unwrap()
}
