use proptest::prelude::*;

use super::*;
use crate::erlang::c::Queue;
use crate::erlang::{ServiceLevelVariant, a};

fn erlangs(load: f64) -> Erlangs {
    Erlangs::new(load).unwrap()
}

fn times(alone: f64, factor: f64, at_once: u32) -> ChatHandleTimes {
    ChatHandleTimes::slowed(AhtSeconds::new(alone).unwrap(), factor, at_once).unwrap()
}

fn patience(seconds: f64) -> Option<PatienceSeconds> {
    Some(PatienceSeconds::new(seconds).unwrap())
}

fn seconds(within: f64) -> AnswerWithinSeconds {
    AnswerWithinSeconds::new(within).unwrap()
}

#[test]
fn one_chat_at_once_without_giving_up_is_erlang_c() {
    for (load, agents) in [(10.0, 14), (0.5, 1), (990.0, 1_000)] {
        let desk = Desk::steady(erlangs(load), agents, &times(180.0, 1.3, 1), None).unwrap();
        let queue = Queue::steady(erlangs(load), agents).unwrap();
        assert!((desk.p_wait() / queue.p_wait() - 1.0).abs() < 1e-12);
        assert!((desk.share_of_agents_busy() - queue.occupancy()).abs() < 1e-12);
        assert_eq!(desk.p_abandon(), 0.0);
        let theirs = queue.service_level(seconds(20.0), AhtSeconds::new(180.0).unwrap());
        assert!((desk.service_level(seconds(20.0)) - theirs).abs() < 1e-12);
    }
}

#[test]
fn several_chats_without_slow_down_wait_like_as_many_agents() {
    let together = Desk::steady(erlangs(20.0), 6, &times(300.0, 1.0, 4), patience(90.0)).unwrap();
    let apart = Desk::steady(erlangs(20.0), 24, &times(300.0, 1.0, 1), patience(90.0)).unwrap();
    assert!((together.p_wait() / apart.p_wait() - 1.0).abs() < 1e-12);
    let (ours, theirs) = (
        together.service_level(seconds(30.0)),
        apart.service_level(seconds(30.0)),
    );
    assert!((ours - theirs).abs() < 1e-13);
    assert!((together.chats_per_agent() - 4.0 * apart.chats_per_agent()).abs() < 1e-12);
}

#[test]
fn a_single_place_answers_within_the_time_or_loses_the_chat() {
    // M/M/1+M with all rates 1 a minute: P(k) is 1/(k! e), so P(wait) is 1 − 1/e and E[queue] is 1/e.
    let desk = Desk::steady(erlangs(1.0), 1, &times(60.0, 1.0, 1), patience(60.0)).unwrap();
    let one_over_e = (-1.0_f64).exp();
    assert!((desk.p_wait() - (1.0 - one_over_e)).abs() < 1e-14);
    assert!((desk.p_abandon() - one_over_e).abs() < 1e-14);
    assert!((desk.mean_wait_of_all_seconds() - 60.0 * one_over_e).abs() < 1e-12);
    assert!((desk.service_level(seconds(1e6)) - (1.0 - one_over_e)).abs() < 1e-14);
}

#[test]
fn one_chat_at_once_is_erlang_a() {
    let aht = AhtSeconds::new(240.0).unwrap();
    for (load, agents, mean_patience) in [
        (10.0, 14, 120.0),
        (30.0, 20, 60.0),
        (0.001, 1, 10.0),
        (5_000.0, 4_800, 300.0),
    ] {
        let mean_patience = PatienceSeconds::new(mean_patience).unwrap();
        let desk = Desk::steady(
            erlangs(load),
            agents,
            &times(240.0, 1.3, 1),
            Some(mean_patience),
        )
        .unwrap();
        let queue = a::Queue::steady(erlangs(load), agents, aht, mean_patience);
        assert!((desk.p_wait() / queue.p_wait() - 1.0).abs() < 1e-11);
        assert!((desk.p_abandon() / queue.p_abandon() - 1.0).abs() < 1e-9);
        assert!((desk.share_of_agents_busy() / queue.occupancy() - 1.0).abs() < 1e-11);
        for within in [0.0, 5.0, 20.0, 600.0] {
            let theirs = queue.service_level(ServiceLevelVariant::OfOffered, seconds(within));
            assert!((desk.service_level(seconds(within)) - theirs).abs() < 1e-11);
        }
    }
}

#[test]
fn handle_times_that_mean_nothing_are_refused() {
    let alone = AhtSeconds::new(300.0).unwrap();
    assert!(ChatHandleTimes::slowed(alone, 0.0, 2).is_err());
    assert!(ChatHandleTimes::slowed(alone, f64::NAN, 2).is_err());
    assert!(ChatHandleTimes::slowed(alone, 1e300, 100).is_err());
    assert!(ChatHandleTimes::slowed(alone, 1.1, 0).is_err());
    assert!(ChatHandleTimes::slowed(alone, 1.1, 101).is_err());
    assert!(ChatHandleTimes::slowed(AhtSeconds::ZERO, 1.1, 2).is_err());
    assert!(serde_json::from_str::<ChatHandleTimes>("[300, 360, 420]").is_ok());
    assert!(serde_json::from_str::<ChatHandleTimes>("[300, 0]").is_err());
}

#[test]
fn one_agent_fewer_misses_the_goal() {
    let curve = times(360.0, 1.3, 3);
    let meets = |desk: &Desk| desk.service_level(seconds(30.0)) >= 0.9;
    for patience in [None, patience(120.0)] {
        let (agents, desk) = fewest_agents(erlangs(40.0), &curve, patience, meets).unwrap();
        assert!(meets(&desk));
        let fewer = Desk::steady(erlangs(40.0), agents - 1, &curve, patience);
        assert!(fewer.is_err() || fewer.is_ok_and(|fewer| !meets(&fewer)));
    }
    assert!(matches!(
        fewest_agents(erlangs(1.0), &times(60.0, 1.0, 1), None, |_| false),
        Err(ChatError::OutOfReach { .. })
    ));
}

proptest! {
    #[test]
    fn what_arrives_is_completed_or_given_up(
        load in 0.01..300.0_f64,
        agents in 1..120_u32,
        at_once in 1..5_u32,
        mean_patience in 1.0..1e4_f64,
    ) {
        // Without slow-down completions are chats in progress over the handle time.
        let curve = times(240.0, 1.0, at_once);
        let desk = Desk::steady(erlangs(load), agents, &curve, patience(mean_patience)).unwrap();
        let carried = desk.chats_per_agent() * f64::from(agents);
        prop_assert!((carried - load * (1.0 - desk.p_abandon())).abs() < 1e-9 * load, "{carried}");
    }

    #[test]
    fn any_desk_gives_shares(
        ln_load in -14.0..9.0_f64,
        agents in 0..3_000_u32,
        at_once in 1..7_u32,
        factor in 0.5..3.0_f64,
        mean_patience in 0.01..1e7_f64,
        within in 0.0..1e4_f64,
    ) {
        let curve = times(300.0, factor, at_once);
        let desk = Desk::steady(erlangs(ln_load.exp()), agents, &curve, patience(mean_patience)).unwrap();
        for share in [
            desk.p_wait(),
            desk.p_abandon(),
            desk.service_level(seconds(within)),
            desk.share_of_agents_busy(),
            desk.chats_per_agent() / f64::from(at_once),
        ] {
            prop_assert!((0.0..=1.0 + 1e-9).contains(&share), "{share} {desk:?}");
        }
        let longer = desk.service_level(seconds(within + 10.0));
        prop_assert!(longer >= desk.service_level(seconds(within)) - 1e-12);
    }

    #[test]
    fn one_more_agent_never_makes_a_chat_wait_more(
        load in 0.01..200.0_f64,
        agents in 1..100_u32,
        at_once in 1..5_u32,
        factor in 1.0..1.5_f64,
        mean_patience in 1.0..1e4_f64,
    ) {
        let curve = times(300.0, factor, at_once);
        let [before, after] = [agents, agents + 1]
            .map(|agents| Desk::steady(erlangs(load), agents, &curve, patience(mean_patience)).unwrap());
        prop_assert!(after.p_wait() <= before.p_wait() * (1.0 + 1e-12));
        prop_assert!(after.service_level(seconds(30.0)) >= before.service_level(seconds(30.0)) - 1e-12);
    }
}
