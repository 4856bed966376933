//! The database: whether it answers, fits this program, keeps what it acknowledged, and is sound.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::check::Check;
use crate::db::{Conn, Database, DbError, Instant, Location, known_migrations};

const MIB: u64 = 1 << 20;

/// A write-ahead log of this size has not been folded into the file for a long time: somebody reads without an end.
const LONG_LOG_BYTES: u64 = 256 * MIB;

/// Clocks that differ by more make leases and sessions expire at the wrong moment.
const CLOCKS_APART_MILLIS: i64 = 1_000;

/// Clocks that differ by more make a server take another's running jobs for lost.
const CLOCKS_FAR_APART_MILLIS: i64 = 20_000;

/// The checks, and the database where it answers.
pub(super) fn checks(url: &str, now: Instant, deep: bool) -> (Vec<Check>, Option<Database>) {
    if let Location::SqliteFile(path) = Location::of(url)
        && !path.is_file()
    {
        let missing = Check::failed(
            "database",
            format!("there is no file {}", path.display()),
            "run `crewcast init --tenant NAME`, or name another with --database",
        );
        return (vec![missing], None);
    }
    let opened = Database::open(url).and_then(|db| {
        let version = db.read(|conn| conn.engine_version())?;
        Ok((db, version))
    });
    let (db, version) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            let remedy =
                "check that it is up, that the address is right, and that this user may read it";
            return (
                vec![Check::failed("database", error.to_string(), remedy)],
                None,
            );
        }
    };
    let mut checks = vec![Check::ok(
        "database",
        format!("{:?} {version} answers", db.kind()),
    )];
    if let Location::SqliteFile(path) = Location::of(url) {
        checks.push(log_size(path));
    }
    let mut ask = |name, ask: &dyn Fn(&mut Conn<'_>) -> Result<Check, DbError>| {
        let answer = db.read(ask);
        checks.push(answer.unwrap_or_else(|error| {
            Check::failed(name, error.to_string(), "see the database's own log")
        }));
    };
    ask("schema", &schema);
    ask("durability", &durability);
    ask("clock", &|conn| clock(conn, now));
    if deep {
        ask("integrity", &integrity);
    }
    (checks, Some(db))
}

fn log_size(database: &Path) -> Check {
    let mut name = OsString::from(database.as_os_str());
    name.push("-wal");
    let bytes = std::fs::metadata(PathBuf::from(name)).map_or(0, |log| log.len());
    let detail = format!("{} MiB of write-ahead log", bytes / MIB);
    if bytes < LONG_LOG_BYTES {
        Check::ok("write_ahead_log", detail)
    } else {
        Check::warning(
            "write_ahead_log",
            detail,
            "end programs that read the database for hours; the log shrinks once no old reader is left",
        )
    }
}

fn schema(conn: &mut Conn<'_>) -> Result<Check, DbError> {
    let (known, applied) = (known_migrations()?, conn.applied_migrations()?);
    if let Some(unknown) = applied.iter().find(|version| !known.contains(version)) {
        return Ok(Check::failed(
            "schema",
            format!("migration {unknown} is of a newer version of Crewcast"),
            "run that version, or restore a backup made before it",
        ));
    }
    let pending: Vec<&str> = known
        .iter()
        .filter(|version| !applied.contains(version))
        .map(String::as_str)
        .collect();
    Ok(match (applied.last(), pending.first()) {
        (Some(last), None) => Check::ok("schema", format!("up to date, {last}")),
        (_, first) => Check::failed(
            "schema",
            format!(
                "{} migration(s) are to come, the first is {}",
                pending.len(),
                first.copied().unwrap_or_default()
            ),
            "run `crewcast migrate`; `crewcast serve` does it as well",
        ),
    })
}

fn durability(conn: &mut Conn<'_>) -> Result<Check, DbError> {
    let findings = conn.durability_findings()?;
    Ok(if findings.is_empty() {
        Check::ok("durability", "acknowledged writes survive a power cut")
    } else {
        Check::warning(
            "durability",
            format!(
                "{}: acknowledged writes may be lost in a power cut",
                findings.join(", ")
            ),
            "set them as the engine does by itself; a SQLite file has to lie on a local disk",
        )
    })
}

fn clock(conn: &mut Conn<'_>, now: Instant) -> Result<Check, DbError> {
    Ok(match conn.clock_millis()? {
        None => Check::ok(
            "clock",
            "the database has no other clock than this machine's",
        ),
        Some(theirs) => clocks(now.epoch_millis(), theirs),
    })
}

/// Milliseconds since 1970: ours was read first.
fn clocks(ours: i64, theirs: i64) -> Check {
    let apart = (theirs - ours).abs();
    let detail = format!("{apart} ms between this machine's clock and the database's");
    let remedy = "let both machines keep time by NTP";
    if apart > CLOCKS_FAR_APART_MILLIS {
        Check::failed("clock", detail, remedy)
    } else if apart > CLOCKS_APART_MILLIS {
        Check::warning("clock", detail, remedy)
    } else {
        Check::ok("clock", detail)
    }
}

fn integrity(conn: &mut Conn<'_>) -> Result<Check, DbError> {
    let findings = conn.integrity_findings()?;
    Ok(if findings.is_empty() {
        Check::ok("integrity", "nothing found")
    } else {
        Check::failed(
            "integrity",
            findings.join("; "),
            "restore the last backup that `crewcast doctor backup` finds sound; on PostgreSQL see REINDEX and pg_amcheck",
        )
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::check::Outcome;
    use super::*;

    #[rstest]
    #[case(1_000, Outcome::Ok)]
    #[case(1_001, Outcome::Warning)]
    #[case(-20_000, Outcome::Warning)]
    #[case(-20_001, Outcome::Failed)]
    fn clocks_apart_are_told_either_way(#[case] apart_millis: i64, #[case] outcome: Outcome) {
        assert_eq!(clocks(50_000, 50_000 + apart_millis).outcome, outcome);
    }

    #[test]
    fn a_log_that_is_not_there_is_no_long_log() {
        assert_eq!(
            log_size(Path::new("/no/such/database")).outcome,
            Outcome::Ok
        );
    }
}
