//! Whatever is changed in a roster after it was reported, the audit notices.

use proptest::prelude::*;

use super::{audit, centre, lines, reported, shift, soft};
use crate::problem::{Line, Price, Problem, Request, Wish};
use crate::search::Solution;

/// A change to the lines.
#[derive(Clone, Debug)]
enum Edit {
    Drop,
    Add { day: usize, late: bool },
    Move { later: bool, slots: usize },
    Stretch { longer: bool, slots: usize },
    Rename,
    MoveActivity { which: usize, to: usize },
    DropActivity { which: usize },
    Pay { which: usize },
    Relabel { day: usize },
    GiveAway { to: usize },
}

fn edit() -> impl Strategy<Value = Edit> {
    let slots = 1usize..5;
    prop_oneof![
        Just(Edit::Drop),
        (0usize..14, any::<bool>()).prop_map(|(day, late)| Edit::Add { day, late }),
        (any::<bool>(), slots.clone()).prop_map(|(later, slots)| Edit::Move { later, slots }),
        (any::<bool>(), slots).prop_map(|(longer, slots)| Edit::Stretch { longer, slots }),
        Just(Edit::Rename),
        (0usize..2, 0usize..9).prop_map(|(which, to)| Edit::MoveActivity { which, to }),
        (0usize..2).prop_map(|which| Edit::DropActivity { which }),
        (0usize..2).prop_map(|which| Edit::Pay { which }),
        (0usize..14).prop_map(|day| Edit::Relabel { day }),
        (0usize..3).prop_map(|to| Edit::GiveAway { to }),
    ]
}

fn apply(edit: &Edit, lines: &mut [Line], agent: usize, place: usize) {
    let moved = |slot: usize, later: bool, by: usize| {
        if later {
            slot + by
        } else {
            slot.saturating_sub(by)
        }
    };
    let shifts = &mut lines[agent].shifts;
    let place = place % shifts.len();
    let chosen = &mut shifts[place];
    match edit {
        Edit::Drop => drop(shifts.remove(place)),
        Edit::Add { day, late } => {
            shifts.push(shift(if *late { "late" } else { "early" }, *day));
            shifts.sort_by_key(|shift| shift.start_slot);
        }
        Edit::Move { later, slots } => {
            chosen.start_slot = moved(chosen.start_slot, *later, *slots);
            chosen.end_slot = moved(chosen.end_slot, *later, *slots);
            for activity in &mut chosen.activities {
                activity.start_slot = moved(activity.start_slot, *later, *slots);
            }
        }
        Edit::Stretch { longer, slots } => {
            chosen.end_slot = moved(chosen.end_slot, *longer, *slots)
        }
        Edit::Rename => {
            chosen.template = if chosen.template == "late" {
                "early"
            } else {
                "late"
            }
            .into();
        }
        Edit::MoveActivity { which, to } => {
            chosen.activities[*which].start_slot = chosen.start_slot + to;
        }
        Edit::DropActivity { which } => drop(chosen.activities.remove(*which)),
        Edit::Pay { which } => chosen.activities[*which].paid ^= true,
        Edit::Relabel { day } => chosen.day = *day,
        Edit::GiveAway { to } => {
            let given = shifts.remove(place);
            lines[*to].shifts.push(given);
            lines[*to].shifts.sort_by_key(|shift| shift.start_slot);
        }
    }
}

/// A centre in which soft rules and wishes cost something too.
fn roster() -> (Problem, Solution) {
    let mut problem = centre();
    problem.plans[0].rules.minimum_consecutive_days = soft(3, 5);
    problem.plans[0].rules.maximum_worked_weekends = soft(1, 9);
    problem.agents[1].requests = vec![Request {
        day: 4,
        wish: Wish::DayOff,
        price: Price::from(4),
    }];
    let solution = reported(&problem, lines());
    (problem, solution)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_edit_goes_unnoticed(edit in edit(), agent in 0usize..3, place in 0usize..10) {
        let (problem, mut solution) = roster();
        prop_assert!(audit(&problem, &solution).is_clean());
        let before = solution.lines.clone();
        apply(&edit, &mut solution.lines, agent, place);
        prop_assert_eq!(audit(&problem, &solution).is_clean(), solution.lines == before, "{:?}", edit);
    }
}
