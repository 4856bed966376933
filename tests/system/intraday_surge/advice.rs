//! Advice at half past twelve, and what following it is worth.

use std::time::Instant;

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use super::TUESDAY;
use super::calls::{import, past, this_morning};
use super::centre::make_centre;
use super::floor::{live, workers};
use super::true_days::{difference, level, truly};
use crate::forecasts::{WEEK, generate};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, list, number, text};

#[rstest]
fn a_fifth_more_calls_from_eleven_on_are_met_better_by_following_the_advice(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, "2026-05-31T22:30:00Z") else {
        return;
    };
    let unit_id = make_centre(&centre);
    import(&centre, &unit_id, &past());
    let unit = format!("/business-units/{unit_id}");
    let weeks = format!("{unit}/weeks/{WEEK}");
    let run = generate(&centre, &format!("{weeks}/short-term-forecasts"));
    let forecast = run["result"]["shortTermForecastId"].clone();
    let body = json!({ "shortTermForecastId": forecast, "description": "", "gap": 0.08 });
    let accepted = centre.post(Role::Planner, &format!("{weeks}/schedules/generate"), &body);
    let id = text(&centre.result_of_run(&accepted)["scheduleId"]);
    let path = format!("{weeks}/schedules/{id}");

    // An hour of coaching on Tuesday afternoon for ten agents, which a rush may call off.
    let coaching = json!({ "name": "Coaching", "category": "Training", "lengthInMinutes": 60, "countsAsPaidTime": true,
        "countsAsWorkTime": true, "interruptible": true });
    let coaching = centre
        .post(Role::Planner, &format!("{unit}/activity-codes"), &coaching)
        .id();
    let before = workers(&centre, &path);
    let working = before.iter().filter(|one| one.activities.len() > 4);
    let attendees: Vec<&str> = working.map(|one| one.id.as_str()).take(10).collect();
    let plan = json!({ "name": "Coaching", "type": "Individual", "activityCodeId": coaching, "lengthMinutes": 60,
        "startDate": TUESDAY, "endDate": "2026-06-03", "earliestStartMinutesFromMidnight": 800,
        "latestEndMinutesFromMidnight": 960, "agentIds": attendees, "optimizationObjective": "FavorSchedulingAll" });
    let plan = centre
        .post(Role::Planner, &format!("{unit}/activity-plans"), &plan)
        .id();
    let runs = format!("/api/v1{unit}/activity-plans/{plan}/runs");
    let headers = [("content-type", "application/json"), ("if-match", "\"1\"")];
    let placed = centre.send_raw(
        Some(centre.key(Role::Planner)),
        "POST",
        &runs,
        &headers,
        json!({ "scheduleId": id }).to_string().into_bytes(),
    );
    assert!(!list(&placed.expect(200)["placements"]).is_empty());
    assert_eq!(
        centre.post_if_match(&format!("{path}/publish"), 2).status,
        200
    );

    // Half past twelve on Tuesday, and a minute.
    centre.moves_on_by_seconds(36 * 3_600 + 60);
    import(&centre, &unit_id, &this_morning());
    let without = workers(&centre, &path);
    live(&centre, &without);
    let began = Instant::now();
    let view = centre
        .post(Role::Supervisor, &format!("{unit}/intraday"), &json!({}))
        .expect(200);
    println!(
        "the day is shown after {:.1} s",
        began.elapsed().as_secs_f64()
    );
    assert_eq!(view["notReforecast"], json!([]));
    for group in list(&view["intradayDataGroupings"]) {
        let forecast = &group["forecastDataSummary"];
        let close = &group["performancePredictionDataSummary"];
        println!(
            "  {}: {:.0} contacts forecast, {:.0} expected now; service level so far {:.1} %, at close {:.1} %, P(goal) {:.0} %",
            text(&group["planningGroupName"]),
            number(&forecast["offered"]),
            number(&forecast["expectedOffered"]),
            100.0 * number(&group["actualDataSummary"]["serviceLevel"]),
            100.0 * number(&close["serviceLevel"]),
            100.0 * number(&close["probabilityOfMeetingGoal"]["share"]),
        );
        assert!(
            number(&forecast["expectedOffered"]) > number(&forecast["offered"]),
            "{forecast}"
        );
    }
    let began = Instant::now();
    let ask = json!({ "hourlyCost": 30.0, "seed": 5, "kinds": ["moveBreaks", "moveActivities", "cancelActivities",
        "borrowAgents", "offerOvertime", "throttleCampaign"] });
    let advice = centre
        .post(Role::Supervisor, &format!("{unit}/intraday/actions"), &ask)
        .expect(201);
    println!("advice after {:.1} s:", began.elapsed().as_secs_f64());
    let actions = list(&advice["actions"]);
    assert!(!actions.is_empty(), "{advice}");
    for action in actions {
        println!(
            "  {}. {}: {:+.1} ± {:.1} contacts in time, {:.1} agent-hours, {:.0} money",
            action["rank"],
            text(&action["description"]),
            number(&action["answeredInTimeGain"]),
            number(&action["answeredInTimeGainHalfWidth"]),
            number(&action["cost"]["agentHours"]),
            number(&action["cost"]["money"]),
        );
        for step in action["steps"].as_array().into_iter().flatten() {
            println!(
                "     then {}: {:+.1}",
                text(&step["description"]),
                number(&step["answeredInTimeGain"])
            );
        }
        assert_judges_agree(&centre, &path, action);
    }
    let kinds: Vec<&str> = actions
        .iter()
        .map(|one| one["kind"].as_str().unwrap())
        .collect();
    assert!(
        kinds.contains(&"moveBreaks") && kinds.contains(&"cancelActivities"),
        "{kinds:?}"
    );
    let ranked = actions.iter().filter(|one| one["kind"] != "combinedPlan");
    let fixes = |one: &Value| list(&one["fixesPlanningGroupIds"]).len();
    let ranks: Vec<(usize, f64)> = ranked
        .map(|one| (fixes(one), number(&one["gainPerCost"])))
        .collect();
    assert!(ranks.windows(2).all(|two| two[0] >= two[1]), "{ranks:?}");

    let best = actions
        .iter()
        .find(|one| one["kind"] == "combinedPlan")
        .unwrap_or(&actions[0]);
    let version = best["scheduleVersion"].as_i64().unwrap();
    let apply = format!("/api/v1{unit}/intraday/actions/{}/apply", text(&best["id"]));
    let tag = format!("\"{version}\"");
    let headers = [
        ("content-type", "application/json"),
        ("if-match", tag.as_str()),
    ];
    let applied = centre.send_raw(
        Some(centre.key(Role::Supervisor)),
        "POST",
        &apply,
        &headers,
        json!({ "reason": "a fifth more since eleven" })
            .to_string()
            .into_bytes(),
    );
    let applied = applied.expect(200);
    assert_eq!(applied["state"], "applied");
    // Every second agent who was asked for overtime says yes.
    let mut accepted = 0;
    for offer in list(&applied["applied"]["offerIds"]) {
        let path = format!("/alternative-shifts/offers/{}", text(offer));
        let named = centre.get(Role::Supervisor, &path).expect(200)["agentIds"].clone();
        for agent in list(&named).iter().step_by(2) {
            let body = json!({ "agentId": agent });
            centre
                .post(Role::Supervisor, &format!("{path}/accept"), &body)
                .expect(200);
            accepted += 1;
        }
    }
    let schedule = centre.get(Role::Planner, &path).expect(200);
    let at_apply = applied["applied"]["scheduleVersion"].as_i64().unwrap();
    assert_eq!(
        schedule["version"].as_i64(),
        Some(at_apply + accepted),
        "every acceptance is a version"
    );
    let with = workers(&centre, &path);

    let (seed, days) = (90_210, 300);
    let (followed, ignored) = (truly(&with, seed, days), truly(&without, seed, days));
    let (gain, half_width) = difference(&followed, &ignored);
    println!(
        "true days from half past twelve on, {days} of them with seed {seed}: service level {:.2} % without following, {:.2} % \
         with; {gain:+.1} ± {half_width:.1} contacts answered in time a day ({accepted} accepted overtime)",
        level(&ignored),
        level(&followed)
    );
    assert!(gain - half_width > 0.0, "{gain} ± {half_width}");
}

/// The judges of edits say nothing strict against the shifts of an action, asked for it as any edit is.
fn assert_judges_agree(centre: &Centre, path: &str, action: &Value) {
    let shifts = list(&action["changes"]).iter().map(|change| {
        let after = &change["after"];
        let activities = list(&after["activities"]).iter().map(|one| {
            json!({ "activityCodeId": one["activityCodeId"], "startDate": one["startDate"],
                "lengthMinutes": one["lengthMinutes"], "paid": one["paid"] })
        });
        let shift = json!({ "id": after["id"], "startDate": after["startDate"],
            "activities": activities.collect::<Vec<Value>>() });
        json!({ "agentId": change["agentId"], "shifts": [shift] })
    });
    let agent_schedules: Vec<Value> = shifts.collect();
    if agent_schedules.is_empty() {
        return;
    }
    let body = json!({ "agentSchedules": agent_schedules, "dryRun": true });
    let tag = format!("\"{}\"", action["scheduleVersion"]);
    let headers = [
        ("content-type", "application/json"),
        ("if-match", tag.as_str()),
    ];
    let update = format!("/api/v1{path}/update");
    let told = centre.send_raw(
        Some(centre.key(Role::Planner)),
        "POST",
        &update,
        &headers,
        body.to_string().into_bytes(),
    );
    let told = told.expect(200);
    let errors = list(&told["validationResults"])
        .iter()
        .filter(|one| one["severity"] == "ERROR");
    assert_eq!(errors.count(), 0, "{told}");
}
