//! What looks wrong with contacts is told, and left as it is.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use super::MONDAY_TEN;
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine};

#[rstest]
fn sentinels_made_up_phones_and_shared_phones_are_findings_with_a_remedy(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let make = |name: &str| {
        let list = json!({ "name": name, "defaultTimeZone": "Asia/Shanghai", "defaultRegion": "CN",
            "columnNames": ["Expiry", "Branch"] });
        centre
            .post(Role::Planner, "/outbound/contact-lists", &list)
            .id()
    };
    let imports = |list: &str, csv: &str| {
        let path = format!("/outbound/contact-lists/{list}/contacts/import");
        centre
            .upload(Role::Planner, &path, "text/csv", csv)
            .expect(200)
    };
    let (spring, autumn) = (make("Spring"), make("Autumn"));
    let rows: String = (1..60)
        .map(|i| format!("138000010{i:02},p{i},2027-01-01,Head office\n"))
        .collect();
    imports(
        &spring,
        &format!("phone,personId,Expiry,Branch\n13800000000,p0,9999-12-31,Head office\n{rows}"),
    );
    imports(&autumn, "phone,personId\n13800001001,other\n");
    let path = format!("/outbound/contact-lists/{spring}/findings");
    let told = centre.get(Role::Planner, &path).expect(200);
    assert_eq!(told["contacts"], 60);
    let findings = told["findings"].as_array().unwrap();
    let named: Vec<(&Value, &Value, &Value)> = findings
        .iter()
        .map(|one| (&one["code"], &one["column"], &one["count"]))
        .collect();
    assert_eq!(
        named,
        [
            (&json!("sentinel-date"), &json!("Expiry"), &json!(1)),
            (&json!("repeated-digits"), &json!("phone"), &json!(1)),
            (&json!("ambiguous-person"), &json!("phone"), &json!(1)),
            (&json!("same-value"), &json!("Branch"), &json!(60)),
            (&json!("same-value"), &json!("Expiry"), &json!(59)),
        ]
    );
    assert_eq!(findings[1]["examples"][0]["value"], "+86******0000");
    assert!(
        findings
            .iter()
            .all(|one| one["remedy"].as_str().is_some_and(|text| !text.is_empty()))
    );
}
