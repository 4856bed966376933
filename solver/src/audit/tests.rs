use super::audit;
use crate::problem::{Line, Problem, SlotRange};
use crate::rules;
use crate::rules::testing::{line, ordinary_week, shift, week};
use crate::search::{Solution, solve};

/// A solved week whose only line is replaced; the heads are counted again so that only the planted breach is left.
fn with_line(problem: &Problem, line: Line) -> Solution {
    let mut solution = solve(problem, &|| false, &mut |_| ()).expect("a roster");
    let mut staffed = vec![0.0; problem.horizon_slots()];
    for slot in line
        .shifts
        .iter()
        .flat_map(|shift| shift.on_queue_slots().collect::<Vec<_>>())
    {
        if let Some(heads) = staffed.get_mut(slot) {
            *heads += 1.0;
        }
    }
    let group = &problem.groups[0];
    solution.objective = staffed
        .iter()
        .zip(&group.required)
        .map(|(heads, need)| {
            (need - heads).max(0.0) * group.under_cost_per_slot
                + (heads - need).max(0.0) * group.over_cost_per_slot
        })
        .sum();
    solution.staffed = vec![staffed];
    solution.lines = vec![line];
    solution
}

fn broken(problem: &Problem, line: Line) -> Vec<String> {
    let solution = with_line(problem, line);
    let mut names: Vec<String> = audit(problem, &solution)
        .breaches
        .into_iter()
        .map(|breach| breach.rule)
        .collect();
    names.dedup();
    names
}

#[test]
fn an_ordinary_week_is_clean() {
    assert_eq!(broken(&week(), ordinary_week()), Vec::<String>::new());
}

#[test]
fn a_planted_breach_of_each_rule_is_caught() {
    let problem = week();
    let mut late_meal = ordinary_week();
    late_meal.shifts[0].activities[0].start_slot += 2;
    assert_eq!(broken(&problem, late_meal), [rules::BREAK_PLACEMENT]);

    let mut odd_start = ordinary_week();
    odd_start.shifts[0] = shift(0, 7);
    assert_eq!(broken(&problem, odd_start), [rules::SHIFT_TEMPLATE]);

    let mut tired = ordinary_week();
    tired.shifts[0] = shift(0, 12);
    tired.shifts[1] = shift(1, 6);
    assert_eq!(broken(&problem, tired), [rules::MINIMUM_REST]);

    let mut twice = ordinary_week();
    twice.shifts[1] = shift(0, 12);
    assert!(broken(&problem, twice).contains(&rules::ONE_SHIFT_A_DAY.to_owned()));

    let mut away = problem.clone();
    away.agents[0].unavailable = vec![SlotRange { start: 10, end: 12 }];
    assert_eq!(broken(&away, ordinary_week()), [rules::AVAILABILITY]);

    let mut shorter_run = problem.clone();
    shorter_run.plans[0].maximum_consecutive_days = 4;
    assert_eq!(
        broken(&shorter_run, ordinary_week()),
        [rules::MAXIMUM_CONSECUTIVE_DAYS]
    );

    let mut more_off = problem.clone();
    more_off.plans[0].minimum_days_off = 3;
    more_off.plans[0].minimum_paid_minutes_per_week = 0;
    assert_eq!(broken(&more_off, ordinary_week()), [rules::DAYS_OFF]);

    let mut fewer_days = problem.clone();
    fewer_days.plans[0].maximum_days_per_week = 4;
    fewer_days.plans[0].minimum_paid_minutes_per_week = 0;
    assert_eq!(broken(&fewer_days, ordinary_week()), [rules::DAYS_PER_WEEK]);

    let four_days = line(ordinary_week().shifts[..4].to_vec());
    assert_eq!(broken(&problem, four_days), [rules::PAID_MINUTES_PER_WEEK]);
}

#[test]
fn a_missing_line_a_wrong_objective_and_a_head_counted_twice_are_caught() {
    let problem = week();
    let sound = with_line(&problem, ordinary_week());
    let names = |solution: &Solution| -> Vec<String> {
        audit(&problem, solution)
            .breaches
            .into_iter()
            .map(|breach| breach.rule)
            .collect()
    };
    assert!(names(&sound).is_empty());
    let mut dearer = sound.clone();
    dearer.objective += 1.0;
    assert_eq!(names(&dearer), ["objective"]);
    let mut twice = sound.clone();
    twice.staffed[0][8] += 1.0;
    assert_eq!(names(&twice), ["countedOnce"]);
    let mut empty = sound;
    empty.lines.clear();
    assert!(names(&empty).contains(&"oneLineAnAgent".to_owned()));
}
