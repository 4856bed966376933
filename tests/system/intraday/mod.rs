//! The running day: what is shown of it, what raises alerts, and what is proposed and applied.

mod alerts;
mod break_moves;
mod campaign_throttling;
mod time_off_offers;
mod view;

use crewcast::history::{ImportKind, ImportOptions, ImportStatus, Upload, import_file};
use crewcast::schedules::NewShift;
use crewcast::tenancy::{Role, Scope};
use serde_json::{Value, json};

use crate::floor::Floor;
use crate::forecasts::{WEEK, generate, import_history};
use crate::support::{Answer, Centre, Engine, list, text};

/// Ten in the morning in Berlin, on the Thursday before the week.
const NOW: &str = "2026-05-28T08:00:00Z";

/// From then to noon on the week's Monday.
const TO_MONDAY_NOON: i64 = 4 * 86_400 + 2 * 3_600;

/// Imports half hours of a day from nine o'clock on: offered, answered in time, mean handle time.
fn came(centre: &Centre, unit: &str, queue: &str, day: &str, half_hours: &[(f64, f64, f64)]) {
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

    /// Goes on from noon, where the day stands at first, to some minutes after it.
    fn goes_on_to_minutes_after_noon(&self, minutes: i64) {
        self.floor.centre.moves_on_by_seconds(60 * minutes);
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
