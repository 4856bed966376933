use proptest::prelude::*;

use super::arms::{Arms, explore};
use super::blend::{Blend, Desktop, Loom};
use super::lanes::Lanes;
use super::{Desk, Roster};
use crate::lines::Pricer;
use crate::problem::{
    Agent, ColleagueWish, Day, ForbiddenSuccession, Limit, Limits, LockedShift, Price, Problem,
    Request, RotationDay, RotationWeek, ShiftDemand, ShiftTemplate, Strictness, TemplateCount,
    Weekday, Wish, WorkPlan, WorkedBefore,
};
use crate::random::Random;
use crate::search::control::Control;
use crate::search::{Solution, solve};

const DAYS: usize = 7;
const TEMPLATES: [(&str, u32, u32); 2] = [("early", 360, 480), ("late", 840, 600)];

fn template(index: usize) -> ShiftTemplate {
    let (id, start, paid) = TEMPLATES[index];
    ShiftTemplate {
        id: id.into(),
        weekdays: Weekday::ALL.to_vec(),
        earliest_start_minutes: start,
        latest_start_minutes: start,
        start_increment_minutes: 60,
        minimum_paid_minutes: paid,
        maximum_paid_minutes: paid,
        paid_increment_minutes: 60,
        activities: vec![],
    }
}

/// A week of one or two agents with rules, wishes and history drawn at random.
fn random_problem(seed: u64) -> Problem {
    let mut random = Random::new(seed);
    let mut draw = move |end: usize| random.below(end);
    let first_weekday = draw(7);
    let strictness = |soft: bool, price: usize| {
        if soft {
            Strictness::Soft(Price::from(u32::try_from(price).unwrap_or(0)))
        } else {
            Strictness::Hard
        }
    };
    let mut plan = WorkPlan {
        id: "plan".into(),
        shifts: vec![template(0), template(1)],
        ..WorkPlan::default()
    };
    if draw(2) == 0 {
        plan.maximum_consecutive_days = 2 + draw(3) as u32;
    }
    let limit = |value: usize, draw: &mut dyn FnMut(usize) -> usize| {
        (draw(3) == 0).then(|| Limit {
            value: value as u32,
            strictness: strictness(draw(2) == 0, 1 + draw(5)),
        })
    };
    let rules = &mut plan.rules;
    rules.minimum_consecutive_days = limit(2, &mut draw);
    rules.preferred_maximum_consecutive_days = limit(2, &mut draw);
    rules.minimum_consecutive_days_off = limit(2, &mut draw);
    rules.maximum_consecutive_days_off =
        limit(3, &mut draw).filter(|limit| limit.strictness != Strictness::Hard);
    rules.maximum_worked_weekends = limit(draw(2), &mut draw);
    rules.maximum_consecutive_worked_weekends = limit(draw(2), &mut draw);
    rules.maximum_public_holidays_worked = limit(draw(2), &mut draw);
    rules.whole_weekends = limit(0, &mut draw).map(|limit| limit.strictness);
    rules.start_consistency_minutes = limit(60 * draw(9), &mut draw).map(|limit| match limit {
        Limit {
            strictness: Strictness::Soft(_),
            value,
        } => Limit::soft(value, Price::from(1)),
        hard => hard,
    });
    if draw(3) == 0 {
        rules.minimum_paid_minutes_in_period = Some(480 * draw(4) as u32);
    }
    if draw(3) == 0 {
        rules.maximum_paid_minutes_in_period = Some(1900 + 240 * draw(4) as u32);
    }
    if draw(3) == 0 {
        rules.maximum_shifts = vec![TemplateCount {
            template: "late".into(),
            shifts: draw(4) as u32,
        }];
    }
    if draw(4) == 0 {
        rules.minimum_shifts = vec![TemplateCount {
            template: "early".into(),
            shifts: draw(3) as u32,
        }];
    }
    if draw(3) == 0 {
        let week = |late: bool, days: usize| RotationWeek {
            days: vec![RotationDay {
                weekdays: Weekday::ALL[..days].to_vec(),
                templates: TEMPLATES[..if late { 2 } else { 1 }]
                    .iter()
                    .map(|template| template.0.into())
                    .collect(),
            }],
        };
        rules.rotation = (0..1 + draw(3))
            .map(|_| week(draw(2) == 0, 3 + draw(5)))
            .collect();
    }
    if draw(2) == 0 {
        rules.forbidden_successions = vec![ForbiddenSuccession {
            template: "late".into(),
            next_day: vec!["early".into()],
        }];
    }
    let agents = (0..1 + draw(2))
        .map(|index| {
            let before = match draw(3) {
                0 => WorkedBefore::default(),
                1 => WorkedBefore {
                    consecutive_days: 1 + draw(2) as u32,
                    last_template: (draw(2) == 0).then(|| "late".into()),
                    last_start_minutes: Some(840),
                    consecutive_worked_weekends: draw(2) as u32,
                    ..WorkedBefore::default()
                },
                _ => WorkedBefore {
                    consecutive_days_off: 1 + draw(3) as u32,
                    ..WorkedBefore::default()
                },
            };
            let requests = (0..draw(4))
                .map(|_| Request {
                    day: draw(DAYS),
                    wish: [
                        Wish::Shift("late".into()),
                        Wish::NoShift("early".into()),
                        Wish::Work,
                        Wish::DayOff,
                    ][draw(4)]
                    .clone(),
                    price: Price::from(1 + draw(6) as u32),
                })
                .collect();
            let locked = (draw(5) == 0).then(|| {
                let day = draw(DAYS);
                LockedShift {
                    day,
                    template: "early".into(),
                    start_slot: day * 24 + 6,
                    end_slot: day * 24 + 14,
                }
            });
            let off = draw(DAYS);
            Agent {
                id: format!("agent {index}"),
                rotation_offset: draw(4),
                before,
                requests,
                days_off: if locked.is_none() && draw(2) == 0 {
                    vec![off]
                } else {
                    vec![]
                },
                locked: locked.into_iter().collect(),
                ..Agent::default()
            }
        })
        .collect();
    let mut agents: Vec<Agent> = agents;
    if agents.len() == 2 && draw(2) == 0 {
        agents[draw(2)].colleagues = vec![ColleagueWish {
            agent: String::new(),
            days: (0..DAYS).filter(|_| draw(3) > 0).collect(),
            price: Price::from(1 + draw(6) as u32),
        }];
        let other = [1, 0].map(|other: usize| agents[other].id.clone());
        for (agent, other) in agents.iter_mut().zip(other) {
            for wish in &mut agent.colleagues {
                wish.agent.clone_from(&other);
            }
        }
    }
    let holidays = [draw(DAYS), draw(DAYS), draw(DAYS)];
    let shift_demand = (0..DAYS)
        .flat_map(|day| [(day, 0), (day, 1)])
        .map(|(day, index)| ShiftDemand {
            day,
            template: TEMPLATES[index].0.into(),
            required: draw(3) as u32,
            under_cost: 1.0 + draw(20) as f64,
            over_cost: draw(4) as f64,
        })
        .collect();
    Problem {
        slot_minutes: 60,
        days: (0..DAYS)
            .map(|day| Day {
                first_slot: day * 24,
                slots: 24,
                weekday: Weekday::ALL[(first_weekday + day) % 7],
                week: (first_weekday + day) / 7,
                clock_change: None,
                is_public_holiday: holidays.contains(&day),
            })
            .collect(),
        shift_demand,
        agents,
        plans: vec![plan],
        seed: 3,
        limits: Limits {
            search_steps: 4_000,
            target_gap: 0.0,
            ..Limits::default()
        },
        ..Problem::default()
    }
}

/// Lengths of the runs of equal days: whether worked, first day, length.
fn runs(worked: &[bool]) -> Vec<(bool, usize, u32)> {
    let mut list: Vec<(bool, usize, u32)> = Vec::new();
    for (day, &works) in worked.iter().enumerate() {
        match list.last_mut() {
            Some((value, _, length)) if *value == works => *length += 1,
            _ => list.push((works, day, 1)),
        }
    }
    list
}

/// The cost of a line by the rules' words, day by day, apart from everything the search is made of; infinite when a hard
/// rule is broken.
fn line_cost(problem: &Problem, agent: usize, line: &[Option<usize>]) -> f64 {
    let who = &problem.agents[agent];
    let (plan, before) = (&problem.plans[0], &who.before);
    let rules = &plan.rules;
    let worked: Vec<bool> = line.iter().map(Option::is_some).collect();
    let mut cost = 0.0;
    let below = |limit: Option<Limit>, found| limit.map_or(0.0, |limit| limit.price_below(found));
    for (works, first, length) in runs(&worked) {
        let known = match (first, works) {
            (0, true) => before.consecutive_days,
            (0, false) => before.consecutive_days_off,
            _ => 0,
        };
        let told = before.consecutive_days + before.consecutive_days_off > 0;
        let ends_inside = first + (length as usize) < DAYS;
        let whole = length + known;
        if ends_inside && (first > 0 || told) {
            let least = if works {
                rules.minimum_consecutive_days
            } else {
                rules.minimum_consecutive_days_off
            };
            cost += below(least, whole);
        }
        let most = if works {
            rules.preferred_maximum_consecutive_days
        } else {
            rules.maximum_consecutive_days_off
        };
        // Only days of the horizon are priced, those before are past.
        cost += most.map_or(0.0, |limit| {
            limit
                .strictness
                .price_of(whole.saturating_sub(limit.value.max(known)))
        });
        if works && whole > plan.maximum_consecutive_days {
            return f64::INFINITY;
        }
    }
    // A run from before that ends with the first day.
    let first_works = worked[0];
    if before.consecutive_days > 0 && !first_works {
        cost += below(rules.minimum_consecutive_days, before.consecutive_days);
    }
    if before.consecutive_days_off > 0 && first_works {
        cost += below(
            rules.minimum_consecutive_days_off,
            before.consecutive_days_off,
        );
    }
    let mut weekends = 0;
    let mut in_row = before.consecutive_worked_weekends;
    for (day, date) in problem.days.iter().enumerate() {
        let saturday_before = match day {
            0 => (before.consecutive_days > 0, before.consecutive_days_off > 0),
            _ => (worked[day - 1], !worked[day - 1]),
        };
        if date.weekday == Weekday::Sunday {
            let (sat, sat_off) = saturday_before;
            weekends += u32::from(worked[day] || (sat && day > 0));
            if (sat && !worked[day]) || (sat_off && worked[day]) {
                cost += rules
                    .whole_weekends
                    .map_or(0.0, |strictness| strictness.price_of(1));
            }
            if sat || worked[day] {
                in_row += 1;
                // A weekend worked on the Saturday before the horizon alone is past.
                if day > 0 || worked[day] && !sat {
                    cost += over(rules.maximum_consecutive_worked_weekends, in_row);
                }
            } else {
                in_row = 0;
            }
        }
        if date.weekday == Weekday::Saturday && day + 1 == DAYS && worked[day] {
            weekends += 1;
            in_row += 1;
            cost += over(rules.maximum_consecutive_worked_weekends, in_row);
        }
    }
    let of_holidays = problem.days.iter().zip(&worked);
    let holidays = of_holidays.filter(|(date, works)| date.is_public_holiday && **works);
    cost += rules
        .maximum_public_holidays_worked
        .map_or(0.0, |limit| limit.price_above(holidays.count() as u32));
    let rotates = |day: usize| match line[day] {
        None => true,
        Some(_) if rules.rotation.is_empty() => true,
        Some(index) => {
            let turn = (problem.days[day].week + who.rotation_offset) % rules.rotation.len();
            let entries = &rules.rotation[turn].days;
            entries.iter().any(|entry| {
                entry.weekdays.contains(&problem.days[day].weekday)
                    && entry.templates.contains(&TEMPLATES[index].0.to_owned())
            })
        }
    };
    if !(0..DAYS).all(rotates) {
        return f64::INFINITY;
    }
    cost += rules
        .maximum_worked_weekends
        .map_or(0.0, |limit| limit.price_above(weekends));
    for day in 0..DAYS {
        let Some(today) = line[day] else { continue };
        let yesterday = match day {
            0 if before.consecutive_days > 0 => before
                .last_template
                .as_ref()
                .map(|_| 1)
                .zip(before.last_start_minutes),
            0 => None,
            _ => line[day - 1].map(|index| (index, TEMPLATES[index].1)),
        };
        if !rules.forbidden_successions.is_empty()
            && today == 0
            && yesterday.is_some_and(|y| y.0 == 1)
        {
            return f64::INFINITY;
        }
        let start = match day {
            0 => (before.consecutive_days > 0)
                .then_some(before.last_start_minutes)
                .flatten(),
            _ => yesterday.map(|(_, start)| start),
        };
        if let (Some(limit), Some(start)) = (rules.start_consistency_minutes, start) {
            cost += limit.price_above(TEMPLATES[today].1.abs_diff(start));
        }
    }
    let count = |index| line.iter().filter(|day| **day == Some(index)).count() as u32;
    let paid = count(0) * TEMPLATES[0].2 + count(1) * TEMPLATES[1].2;
    let broken = rules
        .minimum_paid_minutes_in_period
        .is_some_and(|least| paid < least)
        || rules
            .maximum_paid_minutes_in_period
            .is_some_and(|most| paid > most)
        || rules
            .maximum_shifts
            .iter()
            .any(|limit| count(1) > limit.shifts)
        || rules
            .minimum_shifts
            .iter()
            .any(|limit| count(0) < limit.shifts)
        || who.days_off.iter().any(|&day| line[day].is_some())
        || who.locked.iter().any(|locked| line[locked.day] != Some(0));
    if broken {
        return f64::INFINITY;
    }
    for request in &who.requests {
        if !request
            .wish
            .is_granted_by(line[request.day].map(|index| TEMPLATES[index].0))
        {
            cost += request.price.value();
        }
    }
    cost
}

fn over(limit: Option<Limit>, in_row: u32) -> f64 {
    limit.map_or(0.0, |limit| {
        limit.strictness.price_of(u32::from(in_row > limit.value))
    })
}

fn demand_cost(problem: &Problem, lines: &[&Vec<Option<usize>>]) -> f64 {
    let entry = |demand: &ShiftDemand| {
        let index = usize::from(demand.template == "late");
        let there = lines
            .iter()
            .filter(|line| line[demand.day] == Some(index))
            .count() as f64;
        let missing = f64::from(demand.required) - there;
        missing.max(0.0) * demand.under_cost + (-missing).max(0.0) * demand.over_cost
    };
    problem.shift_demand.iter().map(entry).sum()
}

/// Cost of the days on which two agents are apart, of whom one or both wish otherwise.
fn apart_cost(problem: &Problem, lines: [&Vec<Option<usize>>; 2]) -> f64 {
    let wishes = problem.agents.iter().flat_map(|agent| &agent.colleagues);
    let of_wish = |wish: &ColleagueWish| {
        let days = (0..DAYS).filter(|day| wish.days.is_empty() || wish.days.contains(day));
        days.filter(|&day| lines[0][day] != lines[1][day]).count() as f64 * wish.price.value()
    };
    wishes.map(of_wish).sum()
}

/// The least cost of all rosters; none when an agent has no line.
fn brute_force(problem: &Problem) -> Option<f64> {
    let all = (0..3_usize.pow(DAYS as u32)).map(|code| -> Vec<Option<usize>> {
        (0..DAYS)
            .map(|day| (code / 3_usize.pow(day as u32) % 3).checked_sub(1))
            .collect()
    });
    let all: Vec<Vec<Option<usize>>> = all.collect();
    let allowed = |agent| -> Vec<(f64, &Vec<Option<usize>>)> {
        all.iter()
            .map(|line| (line_cost(problem, agent, line), line))
            .filter(|(cost, _)| cost.is_finite())
            .collect()
    };
    let first = allowed(0);
    let second = if problem.agents.len() > 1 {
        allowed(1)
    } else {
        vec![]
    };
    let mut best: Option<f64> = None;
    for (cost, line) in &first {
        if problem.agents.len() == 1 {
            let total = cost + demand_cost(problem, &[line]);
            best = Some(best.map_or(total, |least| least.min(total)));
        }
        for (other_cost, other) in &second {
            let total = cost
                + other_cost
                + demand_cost(problem, &[line, other])
                + apart_cost(problem, [line, other]);
            best = Some(best.map_or(total, |least| least.min(total)));
        }
    }
    best
}

fn solved(problem: &Problem) -> Solution {
    solve(problem, &|| false, &mut |_| ()).expect("a line for every agent")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn the_roster_is_as_cheap_as_the_best_of_all_and_the_bound_below_it(seed in any::<u64>()) {
        let problem = random_problem(seed);
        let best = brute_force(&problem);
        prop_assume!(best.is_some());
        let best = best.unwrap_or_default();
        let solution = solved(&problem);
        prop_assert!(solution.bound <= best + 1e-6, "bound {} above {best}", solution.bound);
        prop_assert!((solution.objective - best).abs() < 1e-6, "{} instead of {best}", solution.objective);
        // What is reported is what the lines cost by the rules' words.
        let lines: Vec<Vec<Option<usize>>> = solution.lines.iter().map(|line| {
            let mut days = vec![None; DAYS];
            for shift in &line.shifts {
                days[shift.day] = Some(usize::from(shift.template == "late"));
            }
            days
        }).collect();
        let own: f64 = lines.iter().enumerate().map(|(agent, line)| line_cost(&problem, agent, line)).sum();
        let apart = match &lines[..] {
            [one, other] => apart_cost(&problem, [one, other]),
            _ => 0.0,
        };
        let total = own + apart + demand_cost(&problem, &lines.iter().collect::<Vec<_>>());
        prop_assert!((total - solution.objective).abs() < 1e-6);
        prop_assert_eq!(&solved(&problem).lines, &solution.lines, "the same seed, the same roster");
    }
}

#[test]
fn lanes_make_the_same_roster_on_one_thread_as_on_four() {
    let with_two = |seed: &u64| random_problem(*seed).agents.len() == 2;
    let problem = random_problem((0..).find(with_two).expect("a problem of two agents"));
    let desk = Desk::new(&problem);
    let mut pricer = Pricer::default();
    let greedy = Roster::greedy(&desk, &mut pricer, true);
    let greedy = greedy.map_err(|without| desk.no_line(&without));
    let greedy = greedy.expect("a line for everybody");
    let made = |threads: usize| {
        let mut random = Random::new(7);
        let mut lanes = Lanes::on_threads(&desk, &pricer, &mut random, threads);
        let mut roster = greedy.clone();
        let mut silent = |_| ();
        let mut control = Control::new(&|| false, &mut silent);
        let steps = lanes
            .level_out(&mut roster, 20_000, &mut control)
            .expect("no program fails");
        let lines = roster.lines.into_iter().map(|line| line.piece.duties);
        (lines.collect::<Vec<_>>(), steps)
    };
    assert_eq!(made(1), made(4));
}

#[test]
fn one_agent_without_a_clock_is_searched_until_the_work_limit() {
    let alone = |seed: &u64| random_problem(*seed).agents.len() == 1;
    for seed in (0..).filter(alone).take(5) {
        let mut problem = random_problem(seed);
        // Nothing but the work limit ends the search.
        problem.limits.target_gap = -1.0;
        let desk = Desk::new(&problem);
        let mut pricer = Pricer::default();
        let Ok(mut roster) = Roster::greedy(&desk, &mut pricer, true) else {
            continue;
        };
        let mut lanes = Lanes::on_threads(&desk, &pricer, &mut Random::new(seed), 1);
        let mut arms = Arms::after(&desk, 0);
        // A search that takes no steps would ask for ever whether to stop.
        let asked = std::sync::atomic::AtomicUsize::new(0);
        let is_endless = || asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed) > 100_000;
        let mut silent = |_| ();
        let mut control = Control::new(&is_endless, &mut silent);
        explore(&mut lanes, &mut arms, &mut roster, 400, &mut control).expect("no program fails");
        assert!(
            arms.steps >= 400 && !control.stopped,
            "{} steps",
            arms.steps
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// A blend is of lines that may be mixed and break limits of the period, so it costs no more than the best roster in
    /// the end; and its bound holds at the prices of every sweep.
    #[test]
    fn no_roster_costs_less_than_the_bound_of_a_blend(seed in any::<u64>()) {
        let problem = random_problem(seed);
        let best = brute_force(&problem);
        prop_assume!(best.is_some());
        let desk = Desk::new(&problem);
        let roster = Roster::greedy(&desk, &mut Pricer::default(), true);
        let (Ok(roster), Some(loom)) = (roster, Loom::new(&desk)) else {
            return Ok(());
        };
        let mut blend = Blend::of(&loom, &roster, 2.0).expect("every line is in its graph");
        let (mut random, mut desktop) = (Random::new(seed), Desktop::default());
        for _ in 0..30 {
            blend.sweep(&loom, &mut random, &mut desktop);
            let bound = blend.worth(&loom, &mut desktop).bound;
            prop_assert!(bound <= best.unwrap_or_default() + 1e-6, "{bound} above {best:?}");
        }
    }

    /// Heads and counts that are added to step by step are those of the strands.
    #[test]
    fn heads_and_counts_of_a_blend_are_those_of_its_strands(seed in any::<u64>()) {
        let problem = random_problem(seed);
        let desk = Desk::new(&problem);
        let roster = Roster::greedy(&desk, &mut Pricer::default(), true);
        let (Ok(roster), Some(loom)) = (roster, Loom::new(&desk)) else {
            return Ok(());
        };
        let mut blend = Blend::of(&loom, &roster, 2.0).expect("every line is in its graph");
        let (mut random, mut desktop) = (Random::new(seed), Desktop::default());
        for _ in 0..10 {
            blend.sweep(&loom, &mut random, &mut desktop);
        }
        let mut counted = blend.clone();
        counted.recount(&loom);
        let pairs = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-6);
        prop_assert!(pairs(&blend.heads, &counted.heads));
        for (one, other) in blend.mixtures.iter().zip(&counted.mixtures) {
            prop_assert!(pairs(&one.counts, &other.counts));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// What four lanes changed apart from one another is no worse together, and is counted right.
    #[test]
    fn lanes_brought_together_are_no_worse_than_before(seed in 0u64..1_000_000) {
        let problem = random_problem(seed);
        let desk = Desk::new(&problem);
        let mut pricer = Pricer::default();
        // Minima that nobody can keep are relaxed elsewhere.
        let Ok(mut roster) = Roster::greedy(&desk, &mut pricer, true) else {
            return Ok(());
        };
        let mut random = Random::new(seed);
        let mut lanes = Lanes::on_threads(&desk, &pricer, &mut random, 2);
        for _ in 0..5 {
            let before = roster.objective();
            let mut silent = |_| ();
            let mut control = Control::new(&|| false, &mut silent);
            lanes
                .round(&mut roster, &mut control, |_, search, roster, control| {
                    Ok(search.exchange_once(roster, control))
                })
                .expect("no program is solved");
            prop_assert!(roster.objective() < before + 1e-6);
            let counted = Roster::of(&desk, &desk.supply, roster.lines.clone());
            prop_assert!((counted.objective() - roster.objective()).abs() < 1e-6);
        }
    }
}
