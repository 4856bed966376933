//! A day with a fifth more calls than forecast from eleven o'clock: what is advised at half past twelve, and the day's service
//! with and without following it. The judge of that is a simulation of its own: other draws, the true demand, and the agents as
//! the schedule has them. Figures: `./run test --test system -- --nocapture a_fifth_more`.

use std::time::Instant;

use chrono::DateTime;
use crewcast::failure::Failure;
use crewcast::history::{ImportKind, ImportOptions, Upload, import_file};
use crewcast::organisation::{
    ActivityCategory, AgentSkill, AverageSpeedOfAnswerGoal, Channel, NewAgent, NewBusinessUnit,
    NewManagementUnit, NewPlanningGroup, NewQueue, NewServiceGoalTemplate, NewSkill, NewWorkPlan,
    PercentCeiling, RoutePath, ServiceLevelGoal, WorkPlanActivity, WorkPlanShift, create_agent,
    create_business_unit, create_management_unit, create_planning_group, create_queue,
    create_service_goal_template, create_skill, create_work_plan, list_activity_codes,
};
use crewcast::tenancy::{Role, Scope};
use crewcast_forecasts::erlang::ServiceLevelVariant;
use crewcast_forecasts::simulation::model::{
    AgentGroup, Centre as Simulated, SimulatedQueue, Skill, Stretch,
};
use crewcast_forecasts::simulation::{Distribution, Shape, Simulation};
use crewcast_forecasts::units::AnswerWithinSeconds;
use rstest::rstest;
use serde_json::{Value, json};

use crate::forecasts::{WEEK, generate};
use crate::support::Engine::{Postgres, Sqlite};
use crate::support::{Centre, Engine, list, number, text};

const AGENTS: usize = 48;
const QUEUES: [(&str, f64, f64); 2] = [("Cards", 70.0, 240.0), ("Loans", 45.0, 300.0)];

/// The Tuesday: Berlin is two hours ahead.
const TUESDAY: &str = "2026-06-02";
const START: &str = "2026-06-01T22:00:00Z";
const PATIENCE_SECONDS: f64 = 150.0;

/// From eleven on, in half hours of the day.
const SURGE_FROM: usize = 22;
/// Half past twelve.
const NOW: usize = 25;

/// Calls of a half hour on an ordinary day: from eight to eight, with a hump in the morning and one in the afternoon.
fn usual(calls: f64, half_hour: usize) -> f64 {
    if !(16..40).contains(&half_hour) {
        return 0.0;
    }
    let hump = |at: f64, wide: f64| (-((half_hour as f64 - at) / wide).powi(2)).exp();
    calls * (0.5 + 0.6 * hump(21.0, 4.0) + 0.5 * hump(30.0, 5.0))
}

/// What truly comes on Tuesday.
fn true_calls(calls: f64, half_hour: usize) -> f64 {
    usual(calls, half_hour) * if half_hour >= SURGE_FROM { 1.2 } else { 1.0 }
}

/// Two queues, agents for either and a third for both, eight hours with two breaks and a meal.
fn make_centre(centre: &Centre) -> String {
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

fn import(centre: &Centre, unit: &str, text: &str) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("history.csv");
    std::fs::write(&file, text).unwrap();
    let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
    let options = ImportOptions::new(unit, ImportKind::Intervals);
    let upload = Upload::of_path(&file).unwrap();
    import_file(&centre.db, &scope, &upload, &options, &mut |_| {}).unwrap();
}

const HEADER: &str = "QueueName,IntervalStart,IntervalMinutes,Offered,Handled,Abandoned,AverageHandleTimeSeconds,AnsweredWithin\n";

/// Eight weeks, days busier and quieter as wholes by up to eight percent, with a little noise in each half hour.
fn past() -> String {
    let mut text = HEADER.to_owned();
    let first: chrono::NaiveDate = "2026-04-06".parse().unwrap();
    for (offset, day) in first.iter_days().take(56).enumerate() {
        let of_day = 1.0 + (((offset * 29) % 17) as f64 - 8.0) / 100.0;
        for half_hour in 16..40 {
            let noise = 1.0 + (((offset * 31 + half_hour * 17) % 13) as f64 - 6.0) / 100.0;
            for (queue, calls, seconds) in QUEUES {
                let offered = (usual(calls, half_hour) * of_day * noise).round();
                text += &row(queue, day, half_hour, offered, (seconds, 0.85));
            }
        }
    }
    text
}

/// Tuesday up to half past twelve.
fn this_morning() -> String {
    let mut text = HEADER.to_owned();
    for half_hour in 16..NOW {
        let in_time = if half_hour < SURGE_FROM { 0.86 } else { 0.62 };
        for (queue, calls, seconds) in QUEUES {
            let offered = true_calls(calls, half_hour).round();
            text += &row(queue, TUESDAY, half_hour, offered, (seconds, in_time));
        }
    }
    text
}

fn row(
    queue: &str,
    day: impl std::fmt::Display,
    half_hour: usize,
    offered: f64,
    of: (f64, f64),
) -> String {
    let (seconds, in_time) = of;
    let abandoned = (offered * (1.0 - in_time) / 4.0).round();
    format!(
        "{queue},{day}T{:02}:{:02}:00,30,{offered},{},{abandoned},{seconds},{}\n",
        half_hour / 2,
        half_hour % 2 * 30,
        offered - abandoned,
        (offered * in_time).round()
    )
}

/// Seconds from the start of Tuesday.
fn seconds(at: &Value) -> f64 {
    let parsed = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().timestamp();
    (parsed(&text(at)) - parsed(START)) as f64
}

/// An agent's shifts of the week, with the queues they serve and whether they are there on Tuesday.
struct Worker {
    id: String,
    queues: Vec<usize>,
    is_there: bool,
    activities: Vec<Value>,
}

/// Everybody on Tuesday as the schedule has them now. Every twelfth has stayed at home.
fn workers(centre: &Centre, path: &str) -> Vec<Worker> {
    let query = format!("{path}/agent-schedules/query");
    let told = centre.post(Role::Planner, &query, &json!({})).expect(200);
    let all = list(&told["agentSchedules"]).iter().enumerate();
    all.map(|(index, agent)| {
        let shifts = list(&agent["shifts"]).iter();
        let activities = shifts.flat_map(|shift| list(&shift["activities"]).clone());
        let today = |one: &Value| (0.0..86_400.0).contains(&seconds(&one["startDate"]));
        Worker {
            id: text(&agent["agentId"]),
            queues: match index % 3 {
                0 => vec![0],
                1 => vec![1],
                _ => vec![0, 1],
            },
            is_there: index % 12 != 7,
            activities: activities.filter(today).collect(),
        }
    })
    .collect()
}

/// The states of everybody up to half past twelve, as their shifts have them.
fn live(centre: &Centre, workers: &[Worker]) {
    let mut events = Vec::new();
    let mut event = |agent: &str, at: &Value, presence: &str| {
        events.push(json!({ "eventId": format!("{agent} {presence} {at}"), "agentId": agent, "occurredAt": at,
            "systemPresence": presence }));
    };
    for worker in workers
        .iter()
        .filter(|worker| !worker.activities.is_empty())
    {
        event(&worker.id, &json!("2026-06-02T05:00:00Z"), "OFFLINE");
        for activity in worker.activities.iter().filter(|_| worker.is_there) {
            if seconds(&activity["startDate"]) >= NOW as f64 * 1_800.0 {
                continue;
            }
            let presence = match activity["category"].as_str().unwrap() {
                "OnQueueWork" => "ON_QUEUE",
                "Break" => "BREAK",
                "Meal" => "MEAL",
                _ => "TRAINING",
            };
            event(&worker.id, &activity["startDate"], presence);
        }
    }
    for chunk in events.chunks(500) {
        let sent = centre.post(
            Role::Dialer,
            "/agent-state-events",
            &json!({ "events": chunk }),
        );
        assert_eq!(sent.expect(200)["rejectedCount"], 0);
    }
}

/// Contacts that come from half past twelve on, and those answered in time, in each of many true days; both queues together.
fn truly(workers: &[Worker], seed: u64, days: u32) -> Vec<(u64, u64)> {
    let within = AnswerWithinSeconds::new(20.0).unwrap();
    let mut simulated = Simulated::new(1_800.0, 48);
    for (_, calls, handle_seconds) in QUEUES {
        let contacts = (0..48)
            .map(|half_hour| true_calls(calls, half_hour))
            .collect();
        let mut queue = SimulatedQueue::voice(contacts, handle_seconds, within);
        queue.handle_time.shape = Shape::Lognormal {
            coefficient_of_variation: 1.0,
        };
        queue.patience = Some(Distribution::exponential(PATIENCE_SECONDS));
        simulated.queues.push(queue);
    }
    for worker in workers.iter().filter(|worker| worker.is_there) {
        let on_queue = worker
            .activities
            .iter()
            .filter(|one| one["category"] == "OnQueueWork");
        let stretches = on_queue.map(|one| {
            let start_seconds = seconds(&one["startDate"]);
            Stretch {
                start_seconds,
                end_seconds: start_seconds + number(&one["lengthMinutes"]) * 60.0,
            }
        });
        let mut stretches: Vec<Stretch> = stretches.collect();
        stretches.sort_by(|a, b| a.start_seconds.total_cmp(&b.start_seconds));
        let mut joined: Vec<Stretch> = Vec::new();
        for next in stretches {
            match joined.last_mut() {
                Some(last) if last.end_seconds == next.start_seconds => {
                    last.end_seconds = next.end_seconds
                }
                _ => joined.push(next),
            }
        }
        if !joined.is_empty() {
            let skills = worker.queues.iter().copied().map(Skill::of).collect();
            let mut group = AgentGroup::all_day(1, skills, 0.0);
            group.on_queue = joined;
            simulated.agent_groups.push(group);
        }
    }
    let simulation = Simulation::new(&simulated).unwrap();
    let mut found = Vec::new();
    simulation.replicate(seed, 0..days, |_, tally| {
        let of = [0, 1].map(|queue| tally.queue(queue, NOW..48));
        found.push((
            of[0].offered + of[1].offered,
            of[0].served_within + of[1].served_within,
        ));
    });
    found
}

fn level(days: &[(u64, u64)]) -> f64 {
    let offered: u64 = days.iter().map(|day| day.0).sum();
    let within: u64 = days.iter().map(|day| day.1).sum();
    100.0 * within as f64 / offered as f64
}

/// Mean of the differences of days, and the half width of its 95 % interval.
fn difference(with: &[(u64, u64)], without: &[(u64, u64)]) -> (f64, f64) {
    let gains: Vec<f64> = with
        .iter()
        .zip(without)
        .map(|(a, b)| a.1 as f64 - b.1 as f64)
        .collect();
    let n = gains.len() as f64;
    let mean = gains.iter().sum::<f64>() / n;
    let variance = gains.iter().map(|gain| (gain - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, 1.96 * (variance / n).sqrt())
}

#[rstest]
fn a_fifth_more_calls_from_eleven_on_are_met_better_by_following_the_advice(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let Some(centre) = Centre::start_at(engine, "2026-05-31T22:30:00Z") else {
        return;
    };
    let unit_id = make_centre(&centre);
    import(&centre, &unit_id, &past());
    let unit = format!("/business-units/{unit_id}");
    let weeks = format!("{unit}/weeks/{WEEK}");
    let run = generate(&centre, &format!("{weeks}/short-term-forecasts"));
    let forecast = run["result"]["shortTermForecastId"].clone();
    let body = json!({ "shortTermForecastId": forecast, "description": "", "gap": 0.08 });
    let accepted = centre.post(Role::Planner, &format!("{weeks}/schedules/generate"), &body);
    let id = text(&centre.result_of_run(&accepted)["scheduleId"]);
    let path = format!("{weeks}/schedules/{id}");

    // An hour of coaching on Tuesday afternoon for ten agents, which a rush may call off.
    let coaching = json!({ "name": "Coaching", "category": "Training", "lengthInMinutes": 60, "countsAsPaidTime": true,
        "countsAsWorkTime": true, "interruptible": true });
    let coaching = centre
        .post(Role::Planner, &format!("{unit}/activity-codes"), &coaching)
        .id();
    let before = workers(&centre, &path);
    let working = before.iter().filter(|one| one.activities.len() > 4);
    let attendees: Vec<&str> = working.map(|one| one.id.as_str()).take(10).collect();
    let plan = json!({ "name": "Coaching", "type": "Individual", "activityCodeId": coaching, "lengthMinutes": 60,
        "startDate": TUESDAY, "endDate": "2026-06-03", "earliestStartMinutesFromMidnight": 800,
        "latestEndMinutesFromMidnight": 960, "agentIds": attendees, "optimizationObjective": "FavorSchedulingAll" });
    let plan = centre
        .post(Role::Planner, &format!("{unit}/activity-plans"), &plan)
        .id();
    let runs = format!("/api/v1{unit}/activity-plans/{plan}/runs");
    let headers = [("content-type", "application/json"), ("if-match", "\"1\"")];
    let placed = centre.send_raw(
        Some(centre.key(Role::Planner)),
        "POST",
        &runs,
        &headers,
        json!({ "scheduleId": id }).to_string().into_bytes(),
    );
    assert!(!list(&placed.expect(200)["placements"]).is_empty());
    assert_eq!(
        centre.post_if_match(&format!("{path}/publish"), 2).status,
        200
    );

    // Half past twelve on Tuesday, and a minute.
    centre.moves_on_by_seconds(36 * 3_600 + 60);
    import(&centre, &unit_id, &this_morning());
    let without = workers(&centre, &path);
    live(&centre, &without);
    let began = Instant::now();
    let view = centre
        .post(Role::Supervisor, &format!("{unit}/intraday"), &json!({}))
        .expect(200);
    println!(
        "the day is shown after {:.1} s",
        began.elapsed().as_secs_f64()
    );
    assert_eq!(view["notReforecast"], json!([]));
    for group in list(&view["intradayDataGroupings"]) {
        let forecast = &group["forecastDataSummary"];
        let close = &group["performancePredictionDataSummary"];
        println!(
            "  {}: {:.0} contacts forecast, {:.0} expected now; service level so far {:.1} %, at close {:.1} %, P(goal) {:.0} %",
            text(&group["planningGroupName"]),
            number(&forecast["offered"]),
            number(&forecast["expectedOffered"]),
            100.0 * number(&group["actualDataSummary"]["serviceLevel"]),
            100.0 * number(&close["serviceLevel"]),
            100.0 * number(&close["probabilityOfMeetingGoal"]["share"]),
        );
        assert!(
            number(&forecast["expectedOffered"]) > number(&forecast["offered"]),
            "{forecast}"
        );
    }
    let began = Instant::now();
    let ask = json!({ "hourlyCost": 30.0, "seed": 5, "kinds": ["moveBreaks", "moveActivities", "cancelActivities",
        "borrowAgents", "offerOvertime", "throttleCampaign"] });
    let advice = centre
        .post(Role::Supervisor, &format!("{unit}/intraday/actions"), &ask)
        .expect(201);
    println!("advice after {:.1} s:", began.elapsed().as_secs_f64());
    let actions = list(&advice["actions"]);
    assert!(!actions.is_empty(), "{advice}");
    for action in actions {
        println!(
            "  {}. {}: {:+.1} ± {:.1} contacts in time, {:.1} agent-hours, {:.0} money",
            action["rank"],
            text(&action["description"]),
            number(&action["answeredInTimeGain"]),
            number(&action["answeredInTimeGainHalfWidth"]),
            number(&action["cost"]["agentHours"]),
            number(&action["cost"]["money"]),
        );
        for step in action["steps"].as_array().into_iter().flatten() {
            println!(
                "     then {}: {:+.1}",
                text(&step["description"]),
                number(&step["answeredInTimeGain"])
            );
        }
        assert_judges_agree(&centre, &path, action);
    }
    let kinds: Vec<&str> = actions
        .iter()
        .map(|one| one["kind"].as_str().unwrap())
        .collect();
    assert!(
        kinds.contains(&"moveBreaks") && kinds.contains(&"cancelActivities"),
        "{kinds:?}"
    );
    let ranked = actions.iter().filter(|one| one["kind"] != "combinedPlan");
    let fixes = |one: &Value| list(&one["fixesPlanningGroupIds"]).len();
    let ranks: Vec<(usize, f64)> = ranked
        .map(|one| (fixes(one), number(&one["gainPerCost"])))
        .collect();
    assert!(ranks.windows(2).all(|two| two[0] >= two[1]), "{ranks:?}");

    let best = actions
        .iter()
        .find(|one| one["kind"] == "combinedPlan")
        .unwrap_or(&actions[0]);
    let version = best["scheduleVersion"].as_i64().unwrap();
    let apply = format!("/api/v1{unit}/intraday/actions/{}/apply", text(&best["id"]));
    let tag = format!("\"{version}\"");
    let headers = [
        ("content-type", "application/json"),
        ("if-match", tag.as_str()),
    ];
    let applied = centre.send_raw(
        Some(centre.key(Role::Supervisor)),
        "POST",
        &apply,
        &headers,
        json!({ "reason": "a fifth more since eleven" })
            .to_string()
            .into_bytes(),
    );
    let applied = applied.expect(200);
    assert_eq!(applied["state"], "applied");
    // Every second agent who was asked for overtime says yes.
    let mut accepted = 0;
    for offer in list(&applied["applied"]["offerIds"]) {
        let path = format!("/alternative-shifts/offers/{}", text(offer));
        let named = centre.get(Role::Supervisor, &path).expect(200)["agentIds"].clone();
        for agent in list(&named).iter().step_by(2) {
            let body = json!({ "agentId": agent });
            centre
                .post(Role::Supervisor, &format!("{path}/accept"), &body)
                .expect(200);
            accepted += 1;
        }
    }
    let draft = centre.get(Role::Planner, &path).expect(200);
    assert!(draft["version"].as_i64().unwrap() > version || accepted == 0);
    let with = workers(&centre, &path);

    let (seed, days) = (90_210, 300);
    let (followed, ignored) = (truly(&with, seed, days), truly(&without, seed, days));
    let (gain, half_width) = difference(&followed, &ignored);
    println!(
        "true days from half past twelve on, {days} of them with seed {seed}: service level {:.2} % without following, {:.2} % \
         with; {gain:+.1} ± {half_width:.1} contacts answered in time a day ({accepted} accepted overtime)",
        level(&ignored),
        level(&followed)
    );
    assert!(gain - half_width > 0.0, "{gain} ± {half_width}");
}

/// The judges of edits say nothing strict against the shifts of an action, asked for it as any edit is.
fn assert_judges_agree(centre: &Centre, path: &str, action: &Value) {
    let shifts = list(&action["changes"]).iter().map(|change| {
        let after = &change["after"];
        let activities = list(&after["activities"]).iter().map(|one| {
            json!({ "activityCodeId": one["activityCodeId"], "startDate": one["startDate"],
                "lengthMinutes": one["lengthMinutes"], "paid": one["paid"] })
        });
        let shift = json!({ "id": after["id"], "startDate": after["startDate"],
            "activities": activities.collect::<Vec<Value>>() });
        json!({ "agentId": change["agentId"], "shifts": [shift] })
    });
    let agent_schedules: Vec<Value> = shifts.collect();
    if agent_schedules.is_empty() {
        return;
    }
    let body = json!({ "agentSchedules": agent_schedules, "dryRun": true });
    let tag = format!("\"{}\"", action["scheduleVersion"]);
    let headers = [
        ("content-type", "application/json"),
        ("if-match", tag.as_str()),
    ];
    let update = format!("/api/v1{path}/update");
    let told = centre.send_raw(
        Some(centre.key(Role::Planner)),
        "POST",
        &update,
        &headers,
        body.to_string().into_bytes(),
    );
    let told = told.expect(200);
    let errors = list(&told["validationResults"])
        .iter()
        .filter(|one| one["severity"] == "ERROR");
    assert_eq!(errors.count(), 0, "{told}");
}
