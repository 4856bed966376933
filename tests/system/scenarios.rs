//! Branches of the whole plan over HTTP: played, compared, adopted, with nothing of the live plan changed.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::forecasts::{WEEK, bank, generate, import_history};
use crate::rosters::agents;
use crate::site::as_sent;
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem, list, number, text};

/// Four agents, five days a week, where twenty are needed.
struct Site {
    centre: Centre,
    unit: String,
    group: String,
    plan: String,
    agents: Vec<String>,
    forecast: String,
    schedules: String,
    scenarios: String,
}

impl Site {
    fn new(engine: Engine) -> Option<Self> {
        let centre = Centre::start_at(engine, "2026-05-28T10:00:00Z")?;
        let (unit, group) = bank(&centre, None);
        import_history(&centre, &unit);
        let run = generate(
            &centre,
            &format!("{unit}/weeks/{WEEK}/short-term-forecasts"),
        );
        let people = agents(&centre, &unit, 4);
        let agent = centre
            .get(Role::Planner, &format!("/agents/{}", people[0]))
            .expect(200);
        Some(Self {
            forecast: text(&run["result"]["shortTermForecastId"]),
            plan: text(&agent["workPlanId"]),
            schedules: format!("{unit}/weeks/{WEEK}/schedules"),
            scenarios: format!("{unit}/scenarios"),
            agents: people,
            unit,
            group,
            centre,
        })
    }

    fn asked(&self, name: &str, demand: Value, changes: Value) -> Value {
        json!({
            "name": name, "weekDate": WEEK, "shortTermForecastId": self.forecast, "demandChanges": demand,
            "changes": changes, "gap": 0.05, "seed": 7, "replications": 20,
            "money": { "costOfPaidHour": 20, "overtimeAfterWeeklyHours": 38, "costOfLostContact": 2 },
        })
    }

    fn play(&self, asked: &Value) -> Value {
        let accepted = self.centre.post(Role::Planner, &self.scenarios, asked);
        let result = self.centre.result_of_run(&accepted);
        self.read(&format!(
            "{}/{}",
            self.scenarios,
            text(&result["scenarioId"])
        ))
    }

    fn read(&self, path: &str) -> Value {
        self.centre.get(Role::Supervisor, path).expect(200)
    }

    /// Everything of the live plan that a scenario might touch.
    fn live(&self) -> [Value; 5] {
        let forecast = format!(
            "{}/weeks/{WEEK}/short-term-forecasts/{}",
            self.unit, self.forecast
        );
        [
            self.read(&self.schedules),
            self.read(&format!("{forecast}/data")),
            self.read(&format!("{forecast}/staffing-requirement")),
            self.read(&format!("{}/planning-groups", self.unit)),
            self.read("/agents"),
        ]
    }
}

/// Sums and limits that hold for every scenario.
fn assert_sound(scenario: &Value) {
    let (heads, cost) = (&scenario["heads"], &scenario["cost"]);
    let of = |part: &Value, field: &str| number(&part[field]);
    let wages = 20.0 * (of(heads, "paidHours") - of(heads, "overtimeHours"));
    assert!((of(cost, "wages") - wages).abs() < 1e-6, "{cost}");
    assert!(
        (of(cost, "overtime") - 30.0 * of(heads, "overtimeHours")).abs() < 1e-6,
        "{cost}"
    );
    let sum = of(cost, "wages") + of(cost, "overtime") + of(cost, "lostContacts");
    assert!((of(cost, "total") - sum).abs() < 1e-6, "{cost}");
    let lost: f64 = list(&scenario["service"])
        .iter()
        .map(|group| number(&group["lostContacts"]))
        .sum();
    assert!((of(cost, "lostContacts") - 2.0 * lost).abs() < 1e-6);
    assert_eq!(text(&scenario["inputHash"]).len(), 64);
    assert_eq!(
        (&scenario["usedSeed"], &scenario["stopped"]),
        (&json!(7), &json!(false))
    );
    for group in list(&scenario["service"]) {
        assert_eq!(list(&group["days"]).len(), 7);
    }
    if scenario["roster"].is_object() {
        assert_eq!(scenario["roster"]["auditClean"], true, "{scenario}");
        assert!(
            number(&scenario["roster"]["bound"]) <= number(&scenario["roster"]["objective"]) + 1e-6
        );
    }
}

#[rstest]
fn three_branches_stand_side_by_side_and_the_live_plan_stays(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::new(engine) else {
        return;
    };
    let live = site.live();
    let base = site.play(&site.asked("base", json!([]), json!([])));
    let more = site.play(&site.asked(
        "a fifth more",
        json!([{ "changeVolume": { "percent": 20 } }, { "changeHandleTime": { "percent": 5 } }]),
        json!([]),
    ));
    let hired = site.play(&site.asked(
        "two more people",
        json!([]),
        json!([{ "addAgents": { "count": 2, "workPlanId": site.plan, "planningGroupIds": [site.group] } }]),
    ));
    for scenario in [&base, &more, &hired] {
        assert_sound(scenario);
    }
    let required = |scenario: &Value| number(&scenario["heads"]["requiredHours"]);
    // 26 % more work, of which a larger team takes a little less than its share.
    let ratio = required(&more) / required(&base);
    assert!((1.15..1.26).contains(&ratio), "{ratio}");
    assert_eq!(required(&hired), required(&base));
    assert_eq!(base["heads"]["agents"], 4);
    // Four people of five shifts of eight hours, two of them beyond 38.
    assert_eq!(
        (&base["heads"]["shifts"], &base["heads"]["paidHours"]),
        (&json!(20), &json!(160.0))
    );
    assert_eq!(base["heads"]["overtimeHours"], 8.0);
    assert_eq!(
        (&hired["heads"]["agents"], &hired["heads"]["paidHours"]),
        (&json!(6), &json!(240.0))
    );
    let offered = |scenario: &Value| number(&scenario["service"][0]["offered"]);
    assert!((offered(&more) / offered(&base) - 1.2).abs() < 0.02);
    assert_eq!(
        offered(&hired),
        offered(&base),
        "equal seeds draw equal contacts"
    );
    let level = |scenario: &Value| number(&scenario["service"][0]["serviceLevel"]["mean"]);
    assert!(level(&more) <= level(&base) && level(&base) <= level(&hired));
    assert_eq!(
        base["fairness"]["paidHours"]["gini"], 0.0,
        "{}",
        base["fairness"]
    );

    let ids = json!({ "scenarioIds": [base["id"], more["id"], hired["id"]] });
    let compared = site
        .centre
        .post(
            Role::Supervisor,
            &format!("{}/compare", site.scenarios),
            &ids,
        )
        .expect(200);
    assert_eq!(compared["differIn"], json!([]));
    let figures = list(&compared["figures"]);
    let figure = |kind: &str, name: &str| {
        let mut rows = figures.iter();
        let row = rows.find(|row| row["kind"] == kind && row["figure"] == name);
        row.unwrap_or_else(|| panic!("{kind} {name} in {compared}"))
    };
    let hours = figure("heads", "paidHours");
    assert_eq!(
        (&hours["values"], &hours["differences"]),
        (&json!([160.0, 160.0, 240.0]), &json!([0.0, 0.0, 80.0]))
    );
    assert_eq!(
        figure("service", "serviceLevel")["planningGroupId"],
        site.group.as_str()
    );
    for kind in ["heads", "service", "money", "fairness"] {
        assert!(figures.iter().any(|row| row["kind"] == kind), "{kind}");
    }
    assert_eq!(
        figure("money", "total")["values"][2],
        hired["cost"]["total"]
    );
    assert_eq!(site.live(), live, "nothing of the live plan changes");

    // The same branch again is the same in everything but its id and time.
    let again = site.play(&site.asked("base", json!([]), json!([])));
    for part in [
        "inputHash",
        "heads",
        "service",
        "cost",
        "fairness",
        "roster",
    ] {
        assert_eq!(again[part], base[part], "{part}");
    }
    let listed = site.read(&format!("{}?pageSize=1", site.scenarios));
    assert_eq!(listed["entities"][0]["id"], again["id"]);
}

#[rstest]
fn goals_shrinkage_hours_and_a_kept_schedule_are_branched_too(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::new(engine) else {
        return;
    };
    let body = json!({ "shortTermForecastId": site.forecast, "gap": 0.05 });
    let accepted = site.centre.post(
        Role::Planner,
        &format!("{}/generate", site.schedules),
        &body,
    );
    let schedule = text(&site.centre.result_of_run(&accepted)["scheduleId"]);
    let keep = |name: &str, demand: Value| {
        let mut asked = site.asked(name, demand, json!([]));
        asked["scheduleId"] = json!(schedule);
        let played = site.play(&asked);
        assert_sound(&played);
        played
    };
    let base = keep("as it stands", json!([]));
    assert_eq!(
        (&base["roster"], &base["heads"]["shortHours"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(base["heads"]["shifts"], 20);
    let lower = keep(
        "lower",
        json!([
            { "changeServiceGoals": { "serviceLevel": { "include": true, "percent": 50, "seconds": 60 } } },
            { "changeShrinkage": { "planningGroupIds": [site.group], "shrinkagePercent": 10 } },
        ]),
    );
    let required = |scenario: &Value| number(&scenario["heads"]["requiredHours"]);
    assert!(
        required(&lower) < 0.85 * required(&base),
        "{} {}",
        required(&lower),
        required(&base)
    );
    let shorter = keep(
        "shorter",
        json!([{ "changeOpeningHours": {
        "opensMinutesFromMidnight": 600, "closesMinutesFromMidnight": 960, "returningPercent": 50 } }]),
    );
    // Of 16 half hours a day four are shut; half of their contacts are lost.
    let offered = |scenario: &Value| number(&scenario["service"][0]["offered"]);
    assert!(
        (offered(&shorter) / offered(&base) - 0.875).abs() < 0.02,
        "{} {}",
        offered(&shorter),
        offered(&base)
    );
    let lost = number(&shorter["service"][0]["lostContacts"]);
    assert!((lost / offered(&base) - 0.125).abs() < 0.01, "{lost}");
    let adopted = site.centre.post(
        Role::Planner,
        &format!("{}/{}/adopt", site.scenarios, text(&base["id"])),
        &Value::Null,
    );
    assert_problem(&adopted, 409, "nothing-to-adopt");

    // The same schedule under another work plan is another scenario: its fairness and money may be others.
    let agent = format!("/agents/{}", site.agents[0]);
    let sent = site.centre.get(Role::Planner, &agent).expect(200);
    let mut changed = as_sent(sent, &agent);
    changed["workPlanId"] = Value::Null;
    site.centre
        .put(Role::Planner, &agent, 1, &changed)
        .expect(200);
    let without = keep("as it stands", json!([]));
    assert_ne!(without["inputHash"], base["inputHash"]);
    assert_eq!(
        (&without["heads"]["agents"], &base["heads"]["agents"]),
        (&json!(3), &json!(4))
    );

    let weeks = json!({ "scenarioIds": [base["id"]] });
    let refused = site.centre.post(
        Role::Planner,
        &format!("{}/compare", site.scenarios),
        &weeks,
    );
    assert_eq!(refused.pointers(), ["/scenarioIds"]);
}

#[rstest]
fn a_branchs_roster_becomes_a_draft_once(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(site) = Site::new(engine) else {
        return;
    };
    let looser = site.play(&site.asked(
        "six days without one",
        json!([]),
        json!([
            { "changeWorkPlan": { "workPlanId": site.plan, "maximumDays": 6 } },
            { "removeAgent": { "agentId": site.agents[3] } },
        ]),
    ));
    assert_sound(&looser);
    assert_eq!(
        (&looser["heads"]["agents"], &looser["heads"]["shifts"]),
        (&json!(3), &json!(18))
    );
    assert!(looser.get("scheduleIdOfDraft").is_none(), "{looser}");
    let path = format!("{}/{}", site.scenarios, text(&looser["id"]));
    let adopted = site
        .centre
        .post(Role::Planner, &format!("{path}/adopt"), &Value::Null);
    let schedule = adopted.expect(201);
    assert_eq!(
        (&schedule["state"], &schedule["runId"]),
        (&json!("draft"), &looser["id"])
    );
    assert_eq!(schedule["description"], "six days without one");
    let place = adopted
        .header("location")
        .unwrap()
        .strip_prefix("/api/v1")
        .unwrap()
        .to_owned();
    let shifts = site
        .centre
        .post(
            Role::Planner,
            &format!("{place}/agent-schedules/query"),
            &json!({}),
        )
        .expect(200);
    let count: usize = list(&shifts["agentSchedules"])
        .iter()
        .map(|agent| list(&agent["shifts"]).len())
        .sum();
    assert_eq!(count, 18, "{shifts}");
    assert_eq!(site.read(&path)["scheduleIdOfDraft"], schedule["id"]);
    let again = site
        .centre
        .post(Role::Planner, &format!("{path}/adopt"), &Value::Null);
    assert_problem(&again, 409, "already-adopted");
    let hired = site.play(&site.asked(
        "hired", json!([]),
        json!([{ "addAgents": { "count": 1, "workPlanId": site.plan, "planningGroupIds": [site.group] } }]),
    ));
    let adopt = format!("{}/{}/adopt", site.scenarios, text(&hired["id"]));
    assert_problem(
        &site.centre.post(Role::Planner, &adopt, &Value::Null),
        409,
        "added-agents",
    );

    let stranger = site.centre.other_tenant();
    for (method, path) in [
        ("GET", path.clone()),
        ("POST", format!("{path}/adopt")),
        ("DELETE", path.clone()),
    ] {
        let answer = site.centre.send_raw(
            Some(&stranger),
            method,
            &format!("/api/v1{path}"),
            &[],
            Vec::new(),
        );
        assert_problem(&answer, 404, "not-found");
    }
    assert_problem(
        &site.centre.post(Role::Supervisor, &adopt, &Value::Null),
        403,
        "forbidden",
    );
    site.centre
        .send(Role::Planner, "DELETE", &path, &Value::Null)
        .expect(204);
    assert_problem(&site.centre.get(Role::Planner, &path), 404, "not-found");
    assert_eq!(site.read(&place)["id"], schedule["id"], "the draft stays");
}

#[rstest]
fn a_draft_of_a_supposed_demand_tells_nothing_of_that_demand(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::new(engine) else {
        return;
    };
    let sixfold = json!([{ "changeVolume": { "percent": 500 } }]);
    let played = site.play(&site.asked("six times as many", sixfold, json!([])));
    let adopt = format!("{}/{}/adopt", site.scenarios, text(&played["id"]));
    let adopted = site.centre.post(Role::Planner, &adopt, &Value::Null);
    let place = adopted.header("location").unwrap().to_owned();
    let place = place.strip_prefix("/api/v1").unwrap();
    let draft = adopted.expect(201);
    assert_eq!(draft["metrics"], Value::Null, "{draft}");
    let results = site.read(&format!("{place}/generation-results"));
    let kinds: Vec<String> = list(&results["messages"])
        .iter()
        .map(|message| text(&message["type"]))
        .collect();
    assert_eq!(kinds, ["MadeForSupposedDemand"], "{results}");
    assert_eq!(results["unmetDemand"], json!([]));
    // Required is the live forecast's.
    let headcount = site.read(&format!("{place}/headcount-forecast"));
    let group = &headcount["planningGroups"][0];
    let sum = |of: &Value| list(of).iter().map(number).sum::<f64>() / 2.0;
    let supposed = number(&played["heads"]["requiredHours"]);
    assert!(sum(&group["required"]) < supposed / 4.0, "{group}");
    let scheduled = number(&played["heads"]["onQueueHours"]);
    assert!(
        (sum(&group["scheduled"]) - scheduled).abs() < 1e-6,
        "{group}"
    );
}

#[rstest]
fn a_scenario_without_prices_takes_the_cost_rates_and_says_so(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::new(engine) else {
        return;
    };
    let mut asked = site.asked("by the rates", json!([]), json!([]));
    asked["money"] = json!({ "overtimeAfterWeeklyHours": 38 });
    let refused = site.centre.post(Role::Planner, &site.scenarios, &asked);
    assert_problem(&refused, 409, "no-cost-rate");

    let rates = format!("{}/cost-rates", site.unit);
    for rate in [
        json!({ "subjectType": "BusinessUnit", "effectiveDate": "2026-01-01", "currency": "EUR",
            "costPerPaidHour": 20, "overtimeMultiplier": 1.5, "costPerLostContact": 2 }),
        json!({ "subjectType": "Agent", "subjectId": site.agents[0], "effectiveDate": "2026-01-01", "currency": "EUR",
            "costPerPaidHour": 40 }),
    ] {
        site.centre.post(Role::Planner, &rates, &rate).expect(201);
    }
    let played = site.play(&asked);
    let prices = &played["prices"];
    assert_eq!(
        (&prices["effectiveDate"], &prices["currency"]),
        (&json!(WEEK), &json!("EUR"))
    );
    // Four agents of forty hours, one of whom costs twice as much.
    assert_eq!(
        prices["costOfPaidHour"],
        json!({ "value": 25.0, "source": "costRates" })
    );
    assert_eq!(prices["overtimeMultiplier"]["source"], "costRates");
    // 38 hours of each, and two of overtime.
    let cost = &played["cost"];
    assert!(
        (number(&cost["wages"]) - 38.0 * 100.0).abs() < 1e-6,
        "{cost}"
    );
    assert!(
        (number(&cost["overtime"]) - 2.0 * 150.0).abs() < 1e-6,
        "{cost}"
    );

    // What the request names holds for everybody.
    asked["money"]["costOfPaidHour"] = json!(30);
    let named = site.play(&asked);
    assert_eq!(
        named["prices"]["costOfPaidHour"],
        json!({ "value": 30.0, "source": "request" })
    );
    assert!((number(&named["cost"]["wages"]) - 4.0 * 38.0 * 30.0).abs() < 1e-6);
    assert_ne!(named["inputHash"], played["inputHash"]);
}

#[rstest]
fn what_cannot_be_branched_is_refused_with_its_place(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(site) = Site::new(engine) else {
        return;
    };
    let asked = site.asked("", json!([]), json!([]));
    let refused = site.centre.post(Role::Planner, &site.scenarios, &asked);
    assert_eq!(refused.pointers(), ["/name"]);
    let asked = site.asked(
        "wrong",
        json!([
            { "changeVolume": { "planningGroupIds": ["none"], "percent": -100 } },
            { "changeServiceGoals": { "serviceLevel": { "include": true, "percent": 100, "seconds": 20 } } },
            { "changeShrinkage": { "shrinkagePercent": 96 } },
            { "changeOpeningHours": { "opensMinutesFromMidnight": 600, "closesMinutesFromMidnight": 540, "returningPercent": 101 } },
        ]),
        json!([{ "addAgents": { "count": 1, "workPlanId": "none", "planningGroupIds": [site.group] } },
            { "removeAgent": { "agentId": "nobody" } }]),
    );
    let refused = site.centre.post(Role::Planner, &site.scenarios, &asked);
    assert_eq!(
        refused.pointers(),
        [
            "/demandChanges/0/changeVolume/planningGroupIds/0",
            "/demandChanges/0/changeVolume/percent",
            "/demandChanges/1/changeServiceGoals/serviceLevel/percent",
            "/demandChanges/2/changeShrinkage/shrinkagePercent",
            "/demandChanges/3/changeOpeningHours/closesMinutesFromMidnight",
            "/demandChanges/3/changeOpeningHours/returningPercent",
            "/changes/0/addAgents/workPlanId",
            "/changes/1/removeAgent/agentId",
        ]
    );
    let mut asked = site.asked("other weeks", json!([]), json!([]));
    asked["weekDate"] = json!("2026-06-08");
    let refused = site.centre.post(Role::Planner, &site.scenarios, &asked);
    assert_problem(&refused, 409, "forecast-does-not-fit");
    let mut asked = site.asked("no schedule", json!([]), json!([]));
    asked["scheduleId"] = json!("none");
    assert_problem(
        &site.centre.post(Role::Planner, &site.scenarios, &asked),
        404,
        "not-found",
    );
    let asked = site.asked("not mine", json!([]), json!([]));
    assert_problem(
        &site.centre.post(Role::Supervisor, &site.scenarios, &asked),
        403,
        "forbidden",
    );
    let another = site
        .centre
        .post(
            Role::Admin,
            "/business-units",
            &json!({ "name": "Another",
        "timeZone": "Europe/Berlin", "startDayOfWeek": "Monday", "intervalLengthMinutes": 30 }),
        )
        .id();
    let elsewhere = format!("/business-units/{another}/scenarios");
    assert_problem(
        &site.centre.post(Role::Planner, &elsewhere, &asked),
        404,
        "not-found",
    );
    let unknown = format!("{}/compare", site.scenarios);
    let answer = site.centre.post(
        Role::Planner,
        &unknown,
        &json!({ "scenarioIds": ["a", "b"] }),
    );
    assert_problem(&answer, 404, "not-found");
}
