//! No cell of any file that is exported runs as a formula.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::json;

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine};

/// What a spreadsheet would run.
const FORMULA: &str = "=HYPERLINK(\"http://evil.example\")";

/// Every cell of a CSV that holds the planted text begins with the apostrophe that makes it text.
fn assert_guarded(csv: &str, what: &str) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(csv.as_bytes());
    let mut planted = 0;
    for row in reader.records() {
        for cell in row.expect("a row").iter() {
            assert!(!cell.starts_with(['=', '@', '\t', '\r']), "{what}: {cell}");
            planted += usize::from(cell.contains("HYPERLINK"));
        }
    }
    assert!(planted > 0, "{what} holds what was planted: {csv}");
}

fn csv(centre: &Centre, path: &str) -> String {
    let headers = [("accept", "text/csv")];
    let path = format!("/api/v1{path}");
    let key = Some(centre.key(Role::Admin));
    let answer = centre.send_raw(key, "GET", &path, &headers, Vec::new());
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.text
}

#[rstest]
fn names_that_are_formulas_go_out_as_text(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    let unit = centre
        .post(
            Role::Admin,
            "/business-units",
            &json!({
                "name": "Bank", "timeZone": "Europe/Berlin", "startDayOfWeek": "Monday", "intervalLengthMinutes": 30,
            }),
        )
        .id();
    let site = centre
        .post(
            Role::Admin,
            "/management-units",
            &json!({ "businessUnitId": unit, "name": FORMULA }),
        )
        .id();
    let agent = json!({ "managementUnitId": site, "name": FORMULA, "externalId": FORMULA });
    centre.post(Role::Admin, "/agents", &agent).expect(201);
    assert_guarded(&csv(&centre, "/agents/export"), "agents");

    let day = json!({ "date": "2026-12-24", "name": FORMULA, "kind": "publicHoliday" });
    let days = format!("/business-units/{unit}/special-days");
    centre.post(Role::Admin, &days, &day).expect(201);
    let exported = csv(&centre, &days);
    assert_guarded(&exported, "special days");
    // What went out comes in unchanged.
    let key = Some(centre.key(Role::Admin));
    let headers = [("content-type", "text/csv")];
    let path = format!("/api/v1{days}");
    let again = centre.send_raw(key, "PUT", &path, &headers, exported.into_bytes());
    assert_eq!(again.status, 200, "{}", again.text);
    let kept = centre.get(Role::Admin, &days).expect(200);
    assert_eq!(kept["specialDays"][0]["name"], FORMULA, "{kept}");
}
