//! A child that does not behave.

use std::cell::Cell;

use super::*;
use crate::child_process::testing::ScriptedChild;

fn solve_with(child: &ScriptedChild, is_cancelled: &dyn Fn() -> bool) -> Result<Solution, Failure> {
    let mut watch = Watch {
        stop: &|| false,
        is_cancelled,
        progress: &mut |_| {},
    };
    RosterSolver::Process(child.program.clone()).solve(&Problem::default(), &mut watch)
}

#[test]
fn a_cancel_ends_a_child_that_never_answers() {
    let child = ScriptedChild::new("exec sleep 600");
    let found = solve_with(&child, &|| child.has_started());
    assert!(matches!(found, Err(Failure::Cancelled)), "{found:?}");
    assert!(child.is_gone());
}

#[test]
fn a_child_that_outgrew_its_memory_is_told_with_the_remedy() {
    let child = ScriptedChild::new(
        "cat > /dev/null & echo 'memory allocation of 96 bytes failed' >&2; exit 134",
    );
    let failure = solve_with(&child, &|| false).unwrap_err();
    assert_eq!(failure.code(), "roster-out-of-memory");
    let text = failure.to_string();
    assert!(text.contains("512 MiB") && text.contains("solver_memory_mebibytes"));
}

#[test]
fn a_child_that_used_up_its_processor_time_is_told_with_the_remedy() {
    let child = ScriptedChild::new("kill -XCPU $$");
    let failure = solve_with(&child, &|| false).unwrap_err();
    assert_eq!(failure.code(), "roster-out-of-processor-time");
    assert!(failure.to_string().contains("fewer agents"), "{failure}");
}

#[test]
fn the_last_words_of_a_child_that_died_otherwise_are_told() {
    let child = ScriptedChild::new("echo 'first' >&2; echo 'no more oil' >&2; exit 3");
    let text = solve_with(&child, &|| false).unwrap_err().to_string();
    assert!(text.contains("no more oil") && text.contains('3'), "{text}");
}

#[test]
fn a_program_that_is_not_there_is_named() {
    let process = ChildProgram {
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
    let child = ScriptedChild::new(&format!(
        "read problem; echo '{report}'; read word; test \"$word\" = stop && echo '{refusal}'"
    ));
    let heard = Cell::new(None);
    let mut watch = Watch {
        stop: &|| heard.get().is_some(),
        is_cancelled: &|| false,
        progress: &mut |report: &Report| heard.set(report.objective),
    };
    let solver = RosterSolver::Process(child.program.clone());
    let failure = solver.solve(&Problem::default(), &mut watch).unwrap_err();
    assert_eq!(heard.get(), Some(9.5));
    assert_eq!(failure.code(), "roster-problem");
    assert!(failure.to_string().contains("stopped by word"));
}

#[test]
fn a_question_somebody_waits_for_is_given_up_after_its_time_and_its_child_ended() {
    let child = ScriptedChild::new("exec sleep 600");
    let solver = RosterSolver::Process(child.program.clone());
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
        let child = ScriptedChild::new(&format!(
            r#"read task; echo '{{"failed":{{"cause":"{cause}","detail":"no"}}}}'"#
        ));
        let failure = solve_with(&child, &|| false).unwrap_err();
        assert_eq!(failure.code(), code);
    }
}
