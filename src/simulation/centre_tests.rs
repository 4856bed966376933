//! A centre drawn from shifts, scenarios and shrinkage.

use chrono_tz::Europe::Berlin;
use crewcast_forecasts::erlang::ServiceLevelVariant;
use crewcast_forecasts::spread::PathSpread;
use rust_decimal::Decimal;

use super::*;
use crate::forecasting::GroupForecast;
use crate::organisation::{
    AverageSpeedOfAnswerGoal, NewPlanningGroup, NewServiceGoalTemplate, PercentCeiling,
    ServiceLevelGoal, StaffingMethod, Stored, WeekGrid,
};
use crate::simulation::scenario::{ScenarioChoice, stress_library};

/// The clock goes forward on this week's Sunday.
const SPRING_WEEK: &str = "2026-03-23";

fn grid() -> WeekGrid {
    WeekGrid::of_days(SPRING_WEEK.parse().unwrap(), 7, Berlin, 30).unwrap()
}

fn stored<T>(values: T) -> Stored<T> {
    let at = Instant::from_epoch_millis(0);
    Stored {
        id: "id".to_owned(),
        values,
        version: 1,
        created_at: at,
        modified_at: at,
    }
}

/// A planning group with the same contacts in every interval.
fn group(contacts: f64, shrinkage_percent: i64) -> GroupToSimulate {
    let ceiling = PercentCeiling {
        include: false,
        percent: 5.0,
    };
    let each = |value: f64| vec![value; grid().intervals()];
    GroupToSimulate {
        demand: GroupForecast {
            planning_group_id: "id".to_owned(),
            offered_per_interval: each(contacts),
            offered_per_interval_p10: each((contacts - 1.3 * contacts.sqrt()).max(0.0)),
            offered_per_interval_p50: each(contacts),
            offered_per_interval_p90: each(contacts + 1.3 * contacts.sqrt()),
            average_handle_time_seconds_per_interval: each(180.0),
        },
        path_spread: PathSpread {
            of_the_days: vec![0.1; 7],
            ..PathSpread::default()
        },
        group: stored(NewPlanningGroup {
            business_unit_id: "unit".to_owned(),
            name: "Cards".to_owned(),
            route_paths: Vec::new(),
            service_goal_template_id: "goals".to_owned(),
            shrinkage_percent: Decimal::from(shrinkage_percent),
            default_average_handle_time_seconds: None,
            average_patience_seconds: Some(90.0),
            staffing_method: StaffingMethod::Stationary,
            staffing_probability_percent: None,
            break_limits: Vec::new(),
        }),
        template: stored(NewServiceGoalTemplate {
            business_unit_id: "unit".to_owned(),
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
            abandon_rate: ceiling,
            maximum_occupancy: ceiling,
        }),
    }
}

/// Monday's shift of one agent from 9 to 17 with an hour off the queue at noon, local time.
fn shift(agent: usize, serves: &[usize]) -> ShiftOnQueue {
    let at = |hour: i64| grid().start().plus_minutes(hour * 60);
    ShiftOnQueue {
        agent_id: format!("agent {agent:03}"),
        serves: serves.to_vec(),
        stretches: vec![(at(9), at(12)), (at(13), at(17))],
    }
}

fn inputs(groups: Vec<GroupToSimulate>, shifts: Vec<ShiftOnQueue>) -> SimulationInputs {
    SimulationInputs {
        grid: grid(),
        groups,
        shifts,
        agents_without_group: 0,
    }
}

fn scenario(name: &str) -> Scenario {
    let choice = ScenarioChoice::Named(name.to_owned());
    choice
        .resolve(grid().start().plus_minutes(10 * 60))
        .unwrap()
}

fn at_work(centre: &Centre) -> u32 {
    centre.agent_groups.iter().map(|group| group.agents).sum()
}

fn mean_at_work(centre: &ScheduledCentre, replications: u32) -> f64 {
    let drawn =
        (0..replications).map(|replication| at_work(&centre.of_replication(7, replication)));
    f64::from(drawn.sum::<u32>()) / f64::from(replications)
}

#[test]
fn a_week_in_which_the_clock_goes_forward_has_a_sunday_of_46_half_hours() {
    let centre = ScheduledCentre::new(
        &inputs(vec![group(10.0, 0)], Vec::new()),
        &scenario("baseline"),
    );
    let frame = centre.unwrap().frame;
    assert_eq!(frame.later_days_start_at, [48, 96, 144, 192, 240, 288]);
    assert_eq!((frame.intervals, frame.interval_seconds), (334, 1_800.0));
}

#[test]
fn shifts_alike_are_one_group_of_agents_with_breaks_as_gaps() {
    let shifts = (0..5).map(|agent| shift(agent, &[0])).collect();
    let centre = ScheduledCentre::new(&inputs(vec![group(10.0, 0)], shifts), &scenario("baseline"));
    let centre = centre.unwrap().of_replication(1, 0);
    assert_eq!(centre.agent_groups.len(), 1);
    assert_eq!(
        centre.agent_groups[0].agents, 5,
        "without shrinkage everybody is there"
    );
    let hours: Vec<_> = centre.agent_groups[0]
        .on_queue
        .iter()
        .map(|stretch| {
            (
                stretch.start_seconds / 3_600.0,
                stretch.end_seconds / 3_600.0,
            )
        })
        .collect();
    assert_eq!(hours, [(9.0, 12.0), (13.0, 17.0)]);
    assert_eq!(
        centre.queues[0].patience,
        Some(Distribution::exponential(90.0))
    );
}

#[test]
fn shrinkage_takes_its_share_on_average_and_the_scenarios_absence_its_share_of_the_rest() {
    let shifts: Vec<_> = (0..40).map(|agent| shift(agent, &[0])).collect();
    let inputs = inputs(vec![group(10.0, 30)], shifts);
    let planned = ScheduledCentre::new(&inputs, &scenario("baseline")).unwrap();
    let mean = mean_at_work(&planned, 2_000);
    // 40 × 0.7 = 28; the standard deviation of the mean of 2,000 draws is 0.065.
    assert!((mean - 28.0).abs() < 0.26, "{mean}");
    let absent = ScheduledCentre::new(&inputs, &scenario("absent10")).unwrap();
    let mean = mean_at_work(&absent, 2_000);
    assert!((mean - 25.2).abs() < 0.28, "{mean}");
}

#[test]
fn all_scenarios_see_the_same_people_away_and_with_more_absence_more() {
    let shifts: Vec<_> = (0..40).map(|agent| shift(agent, &[0])).collect();
    let inputs = inputs(vec![group(10.0, 30)], shifts);
    let of = |name| ScheduledCentre::new(&inputs, &scenario(name)).unwrap();
    let (planned, busier, absent) = (of("baseline"), of("volumePlus20"), of("absent10"));
    let mut fewer = 0;
    for replication in 0..50 {
        let there = at_work(&planned.of_replication(3, replication));
        assert_eq!(there, at_work(&busier.of_replication(3, replication)));
        let left = at_work(&absent.of_replication(3, replication));
        assert!(left <= there);
        fewer += u32::from(left < there);
    }
    assert!(fewer > 25, "{fewer}");
}

#[test]
fn one_who_serves_two_groups_has_their_shrinkage_weighted_by_their_work() {
    let groups = vec![group(30.0, 10), group(10.0, 30)];
    let presence = presence(&groups, &scenario("baseline")).unwrap();
    assert!((presence.of(&[0]) - 0.9).abs() < 1e-12);
    assert!((presence.of(&[0, 1]) - 0.85).abs() < 1e-12);
}

#[test]
fn volume_and_handle_times_are_scaled_and_an_outage_cuts_the_hour_out() {
    let inputs = inputs(vec![group(10.0, 0)], vec![shift(0, &[0])]);
    let of = |name| {
        ScheduledCentre::new(&inputs, &scenario(name))
            .unwrap()
            .frame
    };
    assert_eq!(
        of("volumePlus20").queues[0].arrivals.contacts_per_interval[5],
        12.0
    );
    let handle_time = of("ahtPlus15").queues[0]
        .handle_time
        .mean_seconds_per_interval[5];
    assert!((handle_time - 207.0).abs() < 1e-9);
    let hours: Vec<_> = of("outage").agent_groups[0]
        .on_queue
        .iter()
        .map(|stretch| {
            (
                stretch.start_seconds / 3_600.0,
                stretch.end_seconds / 3_600.0,
            )
        })
        .collect();
    assert_eq!(hours, [(9.0, 10.0), (11.0, 12.0), (13.0, 17.0)]);
}

#[test]
fn an_outage_that_leaves_a_third_leaves_every_third_agent() {
    let shifts: Vec<_> = (0..9).map(|agent| shift(agent, &[0])).collect();
    let mut storm = scenario("outage");
    if let Some(outage) = &mut storm.outage {
        outage.capacity_percent = 100.0 / 3.0 + 1e-9;
    }
    let centre = ScheduledCentre::new(&inputs(vec![group(10.0, 0)], shifts), &storm).unwrap();
    let centre = centre.of_replication(0, 0);
    let able: u32 = centre
        .agent_groups
        .iter()
        .filter(|group| group.on_queue.len() == 2)
        .map(|group| group.agents)
        .sum();
    assert_eq!((able, at_work(&centre)), (3, 9));
}

#[test]
fn every_library_scenario_of_a_schedule_without_shifts_is_a_centre_without_agents() {
    let inputs = inputs(vec![group(10.0, 30)], Vec::new());
    for choice in stress_library() {
        let scenario = choice.resolve(inputs.busiest()).unwrap();
        let centre = ScheduledCentre::new(&inputs, &scenario).unwrap();
        assert!(centre.of_replication(0, 0).agent_groups.is_empty());
        assert!(centre.expected_contacts() > 3_000.0);
    }
}
