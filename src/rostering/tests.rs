//! Small rosters from inputs to published shifts.

use std::collections::BTreeMap;

use chrono::{TimeZone, Timelike, Weekday};

use super::generate::roster;
use super::problem::state;
use super::solving::{RosterSolver, Watch};
use super::*;
use crate::organisation::*;
use crate::schedules::testing::{Centre, instant};
use crate::schedules::{
    NewDraft, create_draft, on_queue_heads, publish_schedule, published_shifts, shifts_of_schedule,
};
use crewcast_forecasts::erlang::ServiceLevelVariant;

mod fairness;
mod judging;
mod labour_law;
mod preferences;

/// The clock goes forward on this week's Sunday.
const SPRING_WEEK: &str = "2026-03-23";

const EVERY_DAY: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

struct Site {
    centre: Centre,
    group: PlanningGroup,
    skill: Skill,
    plan: WorkPlan,
}

/// One queue that needs a skill, and a plan of shifts of 6 paid hours with half an hour of meal, starting from 8 to 10.
fn site(limits: impl FnOnce(&mut NewWorkPlan)) -> Site {
    let centre = Centre::new();
    let meal = WorkPlanActivity {
        activity_code_id: centre.code(ActivityCategory::Meal).id.clone(),
        description: String::new(),
        length_minutes: 30,
        flexible_start_time: true,
        exact_start_time_minutes: None,
        earliest_start_time_minutes: Some(120),
        latest_start_time_minutes: Some(240),
        start_time_increment_minutes: None,
        counts_as_paid_time: false,
        minimum_distance_minutes: None,
        minimum_length_from_shift_end_minutes: None,
        split: None,
    };
    let shift = WorkPlanShift {
        name: "Day".to_owned(),
        days: EVERY_DAY.to_vec(),
        flexible_start_time: true,
        exact_start_time_minutes_from_midnight: None,
        earliest_start_time_minutes_from_midnight: Some(480),
        latest_start_time_minutes_from_midnight: Some(600),
        start_increment_minutes: Some(30),
        constrain_latest_stop_time: false,
        latest_stop_time_minutes_from_midnight: None,
        flexible_paid_time: false,
        exact_paid_time_minutes: Some(360),
        minimum_paid_time_minutes: None,
        maximum_paid_time_minutes: None,
        activities: vec![meal],
    };
    let mut plan = NewWorkPlan {
        management_unit_id: centre.site.id.clone(),
        name: "Full".to_owned(),
        enabled: true,
        constrain_minimum_time_between_shifts: true,
        minimum_time_between_shifts_minutes: Some(660),
        maximum_days: Some(5),
        shifts: vec![shift],
        ..NewWorkPlan::default()
    };
    limits(&mut plan);
    let made = centre.does(|conn, scope| {
        let skill = create_skill(
            conn,
            scope,
            NewSkill {
                name: "German".to_owned(),
            },
        )?;
        let unit = &centre.unit.id;
        let queue = NewQueue {
            business_unit_id: unit.clone(),
            name: "Calls".to_owned(),
            channel: Channel::Voice,
            external_id: None,
        };
        let queue = create_queue(conn, scope, queue)?;
        let template = NewServiceGoalTemplate {
            business_unit_id: unit.clone(),
            name: "80/20".to_owned(),
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
                percent: 85.0,
            },
        };
        let template = create_service_goal_template(conn, scope, template)?;
        let group = NewPlanningGroup {
            business_unit_id: unit.clone(),
            name: "Service".to_owned(),
            route_paths: vec![RoutePath {
                queue_id: queue.id,
                skill_ids: vec![skill.id.clone()],
            }],
            service_goal_template_id: template.id,
            shrinkage_percent: rust_decimal::Decimal::from(30),
            default_average_handle_time_seconds: Some(240.0),
            ..NewPlanningGroup::default()
        };
        let group = create_planning_group(conn, scope, group)?;
        let plan = create_work_plan(conn, scope, plan)?;
        Ok((skill, group, plan))
    });
    let (skill, group, plan) = made.unwrap();
    Site {
        centre,
        group,
        skill,
        plan,
    }
}

impl Site {
    fn agent(&self, name: &str, skilled: bool, planned: bool) -> Agent {
        let new = NewAgent {
            name: name.to_owned(),
            external_id: None,
            management_unit_id: self.centre.site.id.clone(),
            team_id: None,
            work_plan_id: planned.then(|| self.plan.id.clone()),
            skills: skilled
                .then(|| AgentSkill {
                    skill_id: self.skill.id.clone(),
                    proficiency: 3,
                })
                .into_iter()
                .collect(),
            active: true,
            ..NewAgent::default()
        };
        self.centre
            .does(|conn, scope| create_agent(conn, scope, new))
            .unwrap()
    }

    /// Inputs with `heads` required from 9 to 15 local time of every day, around what is published.
    fn inputs(&self, week: &str, heads: u32) -> RosterInputs {
        let unit = &self.centre.unit;
        let grid =
            WeekGrid::new(week.parse().unwrap(), 1, Weekday::Mon, unit.time_zone, 30).unwrap();
        let required = (0..grid.intervals())
            .map(|index| {
                let (_, minute) = grid.local(index);
                if (540..900).contains(&minute) {
                    heads
                } else {
                    0
                }
            })
            .collect();
        let (start, end) = (grid.start(), grid.end());
        let read = self.centre.does(|conn, scope| {
            let mut agents = agents_of_business_unit(conn, scope, &unit.id)?;
            agents.sort_by(|a, b| a.id.cmp(&b.id));
            let ids: Vec<String> = agents.iter().map(|agent| agent.id.clone()).collect();
            let from = start.plus_minutes(-28 * 1_440);
            let mut around = published_shifts(conn, scope, &ids, from, end.plus_minutes(10_080))?;
            around.retain(|shift| shift.start_at < start || shift.start_at >= end);
            Ok((
                agents,
                work_plans_of_business_unit(conn, scope, &unit.id)?,
                around,
            ))
        });
        let (agents, plans, around) = read.unwrap();
        RosterInputs {
            time_off: Vec::new(),
            unavailable: Vec::new(),
            grid,
            zone: unit.time_zone,
            demand: vec![GroupDemand {
                group: self.group.clone(),
                required,
            }],
            agents,
            plans,
            codes: self.centre.codes.clone(),
            around,
            public_holidays: Vec::new(),
            preferences: BTreeMap::new(),
            wish_weights: None,
            carried: None,
        }
    }

    fn solved(&self, inputs: &RosterInputs) -> NewDraft {
        let request = GenerateSchedule {
            business_unit_id: self.centre.unit.id.clone(),
            week_date: inputs.grid.days()[0].date,
            week_count: 1,
            short_term_forecast_id: "none".to_owned(),
            description: String::new(),
            seed: Some(7),
            time_limit_seconds: None,
            gap: None,
            fairness: None,
            wish_weights: None,
        };
        let mut watch = Watch {
            stop: &|| false,
            is_cancelled: &|| false,
            progress: &mut |_| {},
        };
        let solver = RosterSolver::InProcess;
        let stated = state(inputs, 7, None).unwrap();
        let made = roster((inputs, &stated), &request, &solver, &mut watch, &|| 0.0).unwrap();
        NewDraft {
            forecast_id: None,
            ..made.draft
        }
    }
}

#[test]
fn a_roster_is_clean_covers_its_demand_and_keeps_local_times_when_the_clock_changes() {
    let site = site(|_| {});
    for name in ["Ann", "Ben", "Cem"] {
        site.agent(name, true, true);
    }
    let inputs = site.inputs(SPRING_WEEK, 1);
    let new = site.solved(&inputs);
    let metrics = new.metrics.clone().unwrap();
    assert!(metrics.audit.clean, "{:?}", new.results.certificate);
    assert!(metrics.objective >= metrics.bound - 1e-9);
    assert_eq!(metrics.slot_minutes, 30);
    assert_eq!(metrics.input_hash.len(), 64);
    let heads = new.scheduled_heads.clone();
    let draft = site
        .centre
        .does(|conn, scope| create_draft(conn, scope, new))
        .unwrap();
    let shifts = site
        .centre
        .does(|conn, scope| shifts_of_schedule(conn, scope, &draft.id))
        .unwrap();
    let on_queue = on_queue_heads(&shifts, &inputs.grid);
    for (index, (counted, reported)) in on_queue
        .iter()
        .zip(&heads[0].heads_per_interval)
        .enumerate()
    {
        assert!((counted - reported).abs() < 1e-9, "interval {index}");
    }
    let mut days = BTreeMap::new();
    for shift in &shifts {
        let local = inputs
            .zone
            .from_utc_datetime(&shift.start_at.to_utc().naive_utc());
        assert!((8..=10).contains(&local.hour()), "starts at {local}");
        assert_eq!((shift.length_minutes, shift.paid_minutes()), (390, 360));
        assert_eq!(shift.work_plan_shift_id.as_deref(), Some("Day"));
        *days.entry(local.date_naive()).or_insert(0) += 1;
    }
    assert_eq!(days.len(), 7, "every day's demand is covered: {days:?}");
    let sunday = shifts.last().unwrap().start_at;
    assert!(sunday >= instant("2026-03-29T06:00:00Z") && sunday <= instant("2026-03-29T08:00:00Z"));
}

#[test]
fn the_same_inputs_and_seed_give_the_same_roster() {
    let site = site(|_| {});
    for name in ["Ann", "Ben"] {
        site.agent(name, true, true);
    }
    let inputs = site.inputs(SPRING_WEEK, 1);
    let (one, other) = (site.solved(&inputs), site.solved(&inputs));
    assert_eq!(
        one.metrics.unwrap().input_hash,
        other.metrics.unwrap().input_hash
    );
    let starts = |draft: &[crate::schedules::NewShift]| -> Vec<_> {
        draft
            .iter()
            .map(|shift| (shift.agent_id.clone(), shift.start_at))
            .collect()
    };
    assert_eq!(starts(&one.shifts), starts(&other.shifts));
}

#[test]
fn agents_who_cannot_be_rostered_are_named_with_the_reason() {
    let site = site(|_| {});
    site.agent("Ann", true, true);
    let ben = site.agent("Ben", true, false);
    let cem = site.agent("Cem", false, true);
    let draft = site.solved(&site.inputs(SPRING_WEEK, 1));
    let said: Vec<_> = draft
        .results
        .messages
        .iter()
        .filter(|message| message.kind.starts_with("AgentWithout"))
        .map(|message| (message.kind.as_str(), message.arguments[0].value.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            ("AgentWithoutWorkPlan", ben.id.as_str()),
            ("AgentWithoutCapability", cem.id.as_str())
        ]
    );
    assert_eq!(draft.metrics.unwrap().agent_count, 1);
}

#[test]
fn demand_beyond_the_agents_gives_the_best_roster_and_says_what_is_missing() {
    let site = site(|_| {});
    site.agent("Ann", true, true);
    let draft = site.solved(&site.inputs(SPRING_WEEK, 4));
    assert_eq!(draft.shifts.len(), 5, "all days her plan allows");
    assert!(draft.metrics.unwrap().audit.clean);
    let missing: f64 = draft
        .results
        .unmet_demand
        .iter()
        .map(|unmet| unmet.missing_head_minutes)
        .sum();
    assert!(missing >= (7.0 * 4.0 - 5.0) * 360.0, "{missing}");
    for unmet in &draft.results.unmet_demand {
        assert_eq!(unmet.planning_group_id, site.group.id);
    }
    let texts: Vec<_> = draft.results.messages.iter().map(|m| &m.text).collect();
    assert!(
        texts.iter().any(|text| text.contains("Service")),
        "{texts:?}"
    );
    assert!(
        !texts.iter().any(|text| text.contains(&site.group.id)),
        "{texts:?}"
    );
}

#[test]
fn without_any_agent_there_is_an_empty_draft_that_explains_itself() {
    let site = site(|_| {});
    let draft = site.solved(&site.inputs(SPRING_WEEK, 1));
    assert!(draft.shifts.is_empty());
    assert!(!draft.results.unmet_demand.is_empty());
}

#[test]
fn the_week_before_counts_for_rest_and_days_in_a_row() {
    let site = site(|plan| {
        plan.maximum_days = Some(6);
        plan.constrain_maximum_consecutive_working_days = true;
        plan.maximum_consecutive_working_days = Some(5);
    });
    let ann = site.agent("Ann", true, true);
    let centre = &site.centre;
    let mut shifts: Vec<_> = ["2026-03-20", "2026-03-21", "2026-03-22"]
        .iter()
        .map(|day| centre.shift(&ann.id, &format!("{day}T08:00:00Z")))
        .collect();
    shifts[2] = centre.shift(&ann.id, "2026-03-22T19:00:00Z");
    let draft = centre.draft("2026-03-16", 1, shifts);
    centre
        .does(|conn, scope| publish_schedule(conn, scope, &draft.id, 1))
        .unwrap();
    let inputs = site.inputs(SPRING_WEEK, 1);
    let stated = state(&inputs, 0, None).unwrap();
    let agent = &stated.problem.agents[0];
    assert_eq!(agent.before.consecutive_days, 3);
    assert_eq!(agent.before.minutes_since_last_shift, Some(0));
    // Sunday's shift ends at 04:00 local time; 11 hours of rest end at 15:00, slot 30.
    assert_eq!(
        (agent.unavailable[0].start, agent.unavailable[0].end),
        (0, 30)
    );
    let solved = site.solved(&inputs);
    assert!(
        solved
            .shifts
            .iter()
            .all(|shift| shift.start_at >= instant("2026-03-24T07:00:00Z")),
        "no shift of the plan starts after 15:00 on Monday"
    );
}

#[test]
fn the_next_published_week_keeps_its_rest() {
    let site = site(|plan| plan.minimum_time_between_shifts_minutes = Some(1_200));
    let ann = site.agent("Ann", true, true);
    let centre = &site.centre;
    let next = centre.draft(
        "2026-03-30",
        1,
        vec![centre.shift(&ann.id, "2026-03-30T06:00:00Z")],
    );
    centre
        .does(|conn, scope| publish_schedule(conn, scope, &next.id, 1))
        .unwrap();
    let solved = site.solved(&site.inputs(SPRING_WEEK, 1));
    // Twenty hours before Monday 08:00 local time is Sunday 12:00, 10:00Z.
    for shift in &solved.shifts {
        let end = shift.start_at.plus_minutes(i64::from(shift.length_minutes));
        assert!(end <= instant("2026-03-29T10:00:00Z"), "ends at {end}");
    }
}

#[test]
fn a_latest_stop_bounds_the_start_of_each_length() {
    let site = site(|plan| {
        let shift = &mut plan.shifts[0];
        shift.flexible_paid_time = true;
        shift.exact_paid_time_minutes = None;
        shift.minimum_paid_time_minutes = Some(300);
        shift.maximum_paid_time_minutes = Some(360);
        shift.constrain_latest_stop_time = true;
        shift.latest_stop_time_minutes_from_midnight = Some(15 * 60);
    });
    site.agent("Ann", true, true);
    let stated = state(&site.inputs(SPRING_WEEK, 1), 0, None).unwrap();
    let latest: Vec<_> = stated.problem.plans[0]
        .shifts
        .iter()
        .map(|shift| (shift.minimum_paid_minutes, shift.latest_start_minutes))
        .collect();
    assert_eq!(latest, [(300, 570), (330, 540), (360, 510)]);
}
