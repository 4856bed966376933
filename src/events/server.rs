//! What a server does for events: it reads them for its streams, and sends them to webhooks.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

use tokio::sync::{Semaphore, watch};

use super::feed::{Asks, OpenStreams, Opening, Poller, Ring, Standing};
use super::subscription::Subscription;
use super::webhooks::{Deliverer, WebhookClient};
use crate::background::{BackgroundThreads, Bell};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Database;
use crate::failure::Failure;
use crate::tenancy::Scope;

/// The most events of all tenants that are kept in memory; a stream that falls further behind is cut.
const EVENTS_IN_MEMORY: usize = 10_000;

/// How many streams read the database at once.
const READING_STREAMS: usize = 3;

/// How many streams ask at once whether they may go on.
const ASKING_STREAMS: usize = 2;

/// How often a stream that has nothing to tell says so.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// What can be set.
#[derive(Clone, Debug)]
pub struct EventSettings {
    /// How long events are kept, hours.
    pub retention_hours: u32,
    /// The most streams a user or key may hold open on one server.
    pub streams_per_user: usize,
    /// Threads that send to webhooks; 0 leaves it to other servers.
    pub webhook_workers: usize,
    /// Hosts that webhooks may reach at private addresses and without TLS.
    pub webhook_internal_hosts: Vec<String>,
    /// The most events in memory.
    pub events_in_memory: usize,
    /// How long a stream is told nothing before it is told so.
    pub heartbeat: Duration,
}

impl EventSettings {
    /// As configured.
    pub fn of(config: &Config) -> Self {
        Self {
            retention_hours: config.event_retention_hours,
            streams_per_user: config.event_streams_per_user,
            webhook_workers: config.webhook_workers,
            webhook_internal_hosts: config.webhook_internal_hosts.clone(),
            events_in_memory: EVENTS_IN_MEMORY,
            heartbeat: HEARTBEAT,
        }
    }
}

/// Streams and webhooks of one server. Cheap to clone.
#[derive(Clone)]
pub struct EventServer {
    ring: Arc<RwLock<Ring>>,
    news: watch::Receiver<i64>,
    stopping: watch::Sender<bool>,
    readers: Arc<Semaphore>,
    askers: Arc<Semaphore>,
    open_streams: OpenStreams,
    client: Arc<WebhookClient>,
    heartbeat: Duration,
    poller: BackgroundThreads,
    deliverers: BackgroundThreads,
}

impl EventServer {
    /// Starts the thread that reads events and those that send them to webhooks.
    ///
    /// # Errors
    /// [`Failure::Database`] when the last events cannot be read.
    pub fn start(db: &Database, clock: &Clock, settings: &EventSettings) -> Result<Self, Failure> {
        let ring = Arc::new(RwLock::new(Poller::first_ring(
            db,
            settings.events_in_memory,
        )?));
        let (news, heard) = watch::channel(0);
        let client = Arc::new(WebhookClient::new(&settings.webhook_internal_hosts));
        let poller = Poller {
            db: db.clone(),
            clock: clock.clone(),
            ring: ring.clone(),
            news,
            retention_hours: settings.retention_hours.into(),
        };
        let deliverer = Deliverer {
            db: db.clone(),
            clock: clock.clone(),
            client: client.clone(),
            looked_at: Mutex::new(HashMap::new()),
        };
        let poll = move |bell: &Bell| poller.work(bell);
        let deliver = move |bell: &Bell| deliverer.work(bell);
        Ok(Self {
            ring,
            news: heard,
            stopping: watch::channel(false).0,
            readers: Arc::new(Semaphore::new(READING_STREAMS)),
            askers: Arc::new(Semaphore::new(ASKING_STREAMS)),
            open_streams: OpenStreams::new(settings.streams_per_user),
            client,
            heartbeat: settings.heartbeat,
            poller: BackgroundThreads::start("reading events", 1, poll),
            deliverers: BackgroundThreads::start(
                "sending to webhooks",
                settings.webhook_workers,
                deliver,
            ),
        })
    }

    /// Ends all streams, each with its last words: a server that is to stop answers no request for ever.
    pub fn end_streams(&self) {
        self.stopping.send_replace(true);
    }

    /// Ends streams and threads; what is being sent to a webhook is sent to its end.
    pub fn stop(&self) {
        self.end_streams();
        self.poller.stop();
        self.deliverers.stop();
    }

    /// The client of webhooks.
    pub(super) fn client(&self) -> &Arc<WebhookClient> {
        &self.client
    }

    /// What a stream of an actor takes. `asks` says whether it would be opened now.
    ///
    /// # Errors
    /// [`Failure::TooMany`] when the actor holds as many streams open as one may.
    pub(super) fn opening(
        &self,
        (scope, asks): (&Scope, Asks),
        db: &Database,
        subscription: Subscription,
        last_event_id: Option<i64>,
    ) -> Result<Opening, Failure> {
        Ok(Opening {
            db: db.clone(),
            ring: self.ring.clone(),
            news: self.news.clone(),
            stopping: self.stopping.subscribe(),
            readers: self.readers.clone(),
            tenant: scope.actor.tenant_id.clone(),
            subscription,
            standing: Standing::new(scope.actor.clone(), asks, self.askers.clone()),
            last_event_id,
            heartbeat: self.heartbeat,
            place: self.open_streams.enter(&scope.actor)?,
        })
    }
}
