//! A Monday of a small centre whose every KPI is recomputed by hand.

use chrono::NaiveDate;
use crewcast::db::Instant;
use crewcast::failure::Failure;
use crewcast::history::{ImportKind, ImportOptions, Upload, import_file};
use crewcast::organisation::ActivityCategory::{self, Meal, OnQueueWork, Training};
use crewcast::organisation::{
    NewAgent, NewManagementUnit, NewTeam, NewWorkPlan, WeekGrid, WorkPlanShift, create_agent,
    create_management_unit, create_team, create_work_plan, list_activity_codes,
};
use crewcast::schedules::{
    GenerationResults, NewDraft, NewShift, ScheduledHeads, ShiftActivity, create_draft,
    publish_schedule,
};
use crewcast::tenancy::{Role, Scope};
use rstest::rstest;
use serde_json::{Value, json};

use crate::forecasts::{WEEK, bank, generate, import_history};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Answer, Centre, Engine, assert_problem, list, number, text};

/// 09:00 in Berlin is the 18th half hour of a day.
const NINE: usize = 18;

/// A bank whose only agent, Ada, worked on Monday, 1 June 2026, from 09:00 to 17:00 in Berlin; it is Tuesday.
pub(crate) struct Monday {
    pub centre: Centre,
    pub unit: String,
    group: String,
    queue: String,
    site: String,
    team: String,
    ada: String,
    schedule: String,
    /// Contacts forecast at 09:00 and 09:30, and the handle time at both.
    forecast: [f64; 2],
    aht: [f64; 2],
    /// Agents required on the roster at 09:00 and 09:30.
    required: [f64; 2],
}

fn instant(text: &str) -> Instant {
    serde_json::from_value(json!(text)).unwrap()
}

fn close(found: f64, wanted: f64) -> bool {
    (found - wanted).abs() <= 1e-9 * wanted.abs().max(1.0)
}

impl Monday {
    pub(crate) fn start(engine: Engine) -> Option<Self> {
        let centre = Centre::start_at(engine, "2026-05-28T10:00:00Z")?;
        let (path, group) = bank(&centre, None);
        import_history(&centre, &path);
        let weeks = format!("{path}/weeks/{WEEK}/short-term-forecasts");
        let run = generate(&centre, &weeks);
        let forecast = text(&run["result"]["shortTermForecastId"]);
        let read = |path: &str| centre.get(Role::Planner, path).expect(200);
        let data = read(&format!("{weeks}/{forecast}/data"));
        let data = &data["planningGroups"][0];
        let at_nine = |name: &str| {
            let values = list(&data[name]);
            [number(&values[NINE]), number(&values[NINE + 1])]
        };
        let offered = at_nine("offeredPerInterval");
        let aht = at_nine("averageHandleTimeSecondsPerInterval");
        let needed = read(&format!("{weeks}/{forecast}/staffing-requirement"));
        let needed = list(&needed["planningGroups"][0]["required"]).clone();
        let unit = path.trim_start_matches("/business-units/").to_owned();
        let people = People::hire(&centre, &unit);
        let schedule = publish(&centre, &unit, (&group, &forecast), &people.ada);
        let queues = read(&format!("/queues?businessUnitId={unit}"));
        let monday = Self {
            queue: text(&queues["entities"][0]["id"]),
            forecast: offered,
            aht,
            required: [number(&needed[NINE]), number(&needed[NINE + 1])],
            site: people.site,
            team: people.team,
            ada: people.ada,
            schedule,
            centre,
            unit,
            group,
        };
        // Tuesday noon.
        monday.centre.moves_on_by_seconds(5 * 86_400);
        monday.import_monday();
        monday.report_states();
        Some(monday)
    }

    /// 100 offered at 09:00 and 50 at 09:30; nothing is known of the rest of the day.
    fn import_monday(&self) {
        let csv = "QueueName,IntervalStart,IntervalMinutes,Offered,Handled,Abandoned,AverageHandleTimeSeconds,\
                   AnsweredWithin\n\
                   Cards,2026-06-01T09:00:00,30,100,90,10,200,80\n\
                   Cards,2026-06-01T09:30:00,30,50,50,0,100,50\n";
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("monday.csv");
        std::fs::write(&file, csv).unwrap();
        let scope = Scope::system(self.centre.tenant.clone(), self.centre.clock.now());
        let imported = import_file(
            &self.centre.db,
            &scope,
            &Upload::of_path(&file).unwrap(),
            &ImportOptions::new(&self.unit, ImportKind::Intervals),
            &mut |_| {},
        );
        imported.expect("Monday can be imported");
    }

    /// On queue from 09:00, on a contact from 10:00 to 11:00, at the meal and the training as planned, and a quarter of an
    /// hour at a break nobody planned.
    fn report_states(&self) {
        let states = [
            ("07:00", "ON_QUEUE", "IDLE"),
            ("08:00", "ON_QUEUE", "INTERACTING"),
            ("09:00", "ON_QUEUE", "IDLE"),
            ("11:00", "MEAL", ""),
            ("11:30", "TRAINING", ""),
            ("12:00", "ON_QUEUE", "IDLE"),
            ("13:00", "BREAK", ""),
            ("13:15", "ON_QUEUE", "IDLE"),
            ("15:00", "OFFLINE", ""),
        ];
        let events: Vec<Value> = states
            .iter()
            .map(|(at, presence, routing)| {
                json!({ "eventId": format!("ada {at}"), "agentId": self.ada,
                    "occurredAt": format!("2026-06-01T{at}:00Z"), "systemPresence": presence,
                    "routingStatus": (!routing.is_empty()).then_some(routing) })
            })
            .collect();
        let body = json!({ "events": events });
        self.centre
            .post(Role::Dialer, "/agent-state-events", &body)
            .expect(200);
    }

    pub(crate) fn rate(&self, body: &Value) -> Answer {
        let path = format!("/business-units/{}/cost-rates", self.unit);
        self.centre.post(Role::Planner, &path, body)
    }

    /// 30 an hour, overtime at half as much again, 8 a lost contact; agents of the work plan cost 40.
    fn price(&self) {
        let unit = json!({ "subjectType": "BusinessUnit", "effectiveDate": "2026-01-01", "currency": "EUR",
            "costPerPaidHour": 30, "overtimeMultiplier": 1.5, "costPerLostContact": 8 });
        self.rate(&unit).expect(201);
        let ada = json!({ "subjectType": "Agent", "subjectId": self.ada, "effectiveDate": "2026-06-01",
            "currency": "EUR", "costPerPaidHour": 40 });
        self.rate(&ada).expect(201);
    }

    fn ask(&self, role: Role, body: &Value) -> Answer {
        self.centre.post(role, "/performance/query", body)
    }

    /// The figures of Monday's only row by these KPIs.
    fn monday(&self, metrics: &[&str]) -> Value {
        let body = json!({ "interval": "2026-06-01/2026-06-02", "metrics": metrics });
        let answer = self.ask(Role::Planner, &body).expect(200);
        assert_eq!(list(&answer["entities"]).len(), 1, "{answer}");
        answer["entities"][0]["metrics"].clone()
    }

    /// Monday's KPI is this quotient, and so is its value.
    fn expect(&self, metric: &str, numerator: f64, denominator: Option<f64>, value: f64) {
        let found = self.monday(&[metric])[metric].clone();
        assert!(
            close(number(&found["numerator"]), numerator),
            "{metric} {found}"
        );
        assert!(close(number(&found["value"]), value), "{metric} {found}");
        match denominator {
            None => assert!(found.get("denominator").is_none(), "{metric} {found}"),
            Some(below) => assert!(
                close(number(&found["denominator"]), below),
                "{metric} {found}"
            ),
        }
    }
}

struct People {
    site: String,
    team: String,
    ada: String,
}

impl People {
    /// Ada, under a work plan of at most 6 paid hours a week.
    fn hire(centre: &Centre, unit: &str) -> Self {
        let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
        let made: Result<_, Failure> = centre.db.write(|conn| {
            let site = NewManagementUnit {
                business_unit_id: unit.to_owned(),
                name: "Mitte".to_owned(),
                labour_law: None,
            };
            let site = create_management_unit(conn, &scope, site)?.id;
            let team = NewTeam {
                management_unit_id: site.clone(),
                name: "Early birds".to_owned(),
            };
            let team = create_team(conn, &scope, team)?.id;
            let shift = WorkPlanShift {
                name: "Day".to_owned(),
                days: vec![chrono::Weekday::Mon],
                flexible_start_time: false,
                exact_start_time_minutes_from_midnight: Some(540),
                earliest_start_time_minutes_from_midnight: None,
                latest_start_time_minutes_from_midnight: None,
                start_increment_minutes: None,
                constrain_latest_stop_time: false,
                latest_stop_time_minutes_from_midnight: None,
                flexible_paid_time: false,
                exact_paid_time_minutes: Some(360),
                minimum_paid_time_minutes: None,
                maximum_paid_time_minutes: None,
                activities: Vec::new(),
            };
            let plan = NewWorkPlan {
                management_unit_id: site.clone(),
                name: "Six hours".to_owned(),
                enabled: true,
                constrain_weekly_paid_time: true,
                weekly_exact_paid_minutes: Some(360),
                shifts: vec![shift],
                ..NewWorkPlan::default()
            };
            let plan = create_work_plan(conn, &scope, plan)?.id;
            let ada = NewAgent {
                name: "Ada".to_owned(),
                management_unit_id: site.clone(),
                team_id: Some(team.clone()),
                work_plan_id: Some(plan),
                active: true,
                ..NewAgent::default()
            };
            let ada = create_agent(conn, &scope, ada)?.id;
            Ok(Self { site, team, ada })
        });
        made.expect("Ada can be hired")
    }
}

/// Ada's Monday, with 20 heads on the roster at 09:00 and 10 at 09:30; returns the schedule.
fn publish(centre: &Centre, unit: &str, (group, forecast): (&str, &str), ada: &str) -> String {
    let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
    let week: NaiveDate = WEEK.parse().unwrap();
    let grid = WeekGrid::of_days(week, 7, chrono_tz::Europe::Berlin, 30).unwrap();
    let made: Result<_, Failure> = centre.db.write(|conn| {
        let codes = list_activity_codes(conn, &scope, unit)?;
        let mut at = instant("2026-06-01T07:00:00Z");
        let start_at = at;
        let mut activity = |category: ActivityCategory, length_minutes: u32, paid: bool| {
            let code = codes.iter().find(|code| code.category == category);
            let made = ShiftActivity {
                activity_code_id: code.unwrap().id.clone(),
                start_at: at,
                length_minutes,
                paid,
                category,
                description: None,
                time_off_request_id: None,
            };
            at = made.end_at();
            made
        };
        let activities = vec![
            activity(OnQueueWork, 240, true),
            activity(Meal, 30, false),
            activity(Training, 30, true),
            activity(OnQueueWork, 180, true),
        ];
        let mut heads = vec![0.0; grid.intervals()];
        (heads[NINE], heads[NINE + 1]) = (20.0, 10.0);
        let draft = NewDraft {
            business_unit_id: unit.to_owned(),
            week_date: week,
            week_count: 1,
            description: String::new(),
            forecast_id: Some(forecast.to_owned()),
            run_id: None,
            metrics: None,
            results: GenerationResults::default(),
            scheduled_heads: vec![ScheduledHeads {
                planning_group_id: group.to_owned(),
                heads_per_interval: heads,
            }],
            shifts: vec![NewShift {
                agent_id: ada.to_owned(),
                start_at,
                length_minutes: 480,
                activities,
                work_plan_id: None,
                work_plan_shift_id: None,
            }],
        };
        let draft = create_draft(conn, &scope, draft)?;
        publish_schedule(conn, &scope, &draft.id, draft.version)?;
        Ok(draft.id)
    });
    made.expect("Monday can be published")
}

#[rstest]
fn every_kpi_of_a_day_is_what_it_is_by_hand(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(monday) = Monday::start(engine) else {
        return;
    };
    monday.price();
    let minutes = |minutes: f64| minutes * 60.0;

    // The queue: 100 and 50 contacts.
    monday.expect("offered", 150.0, None, 150.0);
    monday.expect("handled", 140.0, None, 140.0);
    monday.expect("abandoned", 10.0, None, 10.0);
    monday.expect("abandonRate", 10.0, Some(150.0), 100.0 * 10.0 / 150.0);
    monday.expect("serviceLevel", 130.0, Some(150.0), 100.0 * 130.0 / 150.0);
    let handled = 90.0 * 200.0 + 50.0 * 100.0;
    monday.expect("averageHandleTime", handled, Some(140.0), handled / 140.0);
    monday.expect("abandonedCost", 80.0, None, 80.0);
    let unknown = monday.monday(&["averageSpeedOfAnswer", "offered"]);
    assert!(
        unknown["averageSpeedOfAnswer"]["value"].is_null(),
        "{unknown}"
    );

    // Ada: 480 minutes at work, 450 of them paid; 420 due on queue, of which 15 at a break.
    monday.expect(
        "occupancy",
        minutes(60.0),
        Some(minutes(405.0)),
        100.0 * 60.0 / 405.0,
    );
    monday.expect("utilisation", minutes(60.0), Some(minutes(480.0)), 12.5);
    monday.expect("adherence", minutes(465.0), Some(minutes(480.0)), 96.875);
    monday.expect(
        "conformance",
        minutes(405.0),
        Some(minutes(420.0)),
        100.0 * 405.0 / 420.0,
    );
    monday.expect(
        "plannedShrinkage",
        minutes(30.0),
        Some(minutes(450.0)),
        100.0 * 30.0 / 450.0,
    );
    monday.expect(
        "unplannedShrinkage",
        minutes(15.0),
        Some(minutes(450.0)),
        100.0 * 15.0 / 450.0,
    );
    let day = 86_400.0;
    monday.expect(
        "presentHeads",
        minutes(405.0),
        Some(day),
        minutes(405.0) / day,
    );
    monday.expect(
        "scheduledOnQueueHeads",
        minutes(420.0),
        Some(day),
        minutes(420.0) / day,
    );
    monday.expect("paidHours", minutes(450.0), None, 7.5);
    // Six hours a week are hers; the last hour and a half cost half as much again.
    monday.expect("overtimeHours", minutes(90.0), None, 1.5);
    monday.expect("overtimeCost", 90.0, None, 90.0);
    monday.expect("overtimePremiumCost", 30.0, None, 30.0);
    monday.expect("paidCost", 6.0 * 40.0 + 90.0, None, 330.0);

    // The forecast against what came.
    let [nine, half_past] = monday.forecast;
    let (first, second) = (nine - 100.0, half_past - 50.0);
    let absolute = first.abs() + second.abs();
    monday.expect("wape", absolute, Some(150.0), 100.0 * absolute / 150.0);
    let signed = first + second;
    monday.expect("bias", signed, Some(150.0), 100.0 * signed / 150.0);
}

#[rstest]
fn heads_contacts_and_money_of_an_interval_are_what_they_are_by_hand(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(monday) = Monday::start(engine) else {
        return;
    };
    monday.price();
    let body = json!({ "interval": "2026-06-01T07:00:00Z/2026-06-01T08:00:00Z", "granularity": "Interval",
        "groupBy": ["planningGroupId"], "metrics": ["requiredHeads", "scheduledHeads", "overHeads", "underHeads",
            "overHours", "underHours", "overCost", "underCost", "expectedLostContacts", "forecastOffered",
            "optimalCapacity", "maximalCapacity"] });
    let answer = monday.ask(Role::Planner, &body).expect(200);
    assert_eq!(answer["currency"], "EUR");
    let rows = list(&answer["entities"]);
    assert_eq!(rows.len(), 2, "{answer}");
    for (index, scheduled) in [20.0, 10.0].into_iter().enumerate() {
        let row = &rows[index];
        assert_eq!(row["group"]["planningGroupId"], monday.group);
        assert_eq!(row["names"]["planningGroup"], "Cards");
        let value = |name: &str| number(&row["metrics"][name]["value"]);
        let required = monday.required[index];
        let (volume, aht) = (monday.forecast[index], monday.aht[index]);
        let (over, under) = (
            (scheduled - required).max(0.0),
            (required - scheduled).max(0.0),
        );
        // 30 % of them are away: 14 and 7 are at work, and nobody hangs up.
        let at_work = scheduled * 0.7;
        let most = at_work * 1_800.0 / aht;
        let lost = (volume - most).max(0.0);
        for (name, wanted) in [
            ("requiredHeads", required),
            ("scheduledHeads", scheduled),
            ("overHeads", over),
            ("underHeads", under),
            ("overHours", over / 2.0),
            ("underHours", under / 2.0),
            ("overCost", over / 2.0 * 30.0),
            ("expectedLostContacts", lost),
            ("underCost", lost * 8.0),
            ("forecastOffered", volume),
            ("maximalCapacity", most * 0.85),
        ] {
            assert!(
                close(value(name), wanted),
                "{name} {} {wanted} {row}",
                value(name)
            );
        }
        let optimal = value("optimalCapacity");
        assert!(optimal > 0.0 && optimal <= most * 0.85, "{row}");
    }
    // 14 agents serve what is forecast within 80 % in 20 seconds, 7 do not.
    let optimal = |index: usize| number(&rows[index]["metrics"]["optimalCapacity"]["value"]);
    assert!(optimal(0) >= monday.forecast[0] && optimal(1) < monday.forecast[1]);
    assert!(number(&rows[1]["metrics"]["expectedLostContacts"]["value"]) > 0.0);
}

#[rstest]
fn the_parts_of_every_dimension_and_of_time_add_up_to_the_whole(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(monday) = Monday::start(engine) else {
        return;
    };
    let rows = |group_by: &str, granularity: &str, metric: &str| {
        let body = json!({ "interval": "2026-05-25/2026-06-08", "granularity": granularity, "metrics": [metric],
            "groupBy": if group_by.is_empty() { json!([]) } else { json!([group_by]) }, "pageSize": 1_000 });
        let answer = monday.ask(Role::Supervisor, &body).expect(200);
        assert!(answer["nextPageToken"].is_null(), "{answer}");
        list(&answer["entities"]).clone()
    };
    let sum = |rows: &[Value], metric: &str| -> f64 {
        rows.iter()
            .map(|row| row["metrics"][metric]["numerator"].as_f64().unwrap_or(0.0))
            .sum()
    };
    for (metric, dimensions) in [
        (
            "offered",
            ["region", "businessUnitId", "planningGroupId", "queueId"],
        ),
        (
            "presentHeads",
            ["businessUnitId", "managementUnitId", "teamId", "agentId"],
        ),
        (
            "requiredHeads",
            ["region", "region", "businessUnitId", "planningGroupId"],
        ),
    ] {
        let whole = sum(&rows("", "Total", metric), metric);
        assert!(whole > 0.0, "{metric}");
        for dimension in dimensions {
            let parts = sum(&rows(dimension, "Total", metric), metric);
            assert!(
                close(parts, whole),
                "{metric} by {dimension}: {parts} of {whole}"
            );
        }
        for granularity in ["Interval", "Hour", "Day", "Week", "Month"] {
            let parts = sum(&rows("", granularity, metric), metric);
            assert!(
                close(parts, whole),
                "{metric} by {granularity}: {parts} of {whole}"
            );
        }
    }
    let by_agent = rows("agentId", "Day", "presentHeads");
    assert_eq!(by_agent[0]["group"]["agentId"], monday.ada);
    assert_eq!(by_agent[0]["names"]["agent"], "Ada");
}

#[rstest]
fn filters_pages_and_regions_cut_what_is_asked_for(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(monday) = Monday::start(engine) else {
        return;
    };
    let path = format!("/business-units/{}", monday.unit);
    let mut unit = monday.centre.get(Role::Admin, &path).expect(200);
    for stored in ["id", "version", "createdAt", "modifiedAt"] {
        unit.as_object_mut().unwrap().remove(stored);
    }
    unit["region"] = json!("EMEA");
    monday.centre.put(Role::Admin, &path, 1, &unit).expect(200);
    let offered = |filter: Value| {
        let body = json!({ "interval": "2026-06-01/2026-06-02", "metrics": ["offered"], "groupBy": ["region"],
            "filter": filter });
        monday.ask(Role::Supervisor, &body)
    };
    for filter in [
        json!({ "region": ["EMEA"] }),
        json!({ "queueId": [monday.queue], "planningGroupId": [monday.group] }),
    ] {
        let answer = offered(filter).expect(200);
        assert_eq!(answer["entities"][0]["group"]["region"], "EMEA");
        assert_eq!(answer["entities"][0]["metrics"]["offered"]["value"], 150.0);
    }
    let unknown = offered(json!({ "region": ["APAC"] }));
    assert_problem(&unknown, 422, "invalid");
    assert_eq!(unknown.pointers(), ["/filter/region"]);

    // The weeks before, half hour by half hour, seven rows a page.
    let ask = |token: Value, size: i64| {
        let body = json!({ "interval": "2026-05-18/2026-06-02", "granularity": "Interval", "groupBy": ["queueId"],
            "metrics": ["offered"], "pageSize": size, "pageToken": token });
        monday.ask(Role::Supervisor, &body).expect(200)
    };
    let whole = ask(Value::Null, 1_000);
    let mut paged = Vec::new();
    let mut token = Value::Null;
    loop {
        let page = ask(token, 7);
        paged.extend(list(&page["entities"]).clone());
        if page["nextPageToken"].is_null() {
            break;
        }
        assert_eq!(list(&page["entities"]).len(), 7);
        token = page["nextPageToken"].clone();
    }
    assert_eq!(&paged, list(&whole["entities"]));
    // 12 open days of 16 half hours, and two half hours of Monday.
    assert_eq!(paged.len(), 12 * 16 + 2);
}

#[rstest]
fn what_cannot_be_asked_is_refused_at_its_place(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(monday) = Monday::start(engine) else {
        return;
    };
    let refused = |role: Role, more: Value, status: u16, code: &str| {
        let mut body = json!({ "interval": "2026-06-01/2026-06-02", "metrics": ["offered"] });
        for (key, value) in more.as_object().unwrap() {
            body[key] = value.clone();
        }
        let answer = monday.ask(role, &body);
        assert_problem(&answer, status, code);
        answer
    };
    let impossible = refused(
        Role::Planner,
        json!({ "metrics": ["adherence"], "groupBy": ["queueId"] }),
        422,
        "invalid",
    );
    assert_eq!(
        impossible.json()["errors"][0]["code"],
        "impossible-dimension"
    );
    assert_eq!(impossible.pointers(), ["/groupBy/0"]);
    let days = refused(
        Role::Planner,
        json!({ "metrics": ["attempts"] }),
        422,
        "invalid",
    );
    assert_eq!(days.pointers(), ["/timeZone"]);
    let name = refused(
        Role::Planner,
        json!({ "definition": "none" }),
        422,
        "invalid",
    );
    assert_eq!(name.pointers(), ["/definition"]);
    refused(
        Role::Planner,
        json!({ "metrics": ["paidCost"] }),
        409,
        "no-cost-rate",
    );
    // What an hour of an agent costs is no supervisor's business.
    refused(
        Role::Supervisor,
        json!({ "metrics": ["paidCost"] }),
        403,
        "forbidden",
    );
    let other = monday.centre.other_tenant();
    let body = json!({ "interval": "2026-06-01/2026-06-02", "metrics": ["offered"],
        "filter": { "queueId": [monday.queue] } });
    let answer = monday.centre.send_raw(
        Some(&other),
        "POST",
        "/api/v1/performance/query",
        &[("content-type", "application/json")],
        body.to_string().into_bytes(),
    );
    assert_problem(&answer, 422, "invalid");
    let definitions = monday
        .centre
        .get(Role::Supervisor, "/kpi-definitions")
        .expect(200);
    for definition in list(&definitions["entities"]) {
        let name = text(&definition["name"]);
        let one = monday
            .centre
            .get(Role::Supervisor, &format!("/kpi-definitions/{name}"));
        assert_eq!(&one.expect(200), definition);
    }
    let none = monday
        .centre
        .get(Role::Supervisor, "/kpi-definitions/happiness");
    assert_problem(&none, 404, "not-found");
}

#[rstest]
fn cost_rates_are_dated_versioned_and_of_one_currency(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(monday) = Monday::start(engine) else {
        return;
    };
    let body = json!({ "subjectType": "BusinessUnit", "effectiveDate": "2026-01-01", "currency": "EUR",
        "costPerPaidHour": 30 });
    let id = monday.rate(&body).id();
    assert_problem(&monday.rate(&body), 409, "already-exists");
    for (more, pointer) in [
        (
            json!({ "currency": "USD", "effectiveDate": "2026-02-01" }),
            "/currency",
        ),
        (
            json!({ "subjectType": "Queue", "subjectId": monday.queue }),
            "/costPerPaidHour",
        ),
        (
            json!({ "subjectType": "Agent", "subjectId": "nobody" }),
            "/subjectId",
        ),
        (json!({ "overtimeMultiplier": 0.5 }), "/overtimeMultiplier"),
    ] {
        let mut wrong = body.clone();
        for (key, value) in more.as_object().unwrap() {
            wrong[key] = value.clone();
        }
        let answer = monday.rate(&wrong);
        assert_problem(&answer, 422, "invalid");
        assert_eq!(answer.pointers(), [pointer]);
    }
    let path = format!("/business-units/{}/cost-rates", monday.unit);
    let one = format!("{path}/{id}");
    let mut dearer = body.clone();
    dearer["costPerPaidHour"] = json!(33);
    monday
        .centre
        .put(Role::Planner, &one, 1, &dearer)
        .expect(200);
    assert_problem(
        &monday.centre.put(Role::Planner, &one, 1, &body),
        412,
        "stale",
    );
    assert_problem(
        &monday.centre.get(Role::Supervisor, &path),
        403,
        "forbidden",
    );
    let listed = monday.centre.get(Role::Planner, &path).expect(200);
    assert_eq!(listed["entities"][0]["costPerPaidHour"], 33.0);
    let stranger = monday.centre.other_tenant();
    let full = format!("/api/v1{one}");
    let foreign = monday
        .centre
        .send_raw(Some(&stranger), "GET", &full, &[], Vec::new());
    assert_problem(&foreign, 404, "not-found");
    let gone = monday
        .centre
        .send(Role::Planner, "DELETE", &one, &Value::Null);
    assert_eq!(gone.status, 204);
    assert_problem(&monday.centre.get(Role::Planner, &one), 404, "not-found");
}

#[rstest]
fn a_scorecard_tells_status_and_trend_and_leaves_as_a_file(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(monday) = Monday::start(engine) else {
        return;
    };
    let centre = &monday.centre;
    centre.user("olga", Role::Supervisor);
    let users = centre.get(Role::Admin, "/users").expect(200);
    let olga = users["entities"]
        .as_array()
        .unwrap_or_else(|| users.as_array().unwrap())[0]["id"]
        .clone();
    let line = |name: &str, metric: &str, direction: &str, target: f64, warning: f64| {
        json!({ "name": name, "metric": metric, "direction": direction, "target": target,
            "warningThreshold": warning })
    };
    let body = json!({ "businessUnitId": monday.unit, "name": "Bank", "period": "Week", "ownerUserId": olga,
        "entries": [
            line("Service", "serviceLevel", "HigherIsBetter", 80.0, 75.0),
            line("Volume", "offered", "HigherIsBetter", 1_000.0, 150.0),
            line("Abandoned", "abandonRate", "LowerIsBetter", 3.0, 5.0),
            line("Speed", "averageSpeedOfAnswer", "LowerIsBetter", 20.0, 30.0),
        ] });
    let made = centre.post(Role::Planner, "/scorecards", &body);
    let path = format!("/scorecards/{}", made.id());
    let results = centre
        .get(Role::Supervisor, &format!("{path}/results?date=2026-06-03"))
        .expect(200);
    assert_eq!(
        (&results["startDate"], &results["endDate"]),
        (&json!("2026-06-01"), &json!("2026-06-08"))
    );
    let told: Vec<(String, String)> = list(&results["entries"])
        .iter()
        .map(|line| (text(&line["status"]), text(&line["trend"])))
        .collect();
    // 130 of 150 are 86.7 %, unknown the week before; 150 contacts after 16 × (100 + … + 150) of them.
    let before = 16.0 * (100.0 + 110.0 + 120.0 + 130.0 + 140.0 + 150.0);
    assert_eq!(results["entries"][1]["previous"]["value"], before);
    assert_eq!(results["entries"][1]["change"], 150.0 - before);
    let told: Vec<(&str, &str)> = told.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(
        told,
        [
            ("Met", "Unknown"),
            ("Warning", "Worse"),
            ("Missed", "Unknown"),
            ("NoData", "Unknown")
        ]
    );
    assert_eq!(
        results["counts"],
        json!({ "Met": 1, "Warning": 1, "Missed": 1, "NoData": 1 })
    );
    assert_eq!(results["entries"][0]["owner"], "olga");

    let full = format!("/api/v1{path}/results?date=2026-06-03");
    let csv = centre.send_raw(
        Some(centre.key(Role::Supervisor)),
        "GET",
        &full,
        &[("accept", "text/csv")],
        Vec::new(),
    );
    assert_eq!(csv.status, 200, "{}", csv.text);
    let mut lines = csv.text.lines();
    assert!(
        lines
            .next()
            .unwrap()
            .starts_with("startDate,endDate,name,metric,owner,target")
    );
    assert!(
        lines
            .next()
            .unwrap()
            .starts_with("2026-06-01,2026-06-08,Service,serviceLevel,olga,80,75,")
    );

    let mut wrong = body.clone();
    wrong["entries"][0]["metric"] = json!("happiness");
    wrong["entries"][1]["warningThreshold"] = json!(2_000);
    wrong["entries"][2]["ownerUserId"] = json!("nobody");
    let refused = centre.put(Role::Planner, &path, 1, &wrong);
    assert_problem(&refused, 422, "invalid");
    assert_eq!(
        refused.pointers(),
        [
            "/entries/0/metric",
            "/entries/1/warningThreshold",
            "/entries/2/ownerUserId"
        ]
    );
    assert_problem(&centre.put(Role::Planner, &path, 7, &body), 412, "stale");
    let foreign = centre.send_raw(Some(&centre.other_tenant()), "GET", &full, &[], Vec::new());
    assert_problem(&foreign, 404, "not-found");
    assert_eq!(
        centre
            .send(Role::Planner, "DELETE", &path, &Value::Null)
            .status,
        204
    );
}

#[rstest]
fn a_query_leaves_as_csv_that_says_the_same_as_the_json(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(monday) = Monday::start(engine) else {
        return;
    };
    let body = json!({ "interval": "2026-06-01/2026-06-02", "granularity": "Hour", "groupBy": ["queueId"],
        "metrics": ["offered", "serviceLevel"] });
    let json = monday.ask(Role::Supervisor, &body).expect(200);
    let file = |accept: &str| {
        monday.centre.send_raw(
            Some(monday.centre.key(Role::Supervisor)),
            "POST",
            "/api/v1/performance/query",
            &[("content-type", "application/json"), ("accept", accept)],
            body.to_string().into_bytes(),
        )
    };
    let csv = file("text/csv");
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    let mut reader = csv::Reader::from_reader(csv.text.as_bytes());
    let header = reader.headers().unwrap().clone();
    assert_eq!(
        header.iter().collect::<Vec<_>>(),
        [
            "startDate",
            "endDate",
            "queueId",
            "queue",
            "offered",
            "offeredNumerator",
            "serviceLevel",
            "serviceLevelNumerator",
            "serviceLevelDenominator"
        ]
    );
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let entities = list(&json["entities"]);
    assert_eq!(rows.len(), entities.len());
    for (row, entity) in rows.iter().zip(entities) {
        assert_eq!(&row[0], "2026-06-01T09:00:00+02:00");
        assert_eq!(&row[2], monday.queue);
        assert_eq!(&row[3], "Cards");
        let figure = &entity["metrics"]["serviceLevel"];
        assert_eq!(row[6].parse::<f64>().unwrap(), number(&figure["value"]));
        assert_eq!(
            row[8].parse::<f64>().unwrap(),
            number(&figure["denominator"])
        );
    }
}

#[rstest]
fn a_loss_statement_adds_up_over_under_and_overtime(#[values(Sqlite, Postgres)] engine: Engine) {
    let Some(monday) = Monday::start(engine) else {
        return;
    };
    monday.price();
    let ask = |more: Value| {
        let mut body = json!({ "businessUnitId": monday.unit,
            "interval": "2026-06-01T07:00:00Z/2026-06-01T08:00:00Z", "demand": "Forecast" });
        for (key, value) in more.as_object().unwrap() {
            body[key] = value.clone();
        }
        monday
            .centre
            .post(Role::Planner, "/performance/loss-statement", &body)
    };
    let statement = ask(json!({})).expect(200);
    let habit = &statement["habit"];
    let [nine, half_past] = monday.required;
    let over = (20.0 - nine).max(0.0) / 2.0 + (10.0 - half_past).max(0.0) / 2.0;
    let under = (nine - 20.0).max(0.0) / 2.0 + (half_past - 10.0).max(0.0) / 2.0;
    let lost = monday.forecast[1] - 7.0 * 1_800.0 / monday.aht[1];
    assert!(lost > 0.0 && 14.0 * 1_800.0 / monday.aht[0] > monday.forecast[0]);
    for (name, wanted) in [
        ("staffedHours", 15.0),
        ("staffedHeads", 15.0),
        ("overHours", over),
        ("overCost", over * 30.0),
        ("underHours", under),
        ("lostContacts", lost),
        ("lostContactCost", lost * 8.0),
        // Ada's overtime lies in the afternoon, not in this hour.
        ("overtimeHours", 0.0),
        ("totalCost", over * 30.0 + lost * 8.0),
    ] {
        assert!(
            close(number(&habit[name]), wanted),
            "{name} {wanted} {statement}"
        );
    }
    // The requirement itself loses nothing.
    assert_eq!(statement["proposal"]["totalCost"], 0.0);
    assert_eq!(statement["saving"], habit["totalCost"]);
    assert_eq!(statement["planningGroups"][0]["comparedIntervals"], 2);
    assert_eq!(statement["currency"], "EUR");

    // The habit as its own proposal saves nothing.
    let same = ask(json!({ "proposal": { "scheduleIds": [monday.schedule] } })).expect(200);
    assert_eq!(same["saving"], 0.0, "{same}");
    // The whole day has Ada's hour and a half of overtime: 1.5 h × 40 × 0.5.
    let day = ask(json!({ "interval": "2026-06-01/2026-06-02" })).expect(200);
    assert_eq!(day["habit"]["overtimeHours"], 1.5);
    assert_eq!(day["habit"]["overtimePremiumCost"], 30.0);
    // Measured by what came, only the two half hours are known.
    let actual =
        ask(json!({ "demand": "Actual", "interval": "2026-06-01/2026-06-02" })).expect(200);
    assert_eq!(actual["planningGroups"][0]["comparedIntervals"], 2);
    // Nobody was scheduled a year before.
    let pattern = ask(json!({ "habit": { "weeksEarlier": 52 } })).expect(200);
    assert_eq!(pattern["planningGroups"][0]["intervalsWithoutHabit"], 2);
    let strange = ask(json!({ "proposal": { "scheduleIds": ["none"] } }));
    assert_eq!(strange.pointers(), ["/proposal/scheduleIds/0"]);
    let forbidden = monday
        .centre
        .post(Role::Supervisor, "/performance/loss-statement", &json!({}));
    assert_problem(&forbidden, 403, "forbidden");
    assert_eq!(list(&statement["formulas"]).len(), 9);
    assert!(!monday.site.is_empty() && !monday.team.is_empty());
}
