//! Large files of contacts, imported by runs.

use crewcast::tenancy::Role;
use rstest::rstest;
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use super::{Calling, MONDAY_TEN};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Centre, Engine, assert_problem};

/// The import that came of it, after its run.
fn ended(calling: &Calling<'_>, answer: &Answer) -> Value {
    let submitted = answer.expect(202);
    let run = calling.centre.ended_run(answer);
    let id = submitted["import"]["id"].as_str().unwrap();
    let path = format!("/outbound/contact-lists/{}/imports/{id}", calling.list);
    let import = calling.centre.get(Role::Planner, &path).expect(200);
    assert!(
        run["state"] == "Complete" || import["status"] == "withdrawn",
        "{run}"
    );
    import
}

fn sends(calling: &Calling<'_>, query: &str, csv: &str) -> Answer {
    let path = format!("/outbound/contact-lists/{}/imports{query}", calling.list);
    calling.centre.upload(Role::Planner, &path, "text/csv", csv)
}

fn size(calling: &Calling<'_>) -> Value {
    let path = format!("/outbound/contact-lists/{}", calling.list);
    calling.centre.get(Role::Planner, &path).expect(200)["size"].clone()
}

/// `count` contacts, the last of them again at the end, and a do-not-call mark on the first.
fn file(count: usize) -> String {
    let rows: String = (0..count)
        .map(|i| format!("1380000{i:04},c{i},{}\n", if i == 0 { "yes" } else { "" }))
        .collect();
    format!(
        "phone,externalId,doNotCall\n{rows}1380000{:04},again,\n",
        count - 1
    )
}

#[rstest]
fn a_file_becomes_contacts_in_the_pools_of_the_campaigns_on_the_list(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    let campaign = calling.campaign("loans", "loans");
    let dry = ended(&calling, &sends(&calling, "?dryRun=true", &file(2_500)));
    assert_eq!(
        (&dry["status"], &dry["imported"], &dry["duplicates"]),
        (&json!("validated"), &json!(2_500), &json!(1))
    );
    assert_eq!(size(&calling), 0);
    let import = ended(&calling, &sends(&calling, "", &file(2_500)));
    assert_eq!(import["status"], "complete", "{import}");
    let counted = [
        "received",
        "imported",
        "duplicates",
        "rejected",
        "doNotCall",
    ];
    assert_eq!(
        counted.map(|figure| import[figure].as_u64().unwrap()),
        [2_501, 2_500, 1, 0, 1]
    );
    assert_eq!(size(&calling), 2_500);
    let mut leased = 0;
    for _ in 0..3 {
        leased += calling.lease(&campaign, 1_000).len();
    }
    assert_eq!(leased, 2_499);
    let again = ended(&calling, &sends(&calling, "", &file(2_500)));
    assert_eq!(
        (&again["imported"], &again["duplicates"]),
        (&json!(0), &json!(2_501))
    );
}

#[rstest]
fn a_bad_row_keeps_all_out_and_is_listed_unless_a_part_is_asked_for(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    let csv = format!("{}12,short,\n13800009999,zone,perhaps\n", file(1_500));
    let refused = ended(&calling, &sends(&calling, "", &csv));
    assert_eq!(
        (
            &refused["status"],
            &refused["rejected"],
            &refused["imported"]
        ),
        (&json!("rejected"), &json!(2), &json!(0))
    );
    assert_eq!(size(&calling), 0);
    let path = format!(
        "/outbound/contact-lists/{}/imports/{}/rejects",
        calling.list,
        refused["id"].as_str().unwrap()
    );
    let first = centre
        .get(Role::Planner, &format!("{path}?pageSize=1"))
        .expect(200);
    let reject = &first["entities"][0];
    assert_eq!(
        (&reject["row"], &reject["column"]),
        (&json!(1_503), &json!("phone"))
    );
    assert!(
        reject["remedy"]
            .as_str()
            .is_some_and(|remedy| !remedy.is_empty())
    );
    let token = first["nextPageToken"].as_str().unwrap();
    let second = centre
        .get(Role::Planner, &format!("{path}?pageToken={token}"))
        .expect(200);
    assert_eq!(second["entities"][0]["column"], "doNotCall");
    let part = ended(&calling, &sends(&calling, "?acceptPartial=true", &csv));
    assert_eq!(
        (&part["status"], &part["imported"]),
        (&json!("complete"), &json!(1_500))
    );
    assert_eq!(size(&calling), 1_500);
}

#[rstest]
fn a_workbook_is_read_like_its_csv(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, (phone, name)) in [
        ("phone", "name"),
        ("13800000001", "Li"),
        ("13800000002", ""),
    ]
    .iter()
    .enumerate()
    {
        let row = u32::try_from(row).unwrap();
        sheet.write_string(row, 0, *phone).unwrap();
        sheet.write_string(row, 1, *name).unwrap();
    }
    let path = format!("/outbound/contact-lists/{}/imports", calling.list);
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let bytes = book.save_to_buffer().unwrap();
    let import = ended(&calling, &centre.upload(Role::Planner, &path, kind, bytes));
    assert_eq!(
        (&import["status"], &import["imported"]),
        (&json!("complete"), &json!(2))
    );
}

#[rstest]
fn a_file_that_is_no_table_leaves_nothing_and_the_list_free(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    let answer = sends(&calling, "", "name\nLi\n");
    let import = ended(&calling, &answer);
    assert_eq!(import["status"], "withdrawn");
    let run = calling.centre.ended_run(&answer);
    assert_eq!(
        (&run["state"], &run["error"]["code"]),
        (&json!("Failed"), &json!("invalid"))
    );
    let one = format!(
        "/outbound/contact-lists/{}/imports/{}",
        calling.list,
        import["id"].as_str().unwrap()
    );
    let late = centre.send(Role::Planner, "DELETE", &one, &Value::Null);
    assert_problem(&late, 409, "import-over");
    calling.imports("phone\n13800000001\n");
    assert_eq!(size(&calling), 1);
    let wrong = format!("/outbound/contact-lists/{}/imports", calling.list);
    let wrong = centre.upload(Role::Planner, &wrong, "application/pdf", "%PDF");
    assert_problem(&wrong, 415, "wrong-content-type");
}

/// Another list with an import that keeps the worker busy for a while.
fn busy<'a>(calling: &Calling<'a>) -> (Calling<'a>, Answer) {
    let list =
        json!({ "name": "Autumn", "defaultTimeZone": "Asia/Shanghai", "defaultRegion": "CN" });
    let path = "/outbound/contact-lists";
    let other = Calling {
        centre: calling.centre,
        list: calling.centre.post(Role::Planner, path, &list).id(),
        hours: calling.hours.clone(),
    };
    let sent = sends(&other, "", &file(5_000));
    (other, sent)
}

#[rstest]
fn a_run_stopped_before_it_began_leaves_the_list_free(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    let (other, first) = busy(&calling);
    let stopped = sends(&calling, "", &file(10));
    let run = stopped.expect(202)["run"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let cancel = json!({ "state": "Canceled" });
    centre.send(Role::Planner, "PATCH", &format!("/runs/{run}"), &cancel);
    assert_eq!(ended(&other, &first)["status"], "complete");
    centre.ended_run(&stopped);
    assert_eq!(size(&calling), 0);
    let import = ended(&calling, &sends(&calling, "", &file(10)));
    assert_eq!(import["status"], "complete", "{import}");
    assert_eq!(size(&calling), 10);
}

#[rstest]
fn an_import_withdrawn_while_under_way_keeps_nothing(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    let (other, first) = busy(&calling);
    let second = sends(&calling, "", &file(10));
    let id = second.expect(202)["import"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/outbound/contact-lists/{}/imports/{id}", calling.list);
    let withdrawn = centre.send(Role::Planner, "DELETE", &path, &Value::Null);
    assert_eq!(withdrawn.expect(200)["status"], "withdrawn");
    assert_eq!(ended(&other, &first)["status"], "complete");
    centre.ended_run(&second);
    assert_eq!(size(&calling), 0);
    let import = ended(&calling, &sends(&calling, "", &file(10)));
    assert_eq!(import["status"], "complete", "{import}");
}

#[rstest]
fn a_file_without_a_header_is_refused_without_repeating_its_phones(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    let answer = sends(&calling, "", "13800000001,Li\n");
    ended(&calling, &answer);
    let run = calling.centre.ended_run(&answer).to_string();
    assert!(
        run.contains("missing-column") && !run.contains("13800000001"),
        "{run}"
    );
}
