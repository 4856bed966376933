//! The centre of the surge.

use crewcast::failure::Failure;
use crewcast::organisation::{
    ActivityCategory, AgentSkill, AverageSpeedOfAnswerGoal, Channel, NewAgent, NewBusinessUnit,
    NewManagementUnit, NewPlanningGroup, NewQueue, NewServiceGoalTemplate, NewSkill, NewWorkPlan,
    PercentCeiling, RoutePath, ServiceLevelGoal, WorkPlanActivity, WorkPlanShift, create_agent,
    create_business_unit, create_management_unit, create_planning_group, create_queue,
    create_service_goal_template, create_skill, create_work_plan, list_activity_codes,
};
use crewcast::tenancy::Scope;
use crewcast_forecasts::erlang::ServiceLevelVariant;

use super::{AGENTS, PATIENCE_SECONDS, QUEUES};
use crate::support::Centre;

/// Two queues, agents for either and a third for both, eight hours with two breaks and a meal.
pub(super) fn make_centre(centre: &Centre) -> String {
    let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
    let made: Result<String, Failure> = centre.db.write(|conn| {
        let unit = NewBusinessUnit {
            name: "Centre".to_owned(),
            time_zone: chrono_tz::Europe::Berlin,
            start_day_of_week: chrono::Weekday::Mon,
            interval_length_minutes: 30,
            region: None,
        };
        let unit = create_business_unit(conn, &scope, unit)?.id;
        let goals = NewServiceGoalTemplate {
            business_unit_id: unit.clone(),
            name: "80 in 20".to_owned(),
            service_level: ServiceLevelGoal {
                include: true,
                percent: 80.0,
                seconds: 20,
                variant: ServiceLevelVariant::OfOffered,
            },
            average_speed_of_answer: AverageSpeedOfAnswerGoal {
                include: false,
                seconds: 30,
            },
            abandon_rate: PercentCeiling {
                include: false,
                percent: 5.0,
            },
            maximum_occupancy: PercentCeiling {
                include: false,
                percent: 88.0,
            },
        };
        let goals = create_service_goal_template(conn, &scope, goals)?.id;
        let mut skills = Vec::new();
        for (name, _, _) in QUEUES {
            let skill = NewSkill {
                name: name.to_owned(),
            };
            let skill = create_skill(conn, &scope, skill)?.id;
            let queue = NewQueue {
                business_unit_id: unit.clone(),
                name: name.to_owned(),
                channel: Channel::Voice,
                external_id: None,
            };
            let queue_id = create_queue(conn, &scope, queue)?.id;
            let group = NewPlanningGroup {
                business_unit_id: unit.clone(),
                name: name.to_owned(),
                route_paths: vec![RoutePath {
                    queue_id,
                    skill_ids: vec![skill.clone()],
                }],
                service_goal_template_id: goals.clone(),
                shrinkage_percent: 8.into(),
                average_patience_seconds: Some(PATIENCE_SECONDS),
                ..NewPlanningGroup::default()
            };
            create_planning_group(conn, &scope, group)?;
            skills.push(skill);
        }
        let site = NewManagementUnit {
            business_unit_id: unit.clone(),
            name: "Site".to_owned(),
            labour_law: None,
        };
        let site = create_management_unit(conn, &scope, site)?.id;
        let codes = list_activity_codes(conn, &scope, &unit)?;
        let code = |category| {
            let mut codes = codes.iter();
            codes
                .find(|code| code.category == category)
                .unwrap()
                .id
                .clone()
        };
        let pause = |category, minutes: u32, earliest: u32, latest: u32, paid| WorkPlanActivity {
            activity_code_id: code(category),
            description: String::new(),
            length_minutes: minutes,
            flexible_start_time: true,
            exact_start_time_minutes: None,
            earliest_start_time_minutes: Some(earliest),
            latest_start_time_minutes: Some(latest),
            start_time_increment_minutes: Some(15),
            counts_as_paid_time: paid,
            minimum_distance_minutes: None,
            minimum_length_from_shift_end_minutes: None,
            split: None,
        };
        let (meal, rest) = (ActivityCategory::Meal, ActivityCategory::Break);
        let plan = NewWorkPlan {
            management_unit_id: site.clone(),
            name: "Full time".to_owned(),
            enabled: true,
            constrain_minimum_time_between_shifts: true,
            minimum_time_between_shifts_minutes: Some(660),
            maximum_days: Some(5),
            shifts: vec![WorkPlanShift {
                name: "Eight hours".to_owned(),
                days: (0..7)
                    .map(|day| chrono::Weekday::try_from(day).unwrap())
                    .collect(),
                flexible_start_time: true,
                exact_start_time_minutes_from_midnight: None,
                earliest_start_time_minutes_from_midnight: Some(480),
                latest_start_time_minutes_from_midnight: Some(690),
                start_increment_minutes: Some(30),
                constrain_latest_stop_time: false,
                latest_stop_time_minutes_from_midnight: None,
                flexible_paid_time: false,
                exact_paid_time_minutes: Some(480),
                minimum_paid_time_minutes: None,
                maximum_paid_time_minutes: None,
                activities: vec![
                    pause(rest, 15, 90, 165, true),
                    pause(meal, 30, 210, 300, false),
                    pause(rest, 15, 345, 435, true),
                ],
            }],
            ..NewWorkPlan::default()
        };
        let plan = create_work_plan(conn, &scope, plan)?.id;
        for index in 0..AGENTS {
            let held = match index % 3 {
                0 => &skills[..1],
                1 => &skills[1..],
                _ => &skills[..],
            };
            let agent = NewAgent {
                name: format!("Agent {index:02}"),
                management_unit_id: site.clone(),
                work_plan_id: Some(plan.clone()),
                skills: held
                    .iter()
                    .map(|skill| AgentSkill {
                        skill_id: skill.clone(),
                        proficiency: 3,
                    })
                    .collect(),
                active: true,
                ..NewAgent::default()
            };
            create_agent(conn, &scope, agent)?;
        }
        Ok(unit)
    });
    made.expect("the centre can be made")
}
