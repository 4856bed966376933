//! One open stream: catching up from the database, then following the ring.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use actix_web::rt::time::{Instant as Moment, timeout};
use actix_web::web::{self, Bytes};
use futures_util::stream::{Stream, unfold};
use tokio::sync::{Semaphore, watch};

use super::super::outbox::{Extent, extent, heard_after};
use super::super::subscription::Subscription;
use super::ring::{Taken, frame};
use super::standing::Verdict;
use super::{Ring, Standing, StreamPlace};
use crate::db::Database;
use crate::failure::Failure;
use crate::tenancy::TenantId;

/// What a client may send as Last-Event-ID, for its documentation and its faults.
pub(in crate::events) const LAST_EVENT_ID_MEANING: &str =
    "the `id` of the last event that was read; the stream goes on after it";

/// A stream is ended after this long: whoever opens it anew is asked anew for what it follows.
const LIFETIME: Duration = Duration::from_secs(600);

/// What a client waits before it opens the stream again, milliseconds.
const RETRY_MILLIS: u32 = 2_000;

/// The most events read from the database at once while catching up.
const EVENTS_A_PAGE: i64 = 500;

/// What opening a stream takes.
pub(in crate::events) struct Opening {
    pub db: Database,
    pub ring: Arc<RwLock<Ring>>,
    pub news: watch::Receiver<i64>,
    pub stopping: watch::Receiver<bool>,
    /// How many streams may read the database at once, so that a crowd that comes back leaves it to others as well.
    pub readers: Arc<Semaphore>,
    pub tenant: TenantId,
    pub subscription: Subscription,
    /// Whether whoever has opened it may still hear it.
    pub standing: Standing,
    pub last_event_id: Option<i64>,
    /// A stream that was told nothing for so long is told so, whatever others are told meanwhile: neither end takes the
    /// other for gone, and who comes back does not begin far behind.
    pub heartbeat: Duration,
    #[expect(dead_code, reason = "held until the stream ends")]
    pub place: StreamPlace,
}

struct State {
    opening: Opening,
    /// All up to this number is told.
    at: i64,
    phase: Phase,
    /// Whether what came last was handed to the client out of the ring: who then falls behind it has not read it in time.
    has_handed_out: bool,
    ends_at: Moment,
    /// When the client was told something last.
    told_at: Moment,
}

enum Phase {
    Opening,
    CatchingUp,
    Following,
    Over,
}

/// Why a stream ends; the client opens it again with the Last-Event-ID it has.
#[derive(Clone, Copy)]
enum End {
    TooSlow,
    Renew,
    ServerStopping,
    Unavailable,
    /// It would be refused if it were opened now.
    AccessEnded,
}

impl End {
    const fn reason(self) -> &'static str {
        match self {
            Self::TooSlow => "too-slow",
            Self::Renew => "renew",
            Self::ServerStopping => "server-stopping",
            Self::Unavailable => "unavailable",
            Self::AccessEnded => "access-ended",
        }
    }
}

/// The bytes of a stream, from its first line to the event `end`.
pub(in crate::events) fn open_stream(
    opening: Opening,
) -> impl Stream<Item = Result<Bytes, actix_web::Error>> {
    let state = State {
        at: 0,
        phase: Phase::Opening,
        has_handed_out: false,
        ends_at: Moment::now() + LIFETIME,
        told_at: Moment::now(),
        opening,
    };
    unfold(state, |mut state| async move {
        let bytes = state.next().await?;
        state.told_at = Moment::now();
        Some((Ok(bytes), state))
    })
}

impl State {
    /// What comes next; nothing after the end.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            match self.phase {
                Phase::Over => return None,
                Phase::Opening => return Some(self.begin().await),
                Phase::CatchingUp => {
                    if let Some(bytes) = self.catch_up().await {
                        return Some(bytes);
                    }
                }
                Phase::Following => {
                    if let Some(bytes) = self.follow().await {
                        return Some(bytes);
                    }
                }
            }
        }
    }

    /// The first lines: how long to wait before coming back, and the place it begins at, so that a client that is cut
    /// before its first event also comes back to it. A client that asks for what is no longer kept is told to read anew
    /// what it follows.
    async fn begin(&mut self) -> Bytes {
        let Ok(extent) = self.database(|_, _, conn| extent(conn)).await else {
            return self.end(End::Unavailable);
        };
        // Opened now, it is to be told what happens from now on; the ring may be a moment behind the numbering.
        self.at = self.opening.last_event_id.unwrap_or(extent.last);
        self.phase = Phase::CatchingUp;
        let Extent { last, trimmed } = extent;
        if self.at < trimmed || self.at > last {
            let reason = if self.at > last {
                "unknown-event"
            } else {
                "trimmed"
            };
            let asked = self.at;
            self.at = last;
            return format!(
                "retry: {RETRY_MILLIS}\n\nid: {last}\nevent: reset\ndata: {{\"reason\":\"{reason}\",\"after\":{asked},\"through\":{last}}}\n\n"
            )
            .into();
        }
        format!("retry: {RETRY_MILLIS}\nid: {}\n\n", self.at).into()
    }

    /// A page of what is only in the database; nothing once the ring has the rest.
    async fn catch_up(&mut self) -> Option<Bytes> {
        if !matches!(self.take(), Taken::TooFarBehind) {
            self.phase = Phase::Following;
            return None;
        }
        if let Some(end) = self.reason_to_end() {
            return Some(self.end(end));
        }
        let at = self.at;
        let page = self
            .database(move |tenant, subscription, conn| {
                let through = extent(conn)?.last;
                let heard = heard_after(
                    conn,
                    (tenant.as_str(), subscription),
                    (at, through),
                    EVENTS_A_PAGE,
                )?;
                // Trimmed while it was read: what is missing cannot be told any more.
                Ok((heard, extent(conn)?.trimmed))
            })
            .await;
        let Ok((heard, trimmed)) = page else {
            return Some(self.end(End::Unavailable));
        };
        if at < trimmed {
            let through = heard.through.max(trimmed);
            self.at = through;
            return Some(
                format!("id: {through}\nevent: reset\ndata: {{\"reason\":\"trimmed\",\"after\":{at},\"through\":{through}}}\n\n").into(),
            );
        }
        let frames = heard
            .events
            .iter()
            .map(frame)
            .collect::<Result<String, _>>();
        let Ok(frames) = frames else {
            return Some(self.end(End::Unavailable));
        };
        // Reading may have taken its time; what was read is read again should the answer be awaited.
        if let Err(instead) = self.require_access().await {
            return instead;
        }
        self.at = heard.through;
        if frames.is_empty() {
            return self.quiet().is_zero().then(|| self.sign_of_life());
        }
        Some(frames.into())
    }

    /// What the ring has for it, or a sign of life; nothing when it should look again.
    async fn follow(&mut self) -> Option<Bytes> {
        if let Some(end) = self.reason_to_end() {
            return Some(self.end(end));
        }
        if let Err(instead) = self.require_access().await {
            return instead;
        }
        self.opening.news.borrow_and_update();
        match self.take() {
            Taken::Frames(frames, at) => {
                self.at = at;
                self.has_handed_out = true;
                Some(frames)
            }
            Taken::TooFarBehind if self.has_handed_out => Some(self.end(End::TooSlow)),
            // More came at once than the ring holds: no fault of the client's.
            Taken::TooFarBehind => {
                self.phase = Phase::CatchingUp;
                None
            }
            Taken::Nothing(at) => {
                self.at = at;
                self.has_handed_out = false;
                let quiet = self.quiet();
                if quiet.is_zero() {
                    return Some(self.sign_of_life());
                }
                let at_most = quiet.min(self.opening.standing.holds_for());
                let Opening { news, stopping, .. } = &mut self.opening;
                let waits = async {
                    futures_util::future::select(
                        Box::pin(news.changed()),
                        Box::pin(stopping.changed()),
                    )
                    .await;
                };
                let is_quiet = timeout(at_most, waits).await.is_err();
                self.sign_of_life_due(is_quiet)
            }
        }
    }

    /// That whoever has opened it may still hear it.
    ///
    /// # Errors
    /// What comes in the place of events: the last words, a sign of life, or nothing, when it should look again.
    async fn require_access(&mut self) -> Result<(), Option<Bytes>> {
        match self.opening.standing.verdict().await {
            Verdict::Holds => Ok(()),
            Verdict::Changed => Err(Some(self.end(End::Renew))),
            Verdict::Ended => Err(Some(self.end(End::AccessEnded))),
            Verdict::Unknown => {
                let at_most = self.quiet().min(self.opening.standing.holds_for());
                let stops = self.opening.stopping.changed();
                let is_quiet = timeout(at_most, stops).await.is_err();
                Err(self.sign_of_life_due(is_quiet))
            }
        }
    }

    /// How much longer it may be told nothing.
    fn quiet(&self) -> Duration {
        self.opening
            .heartbeat
            .saturating_sub(self.told_at.elapsed())
    }

    /// A sign of life after a wait in which nothing happened, once it has been told nothing for long enough.
    fn sign_of_life_due(&self, is_quiet: bool) -> Option<Bytes> {
        (is_quiet && self.quiet().is_zero()).then(|| self.sign_of_life())
    }

    /// A comment with the place reached.
    fn sign_of_life(&self) -> Bytes {
        format!("id: {}\n: heartbeat\n\n", self.at).into()
    }

    fn take(&self) -> Taken {
        let ring = self
            .opening
            .ring
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        ring.take(
            self.opening.tenant.as_str(),
            &self.opening.subscription,
            self.at,
        )
    }

    fn reason_to_end(&self) -> Option<End> {
        if *self.opening.stopping.borrow() {
            Some(End::ServerStopping)
        } else if Moment::now() >= self.ends_at {
            Some(End::Renew)
        } else {
            None
        }
    }

    /// The last words.
    fn end(&mut self, why: End) -> Bytes {
        self.phase = Phase::Over;
        format!("event: end\ndata: {{\"reason\":\"{}\"}}\n\n", why.reason()).into()
    }

    /// Asks the database on a worker thread.
    async fn database<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&TenantId, &Subscription, &mut crate::db::Conn<'_>) -> Result<T, Failure>
        + Send
        + 'static,
    ) -> Result<T, Failure> {
        let opening = &self.opening;
        let closed = |_| Failure::Internal("the server is stopping".to_owned());
        let permit = opening
            .readers
            .clone()
            .acquire_owned()
            .await
            .map_err(closed)?;
        let (db, tenant, subscription) = (
            opening.db.clone(),
            opening.tenant.clone(),
            opening.subscription.clone(),
        );
        let answer = web::block(move || {
            let _permit = permit;
            db.read(|conn| ask(&tenant, &subscription, conn))
        });
        let answer = answer
            .await
            .unwrap_or_else(|_| Err(Failure::Internal("reading events panicked".to_owned())));
        if let Err(error) = &answer {
            tracing::warn!(%error, "a stream cannot read its events");
        }
        answer
    }
}
