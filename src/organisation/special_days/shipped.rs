//! Calendars that come with the product.

use crewcast_forecasts::calendar::tables::{self, Country, NoTable};
use serde::{Deserialize, Serialize};

use super::super::business_units::find_business_unit;
use super::new::NewSpecialDay;
use super::replace::{Replacement, SameName, SpecialDayChanges};
use crate::db::Conn;
use crate::failure::Failure;
use crate::tenancy::Scope;

/// A calendar that can be taken over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShippedCalendar {
    /// `mainlandChina`, `unitedStates`, `unitedKingdom` or `israel`.
    #[schema(value_type = String)]
    pub country: Country,
    /// First year it covers.
    pub first_year: i32,
    /// Last year it covers.
    pub last_year: i32,
    /// Laws and decrees it follows.
    pub source: String,
}

/// Which part of which shipped calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShippedYears {
    /// `mainlandChina`, `unitedStates`, `unitedKingdom` or `israel`.
    #[schema(value_type = String)]
    pub country: Country,
    /// The first year to take; the first there is when left out.
    #[serde(default)]
    pub first_year: Option<i32>,
    /// The last year to take; the last there is when left out.
    #[serde(default)]
    pub last_year: Option<i32>,
}

/// All calendars that come with the product.
pub fn shipped_calendars() -> Vec<ShippedCalendar> {
    let of = |country| {
        let (first_year, last_year) = tables::years(country).into_inner();
        ShippedCalendar {
            country,
            first_year,
            last_year,
            source: tables::source(country).to_owned(),
        }
    };
    Country::ALL.into_iter().map(of).collect()
}

/// Takes the special days of a shipped calendar over into the business unit's. What was taken over from it before is
/// replaced in those years; an entry from elsewhere that has the same date and name stays.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit; [`Failure::Invalid`] at `/firstYear` when the years are not covered.
pub fn take_over_shipped_calendar(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    asked: ShippedYears,
    dry_run: bool,
) -> Result<SpecialDayChanges, Failure> {
    let unit = find_business_unit(conn, scope, business_unit_id)?;
    let known = tables::years(asked.country);
    let first = asked.first_year.unwrap_or(*known.start());
    let last = asked.last_year.unwrap_or(*known.end());
    let table = tables::table(asked.country, first..=last).map_err(|error| match error {
        NoTable::YearsNotCovered { .. } => {
            Failure::invalid("/firstYear", "years-not-covered", error.to_string())
        }
        NoTable::Backwards { .. } => {
            Failure::invalid("/lastYear", "out-of-range", error.to_string())
        }
        NoTable::Damaged { .. } => Failure::Internal(error.to_string()),
    })?;
    let days: Vec<NewSpecialDay> = table.iter().map(NewSpecialDay::from).collect();
    let source = tables::source(asked.country);
    let replacement = Replacement {
        business_unit_id: &unit.id,
        wanted: &days,
        source,
        years: (first, last),
        same_name: SameName::Keep,
        dry_run,
    };
    replacement.carry_out(conn, scope, |there| there.source == source)
}
