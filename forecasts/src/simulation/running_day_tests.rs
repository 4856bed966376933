use proptest::prelude::*;

use super::*;
use crate::erlang::service_level::ServiceLevelVariant;
use crate::requirement::{ServiceGoal, ServiceLevelGoal};
use crate::units::{AnswerWithinSeconds, Share, WaitSeconds};

const HALF_HOUR: f64 = 1_800.0;

fn stretch(from: f64, to: f64) -> Stretch {
    Stretch {
        start_seconds: from * HALF_HOUR,
        end_seconds: to * HALF_HOUR,
    }
}

fn queue(contacts: Vec<f64>) -> DayQueue {
    let within = AnswerWithinSeconds::new(20.0).unwrap();
    DayQueue {
        queue: SimulatedQueue::voice(contacts, 180.0, within),
        known_until: 0,
        spread: PathSpread::default(),
        handle_time_deviation: 0.0,
        so_far: SoFar::default(),
        count_from: 0,
        lent_heads: Vec::new(),
    }
}

fn agent(queues: Vec<usize>, from: f64, to: f64) -> DayAgent {
    DayAgent {
        queues,
        seen: Vec::new(),
        planned: vec![stretch(from, to)],
        presence: 1.0,
        asked: Vec::new(),
    }
}

/// Four half hours of 60 contacts of three minutes, six erlangs, for `agents`.
fn day(agents: usize) -> RunningDay {
    RunningDay {
        interval_seconds: HALF_HOUR,
        intervals: 4,
        queues: vec![queue(vec![60.0; 4])],
        agents: (0..agents).map(|_| agent(vec![0], 0.0, 4.0)).collect(),
    }
}

fn goal(percent: f64) -> ServiceGoal {
    ServiceGoal {
        service_level: Some(ServiceLevelGoal {
            share: Share::from_percent(percent).unwrap(),
            within: AnswerWithinSeconds::new(20.0).unwrap(),
            variant: ServiceLevelVariant::OfOffered,
        }),
        ..ServiceGoal::default()
    }
}

#[test]
fn what_came_counts_beside_what_may_come() {
    let mut day = day(9);
    day.queues[0].so_far = SoFar {
        offered: 1_000,
        served: Some(1_000),
        served_within: 500,
        ..SoFar::default()
    };
    let played = day.play(1, 20, 1).unwrap();
    let close = played.close(0, Some(&goal(80.0))).unwrap();
    // 1,000 that came and about 240 to come, of which at most all are answered in time.
    assert!((close.offered - 1_240.0).abs() < 15.0, "{close:?}");
    let level = close.service_level.unwrap();
    assert!(level > 0.5 && level < 740.0 / 1_240.0 + 0.01, "{level}");
    assert_eq!(
        close.meets_goal.unwrap().0,
        0.0,
        "eighty cannot be reached any more"
    );
    assert_eq!(
        played
            .close(0, Some(&goal(50.0)))
            .unwrap()
            .meets_goal
            .unwrap()
            .0,
        1.0
    );
}

#[test]
fn what_was_not_counted_is_unknown_at_close_and_never_taken_for_nothing() {
    let mut day = day(9);
    day.queues[0].so_far = SoFar {
        offered: 1_000,
        served_within: 900,
        served: Some(1_000),
        abandoned: None,
        wait_of_served_seconds: None,
        wait_of_abandoned_seconds: None,
    };
    let played = day.play(1, 20, 1).unwrap();
    let speed = ServiceGoal {
        average_speed_of_answer: Some(WaitSeconds::new(5.0).unwrap()),
        ..goal(80.0)
    };
    let close = played.close(0, Some(&speed)).unwrap();
    assert!(close.service_level.is_some());
    assert_eq!(
        (
            close.average_speed_of_answer_seconds,
            close.abandon_rate,
            close.meets_goal
        ),
        (None, None, None)
    );
    let level_alone = played.close(0, Some(&goal(80.0))).unwrap();
    assert_eq!(level_alone.meets_goal.unwrap().0, 1.0);
}

#[test]
fn intervals_before_the_count_only_hand_their_queue_on() {
    let mut day = day(5);
    let all = day.play(3, 10, 1).unwrap();
    day.queues[0].count_from = 2;
    let later = day.play(3, 10, 1).unwrap();
    assert_eq!(all.intervals, later.intervals);
    let last_two = &all.intervals[0][2..];
    let offered: u64 = last_two.iter().map(|one| one.offered).sum();
    let counted: u64 = later.days[0].iter().map(|day| day.offered).sum();
    assert_eq!(offered, counted);
}

#[test]
fn contacts_that_came_do_not_vary_and_those_to_come_do() {
    let mut day = day(9);
    day.queues[0].known_until = 2;
    day.queues[0].spread = PathSpread {
        of_the_days: vec![0.5],
        ..PathSpread::default()
    };
    let rates = |number: u32| {
        day.centre(1, number).queues[0]
            .arrivals
            .contacts_per_interval
            .clone()
    };
    let (one, other) = (rates(0), rates(1));
    assert_eq!(
        (&one[..2], &other[..2]),
        (&[60.0, 60.0][..], &[60.0, 60.0][..])
    );
    assert_ne!(one[2], other[2]);
    assert_eq!(one[2], one[3], "one factor for the rest of the day");
}

#[test]
fn longer_handle_times_to_come_are_drawn_around_their_mean() {
    let mut day = day(9);
    day.queues[0].handle_time_deviation = 0.2;
    day.queues[0].known_until = 1;
    day.queues[0].queue.handle_time.mean_seconds_per_interval = vec![180.0; 4];
    let of = |number: u32| {
        day.centre(7, number).queues[0]
            .handle_time
            .mean_seconds_per_interval
            .clone()
    };
    let drawn: Vec<f64> = (0..2_000).map(|number| of(number)[3]).collect();
    let mean = drawn.iter().sum::<f64>() / 2_000.0;
    let squares = drawn
        .iter()
        .map(|one| (one / 180.0 - 1.0).powi(2))
        .sum::<f64>();
    // A lognormal of mean 1 and σ 0.2 has the coefficient of variation √(e^0.04 − 1) = 0.202.
    assert!((mean / 180.0 - 1.0).abs() < 0.02, "{mean}");
    assert!(((squares / 2_000.0).sqrt() - 0.202).abs() < 0.015);
    assert_eq!(of(0)[0], 180.0);
}

#[test]
fn one_more_agent_changes_nobody_elses_day_and_gains() {
    let base = day(6);
    let mut more = base.clone();
    for agent in &mut more.agents {
        agent.presence = 0.8;
    }
    let before = more.clone();
    more.agents.push(agent(vec![0], 2.0, 4.0));
    let there = |day: &RunningDay, number: u32| -> Vec<Vec<Stretch>> {
        let agents = day.agents.iter().enumerate().take(6);
        agents
            .map(|(at, one)| one.on_queue(5, number, at))
            .collect()
    };
    for number in 0..30 {
        assert_eq!(there(&before, number), there(&more, number));
    }
    let gain = more
        .play(5, 60, 2)
        .unwrap()
        .gain_over(&before.play(5, 60, 2).unwrap(), 0);
    assert!(gain.answered_in_time - gain.half_width > 0.0, "{gain:?}");
    assert_eq!(
        base.play(5, 5, 1)
            .unwrap()
            .gain_over(&base.play(5, 5, 1).unwrap(), 0),
        Gain::default()
    );
}

#[test]
fn the_gain_of_all_queues_is_the_spread_of_their_sum_in_each_replication() {
    // Two queues of six agents who serve both, so that what one is given the other lacks.
    let mut before = day(0);
    before.queues = vec![queue(vec![30.0; 4]), queue(vec![30.0; 4])];
    before.agents = (0..6).map(|_| agent(vec![0, 1], 0.0, 4.0)).collect();
    let mut after = before.clone();
    after.agents.push(agent(vec![0, 1], 2.0, 4.0));
    let (with, without) = (
        after.play(5, 60, 2).unwrap(),
        before.play(5, 60, 2).unwrap(),
    );
    let whole = with.whole_gain_over(&without);
    let of_queues = [0, 1].map(|queue| with.gain_over(&without, queue));
    let sum: f64 = of_queues.iter().map(|one| one.answered_in_time).sum();
    assert!((whole.answered_in_time - sum).abs() < 1e-9);
    let sums: Vec<f64> = (0..60)
        .map(|number| {
            let within = |day: &PlayedDay| {
                let of = |queue: usize| day.days[queue][number].served_within as f64;
                of(0) + of(1)
            };
            within(&with) - within(&without)
        })
        .collect();
    let variance = sums.iter().map(|one| (one - sum).powi(2)).sum::<f64>() / 59.0;
    // t(0.975, 59) = 2.0010.
    let expected = 2.0010 * (variance / 60.0).sqrt();
    assert!(
        (whole.half_width - expected).abs() < 1e-3,
        "{whole:?} {expected}"
    );
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let mut day = day(7);
    day.agents.iter_mut().for_each(|agent| agent.presence = 0.9);
    assert_eq!(day.play(2, 13, 1).unwrap(), day.play(2, 13, 4).unwrap());
}

#[test]
fn who_is_asked_comes_or_goes_as_often_as_they_accept() {
    let mut one = agent(vec![0], 0.0, 2.0);
    one.asked = vec![Asked {
        stretch: stretch(2.0, 3.0),
        is_work: true,
        acceptance: 0.25,
    }];
    let longer = (0..4_000).filter(|number| one.on_queue(1, *number, 0)[0].end_seconds > 3_601.0);
    let share = longer.count() as f64 / 4_000.0;
    assert!((share - 0.25).abs() < 0.025, "{share}");
    one.asked = vec![Asked {
        stretch: stretch(1.0, 2.0),
        is_work: false,
        acceptance: 1.0,
    }];
    assert_eq!(one.on_queue(1, 0, 0), [stretch(0.0, 1.0)]);
}

#[test]
fn lent_heads_leave_the_queue_for_their_interval_only_and_parts_add_up() {
    let mut day = day(3);
    day.queues[0].lent_heads = vec![1.0, 0.5, 0.5, 0.0];
    let mut there: Vec<Vec<Stretch>> = day.agents.iter().map(|one| one.planned.clone()).collect();
    day.lend(&mut there);
    let on_queue = |interval: usize| {
        let of = |one: &Stretch| covers(one, &stretch(interval as f64, interval as f64 + 1.0));
        there.iter().filter(|own| own.iter().any(of)).count()
    };
    // Half a head is rounded up, and the next half is then owed nothing.
    assert_eq!([0, 1, 2, 3].map(on_queue), [2, 2, 3, 3]);
}

#[test]
fn a_day_that_is_never_played_is_refused() {
    assert!(matches!(
        day(1).play(1, 0, 1),
        Err(SimulationError::NoReplications { .. })
    ));
}

proptest! {
    #[test]
    fn stretches_on_queue_are_ascending_and_apart(
        parts in prop::collection::vec((0_u32..40, 1_u32..10), 0..8),
        cut in (0_u32..40, 1_u32..10),
    ) {
        let of = |(from, length): (u32, u32)| Stretch {
            start_seconds: f64::from(from),
            end_seconds: f64::from(from + length),
        };
        let cut = of(cut);
        let found = joined(without(&parts.into_iter().map(of).collect::<Vec<_>>(), &cut));
        for pair in found.windows(2) {
            prop_assert!(pair[0].end_seconds < pair[1].start_seconds);
        }
        for one in &found {
            prop_assert!(one.start_seconds < one.end_seconds);
            prop_assert!(one.end_seconds <= cut.start_seconds || one.start_seconds >= cut.end_seconds);
        }
    }
}
