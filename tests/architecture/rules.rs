//! The rules of who may import whom, one function a rule; each gives its violations in the order of the files.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::imports::{ImportedPath, imports};
use crate::source::{SourceFile, Tree};

pub const PURE_CRATES: [&str; 2] = ["forecasts/src", "solver/src"];
pub const SOURCES: [&str; 3] = ["src", "forecasts/src", "solver/src"];
const LONGEST_FILE: usize = 600;
const LONGEST_MAIN: usize = 60;

/// A place that breaks a rule, and what to do about it.
#[derive(Debug, PartialEq)]
pub struct Violation {
    pub file: String,
    pub line: usize,
    pub what: String,
    pub remedy: &'static str,
}

impl Violation {
    fn new(file: &SourceFile, line: usize, what: String, remedy: &'static str) -> Self {
        Self {
            file: file.path.clone(),
            line,
            what,
            remedy,
        }
    }

    fn naming(file: &SourceFile, path: &ImportedPath, remedy: &'static str) -> Self {
        Self::new(file, path.line, format!("names {}", path.text()), remedy)
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}: {}; {}",
            self.file, self.line, self.what, self.remedy
        )
    }
}

/// Things outside a pure crate: a path that begins so is refused, and so is a glob that would bring it in.
const IMPURE: [&[&str]; 11] = [
    &["std", "fs"],
    &["std", "net"],
    &["std", "process"],
    &["std", "env"],
    &["std", "time", "Instant"],
    &["std", "time", "SystemTime"],
    &["std", "io", "stdin"],
    &["std", "io", "stdout"],
    &["std", "io", "stderr"],
    &["chrono", "Utc", "now"],
    &["chrono", "Local"],
];
const SERVICE_CRATES: [&str; 6] = [
    "actix",
    "diesel",
    "tokio",
    "apalis",
    "sqlx",
    "tracing_actix",
];
const CLOCKS: [&str; 4] = ["Utc", "Local", "Instant", "SystemTime"];

/// `forecasts` and `solver` touch no disk, socket, process, environment, clock, database, server or async runtime,
/// their tests excepted: those read reference files.
pub fn impure_imports(tree: &Tree) -> Vec<Violation> {
    let remedy = "pass what it gives in as an argument, from a module of src/";
    production_paths(tree, &PURE_CRATES, |_, path| is_impure(path), remedy)
}

fn is_impure(path: &ImportedPath) -> bool {
    let segments = &path.segments;
    let from_service = segments
        .first()
        .is_some_and(|root| SERVICE_CRATES.iter().any(|name| root.starts_with(name)));
    let reads_clock = segments.windows(2).any(
        |pair| matches!(pair, [clock, now] if CLOCKS.contains(&clock.as_str()) && now == "now"),
    );
    let named = IMPURE
        .iter()
        .any(|impure| path.starts_with(impure) || is_glob_over(segments, impure));
    from_service || reads_clock || named
}

fn is_glob_over(segments: &[String], impure: &[&str]) -> bool {
    match segments.split_last() {
        Some((last, parent)) if last == "*" => {
            parent.len() < impure.len()
                && parent
                    .iter()
                    .zip(impure)
                    .all(|(found, wanted)| found == wanted)
        }
        _ => false,
    }
}

/// The solver speaks in slots: of the forecasts it knows the units and the grid.
pub fn solver_reaching_into_forecasts(tree: &Tree) -> Vec<Violation> {
    let remedy = "take only crewcast_forecasts::units and ::grid, and let src/rostering map the rest to slots";
    paths(
        tree,
        &["solver/src"],
        |_, path| {
            path.starts_with(&["crewcast_forecasts"])
                && !path
                    .segments
                    .get(1)
                    .is_some_and(|module| matches!(module.as_str(), "units" | "grid"))
        },
        remedy,
    )
}

/// SQL is written in `store.rs` files, `store/` folders and `src/db/`.
pub fn diesel_outside_stores(tree: &Tree) -> Vec<Violation> {
    let remedy = "move the SQL into the feature's store.rs or into src/db/";
    paths(
        tree,
        &["src"],
        |file, path| {
            path.segments[0].starts_with("diesel") && !is_in_db(file) && !file.is_part_of("store")
        },
        remedy,
    )
}

/// Calls go from routes to operations to stores to `db`. A route may name a type that `db` re-exports (an instant, the
/// handle to the database), nothing else of it.
pub fn layers_skipped_or_climbed(tree: &Tree) -> Vec<Violation> {
    let mut found = paths(
        tree,
        &["src"],
        |file, path| {
            file.is_part_of("routes") && (names_module(path, "store") || is_sql_of_db(path))
        },
        "call an operation of the feature, which calls its store",
    );
    found.extend(paths(
        tree,
        &["src"],
        |file, path| {
            file.is_part_of("store") && !file.is_part_of("routes") && names_module(path, "routes")
        },
        "a store knows no HTTP: move what both need into the feature's own module",
    ));
    found
}

fn names_module(path: &ImportedPath, module: &str) -> bool {
    path.starts_with(&["crate"])
        && path
            .segments
            .iter()
            .skip(2)
            .any(|segment| segment == module)
}

fn is_sql_of_db(path: &ImportedPath) -> bool {
    let is_type = |name: &str| name.starts_with(char::is_uppercase);
    path.in_crate(0) == Some("db") && !path.in_crate(1).is_some_and(is_type)
}

/// The job engine can be changed because one folder knows it.
pub fn job_engine_outside_jobs(tree: &Tree) -> Vec<Violation> {
    let remedy = "use the facade of crate::jobs, the only folder that knows the job engine";
    paths(
        tree,
        &["src"],
        |file, path| {
            path.segments[0].starts_with("apalis") && file.feature().as_deref() != Some("jobs")
        },
        remedy,
    )
}

/// A feature calls another through its `mod.rs`; only the app's assembly, `src/assembly.rs`, mounts the others' routes.
pub fn features_entered_by_the_back_door(tree: &Tree) -> Vec<Violation> {
    let remedy = "name what the other feature's mod.rs re-exports, or add an operation there";
    paths(
        tree,
        &["src"],
        |file, path| {
            let Some(target) = path.in_crate(0) else {
                return false;
            };
            let own = file.feature();
            let door = path.in_crate(1);
            let foreign = own.as_deref() != Some(target);
            let mounts_routes = own.as_deref() == Some("assembly") && door == Some("routes");
            foreign && matches!(door, Some("store" | "routes")) && !mounts_routes
        },
        remedy,
    )
}

/// No source file is longer than 600 lines, `main.rs` no longer than 60.
pub fn long_files(tree: &Tree) -> Vec<Violation> {
    tree.below(&SOURCES)
        .filter_map(|file| {
            let most = if file.path == "src/main.rs" {
                LONGEST_MAIN
            } else {
                LONGEST_FILE
            };
            let what = format!("has {} lines, more than {most}", file.lines);
            (file.lines > most)
                .then(|| Violation::new(file, file.lines, what, "split it by its ideas"))
        })
        .collect()
}

/// Nothing is promised in place of being written.
pub fn unfinished_code(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in &tree.files {
        for (number, line) in file.code.lines().enumerate() {
            for promise in ["todo!", "unimplemented!"] {
                if line.contains(promise) {
                    let what = format!("holds {promise}");
                    found.push(Violation::new(
                        file,
                        number + 1,
                        what,
                        "write it, or leave the item out",
                    ));
                }
            }
        }
    }
    found
}

/// Types of the API have one name each in its document: of two with the same, one would be told with the other's fields.
pub fn schema_names_taken_twice(tree: &Tree) -> Vec<Violation> {
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    let mut found = Vec::new();
    for file in tree.below(&["src"]) {
        for (line, name) in schema_names(&file.code) {
            if let Some(other) = taken.get(&name) {
                let what = format!("is documented as {name}, as a type of {other} is");
                let remedy = "give one of them another name, with #[schema(as = …)] where the type keeps its own";
                found.push(Violation::new(file, line, what, remedy));
            } else {
                taken.insert(name, &file.path);
            }
        }
    }
    found
}

/// The names under which a file's types are documented, with the lines where the types begin.
fn schema_names(code: &str) -> Vec<(usize, String)> {
    let name_in = |text: &str| -> String {
        let is_of_a_name = |character: &char| character.is_alphanumeric() || *character == '_';
        text.trim_start().chars().take_while(is_of_a_name).collect()
    };
    let mut found = Vec::new();
    let (mut is_documented, mut other_name) = (false, None);
    for (number, line) in code.lines().enumerate() {
        let line = line.trim();
        let is_derived =
            line.contains("ToSchema") && !line.starts_with("impl") && !line.starts_with("use");
        is_documented |= is_derived || line == "coded! {";
        if let Some((_, name)) = line.split_once("schema(as =") {
            other_name = Some(name_in(name));
        }
        let item = ["struct ", "enum "].iter().find_map(|kind| {
            let (before, after) = line.split_once(kind)?;
            (before.is_empty() || before.starts_with("pub")).then(|| name_in(after))
        });
        if let Some(name) = item {
            if std::mem::take(&mut is_documented) {
                found.push((number + 1, other_name.take().unwrap_or(name)));
            }
            other_name = None;
        }
    }
    found
}

/// What is wrong with a pair of migration folders, given each one's `(migration, files in it)`.
pub fn unpaired_migrations(
    sqlite: &[(String, Vec<String>)],
    postgres: &[(String, Vec<String>)],
) -> Vec<String> {
    let names = |side: &[(String, Vec<String>)]| {
        side.iter()
            .map(|(name, _)| name.clone())
            .collect::<BTreeSet<_>>()
    };
    let mut found = Vec::new();
    for (here, there, missing) in [
        (
            "sqlite",
            "postgres",
            names(sqlite)
                .difference(&names(postgres))
                .cloned()
                .collect::<Vec<_>>(),
        ),
        (
            "postgres",
            "sqlite",
            names(postgres)
                .difference(&names(sqlite))
                .cloned()
                .collect(),
        ),
    ] {
        found.extend(missing.iter().map(|name| {
            format!("migrations/{here}/{name} has no twin; write migrations/{there}/{name} for the other engine")
        }));
    }
    for (engine, migrations) in [("sqlite", sqlite), ("postgres", postgres)] {
        for (name, files) in migrations {
            for wanted in ["up.sql", "down.sql"] {
                if !files.iter().any(|file| file == wanted) {
                    found.push(format!(
                        "migrations/{engine}/{name} has no {wanted}; write it"
                    ));
                }
            }
        }
    }
    found
}

fn is_in_db(file: &SourceFile) -> bool {
    file.feature().as_deref() == Some("db")
}

/// Modules that exist only for tests, as `(crate folder, module)`.
fn test_modules<'a>(tree: &'a Tree, folders: &[&'a str]) -> Vec<(&'a str, Vec<String>)> {
    let mut found = Vec::new();
    for folder in folders {
        for file in tree.files.iter().filter(|file| file.is_in(folder)) {
            found.extend(
                imports(file)
                    .test_modules
                    .into_iter()
                    .map(|module| (*folder, module)),
            );
        }
    }
    found
}

/// Every path that code outside tests names below the folders.
pub fn production_imports<'a>(
    tree: &'a Tree,
    folders: &[&'a str],
) -> Vec<(&'a SourceFile, ImportedPath)> {
    let tests = test_modules(tree, folders);
    let is_test = |file: &SourceFile| {
        tests
            .iter()
            .any(|(folder, module)| file.is_in(folder) && file.module().starts_with(module))
    };
    all_imports(tree, folders)
        .into_iter()
        .filter(|(file, path)| !path.in_test && !is_test(file))
        .collect()
}

fn all_imports<'a>(tree: &'a Tree, folders: &[&str]) -> Vec<(&'a SourceFile, ImportedPath)> {
    let below = |file: &&SourceFile| folders.iter().any(|folder| file.is_in(folder));
    tree.files
        .iter()
        .filter(below)
        .flat_map(|file| {
            imports(file)
                .paths
                .into_iter()
                .map(move |path| (file, path))
        })
        .collect()
}

fn paths(
    tree: &Tree,
    folders: &[&str],
    breaks: impl Fn(&SourceFile, &ImportedPath) -> bool,
    remedy: &'static str,
) -> Vec<Violation> {
    violations(all_imports(tree, folders), breaks, remedy)
}

fn production_paths(
    tree: &Tree,
    folders: &[&str],
    breaks: impl Fn(&SourceFile, &ImportedPath) -> bool,
    remedy: &'static str,
) -> Vec<Violation> {
    violations(production_imports(tree, folders), breaks, remedy)
}

fn violations(
    imports: Vec<(&SourceFile, ImportedPath)>,
    breaks: impl Fn(&SourceFile, &ImportedPath) -> bool,
    remedy: &'static str,
) -> Vec<Violation> {
    let broken = imports
        .into_iter()
        .filter(|(file, path)| breaks(file, path));
    broken
        .map(|(file, path)| Violation::naming(file, &path, remedy))
        .collect()
}
