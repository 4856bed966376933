//! The search and the judge state the same rules in different ways: whatever is asked for, they agree.

use proptest::prelude::*;

use super::{audit, centre, soft, softly};
use crate::problem::{
    BreakLimit, ColleagueWish, DayWindow, ForbiddenSuccession, Limit, LockedShift, PlanRules,
    Price, Problem, Request, RotationDay, RotationWeek, SplitShift, Strictness, TemplateCount,
    Weekday, Wish, WorkedBefore,
};
use crate::search::{SolveError, solve};

/// Hard, soft or not asked for.
fn limit(values: std::ops::Range<u32>) -> impl Strategy<Value = Option<Limit>> {
    prop_oneof![
        2 => Just(None),
        1 => values.clone().prop_map(|value| Some(Limit::hard(value))),
        2 => (values, 1u32..20).prop_map(|(value, price)| soft(value, price)),
    ]
}

fn count(template: &str, shifts: Option<u32>) -> Vec<TemplateCount> {
    let of = |shifts| TemplateCount {
        template: template.into(),
        shifts,
    };
    shifts.map(of).into_iter().collect()
}

fn rules() -> impl Strategy<Value = PlanRules> {
    let runs = (limit(1..4), limit(2..6), limit(1..3), limit(2..5));
    let weekends = (
        limit(0..3),
        limit(0..2),
        prop_oneof![Just(None), Just(Some(Strictness::Hard)), Just(softly(4))],
        limit(0..3),
    );
    let times = (
        prop::option::of(Just(70 * 60)),
        prop::option::of(Just(75 * 60)),
        prop::option::of(prop_oneof![Just(420u32), Just(480)]),
        limit(0..360),
        prop::option::of((6u32..9, 15u32..23)),
    );
    let counts = (
        prop::option::of(0u32..9),
        prop::option::of(0u32..2),
        any::<bool>(),
        prop::collection::vec(rotation_week(), 0..4),
    );
    (runs, weekends, times, counts).prop_map(|(runs, weekends, times, counts)| PlanRules {
        minimum_consecutive_days: runs.0,
        preferred_maximum_consecutive_days: runs.1,
        minimum_consecutive_days_off: runs.2,
        maximum_consecutive_days_off: runs.3,
        maximum_worked_weekends: weekends.0,
        maximum_consecutive_worked_weekends: weekends.1,
        whole_weekends: weekends.2,
        maximum_public_holidays_worked: weekends.3,
        minimum_paid_minutes_in_period: times.0,
        maximum_paid_minutes_in_period: times.1,
        maximum_paid_minutes_per_day: times.2,
        start_consistency_minutes: times.3,
        day_windows: times
            .4
            .map(|(earliest, latest)| DayWindow {
                weekdays: vec![Weekday::Monday, Weekday::Saturday],
                earliest_start_minutes: Some(earliest * 60),
                latest_end_minutes: Some(latest * 60),
            })
            .into_iter()
            .collect(),
        maximum_shifts: count("early", counts.0),
        minimum_shifts: count("late", counts.1),
        forbidden_successions: if counts.2 {
            vec![ForbiddenSuccession {
                template: "late".into(),
                next_day: vec!["early".into()],
            }]
        } else {
            vec![]
        },
        rotation: counts.3,
    })
}

/// Early shifts on some days, late ones on all but Sundays.
fn rotation_week() -> impl Strategy<Value = RotationWeek> {
    (1usize..8, any::<bool>()).prop_map(|(days, late)| {
        let day = |weekdays: &[Weekday], template: &str| RotationDay {
            weekdays: weekdays.to_vec(),
            templates: vec![template.into()],
        };
        let mut days = vec![day(&Weekday::ALL[..days], "early")];
        if late {
            days.push(day(&Weekday::ALL[..6], "late"));
        }
        RotationWeek { days }
    })
}

fn break_limit() -> impl Strategy<Value = BreakLimit> {
    let groups = prop::collection::vec(0usize..2, 0..2);
    let activities = prop_oneof![
        Just(vec![]),
        Just(vec!["meal".to_owned()]),
        Just(vec!["break".to_owned(), "meal".to_owned()]),
    ];
    (groups, activities, 0u32..3, 0u32..9).prop_map(|(groups, activities, most, cost)| BreakLimit {
        id: "limit".into(),
        groups,
        activities,
        most_at_once: most,
        over_cost_per_slot: f64::from(cost) / 2.0,
    })
}

fn before() -> impl Strategy<Value = WorkedBefore> {
    prop_oneof![
        Just(WorkedBefore::default()),
        (1u32..4, 0u32..3, any::<bool>()).prop_map(|(days, weekends, late)| WorkedBefore {
            consecutive_days: days,
            minutes_since_last_shift: Some(if late { 120 } else { 480 }),
            last_template: Some(if late { "late" } else { "early" }.into()),
            last_start_minutes: Some(if late { 780 } else { 420 }),
            consecutive_worked_weekends: weekends,
            ..WorkedBefore::default()
        }),
        (1u32..4).prop_map(|days| WorkedBefore {
            consecutive_days_off: days,
            ..WorkedBefore::default()
        }),
    ]
}

fn wish() -> impl Strategy<Value = Request> {
    let wishes = prop_oneof![
        Just(Wish::DayOff),
        Just(Wish::Work),
        Just(Wish::Shift("late".into())),
        Just(Wish::NoShift("early".into())),
    ];
    (0usize..14, wishes, 1u32..30).prop_map(|(day, wish, price)| Request {
        day,
        wish,
        price: Price::from(price),
    })
}

/// The centre's three agents under random rules, histories and wishes; the first day is any day of the week.
fn problem() -> impl Strategy<Value = Problem> {
    let colleagues = prop::collection::vec((0usize..3, 0usize..14, 1u32..9), 0..2);
    let agent = (
        before(),
        prop::collection::vec(wish(), 0..3),
        0usize..5,
        colleagues,
    );
    let agents = prop::collection::vec(agent, 3);
    (
        rules(),
        agents,
        0usize..7,
        prop::option::of(0usize..14),
        0usize..5,
        prop::option::of((1u32..5, 1u32..3, 9u32..14)),
        prop::collection::vec(break_limit(), 0..3),
    )
        .prop_map(|(rules, agents, first, off, days, gap, limits)| {
            let mut problem = centre();
            for (index, day) in problem.days.iter_mut().enumerate() {
                day.weekday = Weekday::ALL[(first + index) % 7];
                day.week = (first + index) / 7;
                day.is_public_holiday = [4, 5, 11].contains(&index);
            }
            problem.break_limits = limits;
            let plan = &mut problem.plans[0];
            plan.rules = rules;
            plan.shifts[1].activities[1].split = gap.map(|(longest, step, spread)| SplitShift {
                longest_gap_minutes: longest * 60,
                gap_increment_minutes: step * 60,
                longest_second_piece_minutes: Some(240),
                maximum_spread_minutes: Some(spread * 60),
            });
            plan.minimum_days_per_week = days as u32;
            plan.minimum_paid_minutes_per_week = days as u32 * 480;
            let ids: Vec<String> = problem
                .agents
                .iter()
                .map(|agent| agent.id.clone())
                .collect();
            for (agent, (before, requests, offset, colleagues)) in
                problem.agents.iter_mut().zip(agents)
            {
                let wish = |(other, days, price): (usize, usize, u32)| ColleagueWish {
                    agent: ids[other].clone(),
                    days: (0..days).collect(),
                    price: Price::from(price),
                };
                let others = colleagues.into_iter().map(wish);
                agent.colleagues = others.filter(|wish| wish.agent != agent.id).collect();
                agent.rotation_offset = offset;
                agent.before = before;
                agent.requests = requests;
            }
            problem.agents[1].days_off = off.into_iter().collect();
            problem.agents[2].locked = vec![LockedShift {
                day: 8,
                template: "early".into(),
                start_slot: 199,
                end_slot: 208,
            }];
            problem.limits.column_rounds = 20;
            problem.limits.search_steps = 20;
            problem
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn what_the_search_makes_the_judge_finds_sound(problem in problem()) {
        prop_assume!(problem.validate().is_ok());
        match solve(&problem, &|| false, &mut |_| ()) {
            Ok(solution) => {
                let certificate = audit(&problem, &solution);
                prop_assert!(certificate.is_clean(), "{:#?}", certificate.breaches);
                prop_assert!(solution.bound <= certificate.objective + 1e-6);
            }
            // Rules that no line keeps say nothing here; another problem is drawn instead.
            Err(SolveError::NoLine { .. }) => prop_assume!(false),
            Err(error) => return Err(TestCaseError::fail(error.to_string())),
        }
    }
}
