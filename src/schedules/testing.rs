//! A small centre on a fresh SQLite file, for the tests of schedules and rosters.

use chrono::{NaiveDate, Weekday};
use chrono_tz::Tz;

use super::{GenerationResults, NewDraft, NewShift, Schedule, ShiftActivity, create_draft};
use crate::db::{Conn, Database, Instant, testing};
use crate::failure::Failure;
use crate::organisation::{
    ActivityCategory, ActivityCode, Agent, BusinessUnit, ManagementUnit, NewAgent, NewBusinessUnit,
    NewManagementUnit, create_agent, create_business_unit, create_management_unit,
    list_activity_codes,
};
use crate::tenancy::{Role, Scope, create_tenant};

/// A business unit in Berlin whose weeks start on Monday, cut into half hours.
pub(crate) struct Centre {
    pub db: Database,
    pub scope: Scope,
    pub unit: BusinessUnit,
    pub site: ManagementUnit,
    pub codes: Vec<ActivityCode>,
    _folder: tempfile::TempDir,
}

pub(crate) fn instant(text: &str) -> Instant {
    serde_json::from_str(&format!("\"{text}\"")).unwrap()
}

impl Centre {
    pub(crate) fn new() -> Self {
        let (db, folder) = testing::migrated();
        let now = instant("2026-03-16T12:00:00Z");
        let tenant = db.write(|conn| create_tenant(conn, "tests", now)).unwrap();
        let scope = Scope::system(tenant.id, now);
        let (unit, site, codes) = db
            .write(|conn| {
                let unit = NewBusinessUnit {
                    name: "Bank; service, Berlin".to_owned(),
                    time_zone: Tz::Europe__Berlin,
                    start_day_of_week: Weekday::Mon,
                    interval_length_minutes: 30,
                    region: None,
                };
                let unit = create_business_unit(conn, &scope, unit)?;
                let site = NewManagementUnit {
                    business_unit_id: unit.id.clone(),
                    name: "Site".to_owned(),
                    labour_law: None,
                };
                let site = create_management_unit(conn, &scope, site)?;
                let codes = list_activity_codes(conn, &scope, &unit.id)?;
                Ok::<_, Failure>((unit, site, codes))
            })
            .unwrap();
        Self {
            db,
            scope,
            unit,
            site,
            codes,
            _folder: folder,
        }
    }

    pub(crate) fn does<T>(
        &self,
        operation: impl FnOnce(&mut Conn<'_>, &Scope) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.db.write(|conn| operation(conn, &self.scope))
    }

    pub(crate) fn agent(&self, name: &str) -> Agent {
        let new = NewAgent {
            name: name.to_owned(),
            external_id: None,
            management_unit_id: self.site.id.clone(),
            team_id: None,
            work_plan_id: None,
            skills: Vec::new(),
            active: true,
            ..NewAgent::default()
        };
        self.does(|conn, scope| create_agent(conn, scope, new))
            .unwrap()
    }

    /// Whoever signs in as this agent.
    pub(crate) fn as_agent(&self, agent_id: &str) -> Scope {
        let mut scope = self.scope.clone();
        scope.actor.role = Role::Agent;
        scope.actor.agent_id = Some(agent_id.to_owned());
        scope
    }

    pub(crate) fn code(&self, category: ActivityCategory) -> &ActivityCode {
        let mut codes = self.codes.iter();
        codes.find(|code| code.category == category).unwrap()
    }

    /// Eight hours on site: four on queue, half an hour of unpaid meal, the rest on queue.
    pub(crate) fn shift(&self, agent_id: &str, start: &str) -> NewShift {
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
            agent_id: agent_id.to_owned(),
            start_at,
            length_minutes: 480,
            activities: vec![
                stretch(ActivityCategory::OnQueueWork, 0, 240, true),
                stretch(ActivityCategory::Meal, 240, 30, false),
                stretch(ActivityCategory::OnQueueWork, 270, 210, true),
            ],
            work_plan_id: None,
            work_plan_shift_id: None,
        }
    }

    pub(crate) fn new_draft(&self, week: &str, week_count: u32, shifts: Vec<NewShift>) -> NewDraft {
        NewDraft {
            business_unit_id: self.unit.id.clone(),
            week_date: week.parse::<NaiveDate>().unwrap(),
            week_count,
            description: "a plan".to_owned(),
            forecast_id: None,
            run_id: None,
            metrics: None,
            results: GenerationResults::default(),
            scheduled_heads: Vec::new(),
            shifts,
        }
    }

    pub(crate) fn draft(&self, week: &str, week_count: u32, shifts: Vec<NewShift>) -> Schedule {
        let new = self.new_draft(week, week_count, shifts);
        self.does(|conn, scope| create_draft(conn, scope, new))
            .unwrap()
    }
}
