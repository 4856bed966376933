use proptest::prelude::*;

use super::*;
use crate::units::{AhtSeconds, AnswerWithinSeconds, Erlangs, PatienceSeconds};

fn contacts(erlangs: f64, aht: f64, patience: f64) -> ContactType {
    ContactType {
        offered_load: Erlangs::new(erlangs).unwrap(),
        aht: AhtSeconds::new(aht).unwrap(),
        patience: PatienceSeconds::new(patience).unwrap(),
    }
}

fn seconds(within: f64) -> AnswerWithinSeconds {
    AnswerWithinSeconds::new(within).unwrap()
}

/// P(wait) and mean queue of M/M/n+M by its birth-death chain.
fn single_queue(kind: &ContactType, agents: u32) -> (f64, f64) {
    let rate = kind.offered_load.erlangs() / kind.aht.seconds();
    let (mut weight, mut all, mut waits, mut queue) = (1.0, 0.0, 0.0, 0.0);
    for contacts in 0..2_000_u32 {
        all += weight;
        let waiting = contacts.saturating_sub(agents);
        if contacts >= agents {
            waits += weight;
            queue += weight * f64::from(waiting);
        }
        let more = contacts + 1;
        weight *= rate
            / (f64::from(more.min(agents)) / kind.aht.seconds()
                + f64::from(more.saturating_sub(agents)) / kind.patience.seconds());
    }
    (waits / all, queue / all)
}

fn near(ours: f64, theirs: f64) -> bool {
    (ours - theirs).abs() <= 1e-10 * theirs.abs() + 1e-300
}

#[test]
fn without_flexible_agents_the_first_queue_is_alone_and_the_second_hangs_up() {
    let design = Design {
        first: contacts(7.0, 200.0, 90.0),
        second: contacts(2.0, 300.0, 60.0),
        specialists: 8,
        flexible: 0,
        priority: Priority::SecondType,
    };
    let ours = steady(&design).unwrap();
    let (p_wait, queue) = single_queue(&design.first, 8);
    assert!(near(ours.first.p_wait, p_wait), "{ours:?}");
    assert!(near(ours.first.mean_queue_length, queue));
    assert!(near(ours.second.p_abandon, 1.0));
    assert!(near(ours.second.mean_wait_of_all_seconds, 60.0));
    assert_eq!(ours.flexible_occupancy, 0.0);
    assert!(ours.served_within(WhichType::Second, seconds(1e4)) < 1e-12);
}

#[test]
fn without_specialists_two_like_types_are_one_queue() {
    for priority in [Priority::FirstType, Priority::SecondType] {
        let design = Design {
            first: contacts(5.0, 180.0, 120.0),
            second: contacts(4.0, 180.0, 120.0),
            specialists: 0,
            flexible: 9,
            priority,
        };
        let ours = steady(&design).unwrap();
        let (p_wait, queue) = single_queue(&contacts(9.0, 180.0, 120.0), 9);
        assert!(near(ours.first.p_wait, p_wait));
        assert!(near(ours.second.p_wait, p_wait));
        let both = ours.first.mean_queue_length + ours.second.mean_queue_length;
        assert!(near(both, queue), "{both} {queue}");
    }
}

#[test]
fn the_queue_that_goes_first_is_answered_sooner() {
    let with = |priority| {
        let design = Design {
            first: contacts(6.0, 180.0, 100.0),
            second: contacts(5.0, 240.0, 150.0),
            specialists: 4,
            flexible: 7,
            priority,
        };
        let ours = steady(&design).unwrap();
        [WhichType::First, WhichType::Second].map(|which| ours.served_within(which, seconds(20.0)))
    };
    let (first_first, second_first) = (with(Priority::FirstType), with(Priority::SecondType));
    assert!(first_first[0] > second_first[0] + 0.01);
    assert!(first_first[1] < second_first[1] - 0.01);
}

#[test]
fn queues_far_longer_than_the_first_cut_are_followed_to_their_end() {
    // Twice the load that can be served and contacts that wait for ten minutes.
    let design = Design {
        first: contacts(0.0, 180.0, 600.0),
        second: contacts(20.0, 180.0, 600.0),
        specialists: 0,
        flexible: 10,
        priority: Priority::FirstType,
    };
    let ours = steady(&design).unwrap();
    let (p_wait, queue) = single_queue(&design.second, 10);
    assert!(queue > 30.0);
    assert!(near(ours.second.p_wait, p_wait));
    assert!(near(ours.second.mean_queue_length, queue), "{queue}");
    assert_eq!(ours.first.p_abandon, 0.0);
}

#[test]
fn a_handle_time_of_nothing_and_a_case_without_bounds_are_refused() {
    let mut design = Design {
        first: contacts(1.0, 0.0, 60.0),
        second: contacts(1.0, 60.0, 60.0),
        specialists: 1,
        flexible: 1,
        priority: Priority::FirstType,
    };
    assert!(matches!(
        steady(&design),
        Err(DesignError::NoHandleTime { .. })
    ));
    design.first = design.second;
    design.specialists = u32::MAX;
    design.flexible = u32::MAX;
    assert!(matches!(steady(&design), Err(DesignError::TooLarge { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn what_arrives_is_served_or_hangs_up(
        (first_load, second_load) in (0.0..8.0_f64, 0.0..8.0_f64),
        (first_aht, second_aht) in (20.0..600.0_f64, 20.0..600.0_f64),
        (first_patience, second_patience) in (5.0..100.0_f64, 5.0..100.0_f64),
        specialists in 0..7_u32,
        flexible in 0..7_u32,
        first_goes_first: bool,
    ) {
        let design = Design {
            first: contacts(first_load, first_aht, first_patience),
            second: contacts(second_load, second_aht, second_patience),
            specialists,
            flexible,
            priority: if first_goes_first { Priority::FirstType } else { Priority::SecondType },
        };
        let ours = steady(&design).unwrap();
        let on_first = f64::from(specialists) * ours.specialists_occupancy + ours.flexible_on_first;
        prop_assert!((first_load * (1.0 - ours.first.p_abandon) - on_first).abs() < 1e-9);
        let on_second = ours.flexible_on_second;
        prop_assert!((second_load * (1.0 - ours.second.p_abandon) - on_second).abs() < 1e-9);
        for (which, queue) in [(WhichType::First, ours.first), (WhichType::Second, ours.second)] {
            prop_assert!(queue.p_abandon >= 0.0 && queue.p_abandon <= queue.p_wait + 1e-12);
            let mut before = 0.0;
            for within in [0.0, 5.0, 20.0, 120.0, 3_000.0] {
                let served = ours.served_within(which, seconds(within));
                prop_assert!(served >= before - 1e-12 && served <= 1.0 + 1e-12);
                before = served;
            }
            // Nobody is left after thirty times the patience.
            let load = if which == WhichType::First { first_load } else { second_load };
            if load > 0.0 {
                prop_assert!((before - (1.0 - queue.p_abandon)).abs() < 1e-9, "{before} {queue:?}");
            }
        }
    }
}
