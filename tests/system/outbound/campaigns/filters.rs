//! Whom a campaign means, and in which order.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use super::super::{Calling, MONDAY_TEN, who};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, text};

impl Calling<'_> {
    /// The same on a list with a balance of each contact.
    fn with_balances(mut self, rows: &str) -> Self {
        let list = json!({ "name": "Balances", "defaultTimeZone": "Asia/Shanghai", "defaultRegion": "CN",
            "columnNames": ["balance"] });
        self.list = self
            .centre
            .post(Role::Planner, "/outbound/contact-lists", &list)
            .id();
        self.imports(&format!("phone,externalId,balance\n{rows}"));
        self
    }

    fn filter_of_balance(&self, at_least: i64) -> Value {
        json!({ "name": "rich", "contactListId": self.list, "clauses": [{ "predicates": [
            { "column": "balance", "columnType": "numeric", "operator": "GREATER_THAN_EQUALS",
              "value": at_least.to_string() }] }] })
    }
}

#[rstest]
fn only_contacts_that_meet_the_filters_are_called_also_when_filters_and_lists_change(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre)
        .with_balances("13800000001,poor,10\n13800000002,rich,500\n13800000003,middle,100\n");
    let filters = "/outbound/contact-list-filters";
    let filter = centre
        .post(Role::Planner, filters, &calling.filter_of_balance(500))
        .id();
    let campaign = calling.campaign_on("loans", &json!({ "contactListFilterIds": [filter] }));
    let held = calling.progress(&campaign)["numberOfContactsHeld"].clone();
    assert_eq!(held, json!({ "filteredOut": 2 }));
    // What lets phones back that a do-not-call list held lets nobody in whom the filter keeps out.
    calling.blocks("+8613800000001");
    centre
        .send(
            Role::Planner,
            "DELETE",
            "/outbound/dnc-lists/tenant/entries/+8613800000001",
            &Value::Null,
        )
        .expect(204);
    assert_eq!(who(&calling.lease(&campaign, 9)), ["rich"]);
    calling
        .imports("phone,externalId,balance\n13800000004,late,900\n13800000005,late and poor,1\n");
    assert_eq!(who(&calling.lease(&campaign, 9)), ["late"]);

    centre.moves_on_by_seconds(60);
    let path = format!("{filters}/{filter}");
    centre
        .put(Role::Planner, &path, 1, &calling.filter_of_balance(100))
        .expect(200);
    calling.evaluates();
    assert_eq!(who(&calling.lease(&campaign, 9)), ["middle"]);
    let one = calling.progress(&campaign)["numberOfContactsHeld"].clone();
    assert_eq!(one, json!({ "filteredOut": 2 }), "poor, and late and poor");
    let contacts = format!("/outbound/contact-lists/{}/contacts", calling.list);
    let contacts = centre.get(Role::Planner, &contacts).expect(200);
    let poor = contacts["entities"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["externalId"] == "poor");
    let path = format!(
        "/outbound/campaigns/{campaign}/contacts/{}/diagnostics",
        text(&poor.unwrap()["id"])
    );
    let told = centre.get(Role::Planner, &path).expect(200);
    assert_eq!(
        (&told["isCallable"], &told["reason"]["reason"]),
        (&json!(false), &json!("filteredOut"))
    );
}

#[rstest]
fn untried_contacts_come_in_the_order_of_the_sorts(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_balances(
        "13800000001,ten,10\n13800000002,none,\n13800000003,nine,9\n13800000004,hundred,100\n",
    );
    let sort = |direction: &str| json!({ "contactSorts": [{ "fieldName": "balance", "direction": direction, "numeric": true }] });
    let down = calling.campaign_on("down", &sort("DESC"));
    assert_eq!(
        who(&calling.lease(&down, 9)),
        ["hundred", "ten", "nine", "none"]
    );
    let up = calling.campaign_on("up", &sort("DESC"));
    let path = format!("/outbound/campaigns/{up}");
    let mut body = json!({ "name": "up", "contactListId": calling.list, "callableTimeSetId": calling.hours,
        "productFamily": "loans" });
    body["contactSorts"] = sort("ASC")["contactSorts"].clone();
    centre.moves_on_by_seconds(5);
    let version = calling.stands(&up)["version"].as_i64().unwrap();
    centre.put(Role::Planner, &path, version, &body).expect(200);
    assert_eq!(
        who(&calling.lease(&up, 9)),
        ["nine", "ten", "hundred", "none"]
    );
}

#[rstest]
fn a_contact_that_filters_leave_out_and_let_back_during_its_call_is_nobody_elses(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling =
        Calling::on(&centre).with_balances("13800000001,middle,100\n13800000002,little,50\n");
    let filters = "/outbound/contact-list-filters";
    let filter = centre
        .post(Role::Planner, filters, &calling.filter_of_balance(10))
        .id();
    let campaign = calling.campaign_on("loans", &json!({ "contactListFilterIds": [filter] }));
    let leases = calling.lease(&campaign, 9);
    assert_eq!(leases.len(), 2);
    for lease in &leases {
        calling.start(lease).expect(200);
    }
    let path = format!("{filters}/{filter}");
    let asks_for = |version, at_least| {
        centre.moves_on_by_seconds(1);
        let body = calling.filter_of_balance(at_least);
        centre.put(Role::Planner, &path, version, &body).expect(200);
        calling.evaluates();
    };
    asks_for(1, 500);
    asks_for(2, 100);
    assert!(calling.lease(&campaign, 9).is_empty(), "both calls run");
    for lease in &leases {
        calling.outcome(lease, "busy").expect(200);
    }
    centre.moves_on_by_seconds(3_600);
    assert_eq!(who(&calling.lease(&campaign, 9)), ["middle"]);
}

#[rstest]
fn recycled_contacts_come_in_the_order_of_the_sorts_and_only_those_the_filters_mean(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_balances(
        "13800000001,ten,10\n13800000002,fifty,50\n13800000003,nine,9\n13800000004,hundred,100\n",
    );
    let filters = "/outbound/contact-list-filters";
    let filter = centre
        .post(Role::Planner, filters, &calling.filter_of_balance(0))
        .id();
    let campaign = calling.campaign_on(
        "down",
        &json!({ "maxAttemptsPerContact": 1, "contactListFilterIds": [filter],
            "contactSorts": [{ "fieldName": "balance", "direction": "DESC", "numeric": true }] }),
    );
    for _ in 0..4 {
        calling.calls(&campaign, "busy");
    }
    centre.moves_on_by_seconds(60);
    let path = format!("{filters}/{filter}");
    centre
        .put(Role::Planner, &path, 1, &calling.filter_of_balance(10))
        .expect(200);
    let again = json!({ "exhausted": true, "start": true });
    let recycled = calling.recycles(&campaign, &again).expect(200);
    assert_eq!(recycled["recycledContacts"], 4);
    assert_eq!(
        who(&calling.lease(&campaign, 9)),
        ["hundred", "fifty", "ten"]
    );
}

#[rstest]
fn a_small_campaign_has_a_small_pool_and_takes_in_whom_its_filters_come_to_mean(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre)
        .with_balances("13800000001,poor,10\n13800000002,rich,500\n13800000003,middle,100\n");
    let filters = "/outbound/contact-list-filters";
    let filter = centre
        .post(Role::Planner, filters, &calling.filter_of_balance(500))
        .id();
    let campaign = calling.campaign_on("loans", &json!({ "contactListFilterIds": [filter] }));
    let states = |campaign: &str| {
        let path = format!("/outbound/campaigns/{campaign}/diagnostics");
        let told = centre.get(Role::Planner, &path).expect(200);
        let states = told["states"].as_array().unwrap().iter();
        let mut counts: Vec<(String, i64)> = states
            .map(|state| {
                (
                    text(&state["code"]).to_owned(),
                    state["contacts"].as_i64().unwrap(),
                )
            })
            .collect();
        counts.sort();
        counts
    };
    let counted = |of: &[(&str, i64)]| -> Vec<(String, i64)> {
        of.iter()
            .map(|(code, count)| ((*code).to_owned(), *count))
            .collect()
    };
    assert_eq!(
        states(&campaign),
        counted(&[("callable", 1), ("filteredOut", 2)])
    );
    assert_eq!(calling.progress(&campaign)["totalNumberOfContacts"], 1);
    // Whom a do-not-call list stops is judged when it comes in, however late that is.
    calling.blocks("+8613800000003");
    centre.moves_on_by_seconds(60);
    let path = format!("{filters}/{filter}");
    centre
        .put(Role::Planner, &path, 1, &calling.filter_of_balance(0))
        .expect(200);
    calling.evaluates();
    assert_eq!(
        states(&campaign),
        counted(&[("callable", 2), ("doNotCall", 1)])
    );
    assert_eq!(who(&calling.lease(&campaign, 9)), ["rich", "poor"]);
    assert_eq!(calling.progress(&campaign)["totalNumberOfContacts"], 3);
}
