//! What the states of a source mean, and events that come late, twice and in any order.

use crewcast::organisation::ActivityCategory::{Break, Meal, OnQueueWork};
use crewcast::tenancy::Role;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Engine, Floor, assert_problem, list};

const SHIFT: (&str, &[(crewcast::organisation::ActivityCategory, u32)]) = (
    "2026-11-23T08:00:00Z",
    &[(OnQueueWork, 240), (Meal, 30), (OnQueueWork, 210)],
);

fn floor(engine: Engine) -> Option<Floor> {
    let zone = chrono_tz::Europe::Berlin;
    let floor = Floor::start(engine, "2026-11-25T12:00:00Z", zone, &["Ada", "Bea"])?;
    floor.publishes(
        "2026-11-23",
        &[("Ada", SHIFT.0, SHIFT.1), ("Bea", SHIFT.0, SHIFT.1)],
    );
    Some(floor)
}

#[rstest]
fn an_unknown_state_is_kept_listed_mapped_and_then_means_what_the_mapping_says(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(floor) = floor(engine) else { return };
    let mut events = floor.states(
        "Ada",
        &[
            ("2026-11-23T08:00:00Z", "ON_QUEUE"),
            ("2026-11-23T12:00:00Z", "Canteen"),
            ("2026-11-23T12:30:00Z", "ON_QUEUE"),
            ("2026-11-23T16:00:00Z", "OFFLINE"),
        ],
    );
    for event in &mut events {
        event["source"] = json!("acd");
    }
    let receipt = floor.sends(&events);
    assert_eq!(receipt["storedCount"], 4);
    assert_eq!(
        receipt["reopenedDays"],
        json!([{ "agentId": floor.agent("Ada"), "date": "2026-11-23", "eventCount": 4 }])
    );
    let monday = || floor.adherence("Ada", "2026-11-23", "2026-11-23", "genesys-cloud");
    assert_eq!(monday()["exceptionDurationSecs"], 1_800);
    // Nothing is known from midnight in Berlin to the first event, nor in the canteen.
    assert_eq!(monday()["unknownSecs"], 9 * 3_600 + 1_800);
    let unmapped = || {
        let path = "/unmapped-agent-states";
        floor.centre.get(Role::Planner, path).expect(200)["entities"].clone()
    };
    assert_eq!(
        unmapped(),
        json!([{ "source": "acd", "systemPresence": "Canteen", "routingStatus": null, "eventCount": 1,
            "firstAt": "2026-11-23T12:00:00Z", "lastAt": "2026-11-23T12:00:00Z" }])
    );

    let path = "/agent-state-mappings/acd";
    assert_problem(&floor.centre.get(Role::Planner, path), 404, "not-found");
    let codes = format!("/business-units/{}/activity-codes", floor.business_unit);
    let codes = floor.centre.get(Role::Planner, &codes).expect(200);
    let code = |category: &str| {
        let found = list(&codes["entities"]).iter();
        found
            .clone()
            .find(|code| code["category"] == category)
            .unwrap()["id"]
            .clone()
    };
    let wrong = json!({ "states": [
        { "systemPresence": "canteen", "activityCategory": "Break", "activityCodeId": code("Meal") },
        { "systemPresence": "Canteen", "activityCategory": "Meal", "activityCodeId": "none" }] });
    let refused = floor.centre.put(Role::Planner, path, 0, &wrong);
    assert_problem(&refused, 422, "invalid");
    let codes: Vec<_> = list(&refused.json()["errors"])
        .iter()
        .map(|fault| fault["code"].clone())
        .collect();
    assert_eq!(
        codes,
        ["other-category", "duplicate", "unknown-activity-code"]
    );
    let right = json!({ "states": [
        { "systemPresence": "canteen", "activityCategory": "Meal", "activityCodeId": code("Meal") }] });
    let kept = floor.centre.put(Role::Planner, path, 0, &right).expect(200);
    assert_eq!(
        (&kept["version"], &kept["source"]),
        (&json!(1), &json!("acd"))
    );
    assert_problem(
        &floor.centre.put(Role::Planner, path, 0, &right),
        412,
        "stale",
    );

    // What is already in means what the mapping says, and nothing is left to map.
    assert_eq!(monday()["adherencePercentage"], 100.0);
    assert_eq!(unmapped(), json!([]));
    let listed = floor
        .centre
        .get(Role::Planner, "/agent-state-mappings")
        .expect(200);
    assert_eq!(listed["entities"][0]["states"], right["states"]);
    let row = floor.on_board("Ada", "&date=2026-11-23");
    assert_eq!(row["systemPresence"], "OFFLINE");

    // Another source's state of that name means nothing still, and the mapping can be taken back.
    let mut other = floor.states("Bea", &[("2026-11-23T12:00:00Z", "Canteen")]);
    other[0]["source"] = json!("dialer");
    floor.sends(&other);
    assert_eq!(unmapped()[0]["source"], "dialer");
    let none = json!({ "states": [] });
    floor.centre.put(Role::Planner, path, 1, &none).expect(200);
    assert_eq!(list(&unmapped()).len(), 2);
    assert_eq!(monday()["exceptionDurationSecs"], 1_800);
    assert_problem(
        &floor.centre.put(Role::Supervisor, path, 2, &none),
        403,
        "forbidden",
    );
    let stranger = floor.centre.other_tenant();
    let theirs = floor.centre.send_raw(
        Some(&stranger),
        "GET",
        "/api/v1/unmapped-agent-states",
        &[],
        Vec::new(),
    );
    assert_eq!(theirs.expect(200)["entities"], json!([]));
}

#[rstest]
fn a_closed_day_is_changed_by_a_backfill_only_and_nothing_is_kept_beyond_400_days(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(floor) = floor(engine) else { return };
    let events = floor.states(
        "Ada",
        &[
            ("2026-10-26T12:00:01Z", "ON_QUEUE"),
            ("2026-10-26T11:59:59Z", "ON_QUEUE"),
            ("2025-10-21T11:59:59Z", "ON_QUEUE"),
        ],
    );
    let receipt = floor.sends(&events);
    let code = |receipt: &Value, index: usize| receipt["results"][index]["error"]["code"].clone();
    assert_eq!(receipt["storedCount"], 1);
    assert_eq!(code(&receipt, 1), "too-late");
    assert_eq!(code(&receipt, 2), "beyond-retention");
    let body = json!({ "events": events, "backfill": true });
    let receipt = floor
        .centre
        .post(Role::Dialer, "/agent-state-events", &body)
        .expect(200);
    assert_eq!(
        (&receipt["storedCount"], &receipt["duplicateCount"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(code(&receipt, 2), "beyond-retention");
}

/// A night shift over the clocks' change, two shifts a day, and shifts past midnight, for a week of seven nights.
fn nights(
    zone: chrono_tz::Tz,
    dates: &[&str],
    engine: Engine,
    now: &str,
    week: &str,
) -> Option<Floor> {
    let floor = Floor::start(engine, now, zone, &["Ada", "Bea"])?;
    let starts: Vec<String> = dates
        .iter()
        .map(|date| format!("{date}T20:30:00Z"))
        .collect();
    let mornings: Vec<String> = dates
        .iter()
        .map(|date| format!("{date}T08:00:00Z"))
        .collect();
    let evenings: Vec<String> = dates
        .iter()
        .map(|date| format!("{date}T16:00:00Z"))
        .collect();
    let night: &[_] = &[(OnQueueWork, 240), (Break, 30), (OnQueueWork, 210)];
    let short: &[_] = &[(OnQueueWork, 110), (Break, 10), (OnQueueWork, 60)];
    let mut shifts = Vec::new();
    for start in &starts {
        shifts.push(("Ada", start.as_str(), night));
    }
    for start in mornings.iter().chain(&evenings) {
        shifts.push(("Bea", start.as_str(), short));
    }
    floor.publishes(week, &shifts);
    Some(floor)
}

/// States every few minutes around the days, drawn from a seed.
fn lived(dates: &[&str], name: &str, seed: u64) -> Vec<Value> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let states = [
        "ON_QUEUE",
        "BREAK",
        "OFFLINE",
        "BUSY",
        "ON_QUEUE",
        "Gardening",
    ];
    let mut events = Vec::new();
    for date in dates {
        for hour in 0..24 {
            let (minute, second) = (random.random_range(0..60), random.random_range(0..60));
            let at = format!("{date}T{hour:02}:{minute:02}:{second:02}Z");
            let state = states[random.random_range(0..states.len())];
            events.push(
                json!({ "eventId": format!("{name}{at}"), "agentExternalId": name, "occurredAt": at,
                "systemPresence": state, "routingStatus": "INTERACTING" }),
            );
        }
    }
    events
}

#[rstest]
fn duplicated_shuffled_and_late_events_give_the_same_adherence_to_the_second(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    // Clocks go back in Berlin on 25 October 2026, in New York a week later; forward in Berlin on 29 March.
    let cases: [(chrono_tz::Tz, [&str; 3], &str, &str, &str); 3] = [
        (
            chrono_tz::Europe::Berlin,
            ["2026-10-23", "2026-10-24", "2026-10-25"],
            "2026-10-28T12:00:00Z",
            "2026-10-19",
            "2026-10-26",
        ),
        (
            chrono_tz::America::New_York,
            ["2026-10-30", "2026-10-31", "2026-11-01"],
            "2026-11-05T12:00:00Z",
            "2026-10-26",
            "2026-11-02",
        ),
        (
            chrono_tz::Europe::Berlin,
            ["2026-03-27", "2026-03-28", "2026-03-29"],
            "2026-04-02T12:00:00Z",
            "2026-03-23",
            "2026-03-30",
        ),
    ];
    for (zone, dates, now, week, last) in cases {
        let mut answers = Vec::new();
        for disturbed in [false, true] {
            let Some(floor) = nights(zone, &dates, engine, now, week) else {
                return;
            };
            let mut events = lived(&dates, "Ada", 1);
            events.extend(lived(&dates, "Bea", 2));
            if disturbed {
                let mut random = ChaCha8Rng::seed_from_u64(3);
                events.extend(events.clone());
                events.shuffle(&mut random);
                let late = events.split_off(events.len() * 9 / 10);
                for chunk in events.chunks(37) {
                    floor.sends(chunk);
                }
                // Somebody looks before the late tenth comes, two days later.
                floor.adherence("Ada", dates[0], last, "genesys-cloud");
                floor.centre.moves_on_by_seconds(2 * 86_400);
                floor.sends(&late);
            } else {
                floor.sends(&events);
                floor.centre.moves_on_by_seconds(2 * 86_400);
            }
            let told = |name: &str| {
                let mut told = floor.adherence(name, dates[0], last, "genesys-cloud-outside-shift");
                told["agentId"] = Value::Null;
                told
            };
            answers.push((told("Ada"), told("Bea")));
        }
        assert_eq!(answers[0], answers[1], "{zone}");
        let (ada, bea) = &answers[0];
        // Three nights of eight hours and three days of two shifts of three hours, whatever the clocks do.
        assert_eq!(ada["scheduleLengthSecs"], 3 * 8 * 3_600);
        assert_eq!(bea["scheduleLengthSecs"], 6 * 3 * 3_600);
        let hours: i64 = list(&ada["dayMetrics"])
            .windows(2)
            .map(|pair| {
                let offset = |day: &Value| day["dayStartOffsetSecs"].as_i64().unwrap();
                (offset(&pair[1]) - offset(&pair[0])) / 3_600
            })
            .sum();
        let changed = if dates[0].starts_with("2026-03") {
            71
        } else {
            73
        };
        assert_eq!(
            hours, changed,
            "{zone}: a day of 23 or of 25 hours among three"
        );
    }
}

#[rstest]
fn genesys_cloud_and_amazon_connect_events_become_states(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(floor) = floor(engine) else { return };
    let genesys = |id: &str, presence: &str, since: &str, routing: &str, began: &str| {
        json!({ "topicName": "v2.users.Ada.activity", "version": "2", "metadata": { "CorrelationId": id },
            "eventBody": { "id": "Ada", "routingStatus": { "status": routing, "startTime": began },
                "presence": { "presenceDefinition": { "id": "x", "systemPresence": presence }, "modifiedDate": since } } })
    };
    let events = json!({ "events": [
        genesys("g2", "MEAL", "2026-11-23T12:00:00.000Z", "OFF_QUEUE", "2026-11-23T11:59:00.000Z"),
        genesys("g1", "ON_QUEUE", "2026-11-23T08:00:00.000Z", "INTERACTING", "2026-11-23T08:00:00.000Z"),
        genesys("g3", "ON_QUEUE", "2026-11-23T12:30:00.000Z", "IDLE", "2026-11-23T12:30:00.000Z"),
        { "eventBody": { "id": "Ada" } },
        genesys("g4", "OFFLINE", "2026-11-23T16:00:00.000Z", "OFF_QUEUE", "2026-11-23T16:00:00.000Z"),
    ] });
    let path = "/agent-state-events/genesys-cloud";
    let receipt = floor.centre.post(Role::Dialer, path, &events).expect(200);
    assert_eq!(
        (&receipt["storedCount"], &receipt["rejectedCount"]),
        (&json!(4), &json!(1))
    );
    assert_eq!(
        receipt["results"][3]["error"]["pointer"],
        "/events/3/eventBody/presence/presenceDefinition/systemPresence"
    );
    let again = floor.centre.post(Role::Dialer, path, &events).expect(200);
    assert_eq!(again["duplicateCount"], 4);
    let ada = floor.adherence("Ada", "2026-11-23", "2026-11-23", "genesys-cloud");
    assert_eq!(
        (&ada["adherencePercentage"], &ada["interactingSecs"]),
        (&json!(100.0), &json!(4 * 3_600))
    );

    let amazon = |id: &str, at: &str, kind: &str, name: &str, contact: Option<&str>| {
        let contacts: Vec<_> = contact
            .iter()
            .map(|state| json!({ "State": state, "Channel": "VOICE" }))
            .collect();
        json!({ "EventId": id, "EventTimestamp": at, "EventType": "STATE_CHANGE", "Version": "2017-10-01",
            "AgentARN": "arn:aws:connect:eu-central-1:1:instance/i/agent/4711",
            "CurrentAgentSnapshot": { "AgentStatus": { "Type": kind, "Name": name, "StartTimestamp": at },
                "Configuration": { "Username": "Bea" }, "Contacts": contacts } })
    };
    let events = json!({ "events": [
        amazon("a1", "2026-11-23T08:00:00.000Z", "ROUTABLE", "Available", None),
        amazon("a2", "2026-11-23T09:00:00.000Z", "ROUTABLE", "Available", Some("CONNECTED")),
        amazon("a3", "2026-11-23T09:10:00.000Z", "ROUTABLE", "Available", Some("MISSED")),
        amazon("a4", "2026-11-23T09:20:00.000Z", "ROUTABLE", "Available", None),
        amazon("a5", "2026-11-23T12:00:00.000Z", "CUSTOM", "Lunch", None),
        amazon("a6", "2026-11-23T12:30:00.000Z", "ROUTABLE", "Available", None),
        amazon("a7", "2026-11-23T16:00:00.000Z", "OFFLINE", "Offline", None),
    ] });
    let path = "/agent-state-events/amazon-connect";
    let receipt = floor.centre.post(Role::Dialer, path, &events).expect(200);
    assert_eq!(receipt["storedCount"], 7, "{receipt}");
    let told = || floor.adherence("Bea", "2026-11-23", "2026-11-23", "amazon-connect-strict");
    assert_eq!(
        told()["exceptionDurationSecs"],
        600 + 1_800,
        "a missed contact, and lunch means nothing yet"
    );
    assert_eq!(told()["interactingSecs"], 600);
    let lunch = json!({ "states": [{ "systemPresence": "Lunch", "activityCategory": "Meal" }] });
    let mapping = "/agent-state-mappings/amazon-connect";
    floor
        .centre
        .put(Role::Planner, mapping, 0, &lunch)
        .expect(200);
    assert_eq!(told()["exceptionDurationSecs"], 600);
}
