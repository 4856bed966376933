//! A server on a spare port, with a tenant and an API key for every role.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::mpsc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use crewcast::assembly::job_handlers;
use crewcast::auth::{Identity, NewApiKey, NewUser, Vault, create_api_key, create_user};
use crewcast::child_process::ChildProgram;
use crewcast::clock::Clock;
use crewcast::config::{Config, SecretKey};
use crewcast::db::{Database, Instant};
use crewcast::events::{EventServer, EventSettings};
use crewcast::failure::Failure;
use crewcast::http::{Service, serve};
use crewcast::jobs::Jobs;
use crewcast::oidc::OidcClient;
use crewcast::rostering::RosterSolver;
use crewcast::tenancy::{Role, Scope, TenantId, create_tenant};
use serde_json::Value;

use super::{Answer, Engine};

/// The password of every user a centre makes.
pub const PASSWORD: &str = "correct horse battery";

/// A running centre.
pub struct Centre {
    pub db: Database,
    pub clock: Clock,
    pub tenant: TenantId,
    address: String,
    keys: BTreeMap<Role, String>,
    client: ureq::Agent,
    _stops: StopsWithCentre,
    _folder: Option<tempfile::TempDir>,
}

impl Centre {
    /// A centre on the machine's clock; `None` (the test then returns) when there is no server of this engine.
    pub fn start(engine: Engine) -> Option<Self> {
        Self::start_with(engine, Clock::System)
    }

    /// A centre whose clock stands at `now` until the test moves it.
    pub fn start_at(engine: Engine, now: &str) -> Option<Self> {
        let now: Instant = serde_json::from_value(Value::from(now)).expect("an RFC 3339 instant");
        Self::start_with(engine, Clock::fixed(now))
    }

    /// A centre on the machine's clock that does for events what is said.
    pub fn start_with_events(engine: Engine, events: &EventSettings) -> Option<Self> {
        Self::assemble(engine, Clock::System, events, None)
    }

    /// A centre on the machine's clock with the limits and the TLS of a configuration.
    pub fn start_configured(engine: Engine, config: &Config) -> Option<Self> {
        Self::assemble(engine, Clock::System, &event_settings(), Some(config))
    }

    fn start_with(engine: Engine, clock: Clock) -> Option<Self> {
        Self::assemble(engine, clock, &event_settings(), None)
    }

    fn assemble(
        engine: Engine,
        clock: Clock,
        events: &EventSettings,
        config: Option<&Config>,
    ) -> Option<Self> {
        let (db, folder) = engine.fresh()?;
        let tenant = new_tenant(&db, &clock, "Test centre");
        let keys = Role::ALL.into_iter().filter(|role| *role != Role::Agent);
        let keys = keys
            .map(|role| (role, new_key(&db, &clock, &tenant, role, None)))
            .collect();
        let solver = RosterSolver::Process(ChildProgram {
            program: env!("CARGO_BIN_EXE_crewcast").into(),
            memory_mebibytes: 4_096,
        });
        let jobs = Jobs::start(db.clone(), clock.clone(), job_handlers(&solver), 1);
        let events = EventServer::start(&db, &clock, events).expect("events can be read");
        let usual = behind_a_proxy();
        let service = Service::new(db.clone(), clock.clone(), jobs)
            .expect("the service assembles")
            .configured(config.unwrap_or(&usual))
            .expect("it can be configured")
            .answering_on(NonZeroUsize::new(1))
            .with(solver)
            .with(events.clone())
            .with(identity())
            .with(OidcClient::new(&[
                "127.0.0.1".to_owned(),
                "localhost".to_owned(),
            ]));
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(serve(
                service,
                "127.0.0.1:0",
                |address, handle| {
                    tell.send((address.to_owned(), handle))
                        .expect("the test waits");
                },
            ))
        });
        let (address, server) = told.recv().expect("the server starts");
        let client = ureq::Agent::config_builder()
            .http_status_as_error(false)
            // A connection that the server is about to close may be lost to it just as a request is sent.
            .max_idle_age(Duration::from_secs(5))
            .build()
            .into();
        Some(Self {
            db,
            clock,
            tenant,
            address,
            keys,
            client,
            _stops: StopsWithCentre { events, server },
            _folder: folder,
        })
    }

    /// Moves a standing clock on.
    pub fn moves_on_by_seconds(&self, seconds: i64) {
        match &self.clock {
            Clock::Fixed(hand) => {
                hand.fetch_add(seconds * 1_000, std::sync::atomic::Ordering::SeqCst)
            }
            Clock::System => panic!("only a standing clock can be moved: use Centre::start_at"),
        };
    }

    /// The page's and API's origin.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where it listens.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The bearer secret of a role's key.
    pub fn key(&self, role: Role) -> &str {
        &self.keys[&role]
    }

    /// Makes a key for one agent, so that the test can act as them.
    pub fn key_of_agent(&mut self, agent_id: &str) {
        let key = new_key(
            &self.db,
            &self.clock,
            &self.tenant,
            Role::Agent,
            Some(agent_id.to_owned()),
        );
        self.keys.insert(Role::Agent, key);
    }

    /// A second tenant on the same server, and its planner's key.
    pub fn other_tenant(&self) -> String {
        let tenant = new_tenant(&self.db, &self.clock, "Somebody else");
        new_key(&self.db, &self.clock, &tenant, Role::Planner, None)
    }

    /// Makes a user who signs in with [`PASSWORD`].
    pub fn user(&self, username: &str, role: Role) {
        let scope = Scope::system(self.tenant.clone(), self.clock.now());
        let new = NewUser::new(username, username, PASSWORD, role);
        self.db
            .write(|conn| create_user(conn, &scope, new))
            .expect("the user can be made");
    }

    /// Sends a request below `/api/v1` as `role`, with a JSON body unless it is null.
    pub fn send(&self, role: Role, method: &str, path: &str, body: &Value) -> Answer {
        let bytes = if body.is_null() {
            Vec::new()
        } else {
            body.to_string().into_bytes()
        };
        let content_type = [("content-type", "application/json")];
        let headers: &[(&str, &str)] = if body.is_null() { &[] } else { &content_type };
        self.send_raw(
            Some(self.key(role)),
            method,
            &format!("/api/v1{path}"),
            headers,
            bytes,
        )
    }

    /// GET as `role`.
    pub fn get(&self, role: Role, path: &str) -> Answer {
        self.send(role, "GET", path, &Value::Null)
    }

    /// POST as `role`.
    pub fn post(&self, role: Role, path: &str, body: &Value) -> Answer {
        self.send(role, "POST", path, body)
    }

    /// POST of a file as `role`.
    pub fn upload(
        &self,
        role: Role,
        path: &str,
        content_type: &str,
        bytes: impl Into<Vec<u8>>,
    ) -> Answer {
        let headers = [("content-type", content_type)];
        self.send_raw(
            Some(self.key(role)),
            "POST",
            &format!("/api/v1{path}"),
            &headers,
            bytes.into(),
        )
    }

    /// PUT as `role` with If-Match.
    pub fn put(&self, role: Role, path: &str, version: i64, body: &Value) -> Answer {
        let tag = format!("\"{version}\"");
        let headers = [
            ("content-type", "application/json"),
            ("if-match", tag.as_str()),
        ];
        let bytes = body.to_string().into_bytes();
        self.send_raw(
            Some(self.key(role)),
            "PUT",
            &format!("/api/v1{path}"),
            &headers,
            bytes,
        )
    }

    /// POST without a body as the planner, with If-Match.
    pub fn post_if_match(&self, path: &str, version: i64) -> Answer {
        let tag = format!("\"{version}\"");
        self.send_raw(
            Some(self.key(Role::Planner)),
            "POST",
            &format!("/api/v1{path}"),
            &[("if-match", &tag)],
            Vec::new(),
        )
    }

    /// Sends exactly this.
    pub fn send_raw(
        &self,
        bearer: Option<&str>,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Answer {
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.origin()));
        if let Some(secret) = bearer {
            request = request.header("authorization", format!("Bearer {secret}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body).expect("a well-formed request");
        Answer::of(self.client.run(request).expect("the server answers"))
    }

    /// Waits for a run that an answer's Location names and returns its result.
    pub fn result_of_run(&self, accepted: &Answer) -> Value {
        let run = self.ended_run(accepted);
        assert_eq!(run["state"], "Complete", "{run}");
        run["result"].clone()
    }

    /// Waits until the run that an answer's Location names has ended.
    pub fn ended_run(&self, accepted: &Answer) -> Value {
        assert_eq!(accepted.status, 202, "{}", accepted.text);
        let place = accepted.header("location").expect("202 names the run");
        let path = place
            .strip_prefix("/api/v1")
            .expect("a run of this API")
            .to_owned();
        loop {
            let run = self.get(Role::Planner, &path).json();
            if ["Complete", "Failed", "Canceled"]
                .iter()
                .any(|state| run["state"] == *state)
            {
                return run;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

/// What would serve, and look for events, for as long as the tests run: some fifty megabytes a centre.
struct StopsWithCentre {
    events: EventServer,
    server: ServerHandle,
}

impl Drop for StopsWithCentre {
    fn drop(&mut self) {
        self.events.stop();
        // The server is told by the call; nobody waits for it.
        drop(self.server.stop(false));
    }
}

/// What centres do for events unless a test says otherwise: webhooks may reach this machine by its number.
pub fn event_settings() -> EventSettings {
    EventSettings {
        retention_hours: 72,
        streams_per_user: 3,
        webhook_workers: 1,
        webhook_internal_hosts: vec!["127.0.0.1".to_owned()],
        events_in_memory: 10_000,
        heartbeat: Duration::from_secs(15),
    }
}

/// Without limits of rates, behind a proxy on this machine.
fn behind_a_proxy() -> Config {
    let proxy = "127.0.0.1/32".parse().expect("a network");
    let mut config = Config {
        trusted_proxies: vec![proxy],
        ..Config::default()
    };
    config.rate_limits.enabled = false;
    config
}

/// With a key to encrypt secrets.
fn identity() -> Identity {
    Identity {
        vault: Vault::new(Some(&SecretKey::new([7; 32]))).expect("the key is taken"),
        public_url: None,
    }
}

pub fn new_tenant(db: &Database, clock: &Clock, name: &str) -> TenantId {
    let now = clock.now();
    db.write(|conn| create_tenant(conn, name, now))
        .expect("a tenant can be made")
        .id
}

pub fn new_key(
    db: &Database,
    clock: &Clock,
    tenant: &TenantId,
    role: Role,
    agent_id: Option<String>,
) -> String {
    let scope = Scope::system(tenant.clone(), clock.now());
    let new = NewApiKey {
        agent_id,
        ..NewApiKey::new(format!("{role:?}"), role)
    };
    let key: Result<_, Failure> = db.write(|conn| create_api_key(conn, &scope, new));
    key.expect("a key can be made").secret
}
