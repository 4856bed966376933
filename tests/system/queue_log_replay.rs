//! A bank's week of call records, rewritten as the queue_log Asterisk would have kept, gives the same history and the
//! agents' service times.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::Asia::Jerusalem;
use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, list, number, text};

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
