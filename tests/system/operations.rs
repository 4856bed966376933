//! The table of operations and the OpenAPI document name the same operations, and the guard holds the table.

use std::collections::BTreeSet;

use crewcast::auth::permissions::OPERATIONS;
use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem};

#[test]
fn every_documented_operation_is_in_the_table_and_the_other_way_round() {
    let document = serde_json::to_value(crewcast::http::document()).unwrap();
    assert!(
        document["openapi"].as_str().unwrap().starts_with("3.1"),
        "{}",
        document["openapi"]
    );
    let mut documented = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let Some(path) = path.strip_prefix("/api/v1") else {
            continue;
        };
        for method in item.as_object().unwrap().keys() {
            documented.insert((method.to_uppercase(), path.to_owned()));
        }
    }
    let listed: BTreeSet<_> = OPERATIONS
        .iter()
        .map(|o| (o.method.to_owned(), o.path.to_owned()))
        .collect();
    let missing: Vec<_> = documented.difference(&listed).collect();
    let unbuilt: Vec<_> = listed.difference(&documented).collect();
    assert!(
        missing.is_empty() && unbuilt.is_empty(),
        "not in the table: {missing:#?}\nnot built: {unbuilt:#?}"
    );
}

#[rstest]
fn every_operation_refuses_everyone_the_table_does_not_name(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(mut centre) = Centre::start(engine) else {
        return;
    };
    centre.key_of_agent("nobody");
    for operation in OPERATIONS
        .iter()
        .filter(|operation| !operation.roles.is_empty())
    {
        let path = operation
            .path
            .split('/')
            .map(|part| {
                if part.starts_with('{') {
                    "some-id"
                } else {
                    part
                }
            })
            .collect::<Vec<_>>()
            .join("/");
        // An answer without an end: a topic that is none gets one that has.
        let path = if path == "/events" {
            "/events?topics=none".to_owned()
        } else {
            path
        };
        let anonymous = centre.send_raw(
            None,
            operation.method,
            &format!("/api/v1{path}"),
            &[],
            Vec::new(),
        );
        assert_problem(&anonymous, 401, "unauthenticated");
        for role in Role::ALL {
            let body = if operation.method == "GET" {
                Value::Null
            } else {
                json!({})
            };
            let answer = centre.send(role, operation.method, &path, &body);
            let refused = answer.status == 403 && answer.json()["code"] == "forbidden";
            let allowed = operation.roles.contains(&role);
            let own_only = allowed && role == Role::Agent;
            assert!(
                refused != allowed || own_only,
                "{operation:?} as {role:?}: {} {}",
                answer.status,
                answer.text
            );
            assert!(
                answer.status < 500,
                "{operation:?} as {role:?}: {} {}",
                answer.status,
                answer.text
            );
        }
    }
}
