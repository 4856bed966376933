//! The history as it counts: of all layers, the last import's.

use std::collections::BTreeMap;

use chrono::DateTime;
use chrono_tz::Tz;
use serde::Serialize;

use super::store::{self, IntervalRow};
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::organisation::{find_business_unit, find_queue, midnight};
use crate::tenancy::Scope;

/// No interval is longer: one that starts this much before a range may reach into it.
const LONGEST_INTERVAL_MINUTES: i64 = 60;

/// One queue's interval.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HistoryInterval {
    /// The queue.
    pub queue_id: String,
    /// When the interval starts.
    pub start_at: Instant,
    /// How long it is: the business unit's interval length when it was imported.
    pub interval_minutes: u32,
    /// Contacts that arrived.
    pub offered: f64,
    /// Contacts that were answered, if known.
    pub handled: Option<f64>,
    /// Contacts that hung up, if known.
    pub abandoned: Option<f64>,
    /// Mean handle time; absent when unknown or when no contact was handled.
    pub average_handle_time_seconds: Option<f64>,
    /// Contacts answered within the limit their import was given, if known.
    pub answered_within: Option<f64>,
    /// Seconds the answered contacts waited, if known.
    pub answered_wait_seconds: Option<f64>,
    /// Seconds the abandoned contacts waited, if known.
    pub abandoned_wait_seconds: Option<f64>,
}

/// The intervals of some queues that start in `[from, to)`, by queue as asked and then by time. The last import wins;
/// where the business unit's interval length was changed meanwhile, an interval that a later import reaches into is
/// left out.
///
/// # Errors
/// Only the database's.
pub fn intervals(
    conn: &mut Conn<'_>,
    scope: &Scope,
    queue_ids: &[String],
    from: Instant,
    to: Instant,
) -> Result<Vec<HistoryInterval>, Failure> {
    let margin = LONGEST_INTERVAL_MINUTES;
    let mut all = Vec::new();
    for queue_id in queue_ids {
        let rows = store::layers_between(
            conn,
            scope.tenant(),
            queue_id,
            from.plus_minutes(-margin),
            to.plus_minutes(margin),
        )?;
        all.extend(
            uppermost(rows)
                .into_iter()
                .filter(|row| from <= row.start_at && row.start_at < to)
                .map(of_row),
        );
    }
    Ok(all)
}

/// The longest range that is answered at once.
const LONGEST_RANGE_DAYS: i64 = 400;

/// One queue's history between two ends, each RFC 3339 or a date in the business unit's zone; the last is exclusive.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Invalid`] for ends that are no times, out of order or more than 400 days apart.
pub fn queue_history(
    conn: &mut Conn<'_>,
    scope: &Scope,
    queue_id: &str,
    start_date: &str,
    end_date: &str,
) -> Result<(Instant, Instant, Vec<HistoryInterval>), Failure> {
    let queue = find_queue(conn, scope, queue_id)?;
    let zone = find_business_unit(conn, scope, &queue.business_unit_id)?.time_zone;
    let mut faults = Faults::default();
    let ends = (
        end_of_range(start_date, "?startDate", zone, &mut faults),
        end_of_range(end_date, "?endDate", zone, &mut faults),
    );
    if let (Some(from), Some(to)) = ends {
        let longest = from.plus_minutes(LONGEST_RANGE_DAYS * 1_440);
        faults.require(
            from < to && to <= longest,
            "?endDate",
            "out-of-range",
            format!("use an end after the start and at most {LONGEST_RANGE_DAYS} days later"),
        );
    }
    faults.into_result()?;
    let (Some(from), Some(to)) = ends else {
        return Err(Failure::Internal("a range without ends".to_owned()));
    };
    let found = intervals(conn, scope, std::slice::from_ref(&queue.id), from, to)?;
    Ok((from, to, found))
}

fn end_of_range(text: &str, pointer: &str, zone: Tz, faults: &mut Faults) -> Option<Instant> {
    let instant = DateTime::parse_from_rfc3339(text)
        .ok()
        .map(|at| Instant::from_utc(at.to_utc()))
        .or_else(|| midnight(text.parse().ok()?, zone));
    faults.require(
        instant.is_some(),
        pointer,
        "invalid-date",
        format!("{text:?} is no date; write it as 2026-03-29 or 2026-03-29T00:00:00Z"),
    );
    instant
}

/// The rows that no higher layer covers, in the order of time.
fn uppermost(rows: Vec<IntervalRow>) -> Vec<IntervalRow> {
    let mut by_start: BTreeMap<Instant, IntervalRow> = BTreeMap::new();
    let mut lengths_differ = false;
    let first_length = rows.first().map(|row| row.interval_minutes);
    for row in rows.iter() {
        lengths_differ |= Some(row.interval_minutes) != first_length;
    }
    if !lengths_differ {
        for row in rows {
            by_start.insert(row.start_at, row);
        }
        return by_start.into_values().collect();
    }
    let mut from_the_top = rows;
    from_the_top.sort_by_key(|row| (std::cmp::Reverse(row.layer), row.start_at));
    for row in from_the_top {
        let end = end_of(&row);
        let covered = by_start
            .range(..end)
            .next_back()
            .is_some_and(|(_, before)| end_of(before) > row.start_at);
        if !covered {
            by_start.insert(row.start_at, row);
        }
    }
    by_start.into_values().collect()
}

fn end_of(row: &IntervalRow) -> Instant {
    row.start_at.plus_minutes(i64::from(row.interval_minutes))
}

fn of_row(row: IntervalRow) -> HistoryInterval {
    HistoryInterval {
        queue_id: row.queue_id,
        start_at: row.start_at,
        interval_minutes: u32::try_from(row.interval_minutes).unwrap_or(0),
        offered: row.offered,
        handled: row.handled,
        abandoned: row.abandoned,
        average_handle_time_seconds: row.average_handle_time_seconds,
        answered_within: row.answered_within,
        answered_wait_seconds: row.answered_wait_seconds,
        abandoned_wait_seconds: row.abandoned_wait_seconds,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(minute: i64, layer: i64, interval_minutes: i32) -> IntervalRow {
        IntervalRow {
            tenant_id: "t".to_owned(),
            queue_id: "q".to_owned(),
            start_at: Instant::from_epoch_millis(0).plus_minutes(minute),
            layer,
            interval_minutes,
            offered: 1.0,
            handled: None,
            abandoned: None,
            average_handle_time_seconds: None,
            answered_within: None,
            answered_wait_seconds: None,
            abandoned_wait_seconds: None,
        }
    }

    fn shown(rows: Vec<IntervalRow>) -> Vec<(i64, i64)> {
        let minute = |row: &IntervalRow| row.start_at.epoch_millis() / 60_000;
        uppermost(rows)
            .iter()
            .map(|row| (minute(row), row.layer))
            .collect()
    }

    #[test]
    fn the_highest_layer_of_a_start_wins() {
        let rows = vec![row(0, 1, 15), row(0, 3, 15), row(15, 1, 15), row(30, 2, 15)];
        assert_eq!(shown(rows), [(0, 3), (15, 1), (30, 2)]);
    }

    #[test]
    fn an_interval_that_a_later_layer_of_another_length_reaches_into_is_left_out() {
        let rows = vec![row(0, 1, 15), row(0, 2, 30), row(15, 1, 15), row(30, 1, 15)];
        assert_eq!(shown(rows), [(0, 2), (30, 1)]);
        let rows = vec![row(0, 1, 60), row(15, 2, 15), row(60, 1, 60)];
        assert_eq!(shown(rows), [(15, 2), (60, 1)]);
    }
}
