//! The one thread of a server that numbers events, reads what is new, and trims what is old.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant as Stopwatch};

use tokio::sync::watch;

use super::super::message::KeptEvent;
use super::super::outbox::{
    Keeping, events_after, extent, number_waiting_events, trim_deliveries, trim_events,
};
use super::Ring;
use super::ring::Framed;
use crate::background::Bell;
use crate::clock::Clock;
use crate::db::Database;
use crate::failure::Failure;

/// How often it looks for events: half of it is the mean delay between a change and its being told.
const LOOK: Duration = Duration::from_millis(50);

/// How often it trims.
const TRIM: Duration = Duration::from_secs(600);

/// The most events read at once.
const EVENTS_A_READ: i64 = 2_000;

/// Reads events for all streams of a server.
pub(in crate::events) struct Poller {
    pub db: Database,
    pub clock: Clock,
    pub ring: Arc<RwLock<Ring>>,
    /// Wakes the streams.
    pub news: watch::Sender<i64>,
    pub retention_hours: i64,
}

impl Poller {
    /// The ring as it is when a server starts: the last events, so that streams cut by its restart go on from memory.
    ///
    /// # Errors
    /// [`Failure::Database`].
    pub(in crate::events) fn first_ring(db: &Database, most: usize) -> Result<Ring, Failure> {
        db.read(|conn| {
            let extent = extent(conn)?;
            let kept = i64::try_from(most).unwrap_or(i64::MAX);
            let mut ring = Ring::new(most, (extent.last - kept).max(extent.trimmed));
            while ring.through() < extent.last {
                let events = events_after(conn, ring.through(), EVENTS_A_READ)?;
                if events.is_empty() {
                    break;
                }
                ring.push(framed(events)?);
            }
            Ok(ring)
        })
    }

    /// Works until it is told to stop.
    pub(in crate::events) fn work(&self, bell: &Bell) {
        let mut trimmed: Option<Stopwatch> = None;
        while !bell.is_over() {
            let mut pause = LOOK;
            if let Err(error) = self.look() {
                tracing::warn!(%error, "cannot read new events; trying again in a second");
                pause = Duration::from_secs(1);
            } else if trimmed.is_none_or(|at| at.elapsed() >= TRIM) {
                self.trim();
                trimmed = Some(Stopwatch::now());
            }
            bell.rest(pause);
        }
    }

    fn look(&self) -> Result<(), Failure> {
        number_waiting_events(&self.db)?;
        loop {
            let after = self
                .ring
                .read()
                .unwrap_or_else(PoisonError::into_inner)
                .through();
            let events = self
                .db
                .read(|conn| events_after(conn, after, EVENTS_A_READ))?;
            if events.is_empty() {
                return Ok(());
            }
            let events = framed(events)?;
            let through = {
                let mut ring = self.ring.write().unwrap_or_else(PoisonError::into_inner);
                ring.push(events);
                ring.through()
            };
            self.news.send_replace(through);
        }
    }

    fn trim(&self) {
        let keeping = Keeping::of_hours(self.clock.now(), self.retention_hours);
        let trimmed = trim_events(&self.db, keeping)
            .and_then(|events| Ok((events, trim_deliveries(&self.db, keeping)?)));
        match trimmed {
            Ok((0, 0)) => {}
            Ok((events, deliveries)) => {
                tracing::info!(events, deliveries, "old events forgotten");
            }
            Err(error) => {
                tracing::warn!(%error, "old events cannot be forgotten; trying again later");
            }
        }
    }
}

fn framed(events: Vec<KeptEvent>) -> Result<Vec<Framed>, Failure> {
    events.into_iter().map(Framed::of).collect()
}
