//! What came of a campaign's attempts within its measuring window.

use crate::db::{Conn, Database, Instant};
use crate::failure::Failure;
use crate::outbound::store::answer_tallies::{self as store, TallyRow};
use crate::outbound::store::campaigns::CampaignRow;
use crate::tenancy::Scope;

const MILLIS_AN_HOUR: i64 = 3_600_000;

/// An hour counts as over so much later: whoever recorded an outcome within it has committed by then.
const SETTLED_AFTER_SECONDS: i64 = 120;

/// Flags that say that a person answered, as they are written.
const LIVE_ANSWERS: [&str; 7] = [
    "rightPartyContact",
    "businessSuccess",
    "businessFailure",
    "liveAnswer",
    "abandoned",
    "refusal",
    "doNotCall",
];

/// The flag of an abandoned call, as it is written.
const ABANDONED: &str = "abandoned";

/// What came of attempts since an instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::outbound) struct Tally {
    /// With an outcome.
    pub attempts: u64,
    /// A person answered.
    pub answered: u64,
    /// Of these, no agent was there in time.
    pub abandoned: u64,
    /// Answered ones whose agent time is known.
    pub handled: u64,
    /// Their agent time.
    pub handle_seconds: u64,
}

impl Tally {
    fn take_in(&mut self, row: TallyRow) {
        let count = |value: i64| u64::try_from(value).unwrap_or(0);
        self.attempts += count(row.attempts);
        self.answered += count(row.answered);
        self.abandoned += count(row.abandoned);
        self.handled += count(row.handled);
        self.handle_seconds += count(row.handle_seconds);
    }
}

/// The hours of a window: those that are over and settled, and what comes after them.
#[derive(Clone, Copy)]
struct Hours {
    first: i64,
    settled: i64,
}

impl Hours {
    fn of(campaign: &CampaignRow, days: u32, now: Instant) -> Self {
        let hour = |at: Instant| at.epoch_millis().div_euclid(MILLIS_AN_HOUR);
        let settled = hour(now.plus_seconds(-SETTLED_AFTER_SECONDS));
        let window = hour(now) - i64::from(days) * 24;
        // Nothing was recorded before there was a campaign.
        let first = window.max(hour(campaign.created_at)).min(settled);
        Self { first, settled }
    }

    fn start_of(hour: i64) -> Instant {
        Instant::from_epoch_millis(hour.saturating_mul(MILLIS_AN_HOUR))
    }
}

/// Counts a campaign's outcomes of the last days, from the full hour. Hours that are over are counted once and kept.
///
/// # Errors
/// Only the database's.
pub(super) fn tally(
    db: &Database,
    scope: &Scope,
    campaign: &CampaignRow,
    days: u32,
) -> Result<(Instant, Tally), Failure> {
    let hours = Hours::of(campaign, days, scope.now);
    let place = (scope.tenant(), campaign.id.as_str());
    let mut tally = Tally::default();
    let sum = db.read(|conn| store::kept_sum(conn, place, (hours.first, hours.settled)))?;
    if sum.hours == hours.settled - hours.first {
        tally.take_in(TallyRow {
            hour: hours.first,
            attempts: sum.attempts,
            answered: sum.answered,
            abandoned: sum.abandoned,
            handled: sum.handled,
            handle_seconds: sum.handle_seconds,
        });
    } else {
        let kept = db.read(|conn| store::kept(conn, place, (hours.first, hours.settled)))?;
        let missing = first_missing(&kept, hours);
        for row in kept.into_iter().filter(|row| row.hour < missing) {
            tally.take_in(row);
        }
        for row in db.write(|conn| settle(conn, place, (missing, hours.settled)))? {
            tally.take_in(row);
        }
    }
    let rest = (
        Hours::start_of(hours.settled),
        scope.now.plus_seconds(SETTLED_AFTER_SECONDS),
    );
    let live = db.read(|conn| store::count(conn, place, rest, (&LIVE_ANSWERS, ABANDONED)))?;
    for row in live {
        tally.take_in(row);
    }
    Ok((Hours::start_of(hours.first), tally))
}

/// What came of a campaign's attempts recorded in `[from, to)`, all of them looked at.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn counted(
    conn: &mut Conn<'_>,
    place: (&str, &str),
    range: (Instant, Instant),
) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    for row in store::count(conn, place, range, (&LIVE_ANSWERS, ABANDONED))? {
        tally.take_in(row);
    }
    Ok(tally)
}

/// Mean agent seconds of a campaign's answered attempts; `None` where none are on record.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn mean_handle_seconds(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign_id: &str,
) -> Result<Option<f64>, Failure> {
    // What is recorded at this instant counts.
    let ever = (Instant::from_epoch_millis(0), scope.now.plus_seconds(1));
    let tally = counted(conn, (scope.tenant(), campaign_id), ever)?;
    let is_known = tally.handled > 0 && tally.handle_seconds > 0;
    Ok(is_known.then(|| tally.handle_seconds as f64 / tally.handled as f64))
}

/// The first hour that is over and not kept; the hours before it are kept one by one.
fn first_missing(kept: &[TallyRow], hours: Hours) -> i64 {
    let mut next = hours.first;
    for row in kept {
        if row.hour != next {
            break;
        }
        next += 1;
    }
    next
}

/// Counts hours that are over and keeps them, those without attempts too.
fn settle(
    conn: &mut Conn<'_>,
    place: (&str, &str),
    (from, to): (i64, i64),
) -> Result<Vec<TallyRow>, Failure> {
    let range = (Hours::start_of(from), Hours::start_of(to));
    let counted = store::count(conn, place, range, (&LIVE_ANSWERS, ABANDONED))?;
    let rows: Vec<TallyRow> = (from..to)
        .map(|hour| {
            let of_hour = counted.iter().find(|row| row.hour == hour);
            of_hour.copied().unwrap_or(TallyRow {
                hour,
                ..TallyRow::default()
            })
        })
        .collect();
    store::keep(conn, place, &rows)?;
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbound::campaigns::wrap_up::WrapUpFlag;

    #[test]
    fn the_flags_counted_as_answers_are_those_of_the_vocabulary() {
        let all = [
            WrapUpFlag::RightPartyContact,
            WrapUpFlag::BusinessSuccess,
            WrapUpFlag::BusinessFailure,
            WrapUpFlag::BusinessNeutral,
            WrapUpFlag::ContactUncallable,
            WrapUpFlag::NumberUncallable,
            WrapUpFlag::LiveAnswer,
            WrapUpFlag::Abandoned,
            WrapUpFlag::Refusal,
            WrapUpFlag::DoNotCall,
        ];
        for flag in all {
            let written = serde_json::to_value(flag).unwrap();
            let written = written.as_str().unwrap();
            assert_eq!(
                LIVE_ANSWERS.contains(&written),
                flag.is_live_answer(),
                "{written}"
            );
        }
        assert_eq!(
            serde_json::to_value(WrapUpFlag::Abandoned).unwrap(),
            ABANDONED
        );
    }

    #[test]
    fn a_gap_among_the_kept_hours_is_counted_anew_from_there() {
        let row = |hour| TallyRow {
            hour,
            ..TallyRow::default()
        };
        let hours = Hours {
            first: 10,
            settled: 14,
        };
        assert_eq!(first_missing(&[], hours), 10);
        assert_eq!(first_missing(&[row(10), row(11), row(13)], hours), 12);
        assert_eq!(
            first_missing(&[row(10), row(11), row(12), row(13)], hours),
            14
        );
    }
}
