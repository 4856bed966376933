use proptest::prelude::*;

use super::*;
use crate::erlang::{b, c};

fn queue(load: f64, agents: f64, aht: f64, patience: f64) -> Queue {
    Queue::steady(
        Erlangs::new(load).unwrap(),
        Servers::new(agents).unwrap(),
        AhtSeconds::new(aht).unwrap(),
        PatienceSeconds::new(patience).unwrap(),
    )
}

fn seconds(seconds: f64) -> AnswerWithinSeconds {
    AnswerWithinSeconds::new(seconds).unwrap()
}

/// Within-T shares by the places in the queue: place k is left by Σ of k exponential times whose rates go from
/// n + (k − 1)θ down to n, so that the chance that this takes longer than T is a negative binomial sum in
/// 1 − e^(−θT). Shares no step with the formulas under test; short T only.
fn within_by_places(load: f64, agents: f64, theta: f64, handle_times: f64) -> WithinTime {
    let patient = (-theta * handle_times).exp();
    let below: f64 = {
        let (mut sum, mut term, mut j) = (1.0, 1.0, agents);
        while j > 0.0 {
            term *= j / load;
            sum += term;
            j -= 1.0;
        }
        sum
    };
    let mut states = vec![1.0];
    while states.len() < 40_000 {
        let k = states.len() as f64;
        states.push(states[states.len() - 1] * load / (agents + k * theta));
    }
    let total = below - 1.0 + states.iter().sum::<f64>();
    let (mut served, mut abandoned) = ((below - 1.0) / total, 0.0);
    // For e^(−θV) ~ Beta(n/θ, k): P(V > T, still patient) by the recursion of the incomplete beta function.
    let mut step = (-(agents + theta) * handle_times).exp();
    let mut late = 0.0;
    for (index, state) in states.iter().enumerate() {
        let k = (index + 1) as f64;
        late += step;
        let (serves, loses) = (
            agents / (agents + k * theta),
            k * theta / (agents + k * theta),
        );
        let still_there = late + step * (1.0 - patient) / patient;
        let lost_later = patient * still_there - serves * late;
        served += state / total * serves * (1.0 - late);
        abandoned += state / total * (loses - lost_later);
        step *= (1.0 - patient) / theta * (agents + k * theta) / k;
    }
    WithinTime { served, abandoned }
}

#[test]
fn a_long_answer_time_does_not_underflow() {
    // 100 agents, AHT 3 min, patience 30 min, T = 20 min.
    let served = |load| queue(load, 100.0, 180.0, 1800.0).within(seconds(1200.0));
    for load in [90.0, 100.0, 102.0, 110.0, 150.0] {
        let (got, by_places) = (
            served(load),
            within_by_places(load, 100.0, 0.1, 1200.0 / 180.0),
        );
        assert!(
            (got.served - by_places.served).abs() < 1e-11
                && (got.abandoned - by_places.abandoned).abs() < 1e-11,
            "{load}: {got:?} {by_places:?}"
        );
    }
    assert!((served(100.0).served - 0.980_835_532_263_78).abs() < 1e-12);
}

#[test]
fn within_time_figures_are_those_of_the_places_in_the_queue() {
    for (load, agents, theta) in [
        (0.02, 1.0, 0.5),
        (3.0, 4.0, 2.0),
        (10.0, 12.0, 0.6),
        (50.0, 40.0, 1.0),
        (60.0, 40.0, 0.05),
        (300.0, 310.0, 0.2),
        (120.0, 15.0, 3.0),
    ] {
        let queue = queue(load, agents, 100.0, 100.0 / theta);
        for within in [0.0, 1.0, 20.0, 100.0, 150.0] {
            let got = queue.within(seconds(within));
            let expected = within_by_places(load, agents, theta, within / 100.0);
            assert!(
                (got.served - expected.served).abs() < 1e-11
                    && (got.abandoned - expected.abandoned).abs() < 1e-11,
                "{load} {agents} {theta} {within}: {got:?} {expected:?}"
            );
        }
    }
}

#[test]
fn without_agents_everybody_hangs_up() {
    let nobody = queue(5.0, 0.0, 180.0, 60.0);
    assert_eq!((nobody.p_wait(), nobody.p_abandon()), (1.0, 1.0));
    assert_eq!(nobody.mean_wait_of_all_seconds(), 60.0);
    assert_eq!(nobody.mean_wait_of_abandoned_seconds(), 60.0);
    assert_eq!(nobody.average_speed_of_answer_seconds(), f64::INFINITY);
    assert_eq!((nobody.p_served(), nobody.occupancy()), (0.0, 0.0));
    assert_eq!(nobody.mean_queue_length(), 5.0 * 60.0 / 180.0);
    let within = nobody.within(seconds(60.0));
    assert_eq!(within.served, 0.0);
    assert!((within.abandoned - (1.0 - (-1.0_f64).exp())).abs() < 1e-15);
}

#[test]
fn without_load_nobody_waits() {
    let idle = queue(0.0, 3.0, 180.0, 60.0);
    assert_eq!(
        (idle.p_wait(), idle.p_abandon(), idle.p_served()),
        (0.0, 0.0, 1.0)
    );
    assert_eq!(idle.average_speed_of_answer_seconds(), 0.0);
    assert_eq!(idle.occupancy(), 0.0);
    // Whoever should hang up did so at place 1, which is left n/s + 1/m times a second.
    let expected = 1.0 / (3.0 / 180.0 + 1.0 / 60.0);
    assert!((idle.mean_wait_of_abandoned_seconds() / expected - 1.0).abs() < 1e-14);
    assert_eq!(idle.within(seconds(0.0)).served, 1.0);
}

#[test]
fn an_agent_more_is_the_queue_with_an_agent_more() {
    for (load, patience) in [(0.3, 30.0), (48.0, 120.0), (1000.0, 3000.0)] {
        let mut walked = queue(load, 0.0, 60.0, patience);
        for agents in 1..=1200_u32 {
            walked = walked.with_one_more();
            let direct = queue(load, f64::from(agents), 60.0, patience);
            for (ours, theirs) in [
                (walked.p_wait(), direct.p_wait()),
                (walked.occupancy(), direct.occupancy()),
                (walked.p_abandon(), direct.p_abandon()),
            ] {
                assert!(
                    ours == theirs || (ours / theirs - 1.0).abs() < 1e-12 || theirs < 1e-290,
                    "{load} {agents}: {ours:e} {theirs:e}"
                );
            }
        }
    }
}

/// Loads and agents from idle to hopeless, at every size.
fn load_and_agents() -> impl Strategy<Value = (f64, f64)> {
    (-6.0..5.0_f64, -8.0..8.0_f64, any::<bool>(), 0.0..3.0_f64).prop_map(
        |(size, spread, by_root, ratio)| {
            let load = 10_f64.powf(size);
            let agents = if by_root {
                (load + spread * load.sqrt()).max(0.0)
            } else {
                load * ratio
            };
            (load, agents)
        },
    )
}

/// Patience from a hundredth of a second to a year.
fn patience() -> impl Strategy<Value = f64> {
    (-2.0..7.5_f64).prop_map(|digits| 10_f64.powf(digits))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn figures_are_shares_and_times_whatever_comes(
        (load, agents) in load_and_agents(), whole in any::<bool>(), aht in 0.1..7200.0_f64,
        patience in patience(), within in 0.0..100_000.0_f64,
    ) {
        let agents = if whole { agents.round() } else { agents };
        let queue = queue(load, agents, aht, patience);
        let within = queue.within(seconds(within));
        for share in [
            queue.p_wait(), queue.p_abandon(), queue.p_served(), queue.occupancy(), within.served, within.abandoned,
        ] {
            prop_assert!((0.0..=1.0).contains(&share), "{queue:?} {within:?}");
        }
        for time in [
            queue.mean_wait_of_all_seconds(), queue.mean_wait_of_abandoned_seconds(), queue.mean_queue_length(),
        ] {
            prop_assert!(time.is_finite() && time >= 0.0, "{queue:?}");
        }
        prop_assert!(queue.average_speed_of_answer_seconds() >= 0.0);
        prop_assert!(within.served <= queue.p_served() + 1e-12);
        prop_assert!(within.abandoned <= queue.p_abandon() + 1e-12);
    }

    #[test]
    fn what_is_offered_is_served_or_hangs_up(
        (load, agents) in load_and_agents(), aht in 1.0..3600.0_f64, patience in patience(),
    ) {
        let queue = queue(load, agents, aht, patience);
        let (served, busy) = (load * (1.0 - queue.p_abandon()), agents * queue.occupancy());
        prop_assert!((served - busy).abs() <= 1e-11 * load, "{served} {busy}");
        prop_assert!((queue.p_served() + queue.p_abandon() - 1.0).abs() < 1e-11);
        // Waits of the served and of those who hang up make the wait of all.
        if agents > 0.0 {
            let parts = queue.p_served() * queue.average_speed_of_answer_seconds()
                + queue.p_abandon() * queue.mean_wait_of_abandoned_seconds();
            let all = queue.mean_wait_of_all_seconds();
            prop_assert!(
                all < 1e-280 || (parts / all - 1.0).abs() < 1e-9, "{queue:?} {parts} {all}"
            );
        }
    }

    #[test]
    fn more_agents_never_make_it_worse(
        (load, agents) in load_and_agents(), more in 0.001..20.0_f64, aht in 1.0..3600.0_f64, patience in patience(),
        within in 0.0..600.0_f64,
    ) {
        let (few, many) = (queue(load, agents, aht, patience), queue(load, agents + more, aht, patience));
        prop_assert!(many.p_wait() <= few.p_wait() * (1.0 + 1e-11));
        prop_assert!(many.p_abandon() <= few.p_abandon() * (1.0 + 1e-9));
        prop_assert!(many.within(seconds(within)).served >= few.within(seconds(within)).served - 1e-10);
    }

    #[test]
    fn more_load_never_makes_it_better(
        (load, agents) in load_and_agents(), more in 1.0..2.0_f64, aht in 1.0..3600.0_f64, patience in patience(),
        within in 0.0..600.0_f64,
    ) {
        let (little, much) = (queue(load, agents, aht, patience), queue(load * more, agents, aht, patience));
        prop_assert!(much.p_wait() >= little.p_wait() * (1.0 - 1e-11));
        prop_assert!(much.p_abandon() >= little.p_abandon() * (1.0 - 1e-9));
        prop_assert!(much.occupancy() >= little.occupancy() * (1.0 - 1e-11) || agents == 0.0);
        prop_assert!(much.within(seconds(within)).served <= little.within(seconds(within)).served + 1e-10);
    }

    #[test]
    fn a_longer_answer_time_answers_no_fewer(
        (load, agents) in load_and_agents(), aht in 1.0..3600.0_f64, patience in patience(),
        within in 0.0..600.0_f64, longer in 0.0..600.0_f64,
    ) {
        let queue = queue(load, agents, aht, patience);
        let (soon, later) = (queue.within(seconds(within)), queue.within(seconds(within + longer)));
        prop_assert!(later.served >= soon.served - 1e-10, "{queue:?}: {soon:?} {later:?}");
        prop_assert!(later.abandoned >= soon.abandoned - 1e-10, "{queue:?}: {soon:?} {later:?}");
    }

    #[test]
    fn endless_patience_is_erlang_c(
        size in -3.0..5.0_f64, spare in 0.1..8.0_f64, within in 0.0..300.0_f64,
    ) {
        let load = 10_f64.powf(size);
        let agents = load + spare * load.sqrt().max(0.1);
        let aht = AhtSeconds::new(180.0).unwrap();
        let patient = queue(load, agents, 180.0, 1e14);
        let endless = c::Queue::steady(Erlangs::new(load).unwrap(), Servers::new(agents).unwrap()).unwrap();
        prop_assert!((patient.p_wait() - endless.p_wait()).abs() < 1e-8 * endless.p_wait() + 1e-300);
        prop_assert!(
            (patient.average_speed_of_answer_seconds() - endless.average_speed_of_answer_seconds(aht)).abs()
                <= 1e-7 * endless.average_speed_of_answer_seconds(aht) + 1e-290
        );
        prop_assert!(
            (patient.within(seconds(within)).served - endless.service_level(seconds(within), aht)).abs() < 1e-8
        );
        prop_assert!((patient.occupancy() - endless.occupancy()).abs() < 1e-9);
    }

    #[test]
    fn no_patience_at_all_is_erlang_b((load, agents) in load_and_agents()) {
        let impatient = queue(load, agents, 180.0, 1e-13);
        let blocked = b::blocking(Erlangs::new(load).unwrap(), Servers::new(agents).unwrap());
        prop_assert!((impatient.p_wait() - blocked).abs() < 1e-9);
        prop_assert!((impatient.p_abandon() - blocked).abs() < 1e-9);
    }
}
