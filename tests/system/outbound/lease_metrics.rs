//! What metrics tell of leases.

use rstest::rstest;
use serde_json::json;

use super::{Calling, MONDAY_TEN};
use crate::metrics::{exposed, value};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine};

/// Other tests of this process lease as well: the counters are its own.
#[rstest]
fn leases_and_refused_starts_are_counted(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(3);
    let campaign = calling.campaign("Cards", "cards");
    let before = exposed(&centre);
    let leases = calling.lease(&campaign, 5);
    assert_eq!(leases.len(), 3);
    calling.start(&leases[0]).expect(200);
    let mut stale = leases[1].clone();
    stale["token"] = json!(leases[1]["token"].as_i64().unwrap() - 1);
    assert!(calling.start(&stale).status >= 400);
    let after = exposed(&centre);
    for (series, least) in [
        ("crewcast_leases_granted_total", 3.0),
        (r#"crewcast_lease_requests_total{outcome="granted"}"#, 1.0),
        (r#"crewcast_lease_starts_total{outcome="allowed"}"#, 1.0),
        (r#"crewcast_lease_starts_total{outcome="refused"}"#, 1.0),
    ] {
        let more = value(&after, series) - value(&before, series);
        assert!(more >= least, "{series} rose by {more}");
    }
}
