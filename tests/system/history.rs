//! Files of history over HTTP: uploaded, refused with every fault, layered, undone, read.

use std::io::Write;
use std::net::TcpStream;

use chrono::Weekday;
use crewcast::failure::Failure;
use crewcast::organisation::{
    Channel, NewBusinessUnit, NewQueue, create_business_unit, create_queue,
};
use crewcast::tenancy::{Role, Scope};
use rstest::rstest;
use serde_json::Value;

use crate::support::{Answer, Centre, Engine, assert_problem};

const HEADER: &str = "QueueName,IntervalStart,IntervalMinutes,Offered,Handled,Abandoned,AverageHandleTimeSeconds,AnsweredWithin";

struct Site {
    centre: Centre,
    unit: String,
    queue: String,
}

impl Site {
    fn start(engine: Engine) -> Option<Self> {
        let centre = Centre::start(engine)?;
        let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
        let (unit, queue) = centre
            .db
            .write(|conn| -> Result<_, Failure> {
                let unit = NewBusinessUnit {
                    name: "Unit".to_owned(),
                    time_zone: chrono_tz::Europe::Berlin,
                    start_day_of_week: Weekday::Mon,
                    interval_length_minutes: 15,
                    region: None,
                };
                let unit = create_business_unit(conn, &scope, unit)?.id.clone();
                let queue = NewQueue {
                    business_unit_id: unit.clone(),
                    name: "Support".to_owned(),
                    channel: Channel::Voice,
                    external_id: None,
                };
                Ok((unit, create_queue(conn, &scope, queue)?.id.clone()))
            })
            .expect("the site can be made");
        Some(Self {
            centre,
            unit,
            queue,
        })
    }

    fn path(&self, more: &str) -> String {
        format!("/historical-data?businessUnitId={}{more}", self.unit)
    }

    fn upload(&self, more: &str, rows: &[&str]) -> Answer {
        let text = format!("{HEADER}\n{}\n", rows.join("\n"));
        self.centre
            .upload(Role::Planner, &self.path(more), "text/csv", text)
    }

    fn offered(&self) -> Vec<Value> {
        let path = format!(
            "/queues/{}/history?startDate=2026-01-05&endDate=2026-01-06",
            self.queue
        );
        let body = self.centre.get(Role::Supervisor, &path).expect(200);
        let intervals = body["intervals"].as_array().expect("intervals").clone();
        intervals.iter().map(|row| row["offered"].clone()).collect()
    }

    fn imports(&self) -> usize {
        let body = self
            .centre
            .get(Role::Planner, "/historical-data/imports")
            .expect(200);
        body["entities"].as_array().expect("entities").len()
    }
}

#[rstest]
fn a_file_is_imported_once_read_back_and_undone(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let Some(site) = Site::start(engine) else {
        return;
    };
    let rows = [
        "Support,2026-01-05 09:00,15,10,9,1,180,8",
        "Support,2026-01-05 09:15,15,12,12,0,200,11",
    ];
    let created = site.upload("&fileName=january.csv", &rows);
    let import = created.expect(201);
    let id = import["id"].as_str().expect("an id");
    let place = format!("/api/v1/historical-data/imports/{id}");
    assert_eq!(created.header("location"), Some(place.as_str()));
    assert_eq!(
        (&import["status"], &import["layout"]),
        (&"complete".into(), &"crewcast".into())
    );
    assert_eq!(import["totals"]["offered"], 22.0);
    assert_eq!(
        import["totals"]["queues"][0]["queueId"],
        site.queue.as_str()
    );
    let again = site.upload("&fileName=january.csv", &rows).expect(200);
    assert_eq!(
        (&again["id"], &again["alreadyImported"]),
        (&import["id"], &true.into())
    );

    site.upload("", &["Support,2026-01-05 09:15,15,99,9,1,180,8"])
        .expect(201);
    assert_eq!(site.offered(), [10.0, 99.0]);
    let newest = site
        .centre
        .get(
            Role::Planner,
            &format!("/historical-data/imports?businessUnitId={}", site.unit),
        )
        .expect(200);
    let newest = newest["entities"][1]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let undo = format!("/historical-data/imports/{newest}");
    site.centre
        .send(Role::Planner, "DELETE", &undo, &Value::Null)
        .expect(204);
    assert_eq!(site.offered(), [10.0, 12.0]);
    assert_eq!(
        site.centre.get(Role::Planner, &undo).expect(200)["status"],
        "undone"
    );
}

#[rstest]
fn a_file_with_faults_is_refused_with_each_of_them(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let Some(site) = Site::start(engine) else {
        return;
    };
    let answer = site.upload(
        "",
        &[
            "Support,2026-01-05 09:00,15,10,9,1,180,8",
            "Support,2026-01-05 09:15,15,10,9,1,-3,8",
            "Support,2026-13-05 09:30,15,10,9,1,180,8",
            "Support,2026-01-05 09:00,15,10,9,1,180,8",
            "Suport,2026-01-05 09:45,15,10,9,1,180,8",
            "Support,2026-10-25 02:30,15,10,9,1,180,8",
            "Support,2026-01-05 10:00,15,1",
        ],
    );
    println!(
        "{}",
        serde_json::to_string_pretty(&answer.json()).expect("JSON")
    );
    assert_problem(&answer, 422, "invalid");
    let body = answer.json();
    let found: Vec<_> = body["errors"]
        .as_array()
        .expect("errors")
        .iter()
        .map(|fault| {
            (
                fault["pointer"].as_str().expect("a pointer"),
                fault["code"].as_str().expect("a code"),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("/rows/3/AverageHandleTimeSeconds", "negative"),
            ("/rows/4/IntervalStart", "bad-time"),
            ("/rows/5/IntervalStart", "duplicate-interval"),
            ("/rows/6/QueueName", "unknown-queue"),
            ("/rows/7/IntervalStart", "ambiguous-local-time"),
            ("/rows/8/Handled", "truncated-file"),
        ]
    );
    assert_eq!(body["import"]["status"], "rejected");
    let url = body["import"]["rejectsUrl"]
        .as_str()
        .expect("a link")
        .replace("/api/v1", "");
    let first = site
        .centre
        .get(Role::Planner, &format!("{url}?pageSize=4"))
        .expect(200);
    let token = first["nextPageToken"].as_str().expect("a token");
    let rest = site
        .centre
        .get(
            Role::Planner,
            &format!("{url}?pageSize=4&pageToken={token}"),
        )
        .expect(200);
    assert_eq!(rest["entities"][1]["code"], "truncated-file");
    assert_eq!(site.offered(), Vec::<Value>::new());
}

#[rstest]
fn an_upload_that_is_cut_or_no_table_leaves_nothing(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let Some(site) = Site::start(engine) else {
        return;
    };
    let planner = site.centre.key(Role::Planner);
    let path = format!("/api/v1{}", site.path(""));
    let address = site.centre.origin().replace("http://", "");
    let mut half = TcpStream::connect(&address).expect("the server listens");
    write!(
        half,
        "POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {planner}\r\ncontent-type: text/csv\r\ncontent-length: 9999\r\n\r\n{HEADER}\nSupport,2026-01-05 09:00,15,10,9,1,180,8\n"
    )
    .expect("half of it is sent");
    drop(half);

    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    write!(gzip, "{HEADER}\nSupport,2026-01-05 09:00,15,10,9,1,180,8\n").expect("memory");
    let whole = gzip.finish().expect("memory");
    let cut = whole[..whole.len() - 6].to_vec();
    let answer = site
        .centre
        .upload(Role::Planner, &site.path(""), "application/gzip", cut);
    println!(
        "{}",
        serde_json::to_string_pretty(&answer.json()).expect("JSON")
    );
    assert_problem(&answer, 422, "invalid");
    assert_eq!(answer.json()["errors"][0]["code"], "truncated-file");

    let answer = site.centre.upload(
        Role::Planner,
        &site.path(""),
        "text/csv",
        "QueueName,When\nSupport,now\n",
    );
    println!(
        "{}",
        serde_json::to_string_pretty(&answer.json()).expect("JSON")
    );
    assert_eq!(answer.json()["errors"][0]["code"], "missing-columns");
    let answer = site
        .centre
        .upload(Role::Planner, &site.path(""), "application/json", "{}");
    assert_problem(&answer, 415, "wrong-content-type");
    let answer = site
        .centre
        .upload(Role::Planner, &site.path("&timeZone=Mars"), "text/csv", "x");
    assert_eq!(answer.json()["errors"][0]["pointer"], "?timeZone");
    let answer = site
        .centre
        .upload(Role::Dialer, &site.path(""), "text/csv", "x");
    assert_problem(&answer, 403, "forbidden");
    assert_eq!((site.imports(), site.offered()), (0, Vec::new()));

    let encoded = [
        ("content-type", "text/csv"),
        ("content-encoding", "gzip"),
        ("idempotency-key", "k1"),
    ];
    let send = |body: Vec<u8>| {
        site.centre
            .send_raw(Some(planner), "POST", &path, &encoded, body)
    };
    let first = send(whole.clone()).expect(201);
    assert_eq!(send(whole).expect(200)["id"], first["id"]);
    assert_problem(
        &send(format!("{HEADER}\n").into_bytes()),
        409,
        "idempotency-key-reused",
    );
}

#[rstest]
fn a_dry_run_tells_and_keeps_nothing(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let Some(site) = Site::start(engine) else {
        return;
    };
    let told = site
        .upload(
            "&dryRun=true&createMissingQueues=true",
            &["New,2026-01-05 09:00,15,10,9,1,180,8"],
        )
        .expect(200);
    assert_eq!(
        (&told["status"], &told["dryRun"]),
        (&"validated".into(), &true.into())
    );
    assert_eq!(site.imports(), 0);
}

#[rstest]
fn history_of_another_tenant_is_not_there(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let Some(site) = Site::start(engine) else {
        return;
    };
    let import = site
        .upload("", &["Support,2026-01-05 09:00,15,10,9,1,180,8"])
        .expect(201);
    let stranger = site.centre.other_tenant();
    let id = import["id"].as_str().expect("an id");
    for (method, path) in [
        ("GET", format!("/api/v1/historical-data/imports/{id}")),
        (
            "GET",
            format!("/api/v1/historical-data/imports/{id}/rejects"),
        ),
        ("DELETE", format!("/api/v1/historical-data/imports/{id}")),
        (
            "GET",
            format!(
                "/api/v1/queues/{}/history?startDate=2026-01-05&endDate=2026-01-06",
                site.queue
            ),
        ),
    ] {
        let answer = site
            .centre
            .send_raw(Some(&stranger), method, &path, &[], Vec::new());
        assert_problem(&answer, 404, "not-found");
    }
    assert_eq!(site.offered(), [10.0]);
}
