//! Days off and wishes of agents, and what a roster makes of them.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::forecasts::WEEK;
use crate::site::{Site, checks, days, messages};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Engine, assert_problem};

fn path_of(agent: &str) -> String {
    format!("/agents/{agent}/preferences")
}

#[rstest]
fn a_planner_keeps_an_agents_wishes_and_the_agent_reads_their_own(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(mut site) = Site::new(engine) else {
        return;
    };
    let (own, other) = (path_of(&site.agents[0]), path_of(&site.agents[1]));
    let empty = site.centre.get(Role::Planner, &own);
    assert_eq!(empty.header("etag"), Some("\"0\""));
    assert_eq!(
        empty.expect(200),
        json!({ "agentId": site.agents[0], "version": 0 })
    );
    let wishes = json!({
        "fixedDaysOff": { "days": ["Tuesday"], "dates": ["2026-06-05"] },
        "wishes": [{ "wish": "notShift", "shift": "Day", "on": { "days": ["Monday"] }, "priceHeadMinutes": 30 }],
        "colleagues": [{ "agentId": site.agents[1], "priceHeadMinutes": 15 }],
    });
    let kept = site.centre.put(Role::Planner, &own, 0, &wishes).expect(200);
    assert_eq!(kept["version"], 1);
    for (field, sent) in wishes.as_object().unwrap() {
        assert_eq!(&kept[field], sent);
    }
    assert!(kept["modifiedBy"].as_str().unwrap().starts_with("key:"));
    let stale = site.centre.put(Role::Planner, &own, 0, &wishes);
    assert_problem(&stale, 412, "stale");

    let nonsense = json!({
        "wishes": [
            { "wish": "shift", "shift": "Night", "priceHeadMinutes": 30 },
            { "wish": "dayOff", "priceHeadMinutes": 9_999 },
        ],
        "colleagues": [
            { "agentId": site.agents[0], "priceHeadMinutes": 15 },
            { "agentId": "nobody", "priceHeadMinutes": 15 },
        ],
    });
    let refused = site.centre.put(Role::Planner, &own, 1, &nonsense);
    assert_problem(&refused, 422, "invalid");
    assert_eq!(
        refused.pointers(),
        [
            "/wishes/0/shift",
            "/wishes/1/priceHeadMinutes",
            "/colleagues/0/agentId",
            "/colleagues/1/agentId",
        ]
    );

    let agent = site.agents[0].clone();
    site.centre.key_of_agent(&agent);
    assert_eq!(site.centre.get(Role::Agent, &own).expect(200)["version"], 1);
    assert_problem(&site.centre.get(Role::Agent, &other), 403, "forbidden");
    let written = site.centre.put(Role::Agent, &own, 1, &wishes);
    assert_problem(&written, 403, "forbidden");
    let stranger = site.centre.other_tenant();
    let answer = site.centre.send_raw(
        Some(&stranger),
        "GET",
        &format!("/api/v1{own}"),
        &[],
        Vec::new(),
    );
    assert_problem(&answer, 404, "not-found");
    let emptied = site.centre.put(Role::Planner, &own, 1, &json!({}));
    let emptied = emptied.expect(200);
    assert_eq!(
        (&emptied["version"], &emptied["wishes"]),
        (&json!(2), &Value::Null)
    );
    assert_problem(
        &site.centre.put(Role::Planner, &own, 1, &wishes),
        412,
        "stale",
    );
    // They go with the agent.
    let gone = format!("/agents/{}", site.agents[1]);
    site.centre
        .put(Role::Planner, &other, 0, &json!({}))
        .expect(200);
    let deleted = site
        .centre
        .send(Role::Planner, "DELETE", &gone, &Value::Null);
    assert_eq!(deleted.status, 204);
}

#[rstest]
fn a_roster_keeps_days_off_grants_what_is_cheap_and_prices_what_it_does_not_grant(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(mut site) = Site::new(engine) else {
        return;
    };
    let (plain, results) = site.roster_with(json!({ "gap": 0.0001 }));
    assert_eq!(messages(&results, "WishesGranted"), [""; 0]);
    // Two kinds of shift at the same hours, so that demand does not choose between them.
    let mut shifts = site.plan["shifts"].clone();
    let mut twin = shifts[0].clone();
    twin["name"] = json!("Twin");
    shifts.as_array_mut().unwrap().push(twin);
    site.change_plan(json!({ "shifts": shifts })).expect(200);
    let put = |agent: usize, wishes: Value| {
        let path = path_of(&site.agents[agent]);
        site.centre
            .put(Role::Planner, &path, 0, &wishes)
            .expect(200);
    };
    put(
        0,
        json!({ "fixedDaysOff": { "days": ["Saturday"], "dates": ["2026-06-03"] } }),
    );
    put(
        1,
        json!({ "wishes": [{ "wish": "shift", "shift": "Twin", "priceHeadMinutes": 60,
        "on": { "days": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] } }] }),
    );
    put(
        2,
        json!({ "wishes": [
        { "wish": "notShift", "shift": "Twin", "priceHeadMinutes": 60 },
        // Every hour of demand is missing agents, so a day off at a minute is bought.
        { "wish": "dayOff", "on": { "dates": ["2026-06-01"] }, "priceHeadMinutes": 2_400 },
        { "wish": "dayOff", "on": { "dates": ["2026-06-01", "2026-06-02", "2026-06-03", "2026-06-04",
            "2026-06-05", "2026-06-06"] }, "priceHeadMinutes": 1 },
    ] }),
    );
    let (schedule, results) = site.roster_with(json!({ "gap": 0.0001 }));
    assert_ne!(
        schedule["metrics"]["inputHash"],
        plain["metrics"]["inputHash"]
    );
    assert_eq!(schedule["metrics"]["audit"]["clean"], true, "{results}");
    assert_eq!(
        ["fixedDaysOff", "requests"].map(|rule| checks(&results, rule)),
        [Some(1), Some(2)]
    );
    let shifts = site.shifts(&schedule);
    assert!(
        days(&shifts[0]).iter().all(|day| ![3, 6].contains(day)),
        "{:?}",
        shifts[0]
    );
    let kinds = |of: usize| -> Vec<&Value> {
        shifts[of]
            .iter()
            .map(|shift| &shift["workPlanShiftId"])
            .collect()
    };
    assert_eq!(kinds(1), ["Twin"; 5]);
    assert_eq!(kinds(2), ["Day"; 5]);
    assert_eq!(days(&shifts[2]), [2, 3, 4, 5, 6]);
    let certificate = &results["certificate"];
    let charges = certificate["charges"].as_array().unwrap();
    let of = |agent: usize| {
        let id = &site.agents[agent];
        charges
            .iter()
            .filter(move |one| one["agentId"] == id.as_str())
    };
    // Of six days five are worked: one wish for a shift is missed, and five for a day off at a minute.
    assert_eq!((of(1).count(), of(2).count()), (1, 5), "{charges:?}");
    for charge in of(2) {
        assert_eq!(charge["rule"], "requests");
        assert!((charge["cost"].as_f64().unwrap() - 1.0 / 60.0).abs() < 1e-9);
    }
    // Six wishes for a shift, seven against one, a day off, six days off.
    let told = messages(&results, "WishesGranted");
    assert!(
        told.len() == 1 && told[0].starts_with("14 of 20 wishes"),
        "{told:?}"
    );

    // Why not the Tuesday off: the answer names what a day off would cost.
    let run = schedule["runId"].as_str().unwrap();
    let question = format!(
        "/runs/{run}/explanations?agentId={}&date=2026-06-02&dayOff=true",
        site.agents[2]
    );
    let why = site.centre.get(Role::Planner, &question).expect(200)["wish"].clone();
    assert_ne!(why["code"], "granted", "{why}");
}

#[rstest]
fn wishes_weigh_by_years_of_service_where_that_is_asked_for(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::new(engine) else {
        return;
    };
    for agent in [0, 1] {
        let path = path_of(&site.agents[agent]);
        let wish = json!({ "wishes": [{ "wish": "dayOff", "priceHeadMinutes": 60 }] });
        site.centre.put(Role::Planner, &path, 0, &wish).expect(200);
    }
    let path = format!("/agents/{}", site.agents[1]);
    site.change(&path, json!({ "hireDate": "2006-06-01" }))
        .expect(200);
    let refused = site.centre.post(
        Role::Planner,
        &format!("{}/weeks/{WEEK}/schedules/generate", site.unit),
        &json!({ "shortTermForecastId": site.forecast,
            "wishWeights": { "percentPerYearOfService": 1_001, "mostYears": 61 } }),
    );
    assert_problem(&refused, 422, "invalid");
    assert_eq!(
        refused.pointers(),
        [
            "/wishWeights/percentPerYearOfService",
            "/wishWeights/mostYears"
        ]
    );
    let weights =
        json!({ "wishWeights": { "percentPerYearOfService": 10, "mostYears": 15 }, "gap": 0.0001 });
    let (_, results) = site.roster_with(weights);
    let charges = results["certificate"]["charges"].as_array().unwrap();
    let cost = |agent: usize| {
        let id = &site.agents[agent];
        let mut own = charges
            .iter()
            .filter(move |one| one["agentId"] == id.as_str());
        own.next().unwrap()["cost"].as_f64().unwrap()
    };
    // Twenty years count as fifteen: a hundred and fifty percent more.
    assert!((cost(0) - 1.0).abs() < 1e-9 && (cost(1) - 2.5).abs() < 1e-9);
}

#[rstest]
fn agents_who_want_to_work_together_do_where_demand_does_not_mind(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::new(engine) else {
        return;
    };
    // Different days off keep the first two apart; the wish of the third is for the first.
    let put = |agent: usize, wishes: Value| {
        let path = path_of(&site.agents[agent]);
        site.centre
            .put(Role::Planner, &path, 0, &wishes)
            .expect(200);
    };
    put(0, json!({ "fixedDaysOff": { "days": ["Tuesday"] } }));
    put(
        1,
        json!({ "fixedDaysOff": { "days": ["Wednesday"] },
        "colleagues": [{ "agentId": site.agents[0], "on": { "days": ["Tuesday", "Friday"] }, "priceHeadMinutes": 30 }] }),
    );
    put(
        2,
        json!({ "colleagues": [{ "agentId": site.agents[0], "priceHeadMinutes": 600 }] }),
    );
    let (schedule, results) = site.roster_with(json!({ "gap": 0.0001 }));
    assert_eq!(schedule["metrics"]["audit"]["clean"], true, "{results}");
    assert_eq!(checks(&results, "colleagues"), Some(2));
    let shifts = site.shifts(&schedule);
    assert_eq!(days(&shifts[0]), days(&shifts[2]));
    assert_eq!(days(&shifts[0]), [1, 3, 4, 5, 6]);
    let charges = results["certificate"]["charges"].as_array().unwrap();
    let apart: Vec<(&Value, &Value)> = charges
        .iter()
        .map(|one| (&one["rule"], &one["date"]))
        .collect();
    assert_eq!(
        apart,
        [(&json!("colleagues"), &json!("2026-06-02"))],
        "{charges:?}"
    );
    assert_eq!(charges[0]["detail"], "Day, Agent 0: off");
    let told = messages(&results, "WishesGranted");
    assert!(told[0].starts_with("8 of 9 wishes"), "{told:?}");

    // An agent who is not rostered cannot be worked with, and the planner is told.
    let path = format!("/agents/{}", site.agents[0]);
    site.change(&path, json!({ "active": false })).expect(200);
    let (_, results) = site.roster_with(json!({ "gap": 0.0001 }));
    let left_out = messages(&results, "WishLeftOut");
    assert_eq!(left_out.len(), 2, "{left_out:?}");
    assert!(
        left_out[0].contains("not rostered in these weeks"),
        "{left_out:?}"
    );
}

#[rstest]
fn breaks_of_a_planning_group_are_spread_to_its_limit_and_what_is_beyond_is_told(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::new(engine) else {
        return;
    };
    let path = format!("{}/planning-groups/{}", site.unit, site.group);
    let read = |path: &str| site.centre.get(Role::Planner, path).expect(200);
    assert!(read(&path)["breakLimits"].is_null());
    let limit = |codes: Value| {
        json!({ "breakLimits": [{ "activityCodeIds": codes, "mostAtOnce": 1,
        "priceHeadMinutesPerHour": 600 }] })
    };
    let refused = site.change(&path, limit(json!(["tea"])));
    assert_problem(&refused, 422, "invalid");
    assert_eq!(refused.pointers(), ["/breakLimits/0/activityCodeIds/0"]);
    let meal = site.plan["shifts"][0]["activities"][0]["activityCodeId"].clone();
    let changed = site.change(&path, limit(json!([meal]))).expect(200);
    assert_eq!(changed["breakLimits"][0]["mostAtOnce"], 1);

    let (schedule, results) = site.roster_with(json!({ "gap": 0.0001 }));
    assert_eq!(schedule["metrics"]["audit"]["clean"], true, "{results}");
    let kept = &results["certificate"]["breaksAtOnce"];
    assert_eq!(
        kept,
        &json!([{ "planningGroupId": site.group, "mostAtOnce": 1, "peak": 1, "beyondHeadMinutes": 0,
            "firstBeyond": null }])
    );
    assert_eq!(messages(&results, "BreaksBeyondLimit"), [""; 0]);
    let shifts = site.shifts(&schedule).concat();
    let meals: Vec<&Value> = shifts
        .iter()
        .flat_map(|shift| shift["activities"].as_array().unwrap())
        .filter(|activity| activity["activityCodeId"] == meal)
        .map(|activity| &activity["startDate"])
        .collect();
    for start in &meals {
        assert_eq!(
            meals.iter().filter(|other| other == &start).count(),
            1,
            "{meals:?}"
        );
    }

    // Nobody at once: every meal is beyond the limit.
    let mut body = crate::site::as_sent(read(&path), &path);
    body["breakLimits"][0]["mostAtOnce"] = json!(0);
    site.centre.put(Role::Planner, &path, 2, &body).expect(200);
    let (_, results) = site.roster_with(json!({ "gap": 0.0001 }));
    let told = messages(&results, "BreaksBeyondLimit");
    assert!(
        told.len() == 1 && told[0].starts_with("Cards: 10.00 agent-hours"),
        "{told:?}"
    );
    let costs = &results["certificate"]["costs"]["breaks"];
    assert!(
        (costs.as_f64().unwrap() - 100.0).abs() < 1e-6,
        "twenty half hours at ten an hour: {costs}"
    );
}

#[rstest]
fn a_repair_keeps_days_off_and_looks_at_wishes_and_breaks(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(site) = Site::new(engine) else {
        return;
    };
    let path = format!("{}/planning-groups/{}", site.unit, site.group);
    let limit = json!({ "breakLimits": [{ "mostAtOnce": 1, "priceHeadMinutesPerHour": 600 }] });
    site.change(&path, limit).expect(200);
    let put = |agent: usize, wishes: Value| {
        let path = path_of(&site.agents[agent]);
        site.centre
            .put(Role::Planner, &path, 0, &wishes)
            .expect(200);
    };
    put(0, json!({ "fixedDaysOff": { "days": ["Tuesday"] } }));
    put(
        1,
        json!({ "colleagues": [{ "agentId": site.agents[0], "priceHeadMinutes": 600 }] }),
    );
    put(
        2,
        json!({ "wishes": [{ "wish": "shift", "shift": "Day", "on": { "days": ["Sunday"] }, "priceHeadMinutes": 60 }] }),
    );
    let path = format!("/agents/{}", site.agents[2]);
    site.change(&path, json!({ "hireDate": "2016-06-01" }))
        .expect(200);
    let draft = site.draft_with(json!({ "gap": 0.0001 }));
    let repair = json!({ "description": "", "absences": [{ "agentId": site.agents[0],
        "startDate": "2026-06-05T00:00:00+02:00", "endDate": "2026-06-05T23:59:00+02:00" }],
        "wishWeights": { "percentPerYearOfService": 10, "mostYears": 15 } });
    let accepted = site
        .centre
        .post(Role::Planner, &format!("{draft}/repair"), &repair);
    let id = site.centre.result_of_run(&accepted)["scheduleId"].clone();
    let path = format!(
        "{}/weeks/{WEEK}/schedules/{}",
        site.unit,
        id.as_str().unwrap()
    );
    let read = |path: &str| site.centre.get(Role::Planner, path).expect(200);
    let (schedule, results) = (read(&path), read(&format!("{path}/generation-results")));
    assert_eq!(schedule["metrics"]["audit"]["clean"], true, "{results}");
    let shifts = site.shifts(&schedule);
    assert_eq!(days(&shifts[0]), [1, 3, 4, 6]);
    assert_eq!(results["certificate"]["breaksAtOnce"][0]["peak"], 1);
    assert_eq!(messages(&results, "WishesGranted").len(), 1);
    let charges = results["certificate"]["charges"].as_array().unwrap();
    let mut of_days = charges.iter().filter(|one| one["rule"] == "requests");
    // No shift starts on a Sunday; ten years of service make the hour two.
    let cost = of_days.next().unwrap()["cost"].as_f64().unwrap();
    assert!((cost - 2.0).abs() < 0.01, "{charges:?}");

    // Another line of the one who wishes is apart from the other on more days, which is told with its cost.
    let run = schedule["runId"].as_str().unwrap();
    let question = format!(
        "/runs/{run}/explanations?agentId={}&date=2026-06-01&dayOff=true",
        site.agents[1]
    );
    let why = read(&question)["wish"].clone();
    let difference = &why["alternative"]["difference"];
    let told = difference["wishes"].as_array().unwrap();
    assert!(told.iter().any(|one| one["rule"] == "colleagues"), "{why}");
    let part = |name: &str| -> f64 {
        let parts = difference[name].as_array();
        let parts = parts.into_iter().flatten();
        parts.map(|one| one["cost"].as_f64().unwrap()).sum()
    };
    let sum: f64 = ["coverage", "rules", "wishes", "breaks"]
        .map(part)
        .iter()
        .sum();
    assert!(
        (sum - difference["cost"].as_f64().unwrap()).abs() < 1e-6,
        "{why}"
    );
}
