//! Why a roster is as it is, asked over HTTP.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::forecasts::{WEEK, bank, generate, import_history};
use crate::rosters::agents;
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Centre, Engine, assert_problem, list, number};

/// Four agents where twenty are needed, and what their work plan was made to say.
struct Site {
    centre: Centre,
    unit: String,
    group: String,
    agents: Vec<String>,
    forecast_run: String,
    forecast: Value,
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
        Some(Self {
            unit,
            group,
            agents: people,
            forecast_run: run["id"].as_str().unwrap().to_owned(),
            forecast: run["result"]["shortTermForecastId"].clone(),
            centre,
        })
    }

    fn read(&self, path: &str) -> Value {
        self.centre.get(Role::Supervisor, path).expect(200)
    }

    /// Changes fields of the agents' work plan.
    fn change_plan(&self, change: Value) {
        let site = self.read("/management-units")["entities"][0]["id"].clone();
        let plans = format!("/management-units/{}/work-plans", site.as_str().unwrap());
        let mut plan = self.read(&plans)["entities"][0].clone();
        let id = plan["id"].as_str().unwrap().to_owned();
        let version = plan["version"].as_i64().unwrap();
        let fields = plan.as_object_mut().unwrap();
        for name in [
            "id",
            "version",
            "createdAt",
            "modifiedAt",
            "managementUnitId",
        ] {
            fields.remove(name);
        }
        fields.extend(change.as_object().unwrap().clone());
        let path = format!("{plans}/{id}");
        self.centre
            .put(Role::Planner, &path, version, &plan)
            .expect(200);
    }

    /// The ended run of a roster.
    fn roster(&self) -> Value {
        let path = format!("{}/weeks/{WEEK}/schedules/generate", self.unit);
        let body =
            json!({ "shortTermForecastId": self.forecast, "description": "June", "gap": 0.05 });
        let accepted = self.centre.post(Role::Planner, &path, &body);
        self.centre.ended_run(&accepted)
    }

    /// The path of a complete roster run.
    fn roster_run(&self) -> String {
        let run = self.roster();
        assert_eq!(run["state"], "Complete", "{run}");
        path_of(&run)
    }

    fn ask(&self, run: &str, query: &str) -> Answer {
        let path = format!("{run}/explanations{query}");
        self.centre.get(Role::Supervisor, &path)
    }
}

fn path_of(run: &Value) -> String {
    format!("/runs/{}", run["id"].as_str().unwrap())
}

fn dates(line: &Value) -> Vec<String> {
    let shifts = list(&line["shifts"]).iter();
    shifts
        .map(|shift| shift["date"].as_str().unwrap().to_owned())
        .collect()
}

/// What a difference says its parts are.
fn parts(difference: &Value) -> f64 {
    ["coverage", "rules", "wishes"]
        .iter()
        .flat_map(|part| list(&difference[part]))
        .map(|part| number(&part["cost"]))
        .sum()
}

#[rstest]
fn shortage_line_and_wish_are_explained_from_what_the_run_kept(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::new(engine) else {
        return;
    };
    let run = site.roster_run();
    // Explanations are of the roster as it was made, whatever the work plan says now.
    site.change_plan(json!({ "maximumDays": 1 }));

    let told = site.ask(&run, "").expect(200);
    let unmet = list(&told["unmetDemand"]);
    assert!(!unmet.is_empty() && told.get("line").is_none(), "{told}");
    let at_limit = unmet
        .iter()
        .find(|stretch| stretch["cause"] == "plansAtTheirMaximum")
        .expect("on their day off agents are at the limit of days a week");
    let rules = list(&at_limit["rulesAtLimit"]);
    assert!(
        rules.iter().any(|limit| limit["rule"] == "daysPerWeek"),
        "{at_limit}"
    );

    let at = at_limit["startDate"].as_str().unwrap();
    let query = format!("?planningGroupId={}&startDate={at}", site.group);
    let interval = site.ask(&run, &query).expect(200)["interval"].clone();
    assert_eq!(interval["startDate"], at);
    assert!(number(&interval["missing"]) > 0.0);
    // Twenty are required, and there are four.
    assert_eq!(interval["mostPossible"], 4);
    let causes = list(&interval["causes"]);
    let count: usize = causes
        .iter()
        .map(|cause| list(&cause["agentIds"]).len())
        .sum();
    assert_eq!(count, 4, "every agent is accounted for: {interval}");
    let held_back = causes.iter().find(|cause| cause["code"] == "rule-at-limit");
    let cheapest = &held_back.expect("somebody is off")["cheapest"];
    assert!(
        site.agents
            .iter()
            .any(|id| cheapest["agentId"] == id.as_str())
    );

    let agent = &site.agents[0];
    let line = site.ask(&run, &format!("?agentId={agent}")).expect(200)["line"].clone();
    assert_eq!(dates(&line).len(), 5, "{line}");
    assert!(number(&line["worth"]) > 0.0);
    let other = &line["alternative"];
    let difference = &other["difference"];
    assert!((number(&difference["cost"]) - parts(difference)).abs() < 1e-6);
    assert!(number(&difference["cost"]) >= -1e-6, "{line}");
    assert!(!list(&other["changedDates"]).is_empty());

    let worked = dates(&line)[0].clone();
    let query = format!("?agentId={agent}&date={worked}&dayOff=true");
    let wish = site.ask(&run, &query).expect(200)["wish"].clone();
    assert!(
        wish["code"] == "costs-more" || wish["code"] == "costs-no-more",
        "{wish}"
    );
    assert!(!dates(&wish["alternative"]).contains(&worked), "{wish}");
    let query = format!("?agentId={agent}&date={worked}&shift=Day");
    let granted = site.ask(&run, &query).expect(200)["wish"]["code"].clone();
    assert_eq!(granted, "granted");
    // The plan's shift is not for Sundays.
    let query = format!("?agentId={agent}&date=2026-06-07&shift=Day");
    let wish = site.ask(&run, &query).expect(200)["wish"].clone();
    assert_eq!(wish["code"], "requirement-impossible", "{wish}");
    assert!(wish["text"].as_str().unwrap().contains("Agent 0"), "{wish}");
}

#[rstest]
fn questions_about_what_the_roster_has_not_are_refused(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(mut site) = Site::new(engine) else {
        return;
    };
    let run = site.roster_run();
    let agent = site.agents[0].clone();
    for (query, pointer) in [
        ("?agentId=nobody".to_owned(), "?agentId"),
        (
            format!("?agentId={agent}&date=2027-01-01&dayOff=true"),
            "?date",
        ),
        (format!("?agentId={agent}&date={WEEK}"), "?date"),
        (
            format!("?agentId={agent}&date={WEEK}&shift=Night"),
            "?shift",
        ),
        (format!("?date={WEEK}&dayOff=true"), "?agentId"),
        (format!("?planningGroupId={}", site.group), "?startDate"),
        (
            "?planningGroupId=none&startDate=2026-06-01T08:00:00Z".to_owned(),
            "?planningGroupId",
        ),
        (
            format!(
                "?planningGroupId={}&startDate=2027-06-01T08:00:00Z",
                site.group
            ),
            "?startDate",
        ),
    ] {
        let answer = site.ask(&run, &query);
        assert_problem(&answer, 422, "invalid");
        assert_eq!(answer.json()["errors"][0]["pointer"], pointer, "{query}");
    }
    let of_forecast = format!("/runs/{}", site.forecast_run);
    for what in ["explanations", "conflicts", "prices"] {
        let answer = site
            .centre
            .get(Role::Planner, &format!("{of_forecast}/{what}"));
        assert_problem(&answer, 409, "no-roster-record");
        let answer = site
            .centre
            .get(Role::Planner, &format!("/runs/none/{what}"));
        assert_problem(&answer, 404, "not-found");
        let stranger = site.centre.other_tenant();
        let path = format!("/api/v1{run}/{what}");
        let answer = site
            .centre
            .send_raw(Some(&stranger), "GET", &path, &[], Vec::new());
        assert_problem(&answer, 404, "not-found");
    }
    site.centre.key_of_agent(&agent);
    let answer = site.centre.get(Role::Agent, &format!("{run}/explanations"));
    assert_problem(&answer, 403, "forbidden");
}

#[rstest]
fn rules_that_contradict_one_another_are_named_with_the_cheapest_way_out(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::new(engine) else {
        return;
    };
    let run = site.roster_run();
    let none = site.read(&format!("{run}/conflicts"));
    assert_eq!(none["conflicts"], json!([]), "{none}");

    // Monday to Saturday with two days in a row at most are four days.
    site.change_plan(json!({
        "minimumWorkingDaysPerWeek": 5,
        "constrainMaximumConsecutiveWorkingDays": true,
        "maximumConsecutiveWorkingDays": 2,
    }));
    let run = site.roster_run();
    let told = site.read(&format!("{run}/conflicts"));
    assert_eq!(told["notExaminedAgentIds"], json!([]));
    let [conflict] = list(&told["conflicts"]).as_slice() else {
        panic!("four agents alike have one conflict: {told}");
    };
    assert_eq!(list(&conflict["agentIds"]).len(), 4);
    let kinds: Vec<&Value> = list(&conflict["constraints"])
        .iter()
        .map(|one| &one["kind"])
        .collect();
    assert_eq!(kinds, ["maximumConsecutiveDays", "minimumDaysPerWeek"]);
    assert_eq!(conflict["constraints"][0]["limit"], 2);
    let way = &conflict["wayOut"];
    assert_eq!(way["isCheapest"], true);
    let [broken] = list(&way["broken"]).as_slice() else {
        panic!("one rule is let go: {way}");
    };
    assert_eq!(
        (&broken["kind"], &broken["by"]),
        (&json!("minimumDaysPerWeek"), &json!(1))
    );
    assert_eq!(list(&way["shifts"]).len(), 4);
}

#[rstest]
fn a_run_that_failed_for_want_of_a_line_can_be_asked_why(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::new(engine) else {
        return;
    };
    // Never two days off in a row, on two days a week.
    site.change_plan(json!({
        "maximumDays": 2,
        "rules": { "maximumConsecutiveDaysOff": { "value": 1 } },
    }));
    let run = site.roster();
    assert_eq!(
        (&run["state"], &run["error"]["code"]),
        (&json!("Failed"), &json!("roster-problem")),
        "{run}"
    );
    let run = path_of(&run);
    let told = site.read(&format!("{run}/conflicts"));
    let kinds: Vec<&Value> = list(&told["conflicts"][0]["constraints"])
        .iter()
        .map(|one| &one["kind"])
        .collect();
    assert_eq!(kinds, ["maximumDaysPerWeek", "maximumConsecutiveDaysOff"]);
    assert_problem(&site.ask(&run, ""), 409, "no-roster");
    let prices = site
        .centre
        .post(Role::Planner, &format!("{run}/prices"), &json!({}));
    assert_problem(&prices, 409, "no-roster");
}

#[rstest]
fn rules_and_one_more_agent_have_prices_that_solving_again_confirms(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::new(engine) else {
        return;
    };
    let run = site.roster_run();
    let path = format!("{run}/prices");
    assert_problem(&site.centre.get(Role::Planner, &path), 404, "not-priced");
    let refused = site.centre.post(Role::Supervisor, &path, &json!({}));
    assert_problem(&refused, 403, "forbidden");
    let too_many = json!({ "confirmRules": 21, "timeLimitSeconds": 0 });
    let refused = site.centre.post(Role::Planner, &path, &too_many);
    assert_problem(&refused, 422, "invalid");
    assert_eq!(list(&refused.json()["errors"]).len(), 2);

    let body = json!({ "confirmRules": 1, "confirmAgents": 1 });
    let accepted = site.centre.post(Role::Planner, &path, &body);
    let result = site.centre.result_of_run(&accepted);
    assert_eq!(
        format!("/runs/{}", result["rosterRunId"].as_str().unwrap()),
        run
    );
    let prices = site.read(&path);
    assert_eq!(prices["stopped"], false);
    let rules = list(&prices["rules"]);
    // Where twenty are needed and four are there, a sixth day of each is worth a shift.
    assert_eq!(rules[0]["kind"], "maximumDaysPerWeek", "{prices}");
    assert_eq!(
        (&rules[0]["limit"], &rules[0]["looserBy"]),
        (&json!(5), &json!(1))
    );
    assert_eq!(rules[0]["agentCount"], 4);
    let [agent] = list(&prices["oneMoreAgent"]).as_slice() else {
        panic!("there is one work plan and one planning group: {prices}");
    };
    assert_eq!(agent["planningGroupIds"], json!([site.group]));
    for priced in [&rules[0], agent] {
        let (predicted, confirmed) = (number(&priced["predicted"]), &priced["confirmed"]);
        assert!(predicted > 0.0);
        assert!(
            number(&confirmed["programGain"]) <= predicted + 1e-4,
            "{priced}"
        );
        // So far from meeting the demand prices do not move.
        assert!(
            (number(&confirmed["gain"]) - predicted).abs() < 1e-4 * predicted,
            "{priced}"
        );
        assert!(number(&confirmed["shortHoursSaved"]) > 0.0);
    }
    // A missing hour costs five idle ones.
    let confirmed = &rules[0]["confirmed"];
    let hours = |name: &str| number(&confirmed[name]);
    let gain = 5.0 * hours("shortHoursSaved") + hours("idleHoursSaved");
    assert!(
        (number(&rules[0]["predicted"]) - gain).abs() < 1e-3,
        "{}",
        rules[0]
    );
}
