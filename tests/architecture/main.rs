//! Holds the import rules of the design: reads the source tree and names every place that breaks one, with a remedy.
//!
//! The rules are text rules on purpose: they need no compiler and see all files, whatever features are built. They do
//! not see paths that a macro puts together.

mod cycles;
mod imports;
mod planted;
mod rules;
mod source;

use std::fs;
use std::path::Path;

use rules::Violation;
use source::Tree;

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The whole tree: sources, tests and benches of all three packages.
fn tree() -> Tree {
    let folders = ["src", "forecasts", "solver", "tests", "benches"];
    let tree = Tree::read(repository(), &folders);
    for folder in rules::SOURCES {
        assert!(
            tree.below(&[folder]).next().is_some(),
            "{folder} holds no Rust file; the rules would hold nothing"
        );
    }
    tree
}

fn assert_kept(violations: &[Violation]) {
    let list: Vec<String> = violations.iter().map(Violation::to_string).collect();
    assert!(
        list.is_empty(),
        "{} broken:\n{}\n",
        list.len(),
        list.join("\n")
    );
}

#[test]
fn forecasts_and_solver_are_pure() {
    assert_kept(&rules::impure_imports(&tree()));
}

#[test]
fn the_solver_takes_only_units_and_grid_from_the_forecasts() {
    assert_kept(&rules::solver_reaching_into_forecasts(&tree()));
}

#[test]
fn only_stores_and_db_import_diesel() {
    assert_kept(&rules::diesel_outside_stores(&tree()));
}

#[test]
fn routes_call_operations_and_operations_call_stores() {
    assert_kept(&rules::layers_skipped_or_climbed(&tree()));
}

#[test]
fn only_jobs_knows_the_job_engine() {
    assert_kept(&rules::job_engine_outside_jobs(&tree()));
}

#[test]
fn a_feature_reaches_another_only_through_its_mod_rs() {
    assert_kept(&rules::features_entered_by_the_back_door(&tree()));
}

#[test]
fn no_features_import_one_another_in_a_circle() {
    let edges = cycles::feature_edges(&tree());
    let found: Vec<String> = cycles::cycles(&edges)
        .iter()
        .map(|cycle| cycles::describe(cycle, &edges))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_source_file_is_too_long() {
    assert_kept(&rules::long_files(&tree()));
}

#[test]
fn nothing_is_left_to_do() {
    assert_kept(&rules::unfinished_code(&tree()));
}

#[test]
fn no_two_types_have_one_name_in_the_apis_document() {
    assert_kept(&rules::schema_names_taken_twice(&tree()));
}

#[test]
fn both_databases_have_the_same_migrations() {
    let found = rules::unpaired_migrations(&migrations("sqlite"), &migrations("postgres"));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The migrations of one engine, each with the names of its files.
fn migrations(engine: &str) -> Vec<(String, Vec<String>)> {
    let folder = repository().join("migrations").join(engine);
    names_in(&folder)
        .into_iter()
        .map(|name| (name.clone(), names_in(&folder.join(name))))
        .collect()
}

fn names_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let name = |entry: std::io::Result<fs::DirEntry>| {
        entry
            .expect("a readable folder")
            .file_name()
            .to_string_lossy()
            .into_owned()
    };
    let mut names: Vec<String> = entries
        .map(name)
        .filter(|name| !name.starts_with('.'))
        .collect();
    names.sort();
    names
}
