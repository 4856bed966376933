//! The audit log: who did what, why, and what it changed; and that anybody can verify it.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use crewcast::audit_log::{Head, verify_chain};
use crewcast::db::{Conn, DbError};
use crewcast::tenancy::Role;
use diesel::connection::SimpleConnection;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Centre, Engine, assert_problem};

/// The entries that a query finds, the newest first.
fn entries(centre: &Centre, query: &str) -> Vec<Value> {
    let page = centre
        .get(Role::Admin, &format!("/audit-log{query}"))
        .expect(200);
    page["entities"].as_array().unwrap().clone()
}

fn business_unit(centre: &Centre, name: &str) -> Answer {
    let unit = json!({ "name": name, "timeZone": "Europe/Berlin", "startDayOfWeek": "Monday",
        "intervalLengthMinutes": 15 });
    centre.post(Role::Admin, "/business-units", &unit)
}

fn export(centre: &Centre) -> String {
    let answer = centre.get(Role::Admin, "/audit-log/export");
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.text
}

#[rstest]
fn an_edit_is_told_with_who_why_and_only_what_changed(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    let unit = business_unit(&centre, "Bank").id();
    let added = &entries(&centre, "")[0];
    assert_eq!(added["operation"], "createBusinessUnit");
    assert_eq!(added["entityType"], "businessUnit");
    assert_eq!(added["entityId"], unit.as_str());

    let body = json!({ "name": "Bank of Berlin", "timeZone": "Europe/Berlin", "startDayOfWeek": "Monday",
        "intervalLengthMinutes": 15 });
    let headers = [
        ("content-type", "application/json"),
        ("if-match", "\"1\""),
        ("audit-reason", "renamed%20after%20%E5%90%88%E5%B9%B6"),
    ];
    let path = format!("/api/v1/business-units/{unit}");
    let key = centre.key(Role::Admin);
    let edited = centre.send_raw(
        Some(key),
        "PUT",
        &path,
        &headers,
        body.to_string().into_bytes(),
    );
    edited.expect(200);

    let edits = entries(
        &centre,
        &format!("?entityId={unit}&action=wfm:businessUnit:edit"),
    );
    assert_eq!(edits.len(), 1);
    let edit = &edits[0];
    assert_eq!(edit["operation"], "updateBusinessUnit");
    assert_eq!(edit["reason"], "renamed after 合并");
    assert_eq!(edit["role"], "admin");
    assert_eq!(edit["address"], "127.0.0.1");
    assert!(edit["actor"].as_str().unwrap().starts_with("key:"));
    assert!(!edit["requestId"].as_str().unwrap().is_empty());
    assert_eq!(edit["parameters"], json!({ "businessUnitId": unit }));
    let change = edit["changes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|change| change["table"] == "businessUnits")
        .unwrap();
    assert_eq!(change["kind"], "update");
    assert_eq!(change["key"], json!({ "id": unit }));
    assert_eq!(change["before"]["name"], "Bank");
    assert_eq!(change["after"]["name"], "Bank of Berlin");
    assert!(change["after"].get("timeZone").is_none(), "{change}");
    assert_eq!(edit["previousHash"], added["hash"]);
    let sequence = edit["sequence"].as_i64().unwrap();
    assert_eq!(sequence, added["sequence"].as_i64().unwrap() + 1);
    let alone = centre
        .get(Role::Admin, &format!("/audit-log/{sequence}"))
        .expect(200);
    assert_eq!(&alone, edit);
}

/// Sends requests one after the other and holds after each that it succeeded and that the newest entry is its own.
struct Told<'a> {
    centre: &'a Centre,
    openapi: Value,
}

impl<'a> Told<'a> {
    fn on(centre: &'a Centre) -> Self {
        let openapi = centre.send_raw(None, "GET", "/openapi.json", &[], Vec::new());
        Self {
            centre,
            openapi: openapi.expect(200),
        }
    }

    /// Sends to a path, whose pattern says which operation it is; its id where it makes something.
    #[track_caller]
    fn sends(&self, method: &str, (pattern, path): (&str, &str), body: &Value) -> String {
        let before = entries(self.centre, "?pageSize=1");
        let last = before
            .first()
            .map_or(0, |entry| entry["sequence"].as_i64().unwrap());
        let headers = [("content-type", "application/json"), ("if-match", "\"1\"")];
        let headers = if body.is_null() {
            &headers[1..]
        } else {
            &headers[..]
        };
        let bytes = if body.is_null() {
            Vec::new()
        } else {
            body.to_string().into_bytes()
        };
        let key = Some(self.centre.key(Role::Admin));
        let path = format!("/api/v1{path}");
        let answer = self.centre.send_raw(key, method, &path, headers, bytes);
        assert!(answer.status < 300, "{method} {path}: {}", answer.text);
        let told = &entries(self.centre, "?pageSize=1")[0];
        let operation = &self.openapi["paths"][format!("/api/v1{pattern}")][method.to_lowercase()];
        assert_eq!(
            told["operation"], operation["operationId"],
            "{method} {path}"
        );
        assert_eq!(told["sequence"], last + 1, "{method} {path}");
        let Ok(answer) = serde_json::from_str::<Value>(&answer.text) else {
            return String::new();
        };
        answer["id"].as_str().unwrap_or_default().to_owned()
    }

    #[track_caller]
    fn posts(&self, path: &str, body: &Value) -> String {
        self.sends("POST", (path, path), body)
    }

    #[track_caller]
    fn deletes(&self, pattern: &str, path: &str) {
        self.sends("DELETE", (pattern, path), &Value::Null);
    }
}

#[rstest]
fn operations_of_all_kinds_are_told_once_each_under_their_own_names(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    let told = Told::on(&centre);
    let unit = json!({ "name": "Bank", "timeZone": "Europe/Berlin", "startDayOfWeek": "Monday",
        "intervalLengthMinutes": 15 });
    let unit_id = told.posts("/business-units", &unit);
    let of_unit = (
        "/business-units/{businessUnitId}",
        format!("/business-units/{unit_id}"),
    );
    told.sends("PUT", (of_unit.0, &of_unit.1), &unit);
    let floor = json!({ "name": "Floor", "businessUnitId": unit_id });
    let floor = told.posts("/management-units", &floor);
    told.posts(
        "/teams",
        &json!({ "name": "Early", "managementUnitId": floor }),
    );
    let skill = told.posts("/skills", &json!({ "name": "Loans" }));
    told.deletes("/skills/{skillId}", &format!("/skills/{skill}"));
    told.posts(
        "/queues",
        &json!({ "name": "Cards", "businessUnitId": unit_id, "channel": "voice" }),
    );
    let agent = json!({ "name": "Ana", "managementUnitId": floor });
    let agent = told.posts("/agents", &agent);
    told.deletes("/agents/{agentId}", &format!("/agents/{agent}"));
    let key = told.posts(
        "/api-keys",
        &json!({ "name": "a dialer", "role": "dialer" }),
    );
    told.deletes("/api-keys/{apiKeyId}", &format!("/api-keys/{key}"));
    let user = json!({ "username": "mei", "displayName": "Mei", "password": "correct horse battery",
        "role": "planner" });
    let user = told.posts("/users", &user);
    told.sends(
        "POST",
        ("/users/{userId}/erase", &format!("/users/{user}/erase")),
        &Value::Null,
    );
    let slots = json!([{ "day": 1, "startTime": "09:00", "stopTime": "21:00" }]);
    let hours = json!({ "name": "Office hours", "callableTimes": [{ "timeZoneId": "*", "timeSlots": slots }] });
    let hours = told.posts("/outbound/callable-time-sets", &hours);
    let list =
        json!({ "name": "Spring", "defaultTimeZone": "Asia/Shanghai", "defaultRegion": "CN" });
    let list = told.posts("/outbound/contact-lists", &list);
    let dnc = told.posts("/outbound/dnc-lists", &json!({ "name": "Never" }));
    told.deletes(
        "/outbound/dnc-lists/{dncListId}",
        &format!("/outbound/dnc-lists/{dnc}"),
    );
    let campaign = json!({ "name": "Loans", "contactListId": list, "callableTimeSetId": hours,
        "productFamily": "loans", "wrapUpCodeMapping": { "mapping": { "sold": ["businessSuccess"] } } });
    let campaign = told.posts("/outbound/campaigns", &campaign);
    for action in ["start", "stop"] {
        let pattern = format!("/outbound/campaigns/{{campaignId}}/{action}");
        let path = format!("/outbound/campaigns/{campaign}/{action}");
        told.sends("POST", (&pattern, &path), &Value::Null);
    }
    let chain = verify_chain(&centre.db, centre.tenant.as_str(), None).unwrap();
    assert_eq!(chain.first_break, None);
}

#[rstest]
fn what_was_refused_leaves_no_entry_and_neither_does_a_question(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    business_unit(&centre, "Bank").id();
    let before = entries(&centre, "").len();
    assert_eq!(business_unit(&centre, " ").status, 422);
    let nobody = json!({ "username": "x", "displayName": "X", "password": "y", "role": "planner" });
    assert_problem(
        &centre.post(Role::Planner, "/users", &nobody),
        403,
        "forbidden",
    );
    let search = json!({ "phone": "+8613800001234" });
    centre.post(Role::Planner, "/outbound/persons/search", &search);
    let unreadable = centre.send_raw(
        Some(centre.key(Role::Admin)),
        "POST",
        "/api/v1/skills",
        &[
            ("content-type", "application/json"),
            ("audit-reason", "%FF"),
        ],
        b"{\"name\":\"Loans\"}".to_vec(),
    );
    assert_problem(&unreadable, 400, "malformed");
    assert_eq!(entries(&centre, "").len(), before);
}

#[rstest]
fn a_change_that_turns_out_to_be_none_is_told_without_rows(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    // A key has no session: nothing is written.
    let answer = centre.send(Role::Admin, "DELETE", "/sessions/current", &Value::Null);
    assert_eq!(answer.status, 204);
    let told = &entries(&centre, "")[0];
    assert_eq!(told["operation"], "signOut");
    assert_eq!(told["changes"], json!([]));
}

#[rstest]
fn the_log_is_for_administrators_and_another_tenants_entries_are_not_there(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    business_unit(&centre, "Bank").id();
    for path in ["/audit-log", "/audit-log/1", "/audit-log/export"] {
        assert_problem(&centre.get(Role::Planner, path), 403, "forbidden");
    }
    assert_problem(&centre.get(Role::Admin, "/audit-log/999"), 404, "not-found");
    assert_problem(
        &centre.get(Role::Admin, "/audit-log/first"),
        404,
        "not-found",
    );
    let other = centre.other_tenant();
    let skill = b"{\"name\":\"Theirs\"}".to_vec();
    let headers = [("content-type", "application/json")];
    let made = centre.send_raw(Some(&other), "POST", "/api/v1/skills", &headers, skill);
    made.expect(201);
    assert!(!export(&centre).contains("Theirs"));
    assert_eq!(entries(&centre, "").len(), 2, "the unit, and the export");
}

#[rstest]
fn pages_lead_through_the_whole_log_newest_first(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    for number in 0..5 {
        let skill = json!({ "name": format!("Skill {number}") });
        centre.post(Role::Admin, "/skills", &skill).id();
    }
    let mut seen = Vec::new();
    let mut token = String::new();
    loop {
        let page = centre
            .get(Role::Admin, &format!("/audit-log?pageSize=2{token}"))
            .expect(200);
        let rows = page["entities"].as_array().unwrap().iter();
        seen.extend(rows.map(|row| row["sequence"].as_i64().unwrap()));
        let Some(next) = page["nextPageToken"].as_str() else {
            break;
        };
        token = format!("&pageToken={next}");
    }
    assert_eq!(seen, [5, 4, 3, 2, 1]);
    assert_problem(
        &centre.get(Role::Admin, "/audit-log?pageToken=x"),
        422,
        "invalid",
    );
}

#[rstest]
fn no_phone_number_and_no_secret_is_in_the_log(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    let path = "/outbound/dnc-lists/tenant/entries";
    let added = centre.post(
        Role::Planner,
        path,
        &json!({ "phones": ["+8613800001234"] }),
    );
    assert_eq!(added.expect(200)["added"], 1);
    let path = format!("{path}/%2B8613800001234");
    let removed = centre.send(Role::Planner, "DELETE", &path, &Value::Null);
    assert!(removed.status < 300, "{}", removed.text);
    let key = json!({ "name": "a dialer", "role": "dialer" });
    let secret = centre.post(Role::Admin, "/api-keys", &key).expect(201)["secret"].clone();
    let user = json!({ "username": "mei", "displayName": "Mei", "password": "correct horse battery",
        "role": "planner" });
    centre.post(Role::Admin, "/users", &user).expect(201);

    let told = export(&centre);
    for hidden in [
        "13800001234",
        "correct horse",
        "argon2",
        secret.as_str().unwrap(),
    ] {
        assert!(!told.contains(hidden), "{hidden} is told:\n{told}");
    }
    let added = &entries(&centre, "?action=outbound:dncEntry:add")[0];
    let removed = &entries(&centre, "?action=outbound:dncEntry:delete")[0];
    let change = |entry: &Value| {
        let mut changes = entry["changes"].as_array().unwrap().iter();
        changes
            .find(|change| change["table"] == "dncEntries")
            .unwrap()
            .clone()
    };
    let added = change(added);
    let hash = added["after"]["phone"].as_str().unwrap();
    assert!(hash.starts_with("phone-"), "{hash}");
    assert_eq!(change(removed)["before"]["phone"], hash);
    assert_eq!(removed["entityId"], hash, "the same phone is known again");
}

#[rstest]
fn writers_side_by_side_make_one_chain_without_a_gap(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let centre = &centre;
            scope.spawn(move || {
                for number in 0..10 {
                    let skill = json!({ "name": format!("Skill {thread}-{number}") });
                    centre.post(Role::Admin, "/skills", &skill).id();
                }
            });
        }
    });
    let chain = verify_chain(&centre.db, centre.tenant.as_str(), None).unwrap();
    assert_eq!(chain.first_break, None);
    assert_eq!((chain.entries, chain.head.sequence), (80, 80));
    let kept = Head {
        sequence: 40,
        hash: entries(&centre, "?pageToken=41&pageSize=1")[0]["hash"]
            .as_str()
            .unwrap()
            .to_owned(),
    };
    let chain = verify_chain(&centre.db, centre.tenant.as_str(), Some(&kept)).unwrap();
    assert!(chain.has_expected);
}

#[rstest]
fn the_database_itself_refuses_to_change_or_remove_entries(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    business_unit(&centre, "Bank").id();
    for statement in [
        "UPDATE audit_entries SET actor = 'somebody else'",
        "UPDATE audit_entries SET details = '{}'",
        "DELETE FROM audit_entries",
        "UPDATE audit_heads SET sequence = 0",
        "DELETE FROM audit_heads",
        "INSERT INTO audit_entries SELECT tenant_id, sequence + 2, at, actor, role, address, action, operation, entity_type, \
         entity_id, request_id, details, salt, details_hash, previous_hash, hash FROM audit_entries",
    ] {
        let done = centre.db.write(|conn| {
            let ran = match conn {
                Conn::Sqlite(c) => c.batch_execute(statement),
                Conn::Postgres(c) => c.batch_execute(statement),
            };
            ran.map_err(DbError::from)
        });
        let refused = done.expect_err(statement).to_string();
        assert!(refused.contains("audit_"), "{statement}: {refused}");
    }
    assert_eq!(entries(&centre, "").len(), 1);
}

/// The script of the documentation, over an export: what it printed, and whether it found the chain whole.
fn verified_by_script(export: &str) -> (bool, String) {
    let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/audit-log.md");
    let docs = fs::read_to_string(docs).unwrap();
    let (_, after) = docs
        .split_once("```python\n")
        .expect("the page has the script");
    let (script, _) = after.split_once("```").unwrap();
    let mut python = Command::new("python3")
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("python3 is there");
    let mut sent = python.stdin.take().unwrap();
    // It ends early at a break, without having read everything.
    let _ = sent.write_all(export.as_bytes());
    drop(sent);
    let ended = python.wait_with_output().unwrap();
    let told = String::from_utf8([ended.stdout, ended.stderr].concat()).unwrap();
    (ended.status.success(), told.trim().to_owned())
}

#[rstest]
fn anybody_can_verify_an_export_with_the_documented_script(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    business_unit(&centre, "Bänk").id();
    for name in ["Loans", "信用卡", "Mortgages"] {
        centre
            .post(Role::Admin, "/skills", &json!({ "name": name }))
            .id();
    }
    let told = export(&centre);
    let head = verify_chain(&centre.db, centre.tenant.as_str(), None)
        .unwrap()
        .head;
    let (is_whole, printed) = verified_by_script(&told);
    assert!(is_whole, "{printed}");
    // The export is told once it has been handed out.
    let newest = &entries(&centre, "?pageSize=2")[1];
    assert_eq!(printed, format!("4:{}", newest["hash"].as_str().unwrap()));
    assert_eq!(head.sequence, 5);

    let (is_whole, printed) = verified_by_script(&told.replacen("信用卡", "信用社", 1));
    assert!(
        !is_whole && printed.starts_with("entry 3 tells other details"),
        "{printed}"
    );
    let (is_whole, printed) = verified_by_script(&told.replacen("createSkill", "deleteSkill", 1));
    assert!(
        !is_whole && printed == "entry 2 is not what was hashed",
        "{printed}"
    );
    let without: Vec<&str> = told
        .lines()
        .enumerate()
        .filter(|(at, _)| *at != 2)
        .map(|(_, l)| l)
        .collect();
    let (is_whole, printed) = verified_by_script(&(without.join("\n") + "\n"));
    assert!(
        !is_whole && printed == "entry 4 does not follow entry 2",
        "{printed}"
    );
}

#[rstest]
fn a_table_for_people_has_no_formula_in_it(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    let headers = [
        ("content-type", "application/json"),
        ("audit-reason", "=1+1"),
    ];
    let key = Some(centre.key(Role::Admin));
    let skill = b"{\"name\":\"Loans\"}".to_vec();
    centre
        .send_raw(key, "POST", "/api/v1/skills", &headers, skill)
        .expect(201);
    let answer = centre.get(Role::Admin, "/audit-log/export?format=csv");
    assert_eq!(
        answer.header("content-type"),
        Some("text/csv; charset=utf-8")
    );
    let mut lines = answer.text.lines();
    assert!(lines.next().unwrap().starts_with("sequence,at,actor,"));
    assert!(lines.next().unwrap().contains(",'=1+1,"), "{}", answer.text);
}
