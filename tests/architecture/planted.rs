//! Planted violations: each rule must name them, and must let their honest neighbours be.

use std::collections::BTreeSet;

use crate::cycles::{cycles, describe, feature_edges};
use crate::rules::{self, Violation};
use crate::source::Tree;

fn places(violations: &[Violation]) -> Vec<String> {
    violations
        .iter()
        .map(|violation| format!("{}:{}", violation.file, violation.line))
        .collect()
}

/// Runs a rule on one file and tells whether it objects.
fn objects(rule: fn(&Tree) -> Vec<Violation>, path: &str, text: &str) -> bool {
    !rule(&Tree::of(&[(path, text)])).is_empty()
}

#[test]
fn a_pure_crate_that_touches_the_world_is_named() {
    for text in [
        "use std::fs;",
        "use std::{collections::BTreeMap, net::TcpStream};",
        "fn f() { std::process::exit(1) }",
        "use std::*;",
        "use std::time::Instant;",
        "use std::time; fn f() { time::Instant::now(); }",
        "use chrono::prelude::*; fn f() { Utc::now(); }",
        "use chrono::Local;",
        "use diesel::prelude::*;",
        "use tokio::spawn;",
        "#[actix_web::main] fn f() {}",
    ] {
        for path in ["forecasts/src/aht.rs", "solver/src/master/mod.rs"] {
            assert!(objects(rules::impure_imports, path, text), "{path}: {text}");
        }
    }
}

#[test]
fn a_pure_crate_may_count_time_and_its_tests_may_read_files() {
    for text in [
        "use std::time::Duration; use std::fmt; use std::io::Read;",
        "use chrono::{DateTime, Utc};",
        "/// Like std::fs::read.\nfn fs() {}",
        "#[cfg(test)]\nmod tests { use std::fs; }",
    ] {
        assert!(
            !objects(rules::impure_imports, "forecasts/src/aht.rs", text),
            "{text}"
        );
    }
    let tree = Tree::of(&[
        ("forecasts/src/erlang/mod.rs", "#[cfg(test)]\nmod vectors;"),
        ("forecasts/src/erlang/vectors.rs", "use std::fs;"),
    ]);
    assert_eq!(rules::impure_imports(&tree), []);
}

#[test]
fn the_solver_may_know_slots_but_no_models() {
    let objects = |text| {
        objects(
            rules::solver_reaching_into_forecasts,
            "solver/src/problem/mod.rs",
            text,
        )
    };
    assert!(objects("use crewcast_forecasts::models::Model;"));
    assert!(objects("use crewcast_forecasts::{grid::Grid, erlang};"));
    assert!(objects("use crewcast_forecasts::*;"));
    assert!(!objects("use crewcast_forecasts::{grid::Grid, units};"));
}

#[test]
fn sql_outside_a_store_is_named_with_its_line() {
    let tree = Tree::of(&[
        ("src/db/each.rs", "use diesel::prelude::*;"),
        (
            "src/history/import.rs",
            "use std::fmt;\n\nuse diesel::prelude::*;",
        ),
        ("src/history/store.rs", "use diesel::prelude::*;"),
        ("src/outbound/store/leases.rs", "use diesel::prelude::*;"),
        ("src/restore.rs", "fn f() { diesel_migrations::run(); }"),
    ]);
    let found = rules::diesel_outside_stores(&tree);
    assert_eq!(
        places(&found),
        ["src/history/import.rs:3", "src/restore.rs:1"]
    );
    assert_eq!(
        found[0].to_string(),
        "src/history/import.rs:3: names diesel::prelude::*; move the SQL into the feature's store.rs or into src/db/"
    );
}

#[test]
fn a_route_that_skips_the_operations_is_named() {
    let objects = |text| {
        objects(
            rules::layers_skipped_or_climbed,
            "src/history/routes/get.rs",
            text,
        )
    };
    assert!(objects("use crate::history::store::Row;"));
    assert!(objects("use super::super::store;"));
    assert!(objects(
        "use crate::history; fn f() { history::store::load(); }"
    ));
    assert!(objects("use crate::db::schema::intervals;"));
    assert!(objects("use crate::db;"));
    assert!(objects("use crate::db::*;"));
    assert!(!objects(
        "use crate::db::Instant; use crate::history::{self, HistoryError};"
    ));
}

#[test]
fn a_store_that_climbs_to_its_routes_is_named() {
    assert!(objects(
        rules::layers_skipped_or_climbed,
        "src/history/store.rs",
        "use super::routes::Body;"
    ));
    assert!(!objects(
        rules::layers_skipped_or_climbed,
        "src/history/store.rs",
        "use super::Interval;"
    ));
}

#[test]
fn the_job_engine_outside_jobs_is_named() {
    assert!(objects(
        rules::job_engine_outside_jobs,
        "src/rostering/run.rs",
        "use apalis_sqlite::SqliteStorage;"
    ));
    assert!(!objects(
        rules::job_engine_outside_jobs,
        "src/jobs/engine.rs",
        "use apalis::prelude::*;"
    ));
}

#[test]
fn only_the_assembly_reaches_behind_another_features_mod_rs() {
    let objects = |path, text| objects(rules::features_entered_by_the_back_door, path, text);
    assert!(objects(
        "src/staffing/run.rs",
        "use crate::history::store::load;"
    ));
    assert!(objects(
        "src/staffing/run.rs",
        "use crate::history; fn f() { history::store::load(); }"
    ));
    assert!(objects(
        "src/cli/import.rs",
        "use crewcast::history::{store, Import};"
    ));
    assert!(objects("src/lib.rs", "use crate::history::store;"));
    assert!(objects("src/http/app.rs", "use crate::history::store;"));
    assert!(!objects("src/assembly.rs", "use crate::history::routes;"));
    assert!(!objects(
        "src/history/import.rs",
        "use super::store; use crate::history::routes;"
    ));
    assert!(!objects(
        "src/staffing/run.rs",
        "use crate::history::{load, Interval};"
    ));
}

#[test]
fn a_circle_of_features_is_described_with_the_places_that_close_it() {
    let tree = Tree::of(&[
        ("src/adherence/mod.rs", "use crate::schedules::Schedule;"),
        ("src/clock.rs", ""),
        ("src/history/mod.rs", "use crate::clock::Clock;"),
        ("src/rostering/run.rs", "\nuse crate::adherence;"),
        (
            "src/schedules/mod.rs",
            "use crate::history::Interval;\nuse crate::rostering::Roster;",
        ),
    ]);
    let edges = feature_edges(&tree);
    let found = cycles(&edges);
    let members = BTreeSet::from(["adherence", "rostering", "schedules"].map(str::to_owned));
    assert!(found == std::slice::from_ref(&members), "{found:?}");
    let text = describe(&members, &edges);
    assert!(
        text.contains("rostering → adherence (src/rostering/run.rs:2)"),
        "{text}"
    );
    assert!(!text.contains("history"), "{text}");
}

#[test]
fn hubs_and_tests_close_no_circle() {
    let tree = Tree::of(&[
        (
            "src/history/mod.rs",
            "use crate::http::Problem;\n#[cfg(test)]\nmod tests { use crate::staffing; }",
        ),
        ("src/http/app.rs", "use crate::history::routes;"),
        ("src/jobs/mod.rs", "use crate::staffing::run;"),
        (
            "src/staffing/mod.rs",
            "use crate::history;\nuse crate::jobs;",
        ),
    ]);
    assert_eq!(
        cycles(&feature_edges(&tree)),
        Vec::<BTreeSet<String>>::new()
    );
}

#[test]
fn a_foundation_that_imports_a_feature_closes_a_circle() {
    let tree = Tree::of(&[
        ("src/db/mod.rs", "use crate::history::Interval;"),
        ("src/history/store.rs", "use crate::db;"),
    ]);
    assert_eq!(cycles(&feature_edges(&tree)).len(), 1);
}

#[test]
fn six_hundred_lines_are_allowed_and_one_more_is_not() {
    let objects = |path, lines| objects(rules::long_files, path, &"\n".repeat(lines));
    assert!(!objects("src/history/import.rs", 600));
    assert!(objects("src/history/import.rs", 601));
    assert!(objects("solver/src/audit.rs", 601));
    assert!(!objects("src/main.rs", 60));
    assert!(objects("src/main.rs", 61));
}

#[test]
fn a_promise_in_the_code_is_named_and_in_a_comment_is_not() {
    let tree = Tree::of(&[
        ("tests/routes.rs", "// no todo!\nfn f() { todo!() }"),
        ("benches/b.rs", "unimplemented!()"),
    ]);
    assert_eq!(
        places(&rules::unfinished_code(&tree)),
        ["tests/routes.rs:2", "benches/b.rs:1"]
    );
}

#[test]
fn a_migration_without_its_twin_or_its_way_back_is_named() {
    let migration = |name: &str, files: &[&str]| {
        (
            name.to_owned(),
            files.iter().map(|file| (*file).to_owned()).collect(),
        )
    };
    let tenants = [migration("0001_tenants", &["up.sql", "down.sql"])];
    assert_eq!(
        rules::unpaired_migrations(&tenants, &tenants),
        Vec::<String>::new()
    );
    let [first] = tenants.clone();
    let found =
        rules::unpaired_migrations(&[first, migration("0002_queues", &["up.sql"])], &tenants);
    assert_eq!(
        found,
        [
            "migrations/sqlite/0002_queues has no twin; write migrations/postgres/0002_queues for the other engine",
            "migrations/sqlite/0002_queues has no down.sql; write it",
        ]
    );
}

#[test]
fn a_second_type_of_a_documented_name_is_named_unless_it_is_documented_under_another() {
    let first = (
        "src/history/rejects.rs",
        "#[derive(Serialize, utoipa::ToSchema)]\npub struct Reject {",
    );
    for (text, lines) in [
        (
            "#[derive(utoipa::ToSchema)]\n#[serde(flatten)]\npub(super) struct Reject<T> {",
            vec![3],
        ),
        (
            "coded! {\n    #[derive(Default)]\n    pub enum Reject {",
            vec![3],
        ),
        (
            "#[derive(utoipa::ToSchema)]\n#[schema(as = ContactReject)]\npub struct Reject {",
            vec![],
        ),
        ("#[derive(Serialize)]\npub struct Reject {", vec![]),
        ("impl utoipa::ToSchema for Other {}\nstruct Reject;", vec![]),
    ] {
        let tree = Tree::of(&[first, ("src/outbound/check.rs", text)]);
        let found = rules::schema_names_taken_twice(&tree);
        let found: Vec<usize> = found.iter().map(|violation| violation.line).collect();
        assert_eq!(found, lines, "{text}");
    }
}
