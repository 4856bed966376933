//! The program and the machine it runs on.

use std::path::Path;

use chrono::Datelike;
use rustix::fs::statvfs;

use super::check::Check;
use crate::config::Config;
use crate::db::{Instant, Location};
use crate::ui;

const MIB: u64 = 1 << 20;

/// Below this much space a database or an upload soon finds none.
const LITTLE_SPACE_BYTES: u64 = 2_048 * MIB;

/// Below this much space nothing can be relied on.
const NO_SPACE_BYTES: u64 = 200 * MIB;

/// Time zones change their rules several times a year; data older than so many years is wrong somewhere.
const OLD_ZONES_YEARS: i32 = 2;

pub(super) fn checks(config: &Config, now: Instant) -> Vec<Check> {
    let mut checks = vec![
        Check::ok("version", env!("CARGO_PKG_VERSION")),
        page(),
        time_zones(chrono_tz::IANA_TZDB_VERSION, now.to_utc().year()),
    ];
    if let Location::SqliteFile(path) = Location::of(&config.database_url) {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        checks.push(space(
            "database_disk",
            folder,
            "the database and its backups",
        ));
    }
    checks.push(space(
        "upload_disk",
        &std::env::temp_dir(),
        "uploads on their way",
    ));
    checks
}

fn page() -> Check {
    if ui::has_page() {
        Check::ok("page", "built in")
    } else {
        Check::warning(
            "page",
            "this program was built without its page; the API works",
            "run `./run page` and build again",
        )
    }
}

/// `version` is the time zone database's, such as 2026a.
fn time_zones(version: &str, this_year: i32) -> Check {
    let year = version.get(..4).and_then(|year| year.parse::<i32>().ok());
    match year {
        Some(year) if this_year - year < OLD_ZONES_YEARS => Check::ok("time_zones", version),
        _ => Check::warning(
            "time_zones",
            format!("the built-in time zone data is of {version}"),
            "use a newer version of Crewcast, or local times of places whose rules changed since are wrong",
        ),
    }
}

fn space(name: &'static str, folder: &Path, what: &str) -> Check {
    let room = match statvfs(folder) {
        Ok(room) => room,
        Err(error) => {
            return Check::failed(
                name,
                format!("{} cannot be looked at: {error}", folder.display()),
                "check the path and its permissions",
            );
        }
    };
    space_left(
        name,
        folder,
        room.f_bavail.saturating_mul(room.f_frsize),
        what,
    )
}

fn space_left(name: &'static str, folder: &Path, left_bytes: u64, what: &str) -> Check {
    let detail = format!("{} MiB left in {}", left_bytes / MIB, folder.display());
    let remedy = format!("make room for {what}, or move them to a larger disk");
    if left_bytes < NO_SPACE_BYTES {
        Check::failed(name, detail, remedy)
    } else if left_bytes < LITTLE_SPACE_BYTES {
        Check::warning(name, detail, remedy)
    } else {
        Check::ok(name, detail)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::check::Outcome;
    use super::*;

    #[rstest]
    #[case(199, Outcome::Failed)]
    #[case(200, Outcome::Warning)]
    #[case(2_047, Outcome::Warning)]
    #[case(2_048, Outcome::Ok)]
    fn little_space_is_a_warning_and_hardly_any_a_failure(
        #[case] mebibytes: u64,
        #[case] outcome: Outcome,
    ) {
        let check = space_left("database_disk", Path::new("/"), mebibytes * MIB, "it");
        assert_eq!(check.outcome, outcome);
        assert_eq!(check.remedy.is_none(), outcome == Outcome::Ok);
    }

    #[rstest]
    #[case("2026c", Outcome::Ok)]
    #[case("2025a", Outcome::Ok)]
    #[case("2024b", Outcome::Warning)]
    #[case("unknown", Outcome::Warning)]
    fn time_zone_data_two_years_old_is_a_warning(#[case] version: &str, #[case] outcome: Outcome) {
        assert_eq!(time_zones(version, 2026).outcome, outcome);
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let check = space("database_disk", Path::new("/no/such/folder"), "it");
        assert_eq!(check.outcome, Outcome::Failed);
        assert!(check.detail.contains("/no/such/folder"), "{}", check.detail);
    }
}
