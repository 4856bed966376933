//! What agents ask for and agree on, as versions of the schedule: told, undone, and held against edits.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::floor::{Floor, told};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Engine, assert_problem, list, number, text};

const NOW: &str = "2026-05-29T10:00:00Z";
const WEEK: &str = "2026-06-01";

impl Floor {
    fn path_of(&self, schedule: &str) -> String {
        format!(
            "/business-units/{}/weeks/{WEEK}/schedules/{schedule}",
            self.unit
        )
    }

    fn edit(&self, schedule: &str, what: &str, version: i64, body: &Value) -> Answer {
        let tag = format!("\"{version}\"");
        let headers = [
            ("content-type", "application/json"),
            ("if-match", tag.as_str()),
        ];
        self.centre.send_raw(
            Some(self.centre.key(Role::Planner)),
            "POST",
            &format!("/api/v1{}/{what}", self.path_of(schedule)),
            &headers,
            body.to_string().into_bytes(),
        )
    }

    fn noted(&self, schedule: &str, version: i64) -> Value {
        self.read(&format!("{}/versions/{version}", self.path_of(schedule)))
    }

    fn days(&self, agent: usize) -> Vec<String> {
        let shifts = self.shifts(agent, WEEK, "2026-06-08");
        let day = |shift: &Value| text(&shift["startDate"])[..10].to_owned();
        shifts.iter().map(day).collect()
    }
}

#[rstest]
fn leave_is_a_version_that_edits_and_undo_keep(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(floor) = Floor::new(engine, NOW, 2) else {
        return;
    };
    let shifts = ["01", "02"].map(|day| floor.shift(0, &format!("2026-06-{day}T09:00:00+02:00")));
    let schedule = floor.publish(WEEK, None, shifts.to_vec());
    floor.plan(json!({ "autoApprovalRule": "Always" }));
    let leave = floor.ask(0, &["2026-06-02"]).expect(201);
    let request = text(&leave["id"]);
    let note = floor.noted(&schedule, 3);
    assert_eq!(
        (
            &note["kind"],
            &note["activitiesChanged"],
            &note["agentCount"]
        ),
        (&json!("timeOffAdded"), &json!(1), &json!(1))
    );
    assert_eq!(
        note["reason"],
        format!("time-off request {request} was approved")
    );
    let change = &note["changes"][0];
    assert_eq!(told(&change["before"])[0].0, "OnQueueWork");
    assert_eq!(told(&change["after"])[0].0, "TimeOff");

    // Whoever edits the version before is told, and who takes the leave back by hand as well.
    let empty = json!({ "agentSchedules": [] });
    assert_problem(&floor.edit(&schedule, "update", 2, &empty), 412, "stale");
    let refused = floor.edit(&schedule, "undo", 3, &json!({}));
    assert_problem(&refused, 409, "rule-broken");
    assert!(refused.text.contains("fixedDaysOff"), "{}", refused.text);

    // A shift sent back as it was read keeps its request.
    let own = floor.shifts(0, WEEK, "2026-06-08");
    let activities: Vec<Value> = list(&own[1]["activities"])
        .iter()
        .map(|one| {
            json!({ "activityCodeId": one["activityCodeId"], "startDate": one["startDate"],
                "lengthMinutes": one["lengthMinutes"], "description": "by the sea",
                "paid": one["paid"] })
        })
        .collect();
    let same = json!({ "agentSchedules": [{ "agentId": floor.agents[0],
        "shifts": [{ "id": own[1]["id"], "activities": activities }] }] });
    floor.edit(&schedule, "update", 3, &same).expect(200);
    let own = floor.shifts(0, WEEK, "2026-06-08");
    assert_eq!(own[1]["activities"][0]["timeOffRequestId"], request);

    // In the week after there is no leave, on the same days there is.
    let copy = |body: Value| {
        let path = format!("{}/copy", floor.path_of(&schedule));
        floor.centre.post(Role::Planner, &path, &body).expect(201)
    };
    let later = copy(json!({ "weekDate": "2026-06-08" }));
    assert_eq!(later["version"], 1);
    let now = copy(json!({}));
    assert_eq!(
        list(&now["validationResults"])
            .iter()
            .filter(|result| result["code"] == "fixedDaysOff")
            .count(),
        0
    );

    // Canceled, the shift is worked again.
    floor
        .move_on(&request, json!({ "status": "Canceled" }))
        .expect(200);
    let note = floor.noted(&schedule, 5);
    assert_eq!(
        (&note["kind"], &note["reason"]),
        (
            &json!("timeOffRemoved"),
            &json!(format!("time-off request {request} is approved no longer"))
        )
    );
    let history = floor.read(&format!(
        "{}/history/agents/{}",
        floor.path_of(&schedule),
        floor.agents[0]
    ));
    let kinds: Vec<String> = list(&history["versions"])
        .iter()
        .map(|version| text(&version["kind"]))
        .collect();
    assert_eq!(kinds, ["timeOffRemoved", "edited", "timeOffAdded"]);
}

#[rstest]
fn a_trade_is_told_of_both_agents_and_undone_whole(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(floor) = Floor::new(engine, NOW, 2) else {
        return;
    };
    let shifts = vec![
        floor.shift(0, "2026-06-01T09:00:00+02:00"),
        floor.shift(1, "2026-06-03T09:00:00+02:00"),
    ];
    let schedule = floor.publish(WEEK, None, shifts);
    let of = |agent: usize| floor.shifts(agent, WEEK, "2026-06-08")[0]["id"].clone();
    let offer = json!({ "initiatingAgentId": floor.agents[0], "initiatingShiftId": of(0) });
    let trade = floor.centre.post(Role::Planner, "/shift-trades", &offer);
    let trade = trade.expect(201);
    let path = format!("/shift-trades/{}", text(&trade["id"]));
    let body = json!({ "receivingAgentId": floor.agents[1], "receivingShiftId": of(1) });
    let headers = [("content-type", "application/json"), ("if-match", "\"1\"")];
    let matched = floor.centre.send_raw(
        Some(floor.centre.key(Role::Planner)),
        "POST",
        &format!("/api/v1{path}/match"),
        &headers,
        body.to_string().into_bytes(),
    );
    let version = matched.expect(200)["version"].as_i64().unwrap();
    floor
        .patch(
            Role::Supervisor,
            &path,
            version,
            &json!({ "state": "Approved" }),
        )
        .expect(200);
    assert_eq!((floor.days(0), floor.days(1)).0, ["2026-06-03"]);

    let note = floor.noted(&schedule, 3);
    assert_eq!(
        (
            &note["kind"],
            &note["shiftsAdded"],
            &note["shiftsRemoved"],
            &note["agentCount"]
        ),
        (&json!("shiftsTraded"), &json!(2), &json!(2), &json!(2))
    );
    assert!(text(&note["reason"]).contains(&text(&trade["id"])));
    for agent in &floor.agents {
        let path = format!("{}/history/agents/{agent}", floor.path_of(&schedule));
        let history = floor.read(&path);
        let mut changes: Vec<String> = list(&history["versions"][0]["changes"])
            .iter()
            .map(|change| text(&change["change"]))
            .collect();
        changes.sort();
        assert_eq!(changes, ["added", "removed"]);
    }
    let compared = floor.read(&format!(
        "{}/compare?withVersion=2",
        floor.path_of(&schedule)
    ));
    assert_eq!(list(&compared["agents"]).len(), 2);

    floor.edit(&schedule, "undo", 3, &json!({})).expect(200);
    assert_eq!(
        (floor.days(0), floor.days(1)),
        (vec!["2026-06-01".to_owned()], vec!["2026-06-03".to_owned()])
    );
    floor
        .edit(&schedule, "versions/3/restore", 4, &json!({}))
        .expect(200);
    assert_eq!(
        (floor.days(0), floor.days(1)),
        (vec!["2026-06-03".to_owned()], vec!["2026-06-01".to_owned()])
    );
}

#[rstest]
fn overtime_is_a_version_and_nobody_is_edited_into_an_unavailable_time(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(floor) = Floor::new(engine, NOW, 2) else {
        return;
    };
    let shifts = vec![floor.shift(0, "2026-06-01T09:00:00+02:00")];
    let schedule = floor.publish(WEEK, None, shifts);
    let offer = json!({ "managementUnitId": floor.site, "kind": "Overtime", "places": 1,
        "startDate": "2026-06-01T17:30:00+02:00", "endDate": "2026-06-01T18:30:00+02:00" });
    let offer = floor
        .centre
        .post(Role::Supervisor, "/alternative-shifts/offers", &offer)
        .expect(201);
    let path = format!("/alternative-shifts/offers/{}/accept", text(&offer["id"]));
    let body = json!({ "agentId": floor.agents[0] });
    floor
        .centre
        .post(Role::Supervisor, &path, &body)
        .expect(200);
    let note = floor.noted(&schedule, 3);
    assert_eq!(
        (&note["kind"], &note["shiftsMoved"], &note["reason"]),
        (
            &json!("overtimeAdded"),
            &json!(1),
            &json!(format!("overtime of offer {}", text(&offer["id"])))
        )
    );

    let body = json!({ "agentId": floor.agents[0], "startDate": "2026-06-03T08:00:00+02:00",
        "endDate": "2026-06-03T12:00:00+02:00" });
    floor
        .centre
        .post(Role::Planner, "/unavailable-times", &body)
        .expect(201);
    let own = floor.shifts(0, WEEK, "2026-06-08");
    let move_to = |start: &str| {
        json!({ "agentSchedules": [{ "agentId": floor.agents[0],
            "shifts": [{ "id": own[0]["id"], "startDate": start }] }] })
    };
    let refused = floor.edit(&schedule, "update", 3, &move_to("2026-06-03T07:00:00Z"));
    assert_problem(&refused, 409, "rule-broken");
    assert!(refused.text.contains("availability"), "{}", refused.text);
}

#[rstest]
fn heads_of_planning_groups_are_split_anew_when_leave_is_approved(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(desk) = Desk::new(engine) else {
        return;
    };
    let centre = &desk.site.centre;
    centre
        .post_if_match(&format!("{}/publish", desk.path), 1)
        .expect(200);
    let unit = desk.site.unit.trim_start_matches("/business-units/");
    let leave = json!({ "name": "Annual leave", "category": "TimeOff", "lengthInMinutes": 480,
        "countsAsPaidTime": true, "countsAsWorkTime": false, "agentTimeOffSelectable": true });
    let codes = format!("{}/activity-codes", desk.site.unit);
    let leave = centre.post(Role::Planner, &codes, &leave).id();
    let plan = json!({ "businessUnitId": unit, "name": "Leave", "activityCodeIds": [leave],
        "autoApprovalRule": "Always" });
    centre.post(Role::Planner, "/time-off-plans", &plan).id();
    let heads = || {
        let headcount = desk.get("/headcount-forecast");
        let groups = list(&headcount["planningGroups"]).iter();
        let scheduled = groups.flat_map(|group| list(&group["scheduled"]));
        scheduled.map(number).sum::<f64>()
    };
    let before = heads();
    let day = text(&desk.shifts(0)[0]["startDate"])[..10].to_owned();
    let body = json!({ "agentId": desk.site.agents[0], "activityCodeId": leave,
        "isFullDayRequest": true, "fullDayManagementUnitDates": [day], "dailyDurationMinutes": 480 });
    let asked = centre.post(Role::Planner, "/time-off-requests", &body);
    assert_eq!(asked.expect(201)["status"], "Approved");
    assert_eq!(before - heads(), 16.0, "eight hours less, by half hours");

    // No other shift is put on that day.
    let second = desk.shifts(0)[1].clone();
    let days = (text(&second["startDate"])[8..10].parse::<i64>().unwrap()
        - day[8..10].parse::<i64>().unwrap())
        * 1_440;
    let moved = desk.update(3, &desk.edit_of(0, &second, -days));
    assert!([409, 422].contains(&moved.status), "{}", moved.text);
}
