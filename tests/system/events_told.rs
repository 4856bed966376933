//! What features tell: which change gives which event, and who hears it.

use crewcast::events::publish;
use crewcast::failure::Failure;
use crewcast::organisation::ActivityCategory::OnQueueWork;
use crewcast::tenancy::{Role, Scope};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{
    Centre, Engine, EventStream, Floor, Terminal, assert_problem, list, run, tell_run,
};

const NOW: &str = "2026-11-25T12:00:00Z";

fn stream(centre: &Centre, role: Role, topics: &str) -> EventStream {
    let path = if topics.is_empty() {
        "/events".to_owned()
    } else {
        format!("/events?topics={topics}")
    };
    EventStream::open(&centre.origin(), centre.key(role), &path, None)
}

/// Something everybody of the staff hears, to see that nothing came before it.
fn tell_of_run(centre: &Centre, id: &str) {
    let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
    tell_run(&centre.db, &scope, id);
}

#[rstest]
fn a_published_schedule_is_told_to_the_staff_and_to_the_agents_who_work_by_it(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(mut floor) = Floor::start(engine, NOW, chrono_tz::Europe::Berlin, &["Ada", "Bea"])
    else {
        return;
    };
    let (ada, unit) = (floor.agent("Ada").to_owned(), floor.business_unit.clone());
    floor.centre.key_of_agent(&ada);
    let mut planner = stream(
        &floor.centre,
        Role::Planner,
        &format!("business-units.{unit}.schedules,runs.*"),
    );
    let mut agent = stream(&floor.centre, Role::Agent, "");
    floor.publishes(
        "2026-11-23",
        &[("Bea", "2026-11-23T08:00:00Z", &[(OnQueueWork, 480)])],
    );
    floor.publishes(
        "2026-11-30",
        &[("Ada", "2026-11-30T08:00:00Z", &[(OnQueueWork, 480)])],
    );
    let told = planner.take(4);
    let kinds: Vec<&str> = told.iter().map(|event| event.kind()).collect();
    assert_eq!(
        kinds,
        [
            "schedule.changed",
            "schedule.published",
            "schedule.changed",
            "schedule.published"
        ]
    );
    let published = &told[3].data;
    assert_eq!(
        published["topic"],
        format!("business-units.{unit}.schedules")
    );
    assert_eq!(published["occurredAt"], NOW);
    let data = &published["data"];
    assert_eq!(
        (
            &data["weekDate"],
            &data["version"],
            &data["state"],
            &data["kind"]
        ),
        (
            &json!("2026-11-30"),
            &json!(2),
            &json!("published"),
            &json!("published")
        )
    );
    // Bea's week came first, and Ada heard nothing of it.
    let own = agent.next().expect("an event");
    assert_eq!(own.kind(), "agent-schedules.changed");
    assert_eq!(own.data["data"]["scheduleId"], data["scheduleId"]);
    assert!(
        !own.data.to_string().contains(floor.agent("Bea")),
        "{own:?}"
    );
}

#[rstest]
fn what_is_rolled_back_is_never_told(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    let mut planner = stream(&centre, Role::Planner, "runs.*");
    let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
    let refused: Result<(), Failure> = centre.db.write(|conn| {
        publish(conn, &scope, &run("never"))?;
        Err(Failure::Cancelled)
    });
    assert!(refused.is_err());
    tell_of_run(&centre, "kept");
    assert_eq!(
        planner.next().expect("an event").data["data"]["runId"],
        "kept"
    );
}

#[rstest]
fn a_tenants_events_are_its_own(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    let other = centre.other_tenant();
    let mut theirs = EventStream::open(&centre.origin(), &other, "/events", None);
    tell_of_run(&centre, "ours");
    let new = json!({ "name": "List", "defaultTimeZone": "Europe/Berlin", "defaultRegion": "DE" });
    let made = centre.send_raw(
        Some(&other),
        "POST",
        "/api/v1/outbound/contact-lists",
        &[("content-type", "application/json")],
        new.to_string().into_bytes(),
    );
    let list = made.id();
    let path = format!("/api/v1/outbound/contact-lists/{list}/contacts/import");
    let sent = centre.send_raw(
        Some(&other),
        "POST",
        &path,
        &[("content-type", "text/csv")],
        b"phone\n+4930123456\n".to_vec(),
    );
    sent.expect(200);
    let told = theirs.next().expect("an event");
    assert_eq!(
        (told.kind(), &told.data["data"]["contactListId"]),
        ("contacts.imported", &json!(list))
    );
    assert!(
        !told.data.to_string().contains("4930123456"),
        "no payload holds a phone number"
    );
}

#[rstest]
fn an_agents_state_is_told_when_it_is_their_latest(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(mut floor) = Floor::start(engine, NOW, chrono_tz::Europe::Berlin, &["Ada", "Bea"])
    else {
        return;
    };
    let ada = floor.agent("Ada").to_owned();
    floor.centre.key_of_agent(&ada);
    let mut unit = stream(
        &floor.centre,
        Role::Supervisor,
        &format!("management-units.{}.adherence", floor.unit),
    );
    let mut own = stream(
        &floor.centre,
        Role::Agent,
        &format!("agents.{ada}.adherence"),
    );
    let states = |name: &str, states: &[(&str, &str)]| {
        let events = floor.states(name, states);
        floor.sends(&events);
    };
    // A day ago, and told only now: it is history.
    states("Bea", &[("2026-11-24T09:00:00Z", "ON_QUEUE")]);
    // Several at once: the last of them is what holds, in whatever order they come.
    states(
        "Bea",
        &[
            ("2026-11-25T11:50:00Z", "BREAK"),
            ("2026-11-25T11:40:00Z", "ON_QUEUE"),
        ],
    );
    // Earlier than what is known.
    states("Bea", &[("2026-11-25T11:45:00Z", "MEETING")]);
    states("Ada", &[("2026-11-25T11:59:00Z", "ON_QUEUE")]);
    let told: Vec<(Value, Value)> = unit
        .take(2)
        .iter()
        .map(|event| {
            (
                event.data["data"]["agentIds"].clone(),
                event.data["data"]["systemPresence"].clone(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (json!([floor.agent("Bea")]), json!("BREAK")),
            (json!([ada]), json!("ON_QUEUE"))
        ]
    );
    let own = own.next().expect("an event");
    assert_eq!(own.data["data"]["since"], "2026-11-25T11:59:00Z");
}

#[rstest]
fn long_work_is_told_from_its_queue_to_its_end(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(floor) = Floor::start(engine, NOW, chrono_tz::Europe::Berlin, &["Ada"]) else {
        return;
    };
    let mut planner = stream(&floor.centre, Role::Planner, "runs.*");
    let query = json!({ "managementUnitIds": [floor.unit], "startDate": "2026-11-23", "endDate": "2026-11-24" });
    let accepted = floor
        .centre
        .post(Role::Planner, "/adherence/historical/bulk", &query);
    let ended = floor.centre.ended_run(&accepted);
    let told = planner.take(3);
    let states: Vec<&Value> = told
        .iter()
        .map(|event| &event.data["data"]["state"])
        .collect();
    assert_eq!(
        states,
        ["Queued", "Running", ended["state"].as_str().unwrap()]
    );
    assert!(
        told.iter()
            .all(|event| event.data["data"]["runId"] == ended["id"]
                && event.data["topic"] == format!("runs.{}", ended["id"].as_str().unwrap()))
    );
}

#[rstest]
fn the_list_of_topics_is_what_a_role_may_hear_and_says_what_their_events_carry(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(mut centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    centre.key_of_agent("somebody");
    let topics =
        |role: Role| list(&centre.get(role, "/event-topics").expect(200)["entities"]).to_vec();
    let names = |role: Role| {
        topics(role)
            .iter()
            .map(|topic| topic["name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert!(names(Role::Admin).contains(&"webhooks.{webhookId}".to_owned()));
    assert!(!names(Role::Planner).contains(&"webhooks.{webhookId}".to_owned()));
    assert_eq!(
        names(Role::Dialer),
        [
            "outbound.campaigns.{campaignId}",
            "outbound.campaigns.{campaignId}.progress",
            "outbound.campaigns.{campaignId}.stats",
            "outbound.campaigns.{campaignId}.leases"
        ]
    );
    assert!(
        topics(Role::Agent)
            .iter()
            .all(|topic| topic["nameOfAgent"].is_string())
    );
    let all = topics(Role::Admin);
    let schedules = all
        .iter()
        .find(|topic| topic["name"] == "business-units.{businessUnitId}.schedules");
    let schema = &schedules.unwrap()["schema"];
    assert_eq!(
        schema["properties"]["version"]["type"], "integer",
        "{schema}"
    );
    // A name that is listed is taken with an id in its braces: beside one that is not, only that one is refused.
    for name in names(Role::Admin).iter().filter(|name| name.contains('{')) {
        let (head, rest) = name.split_once('{').unwrap();
        let (_, tail) = rest.split_once('}').unwrap();
        let both = centre.get(
            Role::Admin,
            &format!("/events?topics={head}some-id{tail},none"),
        );
        assert_eq!(both.pointers().len(), 1, "{name}: {}", both.text);
    }
}

#[rstest]
fn a_topic_that_is_none_or_not_for_the_role_is_refused(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(mut centre) = Centre::start_at(engine, NOW) else {
        return;
    };
    centre.key_of_agent("ada");
    let ask = |role: Role, topics: &str| centre.get(role, &format!("/events?topics={topics}"));
    let unknown = ask(Role::Planner, "runs.*,weather");
    assert_problem(&unknown, 422, "invalid");
    assert_eq!(unknown.pointers(), ["?topics"]);
    assert_problem(&ask(Role::Planner, "webhooks.*"), 403, "forbidden");
    assert_problem(
        &ask(Role::Dialer, "business-units.*.schedules"),
        403,
        "forbidden",
    );
    for name in [
        "agents.bea.schedules",
        "agents.*.schedules",
        "business-units.*.agent-schedules",
        "runs.*",
    ] {
        assert_problem(&ask(Role::Agent, name), 403, "forbidden");
    }
    let headers = [("last-event-id", "yesterday")];
    let broken = centre.send_raw(
        Some(centre.key(Role::Planner)),
        "GET",
        "/api/v1/events",
        &headers,
        Vec::new(),
    );
    assert_problem(&broken, 400, "malformed");
}

#[test]
fn the_command_line_prints_events_in_order_behind_a_number() {
    let (terminal, unit) = Terminal::with_a_business_unit();
    terminal.does(|conn, scope| {
        for id in ["one", "two", "three"] {
            publish(conn, scope, &run(id))?;
        }
        Ok(())
    });
    let printed = |arguments: &[&str]| {
        let ended = terminal.run(&[&["events"], arguments].concat()).with(0);
        let lines = ended.out.lines().map(|line| {
            let event: Value = serde_json::from_str(line).unwrap();
            event["data"]["runId"].as_str().unwrap().to_owned()
        });
        lines.collect::<Vec<_>>()
    };
    assert_eq!(printed(&[]), ["one", "two", "three"]);
    assert_eq!(
        printed(&["--after", "1", "--topics", "runs.two,runs.three"]),
        ["two", "three"]
    );
    assert!(printed(&["--topics", &format!("business-units.{unit}.schedules")]).is_empty());
    let refused = terminal.run(&["events", "--topics", "weather"]).with(1);
    assert!(refused.err.contains("weather"), "{}", refused.err);
}
