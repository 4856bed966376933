//! Sound lines under a wrong report.

use super::super::{COUNTED_ONCE, OBJECTIVE, ONE_LINE_AN_AGENT, REPORTED_FIGURES};
use super::{audit, broken, centre, lines, reported};
use crate::search::Solution;

fn found(change: impl FnOnce(&mut Solution)) -> Vec<String> {
    let problem = centre();
    let mut solution = reported(&problem, lines());
    change(&mut solution);
    broken(&problem, &solution)
}

#[test]
fn a_missing_line_a_second_one_and_one_of_nobody_are_caught() {
    assert!(found(|solution| solution.lines.truncate(2)).contains(&ONE_LINE_AN_AGENT.to_owned()));
    let twice = found(|solution| solution.lines.push(solution.lines[0].clone()));
    assert!(twice.contains(&ONE_LINE_AN_AGENT.to_owned()));
    let nobody = |solution: &mut Solution| {
        let mut line = solution.lines[0].clone();
        line.agent = 9;
        line.shifts.clear();
        solution.lines.push(line);
    };
    assert_eq!(found(nobody), [ONE_LINE_AN_AGENT]);
}

#[test]
fn a_wrong_objective_and_a_wrong_price_of_lines_are_caught() {
    assert_eq!(found(|solution| solution.objective -= 1.0), [OBJECTIVE]);
    assert_eq!(
        found(|solution| solution.line_cost += 1.0),
        [REPORTED_FIGURES]
    );
}

#[test]
fn a_head_counted_twice_is_caught() {
    let more = |solution: &mut Solution| {
        solution.staffed[0][7] += 1.0;
        solution.under[0][7] = 0.0;
        solution.over[0][7] = 0.5;
    };
    assert_eq!(found(more), [COUNTED_ONCE]);
}

#[test]
fn a_head_in_a_group_it_has_no_skill_for_is_caught() {
    // On Tuesday at 14:00 Ana serves calls, Bo either, Cem chats.
    let swapped = |solution: &mut Solution| {
        solution.staffed[0][38] = 3.0;
        solution.staffed[1][38] = 0.0;
        (solution.under[0][38], solution.over[0][38]) = (0.0, 1.5);
        (solution.under[1][38], solution.over[1][38]) = (0.5, 0.0);
    };
    assert_eq!(found(swapped), [COUNTED_ONCE]);
}

#[test]
fn shortages_and_shifts_that_are_reported_wrongly_are_caught() {
    assert_eq!(
        found(|solution| solution.under[0][21] = 0.0),
        [REPORTED_FIGURES]
    );
    assert_eq!(
        found(|solution| solution.over[1][9] += 1.0),
        [REPORTED_FIGURES]
    );
    assert_eq!(
        found(|solution| solution.shifts_staffed[0] = 2),
        [REPORTED_FIGURES]
    );
    assert_eq!(
        found(|solution| solution.shifts_staffed.clear()),
        [REPORTED_FIGURES]
    );
    assert_eq!(
        found(|solution| solution.staffed[0].truncate(9)),
        [REPORTED_FIGURES]
    );
}

#[test]
fn the_certificate_counts_checks_rule_by_rule() {
    let problem = centre();
    let mut solution = reported(&problem, lines());
    solution.lines[0].shifts[0].activities[1].start_slot += 2;
    let certificate = audit(&problem, &solution);
    let tally = |name: &str| {
        let of_name = |tally: &&crate::audit::RuleTally| tally.rule == name;
        let tally = certificate
            .rules
            .iter()
            .find(of_name)
            .expect("a checked rule");
        (tally.checks, tally.breaches)
    };
    assert_eq!(tally("minimumRest"), (3, 0));
    assert_eq!(tally("breakPlacement"), (3, 1));
    assert_eq!(tally(COUNTED_ONCE).1, 2);
    let names: Vec<&str> = certificate
        .rules
        .iter()
        .map(|tally| tally.rule.as_str())
        .collect();
    assert_eq!(certificate.rules_checked, names);
}
