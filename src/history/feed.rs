//! Contacts that another part of the service counts as they come: a layer of its own, written interval by interval.
//!
//! A feed is an import that stays open. Its layer is as high as when its first contact came, so a file that is imported
//! later counts instead where it has the same interval; undoing the feed's import takes all of it out.

use crate::documents;
use std::collections::{BTreeMap, BTreeSet};

use super::grid::Grid;
use super::imports::{QueueSums, Sums, Totals};
use super::layout::{ImportKind, Layout};
use super::series::Contribution;
use super::store::{self, ImportRow, IntervalRow};
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::organisation::{BusinessUnit, list_queues};
use crate::tenancy::{Scope, new_id};

/// What became of a contact that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FedOutcome {
    /// An agent took it.
    Handled,
    /// The customer hung up waiting.
    Abandoned,
    /// Neither, or not yet.
    Neither,
}

/// A contact that is counted in the interval it came in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FedContact {
    /// What became of it.
    pub outcome: FedOutcome,
    /// How long it waited, once that is known.
    pub wait_seconds: Option<f64>,
    /// How long it was handled, once that is known.
    pub handle_seconds: Option<f64>,
}

/// Who feeds, and how waits are counted.
#[derive(Clone, Copy, Debug)]
pub struct Feed<'a> {
    /// The business unit whose queues are fed.
    pub unit: &'a BusinessUnit,
    /// The source, one feed each.
    pub source: &'a str,
    /// Contacts that waited no longer count as answered within.
    pub answered_within_seconds: u32,
}

/// The intervals of a business unit.
#[derive(Debug)]
pub struct FeedGrid(Grid);

impl FeedGrid {
    /// Those of the unit.
    pub fn of(unit: &BusinessUnit) -> Self {
        Self(Grid::new(unit.time_zone, unit.interval_length_minutes))
    }

    /// The start of the interval that holds an instant.
    pub fn interval_of(&mut self, at: Instant) -> Instant {
        let start = self.0.interval_of(at.epoch_millis().div_euclid(1_000));
        Instant::from_epoch_millis(start * 1_000)
    }

    /// The start of the local day of an instant.
    pub fn day_of(&mut self, at: Instant) -> Instant {
        let start = self.0.day_of(at.epoch_millis().div_euclid(1_000));
        Instant::from_epoch_millis(start * 1_000)
    }

    /// The start of the interval after the one that starts then.
    pub fn next(&self, start: Instant) -> Instant {
        start.plus_seconds(self.0.step_seconds())
    }
}

/// An interval of a queue: the queue's id and the interval's start.
pub type FedInterval = (String, Instant);

/// Overwrites intervals of a feed with what their contacts add up to; one without contacts becomes a zero.
///
/// # Errors
/// Only the database's.
pub fn replace_fed_intervals(
    conn: &mut Conn<'_>,
    scope: &Scope,
    feed: Feed<'_>,
    intervals: &BTreeMap<FedInterval, Vec<FedContact>>,
) -> Result<(), Failure> {
    if intervals.is_empty() {
        return Ok(());
    }
    let (mut import, layer) = open_import(conn, scope, feed)?;
    let mut starts: BTreeMap<&str, Vec<Instant>> = BTreeMap::new();
    let mut rows = Vec::with_capacity(intervals.len());
    for ((queue_id, start), contacts) in intervals {
        starts.entry(queue_id).or_default().push(*start);
        let mut sum = Contribution::nothing();
        for contact in contacts {
            sum.add(&counted(contact, feed.answered_within_seconds));
        }
        rows.push(IntervalRow {
            tenant_id: scope.tenant().to_owned(),
            queue_id: queue_id.clone(),
            start_at: *start,
            layer,
            interval_minutes: feed.unit.interval_length_minutes.cast_signed(),
            offered: sum.offered,
            handled: sum.handled,
            abandoned: sum.abandoned,
            average_handle_time_seconds: sum.average_handle_time_seconds(),
            answered_within: sum.answered_within,
            answered_wait_seconds: sum.answered_wait_seconds,
            abandoned_wait_seconds: sum.abandoned_wait_seconds,
        });
    }
    for (queue_id, starts) in &starts {
        store::delete_intervals_of_layer(conn, scope.tenant(), queue_id, layer, starts)?;
    }
    store::insert_intervals(conn, &rows)?;
    let totals: Totals = documents::read("import", &import.id, &import.totals)?;
    let fed: BTreeSet<String> = totals
        .queues
        .into_iter()
        .filter_map(|queue| queue.queue_id)
        .chain(starts.keys().map(|id| (*id).to_owned()))
        .collect();
    let totals = told(conn, scope, feed, layer, &fed)?;
    import.rows_read = totals.sums.rows.cast_signed();
    import.rows_accepted = import.rows_read;
    import.intervals_stored = totals.sums.intervals.cast_signed();
    import.totals = documents::write(&totals)?;
    store::update_feed(conn, &import)?;
    Ok(())
}

/// The first and last interval a feed has written of each queue; a queue without any is missing.
///
/// # Errors
/// Only the database's.
pub fn fed_spans(
    conn: &mut Conn<'_>,
    scope: &Scope,
    feed: Feed<'_>,
    queue_ids: &BTreeSet<String>,
) -> Result<BTreeMap<String, (Instant, Instant)>, Failure> {
    let (_, layer) = open_import(conn, scope, feed)?;
    let mut spans = BTreeMap::new();
    for queue_id in queue_ids {
        if let Some(span) = store::span_of_layer(conn, scope.tenant(), queue_id, layer)? {
            spans.insert(queue_id.clone(), span);
        }
    }
    Ok(spans)
}

fn counted(contact: &FedContact, within_seconds: u32) -> Contribution {
    let mut sum = Contribution {
        offered: 1.0,
        ..Contribution::nothing()
    };
    match contact.outcome {
        FedOutcome::Handled => {
            let wait = contact.wait_seconds.unwrap_or(0.0);
            let within = wait <= f64::from(within_seconds);
            sum.handled = Some(1.0);
            sum.answered_within = Some(if within { 1.0 } else { 0.0 });
            sum.answered_wait_seconds = Some(wait);
            sum.handle_seconds = contact.handle_seconds.unwrap_or(0.0);
            sum.timed_contacts = contact.handle_seconds.map_or(0.0, |_| 1.0);
        }
        FedOutcome::Abandoned => {
            sum.abandoned = Some(1.0);
            sum.abandoned_wait_seconds = contact.wait_seconds.or(Some(0.0));
        }
        FedOutcome::Neither => {}
    }
    sum
}

/// The feed's import and its layer, made when there is none or it was undone.
fn open_import(
    conn: &mut Conn<'_>,
    scope: &Scope,
    feed: Feed<'_>,
) -> Result<(ImportRow, i64), Failure> {
    let tenant = scope.tenant();
    let fingerprint = format!("feed/{}", feed.source);
    store::lock_layers(conn, tenant)?;
    let open = store::active_import(conn, tenant, &feed.unit.id, &fingerprint)?;
    if let Some((row, layer)) = open.and_then(|row| row.layer.map(|layer| (row, layer))) {
        return Ok((row, layer));
    }
    let layer = store::last_layer(conn, tenant)? + 1;
    let row = ImportRow {
        tenant_id: tenant.to_owned(),
        id: new_id(scope.now),
        business_unit_id: feed.unit.id.clone(),
        layer: Some(layer),
        status: "complete".to_owned(),
        kind: ImportKind::CallRecords.as_str().to_owned(),
        layout: documents::write(&Layout::QueueLog)?
            .trim_matches('"')
            .to_owned(),
        file_name: Some(feed.source.to_owned()),
        content_sha256: String::new(),
        fingerprint,
        idempotency_key: None,
        options: documents::write(&serde_json::json!({
            "source": feed.source, "answeredWithinSeconds": feed.answered_within_seconds,
        }))?,
        interval_minutes: feed.unit.interval_length_minutes.cast_signed(),
        rows_read: 0,
        rows_accepted: 0,
        rows_rejected: 0,
        rows_ignored: 0,
        intervals_stored: 0,
        totals: documents::write(&Totals::default())?,
        warnings: "[]".to_owned(),
        warning_count: 0,
        created_by: scope.actor.subject.clone(),
        created_at: scope.now,
        undone_at: None,
        version: 1,
    };
    store::insert_import(conn, &row)?;
    Ok((row, layer))
}

fn told(
    conn: &mut Conn<'_>,
    scope: &Scope,
    feed: Feed<'_>,
    layer: i64,
    queue_ids: &BTreeSet<String>,
) -> Result<Totals, Failure> {
    let names: BTreeMap<String, String> = list_queues(conn, scope, &feed.unit.id)?
        .into_iter()
        .map(|queue| (queue.id.clone(), queue.name.clone()))
        .collect();
    let mut totals = Totals::default();
    let all = &mut totals.sums;
    for queue_id in queue_ids {
        let layer = store::sums_of_layer(conn, scope.tenant(), queue_id, layer)?;
        let sums = Sums {
            rows: layer.offered.unwrap_or(0.0) as u64,
            ignored: 0,
            intervals: layer.intervals.cast_unsigned(),
            offered: layer.offered.unwrap_or(0.0),
            handled: layer.handled,
            abandoned: layer.abandoned,
            handle_time_seconds: layer.handle_time_seconds.unwrap_or(0.0),
            average_handle_time_seconds: mean(layer.handle_time_seconds, layer.handled),
            answered_within: layer.answered_within,
            average_wait_seconds: mean(layer.answered_wait_seconds, layer.handled),
            first_interval: layer.first,
            last_interval: layer.last,
        };
        let both =
            |one: Option<f64>, two: Option<f64>| Some(one.unwrap_or(0.0) + two.unwrap_or(0.0));
        all.rows += sums.rows;
        all.intervals += sums.intervals;
        all.offered += sums.offered;
        all.handled = both(all.handled, sums.handled);
        all.abandoned = both(all.abandoned, sums.abandoned);
        all.handle_time_seconds += sums.handle_time_seconds;
        all.answered_within = both(all.answered_within, sums.answered_within);
        all.first_interval = [all.first_interval, sums.first_interval]
            .into_iter()
            .flatten()
            .min();
        all.last_interval = all.last_interval.max(sums.last_interval);
        totals.queues.push(QueueSums {
            queue_name: names.get(queue_id).cloned().unwrap_or_default(),
            queue_id: Some(queue_id.clone()),
            sums,
        });
    }
    all.average_handle_time_seconds = mean(Some(all.handle_time_seconds), all.handled);
    Ok(totals)
}

fn mean(sum: Option<f64>, count: Option<f64>) -> Option<f64> {
    let (sum, count) = sum.zip(count)?;
    (count > 0.0).then(|| sum / count)
}
