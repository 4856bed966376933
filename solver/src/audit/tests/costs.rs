//! Costs that can be counted by hand.

use super::{audit, centre, lines, on, reported, soft, softly};
use crate::audit::COLLEAGUES;
use crate::problem::{BreakLimit, ColleagueWish, Price, Problem, Request, SplitShift, Wish};
use crate::rules::{self, Charge};
use crate::search::Relaxation;

/// Whether the audit recomputes the costs, and the rule is charged so many units at this cost.
fn charged(problem: &Problem, rule: &str) -> (u32, f64) {
    let solution = reported(problem, lines());
    let certificate = audit(problem, &solution);
    assert!(certificate.is_clean(), "{:?}", certificate.breaches);
    let of_rule = certificate
        .charges
        .iter()
        .filter(|charge| charge.rule == rule);
    let (units, cost) = of_rule.fold((0, 0.0), |(units, cost), charge| {
        (units + charge.units, cost + charge.cost)
    });
    let tally = certificate.rules.iter().find(|tally| tally.rule == rule);
    assert_eq!(tally.map(|tally| tally.cost), Some(cost));
    assert_eq!(
        certificate.costs.of_lines(),
        cost,
        "only {rule} costs anything"
    );
    (units, cost)
}

#[test]
fn every_soft_rule_has_its_price() {
    type Soften = fn(&mut Problem);
    let table: [(&str, Soften, (u32, f64)); 8] = [
        // Cem's Saturday and Sunday of the first week.
        (
            rules::MINIMUM_CONSECUTIVE_DAYS,
            |problem| problem.plans[0].rules.minimum_consecutive_days = soft(3, 5),
            (1, 5.0),
        ),
        // Five days in a row: twice Ana, twice Bo, once Cem.
        (
            rules::PREFERRED_MAXIMUM_CONSECUTIVE_DAYS,
            |problem| problem.plans[0].rules.preferred_maximum_consecutive_days = soft(4, 2),
            (5, 10.0),
        ),
        // Weekends of Ana and Bo between their weeks; Cem's pairs; the last ones are cut.
        (
            rules::MINIMUM_CONSECUTIVE_DAYS_OFF,
            |problem| problem.plans[0].rules.minimum_consecutive_days_off = soft(3, 1),
            (4, 4.0),
        ),
        (
            rules::MAXIMUM_CONSECUTIVE_DAYS_OFF,
            |problem| problem.plans[0].rules.maximum_consecutive_days_off = soft(1, 1),
            (6, 6.0),
        ),
        (
            rules::MAXIMUM_WORKED_WEEKENDS,
            |problem| problem.plans[0].rules.maximum_worked_weekends = soft(0, 7),
            (2, 14.0),
        ),
        (
            rules::MAXIMUM_CONSECUTIVE_WORKED_WEEKENDS,
            |problem| problem.plans[0].rules.maximum_consecutive_worked_weekends = soft(1, 7),
            (1, 7.0),
        ),
        // Ana and Bo on the first, all three on the second.
        (
            rules::MAXIMUM_PUBLIC_HOLIDAYS_WORKED,
            |problem| {
                problem.days[3].is_public_holiday = true;
                problem.days[9].is_public_holiday = true;
                problem.plans[0].rules.maximum_public_holidays_worked = soft(0, 4);
            },
            (5, 20.0),
        ),
        // The day before was a late one: 13:00 against 7:00, an hour allowed, for Ana alone.
        (
            rules::START_CONSISTENCY,
            |problem| {
                problem.plans[0].maximum_consecutive_days = 6;
                problem.plans[0].rules.start_consistency_minutes = soft(60, 1);
                problem.agents[0].before.consecutive_days = 1;
                problem.agents[0].before.last_start_minutes = Some(13 * 60);
            },
            (300, 300.0),
        ),
    ];
    for (rule, soften, expected) in table {
        let mut problem = centre();
        soften(&mut problem);
        assert_eq!(charged(&problem, rule), expected, "{rule}");
    }
}

#[test]
fn half_a_weekend_has_its_price_and_one_cut_by_the_horizon_has_none() {
    let mut problem = centre();
    let plan = &mut problem.plans[0];
    plan.rules.whole_weekends = softly(3);
    plan.minimum_paid_minutes_per_week = 0;
    plan.minimum_days_per_week = 0;
    plan.minimum_days_off = 0;
    problem.days.truncate(13);
    for group in &mut problem.groups {
        group.required.truncate(312);
    }
    // Cem works the last Saturday, whose Sunday is cut off, and of the first weekend the Sunday alone.
    let mut cut = lines();
    cut[2].shifts.pop();
    cut[2].shifts.remove(3);
    let certificate = audit(&problem, &reported(&problem, cut));
    assert!(certificate.is_clean(), "{:?}", certificate.breaches);
    assert_eq!(certificate.costs.soft_rules, 3.0);
}

#[test]
fn days_apart_from_a_colleague_cost_what_the_wish_says() {
    let mut problem = centre();
    let with = |agent: &str, days: &[usize]| ColleagueWish {
        agent: agent.into(),
        days: days.to_vec(),
        price: Price::from(2),
    };
    // Ana is early and Bo late on the same days, and both are off on four; Cem is early with Ana on six, alone on four and
    // off on four of hers.
    problem.agents[0].colleagues = vec![with("Bo", &[])];
    assert_eq!(charged_apart(&problem), (10, 20.0));
    problem.agents[0].colleagues = vec![with("Cem", &[])];
    assert_eq!(charged_apart(&problem), (8, 16.0));
    problem.agents[0].colleagues = vec![with("Cem", &[0, 5, 6, 7, 9])];
    problem.agents[2].colleagues = vec![with("Ana", &[5])];
    assert_eq!(charged_apart(&problem), (4, 8.0));
}

fn charged_apart(problem: &Problem) -> (usize, f64) {
    assert_eq!(problem.validate(), Ok(()));
    let solution = reported(problem, lines());
    let certificate = audit(problem, &solution);
    assert!(certificate.is_clean(), "{:?}", certificate.breaches);
    let apart = |charge: &&Charge| charge.rule == COLLEAGUES;
    let charges = certificate.charges.iter().filter(apart).count();
    let mut hidden = solution.clone();
    hidden.objective -= certificate.costs.colleagues;
    assert!(!audit(problem, &hidden).is_clean());
    (charges, certificate.costs.colleagues)
}

#[test]
fn breaks_beyond_a_limit_cost_slot_by_slot() {
    let limit = |groups: &[usize], activities: &[&str], most_at_once| BreakLimit {
        id: "limit".into(),
        groups: groups.to_vec(),
        activities: activities.iter().map(|&id| id.into()).collect(),
        most_at_once,
        over_cost_per_slot: 3.0,
    };
    // Ana and Cem are on break at 9:00 and at their meal at 11:00 together on six days; Bo is alone with both every time.
    let table = [
        (limit(&[], &[], 1), 6 * 2),
        (limit(&[], &["meal"], 1), 6),
        (limit(&[0], &[], 1), 0),
        (limit(&[0], &["break"], 0), 10 + 10),
        (limit(&[1], &[], 0), 2 * 10 + 2 * 10),
        (limit(&[], &[], 2), 0),
    ];
    for (limit, beyond) in table {
        let mut problem = centre();
        problem.break_limits = vec![limit.clone()];
        assert_eq!(problem.validate(), Ok(()));
        let certificate = audit(&problem, &reported(&problem, lines()));
        assert!(certificate.is_clean(), "{:?}", certificate.breaches);
        assert_eq!(
            certificate.costs.breaks,
            3.0 * f64::from(beyond),
            "{limit:?}"
        );
        // Hidden, they are missing in the objective.
        let mut hidden = reported(&problem, lines());
        hidden.objective -= certificate.costs.breaks;
        assert_eq!(audit(&problem, &hidden).is_clean(), beyond == 0);
    }
}

#[test]
fn the_gap_of_a_split_shift_is_no_break_unless_it_is_named() {
    let mut problem = centre();
    let limit = |activities: &[&str]| BreakLimit {
        id: "limit".into(),
        groups: vec![],
        activities: activities.iter().map(|&id| id.into()).collect(),
        most_at_once: 0,
        over_cost_per_slot: 1.0,
    };
    for template in &mut problem.plans[0].shifts {
        template.activities[1].split = Some(SplitShift {
            longest_gap_minutes: 60,
            gap_increment_minutes: 60,
            longest_second_piece_minutes: None,
            maximum_spread_minutes: None,
        });
    }
    for (activities, slots) in [
        (vec![], 30.0),
        (vec!["meal"], 30.0),
        (vec!["break", "meal"], 60.0),
    ] {
        problem.break_limits = vec![limit(&activities)];
        let certificate = audit(&problem, &reported(&problem, lines()));
        assert_eq!(certificate.costs.breaks, slots, "{activities:?}");
    }
}

#[test]
fn wishes_cost_what_they_say() {
    let mut problem = centre();
    let wish = |day, wish, price| Request {
        day,
        wish,
        price: Price::from(price),
    };
    problem.agents[0].requests = vec![
        wish(0, Wish::DayOff, 4),
        wish(1, Wish::Shift("late".into()), 3),
        wish(5, Wish::DayOff, 100),
        wish(2, Wish::NoShift("late".into()), 100),
    ];
    assert_eq!(charged(&problem, rules::REQUESTS), (2, 7.0));
    let certificate = audit(&problem, &reported(&problem, lines()));
    assert_eq!(certificate.costs.requests, 7.0);
    assert_eq!(certificate.costs.soft_rules, 0.0);
}

#[test]
fn slots_and_shifts_cost_what_the_demand_says() {
    let mut problem = centre();
    for group in &mut problem.groups {
        group.required.fill(0.0);
    }
    // Tuesday 7:00: Ana and Cem. 2.5 calls: 1.5 missing, the first at 3, the half beyond one at 6; one chat idle.
    problem.groups[0].required[31] = 2.5;
    let idle_slots: usize = lines()
        .iter()
        .flat_map(|line| &line.shifts)
        .map(|shift| shift.on_queue_slots().count())
        .sum();
    let certificate = audit(&problem, &reported(&problem, lines()));
    assert_eq!(certificate.costs.under, 3.0 + 0.5 * 6.0);
    assert_eq!(certificate.costs.over, (idle_slots - 1) as f64);
    // Saturday wants two early shifts and has Cem's; Monday wants no late one and has Bo's.
    assert_eq!(certificate.costs.shift_under, 10.0);
    assert_eq!(certificate.costs.shift_over, 1.0);
    assert_eq!(certificate.shifts_staffed, [1, 1]);
    assert_eq!(certificate.objective, certificate.costs.total());
}

#[test]
fn several_entries_for_one_shift_add_their_costs() {
    let mut problem = centre();
    let mut more = problem.shift_demand[0].clone();
    (more.required, more.under_cost) = (4, 2.0);
    problem.shift_demand.push(more);
    let certificate = audit(&problem, &reported(&problem, lines()));
    assert_eq!(certificate.costs.shift_under, 10.0 + 3.0 * 2.0);
}

#[test]
fn a_minimum_declared_impossible_is_priced_and_one_that_is_not_is_a_breach() {
    let problem = centre();
    let mut short = lines();
    short[0] = on(0, "early", &[0, 1, 2, 3, 7, 8, 9, 10, 11]);
    let undeclared = reported(&problem, short.clone());
    let breaches = audit(&problem, &undeclared).breaches;
    let names: Vec<&str> = breaches.iter().map(|breach| breach.rule.as_str()).collect();
    assert_eq!(names, [rules::DAYS_PER_WEEK, rules::PAID_MINUTES_PER_WEEK]);
    let mut declared = undeclared;
    declared.relaxed = [rules::DAYS_PER_WEEK, rules::PAID_MINUTES_PER_WEEK]
        .map(|rule| Relaxation {
            agent: 0,
            rule: rule.into(),
        })
        .to_vec();
    let certificate = audit(&problem, &declared);
    // Eight hours at ten times the dearest cost, once for the day and once for the time.
    assert_eq!(certificate.costs.relaxations, 2.0 * 8.0 * 10.0 * 10.0);
    declared.objective = certificate.objective;
    declared.line_cost = certificate.costs.of_lines();
    assert!(audit(&problem, &declared).is_clean());
}
