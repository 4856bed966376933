use super::{agent, every_day, plain, solved};
use crate::explain::{
    Cause, Constraint, Unmet, UnmetCause, UnmetTarget, why_shift_unmet, why_unmet,
};
use crate::problem::{
    DemandGroup, ForbiddenSuccession, Limit, Problem, RotationDay, RotationWeek, ShiftDemand,
    SlotRange, Weekday,
};
use crate::rules;

fn asked(problem: &Problem, group: usize, slots: std::ops::Range<usize>) -> Unmet {
    let lines = solved(problem).lines;
    let answer = why_unmet(problem, &lines, group, slots.clone()).expect("an answer");
    assert_eq!(
        answer,
        why_unmet(problem, &lines, group, slots).expect("an answer")
    );
    let told: usize = answer.causes.iter().map(|cause| cause.agents.len()).sum();
    assert_eq!(told, problem.agents.len(), "everybody is in one place");
    answer
}

fn cause<'a>(answer: &'a Unmet, code: &str) -> &'a UnmetCause {
    let mut causes = answer.causes.iter();
    causes
        .find(|cause| cause.code == code)
        .unwrap_or_else(|| panic!("no {code} in {answer:?}"))
}

#[test]
fn a_missing_skill_is_the_cause_where_nobody_has_it() {
    let mut problem = plain(3, 1.0);
    let chats = DemandGroup {
        id: "chats".into(),
        required: every_day(5, 8..16, 1.0),
        ..problem.groups[0].clone()
    };
    problem.groups.push(chats);
    let answer = asked(&problem, 1, 0..168);
    assert_eq!(answer.target, UnmetTarget::Slot { group: 1, slot: 8 });
    assert_eq!(answer.most_possible, 0);
    assert_eq!(answer.causes.len(), 1);
    assert_eq!(cause(&answer, "lacks-skill").agents, [0, 1, 2]);
    assert!(
        answer.text.contains("No roster can meet it"),
        "{}",
        answer.text
    );
}

#[test]
fn everybody_is_counted_in_the_slot_they_cannot_cover() {
    let mut problem = plain(4, 3.0);
    problem.plans[0].maximum_days_per_week = 6;
    problem.agents[0].unavailable = vec![SlotRange { start: 0, end: 24 }];
    let mut nights = problem.plans[0].clone();
    nights.id = "nights".into();
    nights.shifts[0].earliest_start_minutes = 1320;
    nights.shifts[0].latest_start_minutes = 1320;
    problem.plans.push(nights);
    problem.agents[1].plan = 1;
    problem.agents[3] = agent("someone else", &[]);
    let answer = asked(&problem, 0, 8..16);
    assert_eq!(cause(&answer, "absent").agents, [0]);
    assert_eq!(cause(&answer, "no-shift").agents, [1]);
    assert_eq!(cause(&answer, "at-work").agents, [2]);
    assert_eq!(cause(&answer, "lacks-skill").agents, [3]);
    assert!((answer.missing - 2.0).abs() < 1e-9);
    assert_eq!(answer.most_possible, 1);
}

#[test]
fn a_rule_at_its_limit_is_named_with_its_agents_and_the_cost_of_a_swap() {
    let problem = plain(5, 5.0);
    let lines = solved(&problem).lines;
    let short = (0..6).find(|day| {
        let on = lines
            .iter()
            .filter(|line| line.shifts.iter().any(|shift| shift.day == *day));
        on.count() < 5
    });
    let day = short.expect("25 shifts for 30");
    let answer = asked(&problem, 0, day * 24..day * 24 + 24);
    let limit = cause(&answer, "rule-at-limit");
    assert_eq!(limit.rules, [rules::DAYS_PER_WEEK]);
    assert_eq!(limit.agents.len() as f64, answer.missing);
    assert_eq!(answer.most_possible, 5);
    // Another day would be short for it: the swap costs nothing and gains nothing.
    let swap = limit.cheapest.as_ref().expect("a line that is there");
    assert!(swap.difference.cost.abs() < 1e-9 && !swap.difference.coverage.is_empty());
    // The roster itself says so too.
    let solution = solved(&problem);
    let told = solution.shortages.iter().find(|one| {
        answer.target
            == (UnmetTarget::Slot {
                group: 0,
                slot: one.start_slot,
            })
    });
    let told = told.expect("a stretch");
    assert_eq!(told.cause, Cause::PlansAtTheirMaximum);
    assert_eq!(told.at_limit[0].rule, rules::DAYS_PER_WEEK);
    assert_eq!(told.at_limit[0].agents, limit.agents.len());
}

#[test]
fn general_rules_are_named_at_their_limit() {
    let mut problem = plain(1, 1.0);
    let plan = &mut problem.plans[0];
    plan.maximum_days_per_week = 7;
    plan.minimum_days_off = 0;
    plan.shifts[0].weekdays = Weekday::ALL.to_vec();
    plan.maximum_consecutive_days = 7;
    plan.maximum_paid_minutes_per_week = 7 * 480;
    plan.rules.maximum_worked_weekends = Some(Limit::hard(0));
    problem.groups[0].required = every_day(7, 8..16, 1.0);
    let answer = asked(&problem, 0, 120..168);
    // Hard for every line: nobody can be there at all, and the rule alone is why.
    assert_eq!(answer.most_possible, 0);
    let conflict = cause(&answer, "impossible").conflict.as_ref();
    let involved = &conflict.expect("a conflict").constraints;
    assert_eq!(involved.len(), 1, "{involved:?}");
    assert_eq!(involved[0].constraint, Constraint::MaximumWorkedWeekends);
}

#[test]
fn a_limit_on_public_holidays_is_named_where_it_bars_the_day() {
    let mut problem = plain(1, 1.0);
    problem.days[2].is_public_holiday = true;
    problem.plans[0].rules.maximum_public_holidays_worked = Some(Limit::hard(0));
    let answer = asked(&problem, 0, 48..72);
    assert_eq!(answer.most_possible, 0);
    let conflict = cause(&answer, "impossible").conflict.as_ref();
    let involved = &conflict.expect("a conflict").constraints;
    assert_eq!(involved.len(), 1, "{involved:?}");
    assert_eq!(
        involved[0].constraint,
        Constraint::MaximumPublicHolidaysWorked
    );
}

#[test]
fn a_day_off_of_the_rotation_has_no_shift_and_is_no_absence() {
    let mut problem = plain(1, 1.0);
    problem.plans[0].rules.rotation = vec![RotationWeek {
        days: vec![RotationDay {
            weekdays: vec![Weekday::Monday, Weekday::Tuesday],
            templates: vec!["day".into()],
        }],
    }];
    let answer = asked(&problem, 0, 48..72);
    assert_eq!(answer.most_possible, 0);
    assert_eq!(cause(&answer, "no-shift").agents, [0]);
    let told = solved(&problem).shortages;
    let wednesday = told.iter().find(|one| one.start_slot == 56);
    assert_eq!(
        wednesday.expect("a stretch").cause,
        Cause::NoShiftReachesTheSlot
    );
}

#[test]
fn a_night_before_that_forbids_the_morning_is_named() {
    let mut problem = plain(1, 1.0);
    let plan = &mut problem.plans[0];
    plan.shifts[0].id = "early".into();
    plan.shifts[0].earliest_start_minutes = 480;
    plan.shifts[0].latest_start_minutes = 480;
    let mut late = plan.shifts[0].clone();
    late.id = "late".into();
    late.earliest_start_minutes = 780;
    late.latest_start_minutes = 780;
    plan.shifts.push(late);
    plan.minimum_time_between_shifts_minutes = 0;
    plan.maximum_days_per_week = 6;
    plan.rules.forbidden_successions = vec![ForbiddenSuccession {
        template: "late".into(),
        next_day: vec!["early".into()],
    }];
    problem.groups[0].required = vec![0.0; 168];
    problem.groups[0].required[16..21].fill(1.0);
    problem.groups[0].required[32..35].fill(1.0);
    problem.groups[0].over_cost_per_slot = 0.0;
    let answer = asked(&problem, 0, 24..48);
    let limit = cause(&answer, "rule-at-limit");
    assert_eq!(limit.rules, [rules::FORBIDDEN_SUCCESSIONS]);
    let swap = limit.cheapest.as_ref().expect("a line that is there");
    assert!(
        (swap.difference.cost - 4.0).abs() < 1e-9,
        "five hours lost, three gained"
    );
}

#[test]
fn a_shift_that_would_idle_most_of_its_time_costs_more_elsewhere() {
    let mut problem = plain(1, 0.0);
    problem.groups[0].required[12] = 1.0;
    let answer = asked(&problem, 0, 0..24);
    let dear = cause(&answer, "costs-more");
    let shift = dear.cheapest.as_ref().expect("a line that is there");
    assert!(
        (shift.difference.cost - 5.0).abs() < 1e-9,
        "seven idle hours, two saved"
    );
    assert_eq!(answer.most_possible, 1);
}

#[test]
fn a_shift_that_too_few_can_take_says_what_stands_against_each() {
    let mut problem = plain(4, 0.0);
    problem.plans[0].maximum_days_per_week = 2;
    problem.shift_demand = [0, 1, 3]
        .map(|day| ShiftDemand {
            day,
            template: "day".into(),
            required: 3,
            under_cost: 100.0,
            over_cost: 0.0,
        })
        .to_vec();
    problem.shift_demand[2].under_cost = 50.0;
    problem.agents[0].days_off = vec![3];
    problem.agents[1].unavailable = vec![SlotRange { start: 0, end: 48 }];
    let lines = solved(&problem).lines;
    let answer = why_shift_unmet(&problem, &lines, 2).expect("an answer");
    // The three who can work on the first two days do; the fourth day gets the one who could not.
    assert_eq!(cause(&answer, "absent").agents, [0]);
    assert_eq!(cause(&answer, "at-work").agents, [1]);
    let limit = cause(&answer, "rule-at-limit");
    assert_eq!(
        (&limit.rules[..], &limit.agents[..]),
        (&["daysPerWeek".to_owned()][..], &[2, 3][..])
    );
    // 100 lost elsewhere, 50 gained here, the same idle hours.
    let swap = limit.cheapest.as_ref().expect("a line that is there");
    assert!(
        (swap.difference.cost - 50.0).abs() < 1e-9,
        "{:?}",
        swap.difference
    );
    assert_eq!((answer.most_possible, answer.missing), (3, 2.0));
    let unknown = why_shift_unmet(&problem, &lines, 3);
    assert!(unknown.is_err());
}
