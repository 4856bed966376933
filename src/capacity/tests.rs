//! Plans computed from weeks made by hand.

use chrono::NaiveDate;
use crewcast_forecasts::capacity::RepresentativeWeek;
use crewcast_forecasts::erlang::ServiceLevelVariant;
use crewcast_forecasts::requirement::{Patience, ServiceGoal, ServiceLevelGoal};
use crewcast_forecasts::units::{AnswerWithinSeconds, IntervalMinutes, PatienceSeconds, Share};
use serde_json::{Value, json};

use super::calculate::{Draws, calculate};
use super::inputs::{GroupInputs, PlanInputs, VolumeSource, WeekVolume};
use super::plan::NewCapacityPlan;
use super::prices::PlanPrices;
use super::requirement::{ScenarioRequirement, StaffingGroupRequirement};
use crate::cost_rates::CostBook;

/// A plan of 20 weeks from 1 June 2026 for one team that takes one planning group, at 20 an hour of 40 hours.
fn plan(team: Value, changes: Value) -> NewCapacityPlan {
    let mut group = json!({
        "name": "Cards",
        "planningGroupAllocations": [{ "planningGroupId": "cards", "percentage": 100 }],
    });
    let mut plan = json!({
        "name": "Plan", "shortTermForecastId": "f", "startBusinessUnitDate": "2026-06-01", "weekCount": 20,
        "fullTimeEquivalentWeeklyHours": 40, "money": { "costOfPaidHour": 20, "costOfHire": 1000 },
        "hiring": { "leadTimeWeeks": 0, "maximumOvertimePercent": 0 },
    });
    merge(&mut group, team);
    merge(&mut plan, changes);
    plan["staffingGroups"] = json!([group]);
    serde_json::from_value(plan).unwrap()
}

fn merge(into: &mut Value, from: Value) {
    for (name, value) in from.as_object().unwrap() {
        into[name] = value.clone();
    }
}

/// 80 % in 20 seconds for 100 contacts of 180 seconds in each of 20 half hours: 14 agents, so 140 agent-hours a week. At
/// 30 % shrinkage and 40 hours 140 / 0.7 / 40 = 5 full-time equivalents.
fn inputs(plan: NewCapacityPlan, volume: impl Fn(usize) -> WeekVolume) -> PlanInputs {
    let week = RepresentativeWeek {
        interval: IntervalMinutes::new(30).unwrap(),
        offered: vec![100.0; 20],
        aht_seconds: vec![180.0; 20],
        goal: ServiceGoal {
            service_level: Some(ServiceLevelGoal {
                share: Share::from_percent(80.0).unwrap(),
                within: AnswerWithinSeconds::new(20.0).unwrap(),
                variant: ServiceLevelVariant::OfOffered,
            }),
            maximum_occupancy: Some(Share::from_percent(85.0).unwrap()),
            ..ServiceGoal::default()
        },
        patience: Patience::Endless,
    };
    let weeks = plan.week_dates();
    let ids = ["cards".to_owned()];
    let rates = CostBook::default();
    PlanInputs {
        prices: PlanPrices::of(&plan, &rates, "unit", &ids).unwrap(),
        groups: vec![GroupInputs {
            id: "cards".to_owned(),
            name: "Cards".to_owned(),
            week,
            source: VolumeSource::Imported,
            volumes: (0..weeks.len()).map(volume).collect(),
            shrinkage: 0.3,
        }],
        weeks,
        plan,
    }
}

fn flat(_: usize) -> WeekVolume {
    WeekVolume {
        mean: 2_000.0,
        spread: 0.0,
    }
}

fn computed(inputs: &PlanInputs) -> Vec<ScenarioRequirement> {
    calculate(
        inputs,
        Draws {
            seed: 1,
            paths: 400,
        },
        &|_| Ok(()),
    )
    .unwrap()
}

fn team(found: &[ScenarioRequirement]) -> &StaffingGroupRequirement {
    &found[0].staffing_groups[0]
}

fn starting(count: f64) -> Value {
    json!({ "startingFullTimeEquivalents": [{ "tenureWeeks": 200, "fullTimeEquivalentCount": count }] })
}

#[test]
fn a_flat_volume_without_attrition_asks_for_no_hires() {
    let found = computed(&inputs(plan(starting(5.0), json!({})), flat));
    let team = team(&found);
    for week in 0..20 {
        let metrics = &team.metrics;
        assert!((metrics.required_staff_full_time_equivalent_count[week] - 5.0).abs() < 1e-9);
        assert_eq!(metrics.planned_full_time_equivalent_count[week], 5.0);
        assert!(metrics.staffing_over_under_full_time_equivalent_count[week].abs() < 1e-9);
        assert!((metrics.net_full_time_equivalent_count[week] - 3.5).abs() < 1e-9);
        assert!((metrics.shrinkage_percentage[week] - 30.0).abs() < 1e-9);
        assert_eq!(team.gap.probability_of_being_staffed[week], 1.0);
    }
    assert_eq!((team.advice.hires, team.advice.objective), (0, 0.0));
    // Five people for 20 weeks of 800; June to October 2026 are five months.
    assert_eq!(found[0].cost.total, 80_000.0);
    assert_eq!(
        team.metrics.end_of_month_planned_full_time_equivalent_count,
        [5.0; 5]
    );
    let group = &found[0].planning_groups[0];
    assert_eq!(
        (
            group.required_hours_per_week[0],
            group.workload_hours_per_week[0]
        ),
        (140.0, 100.0)
    );
}

#[test]
fn shrinkage_by_month_efficiency_and_metrics_change_what_they_are_of() {
    let changes = json!({
        "schedulingEfficiencyPercent": 80,
        "shrinkage": { "plannedPercent": 10, "unplannedPercent": 20,
            "months": [{ "month": "2026-07", "plannedPercent": 30, "unplannedPercent": 20 }] },
    });
    let mut metrics = starting(8.0);
    metrics["metrics"] = json!([
        { "metric": "ShrinkagePercentage", "weekDate": "2026-08-31", "value": 12.5 },
        { "metric": "ExtraTimeUnderTimeFullTimeEquivalentCount", "weekDate": "2026-06-08", "weekCount": 2, "value": -1 },
        { "metric": "TransfersFullTimeEquivalentCount", "weekDate": "2026-06-22", "value": 2 },
        { "metric": "NewHiresFullTimeEquivalentCount", "weekDate": "2026-06-29", "value": 3 },
    ]);
    metrics["rampUp"] = json!({ "trainingWeeks": 1, "averageHandleTimePercent": [200] });
    let found = computed(&inputs(plan(metrics, changes), flat));
    let metrics = &team(&found).metrics;
    let required = &metrics.required_staff_full_time_equivalent_count;
    // 140 / 0.7 / 0.8 / 40 in June, 140 / 0.5 / 0.8 / 40 in July, 140 / 0.875 / 0.8 / 40 from the last day of August on.
    assert!(
        (required[0] - 6.25).abs() < 1e-9 && (required[5] - 8.75).abs() < 1e-9,
        "{required:?}"
    );
    assert!((required[13] - 5.0).abs() < 1e-9, "{required:?}");
    // Eight; two weeks of seven; two more; a class in training; the three at half a head; all.
    let planned = &metrics.planned_full_time_equivalent_count[..7];
    assert_eq!(planned, [8.0, 7.0, 7.0, 10.0, 10.0, 11.5, 13.0]);
    assert_eq!(metrics.training_full_time_equivalent_count[4], 3.0);
    assert_eq!(metrics.ramp_up_loss_full_time_equivalent_count[5], 1.5);
}

#[test]
fn growth_is_hired_for_in_time_and_the_advice_closes_the_gap_at_its_certificate() {
    let mut team_of = starting(5.0);
    team_of["rampUp"] = json!({ "trainingWeeks": 3, "productivityPercent": [50, 75] });
    team_of["annualAttritionPercentage"] = json!(20);
    let changes = json!({ "hiring": { "leadTimeWeeks": 2, "maximumOvertimePercent": 5, "maximumClassSize": 4 } });
    // Twice the contacts from the tenth week on.
    let rising = |week: usize| WeekVolume {
        mean: if week < 10 { 2_000.0 } else { 4_000.0 },
        spread: 0.0,
    };
    let found = computed(&inputs(plan(team_of, changes), rising));
    let team = team(&found);
    let advice = &team.advice;
    assert!(advice.hires >= 4, "{advice:?}");
    assert!(
        advice
            .classes
            .iter()
            .all(|class| class.full_time_equivalent_count <= 4)
    );
    assert!(
        advice
            .classes
            .iter()
            .all(|class| class.week_date.to_string().as_str() >= "2026-06-15")
    );
    let class = advice.classes[0];
    assert_eq!((class.week_date - class.decide_by).num_days(), 14);
    assert!(
        advice
            .shortage_full_time_equivalent_count
            .iter()
            .sum::<f64>()
            < 1e-6,
        "{advice:?}"
    );
    assert!(
        advice.bound <= advice.objective && advice.relative_gap < 1e-4,
        "{advice:?}"
    );
    assert!(
        advice
            .staffing_over_under_full_time_equivalent_count
            .iter()
            .all(|gap| *gap > -1e-6)
    );
    // As it is planned the doubled volume is not met.
    assert!(team.metrics.staffing_over_under_full_time_equivalent_count[15] < -3.0);
    let sure = |gap: &super::CapacityGap| gap.probability_of_being_staffed[15];
    assert!(sure(&advice.gap) > sure(&team.gap));
    assert!(found[0].cost_with_advice.hiring > 0.0 && found[0].cost.hiring == 0.0);
}

#[test]
fn scenarios_of_volume_and_handle_time_ask_for_more_and_a_surer_plan_hires_more() {
    let changes = json!({ "volumeScenarios": [
        { "name": "base" },
        { "name": "up", "volumeChangePercent": 10, "annualGrowthPercent": 20 },
        { "name": "longer", "averageHandleTimeChangePercent": 10 },
    ], "handleTimes": [{ "fromDate": "2026-07-08", "changePercent": 20 }] });
    let uncertain = |_: usize| WeekVolume {
        mean: 2_000.0,
        spread: 0.1,
    };
    let found = computed(&inputs(plan(starting(5.0), changes.clone()), uncertain));
    let required = |scenario: usize, week: usize| {
        found[scenario].staffing_groups[0]
            .metrics
            .required_staff_full_time_equivalent_count[week]
    };
    for week in 0..20 {
        assert!(required(1, week) > required(0, week) && required(2, week) > required(0, week));
    }
    // Handle times change in the week that holds 8 July.
    assert!(required(0, 4) < required(0, 5));
    assert!((found[1].planning_groups[0].offered_per_week[0] - 2_200.0).abs() < 1e-9);
    let gap = &found[0].staffing_groups[0].gap;
    assert!(
        gap.p10[0] < gap.p50[0] && gap.p50[0] < gap.p90[0],
        "{gap:?}"
    );
    let hires = |percent: Value| {
        let mut changes = changes.clone();
        changes["hiring"] = json!({ "leadTimeWeeks": 0, "maximumOvertimePercent": 0, "staffingProbabilityPercent": percent });
        computed(&inputs(plan(starting(5.0), changes), uncertain))[0].staffing_groups[0]
            .advice
            .hires
    };
    assert!(hires(json!(95)) > hires(json!(60)));
}

#[test]
fn too_few_heads_lose_contacts_and_their_price_is_in_the_cost() {
    let changes = json!({ "money": { "costOfPaidHour": 20, "costOfLostContact": 3 } });
    let lost = |heads: f64| {
        let mut inputs = inputs(plan(starting(heads), changes.clone()), flat);
        inputs.groups[0].week.patience = Patience::Mean(PatienceSeconds::new(120.0).unwrap());
        let found = computed(&inputs);
        let lost: f64 = found[0].planning_groups[0]
            .lost_contacts_per_week
            .iter()
            .sum();
        assert!((found[0].cost.lost_contacts - 3.0 * lost).abs() < 1e-6);
        assert!(found[0].cost_with_advice.lost_contacts <= found[0].cost.lost_contacts);
        lost
    };
    assert!(lost(3.0) > lost(4.0) && lost(4.0) > lost(5.0));
}

#[test]
fn handle_times_change_from_the_week_that_holds_the_day_and_a_groups_own_change_goes_first() {
    let plan = plan(
        starting(5.0),
        json!({ "handleTimes": [
        { "fromDate": "2026-06-10", "changePercent": 10 },
        { "planningGroupId": "cards", "fromDate": "2026-06-10", "changePercent": -20 },
        { "fromDate": "2026-07-01", "changePercent": 50 },
    ] }),
    );
    let factor =
        |id: &str, date: &str| plan.handle_time_factor(id, date.parse::<NaiveDate>().unwrap());
    assert_eq!(
        (factor("cards", "2026-06-01"), factor("cards", "2026-06-08")),
        (1.0, 0.8)
    );
    assert_eq!(
        (factor("loans", "2026-06-08"), factor("loans", "2026-06-29")),
        (1.1, 1.5)
    );
}

#[test]
fn a_class_that_is_planned_is_joined_and_overtime_that_is_planned_is_not_had_twice() {
    // Five are needed; four are there, of whom nobody leaves, and one more is missing from the sixth week on.
    let late = |week: usize| WeekVolume {
        mean: if week < 5 { 500.0 } else { 2_000.0 },
        spread: 0.0,
    };
    let team_with = |metrics: Value| {
        let mut team = starting(3.0);
        team["metrics"] = metrics;
        team
    };
    let class = json!([{ "metric": "NewHiresFullTimeEquivalentCount", "weekDate": "2026-06-08", "value": 1 }]);
    let hiring = json!({ "hiring": { "leadTimeWeeks": 0, "maximumOvertimePercent": 0, "costOfClass": 50_000 } });
    let found = computed(&inputs(plan(team_with(class.clone()), hiring), late));
    let advice = &team(&found).advice;
    // To join the class of 8 June costs four weeks' wages more than one of its own in July, and no class.
    assert_eq!(advice.classes.len(), 1, "{advice:?}");
    assert_eq!(advice.classes[0].week_date.to_string(), "2026-06-08");
    assert_eq!(advice.hires, 1);

    // June's one hire is planned: the other can begin in July at the soonest.
    let limited = json!({ "hiring": { "leadTimeWeeks": 0, "maximumOvertimePercent": 0, "maximumHiresPerMonth": 1 } });
    let found = computed(&inputs(plan(team_with(class), limited), late));
    let classes = &team(&found).advice.classes;
    assert_eq!(classes.len(), 1, "{classes:?}");
    assert!(
        classes
            .iter()
            .all(|class| class.week_date.to_string().as_str() >= "2026-07-01"),
        "{classes:?}"
    );

    // A tenth of five are 0.5; 0.3 of them are planned.
    let overtime = json!([{ "metric": "ExtraTimeUnderTimeFullTimeEquivalentCount", "weekDate": "2026-06-01",
        "weekCount": 20, "value": 0.3 }]);
    let tenth = json!({ "hiring": { "leadTimeWeeks": 20, "maximumOvertimePercent": 10 } });
    let mut five = team_with(overtime);
    five["startingFullTimeEquivalents"][0]["fullTimeEquivalentCount"] = json!(5);
    let more = |_: usize| WeekVolume {
        mean: 4_000.0,
        spread: 0.0,
    };
    let found = computed(&inputs(plan(five, tenth), more));
    let extra = &team(&found).advice.overtime_full_time_equivalent_count;
    assert!(
        extra.iter().all(|extra| (extra - 0.2).abs() < 1e-6),
        "{extra:?}"
    );
}
