//! Runs on worker threads: whose is begun first, how many of a kind at once, and what becomes of them when the database is
//! away.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crewcast::clock::Clock;
use crewcast::db::{Database, DbError};
use crewcast::failure::Failure;
use crewcast::jobs::{
    Handler, JobContext, JobSettings, Jobs, Registry, Run, RunState, find_run, submit,
};
use crewcast::tenancy::{Scope, TenantId};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Engine, new_tenant};

const KIND: &str = "count-sheep";

fn scope(tenant: &TenantId) -> Scope {
    Scope::system(tenant.clone(), Clock::System.now())
}

fn queue(db: &Database, tenant: &TenantId) -> Run {
    let queued: Result<Run, Failure> =
        db.write(|conn| submit(conn, &scope(tenant), KIND, &json!({})));
    queued.expect("the run can be queued")
}

fn work(
    db: &Database,
    settings: JobSettings,
    handler: impl Fn(&JobContext<'_>) -> Result<Value, Failure> + Send + Sync + 'static,
) -> Jobs {
    let registry = Registry::from([(KIND, Arc::new(handler) as Handler)]);
    Jobs::start_with(db.clone(), Clock::System, registry, settings)
}

fn workers(workers: usize) -> JobSettings {
    JobSettings {
        workers,
        ..JobSettings::default()
    }
}

fn ended(db: &Database, tenant: &TenantId, run: &Run) -> Run {
    loop {
        let found: Result<Run, Failure> = db.read(|conn| find_run(conn, &scope(tenant), &run.id));
        let found = found.expect("the run is there");
        if found.state.is_final() {
            return found;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[rstest]
fn a_tenant_with_many_runs_does_not_hold_up_another(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some((db, _folder)) = engine.fresh() else {
        return;
    };
    let busy = new_tenant(&db, &Clock::System, "Busy");
    let quiet = new_tenant(&db, &Clock::System, "Quiet");
    let first = queue(&db, &busy);
    let mut runs: Vec<(TenantId, Run)> = vec![(busy.clone(), first.clone())];
    runs.extend((0..3).map(|_| (busy.clone(), queue(&db, &busy))));
    let late = queue(&db, &quiet);
    runs.push((quiet.clone(), late.clone()));

    let (begun, may_end) = (
        Arc::new(Mutex::new(Vec::new())),
        Arc::new(AtomicBool::new(false)),
    );
    let (told, gate) = (begun.clone(), may_end.clone());
    let jobs = work(&db, workers(2), move |context| {
        told.lock().unwrap().push(context.run_id().to_owned());
        while !gate.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(json!({}))
    });
    while begun.lock().unwrap().len() < 2 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let both: BTreeSet<String> = begun.lock().unwrap().iter().cloned().collect();
    assert_eq!(both, BTreeSet::from([first.id, late.id]));
    may_end.store(true, Ordering::SeqCst);
    for (tenant, run) in &runs {
        assert_eq!(ended(&db, tenant, run).state, RunState::Complete);
    }
    jobs.stop();
}

#[rstest]
fn no_more_runs_of_a_kind_are_under_way_than_may_be(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some((db, _folder)) = engine.fresh() else {
        return;
    };
    let tenant = new_tenant(&db, &Clock::System, "Centre");
    let runs: Vec<Run> = (0..4).map(|_| queue(&db, &tenant)).collect();
    let settings = JobSettings {
        workers: 3,
        runs_at_once: [(KIND.to_owned(), 1)].into(),
    };
    let (at_work, most) = (AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
    let seen = most.clone();
    let jobs = work(&db, settings, move |_| {
        let now = at_work.fetch_add(1, Ordering::SeqCst) + 1;
        seen.fetch_max(now, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(100));
        at_work.fetch_sub(1, Ordering::SeqCst);
        Ok(json!({}))
    });
    for run in &runs {
        assert_eq!(ended(&db, &tenant, run).state, RunState::Complete);
    }
    assert_eq!(most.load(Ordering::SeqCst), 1);
    jobs.stop();
}

#[rstest]
fn a_run_that_the_database_failed_is_begun_again_and_three_times_at_most(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some((db, _folder)) = engine.fresh() else {
        return;
    };
    let tenant = new_tenant(&db, &Clock::System, "Centre");
    let away = |left: usize| {
        let run = queue(&db, &tenant);
        let left = AtomicUsize::new(left);
        let jobs = work(&db, workers(1), move |_| {
            let fails = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                left.checked_sub(1)
            });
            match fails {
                Ok(_) => Err(DbError::Connection("away".to_owned()).into()),
                Err(_) => Ok(json!({ "sheep": 3 })),
            }
        });
        let ended = ended(&db, &tenant, &run);
        jobs.stop();
        ended
    };
    let mended = away(2);
    assert_eq!(
        (mended.state, mended.attempts, mended.result),
        (RunState::Complete, 3, Some(json!({ "sheep": 3 })))
    );
    let given_up = away(3);
    assert_eq!((given_up.state, given_up.attempts), (RunState::Failed, 3));
    assert_eq!(
        given_up.error.expect("a reason")["code"],
        "database-unavailable"
    );
}

#[rstest]
fn a_run_of_a_kind_that_this_program_does_not_know_waits_for_one_that_does(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some((db, _folder)) = engine.fresh() else {
        return;
    };
    let tenant = new_tenant(&db, &Clock::System, "Centre");
    let queued: Result<Run, Failure> =
        db.write(|conn| submit(conn, &scope(&tenant), "of-a-later-version", &json!({})));
    let unknown = queued.expect("the run can be queued");
    let known = queue(&db, &tenant);
    let jobs = work(&db, workers(1), |_| Ok(json!({})));
    assert_eq!(ended(&db, &tenant, &known).state, RunState::Complete);
    jobs.stop();
    let found: Result<Run, Failure> = db.read(|conn| find_run(conn, &scope(&tenant), &unknown.id));
    assert_eq!(found.expect("it is there").state, RunState::Queued);
}
