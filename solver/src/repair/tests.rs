use proptest::prelude::*;

use super::{
    Change, ChangePrices, Locks, Repair, RepairError, RepairOptions, carried_over, changed, repair,
    search_on, what_if,
};
use crate::audit::audit;
use crate::problem::{Agent, BreakLimit, DemandGroup, Limit, Line, Problem, SlotRange};
use crate::rules;
use crate::rules::testing::week;
use crate::search::{Status, solve};

/// Five agents with meals, enough for three heads on weekdays.
fn centre() -> Problem {
    let mut problem = week();
    problem.plans[0].minimum_days_per_week = 0;
    problem.plans[0].minimum_paid_minutes_per_week = 0;
    problem.groups[0].required = (0..168)
        .map(|slot| {
            if slot < 120 && (8..17).contains(&(slot % 24)) {
                3.0
            } else {
                0.0
            }
        })
        .collect();
    problem.agents = ["Ana", "Bo", "Cem", "Dia", "Eve"]
        .map(|id| Agent {
            id: id.into(),
            groups: vec![0],
            ..Agent::default()
        })
        .to_vec();
    problem.limits.search_steps = 200;
    problem
}

fn roster(problem: &Problem) -> Vec<Line> {
    solve(problem, &|| false, &mut |_| ())
        .expect("a roster")
        .lines
}

fn options(problem: &Problem, locks: Locks) -> RepairOptions {
    RepairOptions {
        prices: ChangePrices::of(problem),
        locks,
    }
}

fn repaired(problem: &Problem, lines: &[Line], options: &RepairOptions) -> Repair {
    let run = || repair(problem, lines, options, &|| false, &mut |_| ());
    let result = run().expect("a repair");
    assert_eq!(result, run().expect("a repair"), "the same twice");
    let certificate = audit(problem, &result.solution);
    assert!(certificate.is_clean(), "{:?}", certificate.breaches);
    assert!(result.total_bound <= result.total + 1e-6);
    assert!(result.solution.bound <= result.solution.objective + 1e-6);
    let price = options.prices.day.value() * result.changed_days as f64
        + options.prices.breaks.value() * result.moved_breaks as f64;
    // A day that had to change is not charged for.
    assert!(result.total <= result.solution.objective + price + 1e-6);
    result
}

#[test]
fn nothing_changed_changes_nothing() {
    let problem = centre();
    let lines = roster(&problem);
    let result = repaired(&problem, &lines, &options(&problem, Locks::default()));
    assert_eq!(result.changes, []);
    assert_eq!(result.solution.lines, lines);
}

#[test]
fn one_absent_agent_is_stood_in_for_by_few_and_locks_hold() {
    let problem = centre();
    let lines = roster(&problem);
    let absent = lines
        .iter()
        .find(|line| line.shifts.iter().any(|shift| shift.day == 2));
    let absent = absent.expect("somebody works on Wednesday").agent;
    let mut changed = problem.clone();
    changed.agents[absent].unavailable = vec![SlotRange { start: 48, end: 72 }];
    let before = audit_cost(&problem, &lines);
    let free = repaired(&changed, &lines, &options(&changed, Locks::default()));
    let own = free.changes.iter().find(|change| change.agent == absent);
    let own = own.expect("the absent agent changes");
    assert_eq!(own.code, "rule-broken");
    assert_eq!(own.broken[0].rule, rules::AVAILABILITY);
    let forced: Vec<(usize, &str)> = own
        .days
        .iter()
        .filter(|day| day.is_forced)
        .map(|day| (day.day, day.code.as_str()))
        .collect();
    assert_eq!(forced, [(2, "shift-removed")]);
    assert!(free.changed_days <= 4, "{:?}", free.changes);
    assert!(
        free.solution.objective < before + 18.0 - 1e-9,
        "somebody stands in"
    );
    for change in free
        .changes
        .iter()
        .filter(|change| change.code == "saves-cost")
    {
        assert!(change.saves.is_some_and(|saved| saved > 0.0), "{change:?}");
    }
    // Everybody who moved for it is locked: then others or nobody.
    let movers: Vec<usize> = free.changes.iter().map(|change| change.agent).collect();
    let locks = Locks {
        agents: movers
            .iter()
            .copied()
            .filter(|&agent| agent != absent)
            .collect(),
        days: vec![0],
        ..Locks::default()
    };
    let locked = repaired(&changed, &lines, &options(&changed, locks.clone()));
    for (agent, line) in locked.solution.lines.iter().enumerate() {
        for day in (0..7).filter(|&day| locks.hold(agent, day)) {
            let on = |line: &Line| line.shifts.iter().find(|one| one.day == day).cloned();
            assert_eq!(on(line), on(&lines[agent]), "agent {agent} on day {day}");
        }
    }
    assert!(locked.total >= free.total_bound - 1e-6);
}

fn audit_cost(problem: &Problem, lines: &[Line]) -> f64 {
    let mut solution = solve(problem, &|| false, &mut |_| ()).expect("a roster");
    solution.lines = lines.to_vec();
    audit(problem, &solution).objective
}

#[test]
fn a_locked_absence_is_refused_with_the_day() {
    let problem = centre();
    let lines = roster(&problem);
    let absent = lines
        .iter()
        .find(|line| !line.shifts.is_empty())
        .expect("a shift");
    let shift = &absent.shifts[0];
    let mut changed = problem.clone();
    changed.agents[absent.agent].unavailable = vec![SlotRange {
        start: shift.start_slot,
        end: shift.end_slot,
    }];
    let locks = Locks {
        agent_days: vec![(absent.agent, shift.day)],
        ..Locks::default()
    };
    let error = repair(
        &changed,
        &lines,
        &options(&changed, locks),
        &|| false,
        &mut |_| (),
    );
    assert!(
        matches!(error, Err(RepairError::LockImpossible { day, .. }) if day == shift.day),
        "{error:?}"
    );
}

#[test]
fn a_minimum_that_locks_put_out_of_reach_is_relaxed_and_told() {
    let mut problem = centre();
    problem.plans[0].minimum_paid_minutes_per_week = 2400;
    let lines = roster(&problem);
    let whole = lines.iter().find(|line| line.shifts.len() == 5);
    let whole = whole.expect("five days for everybody").clone();
    let day = whole.shifts[2].day;
    let mut changed = problem.clone();
    changed.agents[whole.agent].unavailable = vec![SlotRange {
        start: day * 24,
        end: day * 24 + 24,
    }];
    // The only other days are locked as they are: off.
    let free = (0..7).filter(|day| whole.shifts.iter().all(|shift| shift.day != *day));
    let locks = Locks {
        agent_days: free.map(|day| (whole.agent, day)).collect(),
        ..Locks::default()
    };
    let result = repaired(&changed, &lines, &options(&changed, locks));
    let relaxed: Vec<(usize, &str)> = result
        .solution
        .relaxed
        .iter()
        .map(|one| (one.agent, one.rule.as_str()))
        .collect();
    assert_eq!(relaxed, [(whole.agent, rules::PAID_MINUTES_PER_WEEK)]);
}

#[test]
fn risen_demand_is_met_where_that_is_worth_more_than_the_change() {
    let problem = centre();
    let lines = roster(&problem);
    let mut changed = problem.clone();
    // Saturday was free: two heads from 8 to 17, of which a shift covers eight hours.
    changed.groups[0].required[128..137].fill(2.0);
    let cheap = repaired(&changed, &lines, &options(&changed, Locks::default()));
    let added = cheap.changes.iter().flat_map(|change| &change.days);
    assert!(
        added
            .clone()
            .any(|day| (day.day, day.code.as_str()) == (5, "shift-added"))
    );
    let dear = RepairOptions {
        prices: ChangePrices {
            day: 1000.into(),
            breaks: 1000.into(),
        },
        locks: Locks::default(),
    };
    assert_eq!(repaired(&changed, &lines, &dear).changes, []);
}

#[test]
fn a_tightened_general_rule_changes_the_lines_that_break_it() {
    let problem = centre();
    let lines = roster(&problem);
    let mut changed = problem.clone();
    changed.plans[0].rules.minimum_consecutive_days = Some(Limit::hard(2));
    changed.plans[0].rules.maximum_consecutive_days_off = Some(Limit::hard(3));
    let result = repaired(&changed, &lines, &options(&changed, Locks::default()));
    for change in &result.changes {
        assert_eq!(
            change.code == "rule-broken",
            !change.broken.is_empty(),
            "{change:?}"
        );
    }
}

#[test]
fn what_ifs_begin_with_the_stored_roster_and_carry_agents_over_by_name() {
    let problem = centre();
    let lines = roster(&problem);
    let gone = what_if(
        &problem,
        &lines,
        &[Change::RemoveAgent { agent: 0 }],
        &|| false,
    );
    let gone = gone.expect("an answer");
    assert_eq!(gone.problem.agents.len(), 4);
    assert!(audit(&gone.problem, &gone.solution).is_clean());
    assert!(
        gone.compared.program_gain <= 1e-6,
        "an agent less never helps: idling is free of charge"
    );
    let more = Change::AddAgent {
        agent: Agent {
            id: "Fay".into(),
            groups: vec![0],
            ..Agent::default()
        },
    };
    let more = what_if(&problem, &lines, &[more], &|| false).expect("an answer");
    assert!(audit(&more.problem, &more.solution).is_clean());
    assert!(more.compared.program_gain >= -1e-6 && more.compared.gain() >= -1e-6);
    let mut plan = problem.plans[0].clone();
    plan.maximum_days_per_week = 3;
    let tight = Change::Plan { plan: 0, to: plan };
    let tight = what_if(&problem, &lines, &[tight], &|| false).expect("an answer");
    assert!(audit(&tight.problem, &tight.solution).is_clean());
    assert!(tight.compared.program_gain <= 1e-6);
    assert!(
        tight
            .solution
            .lines
            .iter()
            .all(|line| line.shifts.len() <= 3)
    );
    let half = DemandGroup {
        required: problem.groups[0]
            .required
            .iter()
            .map(|heads| heads / 3.0)
            .collect(),
        ..problem.groups[0].clone()
    };
    let goal = Change::Demand { group: 0, to: half };
    let goal = what_if(&problem, &lines, &[goal], &|| false).expect("an answer");
    assert!(audit(&goal.problem, &goal.solution).is_clean());
    assert!(goal.compared.gain() > 0.0);
    let unknown = what_if(
        &problem,
        &lines,
        &[Change::RemoveAgent { agent: 9 }],
        &|| false,
    );
    assert!(matches!(unknown, Err(RepairError::Unknown { .. })));
}

#[test]
fn a_roster_searched_on_is_no_dearer_and_what_was_carried_over_stays_when_there_is_no_time() {
    let problem = centre();
    let lines = roster(&problem);
    let mut told = 0;
    let on = search_on(&problem, &lines, &|| false, &mut |_| told += 1).expect("a roster");
    assert!(told > 0, "progress is told");
    assert!(audit(&problem, &on).is_clean());
    assert!(on.objective <= audit_cost(&problem, &lines) + 1e-6);
    assert!(on.bound <= on.objective + 1e-6);

    let without = changed(&problem, &[Change::RemoveAgent { agent: 4 }]).expect("four agents");
    let start = carried_over(&problem, &on.lines, &without);
    let stopped = search_on(&without, &start, &|| true, &mut |_| ()).expect("a roster");
    assert_eq!(stopped.lines, start);
    assert_eq!(stopped.status, Status::Stopped);

    let foreign = Line {
        agent: 9,
        shifts: Vec::new(),
    };
    let refused = search_on(&problem, &[foreign], &|| false, &mut |_| ());
    assert!(matches!(refused, Err(RepairError::Unknown { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn repairs_keep_every_lock_and_pay_for_every_change(
        demand in prop::collection::vec(0u8..7, 168),
        away in 0usize..6,
        who in 0usize..3,
        locked_day in 0usize..6,
        locked_agent in 0usize..3,
    ) {
        let mut problem = centre();
        problem.agents.truncate(3);
        problem.groups[0].required = demand.iter().map(|&heads| f64::from(heads) / 2.0).collect();
        problem.break_limits = vec![BreakLimit {
            id: "meals".into(),
            groups: vec![],
            activities: vec![],
            most_at_once: 1,
            over_cost_per_slot: 1.5,
        }];
        let lines = roster(&problem);
        problem.agents[who].unavailable = vec![SlotRange { start: away * 24, end: away * 24 + 24 }];
        let locks = Locks { days: vec![locked_day], agents: vec![locked_agent], ..Locks::default() };
        let absent_is_locked = lines[who].shifts.iter().any(|shift| {
            locks.hold(who, shift.day) && shift.start_slot < away * 24 + 24 && away * 24 < shift.end_slot
        });
        let options = options(&problem, locks.clone());
        if absent_is_locked {
            let error = repair(&problem, &lines, &options, &|| false, &mut |_| ());
            let refused = matches!(error, Err(RepairError::LockImpossible { .. }));
            prop_assert!(refused);
            return Ok(());
        }
        let result = repaired(&problem, &lines, &options);
        for change in &result.changes {
            for day in &change.days {
                prop_assert!(!locks.hold(change.agent, day.day), "{:?}", change);
            }
        }
        // With every line that can stay left as it is, nothing would be cheaper.
        if lines[who].shifts.iter().all(|shift| shift.day != away) {
            prop_assert!(result.total <= audit_cost(&problem, &lines) + 1e-6);
        }
    }
}

/// Demand that has moved to the evening.
fn evening(problem: &Problem) -> Problem {
    let mut changed = problem.clone();
    let required = changed.groups[0].required.iter_mut().enumerate();
    for (slot, heads) in required {
        *heads = match slot % 24 {
            13..20 if slot < 120 => 5.0,
            _ => 0.0,
        };
    }
    changed
}

#[test]
fn starts_that_are_kept_stay_and_so_do_days_off() {
    let problem = centre();
    let lines = roster(&problem);
    let changed = evening(&problem);
    let free = repaired(&changed, &lines, &options(&changed, Locks::default()));
    let starts = |lines: &[Line]| -> Vec<Vec<(usize, usize)>> {
        let of = |line: &Line| line.shifts.iter().map(|s| (s.day, s.start_slot)).collect();
        lines.iter().map(of).collect()
    };
    assert_ne!(starts(&free.solution.lines), starts(&lines));
    let locks = Locks {
        starts: (0..problem.agents.len()).collect(),
        ..Locks::default()
    };
    let kept = repaired(&changed, &lines, &options(&changed, locks));
    assert_eq!(starts(&kept.solution.lines), starts(&lines));
    assert!(kept.total >= free.total_bound - 1e-6);
}

#[test]
fn paid_time_that_is_kept_by_day_stays_while_starts_move() {
    let problem = centre();
    let lines = roster(&problem);
    let changed = evening(&problem);
    let locks = Locks {
        daily_paid: (0..problem.agents.len()).collect(),
        ..Locks::default()
    };
    let kept = repaired(&changed, &lines, &options(&changed, locks));
    let paid = |lines: &[Line]| -> Vec<Vec<(usize, usize)>> {
        let of = |line: &Line| {
            line.shifts
                .iter()
                .map(|s| (s.day, s.paid_slots()))
                .collect()
        };
        lines.iter().map(of).collect()
    };
    assert_eq!(paid(&kept.solution.lines), paid(&lines));
    assert!(kept.changed_days > 0, "later starts cover the evening");
}
