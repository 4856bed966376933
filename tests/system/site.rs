//! A site whose week can be rostered: four agents on one work plan, and a forecast.

use crewcast::tenancy::Role;
use serde_json::{Map, Value, json};

use crate::forecasts::{WEEK, bank, generate, import_history};
use crate::rosters::agents;
use crate::support::{Answer, Centre, Engine};

/// Four agents, and their one work plan.
pub(crate) struct Site {
    pub centre: Centre,
    /// Path of the business unit.
    pub unit: String,
    /// The planning group's id.
    pub group: String,
    pub forecast: Value,
    /// The agents' ids.
    pub agents: Vec<String>,
    pub plan_path: String,
    /// The work plan as it is sent.
    pub plan: Value,
    plan_version: i64,
}

impl Site {
    /// None where there is no server of this engine.
    pub fn new(engine: Engine) -> Option<Self> {
        let centre = Centre::start_at(engine, "2026-05-28T10:00:00Z")?;
        let (unit, group) = bank(&centre, None);
        import_history(&centre, &unit);
        let run = generate(
            &centre,
            &format!("{unit}/weeks/{WEEK}/short-term-forecasts"),
        );
        let agents = agents(&centre, &unit, 4);
        let read = |path: &str| centre.get(Role::Planner, path).expect(200);
        let site = read("/management-units")["entities"][0]["id"].clone();
        let plans = format!("/management-units/{}/work-plans", site.as_str().unwrap());
        let plan = read(&plans)["entities"][0].clone();
        let plan_path = format!("{plans}/{}", plan["id"].as_str().unwrap());
        Some(Self {
            unit,
            group,
            forecast: run["result"]["shortTermForecastId"].clone(),
            agents,
            plan: as_sent(plan, &plan_path),
            plan_path,
            plan_version: 1,
            centre,
        })
    }

    /// Changes fields of the work plan and sends it.
    pub fn change_plan(&mut self, change: Value) -> Answer {
        let mut plan = self.plan.clone();
        let fields = plan.as_object_mut().unwrap();
        fields.extend(change.as_object().unwrap().clone());
        let answer = self
            .centre
            .put(Role::Planner, &self.plan_path, self.plan_version, &plan);
        if answer.status == 200 {
            self.plan_version += 1;
            self.plan = plan;
        }
        answer
    }

    /// Changes fields of something at its first version.
    pub fn change(&self, path: &str, change: Value) -> Answer {
        let mut body = as_sent(self.centre.get(Role::Planner, path).expect(200), path);
        let fields = body.as_object_mut().unwrap();
        fields.extend(change.as_object().unwrap().clone());
        self.centre.put(Role::Planner, path, 1, &body)
    }

    /// A schedule and its generation results.
    pub fn roster(&self) -> (Value, Value) {
        self.roster_with(json!({}))
    }

    /// The same with more asked for.
    pub fn roster_with(&self, more: Value) -> (Value, Value) {
        let path = self.draft_with(more);
        let read = |path: &str| self.centre.get(Role::Planner, path).expect(200);
        (read(&path), read(&format!("{path}/generation-results")))
    }

    /// The path of a new draft.
    pub fn draft_with(&self, more: Value) -> String {
        let schedules = format!("{}/weeks/{WEEK}/schedules", self.unit);
        let mut body =
            json!({ "shortTermForecastId": self.forecast, "description": "", "gap": 0.05 });
        let fields = body.as_object_mut().unwrap();
        fields.extend(more.as_object().unwrap().clone());
        let generate = format!("{schedules}/generate");
        let accepted = self.centre.post(Role::Planner, &generate, &body);
        let id = self.centre.result_of_run(&accepted)["scheduleId"].clone();
        format!("{schedules}/{}", id.as_str().unwrap())
    }

    /// The shifts of a schedule, agent by agent in the order of [`Site::agents`].
    pub fn shifts(&self, schedule: &Value) -> Vec<Vec<Value>> {
        let id = schedule["id"].as_str().unwrap();
        let path = format!(
            "{}/weeks/{WEEK}/schedules/{id}/agent-schedules/query",
            self.unit
        );
        let body = json!({ "agentIds": self.agents });
        let answer = self.centre.post(Role::Planner, &path, &body).expect(200);
        let all = answer["agentSchedules"].as_array().unwrap();
        let of = |agent: &String| {
            let mut all = all.iter();
            let own = all.find(|one| one["agentId"] == agent.as_str());
            own.map_or_else(Vec::new, |own| own["shifts"].as_array().unwrap().clone())
        };
        self.agents.iter().map(of).collect()
    }
}

/// A resource as it is sent back to `path`: without what the service adds, and without a parent that stands in the path.
pub(crate) fn as_sent(mut read: Value, path: &str) -> Value {
    let fields: &mut Map<String, Value> = read.as_object_mut().unwrap();
    fields.retain(|name, value| {
        let is_added = ["id", "version", "createdAt", "modifiedAt"].contains(&name.as_str());
        !is_added
            && !value
                .as_str()
                .is_some_and(|id| path.contains(&format!("/{id}/")))
    });
    read
}

/// The days of June on which shifts start.
pub(crate) fn days(shifts: &[Value]) -> Vec<u32> {
    let start = |shift: &Value| {
        let text = shift["startDate"].as_str().unwrap();
        text.strip_prefix("2026-06-").unwrap()[..2].parse().unwrap()
    };
    shifts.iter().map(start).collect()
}

/// Texts of messages of a type.
pub(crate) fn messages(results: &Value, kind: &str) -> Vec<String> {
    let all = results["messages"].as_array().unwrap().iter();
    all.filter(|message| message["type"] == kind)
        .map(|message| message["text"].as_str().unwrap().to_owned())
        .collect()
}

/// How often a rule was checked in a certificate; none where it was not asked for.
pub(crate) fn checks(results: &Value, rule: &str) -> Option<u64> {
    let tallies = results["certificate"]["rules"].as_array().unwrap();
    let tally = tallies.iter().find(|tally| tally["rule"] == rule)?;
    tally["checks"].as_u64()
}
