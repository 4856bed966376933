use proptest::prelude::*;

use super::*;
use crate::requirement::{
    GoalName, Patience, ServiceLevelGoal, predict, require as require_agents,
};
use crate::units::{ContactsPerInterval, IntervalMinutes};

const VARIANTS: [ServiceLevelVariant; 4] = [
    ServiceLevelVariant::OfOffered,
    ServiceLevelVariant::LessShortAbandons,
    ServiceLevelVariant::ShortAbandonsAsMet,
    ServiceLevelVariant::OfAnswered,
];

fn share(value: f64) -> Share {
    Share::from_f64(value).unwrap()
}

fn level(value: f64, within: f64, variant: ServiceLevelVariant) -> ServiceGoal {
    ServiceGoal {
        service_level: Some(ServiceLevelGoal {
            share: share(value),
            within: AnswerWithinSeconds::new(within).unwrap(),
            variant,
        }),
        ..ServiceGoal::default()
    }
}

fn mean(seconds: f64) -> Patience {
    Patience::Mean(PatienceSeconds::new(seconds).unwrap())
}

fn needed(volume: f64, aht: f64, patience: f64, goal: &ServiceGoal) -> Requirement {
    require_agents(
        ContactsPerInterval::new(volume).unwrap(),
        IntervalMinutes::new(30).unwrap(),
        AhtSeconds::new(aht).unwrap(),
        mean(patience),
        goal,
    )
    .unwrap()
}

#[test]
fn contacts_that_hang_up_may_need_fewer_agents_than_erlangs() {
    let goal = level(0.7, 60.0, ServiceLevelVariant::LessShortAbandons);
    let lost_half = needed(409.0, 120.0, 60.0, &goal);
    assert!(lost_half.offered_load.erlangs() > 27.0);
    assert_eq!(
        (lost_half.agents_net, lost_half.binding),
        (12, GoalName::ServiceLevel)
    );
}

#[test]
fn somebody_must_be_there_as_soon_as_there_are_contacts() {
    let lax = ServiceGoal {
        maximum_abandonment: Some(Share::ONE),
        ..ServiceGoal::default()
    };
    let one = needed(0.01, 30.0, 60.0, &lax);
    assert_eq!((one.agents_net, one.binding), (1, GoalName::Stability));
    let nobody = one.with_one_fewer.unwrap();
    assert_eq!(nobody.abandonment(), Some(1.0));
    assert_eq!(needed(0.0, 30.0, 60.0, &lax).agents_net, 0);
}

#[test]
fn each_goal_asks_for_its_own_agents_and_the_largest_number_binds() {
    let goal = ServiceGoal {
        average_speed_of_answer: WaitSeconds::new(15.0).ok(),
        mean_wait: WaitSeconds::new(5.0).ok(),
        maximum_abandonment: Some(share(0.03)),
        maximum_p_wait: Some(share(0.3)),
        maximum_occupancy: Some(share(0.85)),
        ..level(0.8, 20.0, ServiceLevelVariant::OfOffered)
    };
    let all = needed(100.0, 180.0, 300.0, &goal);
    let alone =
        |keep: fn(ServiceGoal) -> ServiceGoal| needed(100.0, 180.0, 300.0, &keep(goal)).agents_net;
    let per_goal = all.agents_per_goal;
    assert_eq!(
        [
            per_goal.service_level,
            per_goal.average_speed_of_answer,
            per_goal.mean_wait,
            per_goal.maximum_abandonment,
            per_goal.maximum_p_wait,
            per_goal.maximum_occupancy,
        ],
        [
            alone(|goal| ServiceGoal {
                service_level: goal.service_level,
                ..ServiceGoal::default()
            }),
            alone(|goal| ServiceGoal {
                average_speed_of_answer: goal.average_speed_of_answer,
                ..ServiceGoal::default()
            }),
            alone(|goal| ServiceGoal {
                mean_wait: goal.mean_wait,
                ..ServiceGoal::default()
            }),
            alone(|goal| ServiceGoal {
                maximum_abandonment: goal.maximum_abandonment,
                ..ServiceGoal::default()
            }),
            alone(|goal| ServiceGoal {
                maximum_p_wait: goal.maximum_p_wait,
                ..ServiceGoal::default()
            }),
            alone(|goal| ServiceGoal {
                maximum_occupancy: goal.maximum_occupancy,
                ..ServiceGoal::default()
            }),
        ]
        .map(Some)
    );
    assert_eq!((all.agents_net, all.binding), (14, GoalName::MeanWait));
}

#[test]
fn nobody_may_hang_up_is_refused_where_contacts_do() {
    let goal = ServiceGoal {
        maximum_abandonment: Some(Share::ZERO),
        ..ServiceGoal::default()
    };
    let require = |patience| {
        require_agents(
            ContactsPerInterval::new(100.0).unwrap(),
            IntervalMinutes::new(30).unwrap(),
            AhtSeconds::new(180.0).unwrap(),
            patience,
            &goal,
        )
    };
    assert!(
        require(mean(60.0))
            .unwrap_err()
            .to_string()
            .contains("; give a share above 0")
    );
    let endless = require(Patience::Endless).unwrap();
    assert_eq!(
        (endless.agents_net, endless.binding),
        (11, GoalName::Stability)
    );
}

#[test]
fn goals_at_the_edge_of_doubles_end_the_search() {
    let tiny: Share = "0.0000000000000000000000000001".parse().unwrap();
    for (volume, patience) in [(1e-9, 60.0), (1.0, 1e-3), (100.0, 1e9), (1e5, 60.0)] {
        for goal in [
            ServiceGoal {
                average_speed_of_answer: WaitSeconds::new(5e-324).ok(),
                ..ServiceGoal::default()
            },
            ServiceGoal {
                mean_wait: WaitSeconds::new(1e-300).ok(),
                ..ServiceGoal::default()
            },
            ServiceGoal {
                maximum_p_wait: Some(tiny),
                ..ServiceGoal::default()
            },
            ServiceGoal {
                maximum_abandonment: Some(tiny),
                ..ServiceGoal::default()
            },
            ServiceGoal {
                maximum_occupancy: Some(share(1e-4)),
                ..ServiceGoal::default()
            },
            level(0.999_999_999_999, 0.0, ServiceLevelVariant::OfAnswered),
        ] {
            let found = needed(volume, 240.0, patience, &goal);
            let figures = found.achieved.figures().unwrap();
            assert!(
                figures.p_wait.is_finite(),
                "{volume} {patience} {goal:?}: {found:?}"
            );
        }
    }
}

#[test]
fn endless_patience_is_the_limit_of_long_patience() {
    for volume in [1.0, 60.0, 400.0, 3000.0] {
        let goal = ServiceGoal {
            maximum_occupancy: Some(share(0.92)),
            ..level(0.8, 20.0, ServiceLevelVariant::OfOffered)
        };
        let endless = require_agents(
            ContactsPerInterval::new(volume).unwrap(),
            IntervalMinutes::new(30).unwrap(),
            AhtSeconds::new(180.0).unwrap(),
            Patience::Endless,
            &goal,
        )
        .unwrap();
        assert_eq!(
            needed(volume, 180.0, 1e10, &goal).agents_net,
            endless.agents_net,
            "{volume}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_result_meets_every_goal_and_one_agent_fewer_misses_one(
        size in -2.0..4.0_f64, aht in 10.0..1200.0_f64, patient in 0.5..4.0_f64, percent in 1..100_u32,
        within in 0.0..300.0_f64, variant in prop::sample::select(&VARIANTS), wait in 0.1..120.0_f64,
        lost in 1..60_u32, p_wait in 1..=100_u32, occupancy in 20..=100_u32, set in 1..64_u32,
    ) {
        let (volume, patience) = (10_f64.powf(size), 10_f64.powf(patient));
        let given = |bit: u32| set & bit != 0;
        let percent_of = |percent: u32| Share::from_percent(f64::from(percent)).ok();
        let goal = ServiceGoal {
            service_level: level(f64::from(percent) / 100.0, within, variant).service_level.filter(|_| given(1)),
            average_speed_of_answer: WaitSeconds::new(wait).ok().filter(|_| given(2)),
            mean_wait: WaitSeconds::new(wait).ok().filter(|_| given(4)),
            maximum_abandonment: percent_of(lost).filter(|_| given(8)),
            maximum_p_wait: percent_of(p_wait).filter(|_| given(16)),
            maximum_occupancy: percent_of(occupancy).filter(|_| given(32)),
        };
        let found = needed(volume, aht, patience, &goal);
        let at = |agents: u32| {
            let predicted = predict(
                ContactsPerInterval::new(volume).unwrap(), IntervalMinutes::new(30).unwrap(),
                AhtSeconds::new(aht).unwrap(), mean(patience), agents, AnswerWithinSeconds::new(within).unwrap(),
                variant,
            );
            *predicted.unwrap().figures().unwrap()
        };
        let meets = |figures: &Figures, slack: f64| {
            goal.service_level.is_none_or(|goal| {
                1.0 - figures.service_level.unwrap() <= (1.0 - goal.share.as_f64()) * slack
            })
                && goal.average_speed_of_answer
                    .is_none_or(|wait| figures.average_speed_of_answer_seconds <= wait.seconds() * slack)
                && goal.mean_wait.is_none_or(|wait| figures.mean_wait_seconds <= wait.seconds() * slack)
                && goal.maximum_abandonment.is_none_or(|share| figures.abandonment <= share.as_f64() * slack)
                && goal.maximum_p_wait.is_none_or(|share| figures.p_wait <= share.as_f64() * slack)
                && goal.maximum_occupancy.is_none_or(|share| figures.occupancy <= share.as_f64() * slack)
        };
        let net = found.agents_net;
        prop_assert!(meets(&at(net), 1.0 + 1e-9), "{found:?}");
        prop_assert!(net == 1 || !meets(&at(net - 1), 1.0 - 1e-9), "{found:?}");
    }

    #[test]
    fn more_work_never_needs_fewer_agents_and_more_time_to_answer_never_more(
        volume in 0.5..3000.0_f64, aht in 10.0..900.0_f64, patience in 5.0..3000.0_f64, percent in 1..99_u32,
        within in 0.0..200.0_f64, more in 0.0..0.5_f64, variant in prop::sample::select(&VARIANTS),
    ) {
        let target = f64::from(percent) / 100.0;
        let goal = level(target, within, variant);
        let agents = |volume: f64, aht: f64, goal: &ServiceGoal| needed(volume, aht, patience, goal).agents_net;
        let base = agents(volume, aht, &goal);
        prop_assert!(agents(volume * (1.0 + more), aht, &goal) >= base);
        prop_assert!(agents(volume, aht * (1.0 + more), &goal) >= base);
        prop_assert!(agents(volume, aht, &level(target, within * (1.0 + more), variant)) <= base);
        prop_assert!(agents(volume, aht, &level(target + 0.01, within, variant)) >= base);
    }

    #[test]
    fn patience_asks_for_agents_by_its_waits_and_spares_them_by_its_abandonment(
        volume in 0.5..3000.0_f64, patience in 5.0..3000.0_f64, longer in 1.0..20.0_f64, wait in 1.0..100.0_f64,
        within in 0.0..100.0_f64, percent in 1..80_u32,
    ) {
        let share = Share::from_percent(f64::from(percent)).ok();
        let agents = |goal: &ServiceGoal, patience: f64| needed(volume, 200.0, patience, goal).agents_net;
        let waits = [
            ServiceGoal { mean_wait: WaitSeconds::new(wait).ok(), ..ServiceGoal::default() },
            ServiceGoal { maximum_p_wait: share, ..ServiceGoal::default() },
            ServiceGoal { maximum_occupancy: share, ..ServiceGoal::default() },
            level(0.8, within, ServiceLevelVariant::ShortAbandonsAsMet),
        ];
        for goal in waits {
            prop_assert!(agents(&goal, patience * longer) >= agents(&goal, patience), "{goal:?}");
        }
        let lost = ServiceGoal { maximum_abandonment: share, ..ServiceGoal::default() };
        prop_assert!(agents(&lost, patience * longer) <= agents(&lost, patience));
    }
}
