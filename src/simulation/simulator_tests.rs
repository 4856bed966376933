//! Children that play scenarios, and those that do not behave.

use crewcast_forecasts::simulation::model::{AgentGroup, Centre, SimulatedQueue, Skill};
use crewcast_forecasts::units::AnswerWithinSeconds;
use serde_json::json;

use super::*;
use crate::child_process::testing::ScriptedChild;

const LIMITS: Limits = Limits {
    replications: Some(20),
    contacts: u64::MAX,
};

/// Three hours of one queue, and agents of whom one in ten is away.
fn centre() -> ScheduledCentre {
    let within = AnswerWithinSeconds::new(20.0).unwrap();
    let mut frame = Centre::new(1_800.0, 6);
    let queue = SimulatedQueue::voice(vec![60.0; 6], 180.0, within);
    frame.queues.push(queue);
    let horizon = frame.horizon_seconds();
    let group = AgentGroup::all_day(0, vec![Skill::of(0)], horizon);
    frame.agent_groups.push(group);
    let shifts = vec![(Some(0), 0.1); 9];
    serde_json::from_value(json!({ "frame": frame, "shifts": shifts })).unwrap()
}

fn nobody_ends_it() -> Watch<'static> {
    Watch {
        is_cancelled: &|| false,
        is_late: &|| false,
        progress: &|_, _| Ok(()),
    }
}

fn played_by(child: &ScriptedChild, watch: &Watch<'_>) -> Result<Played, Failure> {
    Simulator::of(Some(&child.program)).play(&centre(), 1, &LIMITS, watch)
}

#[test]
fn what_goes_over_the_wire_comes_to_the_same_to_the_last_bit() {
    let centre = centre();
    let sent = Task {
        centre: Cow::Borrowed(&centre),
        seed: 7,
        limits: LIMITS,
    };
    let text = serde_json::to_string(&sent).unwrap();
    let taken: Task<'static> = serde_json::from_str(&text).unwrap();
    assert_eq!(*taken.centre, centre);
    let here = play(&centre, 7, &LIMITS, &nobody_ends_it()).unwrap();
    let there = play(
        taken.centre.as_ref(),
        taken.seed,
        &taken.limits,
        &nobody_ends_it(),
    )
    .unwrap();
    let told = serde_json::to_string(&Word::Played(Box::new(there))).unwrap();
    let Word::Played(heard) = serde_json::from_str(&told).unwrap() else {
        panic!("{told}")
    };
    assert_eq!(*heard, here);
}

#[test]
fn a_cancel_ends_a_child_that_never_answers() {
    let child = ScriptedChild::new("exec sleep 600");
    let watch = Watch {
        is_cancelled: &|| child.has_started(),
        ..nobody_ends_it()
    };
    let found = played_by(&child, &watch);
    assert!(matches!(found, Err(Failure::Cancelled)), "{found:?}");
    assert!(child.is_gone());
}

#[test]
fn whoever_is_told_of_the_progress_may_end_the_child() {
    let child = ScriptedChild::new(r#"echo '{"progress":[0.5,10]}'; exec sleep 600"#);
    let watch = Watch {
        progress: &|_, replications| {
            assert_eq!(replications, 10);
            Err(Failure::Internal("another worker has the run".to_owned()))
        },
        ..nobody_ends_it()
    };
    let failure = played_by(&child, &watch).unwrap_err();
    assert!(failure.to_string().contains("another worker"), "{failure}");
    assert!(child.is_gone());
}

#[test]
fn a_child_that_takes_too_much_is_told_with_the_remedy() {
    for (script, code) in [
        ("kill -XCPU $$", "simulation-out-of-processor-time"),
        (
            "echo 'memory allocation of 96 bytes failed' >&2; exit 134",
            "simulation-out-of-memory",
        ),
    ] {
        let failure = played_by(&ScriptedChild::new(script), &nobody_ends_it()).unwrap_err();
        assert_eq!(failure.code(), code);
        assert!(failure.to_string().contains("fewer weeks"), "{failure}");
    }
}

#[test]
fn what_a_child_refuses_is_told_by_its_cause() {
    for (cause, code) in [
        ("tooMuchWork", "too-much-work"),
        ("cannotBeSimulated", "cannot-be-simulated"),
        ("fault", "internal"),
    ] {
        let script = format!(r#"read task; echo '{{"refused":["{cause}","no"]}}'"#);
        let child = ScriptedChild::new(&script);
        let failure = played_by(&child, &nobody_ends_it()).unwrap_err();
        assert_eq!(failure.code(), code);
    }
}
