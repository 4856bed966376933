//! The threads that send events to webhooks. They may run on any number of servers: the database says whose turn it is.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, TryLockError};
use std::time::Duration;

use super::backoff::{GIVE_UP_AFTER_SECONDS, wait_seconds};
use super::client::{ANSWER_SECONDS, Attempt, Parcel, WebhookClient};
use super::deliveries::{DeliveryKind, reset_message, to_row};
use super::webhook::{KIND, secrets, subscription};
use crate::clock::Clock;
use crate::db::{Conn, Database, Instant};
use crate::documents;
use crate::events::message::EventMessage;
use crate::events::outbox::{Heard, extent, heard_after};
use crate::events::payloads::WebhookDisabled;
use crate::events::publish::publish;
use crate::events::store::{self, WebhookRow};
use crate::failure::Failure;
use crate::tenancy::{Scope, TenantId, new_id};

/// How long a claim holds without a word of its holder: the time for one answer, and some to write it down.
const CLAIM_SECONDS: i64 = ANSWER_SECONDS as i64 + 5;

/// Events a webhook is sent before others have their turn.
const EVENTS_A_TURN: i64 = 50;

/// How often somebody looks for events to deliver.
const LOOK_MILLIS: u64 = 200;

/// A webhook that nothing was for is moved on in the database after so many events of others, so that these can be
/// trimmed.
const EVENTS_PASSED_OVER: i64 = 1_000;

/// What the delivering threads share.
pub(in crate::events) struct Deliverer {
    pub db: Database,
    pub clock: Clock,
    pub client: Arc<WebhookClient>,
    pub stopping: AtomicBool,
    pub bell: Condvar,
    pub bell_lock: Mutex<()>,
    /// How far the events of a webhook were looked at, by its id and version, where none was for it.
    pub looked_at: Mutex<HashMap<(String, i32), i64>>,
}

/// A webhook whose turn it is.
struct Turn {
    row: WebhookRow,
    claim: String,
    heard: Heard,
    /// The number up to which events are no longer kept, when the webhook has missed some.
    missed_through: Option<i64>,
}

/// How a turn goes on after an attempt.
#[derive(PartialEq)]
enum Next {
    GoOn,
    Stop,
}

impl Deliverer {
    /// Delivers until it is told to stop.
    pub(in crate::events) fn work(&self) {
        while !self.stopping.load(Ordering::SeqCst) {
            match self.take_turn() {
                Ok(Some(turn)) => {
                    if let Err(error) = self.deliver(&turn) {
                        tracing::error!(webhook_id = turn.row.id, %error, "a delivery could not be written down; it is repeated");
                    }
                }
                Ok(None) => self.wait(Duration::from_millis(LOOK_MILLIS)),
                Err(error) => {
                    tracing::warn!(%error, "cannot look for events to deliver; trying again in a second");
                    self.wait(Duration::from_secs(1));
                }
            }
        }
    }

    fn wait(&self, at_most: Duration) {
        let guard = self
            .bell_lock
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        drop(self.bell.wait_timeout(guard, at_most));
    }

    /// The webhook that has waited longest of those with something to send; one thread of a server looks at a time.
    fn take_turn(&self) -> Result<Option<Turn>, Failure> {
        let mut looked_at = match self.looked_at.try_lock() {
            Ok(guard) => guard,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return Ok(None),
        };
        let now = self.clock.now();
        let (due, extent) = self
            .db
            .read(|conn| Ok::<_, Failure>((store::due_webhooks(conn, now)?, extent(conn)?)))?;
        for row in due {
            let key = (row.id.clone(), row.version);
            let from = looked_at
                .get(&key)
                .copied()
                .unwrap_or(0)
                .max(row.delivered_sequence);
            if from >= extent.last {
                continue;
            }
            let missed_through = (row.delivered_sequence < extent.trimmed && from < extent.trimmed)
                .then_some(extent.trimmed);
            let heard = self
                .db
                .read(|conn| hear(conn, &row, from.max(missed_through.unwrap_or(0)), now));
            let heard = match heard {
                Ok(heard) => heard,
                // One webhook that cannot be read holds up no other.
                Err(error) => {
                    tracing::warn!(webhook_id = row.id, %error, "cannot read the events of a webhook");
                    continue;
                }
            };
            if heard.events.is_empty() && missed_through.is_none() {
                if heard.through - row.delivered_sequence >= EVENTS_PASSED_OVER {
                    self.db
                        .write(|conn| store::write_position(conn, &row, heard.through))?;
                    looked_at.remove(&key);
                } else {
                    looked_at.insert(key, heard.through);
                }
                continue;
            }
            let claim = new_id(now);
            let until = now.plus_seconds(CLAIM_SECONDS);
            if self
                .db
                .write(|conn| store::claim_webhook(conn, &row, &claim, (now, until)))?
            {
                looked_at.remove(&key);
                return Ok(Some(Turn {
                    row,
                    claim,
                    heard,
                    missed_through,
                }));
            }
        }
        Ok(None)
    }

    fn deliver(&self, turn: &Turn) -> Result<(), Failure> {
        let mut failures_before = turn.row.failure_count;
        if let Some(through) = turn.missed_through {
            let message = reset_message(&turn.row, through, self.clock.now());
            if self.send(turn, &message, through, failures_before)? == Next::Stop {
                return Ok(());
            }
            failures_before = 0;
        }
        let count = turn.heard.events.len();
        for (index, event) in turn.heard.events.iter().enumerate() {
            if self.stopping.load(Ordering::SeqCst) {
                break;
            }
            let is_last = index + 1 == count;
            let through = if is_last {
                turn.heard.through
            } else {
                event.message.sequence
            };
            if self.send(turn, &event.message, through, failures_before)? == Next::Stop {
                return Ok(());
            }
            failures_before = 0;
        }
        let now = self.clock.now();
        Ok(self
            .db
            .write(|conn| store::release_webhook(conn, key(turn), now))?)
    }

    /// Sends one message and writes down how it went; `through` is where the webhook stands when it went well.
    fn send(
        &self,
        turn: &Turn,
        message: &EventMessage,
        through: i64,
        failures_before: i32,
    ) -> Result<Next, Failure> {
        let at = self.clock.now();
        let attempt = self.client.send(&Parcel {
            url: &turn.row.url,
            id: &message.id,
            body: &documents::write(message)?,
            secrets: secrets(&turn.row, at),
            at,
        })?;
        let failures = failures_before.saturating_add(1);
        self.db.write(|conn| {
            let row = to_row(
                &turn.row,
                message,
                DeliveryKind::Delivery,
                failures,
                &attempt,
                at,
            );
            store::insert_delivery(conn, &row)?;
            let now = self.clock.now();
            if attempt.succeeded() {
                let until = now.plus_seconds(CLAIM_SECONDS);
                let is_held = store::write_delivered(conn, key(turn), through, until)?;
                return Ok(if is_held { Next::GoOn } else { Next::Stop });
            }
            write_failure(conn, turn, message, &attempt, (failures, now))?;
            Ok(Next::Stop)
        })
    }
}

fn write_failure(
    conn: &mut Conn<'_>,
    turn: &Turn,
    message: &EventMessage,
    attempt: &Attempt,
    (failures, now): (i32, Instant),
) -> Result<(), Failure> {
    let earlier = turn.row.failing_since.filter(|_| failures > 1);
    let failing_since = earlier.unwrap_or(now);
    let why = attempt.error.as_deref().unwrap_or_default();
    let wait = wait_seconds(
        failures,
        &format!("{}/{}", turn.row.id, message.id),
        attempt.retry_after_seconds,
    );
    let is_held = store::write_failed(
        conn,
        key(turn),
        failures,
        failing_since,
        now.plus_seconds(wait),
    )?;
    let is_over = now >= failing_since.plus_seconds(GIVE_UP_AFTER_SECONDS);
    // 410 Gone: the receiver wants no more.
    let reason = match attempt.status {
        Some(410) => "the receiver answered 410 Gone; switch the webhook on again when it is there"
            .to_owned(),
        _ if is_over => format!(
            "nothing got through for three days, last: {why}; mend the receiver and switch the webhook on again"
        ),
        _ => return Ok(()),
    };
    if is_held && store::disable_webhook(conn, (&turn.row.tenant_id, &turn.row.id), &reason, now)? {
        tracing::warn!(webhook_id = turn.row.id, reason, "webhook switched off");
        let disabled = WebhookDisabled {
            webhook_id: &turn.row.id,
            reason: &reason,
            failing_since,
            event_id: &message.id,
        };
        publish(conn, &system(&turn.row, now), &disabled)?;
    }
    Ok(())
}

fn key(turn: &Turn) -> (&str, &str, &str) {
    (&turn.row.tenant_id, &turn.row.id, &turn.claim)
}

fn system(row: &WebhookRow, now: Instant) -> Scope {
    Scope::system(TenantId::new(row.tenant_id.clone()), now)
}

fn hear(conn: &mut Conn<'_>, row: &WebhookRow, from: i64, now: Instant) -> Result<Heard, Failure> {
    let topics: Vec<String> = documents::read(KIND, &row.id, &row.topics)?;
    let subscription = subscription(&system(row, now), &topics)?;
    heard_after(conn, &row.tenant_id, &subscription, from, EVENTS_A_TURN)
}
