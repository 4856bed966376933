//! What changes by hand leave behind: calendars and ledgers that follow, versions, undo, comparisons.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::desk::{Desk, later};
use crate::forecasts::WEEK;
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Engine, assert_problem, list, number, text};

#[rstest]
fn a_published_schedule_changes_for_its_agent_calendar_and_ledger_at_once(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(mut desk) = Desk::new(engine) else {
        return;
    };
    let agent = desk.site.agents[0].clone();
    desk.publish(1);
    desk.site.centre.key_of_agent(&agent);
    let link = desk
        .site
        .centre
        .post(Role::Agent, "/calendar/url/ics", &Value::Null);
    let url = text(&link.expect(201)["calendarUrl"]);
    let feed = |desk: &Desk| {
        let centre = &desk.site.centre;
        let path = url.trim_start_matches(&centre.origin()).to_owned();
        centre.send_raw(None, "GET", &path, &[], Vec::new()).text
    };
    let shift = desk.shifts(0)[0].clone();
    let day = &text(&shift["startDate"])[..10];
    let uid = format!("UID:{agent}-{day}-1@crewcast");
    let before = feed(&desk);
    assert!(
        before.contains(&uid) && before.contains("SEQUENCE:202125600\r\n"),
        "{before}"
    );
    let ledger = format!(
        "{}/fairness-ledger?fromMonth=2026-06&toMonth=2026-06",
        desk.site.unit
    );
    let days_before = desk.site.centre.get(Role::Planner, &ledger).expect(200);
    desk.site.centre.moves_on_by_seconds(3_600);

    let at_eight = text(&shift["startDate"]).ends_with("T06:00:00Z");
    let by = if at_eight { 30 } else { -30 };
    let edited = desk.update(2, &desk.edit_of(0, &shift, by)).expect(200);
    assert_eq!(
        (&edited["state"], &edited["version"]),
        (&json!("published"), &json!(3))
    );
    let after = feed(&desk);
    assert!(
        after.contains(&uid) && after.contains("SEQUENCE:202129200\r\n"),
        "{after}"
    );
    assert!(after.contains("LAST-MODIFIED:20260528T110000Z"), "{after}");
    let own = format!("/agents/{agent}/schedule?startDate={WEEK}&endDate=2026-06-08");
    let seen = desk.site.centre.get(Role::Agent, &own).expect(200);
    assert_eq!(
        seen["shifts"][0]["startDate"],
        later(&shift["startDate"], by)
    );
    assert_eq!(
        desk.site.centre.get(Role::Planner, &ledger).expect(200),
        days_before
    );
    let refused = desk.post(Role::Agent, "/update", 3, &desk.edit_of(0, &shift, 0));
    assert_problem(&refused, 403, "forbidden");

    // Another takes its place, and it stays as it was worked by.
    let second = desk.site.draft_with(json!({ "seed": 5 }));
    desk.site
        .centre
        .post_if_match(&format!("{second}/publish"), 1)
        .expect(200);
    assert_eq!(desk.get("")["state"], "archived");
    let refused = desk.update(4, &desk.edit_of(0, &shift, 0));
    assert_problem(&refused, 409, "archived");
    assert_problem(
        &desk.post(Role::Planner, "/undo", 4, &json!({})),
        409,
        "archived",
    );
    let kinds: Vec<String> = list(&desk.get("/versions")["entities"])
        .iter()
        .map(|version| text(&version["kind"]))
        .collect();
    assert_eq!(kinds, ["archived", "edited", "published", "created"]);
}

#[rstest]
fn changes_are_undone_one_by_one_and_any_version_comes_back(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(desk) = Desk::new(engine) else {
        return;
    };
    assert_problem(
        &desk.post(Role::Planner, "/undo", 1, &json!({})),
        409,
        "nothing-to-undo",
    );
    let original = [desk.shifts(0), desk.shifts(1)];
    let why = |mut body: Value, reason: &str| {
        body["ruleFailureAction"] = json!("OVERRIDE");
        body["reason"] = json!(reason);
        body
    };
    let first = desk.edit_of(0, &original[0][0], 120);
    desk.update(1, &why(first, "first")).expect(200);
    let removed = json!({ "agentSchedules": [{ "agentId": desk.site.agents[1],
        "shifts": [{ "id": original[1][0]["id"], "delete": true }] }] });
    desk.update(2, &why(removed, "second")).expect(200);
    let again = desk.edit_of(0, &original[0][0], 180);
    desk.update(3, &why(again, "third")).expect(200);
    desk.publish(4);
    let at_five = [desk.shifts(0), desk.shifts(1)];

    let undone = desk
        .post(Role::Supervisor, "/undo", 5, &json!({}))
        .expect(200);
    assert_eq!(undone["version"], 6);
    assert_eq!(
        desk.shifts(0)[0]["startDate"],
        later(&original[0][0]["startDate"], 120)
    );
    assert_eq!(desk.shifts(1).len(), 4);
    assert_problem(
        &desk.post(Role::Supervisor, "/undo", 5, &json!({})),
        412,
        "stale",
    );
    desk.post(Role::Supervisor, "/undo", 6, &json!({}))
        .expect(200);
    assert_eq!(
        desk.shifts(1),
        original[1],
        "the removed shift is back under its id"
    );
    desk.post(Role::Supervisor, "/undo", 7, &json!({}))
        .expect(200);
    assert_eq!(desk.shifts(0), original[0]);
    let end = desk.post(Role::Supervisor, "/undo", 8, &json!({}));
    assert_problem(&end, 409, "nothing-to-undo");

    // What broke the rules then breaks them now.
    let refused = desk.post(Role::Planner, "/versions/5/restore", 8, &json!({}));
    assert_problem(&refused, 409, "rule-broken");
    let body = json!({ "ruleFailureAction": "OVERRIDE", "reason": "it was right" });
    let restored = desk
        .post(Role::Planner, "/versions/5/restore", 8, &body)
        .expect(200);
    assert_eq!(
        (&restored["version"], &restored["published"]),
        (&json!(9), &json!(true))
    );
    assert_eq!([desk.shifts(0), desk.shifts(1)], at_five);
    let note = desk.get("/versions/9");
    assert_eq!(
        (&note["kind"], &note["restoresVersion"]),
        (&json!("restored"), &json!(5))
    );
    let missing = desk.post(Role::Planner, "/versions/99/restore", 9, &body);
    assert_problem(&missing, 404, "not-found");

    // The history of one agent is theirs alone.
    let history = desk.get(&format!("/history/agents/{}", desk.site.agents[1]));
    let versions: Vec<i64> = list(&history["versions"])
        .iter()
        .map(|version| version["version"].as_i64().unwrap())
        .collect();
    assert_eq!(versions, [9, 7, 3]);
    assert_eq!(history["versions"][2]["reason"], "second");
    assert_eq!(history["versions"][2]["changes"][0]["change"], "removed");
    let page = desk.get("/versions?pageSize=4");
    assert_eq!(list(&page["entities"]).len(), 4);
    let next = desk.get(&format!(
        "/versions?pageSize=9&pageToken={}",
        text(&page["nextPageToken"])
    ));
    assert_eq!(
        (list(&next["entities"]).len(), &next["nextPageToken"]),
        (5, &Value::Null)
    );
    assert_eq!(next["entities"][4]["kind"], "created");

    // Versions side by side: the second shift of agent 1, and the first of agent 0 three hours later.
    let compared = desk.get("/compare?withVersion=1");
    assert_eq!(
        (
            &compared["shiftsMoved"],
            &compared["shiftsRemoved"],
            &compared["shiftsAdded"]
        ),
        (&json!(1), &json!(1), &json!(0))
    );
    assert_eq!(
        number(&compared["paidMinutesAfter"]) - number(&compared["paidMinutesBefore"]),
        -480.0
    );
    let names: Vec<String> = list(&compared["agents"])
        .iter()
        .map(|a| text(&a["name"]))
        .collect();
    assert_eq!(names, ["Agent 0", "Agent 1"]);
    let heads = list(&compared["onQueue"]["differencePerInterval"]);
    assert_eq!(heads.len(), 336);
    let sum: f64 = heads.iter().map(number).sum();
    assert_eq!(sum, -16.0, "eight hours less on the queue");
}
