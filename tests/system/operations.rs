//! The table of operations and the OpenAPI document name the same operations.

use std::collections::BTreeSet;

use crewcast::auth::permissions::OPERATIONS;

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
