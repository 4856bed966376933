//! The program as somebody runs it in a terminal.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use chrono::Weekday;
use crewcast::db::{Database, Instant};
use crewcast::failure::Failure;
use crewcast::organisation::{NewBusinessUnit, create_business_unit};
use crewcast::tenancy::{Scope, first_tenant};
use serde_json::Value;

/// What the program left when it ended.
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ended {
    #[track_caller]
    pub fn with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("{error}: {}\n{}", self.out, self.err))
    }
}

/// A folder with a database in it, and the program.
pub struct Terminal {
    pub folder: tempfile::TempDir,
}

impl Terminal {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    /// One whose tenant has a business unit in Berlin of half hours.
    pub fn with_a_business_unit() -> (Self, String) {
        let terminal = Self::new();
        terminal.run(&["init", "--tenant", "Bank"]).with(0);
        let unit = terminal.does(|conn, scope| {
            let unit = NewBusinessUnit {
                name: "Service".to_owned(),
                time_zone: chrono_tz::Europe::Berlin,
                start_day_of_week: Weekday::Mon,
                interval_length_minutes: 30,
                region: None,
            };
            Ok(create_business_unit(conn, scope, unit)?.id)
        });
        (terminal, unit)
    }

    pub fn database(&self) -> String {
        let path = self.folder.path().join("crewcast.sqlite");
        path.display().to_string()
    }

    /// Writes a file and tells where.
    pub fn file(&self, name: &str, text: &str) -> String {
        let path: PathBuf = self.folder.path().join(name);
        fs::write(&path, text).expect("the folder can be written");
        path.display().to_string()
    }

    pub fn run(&self, arguments: &[&str]) -> Ended {
        let ended = Command::new(env!("CARGO_BIN_EXE_crewcast"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env("DATABASE_URL", self.database())
            .env("RUST_LOG", "error")
            .output()
            .expect("the program starts");
        Ended {
            code: ended.status.code(),
            out: String::from_utf8(ended.stdout).expect("UTF-8"),
            err: String::from_utf8(ended.stderr).expect("UTF-8"),
        }
    }

    pub fn does<T>(
        &self,
        operation: impl FnOnce(&mut crewcast::db::Conn<'_>, &Scope) -> Result<T, Failure>,
    ) -> T {
        let db = Database::open(&self.database()).expect("the database opens");
        let done = db.write(|conn| {
            let tenant = first_tenant(conn)?.expect("init has made a tenant");
            let now = Instant::from_epoch_millis(1_773_000_000_000);
            operation(conn, &Scope::system(tenant.id, now))
        });
        done.unwrap_or_else(|failure: Failure| panic!("{failure}: {:?}", failure.faults()))
    }
}
