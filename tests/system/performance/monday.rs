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
use serde_json::{Value, json};

use crate::forecasts::{WEEK, bank, generate, import_history};
use crate::support::{Answer, Centre, Engine, list, number, text};

/// 09:00 in Berlin is the 18th half hour of a day.
pub const NINE: usize = 18;

/// A bank whose only agent, Ada, worked on Monday, 1 June 2026, from 09:00 to 17:00 in Berlin; it is Tuesday.
pub struct Monday {
    pub centre: Centre,
    pub unit: String,
    pub group: String,
    pub queue: String,
    pub ada: String,
    pub schedule: String,
    /// Contacts forecast at 09:00 and 09:30, and the handle time at both.
    pub forecast: [f64; 2],
    pub aht: [f64; 2],
    /// Agents required on the roster at 09:00 and 09:30.
    pub required: [f64; 2],
}

pub fn instant(text: &str) -> Instant {
    serde_json::from_value(json!(text)).unwrap()
}

pub fn close(found: f64, wanted: f64) -> bool {
    (found - wanted).abs() <= 1e-9 * wanted.abs().max(1.0)
}

impl Monday {
    pub fn start(engine: Engine) -> Option<Self> {
        let monday = Self::start_unheard_of(engine)?;
        monday.report_states();
        Some(monday)
    }

    /// The same while no state was reported.
    pub fn start_unheard_of(engine: Engine) -> Option<Self> {
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
        let ada = hire_ada(&centre, &unit);
        let schedule = publish(&centre, &unit, (&group, &forecast), &ada);
        let queues = read(&format!("/queues?businessUnitId={unit}"));
        let monday = Self {
            queue: text(&queues["entities"][0]["id"]),
            forecast: offered,
            aht,
            required: [number(&needed[NINE]), number(&needed[NINE + 1])],
            ada,
            schedule,
            centre,
            unit,
            group,
        };
        // Tuesday noon.
        monday.centre.moves_on_by_seconds(5 * 86_400);
        monday.import_monday();
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
    pub fn report_states(&self) {
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

    /// Changes some members of a resource that is still at its first version.
    pub fn change(&self, path: &str, members: &Value) {
        let mut body = self.centre.get(Role::Admin, path).expect(200);
        let stored = ["id", "version", "createdAt", "modifiedAt", "businessUnitId"];
        let kept = body.as_object_mut().expect("a resource");
        kept.retain(|name, _| !stored.contains(&name.as_str()));
        kept.extend(members.as_object().expect("members").clone());
        self.centre.put(Role::Admin, path, 1, &body).expect(200);
    }

    pub fn rate(&self, body: &Value) -> Answer {
        let path = format!("/business-units/{}/cost-rates", self.unit);
        self.centre.post(Role::Planner, &path, body)
    }

    /// 30 an hour, overtime at half as much again, 8 a lost contact; agents of the work plan cost 40.
    pub fn price(&self) {
        let unit = json!({ "subjectType": "BusinessUnit", "effectiveDate": "2026-01-01", "currency": "EUR",
            "costPerPaidHour": 30, "overtimeMultiplier": 1.5, "costPerLostContact": 8 });
        self.rate(&unit).expect(201);
        let ada = json!({ "subjectType": "Agent", "subjectId": self.ada, "effectiveDate": "2026-06-01",
            "currency": "EUR", "costPerPaidHour": 40 });
        self.rate(&ada).expect(201);
    }

    pub fn ask(&self, role: Role, body: &Value) -> Answer {
        self.centre.post(role, "/performance/query", body)
    }

    /// The figures of Monday's only row by these KPIs.
    pub fn monday(&self, metrics: &[&str]) -> Value {
        let body = json!({ "interval": "2026-06-01/2026-06-02", "metrics": metrics });
        let answer = self.ask(Role::Planner, &body).expect(200);
        assert_eq!(list(&answer["entities"]).len(), 1, "{answer}");
        answer["entities"][0]["metrics"].clone()
    }

    /// Monday's KPI is this quotient, and so is its value.
    pub fn expect(&self, metric: &str, numerator: f64, denominator: Option<f64>, value: f64) {
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

/// Ada, under a work plan of at most 6 paid hours a week.
fn hire_ada(centre: &Centre, unit: &str) -> String {
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
        Ok(create_agent(conn, &scope, ada)?.id)
    });
    made.expect("Ada can be hired")
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
