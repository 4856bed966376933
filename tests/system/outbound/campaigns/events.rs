//! Events ask for contacts until a deadline.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use super::super::{Calling, MONDAY_TEN, who};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Centre, Engine, assert_problem, list};

impl Calling<'_> {
    fn campaign_of_events(&self) -> String {
        let rules = json!({ "kind": "eventTriggered",
            "eventRules": { "defaultDeadlineMinutes": 30, "channels": ["voice", "sms"] } });
        self.campaign_on("reactions", &rules)
    }

    fn sends_events(&self, campaign: &str, events: &Value) -> Answer {
        let path = format!("/outbound/campaigns/{campaign}/events");
        self.centre
            .post(Role::Dialer, &path, &json!({ "events": events }))
    }

    fn events_of(&self, campaign: &str, state: &str) -> Vec<Value> {
        let path = format!("/outbound/campaigns/{campaign}/events?state={state}");
        let page = self.centre.get(Role::Planner, &path).expect(200);
        list(&page["entities"]).clone()
    }
}

#[rstest]
fn an_event_puts_its_contact_in_the_pool_at_once_and_its_deadline_takes_it_out(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(4);
    let campaign = calling.campaign_of_events();
    assert!(
        calling.lease(&campaign, 9).is_empty(),
        "nobody without an event"
    );
    let taken = calling
        .sends_events(
            &campaign,
            &json!([
            { "clientToken": "one", "externalId": "c0" },
            { "clientToken": "two", "phone": "13800000001", "deadline": "2026-11-23T02:05:00Z" },
            { "externalId": "c2", "channel": "sms" }]),
        )
        .expect(200);
    let results = list(&taken["results"]);
    assert!(results.iter().all(|one| one["state"] == "open"), "{taken}");
    assert_eq!(results[0]["deadline"], "2026-11-23T02:30:00Z");
    let leased = calling.lease(&campaign, 9);
    assert_eq!(who(&leased), ["c0", "c1"]);
    assert_eq!(
        leased[1]["expiresAt"], "2026-11-23T02:05:00Z",
        "no lease outlives the deadline"
    );
    let texts = calling.lease_with(&campaign, 9, json!({ "channel": "sms" }));
    assert_eq!(who(&texts), ["c2"]);

    calling.start(&leased[0]).expect(200);
    calling.outcome(&leased[0], "sold").expect(200);
    assert_eq!(
        calling.events_of(&campaign, "reached")[0]["clientToken"],
        "one"
    );
    centre.moves_on_by_seconds(300);
    assert_problem(&calling.start(&leased[1]), 410, "lease-expired");
    assert!(
        calling.lease(&campaign, 9).is_empty(),
        "its deadline has passed"
    );
    calling.evaluates();
    let dropped = calling.events_of(&campaign, "dropped");
    assert_eq!(
        (&dropped[0]["clientToken"], &dropped[0]["reason"]),
        (&json!("two"), &json!("deadlinePassed"))
    );
    assert_eq!(
        calling.events_of(&campaign, "open").len(),
        1,
        "c2 has its 30 minutes"
    );
    assert_eq!(calling.status(&campaign), "on", "more events may come");

    // The contact may be asked for again.
    let again = calling
        .sends_events(&campaign, &json!([{ "externalId": "c1" }]))
        .expect(200);
    assert_eq!(again["results"][0]["state"], "open");
    assert_eq!(who(&calling.lease(&campaign, 9)), ["c1"]);
}

#[rstest]
fn the_same_token_again_gets_the_same_answer_and_an_open_contact_is_not_asked_for_twice(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(1);
    let campaign = calling.campaign_of_events();
    let event = json!([{ "clientToken": "one", "externalId": "c0" }]);
    let first = calling.sends_events(&campaign, &event).expect(200);
    assert_eq!(calling.sends_events(&campaign, &event).expect(200), first);
    let other = calling
        .sends_events(&campaign, &json!([{ "externalId": "c0" }]))
        .expect(200);
    assert_eq!(other["results"][0]["reason"], "alreadyOpen");
    assert_eq!(calling.lease(&campaign, 9).len(), 1);
}

#[rstest]
fn a_contact_whose_tries_are_used_up_may_be_asked_for_again(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(1);
    let once = json!({ "kind": "eventTriggered", "maxAttemptsPerContact": 1,
        "eventRules": { "defaultDeadlineMinutes": 30 } });
    let campaign = calling.campaign_on("reactions", &once);
    let event = json!([{ "externalId": "c0" }]);
    for _ in 0..2 {
        let taken = calling.sends_events(&campaign, &event).expect(200);
        assert_eq!(taken["results"][0]["state"], "open");
        calling.calls(&campaign, "busy");
        assert!(calling.lease(&campaign, 9).is_empty(), "one try an event");
    }
    assert_eq!(calling.events_of(&campaign, "reached").len(), 2);
}

#[rstest]
fn an_event_that_cannot_be_met_is_dropped_with_its_reason_and_a_bad_one_is_refused(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    // 20:50 in Shanghai; the hours end at 21:00 and begin at 09:00.
    let Some(centre) = Centre::start_at(engine, "2026-11-23T12:50:00Z") else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(3);
    let campaign = calling.campaign_of_events();
    calling.blocks("+8613800000000");
    centre.moves_on_by_seconds(600);
    let taken = calling
        .sends_events(
            &campaign,
            &json!([
            { "externalId": "c0" },
            { "externalId": "c1" },
            { "externalId": "c2", "deadline": "2026-11-24T02:00:00Z" }]),
        )
        .expect(200);
    let reasons: Vec<_> = list(&taken["results"])
        .iter()
        .map(|one| one["reason"].clone())
        .collect();
    assert_eq!(
        reasons,
        [
            json!("doNotCall"),
            json!("notCallableBeforeDeadline"),
            Value::Null
        ]
    );
    centre.moves_on_by_seconds(12 * 3_600);
    assert_eq!(
        who(&calling.lease(&campaign, 9)),
        ["c2"],
        "its hours have begun"
    );
    let bad = calling.sends_events(
        &campaign,
        &json!([
        { "externalId": "nobody" },
        { "externalId": "c1", "phone": "13800000001" },
        { "externalId": "c1", "channel": "email" },
        { "externalId": "c1", "deadline": "2026-11-23T00:00:00Z" }]),
    );
    assert_eq!(
        bad.pointers(),
        [
            "/events/0",
            "/events/1",
            "/events/2/channel",
            "/events/3/deadline"
        ]
    );
    let plain = calling.campaign_off("plain", &json!({}));
    let refused = calling.sends_events(&plain, &json!([{ "externalId": "c1" }]));
    assert_problem(&refused, 409, "not-event-triggered");
}
