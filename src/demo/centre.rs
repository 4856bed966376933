//! The demo's organisation: a Chinese bank's centre of 60 agents on two queues.

use chrono::Weekday;
use chrono_tz::Tz;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::people::full_name;
use crate::db::Conn;
use crate::failure::Failure;
use crate::organisation::{
    ActivityCategory, AgentSkill, AverageSpeedOfAnswerGoal, BusinessUnit, Channel, NewAgent,
    NewBusinessUnit, NewManagementUnit, NewPlanningGroup, NewQueue, NewServiceGoalTemplate,
    NewSkill, NewTeam, NewWorkPlan, PercentCeiling, RoutePath, ServiceLevelGoal, create_agent,
    create_business_unit, create_management_unit, create_planning_group, create_queue,
    create_service_goal_template, create_skill, create_team, create_work_plan, list_activity_codes,
};
use crate::tenancy::Scope;
use crewcast_forecasts::erlang::ServiceLevelVariant;

/// The zone of the demo centre.
pub(super) const ZONE: Tz = chrono_tz::Asia::Shanghai;

/// Its interval length.
pub(super) const INTERVAL_MINUTES: u32 = 15;

/// How long the callers wait, on average, before they hang up.
const PATIENCE_SECONDS: f64 = 180.0;

/// What was made, by id.
pub(super) struct Centre {
    pub business_unit: BusinessUnit,
    pub agent_ids: Vec<String>,
}

/// Which skills an agent of the demo has.
#[derive(Clone, Copy)]
enum Takes {
    Cards,
    Loans,
    Both,
}

/// Makes the whole organisation.
pub(super) fn create_centre(conn: &mut Conn<'_>, scope: &Scope) -> Result<Centre, Failure> {
    let unit = NewBusinessUnit {
        name: "Shanghai centre".to_owned(),
        time_zone: ZONE,
        start_day_of_week: Weekday::Mon,
        interval_length_minutes: INTERVAL_MINUTES,
        region: None,
    };
    let business_unit = create_business_unit(conn, scope, unit)?;
    let unit_id = business_unit.id.clone();
    let pudong = NewManagementUnit {
        business_unit_id: unit_id.clone(),
        name: "Pudong".to_owned(),
        labour_law: None,
    };
    let management_unit_id = create_management_unit(conn, scope, pudong)?.id;

    let skill = |conn: &mut Conn<'_>, name: &str| {
        create_skill(
            conn,
            scope,
            NewSkill {
                name: name.to_owned(),
            },
        )
    };
    let (cards, loans) = (skill(conn, "Cards")?.id, skill(conn, "Loans")?.id);
    let goal_id = create_service_goal_template(conn, scope, service_goal(&unit_id))?.id;
    for (name, skill_id, handle_seconds) in [("Cards", &cards, 240.0), ("Loans", &loans, 360.0)] {
        let queue = NewQueue {
            business_unit_id: unit_id.clone(),
            name: name.to_owned(),
            channel: Channel::Voice,
            external_id: None,
        };
        let queue_id = create_queue(conn, scope, queue)?.id;
        let group = NewPlanningGroup {
            business_unit_id: unit_id.clone(),
            name: name.to_owned(),
            route_paths: vec![RoutePath {
                queue_id,
                skill_ids: vec![skill_id.clone()],
            }],
            service_goal_template_id: goal_id.clone(),
            shrinkage_percent: Decimal::from(20),
            default_average_handle_time_seconds: Some(handle_seconds),
            average_patience_seconds: Some(PATIENCE_SECONDS),
            ..NewPlanningGroup::default()
        };
        create_planning_group(conn, scope, group)?;
    }

    let team = |conn: &mut Conn<'_>, name: &str| {
        create_team(
            conn,
            scope,
            NewTeam {
                management_unit_id: management_unit_id.clone(),
                name: name.to_owned(),
            },
        )
    };
    let teams = [
        team(conn, "Magnolia")?.id,
        team(conn, "Plum")?.id,
        team(conn, "Bamboo")?.id,
    ];
    let plans = create_plans(conn, scope, &unit_id, &management_unit_id)?;
    let mut agent_ids = Vec::new();
    for number in 0..60_usize {
        let takes = match number % 10 {
            0..=4 => Takes::Cards,
            5..=7 => Takes::Loans,
            _ => Takes::Both,
        };
        let of = |skill_id: &String, proficiency| AgentSkill {
            skill_id: skill_id.clone(),
            proficiency,
        };
        let agent = NewAgent {
            name: full_name(number),
            external_id: Some(format!("A{:04}", 1_001 + number)),
            management_unit_id: management_unit_id.clone(),
            team_id: teams.get(number % teams.len()).cloned(),
            work_plan_id: Some(if number % 5 == 4 {
                plans.part_time.clone()
            } else {
                plans.full_time.clone()
            }),
            skills: match takes {
                Takes::Cards => vec![of(&cards, 4)],
                Takes::Loans => vec![of(&loans, 4)],
                Takes::Both => vec![of(&cards, 3), of(&loans, 3)],
            },
            active: true,
            ..NewAgent::default()
        };
        agent_ids.push(create_agent(conn, scope, agent)?.id);
    }
    Ok(Centre {
        business_unit,
        agent_ids,
    })
}

fn service_goal(business_unit_id: &str) -> NewServiceGoalTemplate {
    NewServiceGoalTemplate {
        business_unit_id: business_unit_id.to_owned(),
        name: "80 % in 20 s".to_owned(),
        service_level: ServiceLevelGoal {
            include: true,
            percent: 80.0,
            seconds: 20,
            variant: ServiceLevelVariant::OfOffered,
        },
        average_speed_of_answer: AverageSpeedOfAnswerGoal {
            include: false,
            seconds: 20,
        },
        abandon_rate: PercentCeiling {
            include: false,
            percent: 5.0,
        },
        maximum_occupancy: PercentCeiling {
            include: true,
            percent: 85.0,
        },
    }
}

struct Plans {
    full_time: String,
    part_time: String,
}

fn create_plans(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    management_unit_id: &str,
) -> Result<Plans, Failure> {
    let codes = list_activity_codes(conn, scope, business_unit_id)?;
    let code = |category: ActivityCategory| {
        let found = codes
            .iter()
            .find(|code| code.category == category)
            .map(|code| code.id.clone());
        found.ok_or_else(|| {
            Failure::Internal(format!(
                "the business unit has no {category:?} activity code"
            ))
        })
    };
    let (rest, meal) = (
        code(ActivityCategory::Break)?,
        code(ActivityCategory::Meal)?,
    );
    let activity = |code: &str,
                    name: &str,
                    minutes: u32,
                    earliest: u32,
                    latest: u32,
                    paid: bool| {
        json!({
            "activityCodeId": code, "description": name, "lengthMinutes": minutes, "flexibleStartTime": true,
            "earliestStartTimeMinutes": earliest, "latestStartTimeMinutes": latest,
            "startTimeIncrementMinutes": 15, "countsAsPaidTime": paid,
        })
    };
    let every_day = json!([
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday"
    ]);
    // China's Labour Law, arts. 36 and 38: at most 8 hours a day, and at least one day off a week.
    let full_time = json!({
        "name": "Full time, 40 h", "enabled": true,
        "constrainWeeklyPaidTime": true, "flexibleWeeklyPaidTime": false, "weeklyExactPaidMinutes": 2_400,
        "constrainMinimumTimeBetweenShifts": true, "minimumTimeBetweenShiftsMinutes": 660,
        "maximumDays": 5, "minimumWorkingDaysPerWeek": 5,
        "constrainMaximumConsecutiveWorkingDays": true, "maximumConsecutiveWorkingDays": 6,
        "shifts": [{
            "name": "Eight hours", "days": every_day, "flexibleStartTime": true,
            "earliestStartTimeMinutesFromMidnight": 480, "latestStartTimeMinutesFromMidnight": 720,
            "startIncrementMinutes": 30, "flexiblePaidTime": false, "exactPaidTimeMinutes": 480,
            "activities": [
                activity(&rest, "Morning break", 15, 90, 150, true),
                activity(&meal, "Meal", 60, 195, 300, false),
                activity(&rest, "Afternoon break", 15, 375, 450, true),
            ],
        }],
    });
    let part_time = json!({
        "name": "Part time, 20 to 25 h", "enabled": true,
        "constrainWeeklyPaidTime": true, "flexibleWeeklyPaidTime": true,
        "weeklyMinimumPaidMinutes": 1_200, "weeklyMaximumPaidMinutes": 1_500,
        "constrainMinimumTimeBetweenShifts": true, "minimumTimeBetweenShiftsMinutes": 660,
        "maximumDays": 5, "minimumWorkingDaysPerWeek": 4,
        "constrainMaximumConsecutiveWorkingDays": true, "maximumConsecutiveWorkingDays": 6,
        "shifts": [{
            "name": "Five hours", "days": every_day, "flexibleStartTime": true,
            "earliestStartTimeMinutesFromMidnight": 480, "latestStartTimeMinutesFromMidnight": 960,
            "startIncrementMinutes": 30, "flexiblePaidTime": false, "exactPaidTimeMinutes": 300,
            "activities": [activity(&rest, "Break", 15, 120, 195, true)],
        }],
    });
    let mut create = |plan: Value| -> Result<String, Failure> {
        let mut plan: NewWorkPlan = serde_json::from_value(plan)
            .map_err(|error| Failure::Internal(format!("demo work plan: {error}")))?;
        plan.management_unit_id = management_unit_id.to_owned();
        Ok(create_work_plan(conn, scope, plan)?.id)
    };
    Ok(Plans {
        full_time: create(full_time)?,
        part_time: create(part_time)?,
    })
}
