//! How long a tenant keeps what tells of persons.

use serde::{Deserialize, Serialize};

use super::store::{self, SettingsRow};
use crate::adherence::RETENTION_DAYS;
use crate::db::{Conn, Instant};
use crate::documents;
use crate::failure::{Failure, Faults};
use crate::tenancy::Scope;

/// How long raw rows are kept, in days; what has none is kept for ever. Figures and schedules are always kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewRetentionSettings {
    /// What agents' telephone systems said they did.
    pub agent_state_days: Option<u32>,
    /// Calls as telephone systems logged them, with the callers' numbers; the intervals told from them are kept.
    pub call_record_days: Option<u32>,
    /// Leases, outcomes of calls, and contact events. Who answered by hour, what campaigns reached, and the contact ledger,
    /// by which nobody is called too often, are kept.
    pub attempt_days: Option<u32>,
    /// What agents said of their adherence; recorded days are kept.
    pub adherence_explanation_days: Option<u32>,
    /// The audit log; the chain then begins behind an anchor.
    pub audit_entry_days: Option<u32>,
}

impl Default for NewRetentionSettings {
    fn default() -> Self {
        Self {
            agent_state_days: u32::try_from(RETENTION_DAYS).ok(),
            call_record_days: None,
            attempt_days: None,
            adherence_explanation_days: None,
            audit_entry_days: None,
        }
    }
}

/// The settings as they are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RetentionSettings {
    /// How long what is kept.
    #[serde(flatten)]
    pub settings: NewRetentionSettings,
    /// Rises with every change; 0 while nobody has set anything.
    pub version: i32,
    /// Who changed them last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified_by: Option<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_modified: Option<Instant>,
}

/// The tenant's settings.
///
/// # Errors
/// Only the database's.
pub fn find_retention_settings(
    conn: &mut Conn<'_>,
    scope: &Scope,
) -> Result<RetentionSettings, Failure> {
    let Some(row) = store::settings(conn, scope.tenant())? else {
        return Ok(RetentionSettings {
            settings: NewRetentionSettings::default(),
            version: 0,
            modified_by: None,
            date_modified: None,
        });
    };
    Ok(RetentionSettings {
        settings: documents::read("retention settings", &row.tenant_id, &row.document)?,
        version: row.version,
        modified_by: Some(row.modified_by),
        date_modified: Some(row.modified_at),
    })
}

/// Overwrites settings that are still at version `expected`.
///
/// # Errors
/// [`Failure::Invalid`] per fault; [`Failure::Stale`].
pub fn replace_retention_settings(
    conn: &mut Conn<'_>,
    scope: &Scope,
    expected: i32,
    new: &NewRetentionSettings,
) -> Result<RetentionSettings, Failure> {
    check(new)?;
    let row = SettingsRow {
        tenant_id: scope.tenant().to_owned(),
        document: documents::write(new)?,
        version: expected.saturating_add(1),
        modified_by: scope.actor.subject.clone(),
        modified_at: scope.now,
    };
    if !store::put_settings(conn, &row, expected)? {
        let current = find_retention_settings(conn, scope)?.version;
        return Err(Failure::Stale {
            yours: expected,
            current,
        });
    }
    find_retention_settings(conn, scope)
}

fn check(new: &NewRetentionSettings) -> Result<(), Failure> {
    let mut faults = Faults::default();
    let days = [
        ("/agentStateDays", new.agent_state_days, 30),
        ("/callRecordDays", new.call_record_days, 30),
        ("/attemptDays", new.attempt_days, 30),
        (
            "/adherenceExplanationDays",
            new.adherence_explanation_days,
            30,
        ),
        ("/auditEntryDays", new.audit_entry_days, 90),
    ];
    for (pointer, days, fewest) in days {
        let fits = days.is_none_or(|days| (fewest..=36_500).contains(&days));
        let detail = format!("use {fewest} to 36,500 days, or null to keep it for ever");
        faults.require(fits, pointer, "out-of-range", detail);
    }
    faults.into_result()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_short_a_time_is_named_by_its_pointer() {
        let new = NewRetentionSettings {
            attempt_days: Some(29),
            audit_entry_days: Some(89),
            ..NewRetentionSettings::default()
        };
        let Err(Failure::Invalid(faults)) = check(&new) else {
            panic!("it is refused");
        };
        let pointers: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, ["/attemptDays", "/auditEntryDays"]);
        assert!(check(&NewRetentionSettings::default()).is_ok());
    }
}
