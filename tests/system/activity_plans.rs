//! Meetings and training put into the troughs of a schedule.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Engine, assert_problem, list, number, text};

struct Plans {
    desk: Desk,
    code: Value,
}

impl Plans {
    /// Calls come from nine to five, four agents start from eight to nine: the troughs are before nine and after five.
    fn new(engine: Engine) -> Option<Self> {
        let desk = Desk::new(engine)?;
        let path = format!("{}/activity-codes", desk.site.unit);
        let codes = desk.site.centre.get(Role::Planner, &path).expect(200);
        let codes = list(&codes["entities"]).clone();
        let training = codes.iter().find(|code| code["category"] == "Training");
        Some(Self {
            code: training.expect("a code of training")["id"].clone(),
            desk,
        })
    }

    fn path(&self) -> String {
        format!("{}/activity-plans", self.desk.site.unit)
    }

    fn plan(&self, more: Value) -> Value {
        let mut plan = json!({
            "name": "Complaints", "type": "Individual", "activityCodeId": self.code,
            "lengthMinutes": 30, "startDate": "2026-06-01", "endDate": "2026-06-07",
            "agentIds": self.desk.site.agents, "optimizationObjective": "FavorServiceGoals",
        });
        plan.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        plan
    }

    fn make(&self, more: Value) -> String {
        let centre = &self.desk.site.centre;
        let made = centre.post(Role::Planner, &self.path(), &self.plan(more));
        format!("{}/{}", self.path(), made.id())
    }

    fn run(&self, plan: &str, version: i64, more: Value) -> Answer {
        let id = self.desk.path.rsplit('/').next().unwrap().to_owned();
        let mut body = json!({ "scheduleId": id });
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let tag = format!("\"{version}\"");
        let headers = [
            ("content-type", "application/json"),
            ("if-match", tag.as_str()),
        ];
        let centre = &self.desk.site.centre;
        let path = format!("/api/v1{plan}/runs");
        let key = centre.key(Role::Planner);
        centre.send_raw(
            Some(key),
            "POST",
            &path,
            &headers,
            body.to_string().into_bytes(),
        )
    }
}

fn starts(run: &Value) -> Vec<String> {
    let placements = list(&run["placements"]).iter();
    placements.map(|one| text(&one["startDate"])).collect()
}

fn short_hours(run: &Value) -> (f64, f64) {
    let group = &run["coverage"][0];
    (
        number(&group["shortHoursBefore"]),
        number(&group["shortHoursAfter"]),
    )
}

#[rstest]
fn training_goes_where_no_head_is_missed_for_it(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(plans) = Plans::new(engine) else {
        return;
    };
    let plan = plans.make(json!({}));
    let tried = plans.run(&plan, 1, json!({ "dryRun": true })).expect(200);
    assert_eq!(
        (&tried["applied"], &tried["schedule"]["version"]),
        (&json!(false), &json!(1))
    );
    let done = plans.run(&plan, 1, json!({})).expect(200);
    assert_eq!(done["placements"], tried["placements"], "as it was told");
    assert_eq!(
        (&done["applied"], &done["schedule"]["version"]),
        (&json!(true), &json!(2))
    );
    assert_eq!(
        (list(&done["placements"]).len(), &done["unplaced"]),
        (4, &json!([]))
    );
    for start in starts(&done) {
        let time = &start[11..16];
        // Seven and three o'clock UTC are nine and five in Berlin.
        assert!(time <= "06:30" || time >= "15:00", "{start}");
    }
    let (before, after) = short_hours(&done);
    assert!((before - after).abs() < 1e-6, "{done}");
    assert_eq!(
        done["validationResults"],
        json!([]),
        "training is work to the plan"
    );
    // It stands in the shifts, with the plan's name and paid as its code says.
    for (agent, placement) in list(&done["placements"]).iter().enumerate() {
        let position = plans
            .desk
            .site
            .agents
            .iter()
            .position(|id| *id == text(&placement["agentId"]));
        let shifts = plans.desk.shifts(position.unwrap_or(agent));
        let shift = shifts
            .iter()
            .find(|shift| shift["id"] == placement["shiftId"])
            .unwrap();
        let mut activities = list(&shift["activities"]).iter();
        let training = activities
            .find(|one| one["category"] == "Training")
            .unwrap();
        assert_eq!(
            (
                &training["startDate"],
                &training["description"],
                &training["lengthMinutes"]
            ),
            (&placement["startDate"], &json!("Complaints"), &json!(30))
        );
        assert_eq!(shift["paidMinutes"], 480);
    }
    let note = plans.desk.get("/versions/2");
    assert_eq!(
        (&note["kind"], &note["reason"], &note["activitiesChanged"]),
        (
            &json!("activitiesPlaced"),
            &json!("activity plan Complaints"),
            &json!(4)
        )
    );
    // Nobody has it twice, and it is undone like any other edit.
    let again = plans.run(&plan, 2, json!({})).expect(200);
    assert_eq!(again["placements"], json!([]));
    assert_eq!(again["unplaced"][3]["code"], "already-placed");
    assert_problem(&plans.run(&plan, 1, json!({})), 412, "stale");
    plans
        .desk
        .post(Role::Planner, "/undo", 2, &json!({}))
        .expect(200);
    let compared = plans.desk.get("/compare?withVersion=1");
    assert_eq!(compared["agents"], json!([]));
}

#[rstest]
fn at_busy_hours_service_keeps_everybody_and_the_other_objective_nobody(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(plans) = Plans::new(engine) else {
        return;
    };
    let busy =
        json!({ "earliestStartMinutesFromMidnight": 600, "latestEndMinutesFromMidnight": 960 });
    let with = |more: Value| {
        let mut all = busy.clone();
        all.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        plans.make(all)
    };
    let kept = plans
        .run(&with(json!({})), 1, json!({ "dryRun": true }))
        .expect(200);
    assert_eq!(kept["placements"], json!([]));
    let codes: Vec<String> = list(&kept["unplaced"])
        .iter()
        .map(|one| text(&one["code"]))
        .collect();
    assert_eq!(codes, ["no-trough"; 4]);
    let all = with(json!({ "optimizationObjective": "FavorSchedulingAll" }));
    let placed = plans.run(&all, 1, json!({ "dryRun": true })).expect(200);
    assert_eq!(list(&placed["placements"]).len(), 4);
    let (before, after) = short_hours(&placed);
    assert!(
        (after - before - 2.0).abs() < 1e-6,
        "half an hour of each: {placed}"
    );

    // A group meets at one time, in sessions of at most two where that is asked for.
    let together = with(
        json!({ "type": "Group", "lengthMinutes": 45, "name": "Team",
        "optimizationObjective": "FavorSchedulingAll" }),
    );
    let met = plans
        .run(&together, 1, json!({ "dryRun": true }))
        .expect(200);
    let mut times = starts(&met);
    let count = times.len();
    assert!(count >= 2, "{met}");
    times.dedup();
    assert_eq!(times.len(), 1, "{met}");
    let sessions = with(json!({ "type": "Group", "name": "Pairs",
        "optimizationObjective": "FavorSchedulingAll",
        "groupSettings": { "minimumAttendees": 2, "maximumAttendees": 2 } }));
    let done = plans.run(&sessions, 1, json!({})).expect(200);
    let mut times = starts(&done);
    assert_eq!(times.len(), 4, "{done}");
    times.dedup();
    assert_eq!(times.len(), 2, "{done}");
    // Everybody in a session is on the queue until then, and none has it in a break.
    for agent in 0..4 {
        for shift in plans.desk.shifts(agent) {
            let activities = list(&shift["activities"]).iter();
            let sum: f64 = activities.map(|one| number(&one["lengthMinutes"])).sum();
            assert_eq!(sum, number(&shift["lengthMinutes"]));
        }
    }
    let nobody = with(json!({ "type": "Group", "name": "All at once",
        "groupSettings": { "minimumAttendees": 5 } }));
    let none = plans.run(&nobody, 2, json!({ "dryRun": true })).expect(200);
    assert_eq!(none["unplaced"][0]["code"], "no-common-time");
}

#[rstest]
fn plans_are_kept_changed_and_deleted(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(plans) = Plans::new(engine) else {
        return;
    };
    let centre = &plans.desk.site.centre;
    let path = plans.make(json!({}));
    let read = centre.get(Role::Supervisor, &path).expect(200);
    assert_eq!(
        (
            &read["type"],
            &read["version"],
            &read["optimizationObjective"]
        ),
        (&json!("Individual"), &json!(1), &json!("FavorServiceGoals"))
    );
    let longer = plans.plan(json!({ "lengthMinutes": 60 }));
    let changed = centre.put(Role::Planner, &path, 1, &longer).expect(200);
    assert_eq!(
        (&changed["version"], &changed["lengthMinutes"]),
        (&json!(2), &json!(60))
    );
    assert_problem(&centre.put(Role::Planner, &path, 1, &longer), 412, "stale");
    let listed = centre.get(Role::Supervisor, &plans.path()).expect(200);
    assert_eq!(list(&listed["entities"]).len(), 1);
    let refused = centre.post(Role::Supervisor, &plans.path(), &longer);
    assert_problem(&refused, 403, "forbidden");
    let wrong = plans.plan(json!({
        "name": " ", "lengthMinutes": 7, "endDate": "2026-06-01", "activityCodeId": "none",
        "earliestStartMinutesFromMidnight": 1_430, "agentIds": ["nobody"],
        "groupSettings": { "minimumAttendees": 0 },
    }));
    let refused = centre.post(Role::Planner, &plans.path(), &wrong);
    assert_problem(&refused, 422, "invalid");
    assert_eq!(
        refused.pointers(),
        [
            "/name",
            "/lengthMinutes",
            "/endDate",
            "/groupSettings/minimumAttendees",
            "/groupSettings",
            "/activityCodeId",
            "/agentIds/0",
        ]
    );
    let foreign = centre.other_tenant();
    let answer = centre.send_raw(
        Some(&foreign),
        "GET",
        &format!("/api/v1{path}"),
        &[],
        Vec::new(),
    );
    assert_problem(&answer, 404, "not-found");
    let run = plans.run(&path, 1, json!({ "scheduleId": "none" }));
    assert_problem(&run, 404, "not-found");
    let deleted = centre.send(Role::Planner, "DELETE", &path, &Value::Null);
    assert_eq!(deleted.status, 204);
    assert_problem(&centre.get(Role::Planner, &path), 404, "not-found");
}
