//! Contacts and do-not-call lists.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::json;

use super::{Calling, MONDAY_TEN};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem};

#[rstest]
fn a_bad_row_keeps_all_out_and_is_named_unless_a_part_is_asked_for(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    let csv =
        "Mobile,timeZone\n13800001234,\n12,\n13800001235,Asia/Peking\n+8613800001234,Asia/Tokyo\n";
    let path = format!(
        "/outbound/contact-lists/{}/contacts/import?phoneColumn=mobile",
        calling.list
    );
    let refused = centre.upload(Role::Planner, &path, "text/csv", csv);
    assert_problem(&refused, 422, "invalid");
    let pointers: Vec<_> = refused.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| fault["pointer"].clone())
        .collect();
    assert_eq!(pointers, ["/rows/3/phone", "/rows/4/timeZone"]);
    let list = format!("/outbound/contact-lists/{}", calling.list);
    assert_eq!(centre.get(Role::Planner, &list).expect(200)["size"], 0);

    let path = format!("{path}&acceptPartial=true");
    let report = centre
        .upload(Role::Planner, &path, "text/csv", csv)
        .expect(200);
    assert_eq!(
        (
            &report["imported"],
            &report["duplicates"],
            &report["rejected"]
        ),
        (&json!(1), &json!(1), &json!(2))
    );
    let again = centre
        .upload(Role::Planner, &path, "text/csv", csv)
        .expect(200);
    assert_eq!(
        (&again["imported"], &again["duplicates"]),
        (&json!(0), &json!(2))
    );
}

#[rstest]
fn phones_are_masked_for_planners_and_whole_for_administrators(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(1);
    let path = format!("/outbound/contact-lists/{}/contacts", calling.list);
    let phone = |role| centre.get(role, &path).expect(200)["entities"][0]["phone"].clone();
    assert_eq!(phone(Role::Planner), "+86******0000");
    assert_eq!(phone(Role::Admin), "+8613800000000");
}

#[rstest]
fn nobody_on_the_campaigns_or_the_tenants_do_not_call_list_is_leased(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(3);
    let own = centre
        .post(
            Role::Planner,
            "/outbound/dnc-lists",
            &json!({ "name": "Spring's own" }),
        )
        .id();
    let bound = calling.campaign_with("bound", "loans", json!({ "dncListIds": [own.clone()] }));
    let free = calling.campaign("free", "cards");
    let add = |list: &str, phone: &str| {
        let path = format!("/outbound/dnc-lists/{list}/entries");
        centre
            .post(Role::Planner, &path, &json!({ "phones": [phone] }))
            .expect(200)
    };
    assert_eq!(add(&own, "+8613800000000")["added"], 1);
    assert_eq!(add("tenant", "+8613800000001")["added"], 1);
    assert_eq!(add("tenant", "+86 138 0000 0001")["added"], 0);
    assert_eq!(calling.lease(&bound, 10).len(), 1);
    assert_eq!(calling.lease(&free, 10).len(), 2);
    let progress = format!("/outbound/campaigns/{bound}/progress");
    let progress = centre.get(Role::Planner, &progress).expect(200);
    assert_eq!(progress["numberOfContactsSkipped"]["doNotCall"], 2);
    assert_eq!(progress["numberOfContactsLeased"], 1);
    let deleted = centre.send(
        Role::Planner,
        "DELETE",
        &format!("/outbound/dnc-lists/{own}"),
        &serde_json::Value::Null,
    );
    assert_problem(&deleted, 409, "in-use");
}

#[rstest]
fn an_edit_of_an_old_version_is_refused(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    let path = format!("/outbound/contact-lists/{}", calling.list);
    let body = json!({ "name": "Summer", "defaultTimeZone": "Asia/Tokyo", "defaultRegion": "JP" });
    assert_eq!(
        centre.put(Role::Planner, &path, 1, &body).expect(200)["version"],
        2
    );
    assert_problem(&centre.put(Role::Planner, &path, 1, &body), 412, "stale");
}
