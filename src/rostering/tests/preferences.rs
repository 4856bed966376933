//! What agents and planning groups ask for, in the solver's words.

use crewcast_solver::problem::{ColleagueWish as SolverColleague, PlanRules, Wish};

use super::*;

/// Ann and Ben, and a plan of two shifts: "Day" ends by 15:00, so that its lengths start apart, and "Late".
fn two_shifts() -> (Site, Agent, Agent) {
    let site = site(|plan| {
        let mut late = plan.shifts[0].clone();
        late.name = "Late".to_owned();
        plan.shifts.push(late);
        let day = &mut plan.shifts[0];
        day.flexible_paid_time = true;
        day.minimum_paid_time_minutes = Some(300);
        day.maximum_paid_time_minutes = Some(360);
        day.constrain_latest_stop_time = true;
        day.latest_stop_time_minutes_from_midnight = Some(15 * 60);
    });
    let (ann, ben) = (site.agent("Ann", true, true), site.agent("Ben", true, true));
    (site, ann, ben)
}

fn on(days: &[Weekday], dates: &[&str]) -> DaySelection {
    DaySelection {
        days: days.to_vec(),
        dates: dates.iter().map(|date| date.parse().unwrap()).collect(),
    }
}

fn wish(wish: WishKind, shift: Option<&str>, on: DaySelection) -> AgentWish {
    AgentWish {
        wish,
        shift: shift.map(str::to_owned),
        on,
        price_head_minutes: 90,
    }
}

#[test]
fn what_nobody_asks_for_leaves_the_problem_as_it_was() {
    let (site, _, _) = two_shifts();
    let inputs = site.inputs(SPRING_WEEK, 1);
    let stated = state(&inputs, 0, None).unwrap();
    assert!(stated.messages.is_empty(), "{:?}", stated.messages);
    let problem = &stated.problem;
    assert!(problem.break_limits.is_empty());
    assert!(problem.days.iter().all(|day| !day.is_public_holiday));
    for agent in &problem.agents {
        assert!(agent.days_off.is_empty() && agent.requests.is_empty());
        assert!(agent.colleagues.is_empty() && agent.rotation_offset == 0);
    }
    for plan in &problem.plans {
        assert_eq!(plan.rules, PlanRules::default());
        let activities = plan.shifts.iter().flat_map(|shift| &shift.activities);
        assert!(
            activities
                .clone()
                .all(|one| one.split.is_none() && one.minimum_before_end_minutes == 0)
        );
    }
}

#[test]
fn a_wish_for_a_shift_of_several_lengths_is_granted_by_each_of_them() {
    let (site, ann, ben) = two_shifts();
    let mut inputs = site.inputs(SPRING_WEEK, 1);
    let tuesday = on(&[Weekday::Tue], &[]);
    inputs.preferences = BTreeMap::from([
        (
            ann.id.clone(),
            AgentPreferences {
                fixed_days_off: on(&[Weekday::Wed], &["2026-03-28", "2026-04-02"]),
                wishes: vec![
                    wish(WishKind::Shift, Some("Day"), tuesday.clone()),
                    wish(WishKind::NotShift, Some("Day"), on(&[], &["2026-03-26"])),
                    wish(WishKind::Shift, Some("Late"), on(&[], &["2026-03-27"])),
                    wish(WishKind::Work, Some("Night"), on(&[], &["2026-04-02"])),
                    wish(WishKind::Shift, Some("Night"), tuesday.clone()),
                ],
                colleagues: vec![ColleagueWish {
                    agent_id: ben.id.clone(),
                    on: tuesday,
                    price_head_minutes: 30,
                }],
            },
        ),
        (
            ben.id.clone(),
            AgentPreferences {
                colleagues: vec![ColleagueWish {
                    agent_id: "somebody who left".to_owned(),
                    on: DaySelection::default(),
                    price_head_minutes: 30,
                }],
                ..AgentPreferences::default()
            },
        ),
    ]);
    let stated = state(&inputs, 0, None).unwrap();
    let told: Vec<&str> = stated
        .messages
        .iter()
        .map(|message| message.kind.as_str())
        .collect();
    assert_eq!(told, ["WishLeftOut", "WishLeftOut"]);
    assert!(
        stated.messages[0]
            .text
            .contains("Ann's wish for shift \"Night\"")
    );
    let agents = &stated.problem.agents;
    let place = |id: &str| agents.iter().position(|agent| agent.id == id).unwrap();
    let (ann, ben) = (&agents[place(&ann.id)], &agents[place(&ben.id)]);
    assert_eq!(ann.days_off, [2, 5]);
    let requests: Vec<(usize, Wish)> = ann
        .requests
        .iter()
        .map(|request| (request.day, request.wish.clone()))
        .collect();
    assert_eq!(
        requests,
        [
            (1, Wish::Work),
            (1, Wish::NoShift("Late".to_owned())),
            (3, Wish::NoShift("Day (300 min)".to_owned())),
            (3, Wish::NoShift("Day (330 min)".to_owned())),
            (3, Wish::NoShift("Day (360 min)".to_owned())),
            (4, Wish::Shift("Late".to_owned())),
        ]
    );
    assert!(
        ann.requests
            .iter()
            .all(|request| (request.price.value() - 1.5).abs() < 1e-9)
    );
    assert_eq!(
        ann.colleagues,
        [SolverColleague {
            agent: ben.id.clone(),
            days: vec![1],
            price: crewcast_solver::problem::Price::new(0.5).unwrap(),
        }]
    );
    assert!(ben.colleagues.is_empty());
    assert_eq!(stated.problem.validate(), Ok(()));
}

#[test]
fn a_limit_on_breaks_counts_codes_that_shifts_contain_and_costs_by_the_hour() {
    let (site, _, _) = two_shifts();
    let mut inputs = site.inputs(SPRING_WEEK, 1);
    let meal = site.centre.code(ActivityCategory::Meal).id.clone();
    let limit = |codes: &[&String]| BreakLimit {
        activity_code_ids: codes.iter().map(|&code| code.clone()).collect(),
        most_at_once: 1,
        price_head_minutes_per_hour: 600,
    };
    let unused = "a code that no shift has".to_owned();
    let limits = vec![limit(&[]), limit(&[&meal, &unused]), limit(&[&unused])];
    inputs.demand[0].group.values.break_limits = limits;
    let stated = state(&inputs, 0, None).unwrap();
    let counted: Vec<&[String]> = stated
        .problem
        .break_limits
        .iter()
        .map(|limit| limit.activities.as_slice())
        .collect();
    assert_eq!(counted, [&[][..], &[meal][..]]);
    // Ten an hour, and half of it a slot of half an hour.
    assert!((stated.problem.break_limits[0].over_cost_per_slot - 5.0).abs() < 1e-9);
    assert_eq!(stated.problem.validate(), Ok(()));
}
