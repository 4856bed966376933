//! A child that does not behave.

use std::cell::Cell;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::*;

/// A stand-in for the search: a script, and the folder it keeps its process number in.
struct Child {
    folder: tempfile::TempDir,
    process: SolverProcess,
}

fn child(script: &str) -> Child {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("search");
    let pid = folder.path().join("pid");
    let text = format!("#!/bin/sh\necho $$ > {}\n{script}\n", pid.display());
    fs::write(&program, text).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
    Child {
        folder,
        process: SolverProcess {
            program,
            memory_mebibytes: 512,
        },
    }
}

impl Child {
    fn has_started(&self) -> bool {
        fs::read_to_string(self.folder.path().join("pid")).is_ok_and(|pid| pid.ends_with('\n'))
    }

    fn is_gone(&self) -> bool {
        let pid = fs::read_to_string(self.folder.path().join("pid")).unwrap();
        !Path::new("/proc").join(pid.trim()).exists()
    }
}

fn solve_with(child: &Child, is_cancelled: &dyn Fn() -> bool) -> Result<Solution, Failure> {
    let mut watch = Watch {
        stop: &|| false,
        is_cancelled,
        progress: &mut |_| {},
    };
    RosterSolver::Process(child.process.clone()).solve(&Problem::default(), &mut watch)
}

#[test]
fn a_cancel_ends_a_child_that_never_answers() {
    let child = child("exec sleep 600");
    let found = solve_with(&child, &|| child.has_started());
    assert!(matches!(found, Err(Failure::Cancelled)), "{found:?}");
    assert!(child.is_gone());
}

#[test]
fn a_child_that_outgrew_its_memory_is_told_with_the_remedy() {
    let child =
        child("cat > /dev/null & echo 'memory allocation of 96 bytes failed' >&2; exit 134");
    let failure = solve_with(&child, &|| false).unwrap_err();
    assert_eq!(failure.code(), "roster-out-of-memory");
    let text = failure.to_string();
    assert!(text.contains("512 MiB") && text.contains("solver_memory_mebibytes"));
}

#[test]
fn the_last_words_of_a_child_that_died_otherwise_are_told() {
    let child = child("echo 'first' >&2; echo 'no more oil' >&2; exit 3");
    let text = solve_with(&child, &|| false).unwrap_err().to_string();
    assert!(text.contains("no more oil") && text.contains('3'), "{text}");
}

#[test]
fn a_program_that_is_not_there_is_named() {
    let process = SolverProcess {
        program: "/nowhere/crewcast".into(),
        memory_mebibytes: 512,
    };
    let mut watch = Watch {
        stop: &|| false,
        is_cancelled: &|| false,
        progress: &mut |_| {},
    };
    let found = RosterSolver::Process(process).solve(&Problem::default(), &mut watch);
    let text = found.unwrap_err().to_string();
    assert!(text.contains("/nowhere/crewcast"), "{text}");
}

#[test]
fn a_stop_is_told_once_and_the_words_that_come_before_the_end_are_heard() {
    let report =
        r#"{"progress":{"phase":"dive","objective":9.5,"bound":null,"gap":null,"percent":50.0}}"#;
    let refusal = r#"{"failed":{"cause":"problem","detail":"stopped by word"}}"#;
    let child = child(&format!(
        "read problem; echo '{report}'; read word; test \"$word\" = stop && echo '{refusal}'"
    ));
    let heard = Cell::new(None);
    let mut watch = Watch {
        stop: &|| heard.get().is_some(),
        is_cancelled: &|| false,
        progress: &mut |report: &Report| heard.set(report.objective),
    };
    let solver = RosterSolver::Process(child.process.clone());
    let failure = solver.solve(&Problem::default(), &mut watch).unwrap_err();
    assert_eq!(heard.get(), Some(9.5));
    assert_eq!(failure.code(), "roster-problem");
    assert!(failure.to_string().contains("stopped by word"));
}

#[test]
fn a_question_somebody_waits_for_is_given_up_after_its_time_and_its_child_ended() {
    let child = child("exec sleep 600");
    let solver = RosterSolver::Process(child.process.clone());
    let problem = Problem::default();
    let question = Question::Conflicts { agents: vec![0] };
    let time = Duration::from_secs(3);
    let failure = solver.ask_within(time, (&problem, &[]), &question);
    let failure = failure.unwrap_err();
    assert_eq!(failure.code(), "answer-takes-too-long");
    assert!(failure.to_string().contains("3 seconds"), "{failure}");
    assert!(child.is_gone());
}

#[test]
fn what_a_child_refuses_is_told_by_its_cause() {
    for (cause, code) in [
        ("problem", "roster-problem"),
        ("unknown", "roster-has-not"),
        ("undecided", "roster-undecided"),
        ("stopped", "roster-stopped"),
        ("fault", "internal"),
    ] {
        let child = child(&format!(
            r#"read task; echo '{{"failed":{{"cause":"{cause}","detail":"no"}}}}'"#
        ));
        let failure = solve_with(&child, &|| false).unwrap_err();
        assert_eq!(failure.code(), code);
    }
}
