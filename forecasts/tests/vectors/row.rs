//! Reading a reference file and comparing our results with its rows.
//!
//! A file that is absent is passed over with a plain word; one that is there prints `file: passed/rows`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crewcast_forecasts::units::{ContactsPerInterval, Share};

/// Relative tolerance of formulas: B, C, ASA, occupancy, Erlang A's P(wait).
pub const FORMULA: f64 = 1e-12;
/// Relative tolerance of what comes from solving a Markov chain.
pub const CHAIN: f64 = 1e-9;
/// Absolute tolerance of service levels.
pub const SERVICE_LEVEL: f64 = 1e-9;

/// The files print what is smaller as 0.
const PRINTED_AS_NOTHING: f64 = 1e-40;

/// Whether a row agrees, and if not, where.
pub type Outcome = Result<(), String>;

/// One line of a file, by column name without the remark in brackets.
pub struct Row(BTreeMap<String, String>);

impl Row {
    pub fn text(&self, column: &str) -> &str {
        self.0
            .get(column)
            .unwrap_or_else(|| panic!("no column {column} in {:?}", self.0.keys()))
    }

    pub fn is_blank(&self, column: &str) -> bool {
        self.text(column).is_empty()
    }

    /// Infinite where the file says `inf`.
    pub fn number(&self, column: &str) -> f64 {
        self.text(column)
            .parse()
            .unwrap_or_else(|error| panic!("{column} {:?}: {error}", self.text(column)))
    }

    pub fn whole(&self, column: &str) -> u32 {
        self.text(column)
            .parse()
            .unwrap_or_else(|error| panic!("{column} {:?}: {error}", self.text(column)))
    }

    pub fn share(&self, column: &str) -> Share {
        self.text(column)
            .parse()
            .unwrap_or_else(|error| panic!("{column} {:?}: {error}", self.text(column)))
    }

    pub fn volume(&self, column: &str) -> ContactsPerInterval {
        ContactsPerInterval::new(self.number(column)).unwrap()
    }

    /// Our number differs from the reference by at most this part of it.
    pub fn agrees(&self, column: &str, ours: f64, relative: f64) -> Outcome {
        let theirs = self.number(column);
        let printed_as_nothing = theirs == 0.0 && ours.abs() < PRINTED_AS_NOTHING;
        self.outcome(
            column,
            ours,
            ours == theirs || printed_as_nothing || ((ours - theirs) / theirs).abs() <= relative,
        )
    }

    /// Our number differs from the reference by at most this much.
    pub fn agrees_within(&self, column: &str, ours: f64, absolute: f64) -> Outcome {
        let theirs = self.number(column);
        self.outcome(
            column,
            ours,
            ours == theirs || (ours - theirs).abs() <= absolute,
        )
    }

    /// Our whole number is the reference.
    pub fn equals(&self, column: &str, ours: u32) -> Outcome {
        self.outcome(column, f64::from(ours), ours == self.whole(column))
    }

    fn outcome(&self, column: &str, ours: f64, agrees: bool) -> Outcome {
        if agrees {
            Ok(())
        } else {
            Err(format!(
                "{column}: {ours:e}, reference {}",
                self.text(column)
            ))
        }
    }
}

/// All rows of a file, for files whose rows belong together (with [`report`]), or `None` where it is absent.
pub fn rows_of(file: &str) -> Option<Vec<Row>> {
    let shared = std::env::var_os("CREWCAST_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared")),
        PathBuf::from,
    );
    let path = shared.join("vectors").join(file);
    if !path.exists() {
        println!(
            "{file}: skipped, {} is not there; set CREWCAST_SHARED",
            path.display()
        );
        return None;
    }
    let mut reader = csv::Reader::from_path(&path).unwrap();
    let columns: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(|header| match header.split_once('(') {
            // `criterion_value_at_(agents_by_criterion-1)_out(…)` has its brackets inside the name.
            Some((name, _)) => name.trim_end_matches('_').to_owned(),
            None => header.to_owned(),
        })
        .collect();
    let rows: Vec<Row> = reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            assert_eq!(record.len(), columns.len());
            Row(columns
                .iter()
                .cloned()
                .zip(record.iter().map(str::to_owned))
                .collect())
        })
        .collect();
    assert!(!rows.is_empty(), "{file} has no rows");
    Some(rows)
}

/// Prints the differences and the count of rows that agree; fails unless all do.
pub fn report(file: &str, rows: &[Row], outcomes: &[Outcome]) {
    assert_eq!(outcomes.len(), rows.len(), "{file}: an outcome a row");
    for (index, (row, outcome)) in rows.iter().zip(outcomes).enumerate() {
        if let Err(difference) = outcome {
            eprintln!("{file} row {}: {difference} in {:?}", index + 1, row.0);
        }
    }
    let passed = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    println!("{file}: {passed}/{} rows", rows.len());
    assert_eq!(passed, rows.len(), "{file}");
}

/// Checks each row by itself.
pub fn every_row_of(file: &str, check: impl Fn(&Row) -> Outcome) {
    if let Some(rows) = rows_of(file) {
        let outcomes: Vec<Outcome> = rows.iter().map(check).collect();
        report(file, &rows, &outcomes);
    }
}
