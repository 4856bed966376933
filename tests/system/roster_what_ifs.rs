//! Changes tried out on a roster, asked over HTTP.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::forecasts::{WEEK, bank, generate, import_history};
use crate::rosters::agents;
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem, list, number, text};

/// Four agents, five days a week, where twenty are needed.
struct Site {
    centre: Centre,
    schedules: String,
    group: String,
    plan: String,
    agents: Vec<String>,
    forecast_run: String,
    /// The path of the roster run's what-ifs.
    what_ifs: String,
}

impl Site {
    fn new(engine: Engine) -> Option<Self> {
        let centre = Centre::start_at(engine, "2026-05-28T10:00:00Z")?;
        let (unit, group) = bank(&centre, None);
        import_history(&centre, &unit);
        let forecast = generate(
            &centre,
            &format!("{unit}/weeks/{WEEK}/short-term-forecasts"),
        );
        let people = agents(&centre, &unit, 4);
        let schedules = format!("{unit}/weeks/{WEEK}/schedules");
        let body = json!({
            "shortTermForecastId": forecast["result"]["shortTermForecastId"],
            "description": "June",
            "gap": 0.05,
        });
        let accepted = centre.post(Role::Planner, &format!("{schedules}/generate"), &body);
        let run = centre.ended_run(&accepted);
        assert_eq!(run["state"], "Complete", "{run}");
        let agent = centre.get(Role::Planner, &format!("/agents/{}", people[0]));
        Some(Self {
            what_ifs: format!("/runs/{}/what-ifs", text(&run["id"])),
            plan: text(&agent.expect(200)["workPlanId"]),
            forecast_run: text(&forecast["id"]),
            schedules,
            group,
            agents: people,
            centre,
        })
    }

    fn read(&self, path: &str) -> Value {
        self.centre.get(Role::Supervisor, path).expect(200)
    }

    /// The what-if of some changes.
    fn ask(&self, changes: Value) -> Value {
        let body = json!({ "changes": changes });
        let accepted = self.centre.post(Role::Planner, &self.what_ifs, &body);
        let result = self.centre.result_of_run(&accepted);
        let run = text(&result["rosterRunId"]);
        assert_eq!(format!("/runs/{run}/what-ifs"), self.what_ifs);
        self.read(&format!("{}/{}", self.what_ifs, text(&result["whatIfId"])))
    }
}

/// Sums, proofs and judgements that hold for every what-if.
fn assert_sound(what_if: &Value) {
    let of = |part: &str, field: &str| number(&what_if[part][field]);
    for part in ["before", "after"] {
        assert_eq!(what_if[part]["auditClean"], true, "{what_if}");
        assert!(of(part, "bound") <= of(part, "objective") + 1e-6);
        // A missing hour costs five idle ones, and no agent has wishes.
        let cost = 5.0 * of(part, "shortHours") + of(part, "idleHours") + of(part, "lineCost");
        assert!((cost - of(part, "objective")).abs() < 1e-6, "{what_if}");
    }
    for field in ["objective", "bound", "shortHours", "idleHours", "paidHours"] {
        let difference = of("after", field) - of("before", field);
        assert!((difference - of("difference", field)).abs() < 1e-6);
    }
    let group = &what_if["planningGroups"][0];
    assert!((number(&group["shortHoursAfter"]) - of("after", "shortHours")).abs() < 1e-6);
    assert_eq!(what_if["stopped"], false, "{what_if}");
    assert_eq!(text(&what_if["inputHash"]).len(), 64);
    assert_eq!(what_if["programVersion"], env!("CARGO_PKG_VERSION"));
}

#[rstest]
fn more_agents_are_compared_with_the_roster_as_it_stands_and_no_schedule_changes(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::new(engine) else {
        return;
    };
    let schedules = site.read(&site.schedules);
    assert_eq!(site.read(&site.what_ifs)["entities"], json!([]));
    let changes = json!([{ "addAgents": {
        "count": 2, "workPlanId": site.plan, "planningGroupIds": [site.group] } }]);
    let told = site.ask(changes.clone());
    assert_sound(&told);
    assert_eq!(
        (&told["before"]["agentCount"], &told["after"]["agentCount"]),
        (&json!(4), &json!(6))
    );
    // Two agents more, five days of eight hours each, all but half an hour of them where somebody is missing.
    assert_eq!(told["difference"]["shiftCount"], 10);
    assert_eq!(told["difference"]["paidHours"], 80.0);
    assert_eq!(told["difference"]["shortHours"], -75.0);
    assert_eq!(told["difference"]["idleHours"], 5.0);
    assert_eq!(told["difference"]["objective"], -370.0);
    let added: Vec<&Value> = list(&told["lines"])
        .iter()
        .filter(|line| line["kind"] == "agentAdded")
        .collect();
    assert_eq!(added.len(), 2);
    assert_eq!(added[0]["agentId"], "added-0-1");
    assert_eq!(list(&added[0]["before"]).len(), 0);
    assert_eq!(list(&added[0]["after"]).len(), 5);
    assert_eq!(
        list(&added[0]["changedDates"]).len(),
        5,
        "every shift of a new agent is new"
    );
    assert_eq!(told["changes"][0]["addAgents"]["count"], 2);

    // Asked again it is the same answer; both are kept, the newest first, without their lines.
    let again = site.ask(changes);
    assert_eq!(
        (&again["inputHash"], &again["after"]),
        (&told["inputHash"], &told["after"])
    );
    let kept = site.read(&format!("{}?pageSize=1", site.what_ifs));
    assert_eq!(kept["entities"][0]["id"], again["id"]);
    assert!(kept["entities"][0].get("lines").is_none(), "{kept}");
    let token = text(&kept["nextPageToken"]);
    let next = site.read(&format!("{}?pageSize=1&pageToken={token}", site.what_ifs));
    assert_eq!(next["entities"][0]["id"], told["id"]);
    assert_eq!(site.read(&site.schedules), schedules);
}

#[rstest]
fn an_agent_less_another_target_and_a_looser_rule_are_compared(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::new(engine) else {
        return;
    };
    let gone = site.ask(json!([{ "removeAgent": { "agentId": site.agents[3] } }]));
    assert_sound(&gone);
    assert_eq!(gone["difference"]["agentCount"], -1);
    assert_eq!(gone["difference"]["shortHours"], 37.5);
    let lines = list(&gone["lines"]);
    assert_eq!(
        (&lines[0]["kind"], &lines[0]["agentName"]),
        (&json!("agentRemoved"), &json!("Agent 3"))
    );

    let target = site.ask(json!([
        { "changeDemand": { "planningGroupId": site.group, "factor": 1.2 } },
    ]));
    assert_sound(&target);
    let group = &target["planningGroups"][0];
    let (before, after) = (
        number(&group["requiredHoursBefore"]),
        number(&group["requiredHoursAfter"]),
    );
    assert!(
        after >= 1.2 * before - 1e-6 && after <= 1.3 * before,
        "{group}"
    );
    // All of the four are needed with both targets, so that what is required more is missing.
    let missing = number(&target["difference"]["shortHours"]);
    assert!((missing - (after - before)).abs() < 1e-6, "{target}");

    // A sixth day for each of the four.
    let looser = site.ask(json!([
        { "changeWorkPlan": { "workPlanId": site.plan, "maximumDays": 6 } },
    ]));
    assert_sound(&looser);
    assert_eq!(looser["difference"]["shiftCount"], 4);
    assert_eq!(looser["difference"]["shortHours"], -30.0);
    let plans = site.read("/management-units");
    let site_of_plan = text(&plans["entities"][0]["id"]);
    let path = format!("/management-units/{site_of_plan}/work-plans/{}", site.plan);
    assert_eq!(site.read(&path)["maximumDays"], 5, "the work plan stays");

    // No shift at all on any day of a week that asks for two.
    let body = json!({ "changes": [{ "changeWorkPlan": {
        "workPlanId": site.plan,
        "rules": { "maximumConsecutiveDaysOff": { "value": 1 } },
        "maximumDays": 2,
    } }] });
    let accepted = site.centre.post(Role::Planner, &site.what_ifs, &body);
    let run = site.centre.ended_run(&accepted);
    assert_eq!(
        (&run["state"], &run["error"]["code"]),
        (&json!("Failed"), &json!("roster-problem")),
        "{run}"
    );
}

#[rstest]
fn what_cannot_be_tried_out_is_refused_with_its_place(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(mut site) = Site::new(engine) else {
        return;
    };
    let wrong = json!({
        "changes": [
            { "addAgents": { "count": 0, "workPlanId": "none", "planningGroupIds": ["none"] } },
            { "removeAgent": { "agentId": "nobody" } },
            { "changeDemand": { "planningGroupId": site.group, "factor": 11 } },
            { "changeWorkPlan": { "workPlanId": site.plan, "maximumDays": 8,
                "rules": { "forbiddenSuccessions": [{ "shift": "Night", "nextDay": ["Day"] }] } } },
        ],
    });
    let refused = site.centre.post(Role::Planner, &site.what_ifs, &wrong);
    assert_problem(&refused, 422, "invalid");
    assert_eq!(
        refused.pointers(),
        [
            "/changes/3/changeWorkPlan/rules/forbiddenSuccessions/0/shift",
            "/changes/0/addAgents/count",
            "/changes/0/addAgents/workPlanId",
            "/changes/0/addAgents/planningGroupIds/0",
            "/changes/1/removeAgent/agentId",
            "/changes/2/changeDemand/factor",
            "/changes/3/changeWorkPlan/maximumDays",
        ]
    );
    let none = json!({ "changes": [], "timeLimitSeconds": 0 });
    let refused = site.centre.post(Role::Planner, &site.what_ifs, &none);
    assert_eq!(refused.pointers(), ["/changes", "/timeLimitSeconds"]);
    let both = json!({ "changes": [{ "addAgents": { "count": 1, "workPlanId": site.plan,
        "planningGroupIds": [site.group], "skillIds": ["none"] } }] });
    let refused = site.centre.post(Role::Planner, &site.what_ifs, &both);
    assert_eq!(
        refused.pointers(),
        ["/changes/0/addAgents/planningGroupIds"]
    );
    let unknown = json!({ "changes": [{ "addAgents": { "count": 1, "workPlanId": site.plan,
        "planningGroupIds": [site.group], "wage": 5 } }] });
    let refused = site.centre.post(Role::Planner, &site.what_ifs, &unknown);
    assert_problem(&refused, 422, "invalid");

    let body = json!({ "changes": [{ "removeAgent": { "agentId": site.agents[0] } }] });
    let of_forecast = format!("/runs/{}/what-ifs", site.forecast_run);
    let answer = site.centre.post(Role::Planner, &of_forecast, &body);
    assert_problem(&answer, 409, "no-roster-record");
    let answer = site
        .centre
        .post(Role::Planner, "/runs/none/what-ifs", &body);
    assert_problem(&answer, 404, "not-found");
    let answer = site.centre.get(Role::Planner, "/runs/none/what-ifs");
    assert_problem(&answer, 404, "not-found");
    let answer = site.centre.post(Role::Supervisor, &site.what_ifs, &body);
    assert_problem(&answer, 403, "forbidden");
    site.centre.key_of_agent(&site.agents[0].clone());
    let answer = site.centre.get(Role::Agent, &site.what_ifs);
    assert_problem(&answer, 403, "forbidden");

    // One that is there is nobody else's, and no other roster's.
    let told = site.ask(body["changes"].clone());
    let id = text(&told["id"]);
    let stranger = site.centre.other_tenant();
    let path = format!("/api/v1{}/{id}", site.what_ifs);
    let answer = site
        .centre
        .send_raw(Some(&stranger), "GET", &path, &[], Vec::new());
    assert_problem(&answer, 404, "not-found");
    let answer = site
        .centre
        .get(Role::Planner, &format!("{of_forecast}/{id}"));
    assert_problem(&answer, 404, "not-found");
}

#[rstest]
fn skills_stand_for_the_planning_groups_they_suffice_for_and_a_cancel_ends_the_run(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::new(engine) else {
        return;
    };
    let made = site
        .centre
        .post(Role::Planner, "/skills", &json!({ "name": "French" }));
    let skill = text(&made.expect(201)["id"]);
    // Anyone can take the queue, so that any skill suffices.
    let told = site.ask(json!([{ "addAgents": {
        "count": 1, "workPlanId": site.plan, "skillIds": [skill] } }]));
    let added = &told["changes"][0]["addAgents"];
    assert_eq!(added["planningGroupIds"], json!([site.group]));
    assert_eq!(told["difference"]["shortHours"], -37.5);
    let unknown = json!({ "changes": [{ "addAgents": {
        "count": 1, "workPlanId": site.plan, "skillIds": ["none"] } }] });
    let refused = site.centre.post(Role::Planner, &site.what_ifs, &unknown);
    assert_eq!(refused.pointers(), ["/changes/0/addAgents/skillIds/0"]);

    // Two are queued; the second is cancelled before or while it works, and keeps nothing.
    let kept = || list(&site.read(&site.what_ifs)["entities"]).len();
    let before = kept();
    let body = json!({ "changes": [
        { "addAgents": { "count": 200, "workPlanId": site.plan, "planningGroupIds": [site.group] } },
    ] });
    let accepted = site.centre.post(Role::Planner, &site.what_ifs, &body);
    let run = format!("/runs/{}", text(&accepted.json()["id"]));
    let cancel = json!({ "state": "Canceled" });
    site.centre
        .send(Role::Planner, "PATCH", &run, &cancel)
        .expect(200);
    let ended = site.centre.ended_run(&accepted);
    assert_eq!(ended["state"], "Canceled", "{ended}");
    assert_eq!(kept(), before);
}
