use crate::problem::{
    Agent, BreakLimit, ColleagueWish, CostStep, ForbiddenSuccession, Limit, LockedShift, Price,
    Problem, ProblemError, Request, RotationDay, RotationWeek, ShiftDemand, SplitShift,
    TemplateCount, Weekday, Wish,
};
use crate::rules::testing::week;

fn refused(change: impl FnOnce(&mut Problem)) -> String {
    let mut problem = week();
    change(&mut problem);
    problem.validate().unwrap_err().to_string()
}

fn locked(start_slot: usize, end_slot: usize) -> LockedShift {
    LockedShift {
        day: 0,
        template: "day".into(),
        start_slot,
        end_slot,
    }
}

#[test]
fn a_rule_about_a_shift_the_plan_lacks_is_refused_with_its_field() {
    let count = TemplateCount {
        template: "night".into(),
        shifts: 2,
    };
    let message = refused(|problem| problem.plans[0].rules.maximum_shifts = vec![count]);
    assert!(
        message.contains("maximumShifts") && message.contains("night"),
        "{message}"
    );
    let succession = ForbiddenSuccession {
        template: "day".into(),
        next_day: vec!["late".into()],
    };
    let message =
        refused(|problem| problem.plans[0].rules.forbidden_successions = vec![succession]);
    assert!(message.contains("late"), "{message}");
}

#[test]
fn a_rotation_names_shifts_of_its_plan() {
    let of = |template: &str| RotationWeek {
        days: vec![RotationDay {
            weekdays: vec![Weekday::Monday],
            templates: vec![template.into()],
        }],
    };
    let mut problem = week();
    problem.plans[0].rules.rotation = vec![of("day"), RotationWeek::default()];
    assert_eq!(problem.validate(), Ok(()));
    let message = refused(|problem| problem.plans[0].rules.rotation = vec![of("day"), of("night")]);
    assert!(
        message.contains("rotation[1]") && message.contains("night"),
        "{message}"
    );
}

#[test]
fn a_colleague_is_another_agent_of_the_problem() {
    let with = |agent: &str, day: usize| {
        let mut problem = week();
        let bo = Agent {
            id: "Bo".into(),
            ..problem.agents[0].clone()
        };
        problem.agents.push(bo);
        problem.agents[0].colleagues = vec![ColleagueWish {
            agent: agent.into(),
            days: vec![day],
            price: Price::from(3),
        }];
        problem.validate()
    };
    assert_eq!(with("Bo", 6), Ok(()));
    let refused = |agent, day| with(agent, day).unwrap_err().to_string();
    assert!(refused("Ana", 0).contains("Ana"));
    assert!(refused("Cem", 0).contains("Cem"));
    assert!(refused("Bo", 7).contains("colleagues.days"));
}

#[test]
fn a_break_limit_is_about_groups_and_activities_there_are() {
    let limit = BreakLimit {
        id: "calls".into(),
        groups: vec![0],
        activities: vec!["meal".into()],
        most_at_once: 2,
        over_cost_per_slot: 1.0,
    };
    let with = |change: fn(&mut BreakLimit)| {
        let mut problem = week();
        let mut limit = limit.clone();
        change(&mut limit);
        problem.break_limits = vec![limit];
        problem.validate()
    };
    assert_eq!(with(|_| ()), Ok(()));
    let refused = |change| with(change).unwrap_err().to_string();
    assert!(refused(|limit| limit.groups.push(4)).contains("has 4"));
    assert!(refused(|limit| limit.activities.push("nap".into())).contains("nap"));
    assert!(refused(|limit| limit.over_cost_per_slot = -1.0).contains("-1"));
}

#[test]
fn a_split_shift_has_one_unpaid_gap_on_the_grid() {
    let split = SplitShift {
        longest_gap_minutes: 240,
        gap_increment_minutes: 60,
        longest_second_piece_minutes: None,
        maximum_spread_minutes: None,
    };
    let with = |change: fn(&mut Problem, SplitShift)| {
        let mut problem = week();
        problem.plans[0].shifts[0].activities[0].split = Some(split);
        change(&mut problem, split);
        problem.validate()
    };
    assert_eq!(with(|_, _| ()), Ok(()));
    let refused = |change| with(change).unwrap_err().to_string();
    let message = refused(|problem, _| problem.plans[0].shifts[0].activities[0].paid = true);
    assert!(message.contains("paid gap"), "{message}");
    let message = refused(|problem, _| {
        let activities = &mut problem.plans[0].shifts[0].activities;
        activities.push(activities[0].clone());
    });
    assert!(message.contains("two gaps"), "{message}");
    let message = refused(|problem, split| {
        problem.plans[0].shifts[0].activities[0].split = Some(SplitShift {
            gap_increment_minutes: 30,
            ..split
        });
    });
    assert!(message.contains("gapIncrementMinutes"), "{message}");
    let message = refused(|problem, split| {
        problem.plans[0].shifts[0].activities[0].split = Some(SplitShift {
            longest_gap_minutes: 0,
            ..split
        });
    });
    assert!(message.contains("longestGapMinutes"), "{message}");
}

#[test]
fn minima_above_maxima_are_refused() {
    let message = refused(|problem| {
        problem.plans[0].rules.minimum_consecutive_days = Some(Limit::hard(6));
    });
    assert!(message.contains("consecutiveDays"), "{message}");
    let message = refused(|problem| {
        problem.plans[0].rules.minimum_paid_minutes_in_period = Some(2000);
        problem.plans[0].rules.maximum_paid_minutes_in_period = Some(1000);
    });
    assert!(message.contains("paidMinutesInPeriod"), "{message}");
}

#[test]
fn a_day_past_the_horizon_is_refused() {
    let request = Request {
        day: 7,
        wish: Wish::DayOff,
        price: Price::from(3),
    };
    let message = refused(|problem| problem.agents[0].requests = vec![request]);
    assert!(
        message.contains("day 7") && message.contains("7 days"),
        "{message}"
    );
    assert!(refused(|problem| problem.agents[0].days_off = vec![9]).contains("daysOff"));
}

#[test]
fn a_shift_before_the_horizon_needs_its_working_day() {
    let told = |days| {
        let mut problem = week();
        problem.agents[0].before.last_template = Some("day".into());
        problem.agents[0].before.last_start_minutes = Some(480);
        problem.agents[0].before.consecutive_days = days;
        problem.validate()
    };
    assert_eq!(told(1), Ok(()));
    assert!(told(0).is_err_and(|error| error.to_string().contains("lastTemplate")));
}

#[test]
fn a_locked_shift_must_be_one_of_the_plan() {
    let mut problem = week();
    problem.agents[0].locked = vec![locked(8, 17)];
    assert_eq!(problem.validate(), Ok(()));
    let message = refused(|problem| problem.agents[0].locked = vec![locked(7, 16)]);
    assert!(message.contains("no start and length"), "{message}");
    let message = refused(|problem| {
        problem.agents[0].locked = vec![locked(8, 17)];
        problem.agents[0].days_off = vec![0];
    });
    assert!(message.contains("day off"), "{message}");
}

#[test]
fn costs_that_fall_and_shifts_no_plan_has_are_refused() {
    let step = CostStep {
        beyond_heads: 2.0,
        cost_per_slot: 1.5,
    };
    let message = refused(|problem| problem.groups[0].under_steps = vec![step]);
    assert!(message.contains("underSteps"), "{message}");
    let mut problem = week();
    problem.shift_demand = vec![ShiftDemand {
        day: 0,
        template: "night".into(),
        required: 1,
        under_cost: 1.0,
        over_cost: 1.0,
    }];
    assert_eq!(
        problem.validate(),
        Err(ProblemError::ShiftDemandTemplate {
            entry: 0,
            template: "night".into()
        })
    );
}
