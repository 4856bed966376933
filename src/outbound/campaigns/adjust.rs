//! One setting of a campaign changed by a rule.

use super::campaign::{stored, write};
use super::kind::{CampaignKind, DialingMode};
use super::settings::CampaignSettings;
use crate::db::Conn;
use crate::documents;
use crate::failure::{Failure, Faults};
use crate::outbound::store::campaigns::CampaignRow;
use crate::tenancy::Scope;

/// A setting and its new value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::outbound) enum Adjustment {
    /// 1 to 5.
    Priority(i32),
    /// 1 to 100.
    RelativeWeight(i32),
    /// Lines.
    LineCount(i32),
    /// Calls.
    MaxCallsPerAgent(f64),
    /// A share.
    AbandonRate(f64),
    /// A mode.
    DialingMode(DialingMode),
}

/// Changes one setting; `false` when it has that value already.
///
/// # Errors
/// `not-found`; [`Failure::Invalid`] when the campaign cannot be so; [`Failure::Stale`].
pub(in crate::outbound) fn adjust_campaign(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    adjustment: Adjustment,
) -> Result<bool, Failure> {
    let current = stored(conn, scope, id)?;
    let before = CampaignSettings::of(&current)?;
    let mut settings = before.clone();
    let mut row = CampaignRow {
        version: current.version.saturating_add(1),
        modified_at: scope.now,
        ..current.clone()
    };
    match adjustment {
        Adjustment::Priority(priority) => row.priority = priority,
        Adjustment::RelativeWeight(weight) => {
            settings.dynamic_line_balancing_settings.relative_weight = Some(weight);
        }
        Adjustment::LineCount(lines) => settings.outbound_line_count = Some(lines),
        Adjustment::MaxCallsPerAgent(calls) => settings.max_calls_per_agent = Some(calls),
        Adjustment::AbandonRate(share) => settings.abandon_rate = Some(share),
        Adjustment::DialingMode(mode) => mode.code().clone_into(&mut row.dialing_mode),
    }
    let is_same = row.priority == current.priority
        && row.dialing_mode == current.dialing_mode
        && settings == before;
    if is_same {
        return Ok(false);
    }
    let mut faults = Faults::default();
    let kind = CampaignKind::of_code("campaign", id, &row.kind)?;
    let mode = DialingMode::of_code("campaign", id, &row.dialing_mode)?;
    settings.check(kind, mode, &mut faults);
    faults.into_result()?;
    row.settings = documents::write(&settings)?;
    write(conn, scope, &row, (current.version, current.version))?;
    Ok(true)
}
