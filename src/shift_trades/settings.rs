//! Whether and how agents of a management unit trade shifts.

use crate::documents;
use serde::{Deserialize, Serialize};

use super::store::{self, SettingsRow};
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::organisation::find_management_unit;
use crate::tenancy::Scope;

/// Two weeks: nobody plans trades further ahead of a shift.
const MOST_HOURS_BEFORE: u32 = 336;

/// How agents of a management unit trade.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ShiftTradeSettings {
    /// Whether there is trading.
    pub enabled: bool,
    /// Whether a trade that breaks no rule and takes no coverage is approved without a supervisor.
    pub auto_review: bool,
    /// Whether a shift may be given away without one in return.
    pub one_sided_allowed: bool,
    /// A trade ends this many hours before the earlier of its shifts at the latest.
    #[schema(maximum = 336)]
    pub minimum_hours_before_shift: u32,
    /// Minutes of missing heads that a trade may add and still be approved without a supervisor.
    pub tolerated_short_head_minutes: u32,
}

impl Default for ShiftTradeSettings {
    fn default() -> Self {
        Self {
            enabled: true,
            auto_review: false,
            one_sided_allowed: true,
            minimum_hours_before_shift: 0,
            tolerated_short_head_minutes: 0,
        }
    }
}

/// Settings as they are kept.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct KnownShiftTradeSettings {
    /// The management unit.
    pub management_unit_id: String,
    /// How its agents trade.
    #[serde(flatten)]
    pub settings: ShiftTradeSettings,
    /// Rises with every change; 0 while nobody has set any.
    pub version: i32,
    /// Who changed them last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified_by: Option<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified_at: Option<Instant>,
}

/// The settings of a management unit; the defaults at version 0 while nobody has set any.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn find_shift_trade_settings(
    conn: &mut Conn<'_>,
    scope: &Scope,
    management_unit_id: &str,
) -> Result<KnownShiftTradeSettings, Failure> {
    let site = find_management_unit(conn, scope, management_unit_id)?;
    match store::settings_of(conn, scope.tenant(), &site.id)? {
        Some(row) => of_row(row),
        None => Ok(KnownShiftTradeSettings {
            management_unit_id: site.id,
            settings: ShiftTradeSettings::default(),
            version: 0,
            modified_by: None,
            modified_at: None,
        }),
    }
}

fn of_row(row: SettingsRow) -> Result<KnownShiftTradeSettings, Failure> {
    Ok(KnownShiftTradeSettings {
        settings: documents::read(
            "shift-trade settings",
            &row.management_unit_id,
            &row.document,
        )?,
        management_unit_id: row.management_unit_id,
        version: row.version,
        modified_by: Some(row.modified_by),
        modified_at: Some(row.modified_at),
    })
}

/// Puts settings in the place of those that are still at version `expected`.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Stale`]; [`Failure::Invalid`] per fault.
pub fn replace_shift_trade_settings(
    conn: &mut Conn<'_>,
    scope: &Scope,
    management_unit_id: &str,
    expected: i32,
    settings: &ShiftTradeSettings,
) -> Result<KnownShiftTradeSettings, Failure> {
    let current = find_shift_trade_settings(conn, scope, management_unit_id)?.version;
    let stale = |current| Failure::Stale {
        yours: expected,
        current,
    };
    if current != expected {
        return Err(stale(current));
    }
    let mut faults = Faults::default();
    faults.require(
        settings.minimum_hours_before_shift <= MOST_HOURS_BEFORE,
        "/minimumHoursBeforeShift",
        "out-of-range",
        format!("use 0 to {MOST_HOURS_BEFORE}, two weeks"),
    );
    faults.into_result()?;
    let row = SettingsRow {
        tenant_id: scope.tenant().to_owned(),
        management_unit_id: management_unit_id.to_owned(),
        document: documents::write(settings)?,
        version: expected + 1,
        modified_by: scope.actor.subject.clone(),
        modified_at: scope.now,
    };
    let replaced = if expected == 0 {
        store::insert_settings(conn, &row)
            .map(|()| true)
            .map_err(|error| Failure::from_write(error, "shift-trade settings"))?
    } else {
        store::replace_settings(conn, &row, expected)?
    };
    if replaced {
        of_row(row)
    } else {
        Err(stale(
            find_shift_trade_settings(conn, scope, management_unit_id)?.version,
        ))
    }
}
