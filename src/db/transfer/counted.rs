//! Rows counted and hashed, whichever engine tells them.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::tables::Table;

/// What became of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MovedTable {
    /// Its name.
    pub table: String,
    /// How many rows both databases have.
    pub rows: u64,
    /// SHA-256 over the rows in the order of their key, the same of both databases.
    pub sha256: String,
}

/// Counts and hashes rows.
#[derive(Default)]
pub(super) struct Counted {
    rows: u64,
    hash: Sha256,
}

impl Counted {
    pub(super) fn add(&mut self, row: &[Option<String>]) {
        self.rows += 1;
        for value in row {
            match value {
                None => self.hash.update([0]),
                Some(text) => {
                    self.hash.update([1]);
                    self.hash.update((text.len() as u64).to_be_bytes());
                    self.hash.update(text.as_bytes());
                }
            }
        }
    }

    pub(super) fn of(self, table: &Table) -> MovedTable {
        let hash = self.hash.finalize();
        MovedTable {
            table: table.name.clone(),
            rows: self.rows,
            sha256: hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use diesel::prelude::*;
    use diesel::sql_types::Text;
    use diesel::sqlite::SqliteConnection;

    use super::super::tables::{Column, Kind, Table};
    use super::*;

    #[derive(QueryableByName)]
    struct Line {
        #[diesel(sql_type = Text)]
        line: String,
    }

    fn table() -> Table {
        let column = |name: &str, kind| Column {
            name: name.to_owned(),
            kind,
        };
        Table {
            name: "things".to_owned(),
            columns: vec![
                column("tenant_id", Kind::Text),
                column("share", Kind::Real),
                column("enabled", Kind::Boolean),
                column("bytes", Kind::Bytes),
            ],
            key: vec!["tenant_id".to_owned()],
            is_keyed_by_all: false,
        }
    }

    fn counted(lines: &[&str]) -> MovedTable {
        let table = table();
        let mut counted = Counted::default();
        for line in lines {
            counted.add(&table.parse(line).unwrap());
        }
        counted.of(&table)
    }

    #[test]
    fn a_row_told_by_either_engine_has_one_hash() {
        let of_sqlite = r#"["t\u0041","0.1000000000000000056","1","00ff"]"#;
        let of_postgres = r#"["tA", "0.1", "1", "00ff"]"#;
        assert_eq!(counted(&[of_sqlite]), counted(&[of_postgres]));
    }

    #[test]
    fn what_is_missing_or_moved_between_columns_has_another_hash() {
        let known = counted(&[r#"["ab","1","0",null]"#]);
        for other in [
            r#"["a","1","0",null]"#,
            r#"["ab","1","0",""]"#,
            r#"["ab","1.0000000000000002","0",null]"#,
            r#"[null,"1","0",null]"#,
        ] {
            assert_ne!(counted(&[other]).sha256, known.sha256, "{other}");
        }
        assert_ne!(counted(&[]).sha256, known.sha256);
    }

    #[test]
    fn sqlite_tells_numbers_so_that_they_read_as_the_same() {
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        for number in [
            0.1,
            1.0 / 3.0,
            2.0_f64.sqrt() * 1e-9,
            123_456_789.123_456_78,
            1e17 + 16.0,
        ] {
            let query = format!("SELECT printf('%!.19g', CAST({number:e} AS REAL)) AS line");
            let told: Line = diesel::sql_query(query).get_result(&mut conn).unwrap();
            let read: f64 = told.line.parse().unwrap();
            assert_eq!(read.to_bits(), f64::to_bits(number), "{}", told.line);
        }
    }
}
