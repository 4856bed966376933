//! What any simulation must hold, and small centres whose outcome is known.

use proptest::prelude::*;

use super::*;
use crate::requirement::ServiceLevelGoal;
use crate::simulation::model::{
    AgentChoice, AgentGroup, AtStretchEnd, CallbackOffer, Channel, ChatSpread, ContactChoice,
    RateVariation, Redial, Routing, SimulatedQueue, Skill, Stretch,
};
use crate::simulation::{Distribution, QueueTally, Shape};
use crate::spread::PathSpread;
use crate::units::{AnswerWithinSeconds, Share};

fn within() -> AnswerWithinSeconds {
    AnswerWithinSeconds::new(20.0).unwrap()
}

fn voice(contacts: Vec<f64>, aht: f64) -> SimulatedQueue {
    SimulatedQueue::voice(contacts, aht, within())
}

fn centre_of(queues: Vec<SimulatedQueue>, groups: &[(u32, Vec<Skill>)]) -> Centre {
    let mut centre = Centre::new(900.0, queues[0].arrivals.contacts_per_interval.len());
    let horizon = centre.horizon_seconds();
    centre.queues = queues;
    for (agents, skills) in groups {
        centre
            .agent_groups
            .push(AgentGroup::all_day(*agents, skills.clone(), horizon));
    }
    centre
}

fn tally_of(centre: &Centre, seed: u64) -> Tally {
    let mut found = None;
    Simulation::new(centre)
        .unwrap()
        .replicate(seed, 0..1, |_, tally| found = Some(tally.clone()));
    found.unwrap()
}

fn whole(centre: &Centre, tally: &Tally, queue: usize) -> QueueTally {
    tally.queue(queue, 0..centre.intervals)
}

fn skill(queue: usize, preference: u32) -> Skill {
    Skill {
        preference,
        ..Skill::of(queue)
    }
}

/// One of everything, drawn from a few numbers.
fn anything(numbers: [u32; 6], scale: f64) -> Centre {
    let [agents, trunks, routing, policy, concurrency, shape] = numbers;
    let mut first = voice(vec![30.0 * scale, 60.0 * scale, 10.0 * scale, 0.0], 150.0);
    first.arrivals.variation = RateVariation::Gamma {
        of_the_day: 0.2,
        of_the_interval: 0.1,
    };
    first.handle_time.shape = match shape % 4 {
        0 => Shape::Exponential,
        1 => Shape::Lognormal {
            coefficient_of_variation: 1.4,
        },
        2 => Shape::Empirical {
            samples: vec![10.0, 50.0, 400.0],
        },
        _ => Shape::Deterministic,
    };
    first.patience = Some(Distribution::gamma(90.0, 1.3));
    first.redial = Some(Redial {
        after_abandoning: 0.5,
        after_blocking: 0.7,
        delay: Distribution::exponential(120.0),
    });
    let mut second = voice(vec![20.0 * scale; 4], 200.0);
    second.priority = 1;
    second.patience = (shape % 2 == 0).then(|| Distribution::lognormal(200.0, 0.8));
    second.callback = Some(CallbackOffer {
        when_expected_wait_exceeds_seconds: 30.0,
        acceptance: 0.6,
        promised_within_seconds: 900.0,
        kept_free: 1,
    });
    second.waiting_places = Some(15);
    let mut chat = voice(vec![25.0 * scale; 4], 300.0);
    chat.channel = Channel::Chat {
        slow_down_per_extra_chat: 1.4,
    };
    chat.patience = Some(Distribution::exponential(100.0));
    let mut email = voice(vec![15.0 * scale; 4], 240.0);
    email.channel = Channel::Deferred {
        due_seconds: 3600.0,
        kept_free: 1,
    };
    let mut outbound = voice(vec![0.0; 4], 100.0);
    outbound.channel = Channel::Outbound { kept_free: 2 };
    let mut centre = centre_of(vec![first, second, chat, email, outbound], &[]);
    centre.trunks = (trunks > 0).then_some(trunks + agents);
    centre.routing = Routing {
        agent: [
            AgentChoice::LongestIdleOfMostPreferred,
            AgentChoice::LongestIdle,
            AgentChoice::GroupOrder,
        ][routing as usize % 3],
        contact: [
            ContactChoice::QueuePriority,
            ContactChoice::AgentPreference,
            ContactChoice::LongestWaiting,
        ][routing as usize / 3 % 3],
        chats: [ChatSpread::Stay, ChatSpread::EvenOut][routing as usize / 9 % 2],
    };
    let mixes = [
        vec![skill(0, 0), skill(1, 1), skill(4, 2)],
        vec![skill(2, 0), skill(3, 1)],
        vec![
            skill(1, 0),
            skill(0, 1),
            skill(2, 1),
            skill(3, 2),
            skill(4, 2),
        ],
    ];
    for number in 0..agents {
        let pause = 600.0 + 97.0 * f64::from(number);
        centre.agent_groups.push(AgentGroup {
            agents: 1 + number % 2,
            skills: mixes[number as usize % 3].clone(),
            on_queue: [(0.0, pause), (pause + 450.0, 3000.0), (3000.0, 3300.0)]
                .map(|(start_seconds, end_seconds)| Stretch {
                    start_seconds,
                    end_seconds,
                })
                .to_vec(),
            concurrent_chats: 1 + concurrency,
            at_stretch_end: if (number + policy) % 2 == 0 {
                AtStretchEnd::FinishContact
            } else {
                AtStretchEnd::Preempt
            },
        });
    }
    centre
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_contact_is_accounted_for_and_nobody_works_more_than_all_the_time(
        agents in 0..18_u32,
        trunks in 0..12_u32,
        routing in 0..18_u32,
        policy in 0..2_u32,
        concurrency in 0..4_u32,
        shape in 0..4_u32,
        scale in 0.0..2.5_f64,
        seed in any::<u64>(),
    ) {
        let centre = anything([agents, trunks, routing, policy, concurrency, shape], scale);
        let tally = tally_of(&centre, seed);
        for queue in 0..centre.queues.len() {
            for interval in 0..centre.intervals {
                let found = tally.queue(queue, interval..interval + 1);
                prop_assert_eq!(
                    found.offered,
                    found.served + found.abandoned + found.blocked + found.called_back + found.unserved_at_end,
                    "queue {} interval {}: {:?}", queue, interval, found
                );
                prop_assert!(found.served_within <= found.served && found.abandoned_within <= found.abandoned);
                prop_assert!(found.called_back <= found.callbacks && found.redialled <= found.offered);
                prop_assert!(found.wait_of_served_seconds >= 0.0 && found.queue_seconds >= 0.0);
                prop_assert!(found.service_seconds >= 0.0 && found.wait_of_abandoned_seconds >= 0.0);
            }
        }
        let mut contact_seconds = 0.0;
        for group in 0..centre.agent_groups.len() {
            for interval in 0..centre.intervals {
                let found = tally.agent_group(group, interval..interval + 1);
                prop_assert!(found.busy_seconds <= found.staffed_seconds + 1e-6, "{:?}", found);
                prop_assert!(found.contact_seconds >= found.busy_seconds - 1e-6, "{:?}", found);
                contact_seconds += found.contact_seconds;
            }
        }
        let service: f64 = (0..5).map(|queue| whole(&centre, &tally, queue).service_seconds).sum();
        prop_assert!((service - contact_seconds).abs() < 1e-6 * (1.0 + service));
    }
}

#[test]
fn the_plain_case_is_what_the_engine_makes_of_it() {
    for (agents, contacts, patience, shape) in [
        (0, 30.0, Some(120.0), Shape::Exponential),
        (5, 30.0, Some(120.0), Shape::Exponential),
        (
            7,
            35.0,
            None,
            Shape::Lognormal {
                coefficient_of_variation: 1.3,
            },
        ),
        (80, 400.0, Some(600.0), Shape::Deterministic),
        (3, 60.0, None, Shape::Exponential),
    ] {
        let mut queue = voice(vec![contacts, 2.0 * contacts, 0.0, contacts], 170.0);
        queue.handle_time.shape = shape;
        queue.patience = patience.map(Distribution::exponential);
        let plain = centre_of(vec![queue.clone()], &[(agents, vec![Skill::of(0)])]);
        // A second queue that nobody calls keeps the engine from taking the short way.
        let silent = voice(vec![0.0; 4], 170.0);
        let engine = centre_of(vec![queue, silent], &[(agents, vec![Skill::of(0)])]);
        let [plain, engine] = [plain, engine].map(|centre| tally_of(&centre, 77));
        let close = |a: f64, b: f64| (a - b).abs() <= 1e-7 * (1.0 + b);
        for interval in 0..4 {
            let [a, b] = [&plain, &engine].map(|tally| tally.queue(0, interval..interval + 1));
            let counts = |of: &QueueTally| QueueTally {
                wait_of_served_seconds: 0.0,
                wait_of_abandoned_seconds: 0.0,
                queue_seconds: 0.0,
                service_seconds: 0.0,
                ..*of
            };
            assert_eq!(
                counts(&a),
                counts(&b),
                "{agents} agents, interval {interval}"
            );
            assert!(
                close(a.wait_of_served_seconds, b.wait_of_served_seconds),
                "{a:?} {b:?}"
            );
            assert!(
                close(a.wait_of_abandoned_seconds, b.wait_of_abandoned_seconds),
                "{a:?} {b:?}"
            );
            assert!(close(a.queue_seconds, b.queue_seconds), "{a:?} {b:?}");
            assert!(close(a.service_seconds, b.service_seconds), "{a:?} {b:?}");
            let [a, b] =
                [&plain, &engine].map(|tally| tally.agent_group(0, interval..interval + 1));
            assert!(
                close(a.busy_seconds, b.busy_seconds) && a.staffed_seconds == b.staffed_seconds
            );
        }
    }
}

#[test]
fn one_seed_gives_one_result_on_any_number_of_threads() {
    let simulation = Simulation::new(&anything([9, 5, 4, 0, 2, 1], 1.0)).unwrap();
    let run = |threads| {
        let options = RunOptions {
            threads,
            ..RunOptions::exactly(37, 5)
        };
        simulation.run(&options).unwrap()
    };
    let on_one = run(1);
    assert_eq!(on_one.replications, 37);
    assert_eq!(on_one, run(2));
    assert_eq!(on_one, run(3));
    assert_ne!(on_one, simulation.run(&RunOptions::exactly(37, 6)).unwrap());
}

#[test]
fn another_agent_meets_the_same_contacts_with_the_same_handle_times() {
    let quiet_end = vec![40.0, 40.0, 40.0, 0.0, 0.0, 0.0];
    let mut queue = voice(quiet_end, 180.0);
    queue.handle_time.shape = Shape::Lognormal {
        coefficient_of_variation: 1.2,
    };
    let tallies: Vec<(Centre, Tally)> = [7, 8]
        .map(|agents| {
            let centre = centre_of(vec![queue.clone()], &[(agents, vec![Skill::of(0)])]);
            let tally = tally_of(&centre, 11);
            (centre, tally)
        })
        .into();
    let [few, more] = [0, 1].map(|at: usize| {
        let (centre, tally) = &tallies[at];
        let offered: Vec<u64> = (0..6)
            .map(|interval| tally.queue(0, interval..interval + 1).offered)
            .collect();
        (offered, whole(centre, tally, 0))
    });
    assert_eq!(few.0, more.0);
    assert_eq!(few.1.served, more.1.served);
    assert!((few.1.service_seconds - more.1.service_seconds).abs() < 1e-6);
    assert!(few.1.wait_of_served_seconds > more.1.wait_of_served_seconds);
}

#[test]
fn nobody_is_served_during_a_break_unless_begun_before() {
    for policy in [AtStretchEnd::Preempt, AtStretchEnd::FinishContact] {
        let mut centre = centre_of(
            vec![voice(vec![60.0; 3], 120.0)],
            &[(4, vec![Skill::of(0)])],
        );
        let group = &mut centre.agent_groups[0];
        group.at_stretch_end = policy;
        group.on_queue = [(0.0, 900.0), (1800.0, 2700.0)]
            .map(|(start_seconds, end_seconds)| Stretch {
                start_seconds,
                end_seconds,
            })
            .to_vec();
        let tally = tally_of(&centre, 3);
        let pause = tally.agent_group(0, 1..2);
        let at_work = tally.agent_group(0, 2..3);
        assert_eq!(at_work.staffed_seconds, 3600.0);
        assert!(at_work.busy_seconds > 3500.0, "{at_work:?}");
        if policy == AtStretchEnd::Preempt {
            assert_eq!((pause.staffed_seconds, pause.busy_seconds), (0.0, 0.0));
        } else {
            // Four contacts are finished on overtime, which counts as time at work.
            assert!(
                pause.busy_seconds > 0.0
                    && (pause.busy_seconds - pause.staffed_seconds).abs() < 1e-9
            );
            assert!(tally.queue(0, 0..1).in_service_at_interval_end == 4);
        }
    }
}

#[test]
fn a_contact_left_behind_is_taken_on_with_what_is_left() {
    let mut queue = voice(vec![50.0, 50.0, 0.0, 0.0], 100.0);
    queue.handle_time.shape = Shape::Deterministic;
    let mut centre = centre_of(
        vec![queue],
        &[(5, vec![Skill::of(0)]), (5, vec![Skill::of(0)])],
    );
    for group in &mut centre.agent_groups {
        group.at_stretch_end = AtStretchEnd::Preempt;
    }
    centre.agent_groups[0].on_queue[0].end_seconds = 950.0;
    centre.agent_groups[1].on_queue[0].start_seconds = 1000.0;
    let all = whole(&centre, &tally_of(&centre, 2), 0);
    assert_eq!(all.served, all.offered);
    assert!((all.service_seconds - 100.0 * all.served as f64).abs() < 1e-6);
}

#[test]
fn the_more_urgent_queue_waits_less_whichever_it_is() {
    for urgent in [0, 1] {
        let mut queues = vec![voice(vec![40.0; 8], 100.0), voice(vec![40.0; 8], 100.0)];
        queues[1 - urgent].priority = 1;
        let centre = centre_of(queues, &[(9, vec![Skill::of(0), Skill::of(1)])]);
        let tally = tally_of(&centre, 4);
        let wait = |queue| {
            whole(&centre, &tally, queue)
                .average_speed_of_answer_seconds()
                .unwrap()
        };
        assert!(
            3.0 * wait(urgent) < wait(1 - urgent),
            "{} {}",
            wait(urgent),
            wait(1 - urgent)
        );
    }
}

#[test]
fn a_first_skill_is_asked_before_a_second() {
    let queues = vec![voice(vec![10.0; 8], 60.0), voice(vec![0.0; 8], 60.0)];
    let centre = centre_of(
        queues,
        &[(6, vec![skill(1, 0), skill(0, 1)]), (6, vec![skill(0, 0)])],
    );
    let tally = tally_of(&centre, 4);
    assert_eq!(tally.agent_group(0, 0..8).busy_seconds, 0.0);
    assert!(tally.agent_group(1, 0..8).busy_seconds > 0.0);
}

#[test]
fn deferred_work_waits_for_live_contacts_and_goes_by_due_time() {
    let email = |due_seconds| SimulatedQueue {
        channel: Channel::Deferred {
            due_seconds,
            kept_free: 0,
        },
        ..voice(vec![20.0, 20.0, 20.0, 0.0, 0.0, 0.0], 120.0)
    };
    let live = voice(vec![30.0, 30.0, 30.0, 10.0, 10.0, 10.0], 100.0);
    let skills = vec![Skill::of(0), Skill::of(1), Skill::of(2)];
    let centre = centre_of(vec![live, email(20_000.0), email(2000.0)], &[(6, skills)]);
    let tally = tally_of(&centre, 8);
    let [live, late, soon] = [0, 1, 2].map(|queue| whole(&centre, &tally, queue));
    let wait = |of: QueueTally| of.average_speed_of_answer_seconds().unwrap();
    assert!(
        wait(live) < 60.0 && 2.0 * wait(soon) < wait(late),
        "{live:?} {late:?} {soon:?}"
    );
    assert_eq!(soon.abandoned + late.abandoned, 0);
    assert!(soon.done_by_due > 0 && soon.done_by_due <= soon.served);
}

#[test]
fn callbacks_accepted_are_made_once_agents_are_free_and_by_the_promised_time() {
    let mut queue = voice(vec![80.0, 80.0, 0.0, 0.0, 0.0, 0.0], 100.0);
    queue.patience = Some(Distribution::exponential(300.0));
    queue.callback = Some(CallbackOffer {
        when_expected_wait_exceeds_seconds: 0.0,
        acceptance: 1.0,
        promised_within_seconds: 3000.0,
        kept_free: 2,
    });
    let mut centre = centre_of(vec![queue], &[(8, vec![Skill::of(0)])]);
    let all = whole(&centre, &tally_of(&centre, 1), 0);
    // Whoever would wait at all takes the offer.
    assert!(
        all.callbacks > 20 && all.delayed == all.callbacks && all.abandoned == 0,
        "{all:?}"
    );
    assert_eq!((all.called_back, all.unserved_at_end), (all.callbacks, 0));
    assert_eq!(all.served_within, all.counted());

    // All eight agents are to be kept free: only the promised time brings callbacks about.
    if let Some(offer) = &mut centre.queues[0].callback {
        offer.kept_free = 8;
    }
    let tally = tally_of(&centre, 1);
    let all = whole(&centre, &tally, 0);
    assert_eq!((all.called_back, all.unserved_at_end), (all.callbacks, 0));
    assert!(tally.queue(0, 2..3).service_seconds < tally.queue(0, 3..4).service_seconds);
}

#[test]
fn everybody_who_gives_up_and_must_redial_does() {
    let mut queue = voice(vec![60.0, 60.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], 100.0);
    queue.patience = Some(Distribution::exponential(60.0));
    queue.waiting_places = Some(3);
    queue.redial = Some(Redial {
        after_abandoning: 1.0,
        after_blocking: 1.0,
        delay: Distribution::exponential(60.0),
    });
    let centre = centre_of(vec![queue], &[(4, vec![Skill::of(0)])]);
    let all = whole(&centre, &tally_of(&centre, 1), 0);
    assert!(all.abandoned > 10 && all.blocked > 10, "{all:?}");
    assert_eq!(all.redialled, all.abandoned + all.blocked);
    assert_eq!(all.served, all.offered - all.redialled);
}

#[test]
fn outbound_leaves_the_agents_that_are_to_be_kept_free() {
    let mut outbound = voice(vec![0.0; 4], 100.0);
    outbound.channel = Channel::Outbound { kept_free: 3 };
    let centre = centre_of(vec![outbound], &[(10, vec![Skill::of(0)])]);
    let agents = tally_of(&centre, 1).agent_group(0, 0..4);
    assert!(
        (agents.busy_seconds - 7.0 * 3600.0).abs() < 1e-6,
        "{agents:?}"
    );
}

#[test]
fn a_run_ends_when_it_is_precise_and_says_how_precise() {
    let centre = centre_of(
        vec![voice(vec![50.0; 8], 180.0)],
        &[(12, vec![Skill::of(0)])],
    );
    let options = RunOptions {
        replications: Replications::UntilPrecise {
            minimum: 10,
            maximum: 5000,
            precision: Precision {
                queue: 0,
                figure: Figure::ServiceLevel,
                half_width: 0.01,
                is_relative: false,
            },
        },
        ..RunOptions::exactly(1, 9)
    };
    let outcome = simulate(&centre, &options).unwrap();
    assert!(outcome.replications < 5000 && outcome.replications.is_multiple_of(BATCH));
    assert!(outcome.half_width_reached.unwrap() <= 0.01);
    assert_eq!(
        outcome.half_width_reached,
        outcome.queues[0].whole.service_level.half_width
    );
}

#[test]
fn bands_and_the_probability_of_the_goal_follow_the_single_days() {
    let mut queue = voice(vec![50.0; 8], 180.0);
    queue.arrivals.variation = RateVariation::Gamma {
        of_the_day: 0.15,
        of_the_interval: 0.0,
    };
    queue.goal = Some(ServiceGoal {
        service_level: Some(ServiceLevelGoal {
            share: Share::from_f64(0.8).unwrap(),
            within: within(),
            variant: crate::erlang::service_level::ServiceLevelVariant::OfOffered,
        }),
        ..ServiceGoal::default()
    });
    let outcome = |agents| {
        let centre = centre_of(vec![queue.clone()], &[(agents, vec![Skill::of(0)])]);
        simulate(&centre, &RunOptions::exactly(200, 9))
            .unwrap()
            .queues[0]
            .clone()
    };
    let [few, enough, many] = [7, 13, 30].map(|agents| outcome(agents).whole);
    let share = |found: &crate::simulation::outcome::QueueFigures| {
        found.probability_of_meeting_goal.unwrap().share
    };
    assert!(share(&few) < 0.05 && (0.3..0.98).contains(&share(&enough)) && share(&many) == 1.0);
    let level = enough.service_level;
    assert!(level.p10.unwrap() < level.mean.unwrap() && level.mean.unwrap() < level.p90.unwrap());
    // Where the goal is met with this probability, so many single days must lie above it.
    assert_eq!(level.p10.unwrap() > 0.8, share(&enough) > 0.9);
    assert_eq!(level.p90.unwrap() > 0.8, share(&enough) > 0.1);
}

#[test]
fn centres_and_runs_that_make_no_sense_are_refused() {
    let right = centre_of(
        vec![voice(vec![50.0; 2], 180.0)],
        &[(12, vec![Skill::of(0)])],
    );
    let refused = |change: &dyn Fn(&mut Centre)| {
        let mut wrong = right.clone();
        change(&mut wrong);
        Simulation::new(&wrong).unwrap_err()
    };
    assert!(Simulation::new(&right).is_ok());
    let changes: [&dyn Fn(&mut Centre); 15] = [
        &|centre| {
            let none = PathSpread::default();
            centre.queues[0].arrivals.variation = RateVariation::SamplePaths(none);
        },
        &|centre| centre.intervals = 0,
        &|centre| centre.interval_seconds = f64::NAN,
        &|centre| centre.later_days_start_at = vec![2],
        &|centre| centre.queues[0].arrivals.contacts_per_interval = vec![1.0],
        &|centre| centre.queues[0].arrivals.contacts_per_interval = vec![1.0, -1.0],
        &|centre| centre.queues[0].arrivals.contacts_per_interval = vec![1.0, f64::INFINITY],
        &|centre| centre.queues[0].handle_time.mean_seconds_per_interval = vec![0.0],
        &|centre| centre.queues[0].patience = Some(Distribution::gamma(10.0, 0.0)),
        &|centre| centre.queues[0].channel = Channel::Outbound { kept_free: 0 },
        &|centre| {
            centre.queues[0].channel = Channel::Chat {
                slow_down_per_extra_chat: 0.5,
            }
        },
        &|centre| centre.agent_groups[0].skills.push(Skill::of(0)),
        &|centre| centre.agent_groups[0].skills[0].queue = 1,
        &|centre| centre.agent_groups[0].on_queue[0].end_seconds = 0.0,
        &|centre| centre.agent_groups[0].concurrent_chats = 0,
    ];
    for (number, change) in changes.iter().enumerate() {
        let message = refused(change).to_string();
        assert!(message.contains(';'), "{number}: {message}");
    }
    let none = RunOptions::exactly(0, 1);
    assert!(matches!(
        simulate(&right, &none),
        Err(SimulationError::NoReplications { .. })
    ));
    let unsure = RunOptions {
        confidence: 1.0,
        ..RunOptions::exactly(1, 1)
    };
    assert_eq!(
        simulate(&right, &unsure),
        Err(SimulationError::NoConfidence(1.0))
    );
}
