//! What looks wrong in a history: listed, decided on, and followed by forecasts.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::forecasts::{bank, import_history};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Centre, Engine, assert_problem};

struct Site {
    centre: Centre,
    unit: String,
    group: String,
}

impl Site {
    /// Eight regular weeks, and on Thursday 14 May nothing from 10:00 to 12:00.
    fn start(engine: Engine) -> Option<Self> {
        let centre = Centre::start_at(engine, "2026-06-01T08:00:00Z")?;
        let (unit, group) = bank(&centre, None);
        import_history(&centre, &unit);
        let mut text =
            "QueueName,IntervalStart,IntervalMinutes,Offered,AverageHandleTimeSeconds\n".to_owned();
        for time in ["10:00", "10:30", "11:00", "11:30"] {
            text += &format!("Cards,2026-05-14T{time}:00,30,0,\n");
        }
        let id = unit.trim_start_matches("/business-units/");
        let path = format!("/historical-data?businessUnitId={id}");
        centre
            .upload(Role::Planner, &path, "text/csv", text)
            .expect(201);
        Some(Self {
            centre,
            unit,
            group,
        })
    }

    fn path(&self, more: &str) -> String {
        format!("{}/planning-groups/{}/{more}", self.unit, self.group)
    }

    fn outage(&self) -> Value {
        let path = self.path("history-findings");
        let body = self.centre.get(Role::Supervisor, &path).expect(200);
        let findings = body["findings"].as_array().expect("findings");
        let mut outages = findings.iter().filter(|found| found["kind"] == "outage");
        outages
            .next()
            .unwrap_or_else(|| panic!("no outage in {body}"))
            .clone()
    }

    fn decides(&self, id: &str, body: &Value) -> Answer {
        let path = self.path(&format!("history-findings/{id}"));
        self.centre.send(Role::Planner, "PUT", &path, body)
    }

    /// Offered from 10:00 to 12:00 on the day of the outage.
    fn offered(&self, cleaned: bool) -> Vec<Value> {
        let range = "startDate=2026-05-14&endDate=2026-05-15";
        let path = self.path(&format!("history-data?{range}&cleaned={cleaned}"));
        let body = self.centre.get(Role::Supervisor, &path).expect(200);
        assert_eq!(body["days"].as_array().map(Vec::len), Some(1), "{body}");
        let offered = body["days"][0]["offeredPerInterval"].as_array();
        offered.expect("a day")[20..24].to_vec()
    }

    /// The input hash of a forecast, and the codes of its messages.
    fn forecast(&self) -> (Value, Vec<Value>) {
        let forecasts = format!("{}/weeks/2026-06-01/short-term-forecasts", self.unit);
        let request = json!({"description": "June", "weekCount": 1, "historyWeeks": 8});
        let accepted = self
            .centre
            .post(Role::Planner, &format!("{forecasts}/generate"), &request);
        let result = self.centre.result_of_run(&accepted);
        let id = result["shortTermForecastId"].as_str().expect("an id");
        let forecast = self.centre.get(Role::Planner, &format!("{forecasts}/{id}"));
        let path = format!("{forecasts}/{id}/generation-results");
        let results = self.centre.get(Role::Planner, &path).expect(200);
        let group = match results.as_array() {
            Some(groups) => groups[0].clone(),
            None => results["planningGroups"][0].clone(),
        };
        let messages = group["messages"].as_array().expect("messages").clone();
        let codes = messages.iter().map(|said| said["code"].clone()).collect();
        (forecast.expect(200)["inputHash"].clone(), codes)
    }
}

#[rstest]
fn a_planted_outage_is_repaired_until_it_is_refused(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(site) = Site::start(engine) else {
        return;
    };
    let outage = site.outage();
    assert_eq!(
        (&outage["date"], &outage["startTime"], &outage["endTime"]),
        (&"2026-05-14".into(), &"10:00".into(), &"12:00".into())
    );
    assert_eq!(
        (&outage["confidence"], &outage["applied"]),
        (&"strong".into(), &true.into())
    );
    assert_eq!(outage["repairs"][0]["from"], json!([0.0, 0.0, 0.0, 0.0]));
    assert!(outage["reason"].as_str().is_some_and(|why| !why.is_empty()));
    assert!(outage["decision"].is_null() && outage["figures"]["expected"].is_number());
    assert_eq!(site.offered(false), [0.0, 0.0, 0.0, 0.0]);
    let repaired = json!(site.offered(true));
    assert_eq!(repaired, outage["repairs"][0]["to"]);
    let (hash, messages) = site.forecast();
    assert!(
        messages.contains(&"history-repaired".into()),
        "{messages:?}"
    );

    let id = outage["id"].as_str().expect("an id");
    let refused = site
        .decides(id, &json!({"decision": "refused", "reason": "a strike"}))
        .expect(200);
    assert_eq!(refused["applied"], false);
    assert_eq!(refused["decision"]["reason"], "a strike");
    assert_eq!(refused["decision"]["decidedAt"], "2026-06-01T08:00:00Z");
    assert_eq!(site.outage(), refused);
    assert_eq!(site.offered(true), [0.0, 0.0, 0.0, 0.0]);
    let (other_hash, messages) = site.forecast();
    assert_ne!(hash, other_hash);
    assert!(
        !messages.contains(&"history-repaired".into()),
        "{messages:?}"
    );

    site.decides(id, &json!({"decision": "accepted"}))
        .expect(200);
    assert_eq!(site.outage()["applied"], true);
    let path = site.path(&format!("history-findings/{id}"));
    let withdraw = || {
        site.centre
            .send(Role::Planner, "DELETE", &path, &Value::Null)
    };
    withdraw().expect(204);
    assert_eq!(site.outage(), outage);
    assert_problem(&withdraw(), 404, "not-found");
}

#[rstest]
fn what_is_no_finding_of_the_group_cannot_be_decided_on(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::start(engine) else {
        return;
    };
    let accept = json!({"decision": "accepted"});
    for id in ["outage", "outage:2026-05-15:20-24"] {
        assert_problem(&site.decides(id, &accept), 404, "not-found");
    }
    let found = site.outage();
    let id = found["id"].as_str().expect("an id");
    assert_problem(
        &site.decides(id, &json!({"decision": "perhaps"})),
        422,
        "invalid",
    );
    let long = json!({"decision": "refused", "reason": "x".repeat(1_001)});
    assert_problem(&site.decides(id, &long), 422, "invalid");
    let path = site.path(&format!("history-findings/{id}"));
    let supervisor = site.centre.send(Role::Supervisor, "PUT", &path, &accept);
    assert_problem(&supervisor, 403, "forbidden");
    let elsewhere = format!("{}/planning-groups/none/history-findings", site.unit);
    assert_problem(
        &site.centre.get(Role::Planner, &elsewhere),
        404,
        "not-found",
    );
    for range in [
        "startDate=2026-05-14&endDate=2026-05-14",
        "startDate=2020-01-01&endDate=2026-01-01",
    ] {
        let path = site.path(&format!("history-findings?{range}"));
        assert_problem(&site.centre.get(Role::Planner, &path), 422, "invalid");
    }
    let before = site.path("history-findings?startDate=2026-04-06&endDate=2026-05-14");
    let body = site.centre.get(Role::Planner, &before).expect(200);
    let outages = body["findings"].as_array().expect("findings").iter();
    assert_eq!(outages.filter(|found| found["kind"] == "outage").count(), 0);
}
