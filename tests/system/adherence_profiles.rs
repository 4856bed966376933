//! The worked figures that products publish, each over HTTP, and profiles with grace periods.

use crewcast::organisation::ActivityCategory::{
    self, Break, Meal, Meeting, OffQueueWork, OnQueueWork, TimeOff, Training,
};
use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Engine, Floor, assert_problem, list};

const DAY: &str = "2026-11-23";

/// Ada's Monday in UTC: the shift from 08:00 and her states.
fn monday(
    engine: Engine,
    shift: &[(ActivityCategory, u32)],
    states: &[(&str, &str)],
) -> Option<Floor> {
    let floor = Floor::start(engine, "2026-11-24T12:00:00Z", chrono_tz::UTC, &["Ada"])?;
    floor.publishes(DAY, &[("Ada", "2026-11-23T08:00:00Z", shift)]);
    let at = |time: &str| format!("{DAY}T{time}:00Z");
    let times: Vec<String> = states.iter().map(|(time, _)| at(time)).collect();
    let states: Vec<(&str, &str)> = times
        .iter()
        .zip(states)
        .map(|(at, (_, state))| (at.as_str(), *state))
        .collect();
    floor.sends(&floor.states("Ada", &states));
    Some(floor)
}

/// A published figure is right to half of its last digit.
fn assert_published(told: &Value, field: &str, published: f64, half_a_digit: f64) {
    let ours = told[field].as_f64();
    let ours = ours.unwrap_or_else(|| panic!("{field} of {told}"));
    assert!(
        (ours - published).abs() <= half_a_digit,
        "{field} {ours}, published {published}"
    );
}

#[rstest]
fn genesys_cloud_ten_minutes_late_and_ten_beyond_the_shift(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let states = [
        ("07:00", "OFFLINE"),
        ("08:10", "ON_QUEUE"),
        ("09:10", "OFFLINE"),
    ];
    let Some(floor) = monday(engine, &[(OnQueueWork, 60)], &states) else {
        return;
    };
    let told = |definition: &str| floor.adherence("Ada", DAY, DAY, definition);
    assert_published(
        &told("genesys-cloud-outside-shift"),
        "adherencePercentage",
        71.42857,
        5e-6,
    );
    assert_published(
        &told("genesys-cloud"),
        "adherencePercentage",
        83.33333,
        5e-6,
    );
    assert_published(&told("genesys-cloud"), "conformancePercentage", 100.0, 1e-9);
}

#[rstest]
fn calabrio_six_hours_three_in_one_out_two_neutral(#[values(Sqlite, Postgres)] engine: Engine) {
    let states = [
        ("08:00", "ON_QUEUE"),
        ("11:00", "BUSY"),
        ("12:00", "MEETING"),
        ("14:00", "OFFLINE"),
    ];
    let shift = [(OnQueueWork, 240), (Training, 120)];
    let Some(floor) = monday(engine, &shift, &states) else {
        return;
    };
    let told = floor.adherence("Ada", DAY, DAY, "calabrio");
    assert_published(&told, "adherencePercentage", 75.0, 1e-9);
}

#[rstest]
fn servicenow_480_minutes_planned_450_worked_65_overtime(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let states = [
        ("08:00", "OFFLINE"),
        ("08:30", "ON_QUEUE"),
        ("17:05", "OFFLINE"),
    ];
    let Some(floor) = monday(engine, &[(OnQueueWork, 480)], &states) else {
        return;
    };
    let told = floor.adherence("Ada", DAY, DAY, "servicenow");
    assert_published(&told, "adherencePercentage", 82.57, 0.005);
    assert_published(&told, "conformancePercentage", 107.29, 0.005);
}

#[rstest]
fn generic_480_minutes_scheduled_30_out(#[values(Sqlite, Postgres)] engine: Engine) {
    let states = [
        ("08:00", "ON_QUEUE"),
        ("15:30", "BREAK"),
        ("16:00", "OFFLINE"),
    ];
    let Some(floor) = monday(engine, &[(OnQueueWork, 480)], &states) else {
        return;
    };
    let told = floor.adherence("Ada", DAY, DAY, "generic");
    assert_published(&told, "adherencePercentage", 93.75, 1e-9);
}

#[test]
fn every_published_figure_with_a_value_has_its_test_here() {
    let shared = std::env::var("CREWCAST_SHARED").unwrap_or_else(|_| "../shared".to_owned());
    let path = std::path::Path::new(&shared).join("vectors/adherence_examples.csv");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!(
            "skipped: {} is not there; CREWCAST_SHARED may name its folder",
            path.display()
        );
        return;
    };
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let values: Vec<String> = reader
        .records()
        .map(|row| row.expect("a row")[6].to_owned())
        .filter(|value| !value.is_empty())
        .collect();
    assert_eq!(
        values,
        [
            "71.42857", "83.33333", "100", "75", "82.57", "107.29", "93.75"
        ]
    );
}

#[rstest]
fn amazon_connect_compares_productive_time_tolerantly_and_activities_strictly(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    // In a meeting during the meal: no productive time in either, yet another activity.
    let states = [
        ("08:00", "ON_QUEUE"),
        ("10:00", "MEETING"),
        ("11:00", "ON_QUEUE"),
        ("12:00", "OFFLINE"),
    ];
    let shift = [(OnQueueWork, 120), (Meal, 60), (OnQueueWork, 60)];
    let Some(floor) = monday(engine, &shift, &states) else {
        return;
    };
    let told = |definition: &str| floor.adherence("Ada", DAY, DAY, definition);
    assert_eq!(told("amazon-connect")["adherencePercentage"], 100.0);
    assert_eq!(told("amazon-connect-strict")["adherencePercentage"], 75.0);
    assert_eq!(told("salesforce")["adherencePercentage"], 75.0);
    assert_eq!(told("salesforce")["conformancePercentage"], 100.0);
    // Ready outside of ready time deviates in one of Calabrio's two forms only.
    assert_eq!(told("calabrio-ready-time")["adherencePercentage"], 100.0);
    assert_eq!(
        told("calabrio-ready-time-all")["adherencePercentage"],
        100.0
    );
}

#[rstest]
fn grace_periods_forgive_what_lies_within_them_and_not_a_second_more(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    // Five minutes late; the break begun three minutes early and ended ten minutes late; left four minutes early.
    let states = [
        ("07:00", "OFFLINE"),
        ("08:05", "ON_QUEUE"),
        ("09:57", "BREAK"),
        ("10:25", "ON_QUEUE"),
        ("11:56", "OFFLINE"),
    ];
    let shift = [(OnQueueWork, 120), (Break, 15), (OnQueueWork, 105)];
    let Some(floor) = monday(engine, &shift, &states) else {
        return;
    };
    let plain = floor.adherence("Ada", DAY, DAY, "generic");
    assert_eq!(plain["exceptionDurationSecs"], (5 + 3 + 10 + 4) * 60);
    let path = "/adherence/profiles/ours";
    let body = json!({ "basedOn": "generic", "graceBeforeSeconds": 240, "graceAfterSeconds": 300 });
    let kept = floor.centre.put(Role::Planner, path, 0, &body).expect(200);
    assert_eq!(
        (&kept["name"], &kept["basedOn"]),
        (&json!("ours"), &json!("generic"))
    );
    let ours = floor.adherence("Ada", DAY, DAY, "ours");
    assert_eq!(ours["definition"]["graceAfterSeconds"], 300);
    // Of the break's ten minutes too many, five are forgiven.
    assert_eq!(
        (&ours["exceptionDurationSecs"], &ours["graceSecs"]),
        (&json!(300), &json!(1_020))
    );
    assert_eq!(
        ours["adherencePercentage"],
        100.0 * (1.0 - 300.0 / 14_400.0)
    );
    assert_eq!(
        ours["exceptionInfo"],
        json!([{ "startOffsetSeconds": 37_200, "endOffsetSeconds": 37_500, "scheduledActivityCategory": "OnQueueWork",
            "actualActivityCategory": "Break", "impact": "Negative" }])
    );
    assert_eq!(ours["explainedInfo"][0]["explainedBy"], "Grace");
    let tighter =
        json!({ "basedOn": "generic", "graceBeforeSeconds": 239, "graceAfterSeconds": 300 });
    floor
        .centre
        .put(Role::Planner, path, 1, &tighter)
        .expect(200);
    let tighter = floor.adherence("Ada", DAY, DAY, "ours");
    assert_eq!(tighter["exceptionDurationSecs"], 301);

    assert_problem(
        &floor.centre.put(Role::Planner, path, 1, &body),
        412,
        "stale",
    );
    let built_in = floor
        .centre
        .put(Role::Planner, "/adherence/profiles/generic", 0, &body);
    assert_problem(&built_in, 409, "built-in");
    let wrong = json!({ "basedOn": "mine", "graceBeforeSeconds": 3_601 });
    let wrong = floor
        .centre
        .put(Role::Planner, "/adherence/profiles/other", 0, &wrong);
    assert_problem(&wrong, 422, "invalid");
    assert_eq!(list(&wrong.json()["errors"]).len(), 2);
    let listed = floor
        .centre
        .get(Role::Supervisor, "/adherence/profiles")
        .expect(200);
    let listed = list(&listed["entities"]);
    assert_eq!(listed.len(), 11);
    assert_eq!(listed[10]["name"], "ours");
}

#[rstest]
fn a_call_that_runs_into_the_break_and_the_break_taken_later_are_excused_where_the_profile_says_so(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let states = [
        ("08:00", "ON_QUEUE/IDLE"),
        ("09:50", "ON_QUEUE/INTERACTING"),
        ("10:06", "BREAK/IDLE"),
        ("10:21", "ON_QUEUE/IDLE"),
        ("12:00", "OFFLINE"),
    ];
    let shift = [(OnQueueWork, 120), (Break, 15), (OnQueueWork, 105)];
    let Some(floor) = monday(engine, &shift, &states) else {
        return;
    };
    let plain = floor.adherence("Ada", DAY, DAY, "genesys-cloud");
    assert_eq!(plain["exceptionDurationSecs"], 12 * 60);
    assert_eq!(plain["interactingSecs"], 16 * 60);
    let body = json!({ "basedOn": "genesys-cloud", "excuseLongCalls": true });
    floor
        .centre
        .put(Role::Planner, "/adherence/profiles/calls", 0, &body)
        .expect(200);
    let excused = floor.adherence("Ada", DAY, DAY, "calls");
    assert_eq!(excused["adherencePercentage"], 100.0);
    assert_eq!(excused["explainedSecs"], 12 * 60);
    let told: Vec<_> = list(&excused["explainedInfo"])
        .iter()
        .map(|one| {
            (
                one["startOffsetSeconds"].clone(),
                one["endOffsetSeconds"].clone(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (json!(36_000), json!(36_360)),
            (json!(36_900), json!(37_260))
        ]
    );
    // The evidence is told whatever the profile makes of it.
    let path = format!(
        "/agents/{}/adherence/explanations?startDate={DAY}&endDate={DAY}",
        floor.agent("Ada")
    );
    let evidence = floor.centre.get(Role::Supervisor, &path).expect(200);
    let automatic = list(&evidence["automatic"]);
    assert_eq!(automatic.len(), 2);
    assert_eq!(automatic[0]["type"], "LongCall");
    assert_eq!(
        (&automatic[0]["lengthSeconds"], &automatic[0]["excused"]),
        (&json!(360), &json!(false))
    );
    let by_profile = floor
        .centre
        .get(Role::Supervisor, &format!("{path}&definition=calls"))
        .expect(200);
    assert_eq!(by_profile["automatic"][0]["excused"], true);
}

#[rstest]
fn leave_in_the_schedule_is_explained_and_asks_for_nothing(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let shift = [
        (OnQueueWork, 60),
        (TimeOff, 120),
        (Meeting, 30),
        (OffQueueWork, 30),
    ];
    let states = [
        ("08:00", "ON_QUEUE"),
        ("09:00", "OFFLINE"),
        ("11:00", "MEETING"),
        ("11:30", "BUSY"),
        ("12:00", "OFFLINE"),
    ];
    let Some(floor) = monday(engine, &shift, &states) else {
        return;
    };
    let told = floor.adherence("Ada", DAY, DAY, "generic");
    assert_eq!(told["adherencePercentage"], 100.0);
    assert_eq!(told["adherenceScheduleSecs"], 2 * 3_600);
    let path = format!(
        "/agents/{}/adherence/explanations?startDate={DAY}&endDate={DAY}",
        floor.agent("Ada")
    );
    let evidence = floor.centre.get(Role::Supervisor, &path).expect(200);
    assert_eq!(evidence["automatic"][0]["type"], "ApprovedLeave");
    assert_eq!(evidence["automatic"][0]["lengthSeconds"], 7_200);
}
