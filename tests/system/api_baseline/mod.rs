//! No change of the API breaks a program that is written for it without being named here first.
//!
//! `docs/openapi.json` is the document that programs were written for. A change that breaks one of them fails this test,
//! which names it. Where it is meant, `./run api-baseline` renews the document, and CHANGELOG.md tells of it.

mod changes;

use std::fs;

use serde_json::Value;

use changes::{added_operations, breaking_changes};

const BASELINE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/openapi.json");

#[test]
fn the_api_serves_every_program_that_was_written_for_the_documented_one() {
    let now = serde_json::to_value(crewcast::http::document()).unwrap();
    if std::env::var_os("CREWCAST_RENEW_API_BASELINE").is_some() {
        let text = serde_json::to_string_pretty(&now).unwrap();
        fs::write(BASELINE, text + "\n").unwrap();
    }
    let baseline: Value = serde_json::from_str(&fs::read_to_string(BASELINE).unwrap()).unwrap();
    let added = added_operations(&baseline, &now);
    if !added.is_empty() {
        println!("not in docs/openapi.json yet (./run api-baseline adds them): {added:#?}");
    }
    let breaking = breaking_changes(&baseline, &now);
    assert!(
        breaking.is_empty(),
        "breaks programs written for docs/openapi.json; undo it, or renew the document by ./run api-baseline and tell of it \
         in CHANGELOG.md:\n{}",
        breaking.join("\n")
    );
}
