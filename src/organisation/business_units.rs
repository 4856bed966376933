//! Business units: the planning scope.

use chrono::Weekday;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::activity_codes::create_default_activity_codes;
use super::resource::{self, Identity, Resource, Stored, corrupt};
use super::store::{self, BusinessUnitRow};
use super::wire::{self, weekday_name};
use crate::db::Conn;
use crate::failure::{Failure, Faults};
use crate::tenancy::{Access, Scope};

/// A business unit to be made, or to take a business unit's place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewBusinessUnit {
    /// Unique in the tenant.
    pub name: String,
    /// The IANA zone its days and weeks are laid out in, such as `Europe/Berlin`.
    #[schema(value_type = String)]
    pub time_zone: Tz,
    /// The day its weeks begin on, `Monday` to `Sunday`.
    #[serde(with = "wire::weekday")]
    #[schema(value_type = String)]
    pub start_day_of_week: Weekday,
    /// The planning grid's step: 5, 6, 10, 12, 15, 20, 30 or 60 minutes.
    pub interval_length_minutes: u32,
    /// What it is reported under together with others, such as `EMEA`; of no region when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

/// The planning scope: its zone, first day of the week and interval length.
pub type BusinessUnit = Stored<NewBusinessUnit>;

impl Resource for NewBusinessUnit {
    type Row = BusinessUnitRow;
    const KIND: &'static str = "business unit";
    const SCHEMA: &'static str = "BusinessUnit";

    fn check(&self, _: &mut Conn<'_>, _: &Scope, _: Option<&Self>) -> Result<(), Failure> {
        let mut faults = Faults::default();
        faults.require_name(&self.name, "/name");
        if let Some(region) = &self.region {
            faults.require_name(region, "/region");
        }
        let minutes = self.interval_length_minutes;
        faults.require(
            (5..=60).contains(&minutes) && 60 % minutes == 0,
            "/intervalLengthMinutes",
            "invalid-interval-length",
            format!("{minutes} minutes do not divide an hour into steps of 5 to 60; use 5, 10, 15, 30 or 60"),
        );
        faults.into_result()
    }

    fn is_within(&self, access: &Access, id: &str) -> bool {
        access.shows_business_unit(id)
    }

    fn to_row(&self, identity: Identity) -> Result<BusinessUnitRow, Failure> {
        Ok(BusinessUnitRow {
            tenant_id: identity.tenant_id,
            id: identity.id,
            name: self.name.clone(),
            time_zone: self.time_zone.name().to_owned(),
            start_day_of_week: weekday_name(self.start_day_of_week).to_owned(),
            interval_length_minutes: self.interval_length_minutes.cast_signed(),
            region: self.region.clone(),
            version: identity.version,
            created_at: identity.created_at,
            modified_at: identity.modified_at,
        })
    }

    fn from_row(row: BusinessUnitRow) -> Result<BusinessUnit, Failure> {
        let unreadable = |what: &str| corrupt(Self::KIND, &row.id, format!("unknown {what}"));
        Ok(Stored {
            values: Self {
                time_zone: row.time_zone.parse().map_err(|_| unreadable("zone"))?,
                start_day_of_week: row
                    .start_day_of_week
                    .parse()
                    .map_err(|_| unreadable("day"))?,
                interval_length_minutes: row.interval_length_minutes.cast_unsigned(),
                region: row.region,
                name: row.name,
            },
            id: row.id,
            version: row.version,
            created_at: row.created_at,
            modified_at: row.modified_at,
        })
    }

    fn furnish(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<(), Failure> {
        create_default_activity_codes(conn, scope, id)
    }
}

/// Makes a business unit with the default activity codes, so that a centre works at once.
///
/// # Errors
/// [`Failure::Invalid`] per fault; `already-exists` when the name is taken.
pub fn create_business_unit(
    conn: &mut Conn<'_>,
    scope: &Scope,
    new: NewBusinessUnit,
) -> Result<BusinessUnit, Failure> {
    resource::create(conn, scope, new)
}

/// The business unit of that id.
///
/// # Errors
/// [`Failure::NotFound`] when the tenant has none of that id.
pub fn find_business_unit(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<BusinessUnit, Failure> {
    resource::find(conn, scope, id)
}

/// Makes decisions of one business unit wait for each other until the transaction ends, so that each sees what the one
/// before has granted.
///
/// # Errors
/// Only the database's.
pub fn lock_business_unit(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<(), Failure> {
    Ok(store::lock_business_unit(conn, scope.tenant(), id)?)
}

/// All business units of the tenant.
///
/// # Errors
/// Only the database's.
pub fn list_business_units(
    conn: &mut Conn<'_>,
    scope: &Scope,
) -> Result<Vec<BusinessUnit>, Failure> {
    resource::all(conn, scope, None)
}
