//! A management unit whose agents have published shifts, and the states they report.

use chrono::NaiveDate;
use chrono_tz::Tz;
use crewcast::db::Instant;
use crewcast::failure::Failure;
use crewcast::organisation::ActivityCategory::{self, OnQueueWork};
use crewcast::organisation::{
    NewAgent, NewBusinessUnit, NewManagementUnit, NewTeam, create_agent, create_business_unit,
    create_management_unit, create_team, list_activity_codes,
};
use crewcast::schedules::{
    GenerationResults, NewDraft, NewShift, ShiftActivity, create_draft, publish_schedule,
};
use crewcast::tenancy::{Role, Scope};
use serde_json::{Value, json};

use super::{Centre, Engine};

/// A shift: an agent's name, its start, and what fills it for how many minutes.
pub type PlannedShift<'a> = (&'a str, &'a str, &'a [(ActivityCategory, u32)]);

/// A centre with one management unit, one team and agents, who are named by their names' external ids.
pub struct Floor {
    pub centre: Centre,
    pub business_unit: String,
    pub unit: String,
    pub team: String,
    agents: Vec<(String, String)>,
}

impl Floor {
    /// Agents without shifts; the clock stands at `now`.
    pub fn start(engine: Engine, now: &str, zone: Tz, names: &[&str]) -> Option<Self> {
        let centre = Centre::start_at(engine, now)?;
        let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
        let made: Result<_, Failure> = centre.db.write(|conn| {
            let unit = NewBusinessUnit {
                name: "Business".to_owned(),
                time_zone: zone,
                start_day_of_week: chrono::Weekday::Mon,
                interval_length_minutes: 30,
                region: None,
            };
            let business_unit = create_business_unit(conn, &scope, unit)?.id;
            let unit = NewManagementUnit {
                business_unit_id: business_unit.clone(),
                name: "Site".to_owned(),
                labour_law: None,
            };
            let unit = create_management_unit(conn, &scope, unit)?.id;
            let team = NewTeam {
                management_unit_id: unit.clone(),
                name: "Team".to_owned(),
            };
            let team = create_team(conn, &scope, team)?.id;
            let mut agents = Vec::new();
            for name in names {
                let agent = NewAgent {
                    name: (*name).to_owned(),
                    external_id: Some((*name).to_owned()),
                    management_unit_id: unit.clone(),
                    team_id: Some(team.clone()),
                    active: true,
                    ..NewAgent::default()
                };
                agents.push(((*name).to_owned(), create_agent(conn, &scope, agent)?.id));
            }
            Ok((business_unit, unit, team, agents))
        });
        let (business_unit, unit, team, agents) = made.expect("the floor can be made");
        Some(Self {
            centre,
            business_unit,
            unit,
            team,
            agents,
        })
    }

    /// An agent's id.
    pub fn agent(&self, name: &str) -> &str {
        let found = self.agents.iter().find(|(known, _)| known == name);
        &found.unwrap_or_else(|| panic!("no agent {name}")).1
    }

    /// Publishes shifts as the schedule of the week that starts on a Monday, in the place of the one before.
    pub fn publishes(&self, week: &str, shifts: &[PlannedShift<'_>]) {
        let scope = Scope::system(self.centre.tenant.clone(), self.centre.clock.now());
        let week_date: NaiveDate = week.parse().expect("a date");
        let published: Result<_, Failure> = self.centre.db.write(|conn| {
            let codes = list_activity_codes(conn, &scope, &self.business_unit)?;
            let code = |wanted: ActivityCategory| {
                let found = codes.iter().find(|code| code.category == wanted);
                found.expect("every unit has this code").id.clone()
            };
            let shifts = shifts.iter().map(|(agent, start, parts)| {
                let start_at = instant(start);
                let mut at = start_at;
                let activities = parts.iter().map(|(category, length_minutes)| {
                    let activity = ShiftActivity {
                        activity_code_id: code(*category),
                        start_at: at,
                        length_minutes: *length_minutes,
                        paid: *category == OnQueueWork,
                        category: *category,
                        description: None,
                        time_off_request_id: None,
                    };
                    at = activity.end_at();
                    activity
                });
                NewShift {
                    agent_id: self.agent(agent).to_owned(),
                    start_at,
                    length_minutes: parts.iter().map(|(_, minutes)| minutes).sum(),
                    activities: activities.collect(),
                    work_plan_id: None,
                    work_plan_shift_id: None,
                }
            });
            let draft = NewDraft {
                business_unit_id: self.business_unit.clone(),
                week_date,
                week_count: 1,
                description: String::new(),
                forecast_id: None,
                run_id: None,
                metrics: None,
                results: GenerationResults::default(),
                scheduled_heads: Vec::new(),
                shifts: shifts.collect(),
            };
            let draft = create_draft(conn, &scope, draft)?;
            publish_schedule(conn, &scope, &draft.id, draft.version)
        });
        published.expect("the schedule can be published");
    }

    /// Sends events.
    pub fn sends(&self, events: &[Value]) -> Value {
        let body = json!({ "events": events });
        self.centre
            .post(Role::Dialer, "/agent-state-events", &body)
            .expect(200)
    }

    /// The states of an agent, as events of their own ids.
    pub fn states(&self, name: &str, states: &[(&str, &str)]) -> Vec<Value> {
        let event = |(at, state): &(&str, &str)| {
            let (presence, routing) = state.split_once('/').unwrap_or((state, ""));
            json!({ "eventId": format!("{name} {at} {state}"), "agentExternalId": name, "occurredAt": at,
                "systemPresence": presence, "routingStatus": (!routing.is_empty()).then_some(routing) })
        };
        states.iter().map(event).collect()
    }

    /// An agent's adherence from day to day, both included, by a definition.
    pub fn adherence(&self, name: &str, first: &str, last: &str, definition: &str) -> Value {
        let path = format!(
            "/agents/{}/adherence?startDate={first}&endDate={last}&definition={definition}",
            self.agent(name)
        );
        self.centre.get(Role::Supervisor, &path).expect(200)
    }

    /// An agent's row of the board.
    pub fn on_board(&self, name: &str, more: &str) -> Value {
        let path = format!("/adherence?userId={}{more}", self.agent(name));
        let board = self.centre.get(Role::Supervisor, &path).expect(200);
        board["entities"][0].clone()
    }
}

/// An instant from its text.
fn instant(text: &str) -> Instant {
    serde_json::from_value(json!(text)).expect("an RFC 3339 instant")
}
