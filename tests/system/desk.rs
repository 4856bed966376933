//! A planner's desk: a draft that is edited by hand.

use crewcast::tenancy::Role;
use serde_json::{Value, json};

use crate::site::Site;
use crate::support::{Answer, Engine, text};

/// A roster of four agents on shifts of eight paid hours, Monday to Saturday, who may be edited.
pub struct Desk {
    pub site: Site,
    pub path: String,
}

impl Desk {
    pub fn new(engine: Engine) -> Option<Self> {
        let site = Site::new(engine)?;
        let path = site.draft_with(json!({}));
        Some(Self { site, path })
    }

    pub fn post(&self, role: Role, path: &str, version: i64, body: &Value) -> Answer {
        let tag = format!("\"{version}\"");
        let headers = [
            ("content-type", "application/json"),
            ("if-match", tag.as_str()),
        ];
        let centre = &self.site.centre;
        centre.send_raw(
            Some(centre.key(role)),
            "POST",
            &format!("/api/v1{}{path}", self.path),
            &headers,
            body.to_string().into_bytes(),
        )
    }

    pub fn update(&self, version: i64, body: &Value) -> Answer {
        self.post(Role::Supervisor, "/update", version, body)
    }

    pub fn get(&self, path: &str) -> Value {
        let path = format!("{}{path}", self.path);
        self.site.centre.get(Role::Supervisor, &path).expect(200)
    }

    /// The shifts of an agent as they stand.
    pub fn shifts(&self, agent: usize) -> Vec<Value> {
        let schedule = self.get("");
        self.site.shifts(&schedule)[agent].clone()
    }

    /// The same shift later by some minutes, meal included.
    pub fn edit_of(&self, agent: usize, shift: &Value, minutes: i64) -> Value {
        json!({ "agentSchedules": [{
            "agentId": self.site.agents[agent],
            "shifts": [{ "id": shift["id"], "startDate": later(&shift["startDate"], minutes) }],
        }] })
    }

    pub fn publish(&self, version: i64) -> Value {
        let centre = &self.site.centre;
        let answer = centre.post_if_match(&format!("{}/publish", self.path), version);
        answer.expect(200)
    }
}

/// An instant so many minutes later.
pub fn later(instant: &Value, minutes: i64) -> String {
    let at: chrono::DateTime<chrono::Utc> = text(instant).parse().unwrap();
    let later = at + chrono::TimeDelta::minutes(minutes);
    later.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
