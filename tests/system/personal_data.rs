//! How long things are kept, all that is held on somebody, and what stays of somebody who is erased.

use crewcast::audit_log::{Act, verify_chain};
use crewcast::personal_data::forget_old_rows;
use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, PASSWORD, assert_problem};

const DAY: i64 = 86_400;
const NOON: &str = "2026-06-01T12:00:00Z";

/// A centre with an agent, the user they sign in as, and another agent of a longer name.
struct Floor {
    centre: Centre,
    agent: String,
    user: String,
    other: String,
}

impl Floor {
    fn start(engine: Engine) -> Option<Self> {
        let centre = Centre::start_at(engine, NOON)?;
        let unit = json!({ "name": "Bank", "timeZone": "Europe/Berlin", "startDayOfWeek": "Monday",
            "intervalLengthMinutes": 15 });
        let unit = centre.post(Role::Admin, "/business-units", &unit).id();
        let floor = json!({ "name": "Floor", "businessUnitId": unit });
        let floor = centre.post(Role::Planner, "/management-units", &floor).id();
        let agent = |name: &str, external: &str| {
            let agent = json!({ "name": name, "externalId": external, "managementUnitId": floor });
            centre.post(Role::Planner, "/agents", &agent).id()
        };
        let (ana, other) = (agent("Ana", "x-ana"), agent("Anastasia", "x-anastasia"));
        let user = json!({ "username": "ana.b", "displayName": "Ana B", "password": PASSWORD, "role": "agent",
            "agentId": ana });
        let user = centre.post(Role::Admin, "/users", &user).id();
        Some(Self {
            agent: ana,
            user,
            other,
            centre,
        })
    }

    /// Says that the agent was available at an instant.
    fn state(&self, id: &str, at: &str) {
        let events = json!({ "events": [{ "eventId": id, "agentId": self.agent, "occurredAt": at,
            "systemPresence": "AVAILABLE" }] });
        let sent = self
            .centre
            .post(Role::Supervisor, "/agent-state-events", &events);
        assert!(sent.status < 300, "{}", sent.text);
    }

    fn explains(&self, notes: &str) {
        let path = format!("/agents/{}/adherence/explanations", self.agent);
        let explanation = json!({ "type": "Sick", "startDate": "2026-06-01T08:00:00Z", "lengthMinutes": 15,
            "notes": notes });
        let sent = self.centre.post(Role::Supervisor, &path, &explanation);
        assert!(sent.status < 300, "{}", sent.text);
    }

    fn sign_in(&self) -> crate::support::Answer {
        let body = json!({ "username": "ana.b", "password": PASSWORD }).to_string();
        let headers = [("content-type", "application/json")];
        self.centre.send_raw(
            None,
            "POST",
            "/api/v1/sessions",
            &headers,
            body.into_bytes(),
        )
    }

    fn held(&self) -> Value {
        let path = format!("/agents/{}/personal-data", self.agent);
        self.centre.get(Role::Admin, &path).expect(200)
    }
}

#[rstest]
fn all_that_is_held_on_an_agent_is_one_document_without_secrets(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(floor) = Floor::start(engine) else {
        return;
    };
    floor.state("e1", "2026-06-01T09:00:00Z");
    floor.explains("a burst pipe");
    assert_eq!(floor.sign_in().status, 201);
    let held = floor.held();
    assert_eq!(held["id"], floor.agent.as_str());
    let sections = &held["sections"];
    assert_eq!(sections["agents"][0]["name"], "Ana");
    assert_eq!(sections["users"][0]["username"], "ana.b");
    assert_eq!(
        sections["agentStateEvents"][0]["systemPresence"],
        "AVAILABLE"
    );
    assert_eq!(
        sections["adherenceExplanations"][0]["notes"],
        "a burst pipe"
    );
    assert_eq!(sections["sessions"].as_array().unwrap().len(), 1);
    let signed_in = &sections["auditEntries"][0];
    assert_eq!(signed_in["operation"], "signIn");
    let made = sections["auditEntriesAbout"].as_array().unwrap();
    assert!(
        made.iter().any(|entry| entry["operation"] == "createAgent"),
        "{made:?}"
    );
    let text = held.to_string();
    for hidden in ["argon2", "secretHash", "Anastasia"] {
        assert!(!text.contains(hidden), "{hidden}");
    }
    let of_user = floor
        .centre
        .get(Role::Admin, &format!("/users/{}/personal-data", floor.user))
        .expect(200);
    assert_eq!(of_user["sections"]["users"][0]["displayName"], "Ana B");
    assert!(of_user["sections"].get("agents").is_none());
    let path = format!("/agents/{}/personal-data", floor.agent);
    assert_problem(&floor.centre.get(Role::Planner, &path), 403, "forbidden");
    let nobody = floor
        .centre
        .get(Role::Admin, "/agents/nobody/personal-data");
    assert_problem(&nobody, 404, "not-found");
}

#[rstest]
fn an_erased_agent_is_known_by_a_pseudonym_and_what_was_done_stays(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(floor) = Floor::start(engine) else {
        return;
    };
    let centre = &floor.centre;
    floor.state("e1", "2026-06-01T09:00:00Z");
    floor.explains("a burst pipe");
    assert_eq!(floor.sign_in().status, 201);
    let erase = format!("/agents/{}/erase", floor.agent);
    assert_problem(
        &centre.post(Role::Planner, &erase, &Value::Null),
        403,
        "forbidden",
    );
    let erased = centre.post(Role::Admin, &erase, &Value::Null).expect(200);
    let pseudonym = erased["pseudonym"].as_str().unwrap();
    assert!(pseudonym.starts_with("erased-"), "{pseudonym}");
    assert_eq!(erased["users"], json!([floor.user]));
    assert_eq!(
        erased["auditEntriesRedacted"], 3,
        "those that made the agent and the user, and the one of the agent's own words"
    );

    let agent = centre
        .get(Role::Planner, &format!("/agents/{}", floor.agent))
        .expect(200);
    assert_eq!(
        (&agent["name"], &agent["active"]),
        (&json!(pseudonym), &json!(false))
    );
    assert_eq!(agent["externalId"], pseudonym);
    let held = floor.held();
    assert_eq!(
        held["sections"]["agentStateEvents"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(held["sections"]["adherenceExplanations"][0]["notes"], "");
    assert!(held["sections"].get("sessions").is_none());
    assert_problem(&floor.sign_in(), 401, "unauthenticated");

    let log = centre.get(Role::Admin, "/audit-log/export").text;
    for gone in [
        "\"Ana\"",
        "\\\"Ana\\\"",
        "x-ana\\\"",
        "ana.b",
        "Ana B",
        "a burst pipe",
    ] {
        assert!(!log.contains(gone), "{gone} is still told:\n{log}");
    }
    assert!(log.contains("Anastasia"), "another agent's name stays");
    let chain = verify_chain(&centre.db, centre.tenant.as_str(), None).unwrap();
    assert_eq!((chain.first_break, chain.redacted > 0), (None, true));

    let again = centre.post(Role::Admin, &erase, &Value::Null).expect(200);
    assert_eq!(again["pseudonym"], pseudonym);
    assert_eq!(again["auditEntriesRedacted"], 0);
    let other = centre
        .get(Role::Planner, &format!("/agents/{}", floor.other))
        .expect(200);
    assert_eq!(
        (&other["name"], &other["active"]),
        (&json!("Anastasia"), &json!(true))
    );
}

#[rstest]
fn retention_settings_are_changed_by_administrators_at_the_version_they_read(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, NOON) else {
        return;
    };
    let read = centre.get(Role::Admin, "/retention-settings");
    assert_eq!(read.header("etag"), Some("\"0\""));
    assert_eq!(read.expect(200)["agentStateDays"], 400);
    assert_problem(
        &centre.get(Role::Planner, "/retention-settings"),
        403,
        "forbidden",
    );
    let settings = json!({ "agentStateDays": 90, "attemptDays": 365 });
    let put = |version: i64, settings: &Value| {
        centre.put(Role::Admin, "/retention-settings", version, settings)
    };
    let kept = put(0, &settings).expect(200);
    assert_eq!(
        (&kept["version"], &kept["agentStateDays"]),
        (&json!(1), &json!(90))
    );
    assert_eq!(kept["auditEntryDays"], Value::Null);
    assert_problem(&put(0, &settings), 412, "stale");
    let refused = put(1, &json!({ "auditEntryDays": 1 }));
    assert_problem(&refused, 422, "invalid");
    assert_eq!(refused.pointers(), ["/auditEntryDays"]);
}

#[rstest]
fn what_is_older_than_it_is_kept_goes_and_the_log_says_so(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(floor) = Floor::start(engine) else {
        return;
    };
    let centre = &floor.centre;
    floor.state("old", "2026-06-01T09:00:00Z");
    floor.explains("a burst pipe");
    let settings =
        json!({ "agentStateDays": 30, "adherenceExplanationDays": 60, "auditEntryDays": 90 });
    centre
        .put(Role::Admin, "/retention-settings", 0, &settings)
        .expect(200);
    let entries = verify_chain(&centre.db, centre.tenant.as_str(), None)
        .unwrap()
        .entries;
    let forget = || {
        let act = Act::of_command("forget");
        forget_old_rows(&centre.db, &centre.tenant, act, centre.clock.now()).unwrap()
    };

    centre.moves_on_by_seconds(31 * DAY);
    floor.state("new", "2026-07-02T09:00:00Z");
    let forgotten = forget();
    assert_eq!(forgotten["agentStateEvents"], 1);
    assert_eq!(forgotten["adherenceExplanations"], 0);
    assert!(!forgotten.contains_key("leases"), "kept for ever");
    let states = floor.held()["sections"]["agentStateEvents"].clone();
    assert_eq!(states.as_array().unwrap().len(), 1);
    assert_eq!(states[0]["eventId"], "new");
    let told = centre
        .get(Role::Admin, "/audit-log?action=command:forget")
        .expect(200);
    assert_eq!(
        told["entities"][0]["parameters"],
        json!({ "agentStateEvents": "1" })
    );

    centre.moves_on_by_seconds(61 * DAY);
    let forgotten = forget();
    assert_eq!(forgotten["adherenceExplanations"], 1);
    assert_eq!(forgotten["auditEntries"], entries as usize);
    let chain = verify_chain(&centre.db, centre.tenant.as_str(), None).unwrap();
    assert_eq!(chain.first_break, None);
    assert_eq!(chain.anchor_sequence, entries as i64);
    let anchor = centre
        .get(Role::Admin, "/audit-log?action=auth:auditLog:forget")
        .expect(200);
    let told = &anchor["entities"][0]["parameters"]["anchorSequence"];
    assert_eq!(told, entries.to_string().as_str());
    assert_problem(&centre.get(Role::Admin, "/audit-log/1"), 404, "not-found");
    let forgotten = forget();
    assert!(
        forgotten.values().all(|removed| *removed == 0),
        "{forgotten:?}"
    );
}
