//! Asterisk's queue_log: uploaded in pieces, and followed as it grows and is rotated.

use std::fs;
use std::io::Write;

use crewcast::connectors::queue_log::{QueueLogFeed, catch_up};
use crewcast::organisation::ActivityCategory::{Break, OnQueueWork};
use crewcast::tenancy::{Role, Scope};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Engine, Floor, Terminal, assert_problem, list, number, text};

/// Monday, 23 November 2026, 08:00 UTC.
const T: i64 = 1_795_420_800;

fn floor(engine: Engine) -> Option<Floor> {
    let zone = chrono_tz::UTC;
    Floor::start(engine, "2026-11-24T12:00:00Z", zone, &["8007", "SIP/8008"])
}

fn lines(texts: &[&str]) -> String {
    let line = |text: &&str| {
        let (second, rest) = text.split_once('|').unwrap();
        format!("{}|{rest}\n", T + second.parse::<i64>().unwrap())
    };
    texts.iter().map(line).collect()
}

const DAY: &[&str] = &[
    "0|NONE|Sales|SIP/8007|ADDMEMBER|",
    "0|NONE|Sales|SIP/8008|ADDMEMBER|",
    "60|c1|Sales|NONE|ENTERQUEUE||5550100|1",
    "63|c1|Sales|SIP/8008|RINGNOANSWER|3000",
    "70|c1|Sales|SIP/8007|CONNECT|10|m1|4",
    "130|c1|Sales|SIP/8007|COMPLETECALLER|10|60|1",
    "200|c2|Sales|NONE|ENTERQUEUE||5550101|1",
    "230|c2|Sales|NONE|ABANDON|1|1|30",
    "300|NONE|Sales|SIP/8007|PAUSE|Lunch",
    "600|NONE|Sales|SIP/8007|UNPAUSE|",
    "700|c3|Sales|NONE|ENTERQUEUE||5550102|1",
    "705|c3|Sales|SIP/8007|CONNECT|5|m3|2",
    "805|c3|Sales|SIP/8007|BLINDTRANSFER|600|default|5|100|1",
    "900|NONE|NONE|NONE|CONFIGRELOAD|",
    "901|c9|Sales|NONE|SURVEY|5",
    "1800|NONE|Sales|SIP/8007|REMOVEMEMBER|",
];

impl Floor {
    fn log(&self) -> String {
        format!("/business-units/{}/queue-logs/pbx", self.business_unit)
    }

    fn uploads(&self, text: impl Into<Vec<u8>>) -> Value {
        let path = format!(
            "{}?createMissingQueues=true&fileName=queue_log.1",
            self.log()
        );
        self.centre
            .upload(Role::Dialer, &path, "text/plain", text)
            .expect(200)
    }

    fn history(&self) -> Value {
        let queues = self.centre.get(Role::Planner, "/queues").expect(200);
        let queue = text(&queues["entities"][0]["id"]);
        let path = format!("/queues/{queue}/history?startDate=2026-11-23&endDate=2026-11-24");
        let body = self.centre.get(Role::Supervisor, &path).expect(200);
        body["intervals"].clone()
    }

    fn calls(&self) -> Vec<Value> {
        let path = format!(
            "{}/calls?startDate=2026-11-23T00:00:00Z&endDate=2026-11-24T00:00:00Z",
            self.log()
        );
        let body = self.centre.get(Role::Supervisor, &path).expect(200);
        list(&body["entities"]).clone()
    }
}

#[rstest]
fn one_log_feeds_calls_history_and_states_in_whatever_order_and_however_often_it_comes(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let mut answers = Vec::new();
    for disturbed in [false, true] {
        let Some(floor) = floor(engine) else { return };
        let shift: &[_] = &[(OnQueueWork, 5), (Break, 5), (OnQueueWork, 20)];
        floor.publishes("2026-11-23", &[("8007", "2026-11-23T08:00:00Z", shift)]);
        if disturbed {
            // The newest piece first, line by line, and everything twice.
            for piece in DAY.chunks(3).rev() {
                floor.uploads(lines(piece));
            }
            floor.uploads(lines(&DAY[4..9]));
            let again = floor.uploads(lines(DAY));
            assert_eq!(
                (&again["linesStored"], &again["linesKnown"]),
                (&json!(0), &json!(16))
            );
            assert_eq!(again["callsChanged"], 0);
        } else {
            let receipt = floor.uploads(lines(DAY));
            assert_eq!(
                (&receipt["linesStored"], &receipt["callsChanged"]),
                (&json!(16), &json!(3))
            );
            assert_eq!(receipt["unknownEvents"], json!({ "SURVEY": 1 }));
            assert_eq!(receipt["unknownAgents"], json!([]));
        }
        let mut told = floor.adherence("8007", "2026-11-23", "2026-11-23", "genesys-cloud");
        told["agentId"] = Value::Null;
        let mut calls = floor.calls();
        for call in &mut calls {
            call["queueId"] = Value::Null;
            call["agentId"] = Value::Null;
        }
        let mut history = floor.history();
        for interval in history.as_array_mut().unwrap() {
            interval["queueId"] = Value::Null;
        }
        answers.push((told, calls, history));
    }
    assert_eq!(answers[0], answers[1]);
    let (told, calls, history) = &answers[0];
    let became: Vec<_> = calls
        .iter()
        .map(|call| {
            json!([
                call["enteredAt"],
                call["waitSeconds"],
                call["talkSeconds"],
                call["agentName"],
                call["outcome"],
                call["ringNoAnswers"]
            ])
        })
        .collect();
    assert_eq!(
        became,
        [
            json!([
                "2026-11-23T08:01:00Z",
                10.0,
                60.0,
                "SIP/8007",
                "completedByCaller",
                1
            ]),
            json!(["2026-11-23T08:03:20Z", 30.0, null, null, "abandoned", 0]),
            json!([
                "2026-11-23T08:11:40Z",
                5.0,
                100.0,
                "SIP/8007",
                "transferred",
                0
            ]),
        ]
    );
    let eight = &history[0];
    assert_eq!(
        (
            &eight["startAt"],
            &eight["offered"],
            &eight["handled"],
            &eight["abandoned"]
        ),
        (
            &json!("2026-11-23T08:00:00Z"),
            &json!(3.0),
            &json!(2.0),
            &json!(1.0)
        )
    );
    assert_eq!(eight["averageHandleTimeSeconds"], 80.0);
    assert_eq!(
        (&eight["answeredWithin"], &eight["abandonedWaitSeconds"]),
        (&json!(2.0), &json!(30.0))
    );
    // Lunch means nothing yet: the break of five minutes and nothing else is spent elsewhere than scheduled.
    assert_eq!(told["interactingSecs"], 160);
    assert_eq!(told["exceptionDurationSecs"], 300);
}

#[rstest]
fn nothing_of_a_log_is_lost_whatever_is_unknown_or_broken_in_it(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(floor) = floor(engine) else { return };
    let mut log = lines(&[
        "0|c1|Support|NONE|ENTERQUEUE||1|1",
        "9|c1|Support|SIP/9999|CONNECT|9|m|1",
        "99|c1|Support|SIP/9999|COMPLETEAGENT|9|90|1",
    ])
    .into_bytes();
    log.extend(b"no line at all\n1795420800|c2|Support|SIP/9999|CONNECT|soon|m|1\n\n");
    let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    zipped.write_all(&log).unwrap();
    let zipped = zipped.finish().unwrap();
    let receipt = floor
        .centre
        .upload(Role::Planner, &floor.log(), "application/gzip", zipped)
        .expect(200);
    assert_eq!(
        (
            &receipt["linesRead"],
            &receipt["linesStored"],
            &receipt["linesRejected"]
        ),
        (&json!(5), &json!(3), &json!(2))
    );
    assert_eq!(receipt["unknownAgents"], json!(["SIP/9999"]));
    assert_eq!(receipt["unknownQueues"], json!(["Support"]));
    let numbers: Vec<_> = list(&receipt["rejects"])
        .iter()
        .map(|reject| (reject["line"].clone(), reject["code"].clone()))
        .collect();
    assert_eq!(
        numbers,
        [
            (json!(4), json!("too-few-fields")),
            (json!(5), json!("bad-number"))
        ]
    );
    let rejects = floor
        .centre
        .get(Role::Supervisor, &format!("{}/rejects", floor.log()))
        .expect(200);
    let kept: Vec<_> = list(&rejects["entities"])
        .iter()
        .map(|one| text(&one["text"]))
        .collect();
    assert!(
        kept.iter().any(|text| text.contains("no line at all")),
        "{kept:?}"
    );
    let source = || floor.centre.get(Role::Supervisor, &floor.log()).expect(200);
    assert_eq!(
        source()["unknownQueues"],
        json!([{ "name": "Support", "count": 1 }])
    );
    assert_eq!(
        source()["unknownAgents"],
        json!([{ "name": "SIP/9999", "count": 1 }])
    );

    // Once the queue and the agent are there, what was kept counts.
    let queue =
        json!({ "name": "Support", "businessUnitId": floor.business_unit, "channel": "voice" });
    floor
        .centre
        .post(Role::Planner, "/queues", &queue)
        .expect(201);
    let agent = json!({ "name": "New", "externalId": "9999", "managementUnitId": floor.unit });
    let agent = floor.centre.post(Role::Planner, "/agents", &agent).id();
    let relinked = floor
        .centre
        .post(
            Role::Planner,
            &format!("{}/relink", floor.log()),
            &Value::Null,
        )
        .expect(200);
    assert_eq!(
        (&relinked["callsChanged"], &relinked["agentsChanged"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(floor.history()[0]["offered"], 1.0);
    assert_eq!(floor.calls()[0]["agentId"], agent.as_str());
    let told = format!("/agents/{agent}/adherence?startDate=2026-11-23&endDate=2026-11-23");
    let told = floor.centre.get(Role::Supervisor, &told).expect(200);
    assert_eq!(told["interactingSecs"], 90);
    assert_eq!(source().get("unknownAgents"), None);

    // The feed is an import like others: listed, and undone.
    let imports = floor
        .centre
        .get(Role::Planner, "/historical-data/imports")
        .expect(200);
    let import = &imports["entities"][0];
    assert_eq!(
        (&import["layout"], &import["totals"]["offered"]),
        (&json!("queueLog"), &json!(1.0))
    );
    let undo = format!("/historical-data/imports/{}", text(&import["id"]));
    let undone = floor
        .centre
        .send(Role::Planner, "DELETE", &undo, &Value::Null);
    assert!(undone.status < 300, "{}", undone.text);
    assert_eq!(floor.history(), json!([]));
    floor.uploads(lines(&["3700|c7|Support|NONE|ENTERQUEUE||1|1"]));
    let offered: Vec<_> = list(&floor.history())
        .iter()
        .map(|row| number(&row["offered"]))
        .collect();
    assert_eq!(
        offered,
        [1.0, 0.0, 1.0],
        "further lines bring all of it back"
    );

    let stranger = floor.centre.other_tenant();
    let path = format!("/api/v1{}", floor.log());
    let theirs = floor
        .centre
        .send_raw(Some(&stranger), "GET", &path, &[], Vec::new());
    assert_problem(&theirs, 404, "not-found");
    let other = json!({ "name": "Other", "timeZone": "UTC", "startDayOfWeek": "Monday", "intervalLengthMinutes": 15 });
    let other = floor
        .centre
        .post(Role::Admin, "/business-units", &other)
        .id();
    let path = format!("/business-units/{other}/queue-logs/pbx");
    let taken = floor.centre.upload(Role::Planner, &path, "text/plain", "");
    assert_problem(&taken, 409, "source-of-another-unit");
    let json = floor
        .centre
        .upload(Role::Planner, &floor.log(), "application/json", "{}");
    assert_problem(&json, 415, "wrong-content-type");
}

#[rstest]
fn a_growing_log_is_followed_over_rotations_and_restarts(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(floor) = floor(engine) else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("queue_log");
    let feed = QueueLogFeed {
        business_unit_id: floor.business_unit.clone(),
        source: "pbx".to_owned(),
        create_missing_queues: true,
        answered_within_seconds: 20,
        file_name: "queue_log".to_owned(),
    };
    // Each look is a process of its own: nothing is remembered but what the database keeps.
    let look = || {
        let scope = Scope::system(floor.centre.tenant.clone(), floor.centre.clock.now());
        let done = catch_up(&floor.centre.db, &scope, &feed, &path).expect("the log can be read");
        (
            done.receipt.lines_stored,
            done.receipt.lines_known,
            done.rotated,
            done.warning,
        )
    };
    let append = |text: &str| {
        let mut file = fs::File::options()
            .create(true)
            .append(true)
            .open(&path)
            .unwrap();
        file.write_all(text.as_bytes()).unwrap();
    };
    append(&lines(&DAY[..3]));
    assert_eq!(look(), (3, 0, false, None));
    assert_eq!(look(), (0, 0, false, None));
    // The writer is in the middle of a line.
    let fourth = lines(&DAY[3..4]);
    append(&fourth[..20]);
    assert_eq!(look(), (0, 0, false, None));
    append(&fourth[20..]);
    assert_eq!(look(), (1, 0, false, None));
    // Two more lines, and the log is renamed before anybody looks; the new one has a line already.
    append(&lines(&DAY[4..6]));
    fs::rename(&path, folder.path().join("queue_log.1")).unwrap();
    append(&lines(&DAY[6..7]));
    assert_eq!(look(), (3, 0, true, None));
    // Copied and emptied this time, with two lines nobody has seen in the copy.
    append(&lines(&DAY[7..9]));
    fs::copy(&path, folder.path().join("queue_log.2")).unwrap();
    fs::File::create(&path).unwrap();
    append(&lines(&DAY[9..12]));
    assert_eq!(look(), (5, 0, true, None));
    // Rotated, and the old one is gone: said, and mended by uploading it.
    append(&lines(&DAY[12..13]));
    let lost = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    append(&lines(&DAY[13..]));
    let (stored, _, rotated, warning) = look();
    assert_eq!((stored, rotated), (3, true));
    assert!(warning.unwrap().contains("upload it"));
    let mended = floor.uploads(lost);
    assert_eq!(
        (&mended["linesStored"], &mended["linesKnown"]),
        (&json!(1), &json!(3))
    );
    let outcomes: Vec<_> = floor
        .calls()
        .iter()
        .map(|call| text(&call["outcome"]))
        .collect();
    assert_eq!(outcomes, ["completedByCaller", "abandoned", "transferred"]);
    assert_eq!(floor.history()[0]["offered"], 3.0);
}

#[test]
fn the_command_line_follows_a_log_once() {
    let (terminal, unit) = Terminal::with_a_business_unit();
    let log = terminal.file("queue_log", &lines(DAY));
    let arguments = [
        "--json",
        "follow-queue-log",
        &log,
        "--once",
        "--create-missing-queues",
        "--source",
        "pbx",
    ];
    let first = terminal.run(&arguments).with(0).json();
    assert_eq!(
        (&first["linesStored"], &first["callsChanged"]),
        (&json!(16), &json!(3))
    );
    assert_eq!(first["unknownAgents"], json!(["SIP/8007", "SIP/8008"]));
    let again = terminal.run(&arguments).with(0).json();
    assert_eq!(
        (&again["linesRead"], &again["rotated"]),
        (&json!(0), &json!(false))
    );
    let table = terminal
        .run(&["follow-queue-log", &log, "--once", "--business-unit", &unit])
        .with(0);
    assert!(table.out.contains("lines new"), "{}", table.out);
    terminal
        .run(&["follow-queue-log", "/nowhere/queue_log", "--once"])
        .with(1);
}
