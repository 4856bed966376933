use proptest::prelude::*;

use super::super::desk::Desk;
use super::super::lanes::{LANES, Lanes};
use super::super::parts::Search;
use super::super::roster::{Line, Roster};
use super::super::tests::{brute_force, random_problem};
use super::sheet::Sheet;
use super::{Board, Plan};
use crate::lines::{Duty, Pricer};
use crate::problem::{Day, DemandGroup, Limit, Problem, ShiftDemand};
use crate::random::Random;
use crate::search::control::Control;

/// A first roster; none where somebody has no line that keeps all minima.
fn greedy<'a>(desk: &'a Desk<'_>) -> Option<Roster<'a>> {
    Roster::greedy(desk, &mut Pricer::default(), true).ok()
}

/// The roster that a sheet stands for.
fn written<'a>(
    desk: &'a Desk<'_>,
    board: &Board,
    sheet: &Sheet<'_, '_, '_>,
    first: &Roster<'a>,
) -> Option<Roster<'a>> {
    let places = sheet.all_places();
    let lines = first.lines.iter().enumerate().map(|(agent, line)| {
        let class = desk.class_of[agent];
        Line::new(desk, class, board.write(desk, class, line, &places[agent])?)
    });
    Some(Roster::of(
        desk,
        &desk.supply,
        lines.collect::<Option<_>>()?,
    ))
}

fn annealed(problem: &Problem, threads: usize, times: usize) -> Option<(f64, f64, Vec<Line>)> {
    let desk = Desk::new(problem);
    let board = Board::new(&desk)?;
    let mut roster = greedy(&desk)?;
    let before = roster.objective();
    let mut lanes = Lanes::on_threads(&desk, &Pricer::default(), &mut Random::new(3), threads);
    let mut silent = |_| ();
    let mut control = Control::new(&|| false, &mut silent);
    let plan = Plan::whole(&desk, 1.0, times);
    lanes
        .anneal(&board, &mut roster, plan, &mut control)
        .expect("no program is solved");
    Some((before, roster.objective(), roster.lines))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// Whatever is accepted: the lines keep all hard rules, and the sheet's cost is that of the roster counted anew.
    #[test]
    fn changes_keep_the_rules_and_cost_what_the_roster_counted_anew_costs(seed in any::<u64>()) {
        let problem = random_problem(seed);
        let desk = Desk::new(&problem);
        let Some(first) = greedy(&desk) else { return Ok(()) };
        let board = Board::new(&desk).expect("demand by shift");
        let mut sheet = Sheet::new(&desk, &board, &first).expect("greedy lines are on the board");
        let mut random = Random::new(seed);
        for _ in 0..500 {
            let sides = sheet.draw(&(0..desk.days()), &mut random);
            if sides > 0 {
                sheet.try_change(sides, |_| random.below(2) == 0);
            }
        }
        let roster = written(&desk, &board, &sheet, &first).expect("lines that keep the rules");
        prop_assert!(
            (roster.objective() - sheet.cost).abs() < 1e-6,
            "{} instead of {}", sheet.cost, roster.objective()
        );
    }

    /// No change that the rules allow is refused: of every other shift on every day the sheet thinks as the track does.
    #[test]
    fn a_day_may_change_on_the_sheet_exactly_when_the_line_may(seed in any::<u64>()) {
        let problem = random_problem(seed);
        let desk = Desk::new(&problem);
        let Some(first) = greedy(&desk) else { return Ok(()) };
        let board = Board::new(&desk).expect("demand by shift");
        let mut sheet = Sheet::new(&desk, &board, &first).expect("greedy lines are on the board");
        for (agent, line) in first.lines.iter().enumerate() {
            let class = desk.class_of[agent];
            for (day, today) in desk.book(class).days.iter().enumerate() {
                let off = (desk.personal[class].off_cost[day].is_finite()).then_some(None);
                let options = (0..today.options.len()).map(|option| {
                    Some(Duty { option, starts: Vec::new() })
                });
                for duty in off.into_iter().chain(options) {
                    let mut duties = line.piece.duties.clone();
                    duties[day] = duty;
                    let same = duties == line.piece.duties;
                    let is_allowed = Line::new(&desk, class, duties.clone()).is_some();
                    let place = board.choices(class, day).iter().position(|choice| {
                        choice.option as usize == duties[day].as_ref().map_or(0, |d| d.option + 1)
                    });
                    let Some(place) = place else {
                        prop_assert!(!is_allowed || same, "a choice that is not on the board");
                        continue;
                    };
                    let shift = board.choices(class, day)[place].shift;
                    sheet.sides[0].begin(agent);
                    prop_assert!(sheet.change_to(0, day, shift));
                    let mut was_weighed = false;
                    sheet.try_change(1, |_| { was_weighed = true; false });
                    prop_assert_eq!(was_weighed, is_allowed, "day {} of agent {}", day, agent);
                }
            }
        }
    }

    #[test]
    fn an_annealed_roster_is_no_dearer_than_it_was(seed in any::<u64>()) {
        if let Some((before, after, _)) = annealed(&random_problem(seed), 1, 1) {
            prop_assert!(after <= before + 1e-6);
        }
    }
}

#[test]
fn small_rosters_are_annealed_to_the_least_cost_of_all() {
    let mut compared = 0;
    for seed in 0..40 {
        let problem = random_problem(seed);
        if problem.agents.len() > 1 {
            continue;
        }
        if let (Some(best), Some((_, after, _))) = (brute_force(&problem), annealed(&problem, 1, 4))
        {
            assert!(
                (after - best).abs() < 1e-6,
                "seed {seed}: {after} instead of {best}"
            );
            compared += 1;
        }
    }
    assert!(compared >= 10, "{compared} problems compared");
}

#[test]
fn annealing_makes_the_same_roster_on_one_thread_as_on_two() {
    let with_two = |seed: &u64| random_problem(*seed).agents.len() == 2;
    for seed in (0..).filter(with_two).take(5) {
        let problem = random_problem(seed);
        let lines = |threads| {
            annealed(&problem, threads, 8).map(|(_, cost, lines)| {
                let lines = lines.into_iter().map(|line| line.piece.duties);
                (cost, lines.collect::<Vec<_>>())
            })
        };
        assert_eq!(lines(1), lines(2));
    }
}

#[test]
fn demand_by_slot_has_no_board() {
    let mut problem = random_problem(1);
    problem.groups.push(DemandGroup {
        required: vec![0.0; problem.horizon_slots()],
        ..DemandGroup::default()
    });
    assert!(Board::new(&Desk::new(&problem)).is_none());
}

/// A random week eight times over, so that every zone has two of them, with paid time limited over the whole.
fn eight_weeks(seed: u64) -> Problem {
    let mut problem = random_problem(seed);
    let week = problem.clone();
    for turn in 1..8 {
        for day in &week.days {
            problem.days.push(Day {
                first_slot: day.first_slot + turn * 7 * 24,
                week: day.week + turn,
                is_public_holiday: false,
                ..day.clone()
            });
        }
        for demand in &week.shift_demand {
            problem.shift_demand.push(ShiftDemand {
                day: demand.day + turn * 7,
                ..demand.clone()
            });
        }
    }
    let rules = &mut problem.plans[0].rules;
    rules.maximum_paid_minutes_in_period = Some(8 * 1_500);
    rules.minimum_paid_minutes_in_period = Some(4 * 480);
    // A soft limit of the period that two zones come below gains once only.
    let weekends = &mut rules.maximum_worked_weekends;
    *weekends = weekends.map(|limit| Limit::hard(4 + limit.value));
    rules.maximum_public_holidays_worked = None;
    problem
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// What the lanes make of their zones keeps the rules together, borders and limits of the period included: the roster
    /// gains what all of them gain.
    #[test]
    fn zones_annealed_apart_fit_together(seed in 0_u64..1_000) {
        let problem = eight_weeks(seed);
        let desk = Desk::new(&problem);
        let Some(first) = greedy(&desk) else { return Ok(()) };
        let board = Board::new(&desk).expect("demand by shift");
        let plan = Plan::zones(&desk, 1.0, 1, seed as usize % 8);
        let mut silent = |_| ();
        let mut control = Control::new(&|| false, &mut silent);
        // The lanes' own random numbers.
        let mut seeds = Random::new(seed);
        let mut gains = 0.0;
        for lane in 0..LANES {
            let mut alone = first.clone();
            let mut search = Search {
                desk: &desk,
                guide: None,
                pricer: &mut Pricer::default(),
                random: &mut Random::new(seeds.next()),
            };
            let task = plan.task(lane, desk.days());
            search.anneal(&board, &mut alone, &task, &mut control);
            gains += first.objective() - alone.objective();
        }
        let mut together = first.clone();
        Lanes::on_threads(&desk, &Pricer::default(), &mut Random::new(seed), 2)
            .anneal(&board, &mut together, plan, &mut control)
            .expect("no program is solved");
        let gained = first.objective() - together.objective();
        prop_assert!((gained - gains).abs() < 1e-6, "{gained} instead of {gains}");
    }
}
