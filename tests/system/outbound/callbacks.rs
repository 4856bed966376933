//! Promised calls: first when they are due, and for whom they were promised.

use chrono_tz::Asia;
use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use super::{Calling, MONDAY_TEN, who};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Engine, Floor, assert_problem};

/// A floor with two agents at ten on Monday.
fn floor(engine: Engine) -> Option<Floor> {
    Floor::start(engine, MONDAY_TEN, Asia::Shanghai, &["Ada", "Bea"])
}

#[rstest]
fn a_promised_call_comes_first_at_its_time_and_not_before(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(floor) = floor(engine) else {
        return;
    };
    let centre = &floor.centre;
    let calling = Calling::on(centre).with_contacts(3);
    let campaign = calling.campaign_with("loans", "loans", json!({ "minutesBetweenAttempts": 0 }));
    let lease = calling.lease(&campaign, 1).remove(0);
    let at = json!({ "wrapUpCode": "later", "callbackAt": "2026-11-23T05:00:00Z" });
    let outcome = calling.send(&lease, "outcome", at.clone()).expect(200);
    assert_eq!(outcome["nextAttemptAt"], "2026-11-23T05:00:00Z");
    assert_eq!(calling.send(&lease, "outcome", at).expect(200), outcome);
    let path = format!("/outbound/campaigns/{campaign}/callbacks");
    let listed = centre.get(Role::Supervisor, &path).expect(200);
    assert_eq!(listed["entities"][0]["callbackAt"], "2026-11-23T05:00:00Z");
    assert_eq!(listed["entities"][0]["phone"], "+86******0000");
    assert_eq!(calling.progress(&campaign)["numberOfCallbacks"], 1);
    centre.moves_on_by_seconds(3 * 3_600 - 1);
    assert_eq!(
        who(&calling.lease_with(&campaign, 1, json!({ "ttlSeconds": 1 }))),
        ["c1"]
    );
    centre.moves_on_by_seconds(1);
    let leases = calling.lease(&campaign, 2);
    assert_eq!(who(&leases), ["c0", "c2"]);
    assert_eq!(leases[0]["reason"], "callback");
    assert_eq!(leases[0]["callbackAt"], "2026-11-23T05:00:00Z");
    assert_eq!(leases[1]["reason"], "longestWaiting");
    calling.outcome(&leases[0], "sold").expect(200);
    assert_eq!(calling.progress(&campaign)["numberOfCallbacks"], 0);
}

#[rstest]
fn an_agents_promise_waits_for_that_agent_and_then_goes_to_anyone(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(floor) = floor(engine) else {
        return;
    };
    let centre = &floor.centre;
    let calling = Calling::on(centre).with_contacts(1);
    let terms = json!({ "minutesBetweenAttempts": 0, "agentCallbackMinutes": 30 });
    let campaign = calling.campaign_with("loans", "loans", terms);
    let (ada, bea) = (floor.agent("Ada"), floor.agent("Bea"));
    let lease = calling.lease(&campaign, 1).remove(0);
    let at = json!({ "wrapUpCode": "later", "callbackAt": "2026-11-23T05:00:00Z", "callbackAgentId": ada });
    calling.send(&lease, "outcome", at).expect(200);
    centre.moves_on_by_seconds(3 * 3_600);
    let asks = |agent: Value| calling.lease_with(&campaign, 1, json!({ "agentId": agent }));
    assert!(asks(json!(bea)).is_empty());
    assert!(asks(Value::Null).is_empty());
    let lease = asks(json!(ada)).remove(0);
    assert_eq!(lease["externalId"], "c0");
    calling.send(&lease, "release", json!({})).expect(200);
    assert!(asks(json!(bea)).is_empty(), "given back, it is still Ada's");
    centre.moves_on_by_seconds(1_800);
    assert_eq!(who(&asks(json!(bea))), ["c0"]);
}

#[rstest]
fn a_promise_that_cannot_be_kept_is_refused_with_the_next_time_that_would_do(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(floor) = floor(engine) else {
        return;
    };
    let calling = Calling::on(&floor.centre).with_contacts(1);
    let campaign = calling.campaign("loans", "loans");
    let lease = calling.lease(&campaign, 1).remove(0);
    let refused = |more: Value| {
        let mut body = json!({ "wrapUpCode": "later" });
        for (key, value) in more.as_object().into_iter().flatten() {
            body[key] = value.clone();
        }
        let answer = calling.send(&lease, "outcome", body);
        assert_problem(&answer, 422, "invalid");
        (answer.pointers(), answer.text)
    };
    // 22:00 in Shanghai; the hours begin at 09:00.
    let (pointers, text) = refused(json!({ "callbackAt": "2026-11-23T14:00:00Z" }));
    assert_eq!(pointers, ["/callbackAt"]);
    assert!(text.contains("2026-11-24T01:00:00Z"), "{text}");
    let nobody = json!({ "callbackAt": "2026-11-23T05:00:00Z", "callbackAgentId": "nobody" });
    assert_eq!(refused(nobody).0, ["/callbackAgentId"]);
    assert_eq!(
        refused(json!({ "callbackAgentId": "nobody" })).0,
        ["/callbackAgentId"]
    );
    assert_eq!(calling.outcome(&lease, "later").expect(200)["attempt"], 1);
}

#[rstest]
fn a_promise_to_someone_who_must_not_be_called_any_more_is_off(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(floor) = floor(engine) else {
        return;
    };
    let centre = &floor.centre;
    let calling = Calling::on(centre).with_contacts(1);
    let campaign = calling.campaign("loans", "loans");
    let lease = calling.lease(&campaign, 1).remove(0);
    let at = json!({ "wrapUpCode": "later", "callbackAt": "2026-11-23T05:00:00Z" });
    calling.send(&lease, "outcome", at).expect(200);
    calling.blocks("+8613800000000");
    centre.moves_on_by_seconds(3 * 3_600);
    assert!(calling.lease(&campaign, 1).is_empty());
    let progress = calling.progress(&campaign);
    assert_eq!(progress["numberOfCallbacks"], 0);
    assert_eq!(progress["numberOfContactsHeld"], json!({ "doNotCall": 1 }));
}
