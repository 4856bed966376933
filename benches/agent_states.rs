//! How many agent-state events a second are taken in, how soon the board shows them, and what adherence of many agents
//! and days costs in time and memory.
//!
//! `./run bench agent-states [--seconds N] [--agents N] [--days N] [--only-postgres]`. SQLite in a temporary folder; PostgreSQL as well where
//! `CREWCAST_TEST_POSTGRES_URL` names a server. Figures are printed, never asserted.

#[path = "support/memory.rs"]
mod memory;
#[path = "support/percentile.rs"]
mod percentile;
#[path = "support/postgres.rs"]
mod postgres;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant as Moment};

use chrono::{Days, NaiveDate, SecondsFormat};
use crewcast::adherence::{
    DayRange, Definition, EVENTS_A_CALL, NewAgentStateEvent, Profile, adherence_of_days,
    record_agent_state_events,
};
use crewcast::assembly::job_handlers;
use crewcast::auth::{NewApiKey, create_api_key};
use crewcast::child_process::ChildProgram;
use crewcast::clock::Clock;
use crewcast::config::Config;
use crewcast::db::{Database, Instant};
use crewcast::events::{EventServer, EventSettings};
use crewcast::failure::Failure;
use crewcast::http::{Service, serve};
use crewcast::jobs::Jobs;
use crewcast::organisation::ActivityCategory;
use crewcast::organisation::{
    NewAgent, NewBusinessUnit, NewManagementUnit, create_agent, create_business_unit,
    create_management_unit, list_activity_codes,
};
use crewcast::rostering::RosterSolver;
use crewcast::schedules::{
    GenerationResults, NewDraft, NewShift, ShiftActivity, create_draft, publish_schedule,
};
use crewcast::tenancy::{Role, Scope, TenantId, create_tenant};
use memory::kibibytes;
use percentile::percentile;
use postgres::fresh_postgres;

/// Agents of the load.
const LOAD_AGENTS: usize = 10_000;
/// Events a second of the sustained load.
const SUSTAINED: u64 = 2_000;
/// Events an agent has a day in the calculation.
const EVENTS_A_DAY: i64 = 20;

struct Arguments {
    seconds: u64,
    agents: usize,
    days: u64,
    only_postgres: bool,
}

fn main() {
    let mut arguments = Arguments {
        seconds: 60,
        agents: 5_000,
        days: 30,
        only_postgres: false,
    };
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        let number = |given: &mut dyn Iterator<Item = String>| {
            let value = given.next().and_then(|text| text.parse::<u64>().ok());
            value.unwrap_or_else(|| panic!("{name} needs a number"))
        };
        match name.as_str() {
            "--seconds" => arguments.seconds = number(&mut given),
            "--agents" => arguments.agents = number(&mut given) as usize,
            "--days" => arguments.days = number(&mut given),
            "--only-postgres" => arguments.only_postgres = true,
            "--bench" => {}
            other => {
                panic!("no argument {other}; use --seconds, --agents, --days, --only-postgres")
            }
        }
    }
    if !arguments.only_postgres {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("crewcast.sqlite").display().to_string();
        measure("SQLite", &path, &arguments);
    }
    match std::env::var("CREWCAST_TEST_POSTGRES_URL") {
        Ok(server) => measure(
            "PostgreSQL",
            &fresh_postgres(&server, "agent_states"),
            &arguments,
        ),
        Err(_) => println!("PostgreSQL left out: CREWCAST_TEST_POSTGRES_URL is not set"),
    }
}

fn measure(engine: &str, url: &str, arguments: &Arguments) {
    let build = if cfg!(debug_assertions) {
        "debug build"
    } else {
        "release build"
    };
    println!("\n{engine}, {build}");
    let db = Database::open(url).expect("the database opens");
    db.migrate().expect("every migration applies");
    let centre = Centre::make(&db, arguments);
    if arguments.seconds > 0 {
        centre.load(engine, arguments.seconds);
    }
    if arguments.agents > 0 {
        centre.calculate(engine, arguments);
    }
}

struct Centre {
    db: Database,
    clock: Clock,
    tenant: TenantId,
    unit: String,
    agents: Vec<String>,
}

impl Centre {
    fn make(db: &Database, arguments: &Arguments) -> Self {
        let clock = Clock::System;
        let now = clock.now();
        let made: Result<_, Failure> = db.write(|conn| {
            let tenant = create_tenant(conn, "Load", now)?.id;
            let scope = Scope::system(tenant.clone(), now);
            let unit = NewBusinessUnit {
                name: "Load".to_owned(),
                time_zone: chrono_tz::Europe::Berlin,
                start_day_of_week: chrono::Weekday::Mon,
                interval_length_minutes: 30,
                region: None,
            };
            let unit = create_business_unit(conn, &scope, unit)?.id;
            let mut agents = Vec::new();
            let mut site = String::new();
            for number in 0..LOAD_AGENTS.max(arguments.agents) {
                if number % 500 == 0 {
                    let new = NewManagementUnit {
                        business_unit_id: unit.clone(),
                        name: format!("Site {number}"),
                        labour_law: None,
                    };
                    site = create_management_unit(conn, &scope, new)?.id;
                }
                let agent = NewAgent {
                    name: format!("Agent {number}"),
                    external_id: Some(number.to_string()),
                    management_unit_id: site.clone(),
                    active: true,
                    ..NewAgent::default()
                };
                agents.push(create_agent(conn, &scope, agent)?.id);
            }
            Ok((tenant, unit, agents))
        });
        let (tenant, unit, agents) = made.expect("the centre can be made");
        Self {
            db: db.clone(),
            clock,
            tenant,
            unit,
            agents,
        }
    }

    fn scope(&self) -> Scope {
        Scope::system(self.tenant.clone(), self.clock.now())
    }

    /// Sustained load over HTTP with a watcher at the board, then bursts.
    fn load(&self, engine: &str, seconds: u64) {
        let new = NewApiKey::new("load", Role::Admin);
        let scope = self.scope();
        let key: Result<_, Failure> = self.db.write(|conn| create_api_key(conn, &scope, new));
        let key = key.expect("a key can be made").secret;
        let solver = RosterSolver::Process(ChildProgram {
            program: "crewcast".into(),
            memory_mebibytes: 1_024,
        });
        let jobs = Jobs::start(
            self.db.clone(),
            self.clock.clone(),
            job_handlers(&solver),
            1,
        );
        // As `crewcast serve` has it: every state is numbered, read for streams, and looked at for webhooks.
        let settings = EventSettings::of(&Config::default());
        let events = EventServer::start(&self.db, &self.clock, &settings);
        let service = Service::new(self.db.clone(), self.clock.clone(), jobs)
            .expect("the service assembles")
            .with(solver)
            .with(events.expect("events can be read"));
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(serve(service, "127.0.0.1:0", |address, _| {
                tell.send(address.to_owned()).expect("the benchmark waits");
            }))
        });
        let address = told.recv().expect("the server starts");
        let client = Client {
            origin: format!("http://{address}/api/v1"),
            key,
        };
        let serial = Arc::new(AtomicU64::new(0));
        let done = Arc::new(AtomicBool::new(false));
        let seen = {
            let (client, done) = (client.clone(), done.clone());
            let watched = self.agents[self.agents.len() - 1].clone();
            let clock = self.clock.clone();
            std::thread::spawn(move || watch(&client, &watched, &clock, &done))
        };
        // A tenth of a second's events in a call.
        let batch = SUSTAINED / 10;
        let began = Moment::now();
        let mut calls = Vec::new();
        let mut sent = 0;
        let mut late = Duration::ZERO;
        for call in 0..seconds * 10 {
            let due = Duration::from_millis(call * 100);
            match due.checked_sub(began.elapsed()) {
                Some(early) => std::thread::sleep(early),
                None => late = late.max(began.elapsed() - due),
            }
            let body = self.events(&serial, batch);
            let sending = Moment::now();
            client.post("/agent-state-events", &body);
            calls.push(sending.elapsed());
            sent += batch;
        }
        let took = began.elapsed();
        done.store(true, Ordering::SeqCst);
        let mut seen = seen.join().expect("the watcher ends");
        let rate = sent as f64 / took.as_secs_f64();
        println!(
            "sustained  {engine}: {sent} events of {} agents in {:.1} s, {rate:.0}/s in calls of {batch}; a call p50 {} p99 {} ms, at most {} ms behind",
            LOAD_AGENTS,
            took.as_secs_f64(),
            percentile(&mut calls, 0.5).as_millis(),
            percentile(&mut calls, 0.99).as_millis(),
            late.as_millis()
        );
        println!(
            "board      {engine}: event to board p50 {} p99 {} max {} ms ({} events watched during that load)",
            percentile(&mut seen, 0.5).as_millis(),
            percentile(&mut seen, 0.99).as_millis(),
            percentile(&mut seen, 1.0).as_millis(),
            seen.len()
        );
        for senders in [1_u64, 4] {
            let bodies: Vec<String> = (0..10).map(|_| self.events(&serial, 1_000)).collect();
            let bodies = Mutex::new(bodies);
            let began = Moment::now();
            std::thread::scope(|scope| {
                for _ in 0..senders {
                    scope.spawn(|| {
                        while let Some(body) = { bodies.lock().expect("no sender panics").pop() } {
                            client.post("/agent-state-events", &body);
                        }
                    });
                }
            });
            let took = began.elapsed().as_secs_f64();
            println!(
                "burst      {engine}: 10000 events in {took:.2} s, {:.0}/s, {senders} sender(s) in calls of 1000",
                10_000.0 / took
            );
        }
    }

    /// A call's body of events of now.
    fn events(&self, serial: &AtomicU64, count: u64) -> String {
        let at = text(self.clock.now());
        let events: Vec<serde_json::Value> = (0..count)
            .map(|_| {
                let number = serial.fetch_add(1, Ordering::SeqCst);
                // The last agent is the watched one.
                let agent = &self.agents[number as usize * 7_919 % (LOAD_AGENTS - 1)];
                let routing = if number.is_multiple_of(2) { "INTERACTING" } else { "IDLE" };
                serde_json::json!({ "eventId": format!("load-{number}"), "agentId": agent, "occurredAt": at,
                    "systemPresence": "ON_QUEUE", "routingStatus": routing })
            })
            .collect();
        serde_json::json!({ "events": events }).to_string()
    }

    /// Adherence of some agents and days, growing in both.
    fn calculate(&self, engine: &str, arguments: &Arguments) {
        let agents = &self.agents[..arguments.agents];
        let today = self.clock.now().to_utc().date_naive();
        let first = today - Days::new(arguments.days);
        let began = Moment::now();
        self.publish(agents, first, arguments.days);
        let shifts = began.elapsed();
        let began = Moment::now();
        let events = self.live(agents, first, arguments.days);
        let lived = began.elapsed();
        println!(
            "prepared   {engine}: {} shifts in {:.0} s, {events} events in {:.0} s ({:.0}/s written by one thread)",
            arguments.agents as u64 * arguments.days,
            shifts.as_secs_f64(),
            lived.as_secs_f64(),
            events as f64 / lived.as_secs_f64()
        );
        let parts = [
            (arguments.agents / 4, arguments.days),
            (arguments.agents / 2, arguments.days),
            (arguments.agents, arguments.days / 4),
            (arguments.agents, arguments.days / 2),
            (arguments.agents, arguments.days),
        ];
        for (count, days) in parts {
            forget_peak();
            let before = kibibytes("self", "VmRSS");
            let range = DayRange {
                first: today - Days::new(days),
                last: today - Days::new(1),
                zone: chrono_tz::Europe::Berlin,
            };
            let profile = Profile::from(Definition::GenesysCloud);
            let scope = self.scope();
            let began = Moment::now();
            let measured = self
                .db
                .read(|conn| adherence_of_days(conn, &scope, &agents[..count], range, &profile));
            let measured = measured.expect("adherence can be measured");
            let took = began.elapsed().as_secs_f64();
            let agent_days: usize = measured.values().map(Vec::len).sum();
            println!(
                "adherence  {engine}: {count} agents x {days} days: {took:.1} s, {:.0} agent-days/s, peak {} MiB over {} MiB before",
                agent_days as f64 / took,
                kibibytes("self", "VmHWM").saturating_sub(before) / 1_024,
                before / 1_024
            );
        }
    }

    fn publish(&self, agents: &[String], first: NaiveDate, days: u64) {
        let scope = self.scope();
        let monday = first
            - Days::new(u64::from(
                chrono::Datelike::weekday(&first).num_days_from_monday(),
            ));
        let mut week = monday;
        let last = first + Days::new(days);
        while week < last {
            let published: Result<_, Failure> = self.db.write(|conn| {
                let codes = list_activity_codes(conn, &scope, &self.unit)?;
                let code = |wanted| {
                    codes
                        .iter()
                        .find(|code| code.category == wanted)
                        .expect("a code")
                        .id
                        .clone()
                };
                let (work, meal) = (
                    code(ActivityCategory::OnQueueWork),
                    code(ActivityCategory::Meal),
                );
                let mut shifts = Vec::new();
                for date in week.iter_days().take(7) {
                    for agent in agents {
                        let start_at = noon(date).plus_minutes(-240);
                        let mut at = start_at;
                        let mut part = |code: &String, category, length_minutes| {
                            let activity = ShiftActivity {
                                activity_code_id: code.clone(),
                                start_at: at,
                                length_minutes,
                                paid: true,
                                category,
                                description: None,
                                time_off_request_id: None,
                            };
                            at = activity.end_at();
                            activity
                        };
                        let activities = vec![
                            part(&work, ActivityCategory::OnQueueWork, 240),
                            part(&meal, ActivityCategory::Meal, 30),
                            part(&work, ActivityCategory::OnQueueWork, 210),
                        ];
                        shifts.push(NewShift {
                            agent_id: agent.clone(),
                            start_at,
                            length_minutes: 480,
                            activities,
                            work_plan_id: None,
                            work_plan_shift_id: None,
                        });
                    }
                }
                let draft = NewDraft {
                    business_unit_id: self.unit.clone(),
                    week_date: week,
                    week_count: 1,
                    description: String::new(),
                    forecast_id: None,
                    run_id: None,
                    metrics: None,
                    results: GenerationResults::default(),
                    scheduled_heads: Vec::new(),
                    shifts,
                };
                let draft = create_draft(conn, &scope, draft)?;
                publish_schedule(conn, &scope, &draft.id, draft.version)
            });
            published.expect("the week can be published");
            week = week + Days::new(7);
        }
    }

    fn live(&self, agents: &[String], first: NaiveDate, days: u64) -> usize {
        let scope = self.scope();
        let mut sent = 0;
        let mut send = |events: &mut Vec<NewAgentStateEvent>| {
            let receipt = self
                .db
                .write(|conn| record_agent_state_events(conn, &scope, events, true));
            sent += receipt.expect("events can be kept").stored_count;
            events.clear();
        };
        let mut events = Vec::with_capacity(EVENTS_A_CALL);
        for date in first.iter_days().take(days as usize) {
            for (number, agent) in agents.iter().enumerate() {
                for event in 0..EVENTS_A_DAY {
                    let last = event == EVENTS_A_DAY - 1;
                    let minutes =
                        event * 480 / (EVENTS_A_DAY - 1) + (number as i64 * 7 + event) % 5;
                    let at = noon(date).plus_minutes(minutes - 240);
                    events.push(NewAgentStateEvent {
                        event_id: format!("{date}-{number}-{event}"),
                        agent_id: Some(agent.clone()),
                        agent_external_id: None,
                        occurred_at: text(at),
                        system_presence: if last { "OFFLINE" } else { "ON_QUEUE" }.to_owned(),
                        routing_status: (!last).then(|| {
                            if event % 2 == 0 {
                                "IDLE"
                            } else {
                                "INTERACTING"
                            }
                            .to_owned()
                        }),
                        source: None,
                    });
                    if events.len() == EVENTS_A_CALL {
                        send(&mut events);
                    }
                }
            }
        }
        if !events.is_empty() {
            send(&mut events);
        }
        sent
    }
}

#[derive(Clone)]
struct Client {
    origin: String,
    key: String,
}

impl Client {
    fn post(&self, path: &str, body: &str) {
        let answer = ureq::post(format!("{}{path}", self.origin))
            .header("authorization", format!("Bearer {}", self.key))
            .header("content-type", "application/json")
            .send(body);
        answer.expect("the server takes the events");
    }

    fn board(&self, agent: &str) -> serde_json::Value {
        let mut answer = ureq::get(format!("{}/adherence?userId={agent}", self.origin))
            .header("authorization", format!("Bearer {}", self.key))
            .call()
            .expect("the server answers");
        answer.body_mut().read_json().expect("a board")
    }
}

/// Sends single events of one agent and asks the board until it shows them; how long that took.
fn watch(client: &Client, agent: &str, clock: &Clock, done: &AtomicBool) -> Vec<Duration> {
    let mut seen = Vec::new();
    let mut number = 0;
    while !done.load(Ordering::SeqCst) {
        number += 1;
        let state = format!("WATCHED {number}");
        let body = serde_json::json!({ "events": [{ "eventId": format!("watched-{number}"), "agentId": agent,
            "occurredAt": text(clock.now()), "systemPresence": state }] });
        let sending = Moment::now();
        client.post("/agent-state-events", &body.to_string());
        while client.board(agent)["entities"][0]["systemPresence"] != state.as_str() {
            std::thread::sleep(Duration::from_millis(5));
        }
        seen.push(sending.elapsed());
        std::thread::sleep(Duration::from_millis(100));
    }
    seen
}

fn text(at: Instant) -> String {
    at.to_utc().to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn noon(date: NaiveDate) -> Instant {
    let at = date.and_hms_opt(12, 0, 0).expect("every day has a noon");
    Instant::from_utc(at.and_utc())
}

/// Lets the peak of memory begin anew, where the system can.
fn forget_peak() {
    if std::fs::write("/proc/self/clear_refs", "5").is_err() {
        println!(
            "the peak of memory is that of the whole run: /proc/self/clear_refs cannot be written"
        );
    }
}
