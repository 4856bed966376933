//! The child process that searches for rosters, as a roster run speaks to it.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Output, Stdio};

use crewcast_solver::audit::audit;
use crewcast_solver::problem::{
    Agent, Day, DemandGroup, Limits, Problem, ShiftTemplate, Weekday, WorkPlan,
};
use crewcast_solver::search::Solution;
use crewcast_solver::shift_design::{Contract, Design, DesignEffort, DesignProblem};
use serde_json::{Value, json};

/// The signal at the end of a process's processor time, on Linux.
const SIGXCPU: i32 = 24;

/// A week of quarter hours in which `agents` work eight hours on five days, from seven to eleven.
fn week(agents: usize) -> Problem {
    let days = (0..7).map(|day| Day {
        first_slot: day * 96,
        slots: 96,
        weekday: Weekday::ALL[day],
        week: 0,
        clock_change: None,
        is_public_holiday: false,
    });
    let shift = ShiftTemplate {
        id: "day".into(),
        weekdays: Weekday::ALL.to_vec(),
        earliest_start_minutes: 7 * 60,
        latest_start_minutes: 11 * 60,
        start_increment_minutes: 15,
        minimum_paid_minutes: 480,
        maximum_paid_minutes: 480,
        paid_increment_minutes: 15,
        activities: Vec::new(),
    };
    let plan = WorkPlan {
        id: "full time".into(),
        minimum_paid_minutes_per_week: 2_400,
        maximum_paid_minutes_per_week: 2_400,
        minimum_days_per_week: 5,
        maximum_days_per_week: 5,
        minimum_days_off: 2,
        maximum_consecutive_days: 5,
        minimum_time_between_shifts_minutes: 660,
        shifts: vec![shift],
        ..WorkPlan::default()
    };
    let required = |slot: usize| match slot % 96 / 4 {
        hour @ 7..19 => agents as f64 * (0.3 + 0.05 * (hour % 5) as f64),
        _ => 0.0,
    };
    Problem {
        slot_minutes: 15,
        days: days.collect(),
        groups: vec![DemandGroup {
            id: "calls".into(),
            required: (0..7 * 96).map(required).collect(),
            under_cost_per_slot: 5.0,
            over_cost_per_slot: 1.0,
            ..DemandGroup::default()
        }],
        agents: (0..agents)
            .map(|agent| Agent {
                id: format!("agent {agent}"),
                groups: vec![0],
                ..Agent::default()
            })
            .collect(),
        plans: vec![plan],
        seed: 3,
        ..Problem::default()
    }
}

/// A week whose search nothing but its parent ends.
fn endless() -> Problem {
    Problem {
        limits: Limits {
            search_steps: 1_000_000_000,
            column_rounds: 1_000_000_000,
            target_gap: 0.0,
            ..Limits::default()
        },
        ..week(12)
    }
}

fn search(memory_mebibytes: u64) -> Child {
    search_within(memory_mebibytes, 600)
}

fn search_within(memory_mebibytes: u64, cpu_seconds: u64) -> Child {
    Command::new(env!("CARGO_BIN_EXE_crewcast"))
        .args(["solve-roster", "--memory-mebibytes"])
        .arg(memory_mebibytes.to_string())
        .arg("--cpu-seconds")
        .arg(cpu_seconds.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn task(problem: &Problem) -> String {
    json!({ "roster": problem }).to_string()
}

fn told(problem: &Problem, memory_mebibytes: u64) -> Output {
    let mut child = search(memory_mebibytes);
    let mut input = child.stdin.take().unwrap();
    // One that dies of the problem need not have read all of it.
    drop(writeln!(input, "{}", task(problem)));
    let output = std::thread::spawn(move || child.wait_with_output().unwrap());
    let output = output.join().unwrap();
    // Kept open until the child ended by itself: its end would end the child.
    drop(input);
    output
}

#[test]
fn a_problem_in_gives_progress_and_an_audited_solution_out_each_time_the_same() {
    let problem = week(6);
    let outputs = [told(&problem, 1_024), told(&problem, 1_024)];
    let solutions = outputs.map(|output| {
        let text = String::from_utf8(output.stdout).unwrap();
        let words: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let (last, before) = words.split_last().unwrap();
        assert!(!before.is_empty() && before.iter().all(|word| word.get("progress").is_some()));
        serde_json::from_value::<Solution>(last["solution"].clone()).unwrap()
    });
    let certificate = audit(&problem, &solutions[0]);
    assert!(certificate.is_clean(), "{:?}", certificate.breaches);
    assert_eq!(solutions[0], solutions[1]);
}

/// The words of a child that was given a task: its last one apart.
fn words(task: &Value) -> (Vec<Value>, Value) {
    let mut child = search(2_048);
    let mut input = child.stdin.take().unwrap();
    writeln!(input, "{task}").unwrap();
    let output = child.stdout.take().unwrap();
    let lines = BufReader::new(output).lines();
    let mut words: Vec<Value> = lines
        .map(|line| serde_json::from_str(&line.unwrap()).unwrap())
        .collect();
    assert!(child.wait().unwrap().success());
    let last = words.pop().unwrap();
    (words, last)
}

#[test]
fn a_roster_is_searched_on_and_a_design_made_with_progress_as_a_roster_is() {
    let problem = Problem {
        limits: Limits {
            search_steps: 50,
            ..Limits::default()
        },
        ..week(4)
    };
    let question = json!({ "problem": problem, "lines": [], "question": "searchOn" });
    let (before, last) = words(&json!({ "question": question }));
    assert!(!before.is_empty() && before.iter().all(|word| word.get("progress").is_some()));
    let found = last["answer"]["searchedOn"].clone();
    let found: Solution = serde_json::from_value(found).unwrap();
    assert!(audit(&problem, &found).is_clean());

    let design = DesignProblem {
        slot_minutes: problem.slot_minutes,
        days: problem.days.clone(),
        groups: problem.groups.clone(),
        plans: problem.plans.clone(),
        contracts: vec![Contract {
            id: "full time".into(),
            plan: 0,
            groups: vec![0],
            cost_per_agent: 10.0,
            minimum_agents: 0,
            maximum_agents: 8,
        }],
        most_shift_kinds: Some(4),
        seed: 3,
        effort: DesignEffort::default(),
    };
    let (before, last) = words(&json!({ "design": design }));
    assert_eq!(before[0]["progress"]["phase"], "shifts");
    let found: Design = serde_json::from_value(last["design"].clone()).unwrap();
    assert!(found.agents[0] > 0 && found.kinds.len() <= 4);
    assert!(found.bound <= found.objective);

    let nonsense = DesignProblem {
        contracts: vec![Contract {
            plan: 9,
            ..design.contracts[0].clone()
        }],
        ..design
    };
    let (_, last) = words(&json!({ "design": nonsense }));
    assert_eq!(last["failed"]["cause"], "problem", "{last}");
}

#[test]
fn a_search_that_outgrows_its_memory_ends_without_a_solution() {
    let output = told(&week(400), 24);
    assert!(!output.status.success());
    assert!(!String::from_utf8_lossy(&output.stdout).contains("solution"));
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(words.contains("memory allocation of"), "{words}");
}

#[test]
fn a_search_that_used_up_its_processor_time_is_ended_by_the_system() {
    let mut child = search_within(2_048, 1);
    let mut input = child.stdin.take().unwrap();
    writeln!(input, "{}", task(&endless())).unwrap();
    let output = child.wait_with_output().unwrap();
    // Kept open until the child ended by itself: its end would end the child.
    drop(input);
    assert_eq!(output.status.signal(), Some(SIGXCPU), "{:?}", output.status);
}

#[test]
fn a_word_ends_the_search_with_the_best_roster_so_far_and_silence_ends_the_process() {
    let problem = endless();
    let document = task(&problem);
    let mut child = search(2_048);
    let mut input = child.stdin.take().unwrap();
    let mut words = BufReader::new(child.stdout.take().unwrap()).lines();
    writeln!(input, "{document}").unwrap();
    let has_roster = |word: &str| {
        let word: Value = serde_json::from_str(word).unwrap();
        word["progress"]["objective"].is_number()
    };
    let first = words
        .by_ref()
        .map(Result::unwrap)
        .find(|word| has_roster(word));
    assert!(first.is_some());
    writeln!(input, "stop").unwrap();
    let last = words.map(Result::unwrap).last().unwrap();
    let word: Value = serde_json::from_str(&last).unwrap();
    let solution: Solution = serde_json::from_value(word["solution"].clone()).unwrap();
    assert!(audit(&problem, &solution).is_clean());
    child.wait().unwrap();

    let mut orphan = search(2_048);
    let mut input = orphan.stdin.take().unwrap();
    writeln!(input, "{document}").unwrap();
    drop(input);
    assert!(!orphan.wait().unwrap().success());
}
