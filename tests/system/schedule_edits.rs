//! Schedules changed by hand: rules, and editors who meet.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::desk::{Desk, later};
use crate::site::Site;
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Engine, assert_problem, list, text};

fn codes(answer: &Value) -> Vec<String> {
    let results = list(&answer["validationResults"]).iter();
    results.map(|result| text(&result["code"])).collect()
}

#[rstest]
fn a_shift_that_keeps_the_rules_is_moved_and_one_that_breaks_them_is_refused_by_name(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(desk) = Desk::new(engine) else {
        return;
    };
    let shift = desk.shifts(0)[0].clone();
    // Shifts start from eight to nine; half an hour later or earlier is the work plan's either way.
    let starts_at_eight = text(&shift["startDate"]).ends_with("T06:00:00Z");
    let within = if starts_at_eight { 30 } else { -30 };
    let moved = desk.update(1, &desk.edit_of(0, &shift, within));
    assert_eq!(moved.header("etag"), Some("\"2\""));
    let moved = moved.expect(200);
    assert_eq!(
        (&moved["applied"], &moved["version"], &moved["state"]),
        (&json!(true), &json!(2), &json!("draft"))
    );
    assert_eq!(codes(&moved), Vec::<String>::new(), "{moved}");
    let change = &moved["changes"][0];
    assert_eq!(change["change"], "moved");
    assert_eq!(change["before"]["startDate"], shift["startDate"]);
    assert_eq!(change["after"]["manuallyEdited"], true);
    assert_eq!(change["after"]["workPlanShiftId"], "Day");
    let now = desk.shifts(0)[0].clone();
    assert_eq!(now["startDate"], later(&shift["startDate"], within));
    assert_eq!(
        now["activities"][1]["startDate"],
        later(&shift["activities"][1]["startDate"], within)
    );

    // At six in the evening no shift of the plan starts.
    let body = desk.edit_of(0, &now, 600);
    let refused = desk.update(2, &body);
    assert_problem(&refused, 409, "rule-broken");
    let refused = refused.json();
    assert_eq!(codes(&refused), ["shiftTemplate"], "{refused}");
    let result = &refused["validationResults"][0];
    assert_eq!(
        (&result["severity"], &result["agentId"], &result["date"]),
        (
            &json!("ERROR"),
            &json!(desk.site.agents[0]),
            &json!(text(&now["startDate"])[..10])
        )
    );
    let detail = text(&result["detail"]);
    assert!(
        detail.contains("Full time") && detail.contains("Day (08:00 to 09:00, 480 to 480"),
        "{detail}"
    );
    assert_eq!(desk.get("")["version"], 2, "nothing was applied");
    assert_eq!(desk.shifts(0)[0], now);

    // Overridden it needs a reason, which is kept with who and when.
    let mut overridden = body.clone();
    overridden["ruleFailureAction"] = json!("OVERRIDE");
    let without = desk.update(2, &overridden);
    assert_problem(&without, 422, "invalid");
    assert_eq!(without.pointers(), ["/reason"]);
    overridden["reason"] = json!("swapped with the night team");
    overridden["dryRun"] = json!(true);
    let tried = desk.update(2, &overridden).expect(200);
    assert_eq!(
        (&tried["applied"], &tried["version"]),
        (&json!(false), &json!(2))
    );
    overridden["dryRun"] = json!(false);
    let kept = desk.update(2, &overridden).expect(200);
    assert_eq!(
        (&kept["version"], codes(&kept)),
        (&json!(3), vec!["shiftTemplate".to_owned()])
    );
    let version = desk.get("/versions/3");
    assert_eq!(
        (
            &version["kind"],
            &version["reason"],
            &version["ruleFailureAction"]
        ),
        (
            &json!("edited"),
            &json!("swapped with the night team"),
            &json!("OVERRIDE")
        )
    );
    assert_eq!(version["changedAt"], "2026-05-28T10:00:00Z");
    assert!(text(&version["changedBy"]).starts_with("key:"), "{version}");
    assert_eq!(codes(&version), ["shiftTemplate"]);

    // A repair would begin without the edits.
    let repair = format!("{}/repair", desk.path);
    let refused = desk.site.centre.post(Role::Planner, &repair, &json!({}));
    assert_problem(&refused, 409, "edited-since");

    // What is broken already stands against nothing else.
    let other = desk.shifts(0)[1].clone();
    let at_eight = text(&other["startDate"]).ends_with("T06:00:00Z");
    let within = if at_eight { 30 } else { -30 };
    let moved = desk.update(3, &desk.edit_of(0, &other, within)).expect(200);
    let stands = &moved["validationResults"][0];
    assert_eq!(
        (&stands["severity"], &stands["standsAlready"]),
        (&json!("WARNING"), &json!(true))
    );
}

#[rstest]
fn of_two_editors_the_second_is_told_and_nothing_is_lost(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(desk) = Desk::new(engine) else {
        return;
    };
    let meal_later = |agent: usize| {
        let shift = desk.shifts(agent)[0].clone();
        let mut activities = list(&shift["activities"]).clone();
        let by = 30;
        let grown = activities[0]["lengthMinutes"].as_i64().unwrap() + by;
        let shrunk = activities[2]["lengthMinutes"].as_i64().unwrap() - by;
        activities[0]["lengthMinutes"] = json!(grown);
        activities[1]["startDate"] = json!(later(&activities[1]["startDate"], by));
        activities[2]["startDate"] = json!(later(&activities[2]["startDate"], by));
        activities[2]["lengthMinutes"] = json!(shrunk);
        for activity in &mut activities {
            let fields = activity.as_object_mut().unwrap();
            fields.retain(|name, _| {
                ["activityCodeId", "startDate", "lengthMinutes"].contains(&name.as_str())
            });
        }
        json!({
            "ruleFailureAction": "OVERRIDE", "reason": "a busy hour",
            "agentSchedules": [{ "agentId": desk.site.agents[agent], "shifts": [
                { "id": shift["id"], "activities": activities }] }],
        })
    };
    let (first, second) = (meal_later(0), meal_later(1));
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let sent = [&first, &second].map(|body| scope.spawn(|| desk.update(1, body)));
        sent.into_iter().map(|sent| sent.join().unwrap()).collect()
    });
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    let late = usize::from(answers[1].status == 412);
    assert_problem(&answers[late], 412, "stale");
    assert!(
        answers[late]
            .text
            .contains("yours is version 1, the current one is 2")
    );
    // Read again and repeated, both changes stand.
    let repeated = desk.update(2, [&first, &second][late]).expect(200);
    assert_eq!(repeated["changes"][0]["change"], "activitiesChanged");
    for agent in [0, 1] {
        assert_eq!(desk.shifts(agent)[0]["manuallyEdited"], true);
    }
    let without = desk
        .site
        .centre
        .post(Role::Supervisor, &format!("{}/update", desk.path), &first);
    assert_problem(&without, 428, "if-match-required");
}

#[rstest]
fn shifts_are_added_and_removed_together_or_not_at_all(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(desk) = Desk::new(engine) else {
        return;
    };
    let agent = &desk.site.agents[0];
    let shifts = desk.shifts(0);
    assert_eq!(shifts.len(), 5);
    let worked: Vec<String> = shifts
        .iter()
        .map(|s| text(&s["startDate"])[..10].to_owned())
        .collect();
    let mut free = (1..=6).map(|day| format!("2026-06-0{day}"));
    let free = free.find(|day| !worked.contains(day)).unwrap();
    let mut activities = list(&shifts[0]["activities"]).clone();
    let offset = |at: &Value| {
        let at: chrono::DateTime<chrono::Utc> = text(at).parse().unwrap();
        let start: chrono::DateTime<chrono::Utc> = text(&shifts[0]["startDate"]).parse().unwrap();
        (at - start).num_minutes()
    };
    let start = json!(format!("{free}T06:30:00Z"));
    for activity in &mut activities {
        let at = offset(&activity["startDate"]);
        let length = activity["lengthMinutes"].clone();
        *activity = json!({ "activityCodeId": activity["activityCodeId"],
            "startDate": later(&start, at), "lengthMinutes": length });
    }
    let added = json!({ "startDate": start, "activities": activities });
    let body =
        |shifts: Value| json!({ "agentSchedules": [{ "agentId": agent, "shifts": shifts }] });

    // Five days are the most of a week.
    let refused = desk.update(1, &body(json!([added])));
    assert_problem(&refused, 409, "rule-broken");
    let refused = refused.json();
    assert_eq!(codes(&refused), ["daysPerWeek"], "{refused}");
    assert!(text(&refused["validationResults"][0]["detail"]).contains("in the week of 2026-06-01"));

    // The sixth in the place of the first.
    let removed = json!({ "id": shifts[0]["id"], "delete": true });
    let kept = desk.update(1, &body(json!([removed, added]))).expect(200);
    let kinds: Vec<String> = list(&kept["changes"])
        .iter()
        .map(|c| text(&c["change"]))
        .collect();
    assert_eq!(kinds, ["removed", "added"]);
    let after = desk.shifts(0);
    assert_eq!(after.len(), 5);
    let new = after
        .iter()
        .find(|shift| text(&shift["startDate"]).starts_with(&free))
        .unwrap();
    assert_eq!(
        (
            &new["paidMinutes"],
            &new["workPlanShiftId"],
            &new["manuallyEdited"]
        ),
        (&json!(480), &json!("Day"), &json!(true))
    );

    // Nothing of a request with faults is applied; all of them are told by their place.
    let wrong = json!({ "agentSchedules": [
        { "agentId": "nobody", "shifts": [] },
        { "agentId": agent, "shifts": [
            { "id": "no-such-shift", "delete": true },
            { "delete": true },
            { "id": after[1]["id"], "startDate": after[2]["startDate"] },
            { "startDate": "2026-07-01T06:00:00Z", "activities": [
                { "activityCodeId": "no-code", "startDate": "2026-07-01T06:00:00Z", "lengthMinutes": 60 },
                { "activityCodeId": activities[0]["activityCodeId"], "startDate": "2026-07-01T08:00:30Z", "lengthMinutes": 60 }] }] }] });
    let refused = desk.update(2, &wrong);
    assert_problem(&refused, 422, "invalid");
    let pointers = refused.pointers();
    for pointer in [
        "/agentSchedules/0/agentId",
        "/agentSchedules/1/shifts/0/id",
        "/agentSchedules/1/shifts/1/id",
        "/agentSchedules/1/shifts/2/startDate",
        "/agentSchedules/1/shifts/3/activities/0/activityCodeId",
        "/agentSchedules/1/shifts/3/startDate",
    ] {
        assert!(
            pointers.iter().any(|found| found == pointer),
            "{pointer}: {pointers:?}"
        );
    }
    assert_eq!(desk.get("")["version"], 2);

    let other = desk.site.centre.other_tenant();
    let path = format!("/api/v1{}/update", desk.path);
    let headers = [("content-type", "application/json"), ("if-match", "\"2\"")];
    let foreign = desk.site.centre.send_raw(
        Some(&other),
        "POST",
        &path,
        &headers,
        wrong.to_string().into_bytes(),
    );
    assert_problem(&foreign, 404, "not-found");
}

#[rstest]
fn the_law_rest_and_skills_are_held_against_an_edit(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(mut site) = Site::new(engine) else {
        return;
    };
    site.change_plan(json!({ "labourLaw": { "pack": "europeanUnion" },
        "constrainMinimumTimeBetweenShifts": true, "minimumTimeBetweenShiftsMinutes": 660 }))
        .expect(200);
    let path = site.draft_with(json!({}));
    let desk = Desk { site, path };
    // A second day that begins ten hours after the first has ended.
    let shifts = desk.shifts(0);
    let pair = shifts.windows(2).position(|pair| {
        let date = |shift: &Value| text(&shift["startDate"])[8..10].parse::<u32>().unwrap();
        date(&pair[0]) + 1 == date(&pair[1])
    });
    let first = &shifts[pair.expect("two days in a row")];
    let late = json!({ "agentSchedules": [{ "agentId": desk.site.agents[0], "shifts": [
        { "id": first["id"], "startDate": later(&first["startDate"], 6 * 60 + 30) }] }] });
    let refused = desk.update(1, &late);
    assert_problem(&refused, 409, "rule-broken");
    let refused = refused.json();
    let found = codes(&refused);
    assert!(
        found.contains(&"minimumRest".to_owned()) && found.contains(&"labourLaw".to_owned()),
        "{refused}"
    );
    let law = list(&refused["validationResults"])
        .iter()
        .find(|r| r["code"] == "labourLaw")
        .unwrap();
    assert!(text(&law["detail"]).contains("2003/88/EC"), "{law}");

    // Nobody without the skills takes contacts.
    let centre = &desk.site.centre;
    let skill = centre
        .post(Role::Planner, "/skills", &json!({ "name": "Turkish" }))
        .id();
    let group = format!("{}/planning-groups/{}", desk.site.unit, desk.site.group);
    let queue = centre.get(Role::Planner, &group).expect(200)["routePaths"][0]["queueId"].clone();
    desk.site
        .change(
            &group,
            json!({ "routePaths": [{ "queueId": queue, "skillIds": [skill] }] }),
        )
        .expect(200);
    let free = desk.shifts(1)[0].clone();
    let at_eight = text(&free["startDate"]).ends_with("T06:00:00Z");
    let moved = desk
        .update(1, &desk.edit_of(1, &free, if at_eight { 30 } else { -30 }))
        .expect(200);
    let skills: Vec<&Value> = list(&moved["validationResults"])
        .iter()
        .filter(|result| result["code"] == "skills")
        .collect();
    assert_eq!(skills.len(), 5, "they stand already: {moved}");
    assert!(skills.iter().all(|result| result["standsAlready"] == true));
}
