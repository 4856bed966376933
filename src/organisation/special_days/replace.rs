//! Bringing the entries of a business unit to what a file or a shipped calendar says.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::super::store::{self, SpecialDayRow};
use super::entries::to_row;
use super::new::NewSpecialDay;
use crate::db::Conn;
use crate::failure::Failure;
use crate::tenancy::Scope;

/// What became of a business unit's entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SpecialDayChanges {
    /// Only told, not done.
    pub dry_run: bool,
    /// Entries that are new.
    pub added: usize,
    /// Entries that were there and are no longer.
    pub removed: usize,
    /// Entries that were there already and stay as they are, with their source and author.
    pub unchanged: usize,
}

/// Whose word counts where an entry of the same day and name is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SameName {
    /// The new one's.
    Replace,
    /// That of the one that is there, unless it is one of those to be replaced.
    Keep,
}

/// Entries that are to take others' place.
pub(super) struct Replacement<'a> {
    pub business_unit_id: &'a str,
    pub wanted: &'a [NewSpecialDay],
    pub source: &'a str,
    /// The first and last year in which entries are replaced.
    pub years: (i32, i32),
    pub same_name: SameName,
    pub dry_run: bool,
}

impl Replacement<'_> {
    /// Makes what is wanted the entries for which `concerns` holds, in these years.
    pub(super) fn carry_out(
        &self,
        conn: &mut Conn<'_>,
        scope: &Scope,
        concerns: impl Fn(&SpecialDayRow) -> bool,
    ) -> Result<SpecialDayChanges, Failure> {
        let (tenant, unit) = (scope.tenant(), self.business_unit_id);
        let first = NaiveDate::from_ymd_opt(self.years.0, 1, 1);
        let end = NaiveDate::from_ymd_opt(self.years.1 + 1, 1, 1);
        let key = |row: &SpecialDayRow| (row.date.clone(), row.name.clone());
        let rows = self
            .wanted
            .iter()
            .map(|day| to_row(scope, unit, day, self.source));
        let mut wanted: BTreeMap<_, _> = rows.map(|row| (key(&row), row)).collect();
        let mut changes = SpecialDayChanges {
            dry_run: self.dry_run,
            added: 0,
            removed: 0,
            unchanged: 0,
        };
        for there in store::special_days_between(conn, tenant, unit, first, end)? {
            let new = wanted.get(&key(&there));
            let same = new.is_some_and(|new| (&new.kind, new.size) == (&there.kind, there.size));
            let kept = new.is_some() && self.same_name == SameName::Keep && !concerns(&there);
            if same || kept {
                wanted.remove(&key(&there));
                changes.unchanged += 1;
            } else if new.is_some() || concerns(&there) {
                changes.removed += 1;
                if !self.dry_run {
                    store::delete_special_day(conn, tenant, unit, &there.date, &there.name)?;
                }
            }
        }
        let rows: Vec<SpecialDayRow> = wanted.into_values().collect();
        changes.added = rows.len();
        if !self.dry_run {
            store::insert_special_days(conn, &rows)
                .map_err(|error| Failure::from_write(error, "special day"))?;
        }
        Ok(changes)
    }
}

/// The first and last year of some days.
pub(super) fn years_of(days: &[NewSpecialDay]) -> Option<(i32, i32)> {
    let years = || days.iter().map(|day| day.date.year());
    years().min().zip(years().max())
}
