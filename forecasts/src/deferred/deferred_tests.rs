use proptest::prelude::*;

use super::*;
use crate::units::{AhtSeconds, ContactsPerInterval, Share};

const HOUR: u32 = 3_600;

fn stream(volumes: &[f64], aht: f64, due: Due) -> Stream {
    Stream {
        volumes: volumes
            .iter()
            .map(|volume| ContactsPerInterval::new(*volume).unwrap())
            .collect(),
        aht: vec![AhtSeconds::new(aht).unwrap(); volumes.len()],
        due,
        opening_backlog: vec![],
    }
}

fn hours(open: &[bool], streams: Vec<Stream>) -> Workload {
    Workload {
        interval_seconds: HOUR,
        open: open.to_vec(),
        productive: Share::ONE,
        streams,
    }
}

fn elapsed(hours: u32) -> Due {
    Due::Elapsed {
        seconds: hours * HOUR,
    }
}

fn goal(share: f64) -> OnTimeGoal {
    OnTimeGoal {
        share: Share::from_f64(share).unwrap(),
    }
}

#[test]
fn mails_of_the_evening_wait_for_the_morning() {
    // Open for two hours, closed for three, open for two; ten mails of half an hour each in the last open hour.
    let open = [true, true, false, false, false, true, true];
    let mails = stream(&[0.0, 10.0, 0.0, 0.0, 0.0, 0.0, 0.0], 1_800.0, elapsed(5));
    let agents = open.map(|open| if open { 2.0 } else { 0.0 });
    let outcome = run(&hours(&open, vec![mails]), &agents).unwrap();
    let by_hour = &outcome.streams[0];
    assert_eq!(
        by_hour.iter().map(|hour| hour.backlog).collect::<Vec<_>>(),
        [0.0, 6.0, 6.0, 6.0, 6.0, 2.0, 0.0]
    );
    assert_eq!(by_hour[1].on_time, 4.0);
    // Due five hours after 1:00, so by 6:00: what is finished by then is on time, the last two are not.
    assert_eq!((by_hour[5].on_time, by_hour[5].overdue), (4.0, 2.0));
    assert_eq!(by_hour[6].late, 2.0);
    assert_eq!(by_hour[4].oldest_age_seconds, 4.0 * 3_600.0);
    assert_eq!(outcome.on_time_share, Some(0.8));
}

#[test]
fn working_hours_stand_still_at_night() {
    let open = [true, true, false, false, true, true];
    let due = Due::OpenTime { seconds: 2 * HOUR };
    let mails = stream(&[0.0, 4.0, 1.0, 0.0, 0.0, 0.0], 3_600.0, due);
    let workload = hours(&open, vec![mails]);
    // Of four due in the hours 1 and 4, and one due in the hours 4 and 5, two agents finish all.
    let constant = constant_agents(&workload, goal(1.0)).unwrap().unwrap();
    assert_eq!(constant.agents, 2);
    assert_eq!(constant.outcome.on_time_share, Some(1.0));
    let levelled = level(&workload, goal(1.0)).unwrap().unwrap();
    assert_eq!(levelled.agents, [0, 2, 0, 0, 2, 1]);
    assert_eq!((levelled.agent_intervals, levelled.at_least), (5, 5));
}

#[test]
fn what_is_due_first_goes_first_whoever_came_first() {
    let slow = stream(&[3.0, 0.0, 0.0, 0.0], 3_600.0, elapsed(4));
    let quick = stream(&[0.0, 2.0, 0.0, 0.0], 3_600.0, elapsed(2));
    let outcome = run(&hours(&[true; 4], vec![slow, quick]), &[1.0; 4]).unwrap();
    assert_eq!(outcome.on_time_shares, [Some(2.0 / 3.0), Some(1.0)]);
}

#[test]
fn yesterdays_leftovers_are_worked_on_first_and_count_as_late() {
    let mut mails = stream(&[1.0, 1.0], 3_600.0, elapsed(2));
    mails.opening_backlog = vec![OpeningBacklog {
        contacts: ContactsPerInterval::new(1.0).unwrap(),
        aht: AhtSeconds::new(3_600.0).unwrap(),
        age_seconds: 90_000,
        due_in_seconds: 0,
    }];
    let workload = hours(&[true; 2], vec![mails]);
    let outcome = run(&workload, &[1.0, 1.0]).unwrap();
    assert_eq!(outcome.streams[0][0].late, 1.0);
    // One of the two that are due within the horizon is on time; the third mail is due after it.
    assert_eq!(outcome.on_time_shares, [Some(0.5)]);
    assert!(constant_agents(&workload, goal(1.0)).unwrap().is_none());
    assert!(level(&workload, goal(1.0)).unwrap().is_none());
    let levelled = level(&workload, goal(0.5)).unwrap().unwrap();
    assert_eq!(levelled.agent_intervals, 2);
}

#[test]
fn small_breaks_take_their_share_of_the_day() {
    let mails = stream(&[8.0], 3_600.0, elapsed(1));
    let mut workload = hours(&[true], vec![mails]);
    workload.productive = Share::from_percent(80.0).unwrap();
    let constant = constant_agents(&workload, goal(1.0)).unwrap().unwrap();
    assert_eq!(constant.agents, 10);
}

#[test]
fn what_cannot_be_planned_is_refused_with_its_values() {
    let plain = || hours(&[true, false], vec![stream(&[1.0, 1.0], 60.0, elapsed(2))]);
    assert!(matches!(
        run(&plain(), &[1.0]),
        Err(WorkloadError::AgentsOfOtherLength { .. })
    ));
    assert!(matches!(
        run(&plain(), &[1.0, 1.0]),
        Err(WorkloadError::AgentsWhileClosed { interval: 1, .. })
    ));
    assert!(matches!(
        run(&plain(), &[f64::NAN, 0.0]),
        Err(WorkloadError::NotAgents { interval: 0, .. })
    ));
    let mut workload = plain();
    workload.streams[0].due = Due::Elapsed { seconds: 3_599 };
    assert!(matches!(
        constant_agents(&workload, goal(1.0)),
        Err(WorkloadError::DueWithinTheInterval { .. })
    ));
    let mut workload = plain();
    workload.streams[0].volumes.pop();
    assert!(matches!(
        level(&workload, goal(1.0)),
        Err(WorkloadError::OtherLength { .. })
    ));
    let mut workload = plain();
    workload.productive = Share::ZERO;
    assert!(run(&workload, &[0.0, 0.0]).is_err());
    let nothing = hours(&[], vec![]);
    assert!(run(&nothing, &[]).is_err());
}

#[test]
fn a_workload_reads_back_from_json() {
    let workload = hours(&[true], vec![stream(&[1.0], 60.0, elapsed(1))]);
    let json = serde_json::to_string(&workload).unwrap();
    assert_eq!(serde_json::from_str::<Workload>(&json).unwrap(), workload);
}

prop_compose! {
    fn any_workload(longest: usize, largest: f64)(
        open in proptest::collection::vec(proptest::bool::weighted(0.7), 1..longest),
    )(
        streams in proptest::collection::vec(
            (
                proptest::collection::vec(prop_oneof![Just(0.0), 0.0..largest], open.len()),
                60.0..4_000.0_f64,
                (1..8_u32, proptest::bool::ANY),
                proptest::option::of((0.0..largest, 0..40_000_u32)),
            ),
            1..4,
        ),
        open in Just(open),
    ) -> Workload {
        let streams = streams
            .into_iter()
            .map(|(volumes, aht, (ticks, by_the_wall), left_over)| {
                let seconds = ticks * HOUR;
                let due = if by_the_wall { Due::Elapsed { seconds } } else { Due::OpenTime { seconds } };
                let mut stream = stream(&volumes, aht, due);
                stream.opening_backlog = left_over
                    .into_iter()
                    .map(|(contacts, due_in_seconds)| OpeningBacklog {
                        contacts: ContactsPerInterval::new(contacts).unwrap(),
                        aht: AhtSeconds::new(aht).unwrap(),
                        age_seconds: 7_200,
                        due_in_seconds,
                    })
                    .collect();
                stream
            })
            .collect();
        hours(&open, streams)
    }
}

fn agents_of(workload: &Workload, agents: f64) -> Vec<f64> {
    let open = workload.open.iter();
    open.map(|open| if *open { agents } else { 0.0 }).collect()
}

/// Fewest agent-intervals by trying every plan.
fn fewest_by_trying(workload: &Workload, goal: OnTimeGoal, most: u32) -> Option<u64> {
    let mut best = None;
    let mut plan = vec![0_u32; workload.open.len()];
    loop {
        let closed = plan
            .iter()
            .zip(&workload.open)
            .any(|(agents, open)| *agents > 0 && !open);
        if !closed {
            let agents: Vec<f64> = plan.iter().map(|agents| f64::from(*agents)).collect();
            let total = plan.iter().map(|agents| u64::from(*agents)).sum();
            if best.is_none_or(|best| total < best)
                && goal.is_met_by(&run(workload, &agents).unwrap())
            {
                best = Some(total);
            }
        }
        let next = plan.iter_mut().find(|agents| **agents < most);
        let Some(next) = next else { return best };
        *next += 1;
        let grown = next as *const u32;
        for agents in &mut plan {
            if std::ptr::eq(agents, grown) {
                break;
            }
            *agents = 0;
        }
    }
}

proptest! {
    #[test]
    fn no_contact_and_no_second_is_lost(workload in any_workload(40, 20.0), agents in 0.0..30.0_f64) {
        let agents = agents_of(&workload, agents);
        let outcome = run(&workload, &agents).unwrap();
        let mut worked = vec![0.0; agents.len()];
        for (stream, outcomes) in workload.streams.iter().zip(&outcome.streams) {
            let mut inside: f64 = stream.opening_backlog.iter().map(|left| left.contacts.contacts()).sum();
            for (interval, hour) in outcomes.iter().enumerate() {
                inside += hour.arrived - hour.on_time - hour.late;
                prop_assert!((inside - hour.backlog).abs() < 1e-7, "{inside} {hour:?}");
                prop_assert!(hour.on_time >= 0.0 && hour.late >= 0.0 && hour.backlog >= 0.0);
                prop_assert!(hour.overdue <= hour.backlog + 1e-9);
                prop_assert_eq!(hour.backlog > 0.0, hour.oldest_age_seconds > 0.0);
                worked[interval] += (hour.on_time + hour.late) * stream.aht[interval].seconds();
            }
        }
        for ((worked, idle), agents) in worked.iter().zip(&outcome.idle_seconds).zip(&agents) {
            prop_assert!((worked + idle - agents * 3_600.0).abs() < 1e-5);
            prop_assert!(*idle >= 0.0);
        }
        for share in outcome.on_time_shares.iter().flatten() {
            prop_assert!((0.0..=1.0).contains(share));
        }
    }

    #[test]
    fn more_agents_never_finish_anything_later(workload in any_workload(30, 20.0), agents in 0.0..20.0_f64) {
        let fewer = run(&workload, &agents_of(&workload, agents)).unwrap();
        let more = run(&workload, &agents_of(&workload, agents + 1.0)).unwrap();
        for (fewer, more) in fewer.on_time_shares.iter().zip(&more.on_time_shares) {
            prop_assert_eq!(fewer.is_some(), more.is_some());
            prop_assert!(more.unwrap_or(1.0) >= fewer.unwrap_or(1.0) - 1e-9);
        }
    }

    #[test]
    fn one_agent_fewer_everywhere_misses_the_goal(
        workload in any_workload(30, 20.0),
        percent in 0..=100_u32,
    ) {
        let goal = goal(f64::from(percent) / 100.0);
        if let Some(constant) = constant_agents(&workload, goal).unwrap() {
            prop_assert!(goal.is_met_by(&constant.outcome));
            if constant.agents > 0 {
                let fewer = agents_of(&workload, f64::from(constant.agents - 1));
                prop_assert!(!goal.is_met_by(&run(&workload, &fewer).unwrap()));
            }
        }
    }

    #[test]
    fn the_level_profile_finishes_all_in_time_with_the_lowest_peak(workload in any_workload(30, 20.0)) {
        let all = goal(1.0);
        let (levelled, constant) = (
            level(&workload, all).unwrap(),
            constant_agents(&workload, all).unwrap(),
        );
        prop_assert_eq!(levelled.is_some(), constant.is_some());
        if let (Some(levelled), Some(constant)) = (levelled, constant) {
            prop_assert!(all.is_met_by(&run(&workload, &levelled.profile).unwrap()));
            let peak = levelled.profile.iter().copied().fold(0.0, f64::max);
            prop_assert_eq!((peak - 1e-8).ceil().max(0.0), f64::from(constant.agents));
        }
    }

    #[test]
    fn nobody_can_be_sent_home_for_an_interval(
        workload in any_workload(14, 8.0),
        percent in 50..=100_u32,
    ) {
        let goal = goal(f64::from(percent) / 100.0);
        let levelled = level(&workload, goal).unwrap();
        if percent < 100 && levelled.is_none() {
            // Then it is hopeless for any number of agents.
            prop_assert!(constant_agents(&workload, goal).unwrap().is_none());
        }
        if let Some(levelled) = levelled {
            prop_assert!(goal.is_met_by(&levelled.outcome));
            prop_assert!(levelled.at_least <= levelled.agent_intervals);
            let plan: Vec<f64> = levelled.agents.iter().map(|agents| f64::from(*agents)).collect();
            for interval in 0..plan.len() {
                if plan[interval] > 0.0 {
                    let mut thinner = plan.clone();
                    thinner[interval] -= 1.0;
                    prop_assert!(!goal.is_met_by(&run(&workload, &thinner).unwrap()));
                }
            }
        }
    }

    #[test]
    fn small_plans_are_within_one_agent_interval_of_the_best(workload in any_workload(6, 1.5)) {
        let all = goal(1.0);
        if let Some(levelled) = level(&workload, all).unwrap() {
            let most = levelled.agents.iter().copied().max().unwrap_or(0);
            if most <= 4 {
                let best = fewest_by_trying(&workload, all, most).unwrap();
                prop_assert!(levelled.at_least <= best);
                prop_assert!(levelled.agent_intervals <= best + 1, "{levelled:?} {best}");
            }
        }
    }
}
