use proptest::prelude::*;

use super::*;
use crate::erlang::ServiceLevelVariant;
use crate::requirement::{ServiceLevelGoal, predict};
use crate::units::{AnswerWithinSeconds, Share, WaitSeconds};

fn share(value: f64) -> Share {
    Share::from_f64(value).unwrap()
}

fn level(value: f64, within: f64) -> Option<ServiceLevelGoal> {
    Some(ServiceLevelGoal {
        share: share(value),
        within: AnswerWithinSeconds::new(within).unwrap(),
        variant: ServiceLevelVariant::OfOffered,
    })
}

fn needed(
    volume: f64,
    minutes: u32,
    aht: f64,
    goal: &ServiceGoal,
) -> Result<Requirement, RequirementError> {
    require(
        ContactsPerInterval::new(volume).unwrap(),
        IntervalMinutes::new(minutes).unwrap(),
        AhtSeconds::new(aht).unwrap(),
        Patience::Endless,
        goal,
    )
}

#[test]
fn no_contacts_need_no_agents_whatever_the_goal() {
    let goal = ServiceGoal {
        service_level: level(0.8, 20.0),
        ..ServiceGoal::default()
    };
    let none = needed(0.0, 15, 0.0, &goal).unwrap();
    assert_eq!((none.agents_net, none.binding), (0, GoalName::NoContacts));
    assert_eq!(
        (none.achieved, none.with_one_fewer),
        (Predicted::Idle, None)
    );
}

#[test]
fn the_goal_that_asks_for_most_is_named() {
    let goal = ServiceGoal {
        service_level: level(0.8, 20.0),
        average_speed_of_answer: Some(WaitSeconds::new(30.0).unwrap()),
        maximum_p_wait: Some(share(0.5)),
        maximum_occupancy: Some(share(0.85)),
        ..ServiceGoal::default()
    };
    let few = needed(100.0, 30, 180.0, &goal).unwrap();
    assert_eq!((few.agents_net, few.binding), (14, GoalName::ServiceLevel));
    assert_eq!(few.agents_per_goal.maximum_occupancy, Some(12));
    let many = needed(1000.0, 30, 180.0, &goal).unwrap();
    assert_eq!(
        (many.agents_net, many.binding),
        (118, GoalName::MaximumOccupancy)
    );
}

#[test]
fn one_agent_for_a_trickle_is_for_stability_and_nobody_is_unstable() {
    let goal = ServiceGoal {
        service_level: level(0.8, 20.0),
        ..ServiceGoal::default()
    };
    let trickle = needed(0.1, 15, 300.0, &goal).unwrap();
    assert_eq!(
        (trickle.agents_net, trickle.binding),
        (1, GoalName::Stability)
    );
    assert!(trickle.with_one_fewer.unwrap().is_unstable());
}

#[test]
fn a_goal_that_is_met_exactly_is_met() {
    // 0.5 erlangs, two agents: P(wait) is exactly 1/10 and ASA exactly 40 s at 600 s a contact.
    let p_wait = ServiceGoal {
        maximum_p_wait: Some(share(0.1)),
        ..ServiceGoal::default()
    };
    let asa = ServiceGoal {
        average_speed_of_answer: Some(WaitSeconds::new(40.0).unwrap()),
        ..ServiceGoal::default()
    };
    let at_once = ServiceGoal {
        service_level: level(0.9, 0.0),
        ..ServiceGoal::default()
    };
    for goal in [p_wait, asa, at_once] {
        assert_eq!(
            needed(1.5, 30, 600.0, &goal).unwrap().agents_net,
            2,
            "{goal:?}"
        );
    }
}

#[test]
fn a_fraction_of_an_agent_above_the_load_is_enough_where_the_answer_time_is_long() {
    // 1,098 contacts of 60 s in half an hour are 36.6 erlangs. With 37 agents C is 0.9229 and the level 0.8751: 38
    // would be one too many, 36 have no steady state.
    let goal = ServiceGoal {
        service_level: level(0.7, 300.0),
        ..ServiceGoal::default()
    };
    let found = needed(1098.0, 30, 60.0, &goal).unwrap();
    assert_eq!(found.offered_load.erlangs(), 36.6);
    assert_eq!(found.agents_net, 37);
    assert!(found.achieved.service_level().unwrap() > 0.87);
    assert!(found.with_one_fewer.unwrap().is_unstable());
}

#[test]
fn as_many_agents_as_erlangs_are_explicitly_unstable() {
    let at = |agents: u32| {
        let (volume, interval) = (ContactsPerInterval::new(100.0), IntervalMinutes::new(30));
        let (aht, within) = (AhtSeconds::new(180.0), AnswerWithinSeconds::new(20.0));
        let variant = ServiceLevelVariant::OfOffered;
        let (volume, interval, aht) = (volume.unwrap(), interval.unwrap(), aht.unwrap());
        predict(
            volume,
            interval,
            aht,
            Patience::Endless,
            agents,
            within.unwrap(),
            variant,
        )
        .unwrap()
    };
    for agents in [0, 1, 10] {
        assert!(at(agents).is_unstable(), "{agents}");
    }
    assert!(!at(11).is_unstable());
}

#[test]
fn mean_wait_and_speed_of_answer_are_one_goal_where_nobody_hangs_up() {
    let seconds = WaitSeconds::new(10.0).ok();
    let answer = ServiceGoal {
        average_speed_of_answer: seconds,
        ..ServiceGoal::default()
    };
    let wait = ServiceGoal {
        mean_wait: seconds,
        maximum_abandonment: Some(share(0.01)),
        ..ServiceGoal::default()
    };
    let (answer, wait) = (
        needed(100.0, 30, 180.0, &answer).unwrap(),
        needed(100.0, 30, 180.0, &wait).unwrap(),
    );
    assert_eq!((answer.agents_net, wait.agents_net), (14, 14));
    assert_eq!(wait.binding, GoalName::MeanWait);
    assert_eq!(wait.agents_per_goal.maximum_abandonment, Some(11));
}

#[test]
fn full_occupancy_still_asks_for_more_agents_than_erlangs() {
    let goal = ServiceGoal {
        maximum_occupancy: Some(Share::ONE),
        ..ServiceGoal::default()
    };
    assert_eq!(needed(100.0, 30, 180.0, &goal).unwrap().agents_net, 11);
}

#[test]
fn goals_no_number_of_agents_meets_are_refused_by_name() {
    let none = ServiceGoal::default();
    assert_eq!(needed(1.0, 30, 180.0, &none), Err(RequirementError::NoGoal));
    for (goal, field) in [
        (
            ServiceGoal {
                service_level: level(1.0, 20.0),
                ..none
            },
            "serviceLevel.share is 1",
        ),
        (
            ServiceGoal {
                average_speed_of_answer: Some(WaitSeconds::ZERO),
                ..none
            },
            "averageSpeedOfAnswer is 0 s",
        ),
        (
            ServiceGoal {
                maximum_p_wait: Some(Share::ZERO),
                ..none
            },
            "maximumPWait is 0",
        ),
        (
            ServiceGoal {
                mean_wait: Some(WaitSeconds::ZERO),
                ..none
            },
            "meanWait is 0 s",
        ),
        (
            ServiceGoal {
                maximum_occupancy: Some(Share::ZERO),
                ..none
            },
            "maximumOccupancy is 0",
        ),
    ] {
        let refusal = needed(1.0, 30, 180.0, &goal).unwrap_err().to_string();
        assert!(
            refusal.starts_with(field) && refusal.contains("; give "),
            "{refusal}"
        );
    }
}

#[test]
fn goals_at_the_edge_of_doubles_end_the_search() {
    let none = ServiceGoal::default();
    let tiny: Share = "0.0000000000000000000000000001".parse().unwrap();
    for volume in [1e-9, 1.0, 1e5] {
        let goal = ServiceGoal {
            average_speed_of_answer: Some(WaitSeconds::new(5e-324).unwrap()),
            ..none
        };
        assert!(needed(volume, 60, 3600.0, &goal).is_ok());
        let goal = ServiceGoal {
            maximum_p_wait: Some(tiny),
            ..none
        };
        let requirement = needed(volume, 60, 3600.0, &goal).unwrap();
        assert!(requirement.achieved.p_wait().unwrap() <= 1e-28);
        let far = ServiceGoal {
            service_level: level(0.8, 20.0),
            maximum_occupancy: Some(share(0.001)),
            ..none
        };
        let idle = needed(volume, 60, 3600.0, &far).unwrap();
        assert!(idle.achieved.figures().unwrap().p_wait.is_finite());
        assert!(idle.achieved.occupancy() <= 0.001 * (1.0 + 1e-15));
    }
}

#[test]
fn a_requirement_reads_back_from_json() {
    let goal = ServiceGoal {
        service_level: level(0.8, 20.0),
        ..ServiceGoal::default()
    };
    let requirement = needed(100.0, 30, 180.0, &goal).unwrap();
    let json = serde_json::to_string(&requirement).unwrap();
    assert!(json.contains("\"binding\":\"serviceLevel\""), "{json}");
    assert_eq!(
        serde_json::from_str::<Requirement>(&json).unwrap(),
        requirement
    );
    assert!(serde_json::from_str::<ServiceGoal>("{\"serviceLevl\":null}").is_err());
}

proptest! {
    #[test]
    fn more_work_or_a_stricter_goal_never_needs_fewer_agents_and_more_time_to_answer_never_more(
        volume in 0.5..5000.0_f64, aht in 10.0..900.0_f64, percent in 1..99_u32, within in 0.0..200.0_f64,
        more in 0.0..0.5_f64,
    ) {
        let target = f64::from(percent) / 100.0;
        let agents = |volume: f64, aht: f64, target: f64, within: f64| {
            let goal = ServiceGoal { service_level: level(target, within), ..ServiceGoal::default() };
            needed(volume, 30, aht, &goal).unwrap().agents_net
        };
        let base = agents(volume, aht, target, within);
        prop_assert!(agents(volume * (1.0 + more), aht, target, within) >= base);
        prop_assert!(agents(volume, aht * (1.0 + more), target, within) >= base);
        prop_assert!(agents(volume, aht, target + 0.01, within) >= base);
        prop_assert!(agents(volume, aht, target, within * (1.0 + more)) <= base);
    }

    #[test]
    fn the_result_meets_every_goal_and_one_agent_fewer_misses_one(
        volume in 0.01..20_000.0_f64, minutes in prop::sample::select(&IntervalMinutes::LENGTHS),
        aht in 10.0..1200.0_f64, percent in 1..100_u32, within in 0.0..120.0_f64, wait in 0.1..120.0_f64,
        p_wait in 1..=100_u32, occupancy in 20..=100_u32, set in 1..16_u32,
    ) {
        let given = |bit: u32| set & bit != 0;
        let goal = ServiceGoal {
            service_level: level(f64::from(percent) / 100.0, within).filter(|_| given(1)),
            average_speed_of_answer: WaitSeconds::new(wait).ok().filter(|_| given(2)),
            maximum_p_wait: Share::from_percent(f64::from(p_wait)).ok().filter(|_| given(4)),
            maximum_occupancy: Share::from_percent(f64::from(occupancy)).ok().filter(|_| given(8)),
            ..ServiceGoal::default()
        };
        let requirement = needed(volume, minutes, aht, &goal).unwrap();
        // The judge is the closed form at a given n, not the recursion of the search.
        let at = |agents| predict(
            ContactsPerInterval::new(volume).unwrap(), IntervalMinutes::new(minutes).unwrap(),
            AhtSeconds::new(aht).unwrap(), Patience::Endless, agents,
            AnswerWithinSeconds::new(within).unwrap(), ServiceLevelVariant::OfOffered,
        ).unwrap();
        let meets = |figures: &Figures, slack: f64| {
            goal.service_level.is_none_or(|goal| {
                1.0 - figures.service_level.unwrap() <= (1.0 - goal.share.as_f64()) * slack
            })
                && goal.average_speed_of_answer
                    .is_none_or(|wait| figures.average_speed_of_answer_seconds <= wait.seconds() * slack)
                && goal.maximum_p_wait.is_none_or(|share| figures.p_wait <= share.as_f64() * slack)
                && goal.maximum_occupancy.is_none_or(|share| figures.occupancy <= share.as_f64() * slack)
        };
        let net = requirement.agents_net;
        let achieved = at(net);
        prop_assert!(meets(achieved.figures().unwrap(), 1.0 + 1e-9));
        match at(net - 1) {
            Predicted::Steady(figures) => prop_assert!(!meets(&figures, 1.0 - 1e-9), "{figures:?}"),
            Predicted::Unstable(_) => prop_assert!(requirement.with_one_fewer.unwrap().is_unstable()),
            Predicted::Idle => prop_assert!(false, "contacts are never idle"),
        }
        let (ours, theirs) = (requirement.achieved.figures().unwrap(), achieved.figures().unwrap());
        prop_assert!((ours.p_wait - theirs.p_wait).abs() <= 1e-12 * theirs.p_wait.max(1e-280));
    }

    #[test]
    fn more_contacts_never_need_fewer_agents(volume in 0.0..5000.0_f64, more in 0.0..100.0_f64) {
        let goal = ServiceGoal {
            service_level: level(0.8, 20.0), maximum_occupancy: Some(share(0.85)), ..ServiceGoal::default()
        };
        let (before, after) =
            (needed(volume, 15, 240.0, &goal).unwrap(), needed(volume + more, 15, 240.0, &goal).unwrap());
        prop_assert!(before.agents_net <= after.agents_net);
    }
}
