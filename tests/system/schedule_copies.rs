//! Schedules copied, exported and imported.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Engine, assert_problem, list, number, text};

fn import(desk: &Desk, week: &str, query: &str, csv: &str) -> Answer {
    let path = format!("{}/weeks/{week}/schedules/import{query}", desk.site.unit);
    desk.site
        .centre
        .upload(Role::Planner, &path, "text/csv", csv)
}

#[rstest]
fn a_schedule_is_copied_for_its_own_week_and_for_another(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(desk) = Desk::new(engine) else {
        return;
    };
    let shift = desk.shifts(0)[0].clone();
    let mut body = desk.edit_of(0, &shift, 120);
    body["ruleFailureAction"] = json!("OVERRIDE");
    body["reason"] = json!("late");
    desk.update(1, &body).expect(200);
    let centre = &desk.site.centre;
    let copy = centre.post(
        Role::Planner,
        &format!("{}/copy", desk.path),
        &json!({ "description": "another try" }),
    );
    let place = text(&json!(copy.header("location")));
    let copy = copy.expect(201);
    assert_eq!(
        (&copy["state"], &copy["version"], &copy["description"]),
        (&json!("draft"), &json!(1), &json!("another try"))
    );
    assert_eq!(copy["shortTermForecastId"], desk.site.forecast);
    assert_eq!(
        copy["validationResults"][0]["code"], "shiftTemplate",
        "{copy}"
    );
    let same = desk.site.shifts(&copy);
    assert_eq!(same[0][0]["startDate"], desk.shifts(0)[0]["startDate"]);
    assert_eq!(same[0][0]["manuallyEdited"], true);
    let copied = place.trim_start_matches("/api/v1");
    let headcount = |path: &str| {
        let told = centre.get(Role::Planner, &format!("{path}/headcount-forecast"));
        told.expect(200)["planningGroups"][0]["scheduled"].clone()
    };
    assert_eq!(headcount(copied), headcount(&desk.path));
    let note = centre
        .get(Role::Planner, &format!("{copied}/versions/1"))
        .expect(200);
    assert_eq!(note["kind"], "copied");
    assert!(text(&note["reason"]).contains("version 2"), "{note}");
    let id = text(&copy["id"]);
    let compared = desk.get(&format!("/compare?withScheduleId={id}"));
    assert_eq!(compared["agents"], json!([]), "{compared}");

    // The first version, in the week in which clocks are put back.
    let body = json!({ "weekDate": "2026-10-19", "version": 1 });
    let autumn = centre
        .post(Role::Planner, &format!("{}/copy", desk.path), &body)
        .expect(201);
    assert_eq!(autumn["shortTermForecastId"], Value::Null);
    let path = format!(
        "{}/weeks/2026-10-19/schedules/{}",
        desk.site.unit,
        text(&autumn["id"])
    );
    let of = |path: &str, agent: usize| {
        let body = json!({ "agentIds": [desk.site.agents[agent]] });
        let told = centre.post(
            Role::Planner,
            &format!("{path}/agent-schedules/query"),
            &body,
        );
        list(&told.expect(200)["agentSchedules"][0]["shifts"]).clone()
    };
    let (before, after) = (of(&desk.path, 1), of(&path, 1));
    assert_eq!(before.len(), after.len());
    for (before, after) in before.iter().zip(&after) {
        let (before, after) = (text(&before["startDate"]), text(&after["startDate"]));
        assert_eq!(
            before[10..],
            after[10..],
            "the same local time, still in summer"
        );
    }
    let compared = desk.get(&format!(
        "/compare?version=1&withScheduleId={}",
        text(&autumn["id"])
    ));
    assert_eq!(compared["agents"], json!([]), "{compared}");

    let wrong = json!({ "weekDate": "2026-10-20" });
    let refused = centre.post(Role::Planner, &format!("{}/copy", desk.path), &wrong);
    assert_problem(&refused, 422, "invalid");
    let wrong = json!({ "weekDate": "2026-10-19", "shortTermForecastId": desk.site.forecast });
    let refused = centre.post(Role::Planner, &format!("{}/copy", desk.path), &wrong);
    assert_problem(&refused, 409, "forecast-does-not-fit");
}

#[rstest]
fn an_exported_schedule_is_imported_as_it_was(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(desk) = Desk::new(engine) else {
        return;
    };
    let centre = &desk.site.centre;
    let export = |path: &str| {
        let told = centre.get(Role::Planner, &format!("{path}/export"));
        assert_eq!(told.status, 200);
        told.text
    };
    let csv = export(&desk.path);
    let tried = import(&desk, "2026-06-01", "?dryRun=true", &csv).expect(200);
    assert_eq!(
        (&tried["applied"], &tried["rows"], &tried["schedule"]),
        (&json!(false), &json!(20), &Value::Null)
    );
    let query = format!(
        "?description=from%20a%20file&shortTermForecastId={}",
        text(&desk.site.forecast)
    );
    let made = import(&desk, "2026-06-01", &query, &csv).expect(201);
    assert_eq!(
        (&made["applied"], &made["rejects"]),
        (&json!(true), &json!([]))
    );
    assert_eq!(made["validationResults"], json!([]), "{made}");
    let schedule = &made["schedule"];
    assert_eq!(
        (&schedule["state"], &schedule["description"]),
        (&json!("draft"), &json!("from a file"))
    );
    let path = format!(
        "{}/weeks/2026-06-01/schedules/{}",
        desk.site.unit,
        text(&schedule["id"])
    );
    assert_eq!(export(&path), csv);
    let told = centre
        .get(Role::Planner, &format!("{path}/headcount-forecast"))
        .expect(200);
    let heads: f64 = list(&told["planningGroups"][0]["scheduled"])
        .iter()
        .map(number)
        .sum();
    assert_eq!(heads, 320.0);

    // Every wrong cell is told by row and column, and nothing is kept.
    let rows: Vec<&str> = csv.lines().collect();
    let mut wrong = vec![rows[0].to_owned()];
    wrong.push(rows[1].replace(&rows[1][..36], "nobody-at-all-nobody-at-all-nobody-a"));
    wrong.push(rows[2].replace("On queue", "Juggling"));
    wrong.push(rows[3].replace(",480,", ",470,"));
    wrong.push(rows[4].to_owned());
    wrong.push(rows[4].to_owned());
    wrong.push(rows[5].replace("T", " at "));
    let wrong = wrong.join("\n");
    let refused = import(&desk, "2026-06-01", "", &wrong);
    assert_problem(&refused, 422, "invalid");
    let pointers = refused.pointers();
    assert_eq!(
        pointers,
        [
            "/rows/2/AgentId",
            "/rows/3/Activities",
            "/rows/4/PaidMinutes",
            "/rows/6/Start",
            "/rows/7/Start",
            "/rows/7/End",
        ],
        "{}",
        refused.text
    );
    let tried = import(&desk, "2026-06-01", "?dryRun=true", &wrong).expect(200);
    assert_eq!(tried["rejects"][1]["code"], "unknown-reference");
    assert_eq!(list(&tried["rejects"]).len(), 6);
    let elsewhere = import(&desk, "2026-06-08", "?dryRun=true", &csv).expect(200);
    assert_eq!(list(&elsewhere["rejects"]).len(), 20);
    assert_eq!(elsewhere["rejects"][0]["code"], "outside-the-weeks");
    let unknown = import(&desk, "2026-06-01", "", "Who,When\nAnn,Monday\n");
    assert_problem(&unknown, 422, "invalid");
    let listed = centre.get(
        Role::Planner,
        &format!("{}/weeks/2026-06-01/schedules", desk.site.unit),
    );
    assert_eq!(list(&listed.expect(200)["entities"]).len(), 2);
}
