//! A calendar as a list or a CSV file, taken whole or not at all.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use crewcast_forecasts::calendar::{Calendar, CalendarFileError, FaultyCell};

use super::super::agents_csv::formula_unguarded;
use super::super::business_units::find_business_unit;
use super::entries::PLANNER;
use super::new::NewSpecialDay;
use super::replace::{Replacement, SameName, SpecialDayChanges, years_of};
use crate::db::Conn;
use crate::failure::{Failure, Fault, Faults};
use crate::tenancy::Scope;

/// More entries are taken for a mistake.
const MOST_ENTRIES: usize = 10_000;

/// Special days that were sent together.
#[derive(Clone, Debug, PartialEq)]
pub struct SpecialDayUpload {
    days: Vec<NewSpecialDay>,
    from_file: bool,
}

impl SpecialDayUpload {
    /// A list, whose faults lie at `/{index}/{member}`.
    pub fn of_list(days: Vec<NewSpecialDay>) -> Self {
        Self {
            days,
            from_file: false,
        }
    }

    /// A CSV file with the columns `date` and `name`, and optionally `kind` and `size`.
    ///
    /// # Errors
    /// [`Failure::Invalid`] at `/header`, or with every faulty cell at `/rows/{row}/{column}`;
    /// [`Failure::Malformed`] when it is not UTF-8.
    pub fn of_csv(bytes: &[u8]) -> Result<Self, Failure> {
        let text = std::str::from_utf8(bytes).map_err(|error| {
            Failure::Malformed(format!(
                "the file is not UTF-8 after byte {}; export it as CSV in UTF-8",
                error.valid_up_to()
            ))
        })?;
        let calendar = Calendar::from_csv(text).map_err(|error| failure_of(&error))?;
        Ok(Self {
            days: calendar
                .iter()
                .map(NewSpecialDay::from)
                .map(|day| NewSpecialDay {
                    name: formula_unguarded(&day.name).to_owned(),
                    ..day
                })
                .collect(),
            from_file: true,
        })
    }

    fn check(&self) -> Result<(), Failure> {
        let mut faults = Faults::default();
        let whole = if self.from_file { "/rows" } else { "" };
        faults.require(
            !self.days.is_empty(),
            whole,
            "empty",
            "no special day was sent; send at least one, and delete single ones by their date and name",
        );
        faults.require(
            self.days.len() <= MOST_ENTRIES,
            whole,
            "too-many",
            format!("send at most {MOST_ENTRIES} special days at once"),
        );
        let mut seen: BTreeMap<(NaiveDate, &str), usize> = BTreeMap::new();
        for (index, day) in self.days.iter().enumerate().take(MOST_ENTRIES) {
            // A file's rows have been sorted by date: what is wrong is named by date and name instead of the row.
            let place = match self.from_file {
                true => format!("/rows/{}", day.date),
                false => format!("/{index}"),
            };
            day.check(&mut faults, &place);
            let before = seen.insert((day.date, day.name.trim()), index);
            faults.require(
                before.is_none(),
                format!("{place}/name"),
                "duplicate",
                format!(
                    "{} has {:?} twice; keep one of the two",
                    day.date,
                    day.name.trim()
                ),
            );
        }
        faults.into_result()
    }
}

/// Makes the entries sent the business unit's, for the years and kinds of day that they have: an upload of the public
/// holidays of 2026 leaves those of 2025 and the events of 2026 alone. Entries that were there already stay as they
/// are. `source` says where they come from.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit; [`Failure::Invalid`] with every fault: then nothing is changed.
pub fn upload_special_days(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    upload: &SpecialDayUpload,
    source: Option<&str>,
    dry_run: bool,
) -> Result<SpecialDayChanges, Failure> {
    let unit = find_business_unit(conn, scope, business_unit_id)?;
    let source = source.unwrap_or(PLANNER);
    let mut faults = Faults::default();
    faults.require_name(source, "?source");
    faults.require(
        !source.contains('\0'),
        "?source",
        "invalid-name",
        "leave the character U+0000 out",
    );
    faults.into_result()?;
    upload.check()?;
    let Some(years) = years_of(&upload.days) else {
        return Err(Failure::Internal("an upload without a year".to_owned()));
    };
    let sent: BTreeSet<(String, &str)> = upload
        .days
        .iter()
        .map(|day| (format!("{:04}", day.date.year()), day.kind.as_str()))
        .collect();
    let replacement = Replacement {
        business_unit_id: &unit.id,
        wanted: &upload.days,
        source,
        years,
        same_name: SameName::Replace,
        dry_run,
    };
    replacement.carry_out(conn, scope, |there| {
        let year = there.date.chars().take(4).collect();
        sent.contains(&(year, there.kind.as_str()))
    })
}

fn failure_of(error: &CalendarFileError) -> Failure {
    let detail = error.to_string();
    match error {
        CalendarFileError::MissingColumn { .. } => {
            Failure::invalid("/header", "missing-columns", detail)
        }
        CalendarFileError::RepeatedColumn { .. } => {
            Failure::invalid("/header", "column-twice", detail)
        }
        CalendarFileError::FaultyRows(cells) => {
            Failure::Invalid(cells.iter().map(fault_of).collect())
        }
    }
}

fn fault_of(cell: &FaultyCell) -> Fault {
    let code = match cell.column {
        "date" => "invalid-date",
        "name" => "invalid-name",
        "kind" => "invalid-kind",
        _ => "invalid-size",
    };
    let place = format!("/rows/{}/{}", cell.row, cell.column);
    Fault::new(place, code, cell.to_string())
}
