//! What agents carried, kept when a schedule is published.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::forecasts::{WEEK, bank, generate, import_history};
use crate::rosters::agents;
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem};

#[rstest]
fn publishing_enters_weekends_that_the_next_roster_may_weigh(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, "2026-05-28T10:00:00Z") else {
        return;
    };
    let (unit, _) = bank(&centre, None);
    import_history(&centre, &unit);
    let run = generate(
        &centre,
        &format!("{unit}/weeks/{WEEK}/short-term-forecasts"),
    );
    let forecast = run["result"]["shortTermForecastId"].clone();
    agents(&centre, &unit, 4);
    let schedules = format!("{unit}/weeks/{WEEK}/schedules");
    let roster = |more: Value| {
        let mut body = json!({ "shortTermForecastId": forecast, "description": "", "gap": 0.05 });
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        centre.post(Role::Planner, &format!("{schedules}/generate"), &body)
    };
    let path = format!("{unit}/fairness-ledger");
    let ledger = |query: &str| centre.get(Role::Supervisor, &format!("{path}{query}"));
    assert_eq!(ledger("").expect(200)["agents"], json!([]));

    // Published twice, entered once.
    for _ in 0..2 {
        let result = centre.result_of_run(&roster(json!({})));
        let id = result["scheduleId"].as_str().unwrap();
        centre
            .post_if_match(&format!("{schedules}/{id}/publish"), 1)
            .expect(200);
    }
    let told = ledger("?fromMonth=2026-06&toMonth=2026-06").expect(200);
    let people = told["agents"].as_array().unwrap();
    assert_eq!(people.len(), 4, "{told}");
    let (mut saturdays, mut surplus) = (0, 0.0);
    for agent in people {
        assert!(agent["name"].as_str().unwrap().starts_with("Agent"));
        let [month] = agent["months"].as_array().unwrap().as_slice() else {
            panic!("one month: {agent}");
        };
        // Five days of eight hours are full time.
        assert_eq!(
            (&month["month"], &month["days"]),
            (&json!("2026-06"), &json!(7.0))
        );
        saturdays += month["weekendDays"].as_u64().unwrap();
        surplus += agent["surplus"]["weekendDay"].as_f64().unwrap();
    }
    // Saturday's demand is the highest of the week.
    assert_eq!(saturdays, 4);
    assert!(surplus.abs() < 1e-9);
    let spread = &told["spread"][0];
    assert_eq!(
        (&spread["burden"], &spread["gini"]),
        (&json!("weekendDay"), &json!(0.0))
    );
    assert_eq!(
        ledger("?fromMonth=2026-04&toMonth=2026-05").expect(200)["agents"],
        json!([])
    );

    let refused = roster(json!({ "fairness": { "months": 0, "nightHeadMinutes": 100_000 } }));
    assert_problem(&refused, 422, "invalid");
    assert_eq!(
        refused.pointers(),
        ["/fairness/months", "/fairness/nightHeadMinutes"]
    );
    let weighed = roster(json!({ "fairness": { "weekendDayHeadMinutes": 30 } }));
    assert!(centre.result_of_run(&weighed)["scheduleId"].is_string());

    assert_problem(&ledger("?fromMonth=June"), 422, "invalid");
    assert_problem(
        &ledger("?fromMonth=2026-06&toMonth=2026-05"),
        422,
        "invalid",
    );
    let stranger = centre.other_tenant();
    let answer = centre.send_raw(
        Some(&stranger),
        "GET",
        &format!("/api/v1{path}"),
        &[],
        vec![],
    );
    assert_problem(&answer, 404, "not-found");
}
