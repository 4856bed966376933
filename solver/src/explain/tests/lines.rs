use proptest::prelude::*;

use super::{agent, cost_of, every_day, plain, solved};
use crate::explain::{
    Constraint, Difference, ExplainError, Requirement, reading, why_not, why_this_line,
};
use crate::problem::{BreakLimit, ColleagueWish, Limit, Line, Problem, Request, SplitShift, Wish};
use crate::rules;
use crate::rules::testing::week;

fn granted(day: usize, wish: Wish) -> Requirement {
    Requirement::Granted { day, wish }
}

fn with(lines: &[Line], line: &Line) -> Vec<Line> {
    let swap = |own: &Line| {
        if own.agent == line.agent {
            line.clone()
        } else {
            own.clone()
        }
    };
    lines.iter().map(swap).collect()
}

fn sum_of_parts(difference: &Difference) -> f64 {
    let rules = difference.rules.iter().chain(&difference.wishes);
    difference.coverage.iter().map(|one| one.cost).sum::<f64>()
        + difference.shifts.iter().map(|one| one.cost).sum::<f64>()
        + difference.breaks.iter().map(|one| one.cost).sum::<f64>()
        + difference
            .colleagues
            .iter()
            .map(|one| one.cost)
            .sum::<f64>()
        + rules.map(|one| one.cost).sum::<f64>()
}

#[test]
fn a_split_shift_is_read_back_with_the_gap_it_has() {
    let mut problem = week();
    let shift = &mut problem.plans[0].shifts[0];
    // Seven hours with a gap of two and eight with one begin and end alike.
    shift.activities[0].split = Some(SplitShift {
        longest_gap_minutes: 240,
        gap_increment_minutes: 60,
        longest_second_piece_minutes: None,
        maximum_spread_minutes: None,
    });
    problem.groups[0].required =
        [8, 9, 10, 14, 15, 16, 17]
            .into_iter()
            .fold(vec![0.0; 168], |mut heads, hour| {
                (0..5).for_each(|day| heads[day * 24 + hour] = 1.0);
                heads
            });
    let solution = solved(&problem);
    let gaps = solution.lines[0].shifts.iter();
    let gaps: Vec<usize> = gaps.map(|shift| shift.activities[0].slots).collect();
    assert_eq!(gaps, [3, 3, 3, 3, 3]);
    let (desk, _) = reading::ready(&problem).expect("a valid problem");
    let roster = reading::roster(&desk, &solution.lines).expect("lines of the problem");
    assert!((roster.objective() - solution.objective).abs() < 1e-9);
    let cost = cost_of(&problem, &solution, &solution.lines);
    assert!((roster.objective() - cost).abs() < 1e-9);
}

#[test]
fn a_day_off_in_the_week_costs_what_its_shift_covers() {
    let mut problem = plain(1, 1.0);
    problem.groups[0].required = every_day(5, 8..16, 1.0);
    let lines = solved(&problem).lines;
    let answer = why_not(
        &problem,
        &lines,
        0,
        &granted(2, Wish::DayOff),
        false,
        &|| false,
    );
    let answer = answer.expect("an answer");
    assert_eq!(answer.code, "costs-more");
    let alone = answer.alone.expect("an alternative");
    assert_eq!(alone.days, [2]);
    assert!((alone.difference.cost - 16.0).abs() < 1e-9);
    let [stretch] = &alone.difference.coverage[..] else {
        panic!("one stretch: {:?}", alone.difference)
    };
    assert_eq!((stretch.start_slot, stretch.end_slot), (56, 64));
    assert!((stretch.under_slots - 8.0).abs() < 1e-9);
    // Saturday is nobody's: a sixth day is against the plan, so it must come instead of another.
    let answer = why_not(&problem, &lines, 0, &granted(5, Wish::Work), false, &|| {
        false
    });
    let alone = answer.expect("an answer").alone.expect("an alternative");
    assert!(
        (alone.difference.cost - 24.0).abs() < 1e-9,
        "16 lost, 8 idle"
    );
    let answer = why_not(&problem, &lines, 0, &granted(6, Wish::Work), false, &|| {
        false
    });
    assert_eq!(answer.expect("an answer").code, "requirement-impossible");
    let answer = why_not(
        &problem,
        &lines,
        0,
        &granted(5, Wish::DayOff),
        false,
        &|| false,
    );
    assert_eq!(answer.expect("an answer").code, "granted");
}

#[test]
fn a_wish_another_agent_would_have_to_pay_for_is_told_so() {
    let mut problem = plain(2, 1.0);
    problem.plans[0].maximum_days_per_week = 1;
    problem.groups[0].required = vec![0.0; 168];
    problem.groups[0].required[5 * 24 + 8..5 * 24 + 16].fill(1.0);
    for (agent, price) in [(0, 2), (1, 3)] {
        problem.agents[agent].requests = vec![Request {
            day: 5,
            wish: Wish::DayOff,
            price: price.into(),
        }];
    }
    let solution = solved(&problem);
    assert!((solution.objective - 2.0).abs() < 1e-9, "the first works");
    let off = granted(5, Wish::DayOff);
    let answer = why_not(&problem, &solution.lines, 0, &off, true, &|| false).expect("an answer");
    let alone = answer.alone.as_ref().expect("an alternative");
    assert!((alone.difference.cost - 14.0).abs() < 1e-9);
    assert_eq!(alone.difference.wishes[0].rule, rules::REQUESTS);
    assert!((alone.difference.wishes[0].cost + 2.0).abs() < 1e-9);
    let together = answer.together.as_ref().expect("a roster");
    assert!((together.difference.cost - 1.0).abs() < 1e-9);
    assert!((together.wishes_of_others - 3.0).abs() < 1e-9);
    assert_eq!(together.moved, [1]);
    let cost = cost_of(&problem, &solution, &together.lines) - solution.objective;
    assert!((cost - 1.0).abs() < 1e-9);
    let again = why_not(&problem, &solution.lines, 0, &off, true, &|| false).expect("an answer");
    assert_eq!(answer, again, "the same twice");
}

#[test]
fn a_wish_against_hard_rules_says_which() {
    let mut problem = plain(1, 1.0);
    problem.plans[0].minimum_days_per_week = 5;
    problem.agents[0].days_off = vec![0];
    let lines = solved(&problem).lines;
    let off = granted(3, Wish::DayOff);
    let answer = why_not(&problem, &lines, 0, &off, true, &|| false).expect("an answer");
    let conflict = answer.conflict.expect("a conflict");
    let named: Vec<Constraint> = conflict
        .constraints
        .into_iter()
        .map(|one| one.constraint)
        .collect();
    assert_eq!(
        named,
        [
            Constraint::MinimumDaysPerWeek,
            Constraint::FixedDayOff { day: 0 }
        ]
    );
}

#[test]
fn unknown_agents_days_templates_and_foreign_lines_are_refused() {
    let problem = plain(1, 1.0);
    let lines = solved(&problem).lines;
    let ask = |agent, requirement| {
        why_not(&problem, &lines, agent, &requirement, false, &|| false).map(|answer| answer.code)
    };
    let unknown = |answer| matches!(answer, Err(ExplainError::Unknown { .. }));
    assert!(unknown(ask(1, granted(0, Wish::Work))));
    assert!(unknown(ask(0, granted(7, Wish::Work))));
    assert!(unknown(ask(0, granted(0, Wish::Shift("night".into())))));
    let mut tired = lines.clone();
    tired[0].shifts[0].start_slot -= 1;
    let answer = why_this_line(&problem, &tired, 0);
    assert!(
        matches!(answer, Err(ExplainError::ForeignLine { .. })),
        "{answer:?}"
    );
}

fn small(demand: &[u8], off: usize) -> Problem {
    let mut problem = week();
    problem.plans[0].minimum_paid_minutes_per_week = 960;
    problem.plans[0].minimum_days_per_week = 0;
    problem.plans[0].rules.minimum_consecutive_days_off = Some(Limit::soft(2, 2.into()));
    problem.groups[0].required = demand.iter().map(|&heads| f64::from(heads) / 2.0).collect();
    problem.agents = vec![agent("Ana", &[0]), agent("Bo", &[0])];
    problem.agents[0].requests = vec![Request {
        day: off,
        wish: Wish::DayOff,
        price: 4.into(),
    }];
    problem.break_limits = vec![BreakLimit {
        id: "meals".into(),
        groups: vec![0],
        activities: vec!["meal".into()],
        most_at_once: 1,
        over_cost_per_slot: 1.5,
    }];
    problem.agents[1].colleagues = vec![ColleagueWish {
        agent: "Ana".into(),
        days: vec![0, 2, 3, 4],
        price: 1.into(),
    }];
    problem.limits.search_steps = 60;
    problem
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn differences_are_what_the_judge_finds_and_no_alternative_is_missed(
        demand in prop::collection::vec(0u8..6, 168),
        off in 0usize..6,
        day in 0usize..6,
    ) {
        let problem = small(&demand, off);
        let solution = solved(&problem);
        let own = why_this_line(&problem, &solution.lines, 0).expect("an answer");
        let other = own.alternative.expect("there is another line");
        let cost = cost_of(&problem, &solution, &with(&solution.lines, &other.line)) - solution.objective;
        prop_assert!((other.difference.cost - cost).abs() < 1e-6, "{} {cost}", other.difference.cost);
        prop_assert!((sum_of_parts(&other.difference) - cost).abs() < 1e-6);
        prop_assert!(other.line != solution.lines[0]);
        // Any wish is another line or the agent's own, so that none costs less.
        for wish in [Wish::DayOff, Wish::Work] {
            let answer = why_not(&problem, &solution.lines, 0, &granted(day, wish), true, &|| false).expect("an answer");
            let Some(alone) = answer.alone else { continue };
            prop_assert!(alone.difference.cost > other.difference.cost - 1e-6);
            let cost = cost_of(&problem, &solution, &with(&solution.lines, &alone.line)) - solution.objective;
            prop_assert!((alone.difference.cost - cost).abs() < 1e-6);
            // With others moved it is no dearer than with all held.
            let together = answer.together.expect("asked for");
            prop_assert!(together.difference.cost < alone.difference.cost + 1e-6);
            let cost = cost_of(&problem, &solution, &together.lines) - solution.objective;
            prop_assert!((together.difference.cost - cost).abs() < 1e-6);
        }
    }
}
