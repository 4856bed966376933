//! What calls teach, and the order of calling that follows.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::json;

use super::taught::{Taught, as_usual, is_member};
use super::{MONDAY_TEN, who};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem, list, number, text};

#[rstest]
fn who_buys_is_learned_and_called_first(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let taught = Taught::on(&centre, 0);
    taught.calls(400, as_usual);
    let model = taught.model(&json!({ "valuePerSuccess": 100.0, "segments": 4 }));
    assert_eq!(model["winner"], "model", "{}", model["calibration"]);
    assert_eq!(
        (&model["attempts"], &model["version"]),
        (&json!(400), &json!(1))
    );
    assert_eq!(model["ordersLeases"], true);
    assert!(number(&model["logLossGain"]) > 0.0);
    let columns: Vec<String> = list(&model["columns"])
        .iter()
        .map(|column| text(&column["column"]))
        .collect();
    assert_eq!(columns, ["member", "age", "attempt number"]);
    assert_eq!(model["leftOutColumns"][0]["column"], "duration");
    let segments = list(&model["segments"]);
    assert_eq!(segments.len(), 4);
    let (best, worst) = (&segments[0], &segments[3]);
    assert!(number(&best["success"]["mean"]) > 3.0 * number(&worst["success"]["mean"]));
    assert_eq!(best["reasons"][0]["feature"], "member");
    let worth = 100.0 * number(&best["success"]["mean"]);
    assert!((number(&best["expectedValue"]) - worth).abs() < 1e-9);
    // Ten on Monday is the callee's 10th hour of the week, and the only one with attempts.
    assert_eq!(model["hours"][0]["hourOfWeek"], 10);
    assert_eq!(model["hours"][0]["attempts"], 400);

    let leases = taught.calling.lease(&taught.campaign, 30);
    assert!(
        leases
            .iter()
            .all(|lease| lease["reason"] == "expectedValue")
    );
    let members = who(&leases)
        .into_iter()
        .filter(|id| is_member(id[1..].parse().unwrap()))
        .count();
    assert_eq!(members, 30);

    let listed = centre.get(Role::Planner, &taught.models()).expect(200);
    assert_eq!(listed["entities"][0]["id"], model["id"]);
}

#[rstest]
fn a_model_that_holds_no_more_is_told_with_the_segment(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let taught = Taught::on(&centre, 0);
    taught.calls(400, as_usual);
    let model = taught.model(&json!({ "segments": 2 }));
    let drift = || {
        let path = format!("{}/{}/drift", taught.models(), text(&model["id"]));
        centre.get(Role::Supervisor, &path).expect(200)
    };
    centre.moves_on_by_seconds(3_600);
    assert_eq!(drift()["verdict"], "no-calls");
    taught.calls(60, |_| "no");
    let found = drift();
    assert_eq!(found["verdict"], "drifted", "{found}");
    assert_eq!((&found["calls"], &found["actual"]), (&json!(60), &json!(0)));
    assert_eq!(found["segments"][0]["verdict"], "drifted");
    assert!(number(&found["segments"][0]["predicted"]) > 10.0);
    assert_eq!(found["segments"][1]["verdict"], "no-calls");
    assert!(text(&found["advice"]).starts_with("train the model anew"));
}

#[rstest]
fn what_is_known_only_after_the_call_is_refused(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    // The contacts that are called have a duration, the others none.
    let taught = Taught::on(&centre, 300);
    let nothing = centre.post(Role::Planner, &taught.models(), &json!({}));
    assert_problem(&nothing, 409, "too-few-attempts");
    taught.calls(300, as_usual);
    let declared =
        json!({ "columns": ["member", "duration"], "knownAfterCallColumns": ["duration"] });
    let answer = centre.post(Role::Planner, &taught.models(), &declared);
    assert_problem(&answer, 422, "invalid");
    assert_eq!(answer.pointers(), ["/columns/1"]);
    let accepted = centre.post(Role::Planner, &taught.models(), &json!({}));
    let run = centre.ended_run(&accepted);
    assert_eq!(run["state"], "Failed");
    assert_eq!(
        run["error"]["errors"][0]["code"], "known-after-call",
        "{run}"
    );
    let model = taught.model(&json!({ "knownAfterCallColumns": ["duration"] }));
    assert_eq!(model["leftOutColumns"][0]["column"], "duration");
}

#[rstest]
fn nothing_to_learn_leaves_the_order_as_it_is(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let taught = Taught::on(&centre, 0);
    // The outcome has nothing to do with any column: 7 divides neither 2 nor 50.
    taught.calls(400, |n| match n * 31 % 7 {
        0 => "sold",
        1 | 2 => "no",
        3 => "wrong",
        _ => "no answer",
    });
    let model = taught.model(&json!({ "orderLeases": false }));
    assert_eq!(model["ordersLeases"], false);
    let leases = taught.calling.lease(&taught.campaign, 5);
    assert!(
        leases
            .iter()
            .all(|lease| lease["reason"] == "longestWaiting")
    );
    let others = centre.get(Role::Planner, "/outbound/campaigns/none/response-models");
    assert_problem(&others, 404, "not-found");
}
