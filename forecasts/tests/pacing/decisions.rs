//! Single decisions.

use crewcast_forecasts::pacing::{
    Decision, MeasuringWindow, Mode, Observation, Pacer, PacingError, PacingState, Policy, Start,
};
use proptest::prelude::*;

use crate::given::{policy, share};

/// A dialer that has seen ten minutes of a floor of 20 agents: 30 % answer after 5 to 15 s, calls take 180 s.
fn experienced(policy: Policy) -> Pacer {
    let mut pacer = Pacer::new(policy).unwrap();
    let busy = PacingState {
        // As long as calls of a floor at work have lasted.
        talking_seconds: (0..18)
            .map(|agent| -180.0 * (1.0 - (f64::from(agent) + 0.5) / 18.0).ln())
            .collect(),
        ..PacingState::default()
    };
    for number in 0..600_u32 {
        let now = f64::from(number);
        let part = (f64::from(number * 247 % 600) + 0.5) / 600.0;
        if number % 10 < 3 {
            let ring_seconds = 5.0 + 10.0 * part;
            for observation in [
                Observation::Answered { ring_seconds },
                Observation::Connected,
            ] {
                pacer.observe(now, observation).unwrap();
            }
        } else {
            let ring_seconds = 20.0;
            pacer
                .observe(now, Observation::Unanswered { ring_seconds })
                .unwrap();
        }
        if number % 10 == 0 {
            let talk_seconds = -180.0 * (1.0 - part).ln();
            let wrap_up_seconds = 0.0;
            for observation in [
                Observation::TalkEnded { talk_seconds },
                Observation::WrapUpEnded { wrap_up_seconds },
            ] {
                pacer.observe(now, observation).unwrap();
            }
        }
        pacer.decide(now, &busy).unwrap();
    }
    pacer
}

/// What it decides after them.
fn decided(mut pacer: Pacer, state: &PacingState) -> Decision {
    pacer.decide(601.0, state).unwrap()
}

fn lines(pacer: &Pacer, state: &PacingState) -> u32 {
    decided(pacer.clone(), state).start.count()
}

prop_compose! {
    fn any_state()(
        idle in 0..40_u32,
        talking_seconds in prop::collection::vec(0.0..1_500.0_f64, 0..60),
        wrapping_up_seconds in prop::collection::vec(0.0..90.0_f64, 0..6),
        ringing_seconds in prop::collection::vec(0.0..30.0_f64, 0..60),
        waiting in 0..3_u32,
        answered in 0..5_000_u64,
        abandoned_share in 0.0..0.04_f64,
        remaining_seconds in 0.0..1e6_f64,
    ) -> PacingState {
        PacingState {
            idle,
            talking_seconds,
            wrapping_up_seconds,
            ringing_seconds,
            waiting: if idle > 0 { 0 } else { waiting },
            window: MeasuringWindow {
                answered,
                abandoned: (answered as f64 * abandoned_share) as u64,
                remaining_seconds,
            },
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_decision_is_absurd(state in any_state(), limit in 0..200_u32) {
        let mut limited = policy(Mode::Predictive);
        limited.maximum_lines = Some(limit);
        let decision = decided(experienced(limited), &state);
        prop_assert!(state.lines() + decision.start.count() <= limit.max(state.lines()));
        let free = lines(&experienced(policy(Mode::Predictive)), &state);
        prop_assert!(free >= state.agents_without_a_line());
        // Nobody dials more than twice what would bring each agent an answer.
        prop_assert!(f64::from(free) <= 2.0 * f64::from(state.agents()) / 0.25 + 4.0, "{free}");
        prop_assert!((0.0..=1.0).contains(&decision.next_risk));
        prop_assert!((0.0..=0.03).contains(&decision.outlook.allowed));
    }

    #[test]
    fn more_idle_agents_never_mean_fewer_lines(state in any_state()) {
        let pacer = experienced(policy(Mode::Predictive));
        let mut more = state.clone();
        more.idle += 1;
        prop_assert!(lines(&pacer, &more) >= lines(&pacer, &state));
        let mut freed = state.clone();
        if freed.talking_seconds.pop().is_some() {
            freed.idle += 1;
            prop_assert!(lines(&pacer, &freed) >= lines(&pacer, &state));
        }
    }

    #[test]
    fn more_ringing_lines_never_mean_more_lines(state in any_state(), rung in 0.0..20.0_f64) {
        let pacer = experienced(policy(Mode::Predictive));
        let mut more = state.clone();
        more.ringing_seconds.push(rung);
        prop_assert!(lines(&pacer, &more) <= lines(&pacer, &state));
    }

    #[test]
    fn a_cap_of_nothing_is_progressive(state in any_state()) {
        let mut strict = policy(Mode::Predictive);
        strict.maximum_abandoned = share(0.0);
        prop_assert_eq!(
            lines(&experienced(strict), &state),
            lines(&experienced(policy(Mode::Progressive)), &state)
        );
    }
}

#[test]
fn a_preview_asks_agents_and_starts_nothing() {
    let state = PacingState {
        idle: 4,
        ringing_seconds: vec![3.0],
        ..PacingState::default()
    };
    let decision = decided(experienced(policy(Mode::Preview)), &state);
    assert_eq!(decision.start, Start::Previews(3));
}

#[test]
fn agents_about_to_finish_are_dialed_for() {
    let pacer = experienced(policy(Mode::Predictive));
    let busy = |agents: usize| PacingState {
        talking_seconds: vec![120.0; agents],
        window: MeasuringWindow {
            remaining_seconds: 1e6,
            ..MeasuringWindow::default()
        },
        ..PacingState::default()
    };
    // Of 200 busy agents some 13 free within 12 s; of 2 rarely one does.
    assert!(lines(&pacer, &busy(200)) > 15);
    assert_eq!(lines(&pacer, &busy(2)), 0);
}

#[test]
fn a_window_beyond_its_cap_is_progressive_and_says_so() {
    let state = PacingState {
        idle: 5,
        talking_seconds: vec![60.0; 45],
        window: MeasuringWindow {
            answered: 100,
            abandoned: 50,
            remaining_seconds: 600.0,
        },
        ..PacingState::default()
    };
    let decision = decided(experienced(policy(Mode::Predictive)), &state);
    assert_eq!(decision.start, Start::Lines(5));
    assert_eq!(decision.outlook.probability_of_exceeding, 1.0);
}

#[test]
fn what_is_no_state_is_refused_with_its_place() {
    let mut pacer = experienced(policy(Mode::Predictive));
    let state = PacingState {
        ringing_seconds: vec![1.0, -2.0],
        ..PacingState::default()
    };
    let refusal = pacer.decide(700.0, &state).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "ringing line number 1 is -2 s; give the finite seconds since it began, at least 0"
    );
    let state = PacingState {
        window: MeasuringWindow {
            answered: 3,
            abandoned: 4,
            remaining_seconds: 0.0,
        },
        ..PacingState::default()
    };
    assert!(matches!(
        pacer.decide(700.0, &state),
        Err(PacingError::MoreAbandonedThanAnswered {
            answered: 3,
            abandoned: 4
        })
    ));
    assert!(
        pacer
            .observe(
                700.0,
                Observation::TalkEnded {
                    talk_seconds: f64::NAN
                }
            )
            .is_err()
    );
}

#[test]
fn a_clock_that_goes_back_is_refused() {
    let mut pacer = experienced(policy(Mode::Predictive));
    let refusal = pacer.decide(3.0, &PacingState::default()).unwrap_err();
    assert!(matches!(refusal, PacingError::ClockWentBack { .. }));
    let refusal = pacer.decide(f64::NAN, &PacingState::default()).unwrap_err();
    assert!(matches!(refusal, PacingError::NotAMoment { .. }));
}

#[test]
fn calls_per_agent_limit_the_lines_and_every_idle_agent_has_one_still() {
    let limited = |calls| {
        experienced(Policy {
            maximum_calls_per_agent: calls,
            ..policy(Mode::Predictive)
        })
    };
    let idle = PacingState {
        idle: 10,
        window: MeasuringWindow {
            remaining_seconds: 14_400.0,
            ..MeasuringWindow::default()
        },
        ..PacingState::default()
    };
    let free = lines(&limited(None), &idle);
    assert!(free > 15, "{free}");
    assert_eq!(lines(&limited(Some(1.0)), &idle), 10);
    assert_eq!(lines(&limited(Some(1.5)), &idle), 15);
    assert_eq!(lines(&limited(Some(15.0)), &idle), free);
    // Nobody is idle, but agents whose calls are about to end count in part.
    let soon_free = PacingState {
        idle: 0,
        talking_seconds: vec![400.0; 300],
        ..idle.clone()
    };
    let some = lines(&limited(Some(1.0)), &soon_free);
    assert!(
        some > 0 && some < lines(&limited(None), &soon_free),
        "{some}"
    );
    for none in [0.5, f64::NAN] {
        let refused = Pacer::new(Policy {
            maximum_calls_per_agent: Some(none),
            ..policy(Mode::Predictive)
        });
        assert!(matches!(refused, Err(PacingError::Number { .. })));
    }
}

#[test]
fn what_is_no_policy_is_refused() {
    let mut without_limit = policy(Mode::Predictive);
    without_limit.maximum_abandoned = share(1.0);
    assert!(matches!(
        Pacer::new(without_limit),
        Err(PacingError::NoLimit { .. })
    ));
    let mut never = policy(Mode::Predictive);
    never.exceeding = share(0.0);
    assert!(matches!(
        Pacer::new(never),
        Err(PacingError::NoCertainty { .. })
    ));
    let mut nobody = policy(Mode::Predictive);
    nobody.expectations.live_answer = share(0.0);
    assert!(matches!(
        Pacer::new(nobody),
        Err(PacingError::Number { .. })
    ));
}

#[test]
fn a_dialer_goes_on_from_what_it_gave_away_to_be_kept() {
    let pacer = experienced(policy(Mode::Predictive));
    let kept = serde_json::to_string(&pacer.memory()).unwrap();
    let resumed = Pacer::resume(
        policy(Mode::Predictive),
        serde_json::from_str(&kept).unwrap(),
    );
    let state = PacingState {
        idle: 3,
        talking_seconds: vec![20.0, 90.0, 160.0, 200.0, 310.0],
        ringing_seconds: vec![2.0, 8.0],
        ..PacingState::default()
    };
    assert_eq!(decided(resumed.unwrap(), &state), decided(pacer, &state));
}
