//! What came of a campaign's attempts, in all and by the hour.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{TimeZone, Timelike};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::campaign::stored;
use super::wrap_up::WrapUpFlag;
use crate::db::{Conn, Instant};
use crate::documents;
use crate::failure::{Failure, Faults};
use crate::outbound::contacts::lists::{stored_list, zone_of};
use crate::outbound::store::attempts::{AttemptCountRow, SLOT_MILLIS, counts_between};
use crate::outbound::store::{agents, pool};
use crate::tenancy::Scope;

/// The longest range: 31 days.
const MOST_DAYS: i64 = 31;

/// Agents count who asked for contacts in the last 15 minutes.
const AGENT_MINUTES: i64 = 15;

const MINUTES_A_DAY: i64 = 1_440;

/// Which time to count.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CampaignStatsQuery {
    /// A day before `to` when left out.
    pub from: Option<Instant>,
    /// Now when left out; at most 31 days after `from`.
    pub to: Option<Instant>,
}

/// What came of some attempts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AttemptFigures {
    /// Recorded attempts.
    pub attempts: i64,
    /// Those in which an agent spoke with somebody.
    pub connects: i64,
    /// Those that reached the person wanted.
    pub right_party_contacts: i64,
    /// Those that reached what the campaign is for.
    pub business_successes: i64,
    /// Those that never will.
    pub business_failures: i64,
    /// Those that are undecided.
    pub business_neutrals: i64,
    /// Those that were refused.
    pub refusals: i64,
    /// Those answered when no agent was there in time.
    pub abandoned: i64,
    /// Connects of attempts, 0 to 1.
    pub contact_rate: Option<f64>,
    /// Business successes of attempts, 0 to 1.
    pub success_rate: Option<f64>,
    /// Abandoned of those and the connects, 0 to 1.
    pub abandon_rate: Option<f64>,
    /// Agent time of attempts whose time is known, in seconds.
    pub handle_seconds: i64,
    /// The mean of those, in seconds.
    pub average_handle_seconds: Option<f64>,
    /// Attempts whose agent time is known.
    #[serde(skip)]
    pub(super) handled: i64,
}

/// The figures of one local hour.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HourFigures {
    /// When the hour began.
    pub start_date: Instant,
    /// Its figures.
    #[serde(flatten)]
    pub figures: AttemptFigures,
}

/// What came of a campaign's attempts.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CampaignStats {
    /// The campaign.
    pub campaign_id: String,
    /// Whose hours are told: the list's default zone.
    pub time_zone: String,
    /// Attempts recorded from here on.
    pub from: Instant,
    /// And before here.
    pub to: Instant,
    /// All of them.
    pub total: AttemptFigures,
    /// The same by local hour; hours without an attempt are left out.
    pub by_hour: Vec<HourFigures>,
    /// Calls that run now.
    pub outstanding_calls: i64,
    /// Contacts that dialers hold now, besides those calls.
    pub leased_contacts: i64,
    /// Promised calls to come.
    pub scheduled_calls: i64,
    /// Agents who asked for contacts in the last 15 minutes.
    pub agents: i64,
}

/// Counts a campaign's recorded attempts.
///
/// # Errors
/// `not-found`; [`Failure::Invalid`] for a range that is empty or longer than 31 days.
pub fn campaign_stats(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    query: &CampaignStatsQuery,
) -> Result<CampaignStats, Failure> {
    let to = query.to.unwrap_or(scope.now);
    let from = query
        .from
        .unwrap_or_else(|| to.plus_minutes(-MINUTES_A_DAY));
    let mut faults = Faults::default();
    faults.require(
        from < to && to <= from.plus_minutes(MOST_DAYS * MINUTES_A_DAY),
        "?to",
        "out-of-range",
        format!("use an instant after from, at most {MOST_DAYS} days"),
    );
    faults.into_result()?;
    let campaign = stored(conn, scope, id)?;
    let list = stored_list(conn, scope, &campaign.contact_list_id)?;
    let zone = zone_of("", &list)?;
    let place = (scope.tenant(), id);
    let mut total = AttemptFigures::default();
    let mut hours: BTreeMap<Instant, AttemptFigures> = BTreeMap::new();
    for row in counts_between(conn, place, (from, to))? {
        let flags = flags_of(&row)?;
        let at = Instant::from_epoch_millis(row.slot.saturating_mul(SLOT_MILLIS));
        total.add(&row, &flags);
        hours
            .entry(hour_of(zone, at))
            .or_default()
            .add(&row, &flags);
    }
    let states = pool::states(conn, place, campaign.max_attempts_per_contact, scope.now)?;
    let in_state = |state: &str| -> i64 {
        let rows = states.iter().filter(|row| row.state == state);
        rows.map(|row| row.contacts).sum()
    };
    let since = scope.now.plus_minutes(-AGENT_MINUTES);
    Ok(CampaignStats {
        campaign_id: campaign.id.clone(),
        time_zone: zone.name().to_owned(),
        from,
        to,
        total: total.with_rates(),
        by_hour: hours
            .into_iter()
            .map(|(start_date, figures)| HourFigures {
                start_date,
                figures: figures.with_rates(),
            })
            .collect(),
        outstanding_calls: in_state("callRunning"),
        leased_contacts: in_state("leased"),
        scheduled_calls: in_state("callback"),
        agents: agents::count_since(conn, place, since)?,
    })
}

/// The figures of a campaign's attempts recorded in `[from, to)`.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn figures_between(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign_id: &str,
    range: (Instant, Instant),
) -> Result<AttemptFigures, Failure> {
    let mut total = AttemptFigures::default();
    for row in counts_between(conn, (scope.tenant(), campaign_id), range)? {
        let flags = flags_of(&row)?;
        total.add(&row, &flags);
    }
    Ok(total.with_rates())
}

/// Agents who work on a campaign now.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn agents_now(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign_id: &str,
) -> Result<i64, Failure> {
    let since = scope.now.plus_minutes(-AGENT_MINUTES);
    Ok(agents::count_since(
        conn,
        (scope.tenant(), campaign_id),
        since,
    )?)
}

fn flags_of(row: &AttemptCountRow) -> Result<BTreeSet<WrapUpFlag>, Failure> {
    Ok(documents::read(
        "attempts of slot",
        &row.slot.to_string(),
        &row.flags,
    )?)
}

fn hour_of(zone: Tz, at: Instant) -> Instant {
    let local = zone.from_utc_datetime(&at.to_utc().naive_utc());
    at.plus_minutes(-i64::from(local.minute()))
}

impl AttemptFigures {
    fn add(&mut self, row: &AttemptCountRow, flags: &BTreeSet<WrapUpFlag>) {
        let of = |holds: bool| if holds { row.attempts } else { 0 };
        let has = |flag| flags.contains(&flag);
        self.attempts += row.attempts;
        self.connects += of(flags.iter().any(|flag| flag.is_conversation()));
        self.right_party_contacts += of(has(WrapUpFlag::RightPartyContact));
        self.business_successes += of(has(WrapUpFlag::BusinessSuccess));
        self.business_failures += of(has(WrapUpFlag::BusinessFailure));
        self.business_neutrals += of(has(WrapUpFlag::BusinessNeutral));
        self.refusals += of(has(WrapUpFlag::Refusal));
        self.abandoned += of(has(WrapUpFlag::Abandoned));
        self.handle_seconds += row.handle_seconds;
        self.handled += row.handled;
    }

    fn with_rates(mut self) -> Self {
        self.contact_rate = share(self.connects, self.attempts);
        self.success_rate = share(self.business_successes, self.attempts);
        self.abandon_rate = share(self.abandoned, self.abandoned + self.connects);
        self.average_handle_seconds = share(self.handle_seconds, self.handled);
        self
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "attempts and seconds of a campaign lie far below 2^52"
)]
fn share(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(flags: &str, attempts: i64, handled: i64, handle_seconds: i64) -> AttemptCountRow {
        AttemptCountRow {
            slot: 0,
            flags: flags.to_owned(),
            attempts,
            handled,
            handle_seconds,
        }
    }

    #[test]
    fn rates_are_of_attempts_and_an_abandoned_call_is_no_connect() {
        let mut figures = AttemptFigures::default();
        for row in [
            row(r#"["rightPartyContact","businessSuccess"]"#, 2, 2, 400),
            row(r#"["liveAnswer"]"#, 1, 0, 0),
            row(r#"["abandoned"]"#, 1, 0, 0),
            row("[]", 6, 0, 0),
        ] {
            figures.add(&row, &flags_of(&row).unwrap());
        }
        let figures = figures.with_rates();
        assert_eq!(
            (figures.attempts, figures.connects, figures.abandoned),
            (10, 3, 1)
        );
        assert_eq!(figures.contact_rate, Some(0.3));
        assert_eq!(figures.success_rate, Some(0.2));
        assert_eq!(figures.abandon_rate, Some(0.25));
        assert_eq!(figures.average_handle_seconds, Some(200.0));
        assert_eq!(AttemptFigures::default().with_rates().contact_rate, None);
    }

    #[test]
    fn the_hours_of_a_zone_half_an_hour_off_begin_at_half_past() {
        let at = Instant::from_utc("2026-11-30T05:15:00Z".parse().unwrap());
        let start = Instant::from_utc("2026-11-30T04:30:00Z".parse().unwrap());
        assert_eq!(hour_of(chrono_tz::Asia::Kolkata, at), start);
    }
}
