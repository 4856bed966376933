//! The threads that send events to webhooks. They may run on any number of servers: the database says whose turn it is.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, TryLockError};
use std::time::Duration;

use super::backoff::{GIVE_UP_AFTER_SECONDS, wait_seconds};
use super::client::{ANSWER_SECONDS, Attempt, Parcel, WebhookClient};
use super::deliveries::{DeliveryKind, reset_message, to_row};
use super::webhook::{KIND, secrets, subscription};
use crate::background::Bell;
use crate::clock::Clock;
use crate::db::{Conn, Database, Instant};
use crate::documents;
use crate::events::message::EventMessage;
use crate::events::outbox::{Heard, extent, heard_after};
use crate::events::payloads::WebhookDisabled;
use crate::events::publish::publish;
use crate::events::store::{self, WebhookRow};
use crate::failure::Failure;
use crate::instruments;
use crate::tenancy::{Scope, TenantId, new_id};

/// How long a claim holds without a word of its holder: the time for one answer, and some to write it down.
const CLAIM_SECONDS: i64 = ANSWER_SECONDS as i64 + 5;

/// Events a webhook is sent before others have their turn.
const EVENTS_A_TURN: i64 = 50;

/// How often somebody looks for events to deliver.
const LOOK_MILLIS: u64 = 200;

/// A webhook that nothing was for is moved on in the database after so many events of others, so that these can be
/// trimmed…
const EVENTS_PASSED_OVER: i64 = 1_000;

/// …or after so long, far less than events are kept for it: it is not told that it has missed what was not for it.
const PASSED_OVER_SECONDS: i64 = 3_600;

/// What the delivering threads share.
pub(in crate::events) struct Deliverer {
    pub db: Database,
    pub clock: Clock,
    pub client: Arc<WebhookClient>,
    pub looked_at: Mutex<LookedAt>,
}

/// How far the events of a webhook were looked at, by its id and version, where none was for it.
pub(in crate::events) type LookedAt = HashMap<(String, i32), PassedOver>;

/// Events that were not for a webhook.
#[derive(Clone, Copy)]
pub(in crate::events) struct PassedOver {
    through: i64,
    /// When the first of them was passed over.
    since: Instant,
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
    pub(in crate::events) fn work(&self, bell: &Bell) {
        while !bell.is_over() {
            match self.take_turn() {
                Ok(Some(turn)) => {
                    if let Err(error) = self.deliver(&turn, bell) {
                        tracing::error!(webhook_id = turn.row.id, %error, "a delivery could not be written down; it is repeated");
                    }
                }
                Ok(None) => bell.rest(Duration::from_millis(LOOK_MILLIS)),
                Err(error) => {
                    tracing::warn!(%error, "cannot look for events to deliver; trying again in a second");
                    bell.rest(Duration::from_secs(1));
                }
            }
        }
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
            let passed_over = looked_at.get(&key).map_or(0, |passed| passed.through);
            let from = passed_over.max(row.delivered_sequence);
            if from >= extent.last {
                self.pass_over(&mut looked_at, &row, from, now)?;
                continue;
            }
            let missed_through = (row.delivered_sequence < extent.trimmed && from < extent.trimmed)
                .then_some(extent.trimmed);
            let numbers = (from.max(missed_through.unwrap_or(0)), extent.last);
            let heard = self.db.read(|conn| hear(conn, &row, numbers, now));
            let heard = match heard {
                Ok(heard) => heard,
                // One webhook that cannot be read holds up no other.
                Err(error) => {
                    tracing::warn!(webhook_id = row.id, %error, "cannot read the events of a webhook");
                    continue;
                }
            };
            if heard.events.is_empty() && missed_through.is_none() {
                self.pass_over(&mut looked_at, &row, heard.through, now)?;
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

    /// Notes that nothing up to a number is for a webhook: in memory, and now and then in the database.
    fn pass_over(
        &self,
        looked_at: &mut LookedAt,
        row: &WebhookRow,
        through: i64,
        now: Instant,
    ) -> Result<(), Failure> {
        if through <= row.delivered_sequence {
            return Ok(());
        }
        let key = (row.id.clone(), row.version);
        let since = looked_at.get(&key).map_or(now, |passed| passed.since);
        let is_far = through - row.delivered_sequence >= EVENTS_PASSED_OVER
            || now >= since.plus_seconds(PASSED_OVER_SECONDS);
        if is_far
            && self
                .db
                .write(|conn| store::write_position(conn, row, through, now))?
        {
            looked_at.remove(&key);
        } else {
            looked_at.insert(key, PassedOver { through, since });
        }
        Ok(())
    }

    fn deliver(&self, turn: &Turn, bell: &Bell) -> Result<(), Failure> {
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
            if bell.is_over() {
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
        let millis = u64::try_from(attempt.duration_ms).unwrap_or_default();
        instruments::webhook_attempt(attempt.succeeded(), Duration::from_millis(millis));
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
                return match store::write_delivered(conn, key(turn), through, until)? {
                    Some(version) if version == turn.row.version => Ok(Next::GoOn),
                    // Edited meanwhile: what comes next is chosen, signed and sent as it is to be now.
                    Some(_) => {
                        store::release_webhook(conn, key(turn), now)?;
                        Ok(Next::Stop)
                    }
                    None => Ok(Next::Stop),
                };
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
    let is_written = store::write_failed(
        conn,
        key(turn),
        turn.row.version,
        (failures, failing_since),
        now.plus_seconds(wait),
    )?;
    if !is_written {
        // Edited meanwhile: how it went with what it was before says nothing of what it is now.
        return Ok(store::release_webhook(conn, key(turn), now)?);
    }
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
    if store::disable_webhook(conn, (&turn.row.tenant_id, &turn.row.id), &reason, now)? {
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

fn key(turn: &Turn) -> store::ClaimKey<'_> {
    (&turn.row.tenant_id, &turn.row.id, &turn.claim)
}

fn system(row: &WebhookRow, now: Instant) -> Scope {
    Scope::system(TenantId::new(row.tenant_id.clone()), now)
}

/// What is for a webhook after the first number up to the second.
fn hear(
    conn: &mut Conn<'_>,
    row: &WebhookRow,
    numbers: (i64, i64),
    now: Instant,
) -> Result<Heard, Failure> {
    let topics: Vec<String> = documents::read(KIND, &row.id, &row.topics)?;
    let subscription = subscription(&system(row, now), &topics)?;
    let hearer = (row.tenant_id.as_str(), &subscription);
    heard_after(conn, hearer, numbers, EVENTS_A_TURN)
}
