//! How many lines a dialer starts, by the floor it tells of and the outcomes it recorded.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use super::MONDAY_TEN;
use super::taught::Taught;
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem, number, text};

fn paced(centre: &Centre, campaign: &str, more: Value) -> Value {
    let mut body =
        json!({ "mode": "predictive", "idleAgents": 4, "talkingSeconds": [30.0, 100.0, 160.0] });
    for (key, value) in more.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    let path = format!("/outbound/campaigns/{campaign}/pacing");
    centre.post(Role::Dialer, &path, &body).expect(200)
}

#[rstest]
fn the_window_is_counted_from_recorded_outcomes(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let taught = Taught::on(&centre, 0);
    let fresh = paced(&centre, &taught.campaign, json!({}));
    assert_eq!(fresh["window"]["answered"], 0);
    assert_eq!(fresh["expectationsFrom"], "defaults");
    // Of 200 calls 100 are answered and 2 of these abandoned.
    taught.calls(200, |n| match n {
        0 | 1 => "abandoned",
        n if n.is_multiple_of(2) => "no",
        3 => "no",
        _ => "no answer",
    });
    let now = paced(&centre, &taught.campaign, json!({}));
    let answered = now["window"]["answered"].as_u64().unwrap();
    assert_eq!((answered, &now["window"]["abandoned"]), (102, &json!(2)));
    assert_eq!(now["expectationsFrom"], "recordedAttempts");
    assert_eq!(now["expectations"]["talkSeconds"], 120.0);
    // Hours later the hour is over and kept; what comes after it counts too.
    centre.moves_on_by_seconds(4 * 3_600);
    assert_eq!(
        paced(&centre, &taught.campaign, json!({}))["window"]["answered"],
        102
    );
    taught.calls(10, |_| "no");
    for _ in 0..2 {
        let later = paced(&centre, &taught.campaign, json!({}));
        assert_eq!(later["window"]["answered"], 112);
        assert_eq!(later["window"]["abandoned"], 2);
    }
    let of_a_day = json!({ "window": { "days": 1, "remainingSeconds": 60 } });
    centre.moves_on_by_seconds(40 * 3_600);
    let of_a_day = paced(&centre, &taught.campaign, of_a_day);
    assert_eq!(of_a_day["window"]["answered"], 0);
}

#[rstest]
fn the_mode_and_the_cap_say_how_many_lines_ring(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let taught = Taught::on(&centre, 0);
    let ask = |more: Value| paced(&centre, &taught.campaign, more);
    let preview = ask(json!({ "mode": "preview" }));
    assert_eq!(
        (&preview["start"], &preview["count"], &preview["reasonCode"]),
        (&json!("previews"), &json!(4), &json!("preview"))
    );
    let progressive = ask(json!({ "mode": "progressive", "ringingSeconds": [2.0] }));
    assert_eq!(progressive["count"], 3);
    assert_eq!(progressive["reasonCode"], "one-line-an-agent");
    let predictive = ask(json!({}));
    assert!(
        number(&predictive["count"]) > 4.0,
        "{}",
        predictive["reason"]
    );
    assert_eq!(predictive["reasonCode"], "within-cap");
    assert!(number(&predictive["probabilityThatCapHolds"]) >= 0.95 - 1e-9);
    // Half of the answers abandoned: the window has nothing left to give.
    taught.calls(100, |n| {
        if n.is_multiple_of(2) {
            "abandoned"
        } else {
            "no"
        }
    });
    let bound = ask(json!({}));
    assert_eq!(
        (&bound["count"], &bound["reasonCode"]),
        (&json!(4), &json!("cap-binds"))
    );
    assert_eq!(bound["window"]["abandonedShare"], 0.5);
    assert!(number(&bound["probabilityThatCapHolds"]) < 0.5);
}

#[rstest]
fn what_the_floor_taught_comes_back_with_the_next_question(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let taught = Taught::on(&centre, 0);
    let seen: Vec<Value> = (0..300)
        .map(|n| match n % 10 {
            0 => json!({ "kind": "answered", "seconds": 8.0, "secondsAgo": 300 - n }),
            _ => json!({ "kind": "unanswered", "seconds": 25.0, "secondsAgo": 300 - n }),
        })
        .collect();
    let first = paced(
        &centre,
        &taught.campaign,
        json!({ "clockSeconds": 1_000, "observations": seen }),
    );
    let share = number(&first["liveAnswerShare"]);
    assert!((0.05..0.2).contains(&share), "{share}");
    let next = json!({ "clockSeconds": 1_001, "memory": first["memory"] });
    let second = paced(&centre, &taught.campaign, next);
    assert!((number(&second["liveAnswerShare"]) - share).abs() < 0.01);
    assert_eq!(second["expectationsFrom"], "memory");

    let path = format!("/outbound/campaigns/{}/pacing", taught.campaign);
    let ask = |body: &Value| centre.post(Role::Dialer, &path, body);
    let back = json!({ "mode": "predictive", "idleAgents": 1, "clockSeconds": 5, "memory": first["memory"] });
    let back = ask(&back);
    assert_problem(&back, 422, "invalid");
    assert_eq!(back.pointers(), ["/clockSeconds"]);
    let no_memory = ask(&json!({ "mode": "predictive", "idleAgents": 1, "memory": { "x": 1 } }));
    assert_problem(&no_memory, 422, "invalid");
    assert_eq!(no_memory.pointers(), ["/memory"]);
    let detail = text(&no_memory.json()["errors"][0]["detail"]);
    assert!(detail.contains("begin anew"), "{detail}");
    let nobody = centre.post(
        Role::Dialer,
        "/outbound/campaigns/none/pacing",
        &json!({ "mode": "preview", "idleAgents": 0 }),
    );
    assert_problem(&nobody, 404, "not-found");
}

/// Sets a campaign as asked, whatever else it has.
fn set(centre: &Centre, campaign: &str, more: &Value) {
    let path = format!("/outbound/campaigns/{campaign}");
    let now = centre.get(Role::Planner, &path).expect(200);
    let mut body = json!({});
    for field in [
        "name",
        "contactListId",
        "callableTimeSetId",
        "productFamily",
        "wrapUpCodeMapping",
    ] {
        body[field] = now[field].clone();
    }
    for (key, value) in more.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    let version = now["version"].as_i64().unwrap();
    centre.put(Role::Planner, &path, version, &body).expect(200);
}

#[rstest]
fn the_campaigns_own_settings_limit_its_lines(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let taught = Taught::on(&centre, 0);
    let ask = |more: Value| paced(&centre, &taught.campaign, more);
    let limit = |answer: &Value| {
        let count = answer["count"].as_u64().unwrap();
        (
            count,
            answer["maximumLinesFrom"].clone(),
            answer["reasonCode"].clone(),
        )
    };
    let free = ask(json!({}));
    assert!(
        number(&free["count"]) > 4.0 && free["maximumLines"].is_null(),
        "{free}"
    );
    set(
        &centre,
        &taught.campaign,
        &json!({ "outboundLineCount": 3 }),
    );
    let no_room = json!("no-room");
    assert_eq!(
        limit(&ask(json!({}))),
        (3, json!("outboundLineCount"), no_room.clone())
    );
    let told = ask(json!({ "ringingSeconds": [3.0, 4.0], "maximumLines": 9 }));
    assert_eq!(limit(&told).0, 1, "two of the three ring already");
    let less = ask(json!({ "maximumLines": 2 }));
    assert_eq!(limit(&less), (2, json!("request"), no_room.clone()));
    // Without line balancing what others share is nothing to it.
    assert_eq!(
        limit(&ask(json!({ "sharedLines": 2 }))).1,
        "outboundLineCount"
    );

    let calls = json!({ "maxCallsPerAgent": 1.0 });
    set(&centre, &taught.campaign, &calls);
    let idle = json!({ "idleAgents": 4, "talkingSeconds": [] });
    let told = ask(idle);
    assert_eq!((&told["count"], &told["reasonCode"]), (&json!(4), &no_room));
    assert!(text(&told["reason"]).contains("1 for each agent"), "{told}");

    set(&centre, &taught.campaign, &json!({ "abandonRate": 0.01 }));
    assert_eq!(ask(json!({}))["window"]["maximumAbandonedShare"], 0.01);
    let asked = ask(json!({ "maximumAbandonedShare": 0.02 }));
    assert_eq!(asked["window"]["maximumAbandonedShare"], 0.02);
}

#[rstest]
fn campaigns_that_are_on_share_lines_by_weight(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let taught = Taught::on(&centre, 0);
    let balanced = |weight: i64| json!({ "dynamicLineBalancingSettings": { "enabled": true, "relativeWeight": weight } });
    set(&centre, &taught.campaign, &balanced(1));
    let now = centre
        .get(
            Role::Planner,
            &format!("/outbound/campaigns/{}", taught.campaign),
        )
        .expect(200);
    let other = json!({ "name": "other", "contactListId": now["contactListId"],
        "callableTimeSetId": now["callableTimeSetId"], "productFamily": "cards" });
    let other = centre
        .post(Role::Planner, "/outbound/campaigns", &other)
        .id();
    set(&centre, &other, &balanced(3));
    let lines = |campaign: &str| {
        let told = paced(&centre, campaign, json!({ "sharedLines": 8 }));
        assert_eq!(told["maximumLinesFrom"], "lineBalancing");
        told["maximumLines"].as_u64().unwrap()
    };
    assert_eq!(lines(&taught.campaign), 8, "the other is off");
    let started = format!("/outbound/campaigns/{other}/start");
    centre
        .post(Role::Planner, &started, &Value::Null)
        .expect(200);
    assert_eq!((lines(&taught.campaign), lines(&other)), (2, 6));
}
