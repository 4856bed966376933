//! Asterisk's queue_log: uploaded in pieces, followed as it grows and is rotated, and a bank's week replayed.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::Asia::Jerusalem;
use crewcast::connectors::queue_log::{QueueLogFeed, catch_up};
use crewcast::organisation::ActivityCategory::{Break, OnQueueWork};
use crewcast::tenancy::{Role, Scope};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, Floor, Terminal, assert_problem, list, number, text};

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

/// A call of the Technion's bank, in local seconds since its day's midnight.
struct Recorded {
    line: String,
    queue: String,
    date: NaiveDate,
    entered: i64,
    wait: i64,
    /// Begin, length and server.
    service: Option<(i64, i64, String)>,
}

fn clock(text: &str) -> i64 {
    let mut parts = text.split(':').map(|part| part.parse::<i64>().unwrap());
    parts.next().unwrap() * 3_600 + parts.next().unwrap() * 60 + parts.next().unwrap()
}

/// The clock time on the day that brings it nearest to another.
fn near(anchor: i64, time: i64) -> i64 {
    match time - anchor {
        late if late > 43_200 => time - 86_400,
        early if early < -43_200 => time + 86_400,
        _ => time,
    }
}

fn technion_week() -> Option<(String, Vec<Recorded>)> {
    let shared = std::env::var_os("CREWCAST_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let all = fs::read_to_string(shared.join("data/technion/january.txt")).ok()?;
    let mut rows = all.lines();
    let mut file = format!("{}\n", rows.next()?);
    let mut calls = Vec::new();
    for line in rows {
        let fields: Vec<&str> = line.split('\t').collect();
        let date = fields[5];
        if !("990103"..="990109").contains(&date) {
            continue;
        }
        file += line;
        file += "\n";
        if fields[12] == "PHANTOM" {
            continue;
        }
        let (menu, q_start, q_exit) = (clock(fields[6]), clock(fields[9]), clock(fields[10]));
        let queued = q_start != 0 || q_exit != 0;
        let entered = if queued { near(menu, q_start) } else { menu };
        let wait = if queued {
            near(menu, q_exit) - entered
        } else {
            0
        };
        let service = (fields[12] == "AGENT").then(|| {
            let (begin, end) = (clock(fields[13]), clock(fields[14]));
            let length = near(begin, end) - begin;
            // Some records have the service begin before the call, or at no time at all: a switch cannot write that.
            let begin = if begin == 0 && end == 0 {
                entered + wait
            } else {
                near(entered, begin)
            };
            (begin.max(entered), length, fields[16].to_owned())
        });
        calls.push(Recorded {
            line: format!("{}-{}", fields[0], calls.len()),
            queue: fields[4].to_owned(),
            date: NaiveDate::parse_from_str(date, "%y%m%d").unwrap(),
            entered,
            wait,
            service,
        });
    }
    Some((file, calls))
}

/// The week as Asterisk would have logged it.
fn as_queue_log(calls: &[Recorded]) -> String {
    let mut lines: Vec<(i64, usize, String)> = Vec::new();
    for (number, call) in calls.iter().enumerate() {
        let epoch = |seconds: i64| {
            let local: NaiveDateTime =
                call.date.and_hms_opt(0, 0, 0).unwrap() + TimeDelta::seconds(seconds);
            Jerusalem.from_local_datetime(&local).unwrap().timestamp()
        };
        let mut log = |at: i64, who: &str, rest: String| {
            let line = format!("{}|{}|{}|{who}|{rest}\n", epoch(at), call.line, call.queue);
            lines.push((epoch(at), number, line));
        };
        log(call.entered, "NONE", format!("ENTERQUEUE||{number}|1"));
        match &call.service {
            Some((begin, length, server)) => {
                log(*begin, server, format!("CONNECT|{}|m{number}|1", call.wait));
                let event = if number % 2 == 0 {
                    "COMPLETECALLER"
                } else {
                    "COMPLETEAGENT"
                };
                log(
                    begin + length,
                    server,
                    format!("{event}|{}|{length}|1", call.wait),
                );
            }
            None => log(
                call.entered + call.wait,
                "NONE",
                format!("ABANDON|1|1|{}", call.wait),
            ),
        }
    }
    // In the order of time; lines of one call and second stay in the order they were written.
    lines.sort_by_key(|(at, number, _)| (*at, *number));
    lines.into_iter().map(|(_, _, line)| line).collect()
}

#[rstest]
fn a_banks_week_replayed_as_a_queue_log_gives_the_history_of_its_call_records_and_the_agents_service_times(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some((file, calls)) = technion_week() else {
        eprintln!(
            "skipped: ../shared/data/technion is not there; CREWCAST_SHARED may name its folder"
        );
        return;
    };
    let Some(centre) = Centre::start_at(engine, "1999-01-11T00:00:00Z") else {
        return;
    };
    let unit = |name: &str| {
        let unit = json!({ "name": name, "timeZone": "Asia/Jerusalem", "startDayOfWeek": "Sunday",
            "intervalLengthMinutes": 30 });
        centre.post(Role::Admin, "/business-units", &unit).id()
    };
    let (records, replayed) = (unit("Records"), unit("Replayed"));
    let path = format!(
        "/historical-data?businessUnitId={records}&kind=callRecords&createMissingQueues=true"
    );
    let import = centre
        .upload(Role::Planner, &path, "text/tab-separated-values", file)
        .expect(201);
    assert_eq!(import["rowsRejected"], 0, "{import}");

    // Every server is an agent of the unit that is fed.
    let mut service: BTreeMap<&str, Vec<(i64, i64)>> = BTreeMap::new();
    for call in &calls {
        if let Some((begin, length, server)) = &call.service {
            let day = i64::from(chrono::Datelike::num_days_from_ce(&call.date)) * 86_400;
            service
                .entry(server)
                .or_default()
                .push((day + begin, day + begin + length));
        }
    }
    let floor = json!({ "name": "Floor", "businessUnitId": replayed });
    let floor = centre.post(Role::Planner, "/management-units", &floor).id();
    let mut agents = BTreeMap::new();
    for server in service.keys() {
        let agent = json!({ "name": server, "externalId": server, "managementUnitId": floor });
        agents.insert(*server, centre.post(Role::Planner, "/agents", &agent).id());
    }

    let log = as_queue_log(&calls);
    let path = format!("/business-units/{replayed}/queue-logs/bank");
    // In two halves, the later first, with a hundred lines in both.
    let rows: Vec<&str> = log.split_inclusive('\n').collect();
    let half = rows.len() / 2;
    let upload = |piece: String| {
        let path = format!("{path}?createMissingQueues=true");
        centre
            .upload(Role::Dialer, &path, "text/plain", piece)
            .expect(200)
    };
    let later = upload(rows[half - 100..].concat());
    let earlier = upload(rows[..half].concat());
    assert_eq!(earlier["linesKnown"], 100);
    assert_eq!(
        number(&later["linesStored"]) + number(&earlier["linesStored"]),
        rows.len() as f64
    );
    assert_eq!(
        (&later["linesRejected"], &earlier["unknownAgents"]),
        (&json!(0), &json!([]))
    );

    // The history is the same, interval by interval and figure by figure.
    let queues = |unit: &str| -> BTreeMap<String, String> {
        let all = centre
            .get(Role::Planner, "/queues?pageSize=100")
            .expect(200);
        let own = list(&all["entities"])
            .iter()
            .filter(|queue| queue["businessUnitId"] == unit);
        own.map(|queue| (text(&queue["name"]), text(&queue["id"])))
            .collect()
    };
    let (by_record, by_log) = (queues(&records), queues(&replayed));
    assert_eq!(
        by_record.keys().collect::<Vec<_>>(),
        by_log.keys().collect::<Vec<_>>()
    );
    let (mut offered, mut handled, mut seconds) = (0.0, 0.0, 0.0);
    for (name, queue) in &by_record {
        let history = |id: &str| {
            let path = format!("/queues/{id}/history?startDate=1999-01-01&endDate=1999-01-12");
            let mut body = centre.get(Role::Planner, &path).expect(200)["intervals"].clone();
            for interval in body.as_array_mut().unwrap() {
                interval["queueId"] = Value::Null;
            }
            body
        };
        let (expected, found) = (history(queue), history(&by_log[name]));
        for (expected, found) in list(&expected).iter().zip(list(&found)) {
            assert_eq!(expected, found, "{name}");
            offered += number(&found["offered"]);
            handled += number(&found["handled"]);
            seconds += found["averageHandleTimeSeconds"].as_f64().unwrap_or(0.0)
                * number(&found["handled"]);
        }
        assert_eq!(list(&expected).len(), list(&found).len(), "{name}");
    }
    assert_eq!(offered, number(&import["totals"]["offered"]));

    // Each agent talked as long as the records say, and was busy for the time those calls cover together.
    let told = centre
        .get(
            Role::Supervisor,
            &format!("{path}/agents?startDate=1999-01-01T00:00:00Z&endDate=1999-01-12T00:00:00Z"),
        )
        .expect(200);
    let told: BTreeMap<String, f64> = list(&told["entities"])
        .iter()
        .map(|agent| (text(&agent["agentName"]), number(&agent["talkSeconds"])))
        .collect();
    let (mut talked, mut busy) = (0, 0);
    for (server, stretches) in &mut service {
        let sum: i64 = stretches.iter().map(|(begin, end)| end - begin).sum();
        assert_eq!(told[*server], sum as f64, "{server}");
        stretches.sort_unstable();
        let (mut union, mut reached) = (0, i64::MIN);
        for (begin, end) in stretches.iter() {
            union += (*end - reached.max(*begin)).max(0);
            reached = reached.max(*end);
        }
        let path = format!(
            "/agents/{}/adherence?startDate=1999-01-02&endDate=1999-01-10",
            agents[*server]
        );
        let adherence = centre.get(Role::Supervisor, &path).expect(200);
        assert_eq!(adherence["interactingSecs"], union, "{server}");
        talked += sum;
        busy += union;
    }
    println!(
        "{} calls, {} lines: offered {offered}, handled {handled}, {seconds:.0} s of handling in the history; \
         {} agents talked {talked} s, at the same time in {} s of them",
        calls.len(),
        rows.len(),
        service.len(),
        talked - busy
    );
}
