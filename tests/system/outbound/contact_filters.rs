//! Columns of lists, and filters on them.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use super::{Calling, MONDAY_TEN};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem};

/// A list with columns and four contacts.
fn debts(centre: &Centre) -> String {
    let list = json!({ "name": "Debts", "defaultTimeZone": "Asia/Shanghai", "defaultRegion": "CN",
        "columnNames": ["Mobile", "Office", "Balance", "Due", "Note"],
        "phoneColumns": [{ "columnName": "Mobile", "type": "mobile" }, { "columnName": "Office", "type": "work" }],
        "columnDataTypeSpecifications": [
            { "columnName": "Balance", "columnDataType": "numeric" }, { "columnName": "Due", "columnDataType": "date" }] });
    let id = centre
        .post(Role::Planner, "/outbound/contact-lists", &list)
        .id();
    let csv = "externalId,Mobile,Office,Balance,Due,Note\n\
        c1,13800000001,,9.50,2026-11-01,=1+1\n\
        c2,12,13800000002,100,2026-11-24,\n\
        c3,13800000003,, 1000.00 ,,-\n\
        c4,13800000004,,,2027-01-01,vip\n";
    let path = format!("/outbound/contact-lists/{id}/contacts/import");
    let report = centre
        .upload(Role::Planner, &path, "text/csv", csv)
        .expect(200);
    assert_eq!(report["imported"], 4, "{report}");
    id
}

fn preview(centre: &Centre, list: &str, predicates: &Value) -> Value {
    let body = json!({ "contactListId": list, "clauses": [{ "predicates": predicates }] });
    let path = "/outbound/contact-list-filters/preview";
    centre.post(Role::Planner, path, &body).expect(200)
}

#[rstest]
fn a_contact_is_called_on_its_first_phone_that_can_be_dialled_and_keeps_its_data(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let list = debts(&centre);
    let path = format!("/outbound/contact-lists/{list}/contacts");
    let listed = centre.get(Role::Admin, &path).expect(200);
    assert_eq!(listed["entities"][1]["phone"], "+8613800000002");
    assert_eq!(
        listed["entities"][2]["data"],
        json!({ "Mobile": "13800000003", "Balance": "1000.00", "Note": "-" })
    );
    let masked = centre.get(Role::Planner, &path).expect(200);
    assert_ne!(masked["entities"][2]["data"]["Mobile"], "13800000003");
    let unmasked = json!({ "name": "Debts", "defaultTimeZone": "Asia/Shanghai", "defaultRegion": "CN",
        "columnNames": ["Mobile"] });
    let edit = format!("/outbound/contact-lists/{list}");
    let refused = centre.put(Role::Planner, &edit, 1, &unmasked);
    assert_problem(&refused, 422, "invalid");
    assert_eq!(refused.pointers(), ["/phoneColumns"]);
    let wrong = centre.upload(
        Role::Planner,
        &format!("{path}/import"),
        "text/csv",
        "phone,Balance,Due\n13800000005,much,\n13800000006,,soon\n",
    );
    assert_problem(&wrong, 422, "invalid");
    assert_eq!(wrong.pointers(), ["/rows/2/Balance", "/rows/3/Due"]);
}

#[rstest]
fn a_preview_counts_whom_the_conditions_mean_at_this_hour(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let list = debts(&centre);
    let less = json!([{ "column": "Balance", "columnType": "numeric", "operator": "LESS_THAN", "value": "99.9" }]);
    let told = preview(&centre, &list, &less);
    assert_eq!(
        (&told["filteredContacts"], &told["totalContacts"]),
        (&json!(1), &json!(4))
    );
    assert_eq!(told["preview"][0]["externalId"], "c1");
    let soon = json!([{ "column": "Due", "operator": "BETWEEN", "range": { "min": "PT0M", "max": "P30D" } }]);
    assert_eq!(
        preview(&centre, &list, &soon)["preview"][0]["externalId"],
        "c2"
    );
    let not_vip =
        json!([{ "column": "Note", "operator": "EQUALS", "value": "vip", "inverted": true }]);
    assert_eq!(preview(&centre, &list, &not_vip)["filteredContacts"], 3);
    let body = json!({ "contactListId": list, "clauses": [{ "predicates": [
        { "column": "Street", "operator": "EQUALS", "value": "x" },
        { "column": "Due", "operator": "BEFORE", "value": "soon" }] }] });
    let wrong = centre.post(
        Role::Planner,
        "/outbound/contact-list-filters/preview",
        &body,
    );
    assert_problem(&wrong, 422, "invalid");
    assert_eq!(
        wrong.pointers(),
        [
            "/clauses/0/predicates/0/column",
            "/clauses/0/predicates/1/value"
        ]
    );
}

#[rstest]
fn an_export_has_the_contacts_of_a_filter_and_no_cell_that_runs(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let list = debts(&centre);
    let filter = json!({ "name": "Small debts", "contactListId": list, "filterType": "OR", "clauses": [
        { "predicates": [{ "column": "Balance", "columnType": "numeric", "operator": "LESS_THAN", "value": "50" }] },
        { "predicates": [{ "column": "externalId", "operator": "IN", "range": { "inSet": ["c3"] } }] }] });
    let path = "/outbound/contact-list-filters";
    let id = centre.post(Role::Planner, path, &filter).id();
    assert_problem(
        &centre.post(Role::Planner, path, &filter),
        409,
        "already-exists",
    );
    let export = format!("/outbound/contact-lists/{list}/contacts/export?contactListFilterId={id}");
    let answer = centre.get(Role::Admin, &export);
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, Some("text/csv; charset=utf-8"))
    );
    let lines: Vec<&str> = answer.text.lines().collect();
    assert_eq!(
        lines[0],
        "id,phone,externalId,name,personId,timeZone,segment,dateCreated,Mobile,Office,Balance,Due,Note"
    );
    assert_eq!(lines.len(), 3, "{}", answer.text);
    assert!(
        lines[1].contains(",'+8613800000001,c1,") && lines[1].ends_with(",9.50,2026-11-01,'=1+1")
    );
    assert!(lines[2].ends_with(",1000.00,,'-"), "{}", lines[2]);

    // What went out comes in again as it was.
    let again = json!({ "name": "Again", "defaultTimeZone": "Asia/Shanghai", "defaultRegion": "CN", "columnNames": ["Note"] });
    let again = centre
        .post(Role::Planner, "/outbound/contact-lists", &again)
        .id();
    let contacts = format!("/outbound/contact-lists/{again}/contacts");
    let import = format!("{contacts}/import");
    centre
        .upload(Role::Planner, &import, "text/csv", answer.text.as_str())
        .expect(200);
    let back = centre.get(Role::Admin, &contacts).expect(200);
    assert_eq!(back["entities"][0]["data"]["Note"], "=1+1");
    let other = format!("/outbound/contact-lists/{again}/contacts/export?contactListFilterId={id}");
    assert_problem(&centre.get(Role::Admin, &other), 422, "invalid");
}

#[rstest]
fn a_filter_is_edited_by_version_and_stays_with_its_list(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let list = debts(&centre);
    let calling = Calling::on(&centre);
    let mut filter = json!({ "name": "All", "contactListId": list, "clauses": [
        { "predicates": [{ "column": "Note", "operator": "CONTAINS", "value": "vip" }] }] });
    let path = "/outbound/contact-list-filters";
    let id = centre.post(Role::Planner, path, &filter).id();
    let one = format!("{path}/{id}");
    filter["name"] = json!("VIP");
    assert_eq!(
        centre.put(Role::Planner, &one, 1, &filter).expect(200)["version"],
        2
    );
    assert_problem(&centre.put(Role::Planner, &one, 1, &filter), 412, "stale");
    filter["contactListId"] = json!(calling.list);
    assert_problem(&centre.put(Role::Planner, &one, 2, &filter), 422, "invalid");
    let listed = format!("{path}?contactListId={list}");
    assert_eq!(
        centre.get(Role::Planner, &listed).expect(200)["entities"][0]["name"],
        "VIP"
    );
    centre
        .send(Role::Planner, "DELETE", &one, &Value::Null)
        .expect(204);
    assert_problem(&centre.get(Role::Planner, &one), 404, "not-found");
}

#[rstest]
fn nobody_asks_for_phones_who_sees_them_masked(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let list = debts(&centre);
    let path = "/outbound/contact-list-filters";
    for column in ["phone", "Mobile"] {
        let predicate = json!({ "column": column, "operator": "CONTAINS", "value": "13800000001" });
        let body = json!({ "name": column, "contactListId": list, "clauses": [{ "predicates": [predicate] }] });
        let mut asked = body.clone();
        asked.as_object_mut().unwrap().remove("name");
        for (path, body) in [
            (path.to_owned(), &body),
            (format!("{path}/preview"), &asked),
        ] {
            let refused = centre.post(Role::Planner, &path, body);
            assert_problem(&refused, 422, "invalid");
            assert_eq!(refused.pointers(), ["/clauses/0/predicates/0/column"]);
        }
        let told = centre
            .post(Role::Admin, &format!("{path}/preview"), &asked)
            .expect(200);
        assert_eq!(told["filteredContacts"], 1);
    }
}

#[rstest]
fn leads_of_vicidial_come_in_and_go_out(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let list = json!({ "name": "Leads", "defaultTimeZone": "Asia/Shanghai", "defaultRegion": "CN",
        "columnNames": ["rank", "city"] });
    let list = centre
        .post(Role::Planner, "/outbound/contact-lists", &list)
        .id();
    let path = format!("/outbound/contact-lists/{list}/contacts");
    let leads = "vendor_lead_code,phone_code,phone_number,first_name,last_name,rank,city,gmt_offset_now\n\
        v1,86,13800000001,Wei,Li,5,Wuhan,8.00\nv2,1,2125550123,,Wu,,,-5.00\n";
    let import = format!("{path}/import?format=vicidial");
    let report = centre
        .upload(Role::Planner, &import, "text/csv", leads)
        .expect(200);
    assert_eq!(report["imported"], 2, "{report}");
    let listed = centre.get(Role::Admin, &path).expect(200);
    assert_eq!(listed["entities"][0]["name"], "Wei Li");
    assert_eq!(listed["entities"][1]["phone"], "+12125550123");
    let export = format!("{path}/export?format=vicidial");
    let answer = centre.get(Role::Admin, &export);
    let lines: Vec<&str> = answer.text.lines().collect();
    assert_eq!(
        lines[..2],
        [
            "vendor_lead_code,source_id,list_id,phone_code,phone_number,first_name,last_name,gmt_offset_now,rank,owner,city",
            "v1,,,86,13800000001,Wei Li,,8.00,5,,Wuhan",
        ],
        "{}",
        answer.text
    );
    let masked = centre.get(Role::Planner, &export);
    assert_problem(&masked, 422, "invalid");
    assert_eq!(masked.pointers(), ["?format"]);
}
