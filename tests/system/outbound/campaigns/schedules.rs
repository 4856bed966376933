//! Schedules start and stop campaigns, also over nights on which clocks change.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use super::super::{Calling, MONDAY_TEN};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, assert_problem};

const SCHEDULES: &str = "/outbound/schedules/campaigns";

fn schedule(campaign: &str, zone: &str, recurrence: &Value) -> Value {
    json!({ "name": "hours", "campaignId": campaign, "timeZone": zone, "recurrences": [recurrence] })
}

#[rstest]
fn a_schedule_starts_and_stops_once_each_and_leaves_between_to_people(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(1);
    let campaign = calling.campaign_off("loans", &json!({}));
    let weekdays = json!({ "start": "2026-11-02T09:00", "end": "2026-11-02T12:00", "type": "weekly",
        "daysOfWeek": [1, 2, 3, 4, 5] });
    let body = schedule(&campaign, "Asia/Shanghai", &weekdays);
    let made = centre.post(Role::Planner, SCHEDULES, &body).expect(201);
    assert_eq!(
        (&made["isRunningTime"], &made["nextChange"]),
        (&json!(true), &json!("2026-11-23T04:00:00Z"))
    );
    let mut second = body.clone();
    second["name"] = json!("another");
    assert_problem(
        &centre.post(Role::Planner, SCHEDULES, &second),
        409,
        "already-exists",
    );
    calling.evaluates();
    assert_eq!(
        (
            calling.status(&campaign).as_str(),
            calling.why(&campaign).as_str()
        ),
        ("on", "schedule")
    );
    calling.asks(&campaign, "stop").expect(200);
    calling.evaluates();
    assert_eq!(
        calling.status(&campaign),
        "off",
        "a person's will, until the next start"
    );
    calling.asks(&campaign, "start").expect(200);
    // 12:00 in Shanghai.
    centre.moves_on_by_seconds(2 * 3_600);
    calling.evaluates();
    assert_eq!(
        (
            calling.status(&campaign).as_str(),
            calling.why(&campaign).as_str()
        ),
        ("off", "schedule")
    );
    // 09:00 on Tuesday; a campaign that a person has paused stays so.
    calling.asks(&campaign, "pause").expect(200);
    centre.moves_on_by_seconds(21 * 3_600);
    calling.evaluates();
    assert_eq!(
        (
            calling.status(&campaign).as_str(),
            calling.why(&campaign).as_str()
        ),
        ("off", "paused")
    );
    calling.asks(&campaign, "start").expect(200);
    let path = format!("{SCHEDULES}/{}", made["id"].as_str().unwrap());
    centre
        .send(Role::Planner, "DELETE", &path, &Value::Null)
        .expect(204);
    centre.moves_on_by_seconds(5 * 3_600);
    calling.evaluates();
    assert_eq!(calling.status(&campaign), "on", "nothing stops it any more");
}

#[rstest]
fn a_night_on_which_clocks_jump_starts_its_campaign_at_the_jump(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    // A minute before clocks jump from 02:00 to 03:00 in Berlin.
    let Some(centre) = Centre::start_at(engine, "2026-03-29T00:59:00Z") else {
        return;
    };
    let calling = Calling::on(&centre).with_contacts(1);
    let campaign = calling.campaign_off("loans", &json!({}));
    let nightly =
        json!({ "start": "2026-03-01T02:30", "end": "2026-03-01T05:00", "type": "daily" });
    let made = centre
        .post(
            Role::Planner,
            SCHEDULES,
            &schedule(&campaign, "Europe/Berlin", &nightly),
        )
        .expect(201);
    assert_eq!(
        (&made["isRunningTime"], &made["nextChange"]),
        (&json!(false), &json!("2026-03-29T01:00:00Z"))
    );
    calling.evaluates();
    assert_eq!(calling.status(&campaign), "off");
    centre.moves_on_by_seconds(60);
    calling.evaluates();
    assert_eq!(calling.status(&campaign), "on");
    // 05:00 summer time.
    centre.moves_on_by_seconds(2 * 3_600);
    calling.evaluates();
    assert_eq!(calling.status(&campaign), "off");
}

#[rstest]
fn what_a_schedule_cannot_be_is_said_where_it_stands(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(centre) = Centre::start_at(engine, MONDAY_TEN) else {
        return;
    };
    let bad = json!({ "name": "x", "campaignId": "nobody", "timeZone": "Mars",
        "intervals": [{ "start": "2026-12-01T09:00Z", "end": "2026-12-01T10:00" }],
        "recurrences": [{ "start": "2026-12-01T09:00", "end": "2026-12-01T09:00", "type": "daily", "interval": 0,
            "daysOfWeek": [8] }] });
    assert_eq!(
        centre.post(Role::Planner, SCHEDULES, &bad).pointers(),
        [
            "/timeZone",
            "/campaignId",
            "/intervals/0/start",
            "/recurrences/0/end",
            "/recurrences/0/interval",
            "/recurrences/0/daysOfWeek",
            "/recurrences/0/daysOfWeek",
        ]
    );
}
