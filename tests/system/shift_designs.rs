//! Which shifts and agents would fit a forecast best, asked over HTTP.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::forecasts::{WEEK, bank, generate, import_history};
use crate::rosters::agents;
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem, list, number, text};

/// Four agents where twenty are needed.
struct Site {
    centre: Centre,
    group: String,
    plan: String,
    agents: Vec<String>,
    forecast: Value,
    /// The path of the week's shift designs.
    designs: String,
}

impl Site {
    /// On a clock that stands, so that no time limit ends a search.
    fn new(engine: Engine) -> Option<Self> {
        Some(Self::of(Centre::start_at(engine, "2026-05-28T10:00:00Z")?))
    }

    fn of(centre: Centre) -> Self {
        let (unit, group) = bank(&centre, None);
        import_history(&centre, &unit);
        let forecast = generate(
            &centre,
            &format!("{unit}/weeks/{WEEK}/short-term-forecasts"),
        );
        let people = agents(&centre, &unit, 4);
        let agent = centre.get(Role::Planner, &format!("/agents/{}", people[0]));
        Self {
            plan: text(&agent.expect(200)["workPlanId"]),
            forecast: forecast["result"]["shortTermForecastId"].clone(),
            designs: format!("{unit}/weeks/{WEEK}/shift-designs"),
            group,
            agents: people,
            centre,
        }
    }

    fn read(&self, path: &str) -> Value {
        self.centre.get(Role::Supervisor, path).expect(200)
    }

    /// A contract of the agents' work plan, of which there may be so many.
    fn contract(&self, cost_per_week: f64, maximum_agents: u32) -> Value {
        json!({
            "workPlanId": self.plan,
            "planningGroupIds": [self.group],
            "costPerWeek": cost_per_week,
            "maximumAgents": maximum_agents,
        })
    }

    /// A work plan like the agents' but for some fields; its id.
    fn another_plan(&self, name: &str, changed: &Value) -> String {
        let units = self.read("/management-units");
        let unit = text(&units["entities"][0]["id"]);
        let plans = format!("/management-units/{unit}/work-plans");
        let mut plan = self.read(&format!("{plans}/{}", self.plan));
        let fields = plan.as_object_mut().unwrap();
        for own in [
            "id",
            "version",
            "createdAt",
            "modifiedAt",
            "managementUnitId",
        ] {
            fields.remove(own);
        }
        fields.extend(changed.as_object().unwrap().clone());
        fields.insert("name".to_owned(), json!(name));
        text(&self.centre.post(Role::Planner, &plans, &plan).expect(201)["id"])
    }

    /// A contract of so many starts and lengths that the designed team is rostered.
    fn wide_contract(&self) -> Value {
        let units = self.read("/management-units");
        let unit = text(&units["entities"][0]["id"]);
        let path = format!("/management-units/{unit}/work-plans/{}", self.plan);
        let mut shift = self.read(&path)["shifts"][0].clone();
        shift["earliestStartTimeMinutesFromMidnight"] = json!(300);
        shift["latestStartTimeMinutesFromMidnight"] = json!(1_020);
        shift["flexiblePaidTime"] = json!(true);
        shift["exactPaidTimeMinutes"] = Value::Null;
        shift["minimumPaidTimeMinutes"] = json!(240);
        shift["maximumPaidTimeMinutes"] = json!(480);
        shift["activities"][0]["earliestStartTimeMinutes"] = json!(90);
        shift["activities"][0]["latestStartTimeMinutes"] = json!(150);
        let mut contract = self.contract(30.0, 60);
        contract["workPlanId"] = json!(self.another_plan("Wide", &json!({ "shifts": [shift] })));
        contract
    }

    /// The ended run of a design.
    fn run(&self, fields: Value) -> Value {
        let mut body = json!({ "shortTermForecastId": self.forecast, "description": "June" });
        let all = body.as_object_mut().unwrap();
        all.extend(fields.as_object().unwrap().clone());
        let path = format!("{}/generate", self.designs);
        self.centre
            .ended_run(&self.centre.post(Role::Planner, &path, &body))
    }

    fn design(&self, fields: Value) -> Value {
        let run = self.run(fields);
        assert_eq!(run["state"], "Complete", "{run}");
        let id = text(&run["result"]["shiftDesignId"]);
        assert_eq!(run["id"], id.as_str());
        self.read(&format!("{}/{id}", self.designs))
    }
}

/// Sums and proofs that hold for every design; costs of an hour too few and too many as given.
fn assert_sound(design: &Value, (short, idle): (f64, f64)) {
    for part in ["design", "designedTeam", "presentTeam"] {
        let team = &design[part];
        let of = |field: &str| number(&team[field]);
        let staffing = short * of("shortHours") + idle * of("idleHours");
        assert!(
            (staffing - of("staffingCost")).abs() < 1e-3,
            "{part}: {team}"
        );
        assert!((of("agentCost") + of("staffingCost") - of("cost")).abs() < 1e-6);
        assert!(of("bound") <= of("cost") + 1e-6, "{part}: {team}");
        let group = &team["planningGroups"][0];
        assert_eq!(group["shortHours"], team["shortHours"]);
    }
    // What holds for every choice holds for the chosen team's roster.
    let bound = number(&design["design"]["bound"]);
    assert!(number(&design["designedTeam"]["cost"]) >= bound - 1e-6);
    assert_eq!(design["designedTeam"]["auditClean"], true);
    assert_eq!(design["presentTeam"]["auditClean"], true);
    assert!(design["design"].get("auditClean").is_none());
    let shifts = list(&design["shifts"]).iter();
    let agents: f64 = shifts.map(|shift| number(&shift["agentCount"])).sum();
    assert_eq!(agents, number(&design["design"]["shiftCount"]));
    let kinds = list(&design["shiftKinds"]).iter();
    let by_kind: f64 = kinds.map(|kind| number(&kind["shiftCount"])).sum();
    assert_eq!(by_kind, agents);
}

#[rstest]
fn the_cheapest_team_is_designed_rostered_and_laid_beside_the_present_one(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::new(engine) else {
        return;
    };
    let found = site.design(json!({ "contracts": [site.contract(40.0, 60)], "seed": 7 }));
    assert_sound(&found, (5.0, 1.0));
    assert_eq!(
        (&found["seed"], &found["stopped"]),
        (&json!(7), &json!(false))
    );
    assert_eq!(text(&found["inputHash"]).len(), 64);
    let contract = &found["contracts"][0];
    assert_eq!(contract["workPlanName"], "Full time");
    assert_eq!(contract["presentAgentCount"], 4);
    let chosen = number(&contract["agentCount"]);
    // Twenty are needed at once on six days, of which each works five, and meals are to be covered.
    assert!((20.0..=40.0).contains(&chosen), "{contract}");
    assert_eq!(number(&found["design"]["agentCost"]), 40.0 * chosen);
    let (designed, present) = (&found["designedTeam"], &found["presentTeam"]);
    assert_eq!(designed["agentCount"], contract["agentCount"]);
    assert_eq!(
        (
            &present["agentCount"],
            &present["paidHours"],
            &present["agentCost"]
        ),
        (&json!(4), &json!(160.0), &json!(160.0))
    );
    assert!(number(&designed["shortHours"]) < number(&present["shortHours"]));
    assert!(number(&designed["cost"]) < number(&present["cost"]));
    let shift = &found["shifts"][0];
    assert_eq!(
        (
            &shift["date"],
            &shift["workPlanShift"],
            &shift["lengthMinutes"]
        ),
        (&json!(WEEK), &json!("Day"), &json!(510))
    );
    assert_eq!(shift["activities"][0]["lengthMinutes"], 30);

    let listed = site.read(&site.designs);
    assert_eq!(listed["entities"][0]["id"], found["id"]);
    assert!(listed["entities"][0].get("shifts").is_none(), "{listed}");
    let other_week = site.designs.replace(WEEK, "2026-06-08");
    assert_eq!(site.read(&other_week)["entities"], json!([]));
}

#[rstest]
fn few_kinds_of_shift_and_dear_agents_make_another_design(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::new(engine) else {
        return;
    };
    let costs = |cost_per_week: f64, most: u32| json!({ "contracts": [site.contract(cost_per_week, most)], "shortHourCost": 3.0, "idleHourCost": 0.5 });
    let agents = |design: &Value| design["contracts"][0]["agentCount"].clone();
    // An agent covers 37.5 missing hours and idles in 2.5: worth 111.25 at these costs.
    let cheap = site.design(costs(111.0, 6));
    assert_sound(&cheap, (3.0, 0.5));
    assert_eq!(agents(&cheap), 6);
    let dear = site.design(costs(112.0, 6));
    assert_sound(&dear, (3.0, 0.5));
    assert_eq!(agents(&dear), 0);
    assert_eq!(dear["designedTeam"]["shiftCount"], 0);
    assert_eq!(dear["shiftKinds"], json!([]));
    let mut few = costs(40.0, 6);
    few["maximumShiftKinds"] = json!(1);
    let few = site.design(few);
    assert_sound(&few, (3.0, 0.5));
    assert_eq!(list(&few["shiftKinds"]).len(), 1);
    assert_eq!(few["maximumShiftKinds"], 1);
    // The same question has the same answer.
    let again = site.design(costs(111.0, 6));
    assert_eq!(again["inputHash"], cheap["inputHash"]);
    assert_eq!(again["shifts"], cheap["shifts"]);
    assert_eq!(again["designedTeam"], cheap["designedTeam"]);
    assert_eq!(list(&site.read(&site.designs)["entities"]).len(), 4);

    // Of a work plan without a contract nobody knows the cost.
    let half = site.another_plan("Three days", &json!({ "maximumDays": 3, "enabled": false }));
    let mut contract = site.contract(24.0, 5);
    contract["workPlanId"] = json!(half);
    contract["minimumAgents"] = json!(2);
    let tried = site.design(json!({ "contracts": [contract] }));
    assert_eq!(tried["presentAgentsWithoutCost"], 4);
    let present = &tried["presentTeam"];
    assert!(present.get("cost").is_none() && present.get("bound").is_none());
    // Each brings 24 hours, missing hours cost five each: all that could be had are.
    assert_eq!(tried["contracts"][0]["agentCount"], 5);
    assert_eq!(tried["designedTeam"]["shiftCount"], 15);
    assert_eq!(tried["contracts"][0]["presentAgentCount"], 0);
}

#[rstest]
fn a_time_limit_ends_the_searches_with_what_they_have(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start(engine) else {
        return;
    };
    let site = Site::of(centre);
    let found = site.design(json!({
        "contracts": [site.wide_contract(), site.contract(40.0, 60)], "maximumShiftKinds": 5, "timeLimitSeconds": 1 }));
    assert_eq!(found["stopped"], true);
    assert_sound(&found, (5.0, 1.0));
    assert!(number(&found["design"]["agentCount"]) > 0.0);
    assert!((1..=5).contains(&list(&found["shiftKinds"]).len()));
    assert!(number(&found["wallSeconds"]) < 120.0);
}

#[rstest]
fn what_cannot_be_designed_is_refused_with_its_place(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(mut site) = Site::new(engine) else {
        return;
    };
    let path = format!("{}/generate", site.designs);
    let sound = json!({
        "shortTermForecastId": site.forecast, "contracts": [site.contract(40.0, 6)] });
    let wrong = json!({
        "shortTermForecastId": site.forecast,
        "weekCount": 5,
        "contracts": [
            { "workPlanId": "none", "costPerWeek": -1, "maximumAgents": 0, "planningGroupIds": ["none"] },
            { "workPlanId": site.plan, "costPerWeek": 1, "minimumAgents": 9, "maximumAgents": 8, "skillIds": ["none"] },
            site.contract(40.0, 6),
            site.contract(50.0, 6),
        ],
        "maximumShiftKinds": 0,
        "shortHourCost": 0,
        "idleHourCost": -1,
        "seed": 9_007_199_254_740_992_u64,
        "timeLimitSeconds": 0,
    });
    let refused = site.centre.post(Role::Planner, &path, &wrong);
    assert_problem(&refused, 422, "invalid");
    assert_eq!(
        refused.pointers(),
        [
            "/weekCount",
            "/maximumShiftKinds",
            "/shortHourCost",
            "/idleHourCost",
            "/seed",
            "/timeLimitSeconds",
            "/contracts/0/workPlanId",
            "/contracts/0/planningGroupIds/0",
            "/contracts/0/costPerWeek",
            "/contracts/0/maximumAgents",
            "/contracts/1/skillIds/0",
            "/contracts/1/minimumAgents",
            "/contracts/2",
            "/contracts/3",
        ]
    );
    let mut none = sound.clone();
    none["contracts"] = json!([]);
    let refused = site.centre.post(Role::Planner, &path, &none);
    assert_eq!(refused.pointers(), ["/contracts"]);
    let late = path.replace(WEEK, "2027-06-07");
    let answer = site.centre.post(Role::Planner, &late, &sound);
    assert_problem(&answer, 409, "forecast-does-not-fit");
    let answer = site.centre.post(Role::Supervisor, &path, &sound);
    assert_problem(&answer, 403, "forbidden");
    site.centre.key_of_agent(&site.agents[0].clone());
    let answer = site.centre.get(Role::Agent, &site.designs);
    assert_problem(&answer, 403, "forbidden");
    let answer = site
        .centre
        .get(Role::Planner, &format!("{}/none", site.designs));
    assert_problem(&answer, 404, "not-found");

    // So many shifts take long enough for a cancel to come in between.
    let mut large = sound.clone();
    large["contracts"] = json!([site.wide_contract()]);
    let accepted = site.centre.post(Role::Planner, &path, &large);
    let run = format!("/runs/{}", text(&accepted.json()["id"]));
    let cancel = json!({ "state": "Canceled" });
    site.centre
        .send(Role::Planner, "PATCH", &run, &cancel)
        .expect(200);
    let ended = site.centre.ended_run(&accepted);
    assert_eq!(ended["state"], "Canceled", "{ended}");
    assert_eq!(site.read(&site.designs)["entities"], json!([]));

    let found = site.design(json!({ "contracts": [site.contract(40.0, 6)] }));
    let stranger = site.centre.other_tenant();
    let path = format!("/api/v1{}/{}", site.designs, text(&found["id"]));
    let answer = site
        .centre
        .send_raw(Some(&stranger), "GET", &path, &[], Vec::new());
    assert_problem(&answer, 404, "not-found");
    let elsewhere = site.designs.replace(WEEK, "2026-06-08");
    let path = format!("{elsewhere}/{}", text(&found["id"]));
    assert_problem(&site.centre.get(Role::Planner, &path), 404, "not-found");
}
