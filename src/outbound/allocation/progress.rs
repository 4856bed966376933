//! What of a plan is done: an intraday re-solve goes on from there.

use crewcast_solver::allocation as lp;

use super::demand::Taker;
use super::request::AllocationRequest;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::organisation::{WeekGrid, midnight};
use crate::outbound::pacing::tallies::{Tally, counted};
use crate::tenancy::Scope;

const MILLIS_AN_HOUR: i64 = 3_600_000;

/// The first interval that begins at or after an instant.
///
/// # Errors
/// [`Failure::Invalid`] at `/from` when there is none.
pub(super) fn first_interval(grid: &WeekGrid, from: Instant) -> Result<usize, Failure> {
    let found = (0..grid.intervals()).find(|index| grid.interval_start(*index) >= from);
    found.ok_or_else(|| {
        Failure::invalid(
            "/from",
            "out-of-range",
            format!(
                "the schedule's last interval begins before {from}; send an instant before its end at {}",
                grid.end()
            ),
        )
    })
}

/// What campaigns have had since the schedule began, by the attempts that were recorded. Contacts that were called are not among
/// the open ones any more, or have attempts fewer, so of the lists only the running day and hour count.
///
/// # Errors
/// [`Failure::Invalid`] at `/from`.
pub(super) fn progress(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (request, grid): (&AllocationRequest, &WeekGrid),
    (takers, occupancies): (&[Taker], &lp::Occupancies),
) -> Result<lp::Progress, Failure> {
    let Some(from) = request.from else {
        return Ok(lp::Progress::default());
    };
    let first = first_interval(grid, from)?;
    let start = grid.interval_start(first);
    let day = midnight(grid.local(first).0, grid.zone()).unwrap_or(start);
    let since_start = start.epoch_millis() - grid.start().epoch_millis();
    let into_hour = since_start.rem_euclid(MILLIS_AN_HOUR);
    let hour = Instant::from_epoch_millis(start.epoch_millis() - into_hour);
    let mut done = lp::Progress {
        from: first,
        ..lp::Progress::default()
    };
    let cost_per_hour = request.cost_per_agent_hour.unwrap_or(0.0);
    for taker in takers {
        let place = (scope.tenant(), taker.campaign.id.as_str());
        let all = counted(conn, place, (grid.start(), from))?;
        let of_day = counted(conn, place, (day.min(from), from))?;
        let of_hour = counted(conn, place, (hour.min(from), from))?;
        done.campaigns
            .push(campaign_done(taker, &all, cost_per_hour, occupancies));
        done.lists.push(list_done(taker, &of_day, &of_hour));
    }
    Ok(done)
}

/// Agent-minutes, the waiting between contacts included where the mode's share of it is known, and money.
fn campaign_done(
    taker: &Taker,
    all: &Tally,
    cost_per_hour: f64,
    occupancies: &lp::Occupancies,
) -> lp::CampaignDone {
    let handled = all.handle_seconds as f64 / 60.0;
    let minutes = match &taker.demand.worth {
        lp::Worth::PerContact(worth) => handled / occupancies.of(worth.mode),
        lp::Worth::PerMinute { .. } => handled,
    };
    lp::CampaignDone {
        minutes,
        money: minutes / 60.0 * cost_per_hour + all.attempts as f64 * taker.demand.cost_per_attempt,
    }
}

/// The attempts of the running day and hour, taken to be spread over the zones as the open contacts are.
fn list_done(taker: &Taker, of_day: &Tally, of_hour: &Tally) -> Vec<lp::SegmentDone> {
    let contacts: f64 = taker
        .list
        .segments
        .iter()
        .map(|segment| segment.contacts)
        .sum();
    let segments = taker.list.segments.iter();
    segments
        .map(|segment| {
            let share = if contacts > 0.0 {
                segment.contacts / contacts
            } else {
                0.0
            };
            lp::SegmentDone {
                attempts: 0.0,
                attempts_that_day: of_day.attempts as f64 * share,
                attempts_that_hour: of_hour.attempts as f64 * share,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    #[test]
    fn a_plan_goes_on_with_the_next_interval() {
        let monday = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let grid = WeekGrid::of_days(monday, 1, chrono_tz::Asia::Shanghai, 30).unwrap();
        assert_eq!(first_interval(&grid, grid.start()).unwrap(), 0);
        let twenty_past_nine = grid.start().plus_minutes(9 * 60 + 20);
        assert_eq!(first_interval(&grid, twenty_past_nine).unwrap(), 19);
        let failure = first_interval(&grid, grid.end()).unwrap_err();
        assert_eq!(failure.faults()[0].pointer, "/from");
    }
}
