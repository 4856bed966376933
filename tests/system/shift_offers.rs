//! Unavailable times, and overtime and time off that are offered.

use crewcast::tenancy::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::floor::{Floor, told};
use crate::site::{Site, days};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Engine, assert_problem};

const NOW: &str = "2026-05-29T10:00:00Z";
const WEEK: &str = "2026-06-01";
const NINE: &str = "2026-06-01T09:00:00+02:00";

impl Floor {
    fn offer(&self, more: Value) -> Answer {
        let mut offer = json!({ "managementUnitId": self.site, "kind": "Overtime", "places": 1,
            "startDate": "2026-06-01T17:30:00+02:00", "endDate": "2026-06-01T19:30:00+02:00" });
        offer
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        self.centre
            .post(Role::Supervisor, "/alternative-shifts/offers", &offer)
    }

    fn accept(&self, offer: &Value, agent: usize) -> Answer {
        let path = format!(
            "/alternative-shifts/offers/{}/accept",
            offer["id"].as_str().unwrap()
        );
        self.centre.post(
            Role::Supervisor,
            &path,
            &json!({ "agentId": self.agents[agent] }),
        )
    }
}

#[rstest]
fn an_agent_says_when_they_cannot_work_and_rosters_and_trades_keep_it(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(mut site) = Site::new(engine) else {
        return;
    };
    let (own, other) = (site.agents[0].clone(), site.agents[1].clone());
    site.centre.key_of_agent(&own);
    let bad = json!({ "startDate": "2026-05-01T08:00:00Z", "endDate": "2026-05-20T08:00:00Z",
        "repeatsWeeklyUntil": "2026-04-01" });
    let refused = site.centre.post(Role::Agent, "/unavailable-times", &bad);
    assert_eq!(
        refused.pointers(),
        ["/endDate", "/repeatsWeeklyUntil", "/startDate"]
    );
    // Evening classes on Tuesdays, three weeks.
    let new = json!({ "startDate": "2026-06-02T12:00:00+02:00", "endDate": "2026-06-02T22:00:00+02:00",
        "repeatsWeeklyUntil": "2026-06-16", "notes": "classes" });
    let asked = site
        .centre
        .post(Role::Agent, "/unavailable-times", &new)
        .expect(201);
    assert_eq!(
        (&asked["status"], &asked["conflictingShiftIds"]),
        (&json!("Pending"), &json!([]))
    );
    let of_other = format!("/unavailable-times?agentId={other}");
    assert_problem(&site.centre.get(Role::Agent, &of_other), 403, "forbidden");
    let id = asked["id"].as_str().unwrap();
    let patch = |role: Role, version: i64, body: &Value| {
        let tag = format!("\"{version}\"");
        let headers = [
            ("content-type", "application/json"),
            ("if-match", tag.as_str()),
        ];
        let path = format!("/api/v1/unavailable-times/{id}");
        let bytes = body.to_string().into_bytes();
        site.centre
            .send_raw(Some(site.centre.key(role)), "PATCH", &path, &headers, bytes)
    };
    let approve = json!({ "status": "Approved" });
    assert_problem(&patch(Role::Agent, 1, &approve), 403, "forbidden");
    let works_on_tuesday = |shifts: &[Value]| days(shifts).contains(&2);
    // Pending binds nothing yet: four agents cannot cover the week, so everybody works five of six days.
    let (schedule, _) = site.roster_with(json!({ "gap": 0.0001 }));
    let draft = format!(
        "{}/weeks/{WEEK}/schedules/{}",
        site.unit,
        schedule["id"].as_str().unwrap()
    );
    assert_eq!(
        site.centre
            .post_if_match(&format!("{draft}/publish"), 1)
            .status,
        200
    );
    let before = site.shifts(&schedule)[0].clone();
    let approved = patch(Role::Supervisor, 1, &approve).expect(200);
    assert_eq!(
        (&approved["status"], &approved["version"]),
        (&json!("Approved"), &json!(2))
    );
    let conflicts = approved["conflictingShiftIds"].as_array().unwrap().len();
    assert_eq!(conflicts, usize::from(works_on_tuesday(&before)));
    assert_problem(&patch(Role::Supervisor, 1, &approve), 412, "stale");
    assert_problem(
        &patch(Role::Supervisor, 2, &json!({ "status": "Pending" })),
        409,
        "not-that-way",
    );
    let (schedule, results) = site.roster_with(json!({ "gap": 0.0001 }));
    assert_eq!(schedule["metrics"]["audit"]["clean"], true, "{results}");
    assert!(!works_on_tuesday(&site.shifts(&schedule)[0]));
    let canceled = patch(Role::Agent, 2, &json!({ "status": "Canceled" })).expect(200);
    assert_eq!(canceled["status"], "Canceled");
    let listed = site
        .centre
        .get(Role::Planner, "/unavailable-times?status=Canceled")
        .expect(200);
    assert_eq!(listed["entities"][0]["id"], asked["id"]);
    let stranger = site.centre.other_tenant();
    let path = format!("/api/v1/unavailable-times/{id}");
    let answer = site
        .centre
        .send_raw(Some(&stranger), "GET", &path, &[], Vec::new());
    assert_problem(&answer, 404, "not-found");
}

#[rstest]
fn overtime_makes_shifts_longer_or_new_within_the_rules_that_protect(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(mut floor) = Floor::new(engine, NOW, 4) else {
        return;
    };
    let shifts = vec![
        floor.shift(0, NINE),
        floor.shift(1, NINE),
        floor.shift(1, "2026-06-02T01:00:00+02:00"),
    ];
    floor.publish(WEEK, None, shifts);
    let bad = json!({ "places": 0, "endDate": "2026-06-01T17:00:00+02:00", "planningGroupId": "none",
        "agentIds": ["none"], "activityCodeId": floor.leave });
    let refused = floor.offer(bad);
    assert_eq!(
        refused.pointers(),
        [
            "/activityCodeId",
            "/planningGroupId",
            "/agentIds/0",
            "/endDate",
            "/places"
        ]
    );
    let offer = floor
        .offer(json!({ "places": 2, "notes": "rush" }))
        .expect(201);
    assert_eq!(
        (
            &offer["state"],
            &offer["remainingPlaces"],
            &offer["expiration"]
        ),
        (&json!("Open"), &json!(2), &json!("2026-06-01T15:30:00Z"))
    );
    // Seven and a half hours... less than the rest of the work plan before the next shift.
    let taken = floor.accept(&offer, 0).expect(200);
    assert_eq!(
        (&taken["state"], &taken["remainingPlaces"]),
        (&json!("Open"), &json!(1))
    );
    let shift = &floor.shifts(0, "2026-06-01", "2026-06-02")[0];
    assert_eq!(shift["lengthMinutes"], 630);
    assert_eq!(shift["manuallyEdited"], true);
    assert_eq!(
        told(shift).last().unwrap(),
        &("OnQueueWork".to_owned(), 120, 120)
    );
    assert_problem(&floor.accept(&offer, 0), 409, "already-accepted");
    let clash = json!({ "startDate": "2026-06-01T17:00:00+02:00" });
    let clash = floor.offer(clash).expect(201);
    assert_problem(&floor.accept(&clash, 1), 409, "already-working");
    // Who has no shift that day gets one; the last place is gone.
    let own = floor.agents[2].clone();
    floor.centre.key_of_agent(&own);
    let path = format!(
        "/alternative-shifts/offers/{}",
        offer["id"].as_str().unwrap()
    );
    let seen = floor.centre.get(Role::Agent, &path).expect(200);
    assert_eq!(seen["acceptances"], json!([]), "agents see themselves only");
    let accepted = floor
        .centre
        .post(Role::Agent, &format!("{path}/accept"), &json!({}))
        .expect(200);
    assert_eq!(
        (&accepted["state"], &accepted["remainingPlaces"]),
        (&json!("Filled"), &json!(0))
    );
    assert_eq!(
        told(&floor.shifts(2, "2026-06-01", "2026-06-02")[0]),
        [("OnQueueWork".to_owned(), 120, 120)]
    );
    assert_problem(&floor.accept(&offer, 3), 409, "offer-filled");

    // Leave stands against it, and so does another week without a schedule.
    floor.plan(json!({ "autoApprovalRule": "Always" }));
    floor.ask(3, &["2026-06-01"]).expect(201);
    let more = floor.offer(json!({ "places": 3 })).expect(201);
    let refused = floor.accept(&more, 3);
    assert_problem(&refused, 409, "rule-broken");
    let later = json!({ "startDate": "2026-07-01T10:00:00Z", "endDate": "2026-07-01T12:00:00Z" });
    let later = floor.offer(later).expect(201);
    assert_problem(&floor.accept(&later, 3), 409, "no-published-schedule");
    // Only those who are named, and nobody once it is canceled.
    let named = floor
        .offer(json!({ "agentIds": [floor.agents[1]] }))
        .expect(201);
    assert_problem(&floor.accept(&named, 2), 404, "not-found");
    let path = format!(
        "/alternative-shifts/offers/{}",
        more["id"].as_str().unwrap()
    );
    let fewer = floor.patch(Role::Supervisor, &path, 1, &json!({ "places": 0 }));
    assert_eq!(fewer.pointers(), ["/places"]);
    let canceled = floor
        .patch(Role::Supervisor, &path, 1, &json!({ "state": "Canceled" }))
        .expect(200);
    assert_eq!(canceled["state"], "Canceled");
    assert_problem(&floor.accept(&more, 1), 409, "offer-over");
    let again = floor.patch(Role::Supervisor, &path, 2, &json!({ "places": 5 }));
    assert_problem(&again, 409, "offer-canceled");
    let open = floor.read("/alternative-shifts/offers?open=true");
    assert_eq!(open["entities"].as_array().unwrap().len(), 4);
}

#[rstest]
fn voluntary_time_off_is_never_over_filled_and_stands_as_time_off(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    const AGENTS: usize = 10;
    let Some(floor) = Floor::new(engine, NOW, AGENTS) else {
        return;
    };
    let shifts = (0..AGENTS - 1).map(|agent| floor.shift(agent, NINE));
    floor.publish(WEEK, None, shifts.collect());
    let home = json!({ "kind": "VoluntaryTimeOff", "activityCodeId": floor.leave, "places": 3,
        "startDate": "2026-06-01T16:00:00+02:00", "endDate": "2026-06-01T20:00:00+02:00" });
    let offer = floor.offer(home.clone()).expect(201);
    assert_problem(&floor.accept(&offer, AGENTS - 1), 409, "no-shift");
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let (floor, offer) = (&floor, &offer);
        let takers: Vec<_> = (0..AGENTS - 1)
            .map(|agent| scope.spawn(move || floor.accept(offer, agent).status))
            .collect();
        takers.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(
        answers.iter().filter(|status| **status == 200).count(),
        3,
        "{answers:?}"
    );
    assert!(
        answers.iter().all(|status| [200, 409].contains(status)),
        "{answers:?}"
    );
    let path = format!(
        "/alternative-shifts/offers/{}",
        offer["id"].as_str().unwrap()
    );
    let filled = floor.read(&path);
    assert_eq!(filled["acceptances"].as_array().unwrap().len(), 3);
    let taken = &filled["acceptances"][0];
    // From four to half past five, when the shift ends.
    assert_eq!(taken["lengthMinutes"], 90);
    let agent = floor
        .agents
        .iter()
        .position(|id| id == taken["agentId"].as_str().unwrap());
    let shift = || floor.shifts(agent.unwrap(), "2026-06-01", "2026-06-02")[0].clone();
    assert_eq!(
        told(&shift()).last().unwrap(),
        &("TimeOff".to_owned(), 90, 90)
    );
    let request = taken["timeOffRequestId"].as_str().unwrap();
    let read = floor.read(&format!("/time-off-requests/{request}"));
    assert_eq!(
        (&read["status"], &read["decision"]["code"]),
        (&json!("Approved"), &json!("offer-accepted"))
    );
    floor
        .move_on(request, json!({ "status": "Canceled" }))
        .expect(200);
    assert_eq!(
        told(&shift()).last().unwrap(),
        &("OnQueueWork".to_owned(), 240, 240)
    );
    let mut wrong = home;
    wrong["activityCodeId"] = Value::Null;
    assert_eq!(floor.offer(wrong).pointers(), ["/activityCodeId"]);
}

#[rstest]
fn a_calendars_events_keep_their_uid_and_rise_when_they_change(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(mut floor) = Floor::new(engine, "2026-10-20T10:00:00Z", 1) else {
        return;
    };
    // A night shift over the end of summer time: half past two comes twice.
    let shift = |floor: &Floor, start: &str| vec![floor.shift(0, start)];
    floor.publish(
        "2026-10-19",
        None,
        shift(&floor, "2026-10-24T17:30:00+02:00"),
    );
    let own = floor.agents[0].clone();
    floor.centre.key_of_agent(&own);
    let link = floor
        .centre
        .post(Role::Agent, "/calendar/url/ics", &Value::Null)
        .expect(201);
    let url = link["calendarUrl"].as_str().unwrap().to_owned();
    let path = url[url.find("/api/v1").unwrap()..].to_owned();
    let read = |floor: &Floor| {
        let feed = floor.centre.send_raw(None, "GET", &path, &[], Vec::new());
        feed.text.replace("\r\n ", "")
    };
    let field = |feed: &str, name: &str| -> String {
        let event = &feed[feed.find("BEGIN:VEVENT").unwrap()..];
        let mut lines = event.lines();
        lines
            .find(|line| line.starts_with(name))
            .unwrap()
            .to_owned()
    };
    let first = read(&floor);
    let uid = format!("UID:{own}-2026-10-24-1@crewcast");
    assert_eq!(field(&first, "UID"), uid);
    assert_eq!(
        field(&first, "DTEND"),
        "DTEND;TZID=Europe/Berlin:20261025T020000"
    );
    floor.centre.moves_on_by_seconds(60);
    // Published anew, an hour and a half later: the same event, risen, its end in the half past two that comes second.
    floor.publish(
        "2026-10-19",
        None,
        shift(&floor, "2026-10-24T19:00:00+02:00"),
    );
    let second = read(&floor);
    assert_eq!(field(&second, "UID"), uid);
    assert_eq!(field(&second, "DTEND"), "DTEND:20261025T013000Z");
    let sequence = |feed: &str| -> i64 { field(feed, "SEQUENCE")[9..].parse().unwrap() };
    assert_eq!(sequence(&second) - sequence(&first), 60);
    floor.centre.moves_on_by_seconds(60);
    let more = json!({ "isFullDayRequest": false, "partialDayStartDateTimes": ["2026-10-24T20:00:00+02:00"],
        "dailyDurationMinutes": 60 });
    floor.plan(json!({ "autoApprovalRule": "Always" }));
    floor.ask_with(0, more).expect(201);
    let third = read(&floor);
    assert_eq!(
        (field(&third, "UID"), sequence(&third) - sequence(&second)),
        (uid, 60)
    );
    assert!(third.contains("20:00–21:00 Annual leave"), "{third}");
    assert_eq!(
        floor
            .centre
            .send(Role::Agent, "DELETE", "/calendar/url/ics", &Value::Null)
            .status,
        204
    );
    let gone = floor.centre.send_raw(None, "GET", &path, &[], Vec::new());
    assert_problem(&gone, 404, "not-found");
}
