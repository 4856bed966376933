//! The running day: what is shown of it, what raises alerts, and what is proposed and applied.

use crewcast::history::{ImportKind, ImportOptions, ImportStatus, Upload, import_file};
use crewcast::organisation::WeekGrid;
use crewcast::outbound::{AllocationRequest, Surplus, SurplusGroup, allocate};
use crewcast::schedules::NewShift;
use crewcast::tenancy::{Role, Scope};
use rstest::rstest;
use serde_json::{Value, json};

use crate::floor::Floor;
use crate::forecasts::{WEEK, generate, import_history};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Centre, Engine, assert_problem, list, number, text};

/// Ten in the morning in Berlin, on the Thursday before the week.
const NOW: &str = "2026-05-28T08:00:00Z";

/// From then to noon on the week's Monday.
const TO_MONDAY_NOON: i64 = 4 * 86_400 + 2 * 3_600;

/// Imports half hours of a day from nine o'clock on: offered, answered in time, mean handle time.
pub(crate) fn came(
    centre: &Centre,
    unit: &str,
    queue: &str,
    day: &str,
    half_hours: &[(f64, f64, f64)],
) {
    let mut text = "QueueName,IntervalStart,IntervalMinutes,Offered,Handled,Abandoned,\
                    AverageHandleTimeSeconds,AnsweredWithin\n"
        .to_owned();
    for (index, (offered, within, seconds)) in half_hours.iter().enumerate() {
        let minute = 540 + 30 * index;
        text += &format!(
            "{queue},{day}T{:02}:{:02}:00,30,{offered},{offered},0,{seconds},{within}\n",
            minute / 60,
            minute % 60
        );
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("today.csv");
    std::fs::write(&file, text).unwrap();
    let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
    let options = ImportOptions::new(unit, ImportKind::Intervals);
    let upload = Upload::of_path(&file).unwrap();
    let imported = import_file(&centre.db, &scope, &upload, &options, &mut |_| {}).unwrap();
    assert_eq!(imported.status, ImportStatus::Complete, "{imported:?}");
}

/// A bank with a forecast of the week and a published schedule: 100 calls of three minutes from nine to five on Monday, which
/// take 14 at work, and as many agents as told on shifts from `start`.
struct Day {
    floor: Floor,
    path: String,
    schedule: String,
    group: String,
}

impl Day {
    fn new(engine: Engine, agents: usize, start: &str) -> Option<Self> {
        let floor = Floor::new(engine, NOW, agents)?;
        let path = format!("/business-units/{}", floor.unit);
        import_history(&floor.centre, &path);
        let forecasts = format!("{path}/weeks/{WEEK}/short-term-forecasts");
        let run = generate(&floor.centre, &forecasts);
        let forecast = text(&run["result"]["shortTermForecastId"]);
        let shifts: Vec<NewShift> = (0..agents).map(|agent| floor.shift(agent, start)).collect();
        let schedule = floor.publish(WEEK, Some(&forecast), shifts);
        let groups = floor.read(&format!("{path}/planning-groups"));
        let group = text(&groups["entities"][0]["id"]);
        floor.centre.moves_on_by_seconds(TO_MONDAY_NOON);
        Some(Self {
            floor,
            path,
            schedule,
            group,
        })
    }

    fn post(&self, role: Role, more: &str, body: &Value) -> Answer {
        let path = format!("{}/intraday{more}", self.path);
        self.floor.centre.post(role, &path, body)
    }

    fn came(&self, half_hours: &[(f64, f64, f64)]) {
        let (centre, unit) = (&self.floor.centre, &self.floor.unit);
        came(centre, unit, "Cards", WEEK, half_hours);
    }

    /// States of agents since nine o'clock.
    fn states(&self, presence: &str, agents: std::ops::Range<usize>) {
        let events: Vec<Value> = agents
            .map(|agent| {
                json!({ "eventId": format!("{presence} {agent}"), "agentId": self.floor.agents[agent],
                    "occurredAt": "2026-06-01T07:00:00Z", "systemPresence": presence })
            })
            .collect();
        let body = json!({ "events": events });
        let sent = self
            .floor
            .centre
            .post(Role::Dialer, "/agent-state-events", &body);
        assert_eq!(sent.expect(200)["rejectedCount"], 0);
    }

    fn evaluate(&self) -> Value {
        self.post(Role::Supervisor, "/alerts/evaluate", &json!({}))
            .expect(200)
    }

    fn apply(&self, role: Role, action: &Value, version: i64) -> Answer {
        let path = format!(
            "/api/v1{}/intraday/actions/{}/apply",
            self.path,
            text(&action["id"])
        );
        let tag = format!("\"{version}\"");
        let headers = [
            ("content-type", "application/json"),
            ("if-match", tag.as_str()),
        ];
        let body = json!({ "reason": "it is busy" }).to_string().into_bytes();
        let centre = &self.floor.centre;
        centre.send_raw(Some(centre.key(role)), "POST", &path, &headers, body)
    }
}

fn of_kind<'a>(advice: &'a Value, kind: &str) -> Option<&'a Value> {
    list(&advice["actions"])
        .iter()
        .find(|one| one["kind"] == kind)
}

#[rstest]
fn the_day_is_shown_with_what_came_who_is_there_and_how_it_will_close(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(day) = Day::new(engine, 20, "2026-06-01T09:00:00+02:00") else {
        return;
    };
    // Before anything has come the forecast stands, and says so.
    let early = day.post(Role::Supervisor, "", &json!({})).expect(200);
    assert_eq!(early["notReforecast"][0]["code"], "nothing-observed");
    let of_early = &early["intradayDataGroupings"][0];
    assert_eq!(of_early["actualDataSummary"], Value::Null);
    assert_eq!(
        number(&of_early["forecastDataSummary"]["expectedOffered"]).round(),
        1_600.0
    );

    day.came(&[(120.0, 60.0, 198.0); 6]);
    day.states("ON_QUEUE", 0..16);
    day.states("OFFLINE", 16..20);
    let told = day.post(Role::Supervisor, "", &json!({})).expect(200);
    assert_eq!(
        (
            &told["startDate"],
            &told["intervalLengthMinutes"],
            &told["schedule"]["id"]
        ),
        (
            &json!("2026-05-31T22:00:00Z"),
            &json!(30),
            &json!(day.schedule)
        )
    );
    let group = &told["intradayDataGroupings"][0];
    assert_eq!(group["planningGroupId"], day.group.as_str());
    assert_eq!(group["observedUntil"], "2026-06-01T10:00:00Z");
    assert_eq!(group["simulatedFrom"], "2026-06-01T10:00:00Z");
    let actual = &group["actualDataPerInterval"];
    assert_eq!(list(actual).len(), 48);
    assert_eq!(
        (
            &actual[17],
            &actual[18]["offered"],
            &actual[18]["serviceLevel"],
            &actual[24]
        ),
        (&Value::Null, &json!(120.0), &json!(0.5), &Value::Null)
    );
    assert_eq!(group["actualDataSummary"]["offered"], 720.0);
    let staff = &group["scheduleDataPerInterval"];
    assert_eq!(
        (
            &staff[18]["scheduled"],
            &staff[18]["present"],
            &staff[18]["expected"]
        ),
        (&json!(20.0), &json!(16.0), &Value::Null)
    );
    // Four who should have been there since nine are not, and are not expected any more; at one half the meal begins.
    assert_eq!(
        (&staff[24]["present"], &staff[25]["expected"]),
        (&Value::Null, &json!(16.0))
    );
    assert_eq!(staff[26]["expected"], 0.0, "everybody's meal");
    // 120 calls of 198 s are 13.2 erlangs; 16 agents bound by 85 % of their time: 13.2 ÷ 0.85 = 15.5.
    assert!(number(&staff[18]["required"]) >= 16.0, "{}", staff[18]);
    // In a history in which no Monday ever differed from another, a busy morning says nothing of the afternoon.
    let forecast = &group["forecastDataPerInterval"];
    assert_eq!(
        (
            &forecast[18]["expectedOffered"],
            &forecast[18]["expectedAverageHandleTimeSeconds"]
        ),
        (&json!(120.0), &json!(198.0))
    );
    assert_eq!(number(&forecast[30]["expectedOffered"]).round(), 100.0);
    assert_eq!(
        number(&forecast[30]["expectedAverageHandleTimeSeconds"]).round(),
        180.0
    );
    let close = &group["performancePredictionDataSummary"];
    let level = number(&close["serviceLevel"]);
    assert!(level > 0.2 && level < 0.65, "{close}");
    assert_eq!(close["probabilityOfMeetingGoal"]["share"], 0.0);
    let predicted = &group["performancePredictionDataPerInterval"];
    assert_eq!(
        predicted[23]["serviceLevelPercent"],
        Value::Null,
        "counted, not simulated"
    );
    assert!(predicted[24]["serviceLevelPercent"].is_number());
    assert_eq!(day.post(Role::Supervisor, "", &json!({})).expect(200), told);

    let at_ten = json!({ "asOf": "2026-06-01T08:00:00Z" });
    let at_ten = day.post(Role::Supervisor, "", &at_ten).expect(200);
    let group = &at_ten["intradayDataGroupings"][0];
    assert_eq!(
        group["actualDataSummary"]["offered"], 240.0,
        "nothing later is looked at"
    );
    let wrong = json!({ "asOf": "2026-06-01T08:00:00Z", "businessUnitDate": "2026-06-02",
        "planningGroupIds": ["nobody"], "replications": 5 });
    let refused = day.post(Role::Supervisor, "", &wrong);
    assert_eq!(refused.pointers(), ["/replications", "/asOf"]);
    let refused = day.post(
        Role::Supervisor,
        "",
        &json!({ "planningGroupIds": ["nobody"] }),
    );
    assert_eq!(refused.pointers(), ["/planningGroupIds/0"]);
    let other_week = json!({ "businessUnitDate": "2026-06-09" });
    assert_problem(
        &day.post(Role::Supervisor, "", &other_week),
        409,
        "no-published-schedule",
    );

    let groups = format!("{}/intraday/planning-groups", day.path);
    let known = day.floor.read(&format!("{groups}?date={WEEK}"));
    assert_eq!(known["entities"][0]["id"], day.group.as_str());
    let unknown = day.floor.read(&format!("{groups}?date=2026-06-09"));
    assert_eq!(
        (&unknown["noDataReason"], list(&unknown["entities"]).len()),
        (&json!("no-published-schedule"), 0)
    );
    let elsewhere =
        day.floor
            .centre
            .post(Role::Supervisor, "/business-units/x/intraday", &json!({}));
    assert_problem(&elsewhere, 404, "not-found");
}

#[rstest]
fn an_alert_is_raised_once_lasts_is_acknowledged_and_closed_when_its_cause_ends(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(day) = Day::new(engine, 20, "2026-06-01T09:00:00+02:00") else {
        return;
    };
    let rules = "/alert-rules";
    let rule = |kind: &str, threshold: f64| {
        let body = json!({ "name": kind, "kind": kind, "threshold": threshold, "planningGroupId": day.group,
            "intervals": if kind == "understaffed" { 1 } else { 2 } });
        day.post(Role::Planner, rules, &body).expect(201)
    };
    let bad = json!({ "name": " ", "kind": "understaffed", "threshold": 0.1, "intervals": 0, "planningGroupId": "x" });
    let refused = day.post(Role::Planner, rules, &bad);
    assert_eq!(
        refused.pointers(),
        ["/name", "/threshold", "/intervals", "/planningGroupId"]
    );
    let supervisor = json!({ "name": "x", "kind": "understaffed", "threshold": 1.0 });
    assert_problem(
        &day.post(Role::Supervisor, rules, &supervisor),
        403,
        "forbidden",
    );
    let volume = rule("volumeOffForecast", 15.0);
    rule("handleTimeOffForecast", 25.0);
    rule("serviceBelowGoal", 50.0);
    rule("understaffed", 2.0);
    rule("outOfAdherence", 4.0);
    assert_eq!(
        list(
            &day.floor
                .read(&format!("{}/intraday/alert-rules", day.path))["entities"]
        )
        .len(),
        5
    );

    day.came(&[
        (100.0, 95.0, 180.0),
        (100.0, 95.0, 180.0),
        (125.0, 40.0, 184.0),
        (125.0, 40.0, 184.0),
        (125.0, 40.0, 184.0),
        (125.0, 40.0, 184.0),
    ]);
    day.states("ON_QUEUE", 0..16);
    day.states("OFFLINE", 16..20);
    let found = day.evaluate();
    let kinds = |found: &Value| -> Vec<String> {
        let mut kinds: Vec<String> = list(&found["openAlerts"])
            .iter()
            .map(|one| text(&one["kind"]))
            .collect();
        kinds.sort();
        kinds
    };
    assert_eq!(
        kinds(&found),
        [
            "outOfAdherence",
            "serviceBelowGoal",
            "understaffed",
            "volumeOffForecast"
        ],
        "{found}"
    );
    let alert = |found: &Value, kind: &str| -> Value {
        list(&found["openAlerts"])
            .iter()
            .find(|one| one["kind"] == kind)
            .unwrap()
            .clone()
    };
    let busy = alert(&found, "volumeOffForecast");
    assert_eq!(
        (&busy["state"], number(&busy["value"]).round()),
        (&json!("open"), 25.0)
    );
    assert_eq!(alert(&found, "outOfAdherence")["value"], 4.0);

    // A minute later the causes last: nothing is raised twice.
    day.floor.centre.moves_on_by_seconds(60);
    let again = day.evaluate();
    assert_eq!(
        (
            &again["openedCount"],
            &again["lastingCount"],
            &again["closedCount"]
        ),
        (&json!(0), &json!(4), &json!(0))
    );
    assert_eq!(alert(&again, "volumeOffForecast")["id"], busy["id"]);
    let acknowledge = format!("/alerts/{}/acknowledge", text(&busy["id"]));
    let known = day
        .post(Role::Supervisor, &acknowledge, &json!({}))
        .expect(200);
    assert_eq!(known["state"], "acknowledged");
    let by = known["acknowledgedBy"].clone();
    let twice = day
        .post(Role::Planner, &acknowledge, &json!({}))
        .expect(200);
    assert_eq!(twice["acknowledgedBy"], by, "whoever was first");

    // The next hour comes as forecast, and the four who were missing are there.
    day.floor.centre.moves_on_by_seconds(3_600);
    day.came(&[
        (100.0, 95.0, 180.0),
        (100.0, 95.0, 180.0),
        (125.0, 40.0, 184.0),
        (125.0, 40.0, 184.0),
        (125.0, 40.0, 184.0),
        (125.0, 40.0, 184.0),
        (100.0, 95.0, 180.0),
        (100.0, 95.0, 180.0),
    ]);
    let later = day.evaluate();
    assert!(
        !kinds(&later).contains(&"volumeOffForecast".to_owned()),
        "{later}"
    );
    let all = day
        .floor
        .read(&format!("{}/intraday/alerts?open=false", day.path));
    let closed = list(&all["entities"])
        .iter()
        .find(|one| one["id"] == busy["id"])
        .unwrap();
    assert_eq!(
        (&closed["state"], &closed["acknowledgedBy"]),
        (&json!("closed"), &by)
    );
    assert!(closed["closedDate"].is_string());

    // A rule that goes takes its open alert with it at the next evaluation.
    let id = text(&volume["id"]);
    let one = format!("{}/intraday/alert-rules/{id}", day.path);
    let mut changed = json!({ "name": "Busy", "kind": "volumeOffForecast", "threshold": 5.0 });
    changed["enabled"] = json!(false);
    assert_problem(
        &day.floor.centre.put(Role::Planner, &one, 7, &changed),
        412,
        "stale",
    );
    let put = day
        .floor
        .centre
        .put(Role::Planner, &one, 1, &changed)
        .expect(200);
    assert_eq!(
        (&put["version"], &put["enabled"]),
        (&json!(2), &json!(false))
    );
    let gone = day
        .floor
        .centre
        .send(Role::Planner, "DELETE", &one, &Value::Null);
    assert_eq!(gone.status, 204);
    assert_problem(&day.floor.centre.get(Role::Planner, &one), 404, "not-found");
    let key = day.floor.centre.other_tenant();
    let foreign = day.floor.centre.send_raw(
        Some(&key),
        "POST",
        &format!("/api/v1{}/intraday{acknowledge}", day.path),
        &[],
        Vec::new(),
    );
    assert_problem(&foreign, 404, "not-found");
}

#[rstest]
fn meals_are_moved_apart_and_put_into_the_schedule_with_what_was_foreseen(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    // All of them are at their meal from one to half past.
    let Some(day) = Day::new(engine, 24, "2026-06-01T09:00:00+02:00") else {
        return;
    };
    day.came(&[(110.0, 95.0, 180.0); 6]);
    day.states("ON_QUEUE", 0..24);
    let bad = json!({ "kinds": ["moveBreaks", "combinedPlan"], "replications": 2, "acceptancePercent": 1,
        "timeOffActivityCodeId": "x" });
    let refused = day.post(Role::Supervisor, "/actions", &bad);
    assert_eq!(
        refused.pointers(),
        [
            "/acceptancePercent",
            "/replications",
            "/timeOffActivityCodeId",
            "/kinds/1"
        ]
    );
    let ask = json!({ "kinds": ["moveBreaks"], "hourlyCost": 30.0 });
    let advice = day.post(Role::Supervisor, "/actions", &ask).expect(201);
    let version = advice["scheduleVersion"].as_i64().unwrap();
    let action = of_kind(&advice, "moveBreaks").unwrap_or_else(|| panic!("{advice}"));
    assert_eq!(
        (&action["rank"], &action["state"]),
        (&json!(1), &json!("proposed"))
    );
    assert_eq!(action["cost"]["agentHours"], 0.0);
    assert!(number(&action["answeredInTimeGain"]) > 0.0, "{action}");
    let changes = list(&action["activityChanges"]);
    assert!(!changes.is_empty() && changes.len() <= 12);
    // Meals are allowed from three to five hours after the start.
    for change in changes {
        let to = text(&change["toStartDate"]);
        assert!(
            ("2026-06-01T10:10:00Z".."2026-06-01T12:00:01Z").contains(&to.as_str()),
            "{change}"
        );
    }
    let same = day.post(Role::Supervisor, "/actions", &ask).expect(201);
    assert_eq!(
        same["actions"][0]["changes"], advice["actions"][0]["changes"],
        "one seed, one advice"
    );

    assert_problem(&day.apply(Role::Dialer, action, version), 403, "forbidden");
    assert_problem(
        &day.apply(Role::Supervisor, action, version + 1),
        412,
        "stale",
    );
    let applied = day.apply(Role::Supervisor, action, version).expect(200);
    assert_eq!(
        (&applied["state"], &applied["applied"]["reason"]),
        (&json!("applied"), &json!("it is busy"))
    );
    assert_eq!(applied["applied"]["scheduleVersion"], version + 1);
    assert_problem(
        &day.apply(Role::Supervisor, action, version),
        409,
        "already-applied",
    );
    let path = format!("{}/weeks/{WEEK}/schedules/{}", day.path, day.schedule);
    let kept = day.floor.read(&format!("{path}/versions/{}", version + 1));
    assert_eq!(
        (&kept["kind"], &kept["changedBy"]),
        (
            &json!("intradayActionApplied"),
            &applied["applied"]["appliedBy"]
        )
    );
    let reason = text(&kept["reason"]);
    assert!(
        reason.contains("service level foreseen: Cards from") && reason.ends_with("it is busy"),
        "{reason}"
    );
    let listed = day
        .floor
        .read(&format!("{}/intraday/actions?applied=true", day.path));
    assert_eq!(list(&listed["entities"]).len(), 1);
    // What was advised for the version before can be done no more.
    let other = &same["actions"][0];
    let read = day.floor.read(&format!(
        "{}/intraday/actions/{}",
        day.path,
        text(&other["id"])
    ));
    assert_eq!(read["state"], "outdated");
    assert_problem(&day.apply(Role::Supervisor, other, version), 412, "stale");
    let tag = format!("\"{}\"", version + 1);
    let headers = [
        ("content-type", "application/json"),
        ("if-match", tag.as_str()),
    ];
    let centre = &day.floor.centre;
    let undo = format!("/api/v1{path}/undo");
    let undone = centre.send_raw(
        Some(centre.key(Role::Supervisor)),
        "POST",
        &undo,
        &headers,
        b"{}".to_vec(),
    );
    assert_eq!(undone.status, 200, "{}", undone.text);
    let of_other_unit = day.floor.centre.get(
        Role::Planner,
        &format!("/business-units/x/intraday/actions/{}", text(&action["id"])),
    );
    assert_problem(&of_other_unit, 404, "not-found");
}

#[rstest]
fn a_campaign_is_throttled_and_its_minutes_go_back_to_the_queues(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(day) = Day::new(engine, 17, "2026-06-01T09:00:00+02:00") else {
        return;
    };
    day.came(&[(100.0, 90.0, 180.0); 6]);
    day.states("ON_QUEUE", 0..17);
    let centre = &day.floor.centre;
    let slots: Vec<Value> = (1..=7)
        .map(|day| json!({ "day": day, "startTime": "08:00", "stopTime": "20:00" }))
        .collect();
    let hours =
        json!({ "name": "Hours", "callableTimes": [{ "timeZoneId": "*", "timeSlots": slots }] });
    let hours = centre
        .post(Role::Planner, "/outbound/callable-time-sets", &hours)
        .id();
    let contacts =
        json!({ "name": "List", "defaultTimeZone": "Europe/Berlin", "defaultRegion": "CN" });
    let contacts = centre
        .post(Role::Planner, "/outbound/contact-lists", &contacts)
        .id();
    let rows: String = (0..200).map(|i| format!("1380000{i:04},c{i}\n")).collect();
    let csv = format!("phone,externalId\n{rows}");
    centre
        .upload(
            Role::Planner,
            &format!("/outbound/contact-lists/{contacts}/contacts/import"),
            "text/csv",
            csv,
        )
        .expect(200);
    let campaign = json!({ "name": "Cards for all", "contactListId": contacts, "callableTimeSetId": hours,
        "productFamily": "cards", "allocationTerms": { "valuePerAgentMinute": 0.5, "agentMinutesPerContact": 10.0 } });
    let campaign = centre
        .post(Role::Planner, "/outbound/campaigns", &campaign)
        .id();
    let switch = format!("/outbound/campaigns/{campaign}/start");
    centre
        .post(Role::Planner, &switch, &Value::Null)
        .expect(200);
    // Three agents, from nine to five.
    let grid = WeekGrid::of_days(WEEK.parse().unwrap(), 7, chrono_tz::Europe::Berlin, 30).unwrap();
    let minutes =
        (0..grid.intervals()).map(|index| if (18..34).contains(&index) { 90.0 } else { 0.0 });
    let surplus = Surplus {
        groups: vec![SurplusGroup {
            planning_group_id: day.group.clone(),
            minutes_per_interval: minutes.collect(),
        }],
        grid,
    };
    let request = AllocationRequest {
        business_unit_id: day.floor.unit.clone(),
        schedule_id: day.schedule.clone(),
        campaigns: None,
    };
    let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
    let given = centre
        .db
        .write(|conn| allocate(conn, &scope, &request, &surplus))
        .unwrap();
    let before = given.campaigns[0].total_minutes;
    assert!(before > 500.0, "{given:?}");

    let ask = json!({ "kinds": ["throttleCampaign"] });
    let advice = day.post(Role::Supervisor, "/actions", &ask).expect(201);
    let action = of_kind(&advice, "throttleCampaign").unwrap_or_else(|| panic!("{advice}"));
    assert_eq!(action["campaignIds"], json!([campaign]));
    let hours = number(&action["cost"]["agentHours"]);
    assert!(
        (number(&action["cost"]["money"]) - hours * 60.0 * 0.5).abs() < 0.1,
        "{action}"
    );
    let version = advice["scheduleVersion"].as_i64().unwrap();
    let applied = day.apply(Role::Supervisor, action, version).expect(200);
    assert_eq!(
        applied["applied"]["scheduleVersion"], version,
        "no shift changes"
    );
    let status = centre
        .get(Role::Planner, &format!("/outbound/campaigns/{campaign}"))
        .expect(200);
    assert_eq!(status["campaignStatus"], "off");
    let allocation = text(&applied["applied"]["allocationIds"][0]);
    let now = centre
        .get(
            Role::Planner,
            &format!("/outbound/allocations/{allocation}"),
        )
        .expect(200);
    let left = number(&now["campaigns"][0]["totalMinutes"]);
    assert!(
        (left + hours * 60.0 - before).abs() < 0.1,
        "{left} {hours} {before}"
    );
    assert_eq!(
        now["messages"].as_array().unwrap().last().unwrap()["code"],
        "throttled"
    );
    let again = day.post(Role::Supervisor, "/actions", &ask).expect(201);
    assert_eq!(
        again["actions"],
        json!([]),
        "there is nothing left to throttle"
    );
}

#[rstest]
fn time_off_is_offered_where_heads_are_to_spare_and_no_goal_is_at_risk(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(day) = Day::new(engine, 40, "2026-06-01T09:30:00+02:00") else {
        return;
    };
    day.came(&[(100.0, 98.0, 180.0); 6]);
    day.states("ON_QUEUE", 0..40);
    let ask = json!({ "kinds": ["offerVoluntaryTimeOff"], "hourlyCost": 30.0, "maximumChanges": 6,
        "timeOffActivityCodeId": day.floor.leave });
    let advice = day.post(Role::Supervisor, "/actions", &ask).expect(201);
    let action = of_kind(&advice, "offerVoluntaryTimeOff").unwrap_or_else(|| panic!("{advice}"));
    // Half of six who are asked accept.
    let cost = &action["cost"];
    assert_eq!(cost["agents"], 6);
    let hours = number(&cost["agentHours"]);
    assert!(hours < -2.9, "{cost}");
    assert!(
        (number(&cost["money"]) - 30.0 * hours).abs() < 0.1,
        "{cost}"
    );
    let after = &action["effects"][0]["after"]["probabilityOfMeetingGoal"]["share"];
    assert!(number(after) >= 0.8, "{action}");
    let version = advice["scheduleVersion"].as_i64().unwrap();
    let applied = day.apply(Role::Supervisor, action, version).expect(200);
    let offers = list(&applied["applied"]["offerIds"]);
    assert_eq!(offers.len(), 1, "one management unit");
    let offer = day
        .floor
        .read(&format!("/alternative-shifts/offers/{}", text(&offers[0])));
    assert_eq!(
        (&offer["kind"], &offer["places"], &offer["activityCodeId"]),
        (
            &json!("VoluntaryTimeOff"),
            &json!(6),
            &json!(day.floor.leave)
        )
    );
    // Too few to let anybody go.
    let busy = json!({ "kinds": ["offerVoluntaryTimeOff"], "timeOffActivityCodeId": day.floor.leave,
        "minimumLeadMinutes": 240 });
    let late = day.post(Role::Supervisor, "/actions", &busy).expect(201);
    for one in list(&late["actions"]) {
        assert!(
            text(&one["startDate"]).as_str() > "2026-06-01T14:00:00Z",
            "{one}"
        );
    }
}
