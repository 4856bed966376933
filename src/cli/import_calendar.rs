//! `crewcast import calendar`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use crewcast_forecasts::calendar::tables::Country;

use super::runtime::Runtime;
use super::selection::{self, BusinessUnitArgument};
use crate::failure::Failure;
use crate::organisation::{
    ShippedYears, SpecialDayChanges, SpecialDayUpload, take_over_shipped_calendar,
    upload_special_days,
};

/// What `import calendar` takes.
#[derive(Debug, Args)]
pub(super) struct ImportCalendarArguments {
    /// CSV with the columns date, name and optionally kind, size. It replaces the kinds of day it has in the years it
    /// has them.
    #[arg(required_unless_present = "country", conflicts_with = "country")]
    file: Option<PathBuf>,
    /// Take the calendar over that comes with the program.
    #[arg(long, value_enum)]
    country: Option<CountryName>,
    /// Its years [default: all there are].
    #[arg(long, value_name = "YEAR|FIRST-LAST", requires = "country", value_parser = years)]
    years: Option<(i32, i32)>,
    #[command(flatten)]
    unit: BusinessUnitArgument,
    /// Only tell what would happen.
    #[arg(long)]
    dry_run: bool,
}

/// A country as it is typed.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum CountryName {
    /// Mainland China, with make-up workdays.
    #[value(alias = "mainland-china", alias = "cn")]
    China,
    /// The United States: federal holidays.
    #[value(alias = "us")]
    UnitedStates,
    /// England and Wales: bank holidays.
    #[value(alias = "uk", alias = "gb")]
    UnitedKingdom,
    /// Israel: statutory days of rest.
    #[value(alias = "il")]
    Israel,
}

impl From<CountryName> for Country {
    fn from(name: CountryName) -> Self {
        match name {
            CountryName::China => Self::MainlandChina,
            CountryName::UnitedStates => Self::UnitedStates,
            CountryName::UnitedKingdom => Self::UnitedKingdom,
            CountryName::Israel => Self::Israel,
        }
    }
}

fn years(text: &str) -> Result<(i32, i32), String> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let year = |text: &str| {
        text.trim()
            .parse()
            .map_err(|_| format!("{text:?} is no year; write 2026 or 2024-2026"))
    };
    Ok((year(first)?, year(last)?))
}

/// Makes the entries of a file, or of a shipped calendar, the business unit's and prints how many changed.
pub(super) fn import_calendar(
    runtime: &Runtime,
    arguments: &ImportCalendarArguments,
) -> Result<(), Failure> {
    let db = runtime.open()?;
    let scope = selection::scope(runtime, &db)?;
    let unit = selection::business_unit(&db, &scope, &arguments.unit)?;
    let dry_run = arguments.dry_run;
    let changes = match (arguments.country, &arguments.file) {
        (Some(country), _) => {
            let asked = ShippedYears {
                country: country.into(),
                first_year: arguments.years.map(|(first, _)| first),
                last_year: arguments.years.map(|(_, last)| last),
            };
            db.write(|conn| take_over_shipped_calendar(conn, &scope, &unit.id, asked, dry_run))?
        }
        (None, Some(file)) => {
            let bytes = std::fs::read(file).map_err(|error| {
                Failure::Malformed(format!(
                    "{} cannot be read: {error}; check the path",
                    file.display()
                ))
            })?;
            let upload = SpecialDayUpload::of_csv(&bytes)?;
            let name = file.file_name().map(|name| name.to_string_lossy());
            let source = name.as_deref();
            db.write(|conn| upload_special_days(conn, &scope, &unit.id, &upload, source, dry_run))?
        }
        (None, None) => {
            return Err(Failure::Malformed(
                "no calendar is named; name a file or a --country".to_owned(),
            ));
        }
    };
    runtime.output.result(&changes, print_changes)
}

fn print_changes(changes: &SpecialDayChanges) {
    println!(
        "{}",
        if changes.dry_run {
            "nothing stands against it; nothing was kept"
        } else {
            "imported"
        }
    );
    println!(
        "special days: {} new, {} removed, {} unchanged",
        changes.added, changes.removed, changes.unchanged
    );
}
