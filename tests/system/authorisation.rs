//! Every operation, asked by nobody, by every role, by every role of another tenant, and by somebody whose access is limited to
//! another unit: the door opens to those whom the table names and to nobody else.

use std::collections::BTreeMap;

use crewcast::auth::permissions::{OPERATIONS, Operation};
use crewcast::auth::{Extent, extent_of};
use crewcast::tenancy::{Role, TenantId};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Centre, Engine, assert_problem, new_key, new_tenant};

/// The operations of the OpenAPI document, each with its row of the table.
fn operations() -> Vec<&'static Operation> {
    let document = serde_json::to_value(crewcast::http::document()).unwrap();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let Some(path) = path.strip_prefix("/api/v1") else {
            continue;
        };
        for method in item.as_object().unwrap().keys() {
            let method = method.to_uppercase();
            let mut rows = OPERATIONS.iter();
            let row = rows.find(|row| row.method == method && row.path == path);
            found.push(row.unwrap_or_else(|| panic!("{method} {path} has no row in the table")));
        }
    }
    found
}

/// Ids of a tenant by the parameters that stand for them.
type Ids = BTreeMap<&'static str, String>;

/// The operation's path with these ids, and a made-up one for the rest.
fn path_of(operation: &Operation, ids: &Ids) -> String {
    let part = |part: &str| {
        let name = part
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'));
        match name {
            None => part.to_owned(),
            Some("weekDate") => "2026-03-02".to_owned(),
            Some(name) => ids.get(name).map_or("some-id", String::as_str).to_owned(),
        }
    };
    let path: Vec<String> = operation.path.split('/').map(part).collect();
    match path.join("/").as_str() {
        // An answer without an end: a topic that is none gets one that has.
        "/events" => "/events?topics=none".to_owned(),
        path => path.to_owned(),
    }
}

fn names_any_of(operation: &Operation, ids: &Ids) -> bool {
    ids.keys()
        .any(|name| operation.path.contains(&format!("{{{name}}}")))
}

fn ask(centre: &Centre, secret: Option<&str>, operation: &Operation, path: &str) -> Answer {
    let headers: &[(&str, &str)] = match operation.method {
        "GET" | "DELETE" => &[],
        _ => &[("content-type", "application/json"), ("if-match", "\"1\"")],
    };
    let body = if headers.is_empty() {
        Vec::new()
    } else {
        b"{}".to_vec()
    };
    let path = format!("/api/v1{path}");
    centre.send_raw(secret, operation.method, &path, headers, body)
}

/// Whether the door itself has refused the role. An operation that refuses says of what.
fn is_refused_by_role(answer: &Answer, operation: &Operation) -> bool {
    answer.status == 403
        && answer.json()["code"] == "forbidden"
        && answer.json()["detail"]
            .as_str()
            .unwrap()
            .contains(&format!("may not do {};", operation.permission))
}

/// One key a role.
fn keys(centre: &Centre, tenant: &TenantId) -> Vec<(Role, String)> {
    let key = |role: Role| {
        let agent = (role == Role::Agent).then(|| "nobody".to_owned());
        (
            role,
            new_key(&centre.db, &centre.clock, tenant, role, agent),
        )
    };
    Role::ALL.into_iter().map(key).collect()
}

/// One of many kinds of things in the centre's tenant.
fn furnish(centre: &Centre) -> Ids {
    centre.user("mei", Role::Planner);
    let mut ids = Ids::new();
    let mut make = |name: &'static str, role: Role, path: &str, body: Value| {
        let id = centre.post(role, path, &body).id();
        ids.insert(name, id.clone());
        id
    };
    let unit = json!({ "name": "Bank", "timeZone": "Europe/Berlin", "startDayOfWeek": "Monday",
        "intervalLengthMinutes": 15 });
    let unit = make("businessUnitId", Role::Admin, "/business-units", unit);
    let site = json!({ "name": "Site", "businessUnitId": unit });
    let site = make("managementUnitId", Role::Planner, "/management-units", site);
    let team = json!({ "name": "Team", "managementUnitId": site });
    let team = make("teamId", Role::Planner, "/teams", team);
    make(
        "skillId",
        Role::Planner,
        "/skills",
        json!({ "name": "Cards" }),
    );
    let queue = json!({ "name": "Cards", "businessUnitId": unit, "channel": "voice" });
    make("queueId", Role::Planner, "/queues", queue);
    let agent = json!({ "name": "Ana", "managementUnitId": site, "teamId": team });
    make("agentId", Role::Planner, "/agents", agent);
    let list =
        json!({ "name": "Leads", "defaultTimeZone": "Europe/Berlin", "defaultRegion": "DE" });
    make(
        "contactListId",
        Role::Planner,
        "/outbound/contact-lists",
        list,
    );
    make(
        "dncListId",
        Role::Planner,
        "/outbound/dnc-lists",
        json!({ "name": "Never" }),
    );
    let webhook = json!({ "url": "http://127.0.0.1:9/", "topics": ["runs.*"], "description": "" });
    make("webhookId", Role::Admin, "/webhooks", webhook);
    make(
        "apiKeyId",
        Role::Admin,
        "/api-keys",
        json!({ "name": "key", "role": "dialer" }),
    );
    let provider = json!({ "name": "Staff", "issuer": "https://id.example", "clientId": "crewcast",
        "clientSecret": "secret", "enabled": false });
    make("oidcProviderId", Role::Admin, "/oidc-providers", provider);
    let users = centre.get(Role::Admin, "/users").expect(200);
    let user = users["entities"][0]["id"].as_str().unwrap().to_owned();
    ids.insert("userId", user);
    ids
}

/// What the tenant's administrator reads of its things.
fn state_of(centre: &Centre, ids: &Ids) -> Vec<(String, String)> {
    let reads = OPERATIONS.iter().filter(|operation| {
        let name = |part: &'static str| part.strip_prefix('{')?.strip_suffix('}');
        let mut named = operation.path.split('/').filter_map(name);
        let is_known = operation.path.ends_with('}') && named.all(|name| ids.contains_key(name));
        operation.method == "GET" && is_known
    });
    reads
        .map(|operation| {
            let path = path_of(operation, ids);
            let answer = centre.get(Role::Admin, &path);
            assert_eq!(answer.status, 200, "{path}: {}", answer.text);
            (path, answer.text)
        })
        .collect()
}

#[rstest]
fn the_door_opens_to_the_roles_of_the_table_and_to_nobody_else(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    let nothing = Ids::new();
    let keys = keys(&centre, &centre.tenant);
    let mut driven = 0;
    for operation in operations() {
        let path = path_of(operation, &nothing);
        let nobody = ask(&centre, None, operation, &path);
        if operation.roles.is_empty() {
            let is_open =
                nobody.status < 500 && nobody.json_code() != Some("unauthenticated".to_owned());
            assert!(is_open, "{operation:?}: {} {}", nobody.status, nobody.text);
        } else {
            assert_problem(&nobody, 401, "unauthenticated");
        }
        driven += 1;
        for (role, secret) in keys.iter().filter(|_| !operation.roles.is_empty()) {
            let answer = ask(&centre, Some(secret), operation, &path);
            let told = || {
                format!(
                    "{operation:?} as {role:?}: {} {}",
                    answer.status, answer.text
                )
            };
            assert!(answer.status < 500 && answer.status != 401, "{}", told());
            assert_eq!(
                is_refused_by_role(&answer, operation),
                !operation.roles.contains(role),
                "{}",
                told()
            );
            driven += 1;
        }
    }
    eprintln!("{engine:?}: {driven} combinations of operation and role driven");
}

#[rstest]
fn what_is_another_tenants_is_not_there_for_any_role(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    let ids = furnish(&centre);
    let before = state_of(&centre, &ids);
    assert!(before.len() > 10, "{before:#?}");
    let tenant = new_tenant(&centre.db, &centre.clock, "Somebody else");
    let strangers = keys(&centre, &tenant);
    let mut driven = 0;
    for operation in operations() {
        if operation.roles.is_empty() || !names_any_of(operation, &ids) {
            continue;
        }
        let path = path_of(operation, &ids);
        for (role, secret) in &strangers {
            let answer = ask(&centre, Some(secret), operation, &path);
            let told = || {
                format!(
                    "{operation:?} as {role:?}: {} {}",
                    answer.status, answer.text
                )
            };
            let is_held = operation.roles.contains(role);
            assert_eq!(
                is_refused_by_role(&answer, operation),
                !is_held,
                "{}",
                told()
            );
            // Not there, or refused for its form before anything was looked up.
            assert!((400..500).contains(&answer.status), "{}", told());
            driven += 1;
        }
    }
    assert_eq!(
        state_of(&centre, &ids),
        before,
        "a stranger has changed something"
    );
    eprintln!("{engine:?}: {driven} combinations of operation, role and foreign tenant driven");
}

#[rstest]
fn what_is_outside_the_units_of_somebody_is_not_there_for_them(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    let ids = furnish(&centre);
    let other = json!({ "name": "Broker", "timeZone": "Europe/Berlin", "startDayOfWeek": "Monday",
        "intervalLengthMinutes": 15 });
    let other = centre.post(Role::Admin, "/business-units", &other).id();
    let mut driven = 0;
    for role in [Role::Planner, Role::Supervisor] {
        let key =
            json!({ "name": "limited", "role": role, "scopes": [{ "businessUnitId": other }] });
        let key = centre.post(Role::Admin, "/api-keys", &key).expect(201);
        let secret = key["secret"].as_str().unwrap();
        for operation in operations() {
            if !operation.roles.contains(&role) {
                continue;
            }
            let path = path_of(operation, &ids);
            let answer = ask(&centre, Some(secret), operation, &path);
            let told = format!(
                "{operation:?} as {role:?}: {} {}",
                answer.status, answer.text
            );
            match extent_of(operation) {
                Extent::Within(_) | Extent::Partly(_) => assert_eq!(answer.status, 404, "{told}"),
                Extent::Tenant => {
                    assert_eq!(
                        answer.json_code(),
                        Some("out-of-scope".to_owned()),
                        "{told}"
                    );
                }
                // These look at the units themselves; their own tests say how.
                Extent::Own | Extent::Filtered => assert!(answer.status < 500, "{told}"),
            }
            driven += 1;
        }
    }
    eprintln!("{engine:?}: {driven} combinations of operation, role and foreign unit driven");
}
