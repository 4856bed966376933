//! Small problems against the enumeration of all their rosters.

use proptest::prelude::*;

use super::{Solution, agent, every_day, free_of_minima, solved};
use crate::problem::{BreakLimit, CostStep, Line, LockedShift, Problem, SplitShift};
use crate::rules;
use crate::rules::testing::week;

/// Every line of the first agent that the rules allow, by brute force over shifts and meals.
fn all_lines(problem: &Problem) -> Vec<Line> {
    let mut lines = vec![Line {
        agent: 0,
        shifts: vec![],
    }];
    for (day, date) in problem.days.iter().enumerate() {
        let mut longer = lines.clone();
        for line in &lines {
            for (hour, meal) in (0..24).flat_map(|hour| (0..10).map(move |meal| (hour, meal))) {
                for (paid, gap) in [7, 8]
                    .into_iter()
                    .flat_map(|paid| (1..6).map(move |gap| (paid, gap)))
                {
                    let mut shift = rules::testing::shift(day, 0);
                    shift.start_slot = date.first_slot + hour;
                    shift.end_slot = shift.start_slot + paid + gap;
                    shift.activities[0].start_slot = shift.start_slot + meal;
                    shift.activities[0].slots = gap;
                    let mut line = line.clone();
                    line.shifts.push(shift);
                    let keeps = rules::rules_of(problem, 0).iter().all(|rule| {
                        rule.breaches(&line)
                            .iter()
                            .all(|breach| breach.shortfall > 0)
                    });
                    if keeps {
                        longer.push(line);
                    }
                }
            }
        }
        lines = longer;
    }
    lines.retain(|line| {
        rules::rules_of(problem, 0)
            .iter()
            .all(|rule| rule.breaches(line).is_empty())
    });
    lines
}

/// Slots on queue of every line, each set once.
fn all_covers(problem: &Problem) -> Vec<Vec<usize>> {
    let lines = all_lines(problem);
    let cover = |line: &Line| {
        line.shifts
            .iter()
            .flat_map(|shift| shift.on_queue_slots().collect::<Vec<_>>())
            .collect()
    };
    let mut covers: Vec<Vec<usize>> = lines.iter().map(cover).collect();
    covers.sort();
    covers.dedup();
    covers
}

fn cost_of(problem: &Problem, covers: [&[usize]; 2]) -> f64 {
    let group = &problem.groups[0];
    let mut heads = vec![0.0; problem.horizon_slots()];
    for &slot in covers.into_iter().flatten() {
        if let Some(count) = heads.get_mut(slot) {
            *count += 1.0;
        }
    }
    // Half head by half head, so that no formula is shared with the search.
    let rising = |heads: f64, base: f64, steps: &[CostStep]| -> f64 {
        let halves = (2.0 * heads).round().max(0.0) as usize;
        let one = |half: usize| {
            let middle = half as f64 / 2.0 + 0.25;
            let step = steps.iter().rfind(|step| step.beyond_heads < middle);
            0.5 * step.map_or(base, |step| step.cost_per_slot)
        };
        (0..halves).map(one).sum()
    };
    let price = |(need, heads): (&f64, &f64)| {
        rising(need - heads, group.under_cost_per_slot, &group.under_steps)
            + rising(heads - need, group.over_cost_per_slot, &group.over_steps)
    };
    group.required.iter().zip(&heads).map(price).sum()
}

fn tiny() -> Problem {
    let mut problem = free_of_minima(week());
    problem.days.truncate(2);
    problem.plans[0].minimum_days_off = 0;
    problem.plans[0].shifts[0].earliest_start_minutes = 8 * 60;
    problem.plans[0].shifts[0].latest_start_minutes = 10 * 60;
    problem.plans[0].minimum_time_between_shifts_minutes = 15 * 60;
    problem.limits.target_gap = 0.0;
    problem.agents = ["Ana", "Bo"].map(|id| agent(id, vec![0])).to_vec();
    problem.groups[0].required = every_day(&problem, 1.0, 8, 18);
    problem
}

/// The least cost of two lines, and that of one.
fn cheapest(problem: &Problem) -> (f64, f64) {
    let covers = all_covers(problem);
    assert!(covers.len() > 10);
    let (mut two, mut one) = (f64::INFINITY, f64::INFINITY);
    for (index, first) in covers.iter().enumerate() {
        one = one.min(cost_of(problem, [first, &[]]));
        for second in &covers[index..] {
            two = two.min(cost_of(problem, [first, second]));
        }
    }
    (two, one)
}

/// Both searches on a problem of two like agents. The one under general rules proves no optimum of slots: its bound is one,
/// and for one agent its pricing is exact.
fn are_cheapest(problem: &Problem) -> Result<(), TestCaseError> {
    let (two, one) = cheapest(problem);
    // A limit that binds nowhere sends the problem to the search under general rules.
    let mut general = problem.clone();
    general.plans[0].rules.maximum_paid_minutes_per_day = Some(1440);
    general.limits.search_steps = 100;
    prop_assert!(
        !problem.asks_for_more_than_weekly_rules() && general.asks_for_more_than_weekly_rules()
    );
    let weekly = solved(problem);
    let found = weekly.objective;
    prop_assert!(
        (found - two).abs() < 1e-6,
        "found {found}, the cheapest is {two}"
    );
    for bound in [weekly.bound, solved(&general).bound] {
        prop_assert!(bound <= two + 1e-6, "bound {bound} above {two}");
    }
    general.agents.truncate(1);
    let found = solved(&general).objective;
    prop_assert!(
        (found - one).abs() < 1e-6,
        "found {found}, the cheapest is {one}"
    );
    Ok(())
}

fn daytime(half_heads: &[u8]) -> Vec<f64> {
    let heads = |(slot, &half_heads): (usize, &u8)| {
        if (7..20).contains(&(slot % 24)) {
            f64::from(half_heads) / 2.0
        } else {
            0.0
        }
    };
    half_heads.iter().enumerate().map(heads).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn tiny_rosters_are_as_cheap_as_the_cheapest_of_all(demand in prop::collection::vec(0u8..6, 48)) {
        let mut problem = tiny();
        problem.groups[0].required = daytime(&demand);
        are_cheapest(&problem)?;
    }

    #[test]
    fn costs_that_rise_are_kept_by_both_searches(
        demand in prop::collection::vec(0u8..8, 48),
        under in prop::collection::vec((1u8..4, 0u8..8), 0..3),
        over in prop::collection::vec((1u8..4, 0u8..8), 0..3),
    ) {
        let mut problem = tiny();
        let rising = |base: f64, halves: &[(u8, u8)]| -> Vec<CostStep> {
            let (mut beyond_heads, mut cost_per_slot) = (0.0, base);
            let step = |&(width, rise): &(u8, u8)| {
                beyond_heads += f64::from(width) / 2.0;
                cost_per_slot += f64::from(rise);
                CostStep { beyond_heads, cost_per_slot }
            };
            halves.iter().map(step).collect()
        };
        let group = &mut problem.groups[0];
        group.required = daytime(&demand);
        group.under_steps = rising(group.under_cost_per_slot, &under);
        group.over_steps = rising(group.over_cost_per_slot, &over);
        are_cheapest(&problem)?;
    }

    #[test]
    fn split_shifts_are_as_cheap_as_the_cheapest_of_all_pieces_and_gaps(
        demand in prop::collection::vec(0u8..6, 48),
        longest_gap in 2u32..5,
        step in 1u32..3,
        second in prop::option::of(3u32..6),
        spread in prop::option::of(9u32..12),
    ) {
        let mut problem = tiny();
        problem.groups[0].required = daytime(&demand);
        let plan = &mut problem.plans[0];
        plan.minimum_time_between_shifts_minutes = 13 * 60;
        plan.shifts[0].maximum_paid_minutes = 420;
        let gap = &mut plan.shifts[0].activities[0];
        gap.earliest_start_minutes = 120;
        gap.minimum_before_end_minutes = 120;
        gap.split = Some(SplitShift {
            longest_gap_minutes: longest_gap * 60,
            gap_increment_minutes: step * 60,
            longest_second_piece_minutes: second.map(|hours| hours * 60),
            maximum_spread_minutes: spread.map(|hours| hours * 60),
        });
        are_cheapest(&problem)?;
    }

    #[test]
    fn breaks_keep_out_of_each_others_way_where_that_is_cheapest(
        demand in prop::collection::vec(0u8..6, 48),
        most_at_once in 0u32..2,
        half_cost in 0u8..9,
        meal in 3usize..6,
    ) {
        let mut problem = tiny();
        problem.groups[0].required = daytime(&demand);
        problem.break_limits = vec![BreakLimit {
            id: "meals".into(),
            groups: vec![0],
            activities: vec![],
            most_at_once,
            over_cost_per_slot: f64::from(half_cost) / 2.0,
        }];
        // Bo can have one line only, so what is best for Ana is best of all.
        let mut fixed = problem.plans[0].clone();
        fixed.id = "fixed".into();
        fixed.shifts[0].maximum_paid_minutes = 420;
        let minutes = u32::try_from(meal).unwrap_or(0) * 60;
        fixed.shifts[0].activities[0].earliest_start_minutes = minutes;
        fixed.shifts[0].activities[0].latest_start_minutes = minutes;
        problem.plans.push(fixed);
        problem.agents[1].plan = 1;
        let lock = |day: usize| LockedShift {
            day,
            template: "day".into(),
            start_slot: day * 24 + 8,
            end_slot: day * 24 + 16,
        };
        problem.agents[1].locked = vec![lock(0), lock(1)];
        let bo = [0, 1].map(|day| (8..16).map(|hour| day * 24 + hour).filter(|slot| slot % 24 != 8 + meal).collect::<Vec<_>>()).concat();
        let cost = |line: &Line| {
            let ana: Vec<usize> = line.shifts.iter().flat_map(|shift| shift.on_queue_slots().collect::<Vec<_>>()).collect();
            let mut on_break = [8 + meal, 32 + meal].map(|slot| (slot, 1_u32)).to_vec();
            for slot in line.shifts.iter().map(|shift| shift.activities[0].start_slot) {
                match on_break.iter_mut().find(|(taken, _)| *taken == slot) {
                    Some((_, agents)) => *agents += 1,
                    None => on_break.push((slot, 1)),
                }
            }
            let beyond: u32 = on_break.iter().map(|(_, agents)| agents.saturating_sub(most_at_once)).sum();
            cost_of(&problem, [&ana, &bo]) + f64::from(beyond) * f64::from(half_cost) / 2.0
        };
        let cheapest = all_lines(&problem).iter().map(cost).fold(f64::INFINITY, f64::min);
        let solution = solved(&problem);
        prop_assert!((solution.objective - cheapest).abs() < 1e-6, "found {}, the cheapest is {cheapest}", solution.objective);
        prop_assert!(solution.bound <= cheapest + 1e-6, "bound {} above {cheapest}", solution.bound);
    }

    #[test]
    fn a_step_that_costs_no_more_than_the_base_changes_nothing(beyond in 1u8..6) {
        let mut problem = week();
        problem.agents = [vec![0], vec![0], vec![0]].map(|groups| agent("", groups)).to_vec();
        for (index, agent) in problem.agents.iter_mut().enumerate() {
            agent.id = format!("agent {index}");
        }
        problem.groups[0].required = every_day(&problem, 4.0, 8, 18);
        problem.limits.search_steps = 60;
        let mut stepped = problem.clone();
        let group = &mut stepped.groups[0];
        let flat = |cost_per_slot: f64| vec![CostStep { beyond_heads: f64::from(beyond), cost_per_slot }];
        group.under_steps = flat(group.under_cost_per_slot);
        group.over_steps = flat(group.over_cost_per_slot);
        prop_assert_eq!(solved(&problem), solved(&stepped));
    }
}

#[test]
fn two_agents_do_not_have_their_meal_at_once_where_one_is_the_most() {
    let mut problem = tiny();
    problem.plans[0].shifts[0].latest_start_minutes = 8 * 60;
    // Least is wanted in the fourth hour of the shift.
    problem.groups[0].required = every_day(&problem, 2.0, 8, 18);
    for day in [0, 24] {
        problem.groups[0].required[day + 12] = 0.0;
    }
    let meals = |problem: &Problem| -> Vec<Vec<usize>> {
        let Solution {
            lines, messages, ..
        } = solved(problem);
        assert!(
            messages
                .iter()
                .all(|message| message.code != "breaks-beyond-limit")
        );
        let meal = |line: &Line| {
            let shifts = line.shifts.iter();
            shifts.map(|shift| shift.activities[0].start_slot).collect()
        };
        lines.iter().map(meal).collect()
    };
    let together = meals(&problem);
    assert_eq!(together[0], [12, 36]);
    assert_eq!(together[0], together[1]);
    problem.break_limits = vec![BreakLimit {
        id: "meals".into(),
        groups: vec![],
        activities: vec!["meal".into()],
        most_at_once: 1,
        over_cost_per_slot: 10.0,
    }];
    let apart = meals(&problem);
    let mut cheap = problem.clone();
    cheap.break_limits[0].over_cost_per_slot = 0.25;
    let beyond = solved(&cheap).messages;
    let beyond = beyond
        .iter()
        .find(|message| message.code == "breaks-beyond-limit");
    assert!(beyond.expect("a message").text.contains("2.00 agent-hours"));
    assert!(
        apart[0][0] != apart[1][0] && apart[0][1] != apart[1][1],
        "{apart:?}"
    );
}
