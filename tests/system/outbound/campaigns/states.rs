//! Started, stopped, paused, complete, invalid, recycled.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use super::super::{Calling, MONDAY_TEN, who};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem, text};

#[rstest]
fn a_campaign_is_stopping_while_a_call_runs_and_off_when_it_has_ended(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(3);
    let campaign = calling.campaign_on("loans", &json!({}));
    let leases = calling.lease(&campaign, 2);
    calling.start(&leases[0]).expect(200);
    let stopped = calling.asks(&campaign, "stop").expect(200);
    assert_eq!(stopped["campaignStatus"], "stopping");
    assert_eq!(stopped["statusReason"]["code"], "by-hand");
    assert_problem(&calling.start(&leases[1]), 409, "campaign-not-on");
    let heartbeat = json!({ "ttlSeconds": 900 });
    calling.send(&leases[0], "heartbeat", heartbeat).expect(200);
    calling.evaluates();
    assert_eq!(calling.status(&campaign), "stopping", "the call runs");
    calling.outcome(&leases[0], "sold").expect(200);
    calling.evaluates();
    assert_eq!(calling.status(&campaign), "off");
    assert_eq!(calling.why(&campaign), "by-hand");
}

#[rstest]
fn a_campaign_is_complete_when_nobody_is_left_unless_it_always_runs_or_has_nobody_yet(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    let empty = calling.campaign_on("empty", &json!({}));
    calling.evaluates();
    assert_eq!(
        calling.status(&empty),
        "on",
        "its contacts are still to come"
    );
    calling.imports("phone\n13800000001\n13800000002\n");
    let lasting = calling.campaign_on("lasting", &json!({ "alwaysRunning": true }));
    for campaign in [&empty, &lasting] {
        calling.calls(campaign, "sold");
        calling.blocks("+8613800000002");
    }
    calling.evaluates();
    assert_eq!(calling.status(&empty), "complete");
    assert_eq!(calling.why(&empty), "nothing-left");
    assert_eq!(calling.status(&lasting), "on");
    let path = format!("/outbound/campaigns/{empty}/leases");
    let body = json!({ "count": 1, "ttlSeconds": 60, "dialerId": "d" });
    assert_problem(
        &centre.post(Role::Dialer, &path, &body),
        409,
        "campaign-not-on",
    );
    assert_problem(&calling.asks(&empty, "pause"), 409, "campaign-transition");
}

#[rstest]
fn a_campaign_whose_filter_is_gone_becomes_invalid_says_why_and_starts_when_it_is_mended(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(2);
    let filter = json!({ "name": "all", "contactListId": calling.list, "clauses": [{ "predicates": [
        { "column": "externalId", "columnType": "alphabetic", "operator": "BEGINS_WITH", "value": "c" }] }] });
    let filters = "/outbound/contact-list-filters";
    let filter = centre.post(Role::Planner, filters, &filter).id();
    let more = json!({ "contactListFilterIds": [filter] });
    let campaign = calling.campaign_on("loans", &more);
    let path = format!("{filters}/{filter}");
    centre
        .send(Role::Planner, "DELETE", &path, &Value::Null)
        .expect(204);
    calling.evaluates();
    let invalid = calling.stands(&campaign);
    assert_eq!(invalid["campaignStatus"], "invalid");
    assert_eq!(invalid["errors"][0]["pointer"], "/contactListFilterIds/0");
    assert_eq!(invalid["errors"][0]["code"], "not-found");
    assert_eq!(
        calling.asks(&campaign, "start").expect(200)["campaignStatus"],
        "invalid"
    );
    let mut mended = json!({ "name": "loans", "contactListId": calling.list, "callableTimeSetId": calling.hours,
        "productFamily": "loans" });
    mended["wrapUpCodeMapping"] = super::outcomes();
    let path = format!("/outbound/campaigns/{campaign}");
    let version = calling.stands(&campaign)["version"].as_i64().unwrap();
    centre
        .put(Role::Planner, &path, version, &mended)
        .expect(200);
    let started = calling.asks(&campaign, "start").expect(200);
    assert_eq!(
        (&started["campaignStatus"], &started["errors"]),
        (&json!("on"), &json!([]))
    );
    assert_eq!(calling.lease(&campaign, 5).len(), 2);
}

#[rstest]
fn chosen_outcomes_are_recycled_and_their_attempts_stay_on_record(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(4);
    let once = json!({ "maxAttemptsPerContact": 1 });
    let campaign = calling.campaign_on("loans", &once);
    let leases = calling.lease(&campaign, 4);
    for (lease, code) in leases.iter().zip(["busy", "no", "sold", "refused"]) {
        calling.start(lease).expect(200);
        calling.outcome(lease, code).expect(200);
    }
    calling.evaluates();
    assert_eq!(calling.status(&campaign), "complete");
    let refused = calling.recycles(&campaign, &json!({ "wrapUpCodes": ["refused"] }));
    assert_problem(&refused, 422, "invalid");
    assert_eq!(refused.pointers(), ["/wrapUpCodes/0"]);
    let nothing = calling.recycles(&campaign, &json!({}));
    assert_eq!(nothing.pointers(), ["/wrapUpCodes"]);

    let recycled = calling
        .recycles(&campaign, &json!({ "exhausted": true }))
        .expect(200);
    assert_eq!(recycled["recycledContacts"], 1, "busy was the last try");
    assert_eq!(recycled["campaign"]["campaignStatus"], "off");
    let more = json!({ "wrapUpCodes": ["no"], "start": true });
    let recycled = calling.recycles(&campaign, &more).expect(200);
    assert_eq!(recycled["recycledContacts"], 1);
    assert_eq!(recycled["campaign"]["campaignStatus"], "on");
    let mut again = who(&calling.lease(&campaign, 9))
        .into_iter()
        .map(str::to_owned)
        .collect::<Vec<_>>();
    again.sort();
    let mut expected = vec![
        text(&leases[0]["externalId"]),
        text(&leases[1]["externalId"]),
    ];
    expected.sort();
    assert_eq!(again, expected);
    let contact = text(&leases[0]["contactId"]);
    let ledger = format!("/outbound/contacts/{contact}/ledger");
    let kept = centre.get(Role::Planner, &ledger).expect(200);
    assert_eq!(kept["entities"].as_array().map(Vec::len), Some(1), "{kept}");
}

#[rstest]
fn what_a_kind_or_mode_needs_is_asked_when_the_campaign_is_made(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    for (more, pointer) in [
        (json!({ "kind": "multiStep" }), "/steps"),
        (json!({ "kind": "recurring" }), "/recurrence"),
        (json!({ "kind": "eventTriggered" }), "/eventRules"),
        (
            json!({ "recurrence": { "timeZone": "UTC", "start": "2026-12-01T06:00", "type": "daily" } }),
            "/recurrence",
        ),
        (
            json!({ "dialingMode": "preview" }),
            "/previewTimeOutSeconds",
        ),
        (json!({ "maxCallsPerAgent": 0.5 }), "/maxCallsPerAgent"),
        (
            json!({ "contactSorts": [{ "fieldName": "balance" }] }),
            "/contactSorts/0/fieldName",
        ),
        (json!({ "budgets": { "money": 5.0 } }), "/budgets"),
        (
            json!({ "contactListFilterIds": ["x"] }),
            "/contactListFilterIds/0",
        ),
    ] {
        assert_eq!(calling.makes("x", &more).pointers(), [pointer], "{more}");
    }
    let campaign = calling.campaign_off("loans", &json!({}));
    let path = format!("/outbound/campaigns/{campaign}");
    let other = json!({ "name": "loans", "contactListId": calling.list, "callableTimeSetId": calling.hours,
        "productFamily": "loans", "kind": "prospect" });
    let refused = centre.put(Role::Planner, &path, 1, &other);
    assert_problem(&refused, 409, "campaign-kind-fixed");
}

#[rstest]
fn a_preview_names_its_agent_and_an_agentless_campaign_has_none(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(2);
    let preview = json!({ "dialingMode": "preview", "previewTimeOutSeconds": 45 });
    let preview = calling.campaign_on("preview", &preview);
    let asks = |campaign: &str, more: Value| {
        let mut body = json!({ "count": 1, "ttlSeconds": 600, "dialerId": "d1" });
        for (key, value) in more.as_object().into_iter().flatten() {
            body[key] = value.clone();
        }
        centre.post(
            Role::Dialer,
            &format!("/outbound/campaigns/{campaign}/leases"),
            &body,
        )
    };
    assert_eq!(asks(&preview, json!({})).pointers(), ["/agentId"]);
    let lease = asks(&preview, json!({ "agentId": "ada" })).expect(200);
    assert_eq!(lease["leases"][0]["expiresAt"], "2026-11-23T02:00:45Z");
    let agentless = calling.campaign_on("agentless", &json!({ "dialingMode": "agentless" }));
    assert_eq!(
        asks(&agentless, json!({ "agentId": "ada" })).pointers(),
        ["/agentId"]
    );
    assert_eq!(
        asks(&agentless, json!({})).expect(200)["leases"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
}
