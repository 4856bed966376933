//! Capacity plans over HTTP: heads of a year, with their gap, money and advice.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::forecasts::{WEEK, bank, generate, import_history};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem, list, number, text};

/// A bank with eight weeks of history until the day before [`WEEK`], and a forecast of that week.
struct Site {
    centre: Centre,
    unit: String,
    group: String,
    forecast: String,
    plans: String,
}

impl Site {
    fn new(engine: Engine) -> Option<Self> {
        let centre = Centre::start_at(engine, "2026-05-28T10:00:00Z")?;
        let (unit, group) = bank(&centre, None);
        import_history(&centre, &unit);
        let weeks = format!("{unit}/weeks/{WEEK}/short-term-forecasts");
        let run = generate(&centre, &weeks);
        Some(Self {
            forecast: text(&run["result"]["shortTermForecastId"]),
            plans: format!("{unit}/capacity-plans"),
            unit,
            group,
            centre,
        })
    }

    /// A year for one team of 26 people, of whom a quarter leaves within a year.
    fn plan(&self) -> Value {
        json!({
            "name": "2026", "shortTermForecastId": self.forecast, "startBusinessUnitDate": WEEK,
            "fullTimeEquivalentWeeklyHours": 40, "schedulingEfficiencyPercent": 90,
            "volumeScenarios": [
                { "name": "base" },
                { "name": "growth", "annualGrowthPercent": 15 },
                { "name": "shorter", "averageHandleTimeChangePercent": -10 },
            ],
            "staffingGroups": [{
                "name": "Cards", "planningGroupAllocations": [{ "planningGroupId": self.group, "percentage": 100 }],
                "annualAttritionPercentage": 25,
                "attritionByTenure": [{ "belowTenureWeeks": 13, "annualPercentage": 60 }],
                "rampUp": { "trainingWeeks": 4, "productivityPercent": [50, 65, 80, 90] },
                "metrics": [{ "metric": "StartingWeeklyFullTimeEquivalentCount", "weekDate": WEEK, "value": 26 }],
            }],
            "money": { "costOfPaidHour": 22, "costOfLostContact": 5, "costOfHire": 2500, "costOfTrainingWeek": 400 },
            "hiring": { "leadTimeWeeks": 6, "minimumClassSize": 2, "maximumClassSize": 12, "costOfClass": 1500 },
        })
    }

    fn create(&self, plan: &Value) -> Value {
        self.centre
            .post(Role::Planner, &self.plans, plan)
            .expect(201)
    }

    fn read(&self, path: &str) -> Value {
        self.centre.get(Role::Supervisor, path).expect(200)
    }

    /// Computes a plan and reads what it comes to.
    fn requirement(&self, plan: &Value) -> Value {
        let path = format!("{}/{}", self.plans, text(&plan["id"]));
        let body = json!({ "seed": 3, "paths": 500 });
        let accepted = self.centre.post(
            Role::Planner,
            &format!("{path}/requirement/generate"),
            &body,
        );
        let result = self.centre.result_of_run(&accepted);
        assert_eq!(result["capacityPlanId"], plan["id"]);
        self.read(&format!("{path}/staffing-requirements"))
    }
}

/// One series of a team, as long as the plan.
fn series(part: &Value, name: &str) -> Vec<f64> {
    let values: Vec<f64> = list(&part[name]).iter().map(number).collect();
    assert_eq!(values.len(), 52, "{name}");
    values
}

#[rstest]
fn a_year_of_heads_is_planned_with_its_gap_money_and_advice(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::new(engine) else {
        return;
    };
    let plan = site.create(&site.plan());
    assert_eq!(
        (&plan["weekCount"], &plan["endBusinessUnitDate"]),
        (&json!(52), &json!("2027-05-30"))
    );
    let found = site.requirement(&plan);
    assert_eq!(list(&found["weekDates"]).len(), 52);
    assert_eq!(
        (&found["planVersion"], &found["seed"], &found["paths"]),
        (&json!(1), &json!(3), &json!(500))
    );
    let base = &found["scenarios"][0];
    let (group, team) = (&base["planningGroups"][0], &base["staffingGroups"][0]);
    assert_eq!(group["source"], "forecast");
    let offered = series(group, "offeredPerWeek");
    // 16 half hours of 100 to 150 contacts on six days: 12,000 a week.
    assert!((offered[0] / 12_000.0 - 1.0).abs() < 0.05, "{offered:?}");
    let hours = series(group, "requiredHoursPerWeek");
    let workload = series(group, "workloadHoursPerWeek");
    let metrics = &team["metrics"];
    let required = series(metrics, "requiredStaffFullTimeEquivalentCount");
    let planned = series(metrics, "plannedFullTimeEquivalentCount");
    let gap = series(metrics, "staffingOverUnderFullTimeEquivalentCount");
    let starting = series(metrics, "startingFullTimeEquivalentCount");
    let leavers = series(metrics, "attritionFullTimeEquivalentCount");
    let (p10, p50, p90) = (
        series(&team["gap"], "staffingOverUnderFullTimeEquivalentCountP10"),
        series(&team["gap"], "staffingOverUnderFullTimeEquivalentCountP50"),
        series(&team["gap"], "staffingOverUnderFullTimeEquivalentCountP90"),
    );
    for week in 0..52 {
        assert!(
            hours[week] > workload[week],
            "the goals take more than the workload alone"
        );
        // 30 % shrinkage of the planning group, 90 % efficiency, 40 hours.
        assert!((required[week] - hours[week] / 0.7 / 0.9 / 40.0).abs() < 1e-6);
        assert!((gap[week] - (planned[week] - required[week])).abs() < 1e-9);
        assert!(p10[week] <= p50[week] && p50[week] <= p90[week]);
        if week > 0 {
            assert!((starting[week] - (starting[week - 1] - leavers[week - 1])).abs() < 1e-9);
        }
    }
    // 26 · 0.75^(51 / 52.1775)
    assert!((starting[51] - 19.627).abs() < 0.01, "{}", starting[51]);
    assert!(
        p90[40] - p10[40] > p90[0] - p10[0],
        "what is further away is less sure"
    );
    let advice = &team["advice"];
    let hires = number(&advice["hires"]);
    assert!(hires >= 2.0, "{advice}");
    for class in list(&advice["classes"]) {
        let size = number(&class["fullTimeEquivalentCount"]);
        assert!((2.0..=12.0).contains(&size));
        assert!(
            text(&class["weekDate"]).as_str() >= "2026-07-13",
            "six weeks of lead time: {class}"
        );
    }
    assert!(
        number(&advice["bound"]) <= number(&advice["objective"])
            && number(&advice["relativeGap"]) < 0.01
    );
    let closed = series(advice, "staffingOverUnderFullTimeEquivalentCount");
    let short = series(advice, "shortageFullTimeEquivalentCount");
    for week in 0..52 {
        assert!(
            closed[week] + short[week] > -1e-6,
            "{week}: {} {}",
            closed[week],
            short[week]
        );
    }
    let chance = |of: &Value| series(of, "probabilityOfBeingStaffed")[51];
    assert!(
        chance(&advice["gap"]) > chance(&team["gap"]),
        "{} {}",
        chance(&advice["gap"]),
        chance(&team["gap"])
    );
    for cost in [&base["cost"], &base["costWithAdvice"]] {
        let parts = ["wages", "overtime", "hiring", "training", "lostContacts"];
        let sum: f64 = parts.iter().map(|part| number(&cost[part])).sum();
        assert!((sum - number(&cost["total"])).abs() < 1e-6 * sum);
    }
    // 2,500 a hire and 1,500 a class.
    let classes = list(&advice["classes"]).len() as f64;
    let hiring = number(&base["costWithAdvice"]["hiring"]);
    assert!(
        (hiring - 2_500.0 * hires - 1_500.0 * classes).abs() < 1e-6,
        "{hiring}"
    );
    let of_scenario = |scenario: usize, week: usize| {
        let metrics = &found["scenarios"][scenario]["staffingGroups"][0]["metrics"];
        series(metrics, "requiredStaffFullTimeEquivalentCount")[week]
    };
    assert!(of_scenario(1, 51) > 1.1 * of_scenario(0, 51) && of_scenario(2, 0) < of_scenario(0, 0));

    // The same again is the same.
    let again = site.requirement(&plan);
    assert_eq!(
        (&again["inputHash"], &again["scenarios"]),
        (&found["inputHash"], &found["scenarios"])
    );
}

#[rstest]
fn months_that_are_given_take_the_place_of_the_forecast(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::new(engine) else {
        return;
    };
    let mut plan = site.plan();
    let months = (0..13).map(|month| {
        let (year, month) = (2026 + (5 + month) / 12, (5 + month) % 12 + 1);
        json!({ "month": format!("{year}-{month:02}"), "offered": 26_000 })
    });
    plan["volumes"] = json!([{ "planningGroupId": site.group, "spreadPercent": 8, "months": months.collect::<Vec<_>>(),
        "weeks": [{ "weekDate": "2026-06-08", "offered": 9_000 }] }]);
    let found = site.requirement(&site.create(&plan));
    let group = &found["scenarios"][0]["planningGroups"][0];
    assert_eq!(group["source"], "imported");
    let offered = series(group, "offeredPerWeek");
    assert_eq!(offered[1], 9_000.0);
    // June's 26 days but Sundays are four whole weeks, less two days of 1,100 and 1,200 out of 12,000 each.
    assert!((offered[0] - 6_000.0).abs() < 400.0, "{offered:?}");
    // A month that is not given is asked for.
    plan["volumes"][0]["months"].as_array_mut().unwrap().pop();
    let kept = site.create(&plan);
    let path = format!("{}/{}/requirement/generate", site.plans, text(&kept["id"]));
    let run = site
        .centre
        .ended_run(&site.centre.post(Role::Planner, &path, &json!({})));
    assert_eq!(
        (&run["state"], &run["error"]["code"]),
        (&json!("Complete"), &Value::Null),
        "{run}"
    );
    plan["volumes"][0]["months"]
        .as_array_mut()
        .unwrap()
        .truncate(6);
    let kept = site.create(&plan);
    let path = format!("{}/{}/requirement/generate", site.plans, text(&kept["id"]));
    let run = site
        .centre
        .ended_run(&site.centre.post(Role::Planner, &path, &json!({})));
    assert_eq!(
        (&run["state"], &run["error"]["code"]),
        (&json!("Failed"), &json!("volumes-missing")),
        "{run}"
    );
    assert!(
        text(&run["error"]["detail"]).contains("2026-12-01"),
        "{run}"
    );
}

#[rstest]
fn a_plan_is_kept_changed_copied_and_deleted_with_its_version(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::new(engine) else {
        return;
    };
    let mut plan = site.plan();
    let kept = site.create(&plan);
    let path = format!("{}/{}", site.plans, text(&kept["id"]));
    let answer = site
        .centre
        .get(Role::Planner, &format!("{path}/staffing-requirements"));
    assert_problem(&answer, 404, "not-generated");
    plan["name"] = json!("2026, revised");
    plan["weekCount"] = json!(26);
    let changed = site.centre.put(Role::Planner, &path, 1, &plan).expect(200);
    assert_eq!(
        (&changed["version"], &changed["endBusinessUnitDate"]),
        (&json!(2), &json!("2026-11-29"))
    );
    let stale = site.centre.put(Role::Planner, &path, 1, &plan);
    assert_problem(&stale, 412, "stale");
    let copied = site
        .centre
        .post(
            Role::Planner,
            &format!("{path}/copy"),
            &json!({ "name": "What if" }),
        )
        .expect(201);
    assert_eq!(
        (&copied["name"], &copied["version"]),
        (&json!("What if"), &json!(1))
    );
    let listed = site.read(&format!("{}?pageSize=1", site.plans));
    assert_eq!(listed["entities"][0]["id"], kept["id"]);
    let token = text(&listed["nextPageToken"]);
    let next = site.read(&format!("{}?pageSize=1&pageToken={token}", site.plans));
    assert_eq!(next["entities"][0]["id"], copied["id"]);

    // A half of the contacts is nobody's then.
    let allocations = format!("{path}/staffing-group-allocations");
    let told = site.read(&allocations);
    assert_eq!(
        told["staffingGroupAllocations"][0]["planningGroupAllocations"][0]["percentage"],
        100.0
    );
    let half = json!({ "staffingGroupAllocations": [{ "staffingGroup": "Cards",
        "planningGroupAllocations": [{ "planningGroupId": site.group, "percentage": 50 }] }] });
    let refused = site.centre.put(Role::Planner, &allocations, 2, &half);
    assert_eq!(refused.pointers(), ["/staffingGroups"]);
    let none = json!({ "staffingGroupAllocations": [{ "staffingGroup": "Nobody", "planningGroupAllocations": [] }] });
    let refused = site.centre.put(Role::Planner, &allocations, 2, &none);
    assert_eq!(
        refused.pointers(),
        ["/staffingGroupAllocations/0/staffingGroup"]
    );
    let whole = json!({ "staffingGroupAllocations": told["staffingGroupAllocations"] });
    assert_eq!(
        site.centre
            .put(Role::Planner, &allocations, 2, &whole)
            .expect(200)["version"],
        3
    );

    // Others' plans are nobody's.
    let stranger = site.centre.other_tenant();
    let answer = site.centre.send_raw(
        Some(&stranger),
        "GET",
        &format!("/api/v1{path}"),
        &[],
        Vec::new(),
    );
    assert_problem(&answer, 404, "not-found");
    let another = site
        .centre
        .post(
            Role::Admin,
            "/business-units",
            &json!({ "name": "Another",
        "timeZone": "Europe/Berlin", "startDayOfWeek": "Monday", "intervalLengthMinutes": 30 }),
        )
        .id();
    let elsewhere = format!(
        "/business-units/{another}/capacity-plans/{}",
        text(&kept["id"])
    );
    assert_problem(
        &site.centre.get(Role::Planner, &elsewhere),
        404,
        "not-found",
    );
    let elsewhere = format!("/business-units/{another}/capacity-plans");
    assert_problem(
        &site.centre.post(Role::Planner, &elsewhere, &site.plan()),
        404,
        "not-found",
    );
    site.centre
        .send(Role::Planner, "DELETE", &path, &Value::Null)
        .expect(204);
    assert_problem(&site.centre.get(Role::Planner, &path), 404, "not-found");
}

#[rstest]
fn a_plan_without_prices_takes_the_cost_rates_and_says_so(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::new(engine) else {
        return;
    };
    let mut plan = site.plan();
    plan["money"] = json!({ "costOfHire": 2500, "costOfTrainingWeek": 400 });
    let kept = site.create(&plan);
    let path = format!("{}/{}/requirement/generate", site.plans, text(&kept["id"]));
    let generate = || site.centre.post(Role::Planner, &path, &json!({}));
    let run = site.centre.ended_run(&generate());
    assert_eq!(run["error"]["code"], "no-cost-rate", "{run}");

    let rates = format!("{}/cost-rates", site.unit);
    let rate = |body: Value| site.centre.post(Role::Planner, &rates, &body).expect(201);
    rate(
        json!({ "subjectType": "BusinessUnit", "effectiveDate": "2026-01-01", "currency": "EUR",
        "costPerPaidHour": 22, "overtimeMultiplier": 1.5, "costPerLostContact": 1 }),
    );
    // What begins after the plan's first day is not the plan's.
    rate(
        json!({ "subjectType": "BusinessUnit", "effectiveDate": "2026-06-02", "currency": "EUR",
        "costPerPaidHour": 99 }),
    );
    rate(
        json!({ "subjectType": "PlanningGroup", "subjectId": site.group, "effectiveDate": "2026-01-01",
        "currency": "EUR", "costPerLostContact": 5 }),
    );
    let found = site.requirement(&kept);
    let prices = &found["prices"];
    assert_eq!(
        (&prices["effectiveDate"], &prices["currency"]),
        (&json!(WEEK), &json!("EUR"))
    );
    assert_eq!(
        prices["costOfPaidHour"],
        json!({ "value": 22.0, "source": "costRates" })
    );
    let group = &found["scenarios"][0]["planningGroups"][0];
    assert_eq!(
        group["costOfLostContact"],
        json!({ "value": 5.0, "source": "costRates" })
    );
    // The same prices named in the plan come to the same money.
    let named = site.requirement(&site.create(&site.plan()));
    assert_eq!(
        named["scenarios"][0]["cost"], found["scenarios"][0]["cost"],
        "{}",
        named["prices"]
    );
    assert_eq!(
        named["prices"]["costOfPaidHour"],
        json!({ "value": 22.0, "source": "request" })
    );
}

#[rstest]
fn two_years_that_begin_after_the_history_ends_are_planned_from_it(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::new(engine) else {
        return;
    };
    let mut plan = site.plan();
    plan["startBusinessUnitDate"] = json!("2026-10-05");
    plan["weekCount"] = json!(104);
    plan["volumeScenarios"] = json!([{ "name": "base" }]);
    plan["staffingGroups"][0]["metrics"][0]["weekDate"] = json!("2026-10-05");
    let found = site.requirement(&site.create(&plan));
    let group = &found["scenarios"][0]["planningGroups"][0];
    let offered = list(&group["offeredPerWeek"]);
    assert_eq!(offered.len(), 104);
    assert!(
        offered.iter().all(|week| number(week) > 6_000.0),
        "{offered:?}"
    );
}

#[rstest]
fn what_cannot_be_planned_is_refused_with_its_place(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(site) = Site::new(engine) else {
        return;
    };
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut plan = site.plan();
        change(&mut plan);
        let answer = site.centre.post(Role::Planner, &site.plans, &plan);
        assert_problem(&answer, 422, "invalid");
        answer.pointers()
    };
    let team =
        |plan: &mut Value, field: &str, value: Value| plan["staffingGroups"][0][field] = value;
    assert_eq!(
        refused(&|plan| {
            plan["startBusinessUnitDate"] = json!("2026-06-02");
            plan["weekCount"] = json!(105);
            team(plan, "metrics", json!([]));
        }),
        [
            "/startBusinessUnitDate",
            "/weekCount",
            "/staffingGroups/0/startingFullTimeEquivalents"
        ]
    );
    assert_eq!(
        refused(&|plan| {
            plan["money"]["overtimeMultiplier"] = json!(0.5);
            plan["hiring"]["minimumClassSize"] = json!(13);
            plan["hiring"]["staffingProbabilityPercent"] = json!(100);
        }),
        [
            "/money/overtimeMultiplier",
            "/hiring/minimumClassSize",
            "/hiring/staffingProbabilityPercent"
        ]
    );
    assert_eq!(
        refused(&|plan| {
            team(plan, "annualAttritionPercentage", json!(96));
            team(
                plan,
                "rampUp",
                json!({ "productivityPercent": [50], "averageHandleTimePercent": [200] }),
            );
        }),
        [
            "/staffingGroups/0/annualAttritionPercentage",
            "/staffingGroups/0/rampUp/averageHandleTimePercent"
        ]
    );
    let metric = |metric: &str, week: &str, value: f64| json!({ "metric": metric, "weekDate": week, "value": value });
    assert_eq!(
        refused(&|plan| team(
            plan,
            "metrics",
            json!([
                metric("StartingWeeklyFullTimeEquivalentCount", "2026-06-08", 5.0),
                metric("ShrinkagePercentage", WEEK, 96.0),
                metric("NewHiresFullTimeEquivalentCount", "2026-06-03", 2.0),
            ])
        )),
        [
            "/staffingGroups/0/metrics/0/weekDate",
            "/staffingGroups/0/metrics/1/value",
            "/staffingGroups/0/metrics/2/weekDate",
        ]
    );
    assert_eq!(
        refused(
            &|plan| plan["volumes"] = json!([{ "planningGroupId": "none", "months": [{ "month": "2026-13", "offered": 1 }] }])
        ),
        ["/volumes/0/planningGroupId", "/volumes/0/months/0/month"]
    );
    let unknown = site
        .centre
        .post(Role::Planner, &site.plans, &json!({ "colour": "red" }));
    assert_problem(&unknown, 422, "invalid");
    let mut plan = site.plan();
    plan["shortTermForecastId"] = json!("none");
    assert_problem(
        &site.centre.post(Role::Planner, &site.plans, &plan),
        404,
        "not-found",
    );
    // More people are to go than there are, and more weeks are asked for than a history tells.
    let failed = |plan: Value| {
        let kept = site.create(&plan);
        let path = format!("{}/{}/requirement/generate", site.plans, text(&kept["id"]));
        let run = site
            .centre
            .ended_run(&site.centre.post(Role::Planner, &path, &json!({})));
        assert_eq!(run["state"], "Failed", "{run}");
        text(&run["error"]["code"])
    };
    let mut plan = site.plan();
    let metrics = plan["staffingGroups"][0]["metrics"].as_array_mut().unwrap();
    metrics.push(metric(
        "TransfersFullTimeEquivalentCount",
        "2026-06-08",
        -27.0,
    ));
    assert_eq!(failed(plan), "transfers-exceed-heads");
    let mut plan = site.plan();
    plan["startBusinessUnitDate"] = json!("2026-05-25");
    plan["staffingGroups"][0]["metrics"][0]["weekDate"] = json!("2026-05-25");
    assert_eq!(failed(plan), "volumes-missing");
}
