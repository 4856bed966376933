//! Special days as they are kept: read, added one by one, deleted.

use chrono::NaiveDate;
use crewcast_forecasts::calendar::{Calendar, SpecialDay};
use serde::Serialize;

use super::super::business_units::find_business_unit;
use super::super::resource::corrupt;
use super::super::store::{self, SpecialDayRow};
use super::new::{DayKind, NewSpecialDay};
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::tenancy::Scope;

const KIND: &str = "special day";

/// The source of an entry that nobody named one for.
pub(super) const PLANNER: &str = "planner";

/// A special day that is kept.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct KnownSpecialDay {
    /// The local day.
    pub date: NaiveDate,
    /// What people call it.
    pub name: String,
    /// What it says about the day.
    pub kind: DayKind,
    /// How large an event is; absent for other kinds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<f64>,
    /// Where it comes from: a shipped calendar's source, a file's name, `planner`.
    pub source: String,
    /// Who entered it.
    pub created_by: String,
    /// When.
    pub created_at: Instant,
}

impl KnownSpecialDay {
    /// What the models read of it.
    pub fn as_special_day(&self) -> SpecialDay {
        SpecialDay::from(NewSpecialDay {
            date: self.date,
            name: self.name.clone(),
            kind: self.kind,
            size: self.size,
        })
    }
}

/// The special days of a business unit from `first` up to `end`, exclusive, by date and name.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit; [`Failure::Invalid`] at `?endDate` when it is not after the start.
pub fn find_special_days(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    first: Option<NaiveDate>,
    end: Option<NaiveDate>,
) -> Result<Vec<KnownSpecialDay>, Failure> {
    let unit = find_business_unit(conn, scope, business_unit_id)?;
    if first.zip(end).is_some_and(|(first, end)| end <= first) {
        let detail = "use an end after the start; the end itself is left out";
        return Err(Failure::invalid("?endDate", "out-of-range", detail));
    }
    store::special_days_between(conn, scope.tenant(), &unit.id, first, end)?
        .into_iter()
        .map(of_row)
        .collect()
}

/// The calendar of a business unit: all its special days, for the models.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit.
pub fn calendar_of(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
) -> Result<Calendar, Failure> {
    let days = find_special_days(conn, scope, business_unit_id, None, None)?;
    Ok(days.iter().map(KnownSpecialDay::as_special_day).collect())
}

/// Adds one special day.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit; [`Failure::Invalid`] per fault; `already-exists` when the day has an
/// entry of this name.
pub fn add_special_day(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    day: &NewSpecialDay,
) -> Result<KnownSpecialDay, Failure> {
    let unit = find_business_unit(conn, scope, business_unit_id)?;
    let mut faults = Faults::default();
    day.check(&mut faults, "");
    faults.into_result()?;
    let row = to_row(scope, &unit.id, day, PLANNER);
    store::insert_special_days(conn, std::slice::from_ref(&row))
        .map_err(|error| Failure::from_write(error, KIND))?;
    of_row(row)
}

/// Deletes the entry of that name on that day.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn delete_special_day(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    date: &str,
    name: &str,
) -> Result<(), Failure> {
    let tenant = scope.tenant();
    if store::delete_special_day(conn, tenant, business_unit_id, date, name)? {
        Ok(())
    } else {
        Err(Failure::not_found(KIND, format!("{date}/{name}")))
    }
}

pub(super) fn to_row(
    scope: &Scope,
    business_unit_id: &str,
    day: &NewSpecialDay,
    source: &str,
) -> SpecialDayRow {
    SpecialDayRow {
        tenant_id: scope.tenant().to_owned(),
        business_unit_id: business_unit_id.to_owned(),
        date: day.date.to_string(),
        name: day.name.trim().to_owned(),
        kind: day.kind.as_str().to_owned(),
        size: day.stored_size(),
        source: source.to_owned(),
        created_by: scope.actor.subject.clone(),
        created_at: scope.now,
    }
}

fn of_row(row: SpecialDayRow) -> Result<KnownSpecialDay, Failure> {
    let unreadable = |what: &str| {
        let id = format!("{}/{}", row.date, row.name);
        corrupt(KIND, &id, format!("unknown {what}"))
    };
    Ok(KnownSpecialDay {
        date: row.date.parse().map_err(|_| unreadable("date"))?,
        kind: DayKind::parse(&row.kind).ok_or_else(|| unreadable("kind"))?,
        name: row.name,
        size: row.size,
        source: row.source,
        created_by: row.created_by,
        created_at: row.created_at,
    })
}
