//! Who is behind contacts, and what stays of somebody who is erased.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use super::{Calling, MONDAY_TEN, who};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem};

/// The contacts of the list as an administrator sees them.
fn contacts(calling: &Calling<'_>) -> Vec<Value> {
    let path = format!("/outbound/contact-lists/{}/contacts", calling.list);
    let page = calling.centre.get(Role::Admin, &path).expect(200);
    page["entities"].as_array().unwrap().clone()
}

fn person_of(calling: &Calling<'_>, phone: &str) -> String {
    let found = contacts(calling)
        .into_iter()
        .find(|contact| contact["phone"] == phone)
        .unwrap();
    found["personId"].as_str().unwrap().to_owned()
}

#[rstest]
fn contacts_of_one_personid_or_of_one_phone_are_one_person_across_lists(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    calling.imports("phone,personId\n13800000001,li\n13800000002,li\n13800000003,\n");
    let li = person_of(&calling, "+8613800000001");
    assert_eq!(person_of(&calling, "+8613800000002"), li);
    assert_ne!(person_of(&calling, "+8613800000003"), li);
    let other =
        json!({ "name": "Autumn", "defaultTimeZone": "Asia/Shanghai", "defaultRegion": "CN" });
    let other = Calling {
        centre: &centre,
        list: centre
            .post(Role::Planner, "/outbound/contact-lists", &other)
            .id(),
        hours: calling.hours.clone(),
    };
    let report = other.imports("phone,personId\n13800000002,\n13800000003,wu\n13800000001,wu\n");
    assert_eq!(report["ambiguousPersons"], 1);
    assert_eq!(person_of(&other, "+8613800000002"), li);
    let wu = person_of(&other, "+8613800000003");
    assert_eq!(person_of(&calling, "+8613800000003"), wu);
    let path = format!("/outbound/persons/{wu}");
    let person = centre.get(Role::Admin, &path).expect(200);
    assert_eq!(person["externalId"], "wu");
    assert_eq!(
        person["phones"],
        json!(["+8613800000001", "+8613800000003"])
    );
    let masked = centre.get(Role::Planner, &path).expect(200);
    assert_eq!(masked["phones"][0], "+86******0001");
    let listed = centre
        .get(Role::Planner, &format!("{path}/contacts"))
        .expect(200);
    assert_eq!(listed["entities"].as_array().unwrap().len(), 3);
    let shared = centre.post(
        Role::Planner,
        "/outbound/persons/search",
        &json!({ "phone": "+86 138 0000 0001" }),
    );
    let shared = shared.expect(200);
    assert_eq!(shared["entities"].as_array().unwrap().len(), 2);
    assert_problem(
        &centre.post(Role::Planner, "/outbound/persons/search", &json!({})),
        422,
        "invalid",
    );
}

#[rstest]
fn whoever_was_known_by_a_phone_alone_becomes_the_person_who_is_named_later(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    calling.imports("phone,personId,externalId\n13800000001,,c1\n13800000002,li,c2\n");
    let before = person_of(&calling, "+8613800000001");
    let campaign = calling.campaign("loans", "loans");
    for lease in calling.lease(&campaign, 2) {
        if lease["externalId"] == "c1" {
            calling.start(&lease).expect(200);
            calling.outcome(&lease, "refused").expect(200);
        } else {
            calling.send(&lease, "release", json!({})).expect(200);
        }
    }
    let other =
        json!({ "name": "Autumn", "defaultTimeZone": "Asia/Shanghai", "defaultRegion": "CN" });
    let other = Calling {
        centre: &centre,
        list: centre
            .post(Role::Planner, "/outbound/contact-lists", &other)
            .id(),
        hours: calling.hours.clone(),
    };
    other.imports("phone,personId\n13800000001,li\n");
    let li = person_of(&calling, "+8613800000002");
    assert_eq!(person_of(&calling, "+8613800000001"), li);
    assert_problem(
        &centre.get(Role::Planner, &format!("/outbound/persons/{before}")),
        404,
        "not-found",
    );
    // What one of them refused, both have.
    assert!(calling.lease(&campaign, 10).is_empty());
}

#[rstest]
fn what_one_of_two_consented_to_frees_the_contacts_of_the_person_they_are(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    calling.imports("phone,personId,externalId\n13800000001,,c1\n13800000002,li,c2\n");
    let unnamed = person_of(&calling, "+8613800000001");
    let ledger = format!("/outbound/persons/{unnamed}/ledger");
    let given = json!({ "kind": "consent", "source": "form 7" });
    centre.post(Role::Planner, &ledger, &given).expect(200);
    let asks =
        json!({ "name": "by consent", "isDefault": true, "terms": { "consentRequired": true } });
    centre
        .post(Role::Planner, "/outbound/contact-policies", &asks)
        .expect(201);
    let campaign = calling.campaign("loans", "loans");
    assert_eq!(who(&calling.lease(&campaign, 10)), ["c1"]);
    let other =
        json!({ "name": "Autumn", "defaultTimeZone": "Asia/Shanghai", "defaultRegion": "CN" });
    let other = Calling {
        centre: &centre,
        list: centre
            .post(Role::Planner, "/outbound/contact-lists", &other)
            .id(),
        hours: calling.hours.clone(),
    };
    other.imports("phone,personId\n13800000001,li\n");
    assert_eq!(who(&calling.lease(&campaign, 10)), ["c2"]);
}

#[rstest]
fn of_an_erased_person_only_what_was_done_stays_and_do_not_call_outlives_the_phone(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    calling.imports("phone,name,externalId,personId\n13800000001,Li,c1,li\n13800000002,Wu,c2,wu\n");
    let campaign = calling.campaign("loans", "loans");
    let leases = calling.lease(&campaign, 2);
    let lease = leases
        .iter()
        .find(|lease| lease["externalId"] == "c1")
        .unwrap();
    calling.start(lease).expect(200);
    calling.outcome(lease, "never").expect(200);
    let li = person_of(&calling, "+8613800000001");
    let path = format!("/outbound/persons/{li}");
    let tier = json!({ "tier": "gold", "reason": "Li asked by letter", "expiresAt": "2026-11-30T00:00:00Z" });
    let tier_path = format!("/outbound/service-tier-overrides/{li}");
    centre
        .send(Role::Planner, "PUT", &tier_path, &tier)
        .expect(200);
    let nobody = centre.get(Role::Planner, "/outbound/persons/nobody/ledger");
    assert_problem(&nobody, 404, "not-found");

    let held = centre
        .get(Role::Admin, &format!("{path}/export"))
        .expect(200);
    assert_eq!(held["contacts"][0]["name"], "Li");
    assert_eq!(held["attempts"][0]["wrapUpCode"], "never");
    assert_eq!(held["doNotCall"][0]["phone"], "+8613800000001");
    let entries = held["ledger"].as_array().unwrap();
    assert!(entries.iter().any(|entry| entry["kind"] == "attempt"
        && entry["phone"] == "+8613800000001"
        && entry["wrapUpCode"] == "never"));
    assert_eq!(held["serviceTier"]["reason"], "Li asked by letter");
    let erase = format!("{path}/erase");
    assert_problem(
        &centre.post(Role::Planner, &erase, &Value::Null),
        403,
        "forbidden",
    );

    let erased = centre.post(Role::Admin, &erase, &Value::Null).expect(200);
    assert_eq!(
        (&erased["contacts"], &erased["phones"]),
        (&json!(1), &json!(1))
    );
    let again = centre.post(Role::Admin, &erase, &Value::Null).expect(200);
    assert_eq!(again["contacts"], 0);
    let left = centre
        .get(Role::Admin, &format!("{path}/export"))
        .expect(200);
    assert_eq!(left["attempts"].as_array().unwrap().len(), 1);
    assert_eq!(left["serviceTier"], Value::Null);
    assert_eq!(left["contacts"][0]["phone"], "erased");
    let text = left.to_string();
    assert!(
        !text.contains("0000001") && !text.contains("\"Li\"") && !text.contains("\"c1\""),
        "{text}"
    );
    let entries = centre
        .get(Role::Planner, "/outbound/dnc-lists/tenant")
        .expect(200);
    assert_eq!(entries["size"], 0);
    assert_eq!(calling.progress(&campaign)["numberOfContactsCalled"], 1);

    // A campaign that begins later does not take up whom it cannot call.
    let later = calling.campaign("cards", "cards");
    assert_eq!(super::who(&calling.lease(&later, 10)), ["c2"]);

    // The phone comes back: nobody knows whose it was, but it is not called.
    let report = calling.imports("phone,externalId\n13800000001,c3\n13800000003,c4\n");
    assert_eq!(report["imported"], 2);
    assert_ne!(person_of(&calling, "+8613800000001"), li);
    assert_eq!(super::who(&calling.lease(&campaign, 10)), ["c4"]);
    let progress = calling.progress(&campaign);
    assert_eq!(progress["numberOfContactsSkipped"]["doNotCall"], 1);
}

#[rstest]
fn a_phone_that_another_person_has_stays_that_persons(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    calling.imports("phone,personId\n13800000001,li\n");
    let other =
        json!({ "name": "Autumn", "defaultTimeZone": "Asia/Shanghai", "defaultRegion": "CN" });
    let other = Calling {
        centre: &centre,
        list: centre
            .post(Role::Planner, "/outbound/contact-lists", &other)
            .id(),
        hours: calling.hours.clone(),
    };
    other.imports("phone,personId\n13800000001,wu\n");
    calling.blocks("+8613800000001");
    let li = person_of(&calling, "+8613800000001");
    let contact = contacts(&calling)[0]["id"].as_str().unwrap().to_owned();
    let refusal = json!({ "kind": "refusal", "productFamily": "loans" });
    let ledger = format!("/outbound/contacts/{contact}/ledger");
    centre.post(Role::Planner, &ledger, &refusal).expect(200);
    let erase = format!("/outbound/persons/{li}/erase");
    let erased = centre.post(Role::Admin, &erase, &Value::Null).expect(200);
    assert_eq!(
        (&erased["contacts"], &erased["phones"]),
        (&json!(1), &json!(0))
    );
    assert_eq!(contacts(&calling)[0]["phone"], "erased");
    assert_eq!(contacts(&other)[0]["phone"], "+8613800000001");
    let entries = centre
        .get(Role::Planner, "/outbound/dnc-lists/tenant")
        .expect(200);
    assert_eq!(entries["size"], 1);
    // What was said on the phone stays with it, and tells nothing of who is gone.
    let left = centre
        .get(Role::Admin, &format!("/outbound/persons/{li}/ledger"))
        .expect(200);
    assert_eq!(left["entities"], json!([]));
    let wu = person_of(&other, "+8613800000001");
    let of_phone = contacts(&other)[0]["id"].as_str().unwrap().to_owned();
    let of_phone = centre
        .get(
            Role::Admin,
            &format!("/outbound/contacts/{of_phone}/ledger"),
        )
        .expect(200);
    assert_eq!(of_phone["entities"][0]["kind"], "refusal");
    assert_ne!(wu, li);
}

#[rstest]
fn what_a_person_refused_and_entries_with_an_end_outlive_its_phones(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    calling.imports("phone,personId\n13800000001,li\n13800000002,li\n");
    let entry = json!({ "phone": "+8613800000001", "expiresAt": "2026-11-23T03:00:00Z" });
    let path = "/outbound/dnc-lists/tenant/entries";
    centre.post(Role::Planner, path, &entry).expect(200);
    let li = person_of(&calling, "+8613800000001");
    let refusal = json!({ "kind": "refusal", "productFamily": "loans" });
    let ledger = format!("/outbound/persons/{li}/ledger");
    centre.post(Role::Planner, &ledger, &refusal).expect(200);
    let erase = format!("/outbound/persons/{li}/erase");
    centre.post(Role::Admin, &erase, &Value::Null).expect(200);
    calling.imports("phone,externalId\n13800000001,c1\n13800000002,c2\n");
    let loans = calling.campaign("loans", "loans");
    assert!(
        calling.lease(&loans, 10).is_empty(),
        "both were the person's"
    );
    let cards = calling.campaign("cards", "cards");
    assert_eq!(super::who(&calling.lease(&cards, 10)), ["c2"]);
    let listed = centre.get(Role::Admin, path).expect(200);
    assert_eq!(listed["entities"][0]["expiresAt"], "2026-11-23T03:00:00Z");
}

#[rstest]
fn the_export_of_a_person_has_its_places_in_pools_its_leases_and_its_ledger(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    calling.imports("phone,personId\n13800000001,li\n13800000002,wu\n");
    let loans = calling.campaign("loans", "loans");
    assert_eq!(calling.lease(&loans, 10).len(), 2);
    let li = person_of(&calling, "+8613800000001");
    let refusal = json!({ "kind": "refusal", "productFamily": "loans" });
    let ledger = format!("/outbound/persons/{li}/ledger");
    centre.post(Role::Planner, &ledger, &refusal).expect(200);
    let path = format!("/outbound/persons/{li}/export");
    let export = centre.get(Role::Admin, &path).expect(200);
    assert_eq!(export["ledger"][0]["kind"], "refusal");
    let further = &export["furtherRows"];
    let contact = &export["contacts"][0]["id"];
    for table in ["campaignContacts", "leases"] {
        let rows = further[table].as_array().unwrap();
        assert_eq!(rows.len(), 1, "{table}: {rows:?}");
        assert_eq!(&rows[0]["contactId"], contact);
    }
    assert_eq!(further["personPhones"][0]["phone"], "+8613800000001");
    assert!(!export.to_string().contains("13800000002"), "another's");
    let told = centre
        .get(Role::Admin, "/audit-log?action=outbound:person:export")
        .expect(200);
    assert_eq!(told["entities"][0]["entityId"], li.as_str());
}
