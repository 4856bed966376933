//! What callers meet under a roster of 300 agents, and under a plain linear program's roster of the same agents:
//! `./run test --test system -- --ignored --nocapture service_of_300_agents`.
//!
//! The plain program is the set covering of Dantzig (1954): how many of each team start when on each day, so that as few
//! heads as possible are missing. Breaks lie in the middle of their windows, whoever has two skills is one group's for a
//! shift, and no rule holds but the days of a week and the length of a shift.

use std::collections::BTreeMap;
use std::iter::zip;
use std::time::Instant;

use crewcast::failure::Failure;
use crewcast::organisation::{ActivityCategory, WeekGrid, list_activity_codes};
use crewcast::schedules::{
    GenerationResults, NewDraft, NewShift, ScheduledHeads, ShiftActivity, create_draft,
};
use crewcast::tenancy::{Role, Scope};
use good_lp::{
    Expression, ProblemVariables, Solution, SolverModel, Variable, constraint, variable,
};
use rstest::rstest;
use serde_json::{Value, json};

use crate::forecasts::{WEEK, generate};
use crate::support::{AGENTS, Centre, Engine, centre_of_300, list, number, text};

/// Days of the week, and minutes of the program's slots: the breaks' length.
const DAYS: usize = 7;
const SLOT: u32 = 15;
const SLOTS_A_DAY: usize = 96;
/// Slots of an interval.
const SLOTS: usize = 2;
/// Days that everybody works.
const WORKED: usize = 5;

/// A kind of shift: first and last start, length, and (start, length, paid) of the breaks, minutes.
struct Kind {
    starts: (u32, u32),
    length: u32,
    breaks: &'static [(u32, u32, bool)],
}

const FULL: Kind = Kind {
    starts: (420, 750),
    length: 510,
    breaks: &[(120, 15, true), (255, 30, false), (390, 15, true)],
};
const PART: Kind = Kind {
    starts: (420, 960),
    length: 300,
    breaks: &[(135, 15, true)],
};

impl Kind {
    fn starts(&self) -> Vec<u32> {
        (self.starts.0..=self.starts.1).step_by(30).collect()
    }

    /// Stretches on queue, (start, length) in minutes from the shift's start.
    fn on_queue(&self) -> Vec<(u32, u32)> {
        let mut stretches = Vec::new();
        let mut from = 0;
        for &(start, length, _) in self.breaks {
            stretches.push((from, start - from));
            from = start + length;
        }
        stretches.push((from, self.length - from));
        stretches
    }

    /// Slots of a day on queue when the shift starts at a minute.
    fn slots(&self, start: u32) -> impl Iterator<Item = usize> {
        let stretches = self.on_queue().into_iter();
        stretches.flat_map(move |(from, length)| {
            let first = (start + from) / SLOT;
            (first..first + length / SLOT).map(|slot| slot as usize)
        })
    }
}

/// Agents alike: the groups they can serve, the kind of their shifts.
struct Team {
    groups: Vec<usize>,
    kind: &'static Kind,
    agents: Vec<String>,
}

/// How many of a team serve a group from a start on a day.
struct Start {
    team: usize,
    group: usize,
    day: usize,
    minute: u32,
}

/// The shifts that each agent works: (agent, day, start, group).
type Assigned = Vec<(String, usize, u32, usize)>;

fn teams(centre: &Centre, unit: &str) -> Vec<Team> {
    let mut found: BTreeMap<(Vec<String>, String), Vec<String>> = BTreeMap::new();
    let mut page = "/agents".to_owned();
    let mut unit_of_plans = String::new();
    loop {
        let answer = centre.get(Role::Planner, &page).expect(200);
        for agent in list(&answer["entities"]) {
            let skills = list(&agent["skills"]).iter();
            let mut skills: Vec<String> = skills.map(|held| text(&held["skillId"])).collect();
            skills.sort();
            let key = (skills, text(&agent["workPlanId"]));
            found.entry(key).or_default().push(text(&agent["id"]));
            unit_of_plans = text(&agent["managementUnitId"]);
        }
        match answer["nextPageToken"].as_str() {
            Some(token) => page = format!("/agents?pageToken={token}"),
            None => break,
        }
    }
    let groups = centre.get(Role::Planner, &format!("{unit}/planning-groups"));
    let groups = groups.expect(200);
    let plans = format!("/management-units/{unit_of_plans}/work-plans");
    let plans = centre.get(Role::Planner, &plans).expect(200);
    let of_skill = |skill: &String| {
        let mut groups = list(&groups["entities"]).iter();
        let has = |group: &&Value| &text(&group["routePaths"][0]["skillIds"][0]) == skill;
        groups
            .position(|group| has(&group))
            .expect("a group of the skill")
    };
    let kind_of = |plan: &String| {
        let mut plans = list(&plans["entities"]).iter();
        let plan = plans
            .find(|one| &text(&one["id"]) == plan)
            .expect("the plan");
        if plan["name"] == "Full" { &FULL } else { &PART }
    };
    let team = |((skills, plan), agents): ((Vec<String>, String), Vec<String>)| Team {
        groups: skills.iter().map(of_skill).collect(),
        kind: kind_of(&plan),
        agents,
    };
    found.into_iter().map(team).collect()
}

/// The plain linear program: starts with how many begin there, in whole numbers that add up to the days all must work.
fn plain_program(teams: &[Team], required: &[Vec<u32>]) -> Vec<(Start, usize)> {
    let mut variables = ProblemVariables::new();
    let mut starts: Vec<(Start, Variable)> = Vec::new();
    for (number, team) in teams.iter().enumerate() {
        for day in 0..DAYS {
            for minute in team.kind.starts() {
                for &group in &team.groups {
                    let start = Start {
                        team: number,
                        group,
                        day,
                        minute,
                    };
                    starts.push((start, variables.add(variable().min(0.0))));
                }
            }
        }
    }
    let slots = DAYS * SLOTS_A_DAY;
    let mut heads = vec![vec![Expression::default(); slots]; required.len()];
    for (start, count) in &starts {
        for slot in teams[start.team].kind.slots(start.minute) {
            heads[start.group][start.day * SLOTS_A_DAY + slot] += *count;
        }
    }
    let missing: Vec<Vec<Variable>> = (0..required.len())
        .map(|_| variables.add_vector(variable().min(0.0), slots))
        .collect();
    let objective: Expression = missing.iter().flatten().sum();
    let mut model = variables.minimise(objective).using(good_lp::highs);
    for (group, heads) in heads.into_iter().enumerate() {
        for (slot, heads) in heads.into_iter().enumerate() {
            let required = f64::from(required[group][slot / SLOTS]);
            model = model.with(constraint!(heads + missing[group][slot] >= required));
        }
    }
    for (number, team) in teams.iter().enumerate() {
        let agents = team.agents.len() as f64;
        let of = |day: Option<usize>| -> Expression {
            let own = starts.iter().filter(|(start, _)| {
                start.team == number && day.is_none_or(|day| start.day == day)
            });
            own.map(|(_, count)| *count).sum()
        };
        for day in 0..DAYS {
            model = model.with(constraint!(of(Some(day)) <= agents));
        }
        model = model.with(constraint!(of(None) == agents * WORKED as f64));
    }
    let solution = model.solve().expect("the program has a solution");
    let mut rounded = Vec::new();
    // Rounded along each team's starts so that what is cut off one is given to the next, and the sum is kept.
    let mut before: Option<(usize, f64)> = None;
    for (start, count) in starts {
        let carried = before
            .filter(|(team, _)| *team == start.team)
            .map_or(0.0, |(_, rest)| rest);
        let exact = solution.value(count) + carried;
        let whole = (exact + 1e-6).round().max(0.0);
        before = Some((start.team, exact - whole));
        rounded.push((start, whole as usize));
    }
    rounded
}

/// Gives the starts to agents: on each day those with most days left, in the order of their last start.
fn assign(teams: &[Team], starts: &[(Start, usize)]) -> Assigned {
    let mut assigned = Vec::new();
    for (number, team) in teams.iter().enumerate() {
        let mut agents: Vec<(usize, u32, &String)> =
            team.agents.iter().map(|agent| (WORKED, 0, agent)).collect();
        for day in 0..DAYS {
            let own = starts
                .iter()
                .filter(|(start, _)| start.team == number && start.day == day);
            let today: Vec<(u32, usize)> = own
                .flat_map(|(start, count)| vec![(start.minute, start.group); *count])
                .collect();
            agents.sort_by_key(|(left, start, _)| (std::cmp::Reverse(*left), *start));
            assert!(
                today.len() <= agents.len(),
                "more shifts than agents on a day"
            );
            let working = &mut agents[..today.len()];
            working.sort_by_key(|(_, start, _)| *start);
            for ((left, last, agent), (minute, group)) in working.iter_mut().zip(today) {
                assert!(*left > 0, "an agent without days left");
                (*left, *last) = (*left - 1, minute);
                assigned.push(((*agent).clone(), day, minute, group));
            }
        }
    }
    assigned
}

/// The assignment as a draft of the service; its path.
fn draft(
    centre: &Centre,
    unit: &str,
    forecast: &Value,
    teams: &[Team],
    assigned: &Assigned,
    groups: &[String],
) -> String {
    let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
    let week = WEEK.parse().unwrap();
    let grid = WeekGrid::of_days(week, 7, chrono_tz::Europe::Berlin, 30).unwrap();
    let kind_of: BTreeMap<&String, &Kind> = teams
        .iter()
        .flat_map(|team| team.agents.iter().map(|agent| (agent, team.kind)))
        .collect();
    let mut heads = vec![vec![0.0; grid.intervals()]; groups.len()];
    for (agent, day, minute, group) in assigned {
        for slot in kind_of[agent].slots(*minute) {
            heads[*group][day * SLOTS_A_DAY / SLOTS + slot / SLOTS] += 1.0 / SLOTS as f64;
        }
    }
    let made: Result<_, Failure> = centre.db.write(|conn| {
        let codes = list_activity_codes(conn, &scope, unit_id(unit))?;
        let code = |category| {
            let mut codes = codes.iter();
            codes
                .find(|code| code.category == category)
                .unwrap()
                .id
                .clone()
        };
        let shifts = assigned.iter().map(|(agent, day, minute, _)| {
            let kind = kind_of[agent];
            let start_at = grid.interval_start(day * SLOTS_A_DAY / SLOTS + *minute as usize / 30);
            let activity = |category, from: u32, length: u32, paid| ShiftActivity {
                activity_code_id: code(category),
                start_at: start_at.plus_minutes(i64::from(from)),
                length_minutes: length,
                paid,
                category,
                description: None,
                time_off_request_id: None,
            };
            let on_queue = kind.on_queue().into_iter();
            let on_queue = on_queue
                .map(|(from, length)| activity(ActivityCategory::OnQueueWork, from, length, true));
            let breaks = kind.breaks.iter().map(|&(from, length, paid)| {
                let category = if paid {
                    ActivityCategory::Break
                } else {
                    ActivityCategory::Meal
                };
                activity(category, from, length, paid)
            });
            let mut activities: Vec<ShiftActivity> = on_queue.chain(breaks).collect();
            activities.sort_by_key(|activity| activity.start_at);
            NewShift {
                agent_id: agent.clone(),
                start_at,
                length_minutes: kind.length,
                activities,
                work_plan_id: None,
                work_plan_shift_id: None,
            }
        });
        let heads = zip(groups, heads).map(|(group, heads)| ScheduledHeads {
            planning_group_id: group.clone(),
            heads_per_interval: heads,
        });
        let new = NewDraft {
            business_unit_id: unit_id(unit).to_owned(),
            week_date: week,
            week_count: 1,
            description: "Plain linear program".to_owned(),
            forecast_id: Some(text(forecast)),
            run_id: None,
            metrics: None,
            results: GenerationResults::default(),
            scheduled_heads: heads.collect(),
            shifts: shifts.collect(),
        };
        create_draft(conn, &scope, new)
    });
    let id = made.expect("a draft").id;
    format!("{unit}/weeks/{WEEK}/schedules/{id}")
}

fn unit_id(unit: &str) -> &str {
    unit.trim_start_matches("/business-units/")
}

/// How a schedule lies against the requirement, and what callers meet.
struct Service {
    missing_hours: f64,
    /// Of meeting a day's goal, over planning groups and days.
    least_probability: f64,
}

/// Plays a schedule, prints what callers meet under it, and tells it.
fn tell(centre: &Centre, what: &str, schedule: &str) -> Service {
    let headcount = centre.get(Role::Planner, &format!("{schedule}/headcount-forecast"));
    let headcount = headcount.expect(200);
    let (mut missing, mut idle) = (0.0, 0.0);
    for group in list(&headcount["planningGroups"]) {
        for (required, scheduled) in zip(list(&group["required"]), list(&group["scheduled"])) {
            let over = number(scheduled) - number(required);
            missing += (-over).max(0.0) / 2.0;
            idle += over.max(0.0) / 2.0;
        }
    }
    println!("{what}: {missing:.1} agent-hours missing, {idle:.1} idle");
    let path = format!("{schedule}/performance-predictions");
    let body = json!({ "scenarios": ["baseline"], "seed": 1, "replications": 400 });
    let accepted = centre.post(Role::Planner, &format!("{path}/recalculations"), &body);
    centre.result_of_run(&accepted);
    let found = centre.get(Role::Planner, &path).expect(200);
    let mut least_probability = 1.0_f64;
    for group in list(&found["scenarios"][0]["planningGroups"]) {
        let line = |name: String, period: &Value| {
            let percent = |value: &Value| 100.0 * value.as_f64().unwrap_or(f64::NAN);
            println!(
                "  {name}: SL {:.2} ± {:.2} %, goal met with probability {:.1} % ({:.1} to {:.1})",
                percent(&period["serviceLevel"]["mean"]),
                percent(&period["serviceLevel"]["halfWidth"]),
                percent(&period["probabilityOfMeetingGoal"]["share"]),
                percent(&period["probabilityOfMeetingGoal"]["lower"]),
                percent(&period["probabilityOfMeetingGoal"]["upper"]),
            );
        };
        let name = text(&group["planningGroupName"]);
        for day in list(&group["days"]) {
            if let Some(share) = day["probabilityOfMeetingGoal"]["share"].as_f64() {
                least_probability = least_probability.min(share);
            }
            line(format!("{name} {}", text(&day["date"])), day);
        }
        line(format!("{name}, the week"), &group["total"]);
    }
    Service {
        missing_hours: missing,
        least_probability,
    }
}

#[rstest]
#[ignore = "rosters 300 agents twice, which takes minutes; run it by its name"]
fn service_of_300_agents_beside_a_plain_linear_program() {
    let Some(centre) = Centre::start_at(Engine::Sqlite, "2026-05-28T10:00:00Z") else {
        return;
    };
    let unit = centre_of_300(&centre);
    let weeks = format!("{unit}/weeks/{WEEK}");
    let run = generate(&centre, &format!("{weeks}/short-term-forecasts"));
    let forecast = run["result"]["shortTermForecastId"].clone();
    let schedules = format!("{weeks}/schedules");
    let body =
        json!({ "shortTermForecastId": forecast, "description": "", "timeLimitSeconds": 30 });
    let began = Instant::now();
    let accepted = centre.post(Role::Planner, &format!("{schedules}/generate"), &body);
    let id = text(&centre.result_of_run(&accepted)["scheduleId"]);
    let roster = format!("{schedules}/{id}");
    let told = centre.get(Role::Planner, &roster).expect(200);
    println!(
        "{AGENTS} agents rostered in {:.1} s, gap {:.4}, audit clean {}",
        began.elapsed().as_secs_f64(),
        number(&told["metrics"]["gap"]),
        told["metrics"]["audit"]["clean"]
    );
    let headcount = centre
        .get(Role::Planner, &format!("{roster}/headcount-forecast"))
        .expect(200);
    let groups = list(&headcount["planningGroups"]);
    let required = groups.iter().map(|group| {
        list(&group["required"])
            .iter()
            .map(|heads| number(heads) as u32)
            .collect()
    });
    let required: Vec<Vec<u32>> = required.collect();
    let ids: Vec<String> = groups
        .iter()
        .map(|group| text(&group["planningGroupId"]))
        .collect();
    let teams = teams(&centre, &unit);
    let starts = plain_program(&teams, &required);
    let assigned = assign(&teams, &starts);
    assert_eq!(assigned.len(), AGENTS * WORKED);
    let plain = draft(&centre, &unit, &forecast, &teams, &assigned, &ids);
    let ours = tell(&centre, "roster", &roster);
    let theirs = tell(&centre, "plain linear program", &plain);
    // The roster keeps rules that the plain program knows nothing of, and serves better all the same.
    assert_eq!(told["metrics"]["audit"]["clean"], true, "{told}");
    assert!(
        ours.missing_hours < theirs.missing_hours,
        "{} {}",
        ours.missing_hours,
        theirs.missing_hours
    );
    assert!(
        ours.least_probability > theirs.least_probability,
        "{} {}",
        ours.least_probability,
        theirs.least_probability
    );
}
