use proptest::prelude::*;

use super::*;
use crate::erlang::c::Queue;

fn blend(load: f64, patience: Option<f64>, agents: u32, kept_free: u32) -> Blend {
    Blend {
        inbound_load: Erlangs::new(load).unwrap(),
        aht: AhtSeconds::new(180.0).unwrap(),
        patience: patience.map(|seconds| PatienceSeconds::new(seconds).unwrap()),
        agents,
        kept_free,
    }
}

fn seconds(within: f64) -> AnswerWithinSeconds {
    AnswerWithinSeconds::new(within).unwrap()
}

#[test]
fn with_everyone_kept_free_it_is_erlang_c() {
    for (load, agents) in [(10.0, 14), (0.01, 3), (95.0, 100), (9_800.0, 10_000)] {
        let ours = blend(load, None, agents, agents).steady().unwrap();
        let queue = Queue::steady(Erlangs::new(load).unwrap(), agents).unwrap();
        assert!((ours.p_wait() / queue.p_wait() - 1.0).abs() < 1e-12);
        assert_eq!(ours.outbound_load(), 0.0);
        let theirs = queue.service_level(seconds(20.0), ours.blend.aht);
        assert!((ours.service_level(seconds(20.0)) - theirs).abs() < 1e-13);
        assert!((ours.occupancy() - queue.occupancy()).abs() < 1e-12);
    }
}

#[test]
fn with_nobody_kept_free_everyone_is_always_busy() {
    let ours = blend(10.0, None, 14, 0).steady().unwrap();
    assert_eq!(ours.p_wait(), 1.0);
    assert!((ours.occupancy() - 1.0).abs() < 1e-12);
    assert!((ours.outbound_load() - 4.0).abs() < 1e-11);
    let impatient = blend(20.0, Some(60.0), 14, 0).steady().unwrap();
    assert!((impatient.occupancy() - 1.0).abs() < 1e-11);
    assert!(impatient.p_abandon() > 6.0 / 20.0);
}

#[test]
fn without_inbound_contacts_all_but_the_free_ones_are_outbound() {
    let ours = blend(0.0, None, 14, 3).steady().unwrap();
    assert_eq!(ours.outbound_load(), 11.0);
    assert_eq!(
        (ours.p_wait(), ours.service_level(seconds(0.0))),
        (0.0, 1.0)
    );
}

#[test]
fn what_means_nothing_is_refused() {
    assert!(matches!(
        blend(10.0, None, 10, 2).steady(),
        Err(BlendError::Unstable(_))
    ));
    assert!(matches!(
        blend(0.0, None, 0, 0).steady(),
        Err(BlendError::Unstable(_))
    ));
    assert!(matches!(
        blend(1.0, None, 10, 11).steady(),
        Err(BlendError::MoreKeptFreeThanAgents { .. })
    ));
    let mut timeless = blend(1.0, None, 10, 1);
    timeless.aht = AhtSeconds::ZERO;
    assert!(matches!(
        timeless.steady(),
        Err(BlendError::NoHandleTime { .. })
    ));
}

#[test]
fn one_fewer_kept_free_or_one_agent_fewer_misses_the_goal() {
    let meets = |blended: &Blended| blended.service_level(seconds(20.0)) >= 0.8;
    let best = fewest_kept_free(blend(40.0, None, 50, 0), meets)
        .unwrap()
        .unwrap();
    let kept_free = best.blend().kept_free;
    assert!(kept_free > 0 && meets(&best));
    assert!(!meets(
        &blend(40.0, None, 50, kept_free - 1).steady().unwrap()
    ));
    assert!(
        fewest_kept_free(blend(49.5, None, 50, 0), meets)
            .unwrap()
            .is_none()
    );

    let best = fewest_agents(blend(40.0, None, 0, 0), Erlangs::new(6.0).unwrap(), meets).unwrap();
    assert!(meets(&best) && best.outbound_load() >= 6.0);
    let fewer = fewest_kept_free(
        Blend {
            agents: best.blend().agents - 1,
            ..*best.blend()
        },
        meets,
    )
    .unwrap();
    assert!(fewer.is_none_or(|fewer| fewer.outbound_load() < 6.0));
}

#[test]
fn a_goal_nothing_meets_is_out_of_reach() {
    let outcome = fewest_agents(blend(2.0, Some(60.0), 0, 0), Erlangs::ZERO, |_| false);
    assert!(matches!(outcome, Err(BlendError::OutOfReach { .. })));
}

proptest! {
    #[test]
    fn more_kept_free_serves_inbound_better_and_leaves_less_outbound(
        agents in 1..400_u32,
        per_agent in 0.01..1.5_f64,
        patience in proptest::option::of(1.0..1e5_f64),
        kept_free in 0.0..1.0_f64,
    ) {
        prop_assume!(patience.is_some() || per_agent < 1.0);
        let kept_free = (f64::from(agents - 1) * kept_free) as u32;
        let load = f64::from(agents) * per_agent;
        let fewer = blend(load, patience, agents, kept_free).steady().unwrap();
        let more = blend(load, patience, agents, kept_free + 1).steady().unwrap();
        prop_assert!(more.p_wait() <= fewer.p_wait());
        prop_assert!(more.service_level(seconds(20.0)) >= fewer.service_level(seconds(20.0)) - 1e-13);
        prop_assert!(more.outbound_load() <= fewer.outbound_load());
        for blended in [fewer, more] {
            prop_assert!((0.0..=1.0).contains(&blended.p_wait()));
            prop_assert!((0.0..=1.0 + 1e-12).contains(&blended.p_abandon()));
            prop_assert!((0.0..=1.0 + 1e-9).contains(&blended.occupancy()), "{}", blended.occupancy());
        }
    }

    #[test]
    fn any_size_gives_numbers(
        ln_load in -14.0..11.5_f64,
        agents in 0..100_000_u32,
        kept_free in 0..100_000_u32,
        patience in 0.01..1e7_f64,
    ) {
        let blended = blend(ln_load.exp(), Some(patience), agents, kept_free.min(agents)).steady().unwrap();
        prop_assert!((0.0..=1.0).contains(&blended.p_wait()));
        prop_assert!((0.0..=1.0 + 1e-9).contains(&blended.p_abandon()));
        prop_assert!((0.0..=1.0 + 1e-9).contains(&blended.service_level(seconds(20.0))));
        prop_assert!((0.0..=1.0 + 1e-9).contains(&blended.occupancy()), "{}", blended.occupancy());
        prop_assert!(blended.outbound_load() >= 0.0);
    }
}
