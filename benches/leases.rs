//! How soon a lease is answered at a fixed rate, and how many contacts a second are handed out in batches, from pools of
//! ten thousand to five million contacts; how soon a killed server is back; and beside it what PostgreSQL itself hands
//! out with `SKIP LOCKED`.
//!
//! `./run bench leases [--contacts N] [--seconds N] [--per-second N] [--only-postgres]`. SQLite in a temporary folder;
//! PostgreSQL as well where `CREWCAST_TEST_POSTGRES_URL` names a server, and pgbench where `CREWCAST_BENCH_PGBENCH` names
//! it. The server is a process of its own, and the senders share the machine with it. Figures are printed, never
//! asserted.

#[path = "support/percentile.rs"]
mod percentile;
#[path = "support/postgres.rs"]
mod postgres;

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant as Moment};

use crewcast::auth::{NewApiKey, create_api_key};
use crewcast::clock::Clock;
use crewcast::db::Database;
use crewcast::failure::Failure;
use crewcast::outbound::{
    CampaignStatus, create_callable_time_set, create_campaign, create_contact_list, switch_campaign,
};
use crewcast::tenancy::{Role, Scope, create_tenant};
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use percentile::percentile;
use postgres::fresh_postgres;
use serde_json::{Value, json};

/// Threads that send at a fixed rate.
const SENDERS: usize = 16;
/// What takes longer is told with its moment.
const SLOW: Duration = Duration::from_millis(20);
/// Slow leases that were due further apart than this are of different stalls.
const STALL_GAP: Duration = Duration::from_millis(100);
/// Threads that lease in batches.
const DIALERS: usize = 8;
/// Contacts of a batch.
const BATCH: u64 = 50;
/// Batches of a measurement, unless the pool is too small for so many.
const MOST_BATCHES: u64 = 4_000;

struct Arguments {
    contacts: Vec<u64>,
    seconds: u64,
    per_second: u64,
    only_postgres: bool,
}

fn main() {
    let mut arguments = Arguments {
        contacts: vec![10_000, 1_000_000, 5_000_000],
        seconds: 20,
        per_second: 1_000,
        only_postgres: false,
    };
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        let number = |given: &mut dyn Iterator<Item = String>| {
            let value = given.next().and_then(|text| text.parse::<u64>().ok());
            value.unwrap_or_else(|| panic!("{name} needs a number"))
        };
        match name.as_str() {
            "--contacts" => arguments.contacts = vec![number(&mut given)],
            "--seconds" => arguments.seconds = number(&mut given),
            "--per-second" => arguments.per_second = number(&mut given),
            "--only-postgres" => arguments.only_postgres = true,
            "--bench" => {}
            other => panic!(
                "no argument {other}; use --contacts, --seconds, --per-second, --only-postgres"
            ),
        }
    }
    for contacts in arguments.contacts.clone() {
        if !arguments.only_postgres {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let path = folder.path().join("crewcast.sqlite").display().to_string();
            measure("SQLite", &path, contacts, &arguments);
        }
        match std::env::var("CREWCAST_TEST_POSTGRES_URL") {
            Ok(server) => {
                let url = fresh_postgres(&server, &format!("leases_{contacts}"));
                measure("PostgreSQL", &url, contacts, &arguments);
                skip_locked(&url, contacts);
            }
            Err(_) => println!("PostgreSQL left out: CREWCAST_TEST_POSTGRES_URL is not set"),
        }
    }
}

fn measure(engine: &str, url: &str, contacts: u64, arguments: &Arguments) {
    let build = if cfg!(debug_assertions) {
        "debug build"
    } else {
        "release build"
    };
    println!("\n{engine}, {contacts} contacts, {build}");
    let began = Moment::now();
    let pool = Pool::make(url, contacts);
    println!(
        "prepared   {engine}: in {:.1} s, straight into the database",
        began.elapsed().as_secs_f64()
    );
    let mut server = Server::start(url);
    let dialer = Dialer {
        url: format!(
            "{}/api/v1/outbound/campaigns/{}/leases",
            server.origin, pool.campaign
        ),
        key: pool.key.clone(),
    };
    fixed_rate(engine, &dialer, contacts, arguments);
    batches(engine, &dialer, contacts);
    server.kill();
    let began = Moment::now();
    let _again = Server::start(url);
    println!(
        "restart    {engine}: killed and ready again in {:.2} s",
        began.elapsed().as_secs_f64()
    );
}

/// Half the pool at most, so that there always is somebody to lease.
fn fixed_rate(engine: &str, dialer: &Dialer, contacts: u64, arguments: &Arguments) {
    let per_second = arguments.per_second.max(1);
    let requests = (arguments.seconds * per_second).min(contacts / 2);
    let next = AtomicU64::new(0);
    let times = Mutex::new(Vec::new());
    // Connections are there before they are counted on, as a dialer's are.
    let agents: Vec<ureq::Agent> = (0..SENDERS).map(|_| dialer.connected()).collect();
    let began = Moment::now();
    std::thread::scope(|scope| {
        for agent in agents {
            let (next, times) = (&next, &times);
            scope.spawn(move || {
                let mut mine = Vec::new();
                loop {
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    if number >= requests {
                        break;
                    }
                    // Measured from when it was due, so that a stall counts for all that it delays.
                    let due = Duration::from_micros(number * 1_000_000 / per_second);
                    if let Some(early) = due.checked_sub(began.elapsed()) {
                        std::thread::sleep(early);
                    }
                    assert_eq!(dialer.lease(&agent, 1), 1, "the pool has contacts");
                    mine.push((due, began.elapsed() - due));
                }
                times.lock().expect("no sender panics").append(&mut mine);
            });
        }
    });
    let took = began.elapsed().as_secs_f64();
    let mut sent = times.into_inner().expect("no sender panics");
    sent.sort_unstable();
    let mut times: Vec<Duration> = sent.iter().map(|(_, time)| *time).collect();
    println!(
        "rate       {engine}: {requests} leases of one in {took:.1} s, {:.0}/s of {per_second}/s wanted; p50 {:.1} p99 {:.1} max {:.1} ms",
        requests as f64 / took,
        milliseconds(&mut times, 0.5),
        milliseconds(&mut times, 0.99),
        milliseconds(&mut times, 1.0)
    );
    let late: Vec<&(Duration, Duration)> = sent.iter().filter(|(_, time)| *time > SLOW).collect();
    let stalls = late.chunk_by(|one, next| next.0 - one.0 < STALL_GAP);
    let told: Vec<String> = stalls
        .map(|stall| {
            let longest = stall.iter().map(|(_, time)| time).max().expect("not empty");
            format!(
                "{} at {:.1} s, up to {:.0} ms",
                stall.len(),
                stall[0].0.as_secs_f64(),
                longest.as_secs_f64() * 1e3
            )
        })
        .collect();
    println!(
        "slow       {engine}: {} leases took more than {} ms: {}",
        late.len(),
        SLOW.as_millis(),
        told.join("; ")
    );
}

fn batches(engine: &str, dialer: &Dialer, contacts: u64) {
    let most = (contacts / 4 / BATCH).clamp(1, MOST_BATCHES);
    let (next, leased) = (AtomicU64::new(0), AtomicU64::new(0));
    let times = Mutex::new(Vec::new());
    let began = Moment::now();
    std::thread::scope(|scope| {
        for _ in 0..DIALERS {
            scope.spawn(|| {
                let agent = dialer.agent();
                let mut mine = Vec::new();
                while next.fetch_add(1, Ordering::SeqCst) < most {
                    let sending = Moment::now();
                    leased.fetch_add(dialer.lease(&agent, BATCH), Ordering::SeqCst);
                    mine.push(sending.elapsed());
                }
                times.lock().expect("no dialer panics").append(&mut mine);
            });
        }
    });
    let took = began.elapsed().as_secs_f64();
    let mut times = times.into_inner().expect("no dialer panics");
    let leased = leased.into_inner();
    println!(
        "batches    {engine}: {leased} contacts in {took:.1} s, {:.0} contacts/s in {BATCH}s, {DIALERS} dialers; a request p50 {:.1} p99 {:.1} ms",
        leased as f64 / took,
        milliseconds(&mut times, 0.5),
        milliseconds(&mut times, 0.99)
    );
}

/// What PostgreSQL hands out by itself: no judge, no lease kept, no HTTP.
fn skip_locked(url: &str, contacts: u64) {
    let Ok(pgbench) = std::env::var("CREWCAST_BENCH_PGBENCH") else {
        println!("pgbench left out: CREWCAST_BENCH_PGBENCH is not set");
        return;
    };
    let mut conn = PgConnection::establish(url).expect("the server answers");
    conn.batch_execute(&format!(
        "CREATE TABLE bare_queue (id BIGINT PRIMARY KEY, taken BOOLEAN NOT NULL); \
         INSERT INTO bare_queue SELECT n, FALSE FROM generate_series(1, {contacts}) n; \
         CREATE INDEX bare_queue_free ON bare_queue (id) WHERE NOT taken; ANALYZE bare_queue;"
    ))
    .expect("the queue can be filled");
    for batch in [1, BATCH] {
        let mut script = tempfile::NamedTempFile::new().expect("a temporary file");
        write!(
            script,
            "UPDATE bare_queue SET taken = TRUE WHERE id IN (SELECT id FROM bare_queue WHERE NOT taken ORDER BY id \
             LIMIT {batch} FOR UPDATE SKIP LOCKED);"
        )
        .expect("the script can be written");
        let transactions = (contacts / 4 / batch / DIALERS as u64)
            .clamp(1, 500)
            .to_string();
        let ended = Command::new(&pgbench)
            .args([
                "--no-vacuum",
                "--client",
                &DIALERS.to_string(),
                "--jobs",
                "2",
            ])
            .args(["--transactions", &transactions, "--file"])
            .arg(script.path())
            .arg(url)
            .output()
            .expect("pgbench runs");
        let text = String::from_utf8_lossy(&ended.stdout);
        let rate = text.lines().find_map(|line| {
            line.strip_prefix("tps = ")?
                .split(' ')
                .next()?
                .parse::<f64>()
                .ok()
        });
        match rate {
            Some(rate) => println!(
                "pgbench    SKIP LOCKED: {:.0} contacts/s in {batch}s, {DIALERS} clients",
                rate * batch as f64
            ),
            None => println!("pgbench failed: {}", String::from_utf8_lossy(&ended.stderr)),
        }
    }
}

struct Pool {
    campaign: String,
    key: String,
}

impl Pool {
    fn make(url: &str, contacts: u64) -> Self {
        let db = Database::open(url).expect("the database opens");
        db.migrate().expect("every migration applies");
        let now = Clock::System.now();
        let made: Result<_, Failure> = db.write(|conn| {
            let tenant = create_tenant(conn, "Load", now)?.id;
            let scope = Scope::system(tenant.clone(), now);
            let slots: Vec<Value> = (1..=7)
                .map(|day| json!({ "day": day, "startTime": "00:00", "stopTime": "24:00" }))
                .collect();
            let hours = json!({ "name": "Always", "callableTimes": [{ "timeZoneId": "*", "timeSlots": slots }] });
            let hours = create_callable_time_set(conn, &scope, parsed(hours))?.id;
            let list = json!({ "name": "Load", "defaultTimeZone": "Asia/Shanghai", "defaultRegion": "CN" });
            let list = create_contact_list(conn, &scope, parsed(list))?.id;
            let campaign = json!({ "name": "Load", "contactListId": list, "callableTimeSetId": hours, "productFamily": "load" });
            let campaign = create_campaign(conn, &scope, parsed(campaign))?.id;
            switch_campaign(conn, &scope, &campaign, CampaignStatus::On)?;
            let key = NewApiKey::new("load", Role::Dialer);
            let key = create_api_key(conn, &scope, key)?.secret;
            Ok((tenant, list, Self { campaign, key }))
        });
        let (tenant, list, pool) = made.expect("a campaign can be made");
        fill(
            url,
            (tenant.as_str(), &list, &pool.campaign),
            contacts,
            now.epoch_millis(),
        );
        pool
    }
}

/// Contacts straight into the database, the same text for both engines, and on the disk when this returns: else the
/// server's first checkpoint would have to bring them there.
fn fill(url: &str, (tenant, list, campaign): (&str, &str, &str), contacts: u64, now: i64) {
    let numbers = format!(
        "WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < {contacts} - 1)"
    );
    let contacts = format!(
        "INSERT INTO contacts (tenant_id, id, contact_list_id, phone, person_id, time_zone, external_id, created_at) \
         {numbers} SELECT '{tenant}', 'c' || (100000000 + n), '{list}', '+8613' || (100000000 + n), '', '', \
         'x' || n, {now} FROM s;"
    );
    let pool = format!(
        "INSERT INTO campaign_contacts (tenant_id, campaign_id, contact_id, phone, person_id, time_zone, finished, \
         attempts, available_at, lease_token) SELECT tenant_id, '{campaign}', id, phone, '', '', FALSE, 0, {now}, 0 \
         FROM contacts ORDER BY id; \
         INSERT INTO campaign_buckets VALUES ('{tenant}', '{campaign}', '', '');"
    );
    if url.starts_with("postgres") {
        let mut conn = PgConnection::establish(url).expect("the server answers");
        conn.batch_execute(&format!(
            "SET session_replication_role = replica; {contacts} {pool} ANALYZE contacts; ANALYZE campaign_contacts; CHECKPOINT;"
        ))
        .expect("the pool can be filled");
    } else {
        let mut conn = SqliteConnection::establish(url).expect("the file opens");
        conn.batch_execute(&format!(
            "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; BEGIN; {contacts} {pool} \
             COMMIT; PRAGMA wal_checkpoint(TRUNCATE);"
        ))
        .expect("the pool can be filled");
        let file = std::fs::File::open(url).expect("the file opens");
        file.sync_all().expect("the pool reaches the disk");
    }
}

fn parsed<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("a body as the API takes it")
}

/// The program as it is served.
struct Server {
    child: Child,
    origin: String,
}

impl Server {
    fn start(database: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_crewcast"))
            .args(["serve", "--listen", "127.0.0.1:0", "--database", database])
            .env("RUST_LOG", "error")
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stderr.take().expect("its standard error")).lines();
        let address = lines.find_map(|line| {
            let line = line.expect("text");
            let (_, rest) = line.split_once("serves on http://")?;
            Some(rest.split('/').next()?.to_owned())
        });
        std::thread::spawn(move || lines.for_each(drop));
        let origin = format!("http://{}", address.expect("it says where it serves"));
        let ready = ureq::get(format!("{origin}/readyz")).call();
        assert_eq!(ready.expect("it answers").status(), 200);
        Self { child, origin }
    }

    fn kill(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already gone, where it was killed.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

struct Dialer {
    url: String,
    key: String,
}

impl Dialer {
    /// A client with a connection of its own, kept open.
    fn agent(&self) -> ureq::Agent {
        ureq::Agent::config_builder().build().into()
    }

    /// One over whose connection a lease was answered.
    fn connected(&self) -> ureq::Agent {
        let agent = self.agent();
        assert_eq!(self.lease(&agent, 1), 1, "the pool has contacts");
        agent
    }

    fn lease(&self, agent: &ureq::Agent, count: u64) -> u64 {
        let body = json!({ "count": count, "ttlSeconds": 3_600, "dialerId": "load" }).to_string();
        let mut answer = agent
            .post(&self.url)
            .header("authorization", format!("Bearer {}", self.key))
            .header("content-type", "application/json")
            .send(body)
            .expect("the server leases");
        let answer: Value = answer.body_mut().read_json().expect("leases");
        answer["leases"].as_array().map_or(0, Vec::len) as u64
    }
}

/// A percentile in milliseconds.
fn milliseconds(times: &mut [Duration], share: f64) -> f64 {
    percentile(times, share).as_secs_f64() * 1_000.0
}
