//! What the operation promises.

use serde_json::{Value, json};

use super::*;
use crate::failure::Failure;

fn body(value: Value) -> SkillGroupsToStaff {
    serde_json::from_value(value).unwrap()
}

fn staffed(value: Value) -> SkillGroupsStaffing {
    calculate_skill_groups(&body(value)).unwrap()
}

fn queue(name: &str, volume: f64) -> Value {
    json!({ "name": name, "volume": volume, "averageHandleTimeSeconds": 180, "averagePatienceSeconds": 240,
        "goals": { "serviceLevel": { "percent": 80, "seconds": 20 } } })
}

fn group(name: &str, queues: &[&str], cost: f64) -> Value {
    json!({ "name": name, "queues": queues, "costPerAgent": cost })
}

fn agents(found: &SkillGroupsStaffing) -> Vec<u32> {
    found
        .skill_groups
        .iter()
        .map(|group| group.agents)
        .collect()
}

#[test]
fn two_queues_of_one_flexible_group_take_about_the_pooled_number_not_the_sum() {
    let flexible = |queues: Vec<Value>, names: &[&str]| {
        let groups = [group("flexible", names, 1.0)];
        staffed(json!({ "intervalLengthMinutes": 30, "queues": queues, "skillGroups": groups }))
    };
    let alone = agents(&flexible(vec![queue("a", 100.0)], &["a"]))[0];
    let pooled = agents(&flexible(vec![queue("all", 200.0)], &["all"]))[0];
    let together = agents(&flexible(
        vec![queue("a", 100.0), queue("b", 100.0)],
        &["a", "b"],
    ))[0];
    println!(
        "one queue of 10 erlangs: {alone}; two by one group: {together}; one of 20 erlangs: {pooled}"
    );
    assert!(together.abs_diff(pooled) <= 1);
    assert!(together + 2 <= 2 * alone);
}

#[test]
fn one_queue_of_one_group_takes_what_erlang_a_says() {
    let found = staffed(
        json!({ "intervalLengthMinutes": 30, "queues": [queue("a", 100.0)],
        "skillGroups": [group("all", &["a"], 2.0)] }),
    );
    let floor = found.lower_bound / 2.0;
    assert!(
        (f64::from(agents(&found)[0]) - floor).abs() < 1e-3,
        "{found:?}"
    );
    assert!(found.gap < 1e-3 && found.meets_goals);
    assert_eq!(found.messages[0].code, "floor-binds");
    let level = found.queues[0].service_level.unwrap();
    assert!((0.8..0.9).contains(&level), "{level}");
}

#[test]
fn one_seed_gives_one_answer() {
    let asked = || {
        json!({ "intervalLengthMinutes": 30, "seed": 11, "queues": [queue("a", 60.0), queue("b", 40.0)],
            "skillGroups": [group("one", &["a"], 1.0), group("both", &["a", "b"], 1.2)] })
    };
    assert_eq!(staffed(asked()), staffed(asked()));
}

#[test]
fn a_queue_without_contacts_takes_nobody_and_has_no_figures() {
    let found = staffed(
        json!({ "intervalLengthMinutes": 30, "queues": [queue("a", 30.0), queue("none", 0.0)],
        "skillGroups": [group("one", &["a"], 1.0), group("idle", &["none"], 1.0)] }),
    );
    assert_eq!(agents(&found)[1], 0);
    assert_eq!(found.queues[1].service_level, None);
    assert!(found.queues[1].meets_goals);
}

#[test]
fn maxima_below_what_is_proven_are_refused_with_the_queues_names() {
    let mut few = group("few", &["a"], 1.0);
    few["maximumAgents"] = json!(5);
    let asked =
        json!({ "intervalLengthMinutes": 30, "queues": [queue("a", 100.0)], "skillGroups": [few] });
    let failure = calculate_skill_groups(&body(asked)).unwrap_err();
    let fault = &failure.faults()[0];
    assert_eq!(fault.code, "maxima-too-low");
    assert!(
        fault.detail.starts_with("a take at least"),
        "{}",
        fault.detail
    );
}

#[test]
fn everything_that_cannot_be_is_told_at_once_and_at_its_place() {
    let wrong = json!({ "intervalLengthMinutes": 30,
        "queues": [
            { "name": "a", "volume": -1, "averageHandleTimeSeconds": 0, "averagePatienceSeconds": 0,
              "goals": { "serviceLevel": { "percent": 100, "seconds": -5 } } },
            { "name": "a", "volume": 10, "averageHandleTimeSeconds": 180, "goals": { "abandonRate": { "percent": 3 } } },
            { "name": "c", "volume": 10, "averageHandleTimeSeconds": 180, "goals": {} }],
        "skillGroups": [
            { "name": "g", "queues": [], "costPerAgent": 0, "minimumAgents": 3, "maximumAgents": 2 },
            { "name": "h", "queues": ["a", "nothing"], "costPerAgent": 1 }] });
    let failure = calculate_skill_groups(&body(wrong)).unwrap_err();
    let pointers: Vec<&str> = failure
        .faults()
        .iter()
        .map(|f| f.pointer.as_str())
        .collect();
    assert_eq!(
        pointers,
        [
            "/queues/1/name",
            "/queues/0/volume",
            "/queues/0/averageHandleTimeSeconds",
            "/queues/0/averagePatienceSeconds",
            "/queues/0/goals/serviceLevel/percent",
            "/queues/0/goals/serviceLevel/seconds",
            "/queues/1/goals/abandonRate",
            "/queues/2/goals",
            "/skillGroups/0/queues",
            "/skillGroups/0/costPerAgent",
            "/skillGroups/0/maximumAgents",
            "/skillGroups/1/queues/1",
            "/queues/1/name",
            "/queues/2/name",
        ]
    );
}

#[test]
fn lists_beyond_the_limits_and_loads_too_large_are_refused() {
    let many: Vec<Value> = (0..51).map(|n| queue(&format!("q{n}"), 1.0)).collect();
    let groups = [group("g", &["q0"], 1.0)];
    let pointer = |asked: Value| match calculate_skill_groups(&body(asked)).unwrap_err() {
        Failure::Invalid(faults) => faults[0].pointer.clone(),
        other => other.to_string(),
    };
    let asked = json!({ "intervalLengthMinutes": 30, "queues": many, "skillGroups": groups });
    assert_eq!(pointer(asked), "/queues");
    let asked =
        json!({ "intervalLengthMinutes": 7, "queues": [queue("q0", 1.0)], "skillGroups": groups });
    assert_eq!(pointer(asked), "/intervalLengthMinutes");
    let asked =
        json!({ "intervalLengthMinutes": 30, "queues": [queue("q0", 1e5)], "skillGroups": groups });
    assert_eq!(pointer(asked), "/queues");
}

/// A bank's service centre: ten queues of 4 to 40 erlangs, a group of specialists each, four of two or three
/// languages or products and one of everything.
fn realistic() -> Value {
    let queues = [
        ("accounts", 220.0, 240, 180, 80.0, 20.0, 1),
        ("cards", 300.0, 200, 150, 80.0, 20.0, 1),
        ("lost cards", 60.0, 180, 120, 90.0, 10.0, 0),
        ("loans", 90.0, 420, 300, 75.0, 30.0, 1),
        ("mortgages", 40.0, 540, 400, 75.0, 30.0, 1),
        ("securities", 70.0, 360, 200, 80.0, 20.0, 1),
        ("online banking", 160.0, 300, 180, 75.0, 30.0, 1),
        ("business", 80.0, 330, 240, 85.0, 15.0, 0),
        ("insurance", 50.0, 390, 240, 70.0, 40.0, 2),
        ("complaints", 25.0, 480, 300, 70.0, 60.0, 2),
    ];
    let names: Vec<&str> = queues.iter().map(|queue| queue.0).collect();
    let mut groups: Vec<Value> = names
        .iter()
        .map(|name| group(name, &[name], 100.0))
        .collect();
    groups.extend([
        group(
            "accounts and cards",
            &["accounts", "cards", "lost cards"],
            108.0,
        ),
        group("lending", &["loans", "mortgages", "insurance"], 112.0),
        group("digital", &["online banking", "cards", "accounts"], 110.0),
        group(
            "premium",
            &["business", "securities", "loans", "complaints"],
            118.0,
        ),
        group("everything", &names, 130.0),
    ]);
    let queues = queues.iter().map(|(name, volume, aht, patience, percent, seconds, priority)| {
        json!({ "name": name, "volume": volume, "averageHandleTimeSeconds": aht, "averagePatienceSeconds": patience,
            "goals": { "serviceLevel": { "percent": percent, "seconds": seconds }, "abandonRate": { "percent": 8 } },
            "priority": priority })
    });
    let queues: Vec<Value> = queues.collect();
    json!({ "intervalLengthMinutes": 30, "queues": queues, "skillGroups": groups, "seed": 1 })
}

#[test]
fn ten_queues_and_fifteen_groups_are_staffed_near_the_bound() {
    let found = staffed(realistic());
    // Each queue by Erlang A alone, with agents of its own.
    let (problem, _) =
        super::floors::problem_of(&super::stated::Stated::of(&body(realistic())).unwrap());
    let alone = (0..10).map(|queue| {
        let own = problem
            .floors
            .iter()
            .filter(|floor| floor.queues == [queue]);
        100.0 * f64::from(own.map(|floor| floor.agents).max().unwrap())
    });
    let specialists: f64 = alone.sum();
    println!(
        "10 queues, 15 groups: agents {:?}, cost {:.0}, bound {:.0} (estimate {:.0}), gap {:.1} %, {} evaluations, {:.1} M contacts; \
         specialists alone cost {specialists:.0}",
        agents(&found),
        found.cost,
        found.lower_bound,
        found.estimated_cost,
        100.0 * found.gap,
        found.evaluations,
        found.simulated_contacts as f64 / 1e6
    );
    for queue in &found.queues {
        println!(
            "{}: {:.1} erlangs, {:.1} % ± {:.1} in time, {:.1} % abandoned, answered after {:.1} s",
            queue.name,
            queue.offered_load_erlangs,
            100.0 * queue.service_level.unwrap(),
            100.0 * queue.service_level_half_width.unwrap(),
            100.0 * queue.abandon_rate.unwrap(),
            queue.average_speed_of_answer_seconds.unwrap(),
        );
    }
    for message in &found.messages {
        println!("{}: {}", message.code, message.text);
    }
    for cut in &found.cuts {
        println!("{}", cut.text);
    }
    assert!(found.meets_goals);
    assert!(found.cost < specialists && found.gap < 0.2, "{}", found.gap);
}
