//! One absent agent's day in a centre of 300 agents: `./run test --test system -- --ignored --nocapture 300_agents`.

use std::time::Instant;

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::forecasts::{WEEK, generate};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{AGENTS, Centre, Engine, centre_of_300, list, number, text};

#[rstest]
#[ignore = "rosters 300 agents, which takes minutes; run it by its name"]
fn one_absent_agents_day_among_300_agents(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, "2026-05-28T10:00:00Z") else {
        return;
    };
    let unit = centre_of_300(&centre);
    let weeks = format!("{unit}/weeks/{WEEK}");
    let run = generate(&centre, &format!("{weeks}/short-term-forecasts"));
    let forecast = run["result"]["shortTermForecastId"].clone();
    let schedules = format!("{weeks}/schedules");
    let body =
        json!({ "shortTermForecastId": forecast, "description": "", "timeLimitSeconds": 150 });
    let began = Instant::now();
    let accepted = centre.post(Role::Planner, &format!("{schedules}/generate"), &body);
    let id = text(&centre.result_of_run(&accepted)["scheduleId"]);
    let path = format!("{schedules}/{id}");
    let draft = centre.get(Role::Planner, &path).expect(200);
    println!(
        "roster of {AGENTS} agents: {:.1} s, gap {:.4}, audit clean {}",
        began.elapsed().as_secs_f64(),
        number(&draft["metrics"]["gap"]),
        draft["metrics"]["audit"]["clean"]
    );
    let query = format!("{path}/agent-schedules/query");
    let told = centre.post(Role::Planner, &query, &json!({})).expect(200);
    let mut absent = list(&told["agentSchedules"]).iter().filter_map(|agent| {
        let mut shifts = list(&agent["shifts"]).iter();
        let on_day = |shift: &&Value| text(&shift["startDate"]).starts_with("2026-06-03");
        shifts.find(on_day).map(|_| text(&agent["agentId"]))
    });
    let absent = absent.next().expect("somebody works on Wednesday");
    for (what, more) in [
        ("priced by default", json!({})),
        (
            "changes of 15 minutes and more",
            json!({ "changedDayHeadMinutes": 15 }),
        ),
        (
            "at most 3 changes",
            json!({ "changedDayHeadMinutes": 15, "maximumChanges": 3 }),
        ),
    ] {
        let ask = |replications: u32| {
            let mut body = json!({ "absences": [{ "agentId": absent, "date": "2026-06-03" }],
                "replications": replications });
            body.as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            let began = Instant::now();
            let accepted = centre.post(Role::Planner, &format!("{path}/reschedule"), &body);
            let result = centre.result_of_run(&accepted);
            (result, began.elapsed().as_secs_f64())
        };
        // The clock stands, so that the same search is made on any machine; time is taken here.
        let (_, to_the_diff) = ask(0);
        let (result, seconds) = ask(60);
        let run = format!("{unit}/scheduling/runs/{}", text(&result["runId"]));
        let told = centre
            .get(Role::Planner, &format!("{run}/result"))
            .expect(200);
        assert_eq!(told["audit"]["clean"], true, "{told}");
        let errors = list(&told["validationResults"]).iter();
        assert_eq!(
            errors.filter(|one| one["severity"] == "ERROR").count(),
            0,
            "{told}"
        );
        println!(
            "{what}: {to_the_diff:.2} s to the diff, {seconds:.1} s with three simulations; {} shifts touched ({} days changed, {} with \
             moved breaks), {} round(s), total {:.2}, bound {:.2}",
            list(&told["changes"]).len(),
            told["changedDays"],
            told["movedBreaks"],
            told["rounds"],
            number(&told["total"]),
            number(&told["totalBound"]),
        );
        for day in list(&told["service"]) {
            let level = |plan: &str| 100.0 * number(&day[plan]["serviceLevel"]["mean"]);
            let half = |plan: &str| {
                100.0
                    * day[plan]["serviceLevel"]["halfWidth"]
                        .as_f64()
                        .unwrap_or(0.0)
            };
            println!(
                "  {} {}: SL as planned {:.2} ± {:.2} %, absent {:.2} ± {:.2} %, rescheduled {:.2} ± {:.2} %",
                text(&day["date"]),
                text(&day["planningGroupName"]),
                level("asPlanned"),
                half("asPlanned"),
                level("before"),
                half("before"),
                level("after"),
                half("after")
            );
        }
    }
}
