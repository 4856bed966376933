//! A small centre on a database of its own, for the tests of this feature.

use chrono::Weekday;
use tempfile::TempDir;

use super::*;
use crate::db::{Conn, Database, Instant, testing};
use crate::failure::Failure;
use crate::tenancy::{Scope, create_tenant};

/// A database with one tenant, a business unit, a management unit and a skill.
pub(super) struct Centre {
    _folder: TempDir,
    pub db: Database,
    pub scope: Scope,
    pub business_unit: BusinessUnit,
    pub management_unit: ManagementUnit,
    pub skill: Skill,
}

impl Centre {
    pub(super) fn new() -> Self {
        let (db, folder) = testing::migrated();
        let scope = tenant(&db, "First");
        let (business_unit, management_unit, skill) = db
            .write(|conn| {
                let business_unit = create_business_unit(conn, &scope, business_unit("Bank"))?;
                let unit = NewManagementUnit {
                    business_unit_id: business_unit.id.clone(),
                    name: "Berlin".to_owned(),
                    labour_law: None,
                };
                let unit = create_management_unit(conn, &scope, unit)?;
                let skill = NewSkill {
                    name: "Loans".to_owned(),
                };
                let skill = create_skill(conn, &scope, skill)?;
                Ok::<_, Failure>((business_unit, unit, skill))
            })
            .unwrap();
        Self {
            _folder: folder,
            db,
            scope,
            business_unit,
            management_unit,
            skill,
        }
    }

    /// A second tenant of the same database.
    pub(super) fn other_tenant(&self) -> Scope {
        tenant(&self.db, "Second")
    }

    pub(super) fn write<T>(
        &self,
        operation: impl FnOnce(&mut Conn<'_>, &Scope) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.db.write(|conn| operation(conn, &self.scope))
    }

    pub(super) fn agent(&self, name: &str) -> NewAgent {
        NewAgent {
            name: name.to_owned(),
            external_id: Some(format!("x-{name}")),
            management_unit_id: self.management_unit.id.clone(),
            team_id: None,
            work_plan_id: None,
            skills: vec![AgentSkill {
                skill_id: self.skill.id.clone(),
                proficiency: 4,
            }],
            active: true,
            ..NewAgent::default()
        }
    }

    pub(super) fn queue(&self, name: &str) -> Queue {
        let queue = NewQueue {
            business_unit_id: self.business_unit.id.clone(),
            name: name.to_owned(),
            channel: Channel::Voice,
            external_id: None,
        };
        self.write(|conn, scope| create_queue(conn, scope, queue))
            .unwrap()
    }

    pub(super) fn work_plan(&self, name: &str) -> NewWorkPlan {
        // A reader's connection: the one writing connection may be the caller's.
        let codes = self
            .db
            .read(|conn| list_activity_codes(conn, &self.scope, &self.business_unit.id));
        let meal = codes
            .unwrap()
            .into_iter()
            .find(|code| code.category == ActivityCategory::Meal)
            .unwrap();
        let plan = serde_json::json!({
            "name": name, "maximumDays": 5,
            "shifts": [{
                "name": "Day", "days": ["Monday", "Friday"],
                "exactStartTimeMinutesFromMidnight": 480, "exactPaidTimeMinutes": 480,
                "activities": [{
                    "activityCodeId": meal.id, "lengthMinutes": 30, "exactStartTimeMinutes": 240,
                    "countsAsPaidTime": false,
                }],
            }],
        });
        NewWorkPlan {
            management_unit_id: self.management_unit.id.clone(),
            ..serde_json::from_value(plan).unwrap()
        }
    }

    pub(super) fn service_goal_template(&self) -> ServiceGoalTemplate {
        let template = serde_json::json!({
            "name": "80 in 20",
            "serviceLevel": {"include": true, "percent": 80, "seconds": 20},
            "averageSpeedOfAnswer": {"include": false, "seconds": 30},
            "abandonRate": {"include": false, "percent": 5},
            "maximumOccupancy": {"include": true, "percent": 85},
        });
        let template = NewServiceGoalTemplate {
            business_unit_id: self.business_unit.id.clone(),
            ..serde_json::from_value(template).unwrap()
        };
        self.write(|conn, scope| create_service_goal_template(conn, scope, template))
            .unwrap()
    }

    pub(super) fn planning_group(&self, name: &str, queue: &Queue) -> NewPlanningGroup {
        NewPlanningGroup {
            business_unit_id: self.business_unit.id.clone(),
            name: name.to_owned(),
            route_paths: vec![RoutePath {
                queue_id: queue.id.clone(),
                skill_ids: vec![self.skill.id.clone()],
            }],
            service_goal_template_id: self.service_goal_template().id,
            shrinkage_percent: "30.1".parse().unwrap(),
            default_average_handle_time_seconds: Some(240.0),
            ..NewPlanningGroup::default()
        }
    }
}

pub(super) fn business_unit(name: &str) -> NewBusinessUnit {
    NewBusinessUnit {
        name: name.to_owned(),
        time_zone: chrono_tz::Europe::Berlin,
        start_day_of_week: Weekday::Mon,
        interval_length_minutes: 30,
        region: None,
    }
}

fn tenant(db: &Database, name: &str) -> Scope {
    let now = Instant::from_epoch_millis(1_795_219_200_000);
    let tenant = db.write(|conn| create_tenant(conn, name, now)).unwrap();
    Scope::system(tenant.id, now)
}
