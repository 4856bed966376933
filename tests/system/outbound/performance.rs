//! A campaign's outcomes as KPIs.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::json;

use super::{Calling, MONDAY_TEN};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine};

#[rstest]
fn attempts_contacts_and_successes_are_counted_by_campaign_and_day(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(6);
    let mapping = json!({ "wrapUpCodeMapping": { "mapping": {
        "sold": ["businessSuccess", "rightPartyContact"], "no": ["businessFailure", "rightPartyContact"] } } });
    let loans = calling.campaign_with("loans", "loans", mapping);
    let leases = calling.lease(&loans, 3);
    for (lease, code) in leases.iter().zip(["sold", "no", "busy"]) {
        calling.start(lease).expect(200);
        calling.outcome(lease, code).expect(200);
    }
    let quiet = calling.campaign("cards", "cards");
    let body = json!({ "interval": "2026-11-23/2026-11-24", "timeZone": "Asia/Shanghai", "granularity": "Day",
        "groupBy": ["campaignId"],
        "metrics": ["attempts", "rightPartyContacts", "businessSuccesses", "contactRate", "successRate"] });
    let answer = centre
        .post(Role::Supervisor, "/performance/query", &body)
        .expect(200);
    let rows = answer["entities"].as_array().unwrap();
    assert_eq!(rows.len(), 1, "{answer}");
    let row = &rows[0];
    assert_eq!(row["startDate"], "2026-11-22T16:00:00Z");
    assert_eq!(row["group"]["campaignId"], loans);
    assert_eq!(row["names"]["campaign"], "loans");
    let value = |name: &str| row["metrics"][name]["value"].as_f64().unwrap();
    assert_eq!(
        (
            value("attempts"),
            value("rightPartyContacts"),
            value("businessSuccesses")
        ),
        (3.0, 2.0, 1.0)
    );
    assert_eq!(
        (value("contactRate"), value("successRate")),
        (100.0 * 2.0 / 3.0, 100.0 / 3.0)
    );
    let filtered = json!({ "interval": "2026-11-23/2026-11-24", "timeZone": "Asia/Shanghai",
        "metrics": ["attempts"], "filter": { "campaignId": [quiet] } });
    let answer = centre
        .post(Role::Supervisor, "/performance/query", &filtered)
        .expect(200);
    assert!(
        answer["entities"].as_array().unwrap().is_empty(),
        "{answer}"
    );
}
