//! A schedule planned anew around somebody absent, proposed and then applied.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Engine, assert_problem, list, number, text};

impl Desk {
    fn reschedule(&self, body: &Value) -> Answer {
        let path = format!("{}/reschedule", self.path);
        self.site.centre.post(Role::Supervisor, &path, body)
    }

    /// The proposal of a run that ends well, and the path of the run.
    fn proposal(&self, body: &Value) -> (Value, String) {
        let accepted = self.reschedule(body);
        let result = self.site.centre.result_of_run(&accepted);
        let run = format!(
            "{}/scheduling/runs/{}",
            self.site.unit,
            text(&result["runId"])
        );
        let told = self
            .site
            .centre
            .get(Role::Supervisor, &format!("{run}/result"));
        (told.expect(200), run)
    }

    fn patch(&self, run: &str, body: &Value) -> Answer {
        self.site.centre.send(Role::Supervisor, "PATCH", run, body)
    }
}

fn starts(shifts: &[Value]) -> Vec<String> {
    shifts
        .iter()
        .map(|shift| text(&shift["startDate"]))
        .collect()
}

#[rstest]
fn a_day_away_is_planned_around_and_applied_whole(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(desk) = Desk::new(engine) else {
        return;
    };
    let before: Vec<Vec<Value>> = (0..4).map(|agent| desk.shifts(agent)).collect();
    let sick = text(&before[0][1]["startDate"])[..10].to_owned();
    let body = json!({
        "absences": [{ "agentId": desk.site.agents[0], "date": sick }],
        "changedDayHeadMinutes": 5, "replications": 20,
    });
    let (proposal, run) = desk.proposal(&body);
    assert_eq!(
        (&proposal["state"], &proposal["scheduleVersion"]),
        (&json!("proposed"), &json!(1))
    );
    assert_eq!(
        proposal["audit"],
        json!({ "clean": true, "breachCount": 0 }),
        "{proposal}"
    );
    assert_eq!(proposal["leftOut"], json!([]));
    let errors = list(&proposal["validationResults"]).iter();
    assert_eq!(
        errors
            .filter(|result| result["severity"] == "ERROR")
            .count(),
        0,
        "{proposal}"
    );
    // The absent agent's shift is time off for as long, paid as it was; nobody else's other days change.
    let changes = list(&proposal["changes"]);
    let own: Vec<&Value> = changes
        .iter()
        .filter(|change| change["agentId"] == desk.site.agents[0].as_str())
        .collect();
    assert_eq!(own.len(), 1, "{changes:?}");
    assert_eq!(own[0]["change"], "activitiesChanged");
    assert_eq!(own[0]["after"]["paidMinutes"], 480);
    let away = list(&own[0]["after"]["activities"]);
    assert!(
        away.iter()
            .all(|activity| activity["category"] == "TimeOff"),
        "{away:?}"
    );
    for change in changes {
        let shift = if change["after"].is_null() {
            &change["before"]
        } else {
            &change["after"]
        };
        assert_eq!(
            text(&shift["startDate"])[..10],
            sick,
            "only the day changes"
        );
    }
    let service = list(&proposal["service"]);
    assert_eq!(service.len(), 1);
    assert_eq!(
        (&service[0]["date"], &service[0]["planningGroupName"]),
        (&json!(sick), &json!("Cards"))
    );
    let level = |plan: &str| number(&service[0][plan]["serviceLevel"]["mean"]);
    assert!(level("asPlanned") >= level("before"), "{service:?}");
    assert!(level("after") >= level("before") - 1e-9, "{service:?}");
    let untouched: Vec<Vec<Value>> = (0..4).map(|agent| desk.shifts(agent)).collect();
    assert_eq!(untouched, before, "a proposal changes nothing");

    let body = json!({ "state": "Applied", "reason": "Agent 0 is ill" });
    let applied = desk.patch(&run, &body).expect(200);
    assert_eq!(
        (&applied["version"], &applied["applied"]),
        (&json!(2), &json!(true))
    );
    let after = desk.shifts(0);
    assert_eq!(starts(&after), starts(&before[0]));
    assert_eq!(after[1]["id"], before[0][1]["id"]);
    let note = desk.get("/versions/2");
    assert_eq!(
        (&note["kind"], &note["reason"]),
        (&json!("rescheduled"), &json!("Agent 0 is ill"))
    );
    let headcount = desk.get("/headcount-forecast");
    let heads: f64 = list(&headcount["onQueuePerInterval"])
        .iter()
        .map(number)
        .sum();
    assert!(heads <= 320.0 - 16.0 + 1e-9, "{heads}");
    assert_problem(&desk.patch(&run, &body), 409, "already-applied");
    let told = desk
        .site
        .centre
        .get(Role::Planner, &format!("{run}/result"))
        .expect(200);
    assert_eq!(
        (&told["state"], &told["appliedVersion"]),
        (&json!("applied"), &json!(2))
    );
    // Undone like any other edit.
    desk.post(Role::Supervisor, "/undo", 2, &json!({}))
        .expect(200);
    assert_eq!(desk.shifts(0), before[0]);
}

#[rstest]
fn a_proposal_for_a_schedule_that_changed_since_is_not_applied(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(desk) = Desk::new(engine) else {
        return;
    };
    let shifts = desk.shifts(1);
    let sick = text(&shifts[0]["startDate"])[..10].to_owned();
    let absence = json!({ "absences": [{ "agentId": desk.site.agents[1], "date": sick }], "replications": 0 });
    let (proposal, run) = desk.proposal(&absence);
    assert_eq!(proposal["service"], json!([]));
    let other = desk.shifts(2)[0].clone();
    let at_eight = text(&other["startDate"]).ends_with("T06:00:00Z");
    desk.update(1, &desk.edit_of(2, &other, if at_eight { 30 } else { -30 }))
        .expect(200);
    let before: Vec<Vec<Value>> = (0..4).map(|agent| desk.shifts(agent)).collect();
    let late = desk.patch(&run, &json!({ "state": "Applied" }));
    assert_problem(&late, 412, "stale");
    let after: Vec<Vec<Value>> = (0..4).map(|agent| desk.shifts(agent)).collect();
    assert_eq!(after, before, "nothing of it was applied");
    let told = desk
        .site
        .centre
        .get(Role::Planner, &format!("{run}/result"))
        .expect(200);
    assert_eq!(told["state"], "outdated");

    // The run of another tenant, of another business unit, and one that proposes nothing.
    let centre = &desk.site.centre;
    let foreign = centre.other_tenant();
    let path = format!("/api/v1{run}/result");
    assert_problem(
        &centre.send_raw(Some(&foreign), "GET", &path, &[], Vec::new()),
        404,
        "not-found",
    );
    let elsewhere = run.replace(
        desk.site.unit.trim_start_matches("/business-units/"),
        "no-unit",
    );
    assert_problem(
        &centre.get(Role::Planner, &format!("{elsewhere}/result")),
        404,
        "not-found",
    );
    let roster = text(&desk.get("")["runId"]);
    let none = format!("{}/scheduling/runs/{roster}/result", desk.site.unit);
    assert_problem(&centre.get(Role::Planner, &none), 409, "no-result");

    let wrong = json!({
        "absences": [
            { "agentId": "nobody", "date": "2026-07-01" },
            { "agentId": desk.site.agents[0], "date": sick, "startDate": "2026-06-02T08:00:00Z" },
        ],
        "agentIds": ["nobody"], "managementUnitIds": ["none"], "activityCodeIds": ["none"],
        "changedDayHeadMinutes": 9_999, "timeLimitSeconds": 0, "replications": 7,
    });
    let refused = desk.reschedule(&wrong);
    assert_problem(&refused, 422, "invalid");
    assert_eq!(
        refused.pointers(),
        [
            "/agentIds/0",
            "/managementUnitIds/0",
            "/activityCodeIds/0",
            "/absences/0/agentId",
            "/absences/0/date",
            "/absences/1/date",
            "/changedDayHeadMinutes",
            "/timeLimitSeconds",
            "/replications",
        ]
    );
    let past = json!({ "startDate": "2026-05-01T00:00:00Z", "endDate": "2026-05-02T00:00:00Z" });
    let refused = desk.reschedule(&past);
    assert_problem(&refused, 422, "invalid");
    assert_eq!(refused.pointers(), ["/endDate"]);
}

#[rstest]
fn what_must_not_change_does_not(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(desk) = Desk::new(engine) else {
        return;
    };
    // Everybody starts late on Monday, by hand: the plan would have some at eight.
    let late = |agent: usize| {
        let shift = desk.shifts(agent)[0].clone();
        let start = text(&shift["startDate"]);
        let nine = format!("{}T07:00:00Z", &start[..10]);
        json!({ "agentId": desk.site.agents[agent], "shifts": [{ "id": shift["id"], "startDate": nine }] })
    };
    let all: Vec<Value> = (0..4).map(late).collect();
    desk.update(1, &json!({ "agentSchedules": all }))
        .expect(200);
    let before: Vec<Vec<Value>> = (0..4).map(|agent| desk.shifts(agent)).collect();
    // Changes that cost nothing are made wherever they help at all.
    let free = json!({ "changedDayHeadMinutes": 0, "replications": 0 });
    let (proposal, _) = desk.proposal(&free);
    assert_eq!(proposal["audit"]["clean"], true, "{proposal}");
    let with = |more: Value| {
        let mut body = free.clone();
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        desk.proposal(&body).0
    };
    let kept = with(json!({ "doNotChangeShiftStartTimes": true }));
    for change in list(&kept["changes"]) {
        assert_eq!(change["change"], "activitiesChanged", "{change}");
    }
    let kept = with(json!({ "doNotChangeManuallyEditedShifts": true }));
    for change in list(&kept["changes"]) {
        assert_eq!(change["before"]["manuallyEdited"], false, "{change}");
    }
    for flag in ["doNotChangeWeeklyPaidTime", "doNotChangeDailyPaidTime"] {
        let kept = with(json!({ flag: true }));
        assert_eq!(kept["audit"]["clean"], true, "{kept}");
        let paid = |side: &str| -> f64 {
            let changes = list(&kept["changes"]).iter();
            changes
                .map(|change| change[side]["paidMinutes"].as_f64().unwrap_or(0.0))
                .sum()
        };
        assert_eq!(paid("before"), paid("after"), "{flag}");
    }
    let only = with(json!({ "agentIds": [desk.site.agents[3]] }));
    for change in list(&only["changes"]) {
        assert_eq!(change["agentId"], desk.site.agents[3].as_str());
    }
    let none = with(json!({ "activityCodeIds": [] }));
    assert_eq!(
        none["changes"],
        json!([]),
        "all shifts have a meal, which is not named"
    );
    let budget = with(json!({ "maximumChanges": 1 }));
    let changed = number(&budget["changedDays"]) + number(&budget["movedBreaks"]);
    assert!(changed <= 1.0, "{budget}");
    let tuesday =
        with(json!({ "startDate": "2026-06-01T22:00:00Z", "endDate": "2026-06-02T22:00:00Z" }));
    for change in list(&tuesday["changes"]) {
        let shift = if change["after"].is_null() {
            &change["before"]
        } else {
            &change["after"]
        };
        assert!(
            text(&shift["startDate"]).starts_with("2026-06-02"),
            "{change}"
        );
    }
    let after: Vec<Vec<Value>> = (0..4).map(|agent| desk.shifts(agent)).collect();
    assert_eq!(after, before);
}
