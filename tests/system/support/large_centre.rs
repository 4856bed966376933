//! A centre of 300 agents, for measurements by name.

use crewcast::failure::Failure;
use crewcast::history::{ImportKind, ImportOptions, Upload, import_file};
use crewcast::organisation::{
    ActivityCategory, AgentSkill, AverageSpeedOfAnswerGoal, Channel, NewAgent, NewBusinessUnit,
    NewManagementUnit, NewPlanningGroup, NewQueue, NewServiceGoalTemplate, NewSkill, NewWorkPlan,
    PercentCeiling, RoutePath, ServiceLevelGoal, WorkPlanActivity, WorkPlanShift, create_agent,
    create_business_unit, create_management_unit, create_planning_group, create_queue,
    create_service_goal_template, create_skill, create_work_plan, list_activity_codes,
};
use crewcast::tenancy::Scope;
use crewcast_forecasts::erlang::ServiceLevelVariant;

use super::Centre;

/// Its agents.
pub const AGENTS: usize = 300;

/// Two queues of calls from seven to nine, agents for either and a third for both, full time and part time.
pub fn centre_of_300(centre: &Centre) -> String {
    let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
    let made: Result<String, Failure> = centre.db.write(|conn| {
        let unit = NewBusinessUnit {
            name: "Large".to_owned(),
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
                include: true,
                percent: 88.0,
            },
        };
        let goals = create_service_goal_template(conn, &scope, goals)?.id;
        let mut skills = Vec::new();
        for name in ["Cards", "Loans"] {
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
                shrinkage_percent: 10.into(),
                average_patience_seconds: Some(120.0),
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
        let plan = |name: &str, paid: u32, latest: u32, activities| NewWorkPlan {
            management_unit_id: site.clone(),
            name: name.to_owned(),
            enabled: true,
            constrain_minimum_time_between_shifts: true,
            minimum_time_between_shifts_minutes: Some(660),
            constrain_weekly_paid_time: true,
            weekly_exact_paid_minutes: Some(5 * paid),
            maximum_days: Some(5),
            shifts: vec![WorkPlanShift {
                name: name.to_owned(),
                days: (0..7)
                    .map(|day| chrono::Weekday::try_from(day).unwrap())
                    .collect(),
                flexible_start_time: true,
                exact_start_time_minutes_from_midnight: None,
                earliest_start_time_minutes_from_midnight: Some(420),
                latest_start_time_minutes_from_midnight: Some(latest),
                start_increment_minutes: Some(30),
                constrain_latest_stop_time: false,
                latest_stop_time_minutes_from_midnight: None,
                flexible_paid_time: false,
                exact_paid_time_minutes: Some(paid),
                minimum_paid_time_minutes: None,
                maximum_paid_time_minutes: None,
                activities,
            }],
            ..NewWorkPlan::default()
        };
        let (meal, rest) = (ActivityCategory::Meal, ActivityCategory::Break);
        let full = vec![
            pause(rest, 15, 90, 150, true),
            pause(meal, 30, 210, 300, false),
            pause(rest, 15, 360, 420, true),
        ];
        let full = create_work_plan(conn, &scope, plan("Full", 480, 750, full))?.id;
        let part = vec![pause(rest, 15, 90, 180, true)];
        let part = create_work_plan(conn, &scope, plan("Part", 300, 960, part))?.id;
        for index in 0..AGENTS {
            let held = match index % 3 {
                0 => &skills[..1],
                1 => &skills[1..],
                _ => &skills[..],
            };
            let agent = NewAgent {
                name: format!("Agent {index:03}"),
                management_unit_id: site.clone(),
                work_plan_id: Some(if index % 5 == 4 {
                    part.clone()
                } else {
                    full.clone()
                }),
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
    let unit = made.expect("the centre can be made");
    import_calls(centre, &unit);
    format!("/business-units/{unit}")
}

/// Eight weeks with a hump in the morning and one in the afternoon, weaker at weekends.
fn import_calls(centre: &Centre, unit: &str) {
    let mut text =
        "QueueName,IntervalStart,IntervalMinutes,Offered,AverageHandleTimeSeconds\n".to_owned();
    let first: chrono::NaiveDate = "2026-04-06".parse().unwrap();
    for (offset, day) in first.iter_days().take(56).enumerate() {
        let of_day = [1.0, 0.97, 0.95, 0.95, 0.98, 0.6, 0.5][offset % 7];
        for half_hour in 14..42_u32 {
            let x = f64::from(half_hour);
            let hump = |at: f64, wide: f64| (-((x - at) / wide).powi(2)).exp();
            let shape = 0.35 + hump(20.0, 5.0) + 0.8 * hump(31.0, 6.0);
            let (hour, minute) = (half_hour / 2, half_hour % 2 * 30);
            for (queue, calls) in [("Cards", 440.0), ("Loans", 335.0)] {
                let offered = (calls * shape * of_day).round();
                text += &format!("{queue},{day}T{hour:02}:{minute:02}:00,30,{offered},240\n");
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("history.csv");
    std::fs::write(&file, text).unwrap();
    let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
    let options = ImportOptions::new(unit, ImportKind::Intervals);
    let upload = Upload::of_path(&file).unwrap();
    import_file(&centre.db, &scope, &upload, &options, &mut |_| {}).unwrap();
}
