//! A campaign's recorded attempts, as calls to learn from.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;
use crewcast_forecasts::response::{Call, Disposition, HourOfWeek};

use super::features::{Data, Facts};
use crate::db::{Conn, Instant};
use crate::documents;
use crate::failure::Failure;
use crate::outbound::campaigns::wrap_up::WrapUpFlag;
use crate::outbound::contacts::lists::{data_of, zone_of};
use crate::outbound::store::attempts;
use crate::outbound::store::contacts::{self, ContactListRow};
use crate::outbound::zones::hour_of_week;
use crate::tenancy::Scope;

const MILLIS_A_DAY: f64 = 86_400_000.0;

/// The newest attempts that are learned from, at most.
const MOST_ATTEMPTS: i64 = 200_000;

/// An attempt with what was known before it.
pub(in crate::outbound) struct Tried {
    /// Whom it reached for.
    pub contact_id: String,
    /// When the call began, or its outcome was recorded where no start is.
    pub at: Instant,
    /// The callee's hour of the week.
    pub hour: Option<HourOfWeek>,
    /// Which try it was.
    pub attempt: i32,
    /// How far it came.
    pub disposition: Disposition,
}

/// A campaign's attempts in order of time, and the contacts' columns.
pub(in crate::outbound) struct History {
    /// The attempts on contacts that are still there.
    pub tried: Vec<Tried>,
    /// By contact.
    pub data: BTreeMap<String, Data>,
    /// Attempts left out because their contact is gone.
    pub gone: usize,
}

/// Reads the attempts recorded in `[from, to)`, the newest where there are too many.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn read_history(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign_id: &str,
    list: &ContactListRow,
    range: (Instant, Instant),
) -> Result<History, Failure> {
    let place = (scope.tenant(), campaign_id);
    let rows = attempts::newest(conn, place, range, MOST_ATTEMPTS)?;
    let ids: BTreeSet<&str> = rows.iter().map(|row| row.contact_id.as_str()).collect();
    let ids: Vec<&str> = ids.into_iter().collect();
    let mut data = BTreeMap::new();
    let mut zones: BTreeMap<String, Tz> = BTreeMap::new();
    for contact in contacts::of_ids(conn, scope.tenant(), &ids)? {
        zones.insert(contact.id.clone(), zone_of(&contact.time_zone, list)?);
        data.insert(contact.id.clone(), data_of(&contact)?);
    }
    let mut history = History {
        tried: Vec::with_capacity(rows.len()),
        data,
        gone: 0,
    };
    for row in rows {
        let Some(zone) = zones.get(&row.contact_id) else {
            history.gone += 1;
            continue;
        };
        let flags: BTreeSet<WrapUpFlag> = documents::read("attempt", &row.lease_id, &row.flags)?;
        let at = row.started_at.unwrap_or(row.recorded_at);
        history.tried.push(Tried {
            at,
            hour: hour_of_week(at, *zone),
            contact_id: row.contact_id,
            attempt: row.attempt,
            disposition: disposition(&flags),
        });
    }
    history.tried.sort_by_key(|tried| tried.at);
    Ok(history)
}

impl History {
    /// What was known before each attempt.
    pub(in crate::outbound) fn facts(&self) -> Vec<Facts<'_>> {
        let tried = self.tried.iter();
        tried
            .filter_map(|tried| {
                Some(Facts {
                    data: self.data.get(&tried.contact_id)?,
                    attempt: tried.attempt,
                })
            })
            .collect()
    }

    /// The attempts as calls on the rows of [`History::facts`].
    pub(in crate::outbound) fn calls(&self) -> Vec<Call> {
        let tried = self.tried.iter().enumerate();
        tried
            .map(|(row, tried)| Call {
                contact: row,
                at_days: days(tried.at),
                hour: tried.hour,
                disposition: tried.disposition,
            })
            .collect()
    }
}

/// The end of a stretch that holds an instant as its last: instants are whole milliseconds.
pub(in crate::outbound) fn just_after(at: Instant) -> Instant {
    Instant::from_epoch_millis(at.epoch_millis().saturating_add(1))
}

/// Days since 1970.
pub(in crate::outbound) fn days(at: Instant) -> f64 {
    at.epoch_millis() as f64 / MILLIS_A_DAY
}

/// How far a call came, by what its wrap-up code means.
fn disposition(flags: &BTreeSet<WrapUpFlag>) -> Disposition {
    let has = |flag| flags.contains(&flag);
    if has(WrapUpFlag::BusinessSuccess) {
        Disposition::Success
    } else if has(WrapUpFlag::RightPartyContact)
        || has(WrapUpFlag::BusinessFailure)
        || has(WrapUpFlag::Refusal)
    {
        Disposition::RightParty
    } else if flags.iter().any(|flag| flag.is_live_answer()) {
        Disposition::WrongParty
    } else {
        Disposition::NotAnswered
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrap_up_code_says_how_far_a_call_came() {
        let of = |flags: &[WrapUpFlag]| disposition(&flags.iter().copied().collect());
        assert_eq!(of(&[]), Disposition::NotAnswered);
        assert_eq!(of(&[WrapUpFlag::BusinessNeutral]), Disposition::NotAnswered);
        assert_eq!(of(&[WrapUpFlag::Abandoned]), Disposition::WrongParty);
        assert_eq!(of(&[WrapUpFlag::DoNotCall]), Disposition::WrongParty);
        assert_eq!(
            of(&[WrapUpFlag::Refusal, WrapUpFlag::DoNotCall]),
            Disposition::RightParty
        );
        assert_eq!(
            of(&[WrapUpFlag::RightPartyContact, WrapUpFlag::BusinessSuccess]),
            Disposition::Success
        );
    }
}
