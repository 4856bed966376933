//! A bank whose week is planned by hand: agents, leave, and shifts as a test wants them.

use crewcast::db::Instant;
use crewcast::failure::Failure;
use crewcast::organisation::{ActivityCategory, ActivityCode, find_agent, list_activity_codes};
use crewcast::schedules::{
    GenerationResults, NewDraft, NewShift, ShiftActivity, create_draft, publish_schedule,
};
use crewcast::tenancy::{Role, Scope};
use serde_json::{Value, json};

use crate::forecasts::bank;
use crate::rosters::agents;
use crate::support::{Answer, Centre, Engine};

/// A bank in Berlin with agents of one work plan, all of whom can take its one queue.
pub(crate) struct Floor {
    pub centre: Centre,
    /// The business unit's id.
    pub unit: String,
    /// The management unit's id.
    pub site: String,
    pub agents: Vec<String>,
    /// A paid activity code that agents may ask for.
    pub leave: String,
    codes: Vec<ActivityCode>,
}

pub(crate) fn instant(text: &str) -> Instant {
    serde_json::from_value(json!(text)).unwrap()
}

impl Floor {
    /// None where there is no server of this engine.
    pub fn new(engine: Engine, now: &str, count: usize) -> Option<Self> {
        let centre = Centre::start_at(engine, now)?;
        let (path, _) = bank(&centre, None);
        let unit = path.trim_start_matches("/business-units/").to_owned();
        let agents = agents(&centre, &path, count);
        let leave = json!({ "name": "Annual leave", "category": "TimeOff", "lengthInMinutes": 480,
            "countsAsPaidTime": true, "countsAsWorkTime": false, "agentTimeOffSelectable": true });
        let leave = centre
            .post(Role::Planner, &format!("{path}/activity-codes"), &leave)
            .id();
        let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
        let read: Result<_, Failure> = centre.db.read(|conn| {
            let agent = find_agent(conn, &scope, &agents[0])?;
            let codes = list_activity_codes(conn, &scope, &unit)?;
            Ok((agent.management_unit_id.clone(), codes))
        });
        let (site, codes) = read.unwrap();
        Some(Self {
            centre,
            unit,
            site,
            agents,
            leave,
            codes,
        })
    }

    fn code(&self, category: ActivityCategory) -> &ActivityCode {
        let mut codes = self.codes.iter();
        codes.find(|code| code.category == category).unwrap()
    }

    /// A shift of eight hours and a half: four hours on queue, an unpaid meal of half an hour, four hours on queue.
    pub fn shift(&self, agent: usize, start: &str) -> NewShift {
        let start_at = instant(start);
        let stretch = |category, after: i64, length_minutes, paid| ShiftActivity {
            activity_code_id: self.code(category).id.clone(),
            start_at: start_at.plus_minutes(after),
            length_minutes,
            paid,
            category,
            description: None,
            time_off_request_id: None,
        };
        NewShift {
            agent_id: self.agents[agent].clone(),
            start_at,
            length_minutes: 510,
            activities: vec![
                stretch(ActivityCategory::OnQueueWork, 0, 240, true),
                stretch(ActivityCategory::Meal, 240, 30, false),
                stretch(ActivityCategory::OnQueueWork, 270, 240, true),
            ],
            work_plan_id: None,
            work_plan_shift_id: None,
        }
    }

    /// Publishes a week with these shifts; returns the schedule's id.
    pub fn publish(&self, week: &str, forecast: Option<&str>, shifts: Vec<NewShift>) -> String {
        let id = self.draft(week, forecast, shifts);
        let scope = Scope::system(self.centre.tenant.clone(), self.centre.clock.now());
        let published: Result<_, Failure> = self
            .centre
            .db
            .write(|conn| publish_schedule(conn, &scope, &id, 1));
        published.unwrap();
        id
    }

    /// Keeps a draft of a week with these shifts; returns the schedule's id.
    pub fn draft(&self, week: &str, forecast: Option<&str>, shifts: Vec<NewShift>) -> String {
        let scope = Scope::system(self.centre.tenant.clone(), self.centre.clock.now());
        let new = NewDraft {
            business_unit_id: self.unit.clone(),
            week_date: week.parse().unwrap(),
            week_count: 1,
            description: String::new(),
            forecast_id: forecast.map(str::to_owned),
            run_id: None,
            metrics: None,
            results: GenerationResults::default(),
            scheduled_heads: Vec::new(),
            shifts,
        };
        let made: Result<_, Failure> = self.centre.db.write(|conn| create_draft(conn, &scope, new));
        made.unwrap().id
    }

    /// A plan for leave with more or other fields; returns its id.
    pub fn plan(&self, more: Value) -> String {
        let mut plan = json!({ "businessUnitId": self.unit, "name": "Leave", "activityCodeIds": [self.leave] });
        let fields = plan.as_object_mut().unwrap();
        fields.extend(more.as_object().unwrap().clone());
        self.centre
            .post(Role::Planner, "/time-off-plans", &plan)
            .id()
    }

    /// A limit with more or other fields; returns its id.
    pub fn limit(&self, more: Value) -> String {
        let mut limit = json!({ "businessUnitId": self.unit, "name": "All", "granularity": "Day",
            "defaultLimitMinutes": 480 });
        let fields = limit.as_object_mut().unwrap();
        fields.extend(more.as_object().unwrap().clone());
        self.centre
            .post(Role::Planner, "/time-off-limits", &limit)
            .id()
    }

    /// Asks as the planner for whole days of an agent.
    pub fn ask(&self, agent: usize, dates: &[&str]) -> Answer {
        self.ask_with(
            agent,
            json!({ "isFullDayRequest": true, "fullDayManagementUnitDates": dates }),
        )
    }

    /// Asks as the planner for leave of an agent.
    pub fn ask_with(&self, agent: usize, more: Value) -> Answer {
        let body = self.request(agent, more);
        self.centre.post(Role::Planner, "/time-off-requests", &body)
    }

    /// A request for leave.
    pub fn request(&self, agent: usize, more: Value) -> Value {
        let mut body = json!({ "agentId": self.agents[agent], "activityCodeId": self.leave,
            "dailyDurationMinutes": 480 });
        let fields = body.as_object_mut().unwrap();
        fields.extend(more.as_object().unwrap().clone());
        body
    }

    /// PATCH as a role with If-Match.
    pub fn patch(&self, role: Role, path: &str, version: i64, body: &Value) -> Answer {
        let tag = format!("\"{version}\"");
        let headers = [
            ("content-type", "application/json"),
            ("if-match", tag.as_str()),
        ];
        self.centre.send_raw(
            Some(self.centre.key(role)),
            "PATCH",
            &format!("/api/v1{path}"),
            &headers,
            body.to_string().into_bytes(),
        )
    }

    /// Moves a request on as the planner, from whatever version it is at.
    pub fn move_on(&self, request: &str, body: Value) -> Answer {
        let path = format!("/time-off-requests/{request}");
        let version = self.read(&path)["version"].as_i64().unwrap();
        self.patch(Role::Planner, &path, version, &body)
    }

    /// What the planner reads there.
    pub fn read(&self, path: &str) -> Value {
        self.centre.get(Role::Planner, path).expect(200)
    }

    /// An agent's published shifts of a period.
    pub fn shifts(&self, agent: usize, from: &str, to: &str) -> Vec<Value> {
        let path = format!(
            "/agents/{}/schedule?startDate={from}&endDate={to}",
            self.agents[agent]
        );
        self.read(&path)["shifts"].as_array().unwrap().clone()
    }
}

/// Category, minutes and payable minutes of the activities of a shift.
pub(crate) fn told(shift: &Value) -> Vec<(String, u64, u64)> {
    let activities = shift["activities"].as_array().unwrap().iter();
    activities
        .map(|one| {
            (
                one["category"].as_str().unwrap().to_owned(),
                one["lengthMinutes"].as_u64().unwrap(),
                one["payableMinutes"].as_u64().unwrap(),
            )
        })
        .collect()
}
