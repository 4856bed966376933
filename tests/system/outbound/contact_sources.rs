//! Sources of contacts in order of trust: which values an import overwrites, which it keeps, and what it tells of them.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use super::{Calling, MONDAY_TEN, who};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem};

const DAY_SECONDS: i64 = 86_400;

const SOURCES: &str = "/outbound/contact-sources";

impl Calling<'_> {
    /// Gives the list columns and names the sources: core banking, trusted for 30 days, then the CRM, then a bought list.
    fn with_sources(self) -> Self {
        let path = format!("/outbound/contact-lists/{}", self.list);
        let list = json!({
            "name": "Spring", "defaultTimeZone": "Asia/Shanghai", "defaultRegion": "CN",
            "columnNames": ["City", "Mobile"], "phoneColumns": [{ "columnName": "Mobile", "type": "mobile" }],
        });
        let planner = Role::Planner;
        self.centre.put(planner, &path, 1, &list).expect(200);
        let sources = json!({ "sources": [
            { "name": "core-banking", "trustedForDays": 30 }, { "name": "crm" }, { "name": "bought-list" } ] });
        self.centre.put(planner, SOURCES, 0, &sources).expect(200);
        self
    }

    fn imports_from(&self, source: &str, csv: &str) -> Value {
        let path = format!(
            "/outbound/contact-lists/{}/contacts/import?{source}",
            self.list
        );
        self.centre
            .upload(Role::Planner, &path, "text/csv", csv)
            .expect(200)
    }

    /// The same as a run; the import that came of it.
    fn imports_file_from(&self, source: &str, csv: &str) -> Value {
        let path = format!("/outbound/contact-lists/{}/imports?{source}", self.list);
        let sent = self.centre.upload(Role::Planner, &path, "text/csv", csv);
        let id = sent.expect(202)["import"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        self.centre.ended_run(&sent);
        let path = format!("/outbound/contact-lists/{}/imports/{id}", self.list);
        self.centre.get(Role::Planner, &path).expect(200)
    }

    /// In order of their phones.
    fn contacts(&self) -> Vec<Value> {
        let path = format!("/outbound/contact-lists/{}/contacts", self.list);
        let page = self.centre.get(Role::Planner, &path).expect(200);
        let mut contacts = page["entities"].as_array().unwrap().clone();
        contacts.sort_by_key(|contact| contact["phone"].to_string());
        contacts
    }
}

/// `column source count` of what a report tells of kept values.
fn kept(report: &Value) -> Vec<String> {
    let told = report["keptValues"].as_array().unwrap();
    let words = told.iter().map(|kept| {
        assert_eq!(kept["code"], "more-trusted-source");
        let texts = ["reason", "remedy"].map(|text| kept[text].as_str().unwrap());
        assert!(
            texts.iter().all(|text| text.contains("core-banking")),
            "{kept}"
        );
        format!(
            "{} {} {}",
            kept["column"].as_str().unwrap(),
            kept["source"].as_str().unwrap(),
            kept["count"]
        )
    });
    words.collect()
}

const OF_CORE: &str = "phone,name,City\n13800000000,Li,Wuhan\n13800000001,Wu,\n";
const OF_BOUGHT: &str = "phone,name,City,segment\n13800000000,Lee,Hankou,gold\n13800000001,Wu,Beijing,\n13800000002,Ma,Tianjin,\n";

#[rstest]
fn a_less_trusted_source_fills_gaps_and_keeps_what_a_more_trusted_one_has_set(
    #[values(Sqlite, Postgres)] engine: Engine,
    #[values(false, true)] is_run: bool,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_sources();
    let import = |source: &str, csv: &str| {
        if is_run {
            calling.imports_file_from(source, csv)
        } else {
            calling.imports_from(source, csv)
        }
    };
    import("source=core-banking", OF_CORE);
    let dry = import("source=bought-list&dryRun=true", OF_BOUGHT);
    assert_eq!(calling.contacts().len(), 2, "a dry run keeps nothing");
    assert!(calling.contacts()[0]["segment"].is_null());
    let report = import("source=Bought-List", OF_BOUGHT);
    for told in [&dry, &report] {
        assert_eq!(
            (&told["imported"], &told["duplicates"], &told["updated"]),
            (&json!(1), &json!(2), &json!(2)),
            "{told}"
        );
        assert_eq!(kept(told), ["City core-banking 1", "name core-banking 1"]);
        let example = &told["keptValues"][0]["examples"][0];
        assert_eq!(
            (&example["row"], &example["kept"], &example["offered"]),
            (&json!(2), &json!("Wuhan"), &json!("Hankou"))
        );
    }
    let contacts = calling.contacts();
    let li = &contacts[0];
    assert_eq!(
        (&li["name"], &li["data"]["City"], &li["segment"]),
        (&json!("Li"), &json!("Wuhan"), &json!("gold"))
    );
    let source = |contact: &Value, field: &str| contact["fieldSources"][field]["source"].clone();
    assert_eq!(
        (source(li, "name"), source(li, "segment")),
        (json!("core-banking"), json!("bought-list"))
    );
    assert_eq!(li["fieldSources"]["name"]["dateSet"], MONDAY_TEN);
    let wu = &contacts[1];
    assert_eq!(
        (&wu["data"]["City"], source(wu, "City"), source(wu, "name")),
        (
            &json!("Beijing"),
            json!("bought-list"),
            json!("core-banking")
        )
    );
    assert_eq!(source(&contacts[2], "City"), "bought-list");
    let again = import("source=core-banking", "phone,City\n13800000001,Nanjing\n");
    assert_eq!((&again["updated"], kept(&again)), (&json!(1), Vec::new()));
    assert_eq!(calling.contacts()[1]["data"]["City"], "Nanjing");
}

#[rstest]
fn a_value_that_is_older_than_its_source_is_trusted_for_gives_way(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_sources();
    calling.imports_from("source=core-banking", OF_CORE);
    centre.moves_on_by_seconds(29 * DAY_SECONDS);
    let early = calling.imports_from("source=crm", "phone,name\n13800000000,Lee\n");
    assert_eq!(
        (&early["updated"], kept(&early)),
        (&json!(0), vec!["name core-banking 1".to_owned()])
    );
    centre.moves_on_by_seconds(DAY_SECONDS);
    let late = calling.imports_from("source=crm", "phone,name\n13800000000,Lee\n");
    assert_eq!((&late["updated"], kept(&late)), (&json!(1), Vec::new()));
    let li = &calling.contacts()[0];
    assert_eq!(
        (&li["name"], &li["data"]["City"]),
        (&json!("Lee"), &json!("Wuhan"))
    );
    assert_eq!(
        li["fieldSources"]["name"]["dateSet"],
        "2026-12-23T02:00:00Z"
    );
}

#[rstest]
fn an_import_without_a_source_changes_no_contact_and_an_unknown_source_is_refused(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_sources();
    calling.imports_from("", OF_CORE);
    let report = calling.imports_from("", OF_BOUGHT);
    assert_eq!(
        (&report["imported"], &report["updated"], kept(&report)),
        (&json!(1), &json!(0), Vec::new())
    );
    assert_eq!(calling.contacts()[0]["name"], "Li");
    assert_eq!(calling.contacts()[0]["fieldSources"], json!({}));
    for path in ["contacts/import", "imports"] {
        let path = format!("/outbound/contact-lists/{}/{path}?source=web", calling.list);
        let refused = centre.upload(Role::Planner, &path, "text/csv", OF_CORE);
        assert_problem(&refused, 422, "invalid");
        let fault = &refused.json()["errors"][0];
        assert_eq!(
            (&fault["pointer"], &fault["code"]),
            (&json!("?source"), &json!("unknown-source"))
        );
        assert!(
            fault["detail"]
                .as_str()
                .unwrap()
                .contains("core-banking, crm, bought-list")
        );
    }
    // Nobody stands up for what no source has set.
    let report = calling.imports_from("source=bought-list", OF_BOUGHT);
    assert_eq!((&report["updated"], kept(&report)), (&json!(2), Vec::new()));
    assert_eq!(calling.contacts()[0]["name"], "Lee");
}

#[rstest]
fn pools_follow_what_an_update_says_of_zone_and_filter(
    #[values(Sqlite, Postgres)] engine: Engine,
    #[values(false, true)] is_run: bool,
) {
    // 08:30 in Shanghai, 09:30 in Tokyo.
    let Some(centre) = Centre::start_at(engine, "2026-11-23T00:30:00Z") else {
        return;
    };
    let calling = Calling::on(&centre).with_sources();
    let first = "phone,externalId,City\n13800000000,li,Wuhan\n13800000001,wu,Wuhan\n13800000002,ma,Beijing\n";
    calling.imports_from("source=crm", first);
    let filter = json!({ "name": "Wuhan", "contactListId": calling.list, "filterType": "AND", "clauses": [
        { "filterType": "AND", "predicates": [{ "column": "City", "operator": "EQUALS", "value": "Wuhan" }] }] });
    let filter = centre
        .post(Role::Planner, "/outbound/contact-list-filters", &filter)
        .id();
    let campaign = calling.campaign_with(
        "loans",
        "loans",
        json!({ "contactListFilterIds": [filter] }),
    );
    assert!(
        calling.lease(&campaign, 3).is_empty(),
        "nobody may be called yet"
    );
    let second = "phone,timeZone,City\n13800000000,Asia/Tokyo,\n13800000001,Asia/Tokyo,Xian\n13800000002,Asia/Tokyo,Wuhan\n";
    if is_run {
        calling.imports_file_from("source=core-banking", second);
    } else {
        calling.imports_from("source=core-banking", second);
    }
    let leased = calling.lease(&campaign, 3);
    let mut leased = who(&leased);
    leased.sort_unstable();
    assert_eq!(leased, ["li", "ma"]);
}

#[rstest]
fn sources_have_a_version_names_of_their_own_and_stay_known(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let before = centre.get(Role::Planner, SOURCES);
    assert_eq!(before.expect(200), json!({ "sources": [], "version": 0 }));
    let twice = json!({ "sources": [{ "name": "crm" }, { "name": "CRM", "trustedForDays": 0 }] });
    let refused = centre.put(Role::Planner, SOURCES, 0, &twice);
    assert_problem(&refused, 422, "invalid");
    let faults = refused.json()["errors"].as_array().unwrap().clone();
    let pointers: Vec<&Value> = faults.iter().map(|fault| &fault["pointer"]).collect();
    assert_eq!(pointers, ["/sources/1/name", "/sources/1/trustedForDays"]);
    let calling = Calling::on(&centre).with_sources();
    let stale = centre.put(Role::Planner, SOURCES, 0, &json!({ "sources": [] }));
    assert_problem(&stale, 412, "stale");
    calling.imports_from("source=crm", OF_CORE);
    let without = json!({ "sources": [{ "name": "bought-list" }] });
    let changed = centre.put(Role::Planner, SOURCES, 1, &without).expect(200);
    assert_eq!(changed["version"], 2);
    // What it set is told still, but stands against nobody.
    let li = &calling.contacts()[0];
    assert_eq!(li["fieldSources"]["name"]["source"], "crm");
    let report = calling.imports_from("source=bought-list", OF_BOUGHT);
    assert_eq!((&report["updated"], kept(&report)), (&json!(2), Vec::new()));
}
