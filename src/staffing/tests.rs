//! Requirements of whole forecasts on a database.

use chrono_tz::Asia;

use crewcast_forecasts::requirement::{GoalName, Patience};
use crewcast_forecasts::units::{PatienceSeconds, Share};

use super::{
    Derived, GroupRequirement, GroupToStaff, Heads, ServiceStatus, StaffedGroup, day_totals,
    groups_to_staff, heads_of_forecast, predict_service, staffing_requirement,
};
use crate::db::Conn;
use crate::failure::Failure;
use crate::forecasting::test_centre::{Centre, weekly};
use crate::forecasting::{find_forecast, forecast_data};
use crate::organisation::StaffingMethod;

/// One planning group with 240 s, and its forecast "f1".
fn centre(include_abandonment: bool) -> Centre {
    let centre = Centre::new(Asia::Shanghai, 30, include_abandonment);
    centre.group("Cards", Some(240.0));
    let request = centre.request("2026-06-01", 1);
    let seen = |_: &_, date, minute| Some((weekly(date, minute)?, None));
    centre.forecast("f1", &request, seen).unwrap();
    centre
}

fn requirement(conn: &mut Conn<'_>, centre: &Centre) -> Result<Vec<GroupRequirement>, Failure> {
    let forecast = find_forecast(conn, &centre.scope, "f1")?;
    let whole = staffing_requirement(conn, &centre.scope, &forecast, None)?;
    Ok(whole.planning_groups)
}

#[test]
fn every_interval_of_a_forecast_is_staffed_and_closed_ones_need_nobody() {
    let centre = centre(false);
    let (groups, data) = centre
        .db
        .read(|conn| {
            let found = requirement(conn, &centre)?;
            Ok::<_, Failure>((found, forecast_data(conn, &centre.scope, "f1")?))
        })
        .unwrap();
    let group = &groups[0];
    assert_eq!(group.required.len(), 7 * 48);
    // Monday 08:00: 28 contacts of 240 s are 3.73 erlangs; by Erlang C 6 agents give 80 % in 20 s and 62 % occupancy.
    assert!((data[0].offered_per_interval[16] - 28.0).abs() < 1e-9);
    assert_eq!(
        (group.required_without_shrinkage[16], group.required[16]),
        (6, 9)
    );
    for (index, offered) in data[0].offered_per_interval.iter().enumerate() {
        let (net, gross) = (
            group.required_without_shrinkage[index],
            group.required[index],
        );
        if *offered == 0.0 {
            assert_eq!((net, gross), (0, 0));
        } else {
            assert!(group.service_level_per_interval[index].unwrap() >= 0.8);
            assert!(group.occupancy_per_interval[index].unwrap() <= 0.85);
            assert!(gross * 7 >= net * 10 && (gross - 1) * 7 < net * 10);
        }
    }
    assert!(group.messages.is_empty());
}

/// The week's calls with days that are busier and quieter than others.
fn uneven(date: chrono::NaiveDate, minute: u32) -> Option<f64> {
    use chrono::Datelike;
    let busier = 1.0 + 0.3 * (f64::from(date.ordinal() * 7 % 11) / 5.0 - 1.0);
    weekly(date, minute).map(|offered| (3.0 * offered * busier).round())
}

#[test]
fn a_surer_requirement_takes_more_agents_and_meets_its_goals_as_often_as_asked() {
    let centre = centre(false);
    let request = centre.request("2026-06-08", 1);
    let seen = |_: &_, date, minute| Some((uneven(date, minute)?, None));
    centre.forecast("f2", &request, seen).unwrap();
    let groups = centre.db.read(|conn| {
        let forecast = find_forecast(conn, &centre.scope, "f2")?;
        groups_to_staff(conn, &centre.scope, &forecast)
    });
    let mut group = groups.unwrap().remove(0);
    let to_the_mean = group.require().unwrap();
    let sure = |group: &mut GroupToStaff, percent: f64| {
        group.goals.probability = Some(Share::from_percent(percent).unwrap());
        group.require().unwrap()
    };
    let (at_80, at_95) = (sure(&mut group, 80.0), sure(&mut group, 95.0));
    let (mut more, mut open) = (0, 0);
    for index in 0..group.intervals() {
        let net = |found: &GroupRequirement| found.required_without_shrinkage[index];
        let likely =
            |found: &GroupRequirement| found.probability_of_meeting_goal_per_interval[index];
        if group.offered()[index] == 0.0 {
            assert_eq!((net(&at_95), likely(&at_95)), (0, None));
            continue;
        }
        open += 1;
        assert!(net(&to_the_mean) <= net(&at_80) && net(&at_80) <= net(&at_95));
        more += u32::from(net(&to_the_mean) < net(&at_95));
        assert!(likely(&at_80).unwrap() >= 0.8 - 1e-9 && likely(&at_95).unwrap() >= 0.95 - 1e-9);
        // One fewer than what 95 % take meets the goals less often.
        let mut fewer = vec![0.0; group.intervals()];
        fewer[index] = f64::from(net(&at_95) - 1);
        let short = group
            .probability_of_meeting_goal(index, &fewer[index..=index])
            .unwrap();
        assert!(short[0].unwrap() < 0.95, "{index}: {short:?}");
    }
    assert!(more * 2 > open, "{more} of {open}");
    for (surer, day) in at_95.days.iter().zip(&to_the_mean.days) {
        let likely = (
            surer.probability_of_meeting_goal,
            day.probability_of_meeting_goal,
        );
        assert!(likely.0 >= likely.1, "{surer:?} {day:?}");
    }
    assert_eq!(at_95.days.len(), 7);
    assert!(at_95.days[0].probability_of_meeting_goal.unwrap() > 0.9);
    assert_eq!(
        at_95.days[6].probability_of_meeting_goal, None,
        "closed on Sundays"
    );
    let derivation = group.derive(16).unwrap();
    assert_eq!(
        derivation.formula.requirement.agents_net,
        at_95.required_without_shrinkage[16]
    );
    assert!(derivation.staffed_for.unwrap().volume_variation_percent > 0.0);
}

#[test]
fn patience_needs_no_more_agents_and_counts_a_goal_of_abandonment() {
    let centre = centre(true);
    let groups = centre.db.read(|conn| {
        let forecast = find_forecast(conn, &centre.scope, "f1")?;
        groups_to_staff(conn, &centre.scope, &forecast)
    });
    let mut group = groups.unwrap().remove(0);
    let endless = group.require().unwrap();
    group.goals.patience = Patience::Mean(PatienceSeconds::new(60.0).unwrap());
    let patient = group.require().unwrap();
    let heads = |found: &GroupRequirement| found.required_without_shrinkage.iter().sum::<u32>();
    assert!(heads(&patient) < heads(&endless));
    assert!(
        patient
            .abandon_rate_per_interval
            .iter()
            .flatten()
            .all(|rate| *rate > 0.0)
    );
    group.goals.goal.maximum_abandonment = Some(Share::from_percent(1.0).unwrap());
    let kept = group.require().unwrap();
    assert!(heads(&kept) > heads(&patient));
    assert!(
        kept.abandon_rate_per_interval
            .iter()
            .flatten()
            .all(|rate| *rate <= 0.01)
    );
    assert!(
        kept.binding_goal_per_interval
            .contains(&GoalName::MaximumAbandonment)
    );
}

#[test]
fn a_queue_that_is_carried_over_takes_other_agents_and_every_interval_meets_its_goal() {
    let centre = centre(false);
    let groups = centre.db.read(|conn| {
        let forecast = find_forecast(conn, &centre.scope, "f1")?;
        groups_to_staff(conn, &centre.scope, &forecast)
    });
    let mut group = groups.unwrap().remove(0);
    let stationary = group.require().unwrap();
    group.goals.method = StaffingMethod::CarryOver;
    let carried = group.require().unwrap();
    assert_ne!(
        carried.required_without_shrinkage,
        stationary.required_without_shrinkage
    );
    for (index, offered) in group.offered().iter().enumerate() {
        let service = carried.service_per_interval[index];
        if *offered == 0.0 {
            assert_eq!(carried.required[index], 0);
            assert_eq!(service.status, ServiceStatus::Idle);
        } else {
            assert_eq!(service.status, ServiceStatus::Walked);
            assert!(service.service_level.unwrap() >= 0.8 - 1e-8, "{index}");
            assert!(service.occupancy.unwrap() <= 0.85 + 1e-8, "{index}");
        }
    }
    let derivation = group.derive(20).unwrap();
    let chain = derivation.carried_over.unwrap();
    assert_eq!(chain.agents_net, carried.required_without_shrinkage[20]);
    assert_eq!(chain.agents_gross, carried.required[20]);
    assert!(chain.busy_at_start > 0.0);
    let fewer = chain.with_one_fewer.unwrap();
    assert!(fewer.service_level.unwrap() < 0.8 || fewer.occupancy.unwrap() > 0.85);
    assert!(derivation.to_csv().contains("n(carried over)"));
    assert_eq!(group.derive(0).unwrap().carried_over, None);

    // The same agents from the middle of the forecast on: Tuesday's figures do not depend on Monday's.
    let heads: Vec<f64> = carried
        .required_without_shrinkage
        .iter()
        .copied()
        .map(f64::from)
        .collect();
    let tuesday = group.service(48, &heads[48..96]).unwrap();
    assert_eq!(tuesday.len(), 48);
    for (from_tuesday, whole) in tuesday.iter().zip(&carried.service_per_interval[48..]) {
        assert_eq!(from_tuesday, whole);
    }
}

#[test]
fn heads_alone_are_those_of_the_whole_requirement_wherever_they_begin_and_end() {
    let centre = centre(false);
    let (mut group, heads) = centre
        .db
        .read(|conn| {
            let forecast = find_forecast(conn, &centre.scope, "f1")?;
            let heads = heads_of_forecast(conn, &centre.scope, &forecast, 20..70)?.remove(0);
            let group = groups_to_staff(conn, &centre.scope, &forecast)?.remove(0);
            Ok::<_, Failure>((group, heads))
        })
        .unwrap();
    assert_eq!(heads.planning_group_id, group.id());
    for method in [StaffingMethod::Stationary, StaffingMethod::CarryOver] {
        group.goals.method = method;
        let whole = group.require().unwrap();
        // From the middle of Monday's open hours to the middle of Tuesday's.
        let part = group.required_heads(20..70).unwrap();
        let on_roster: Vec<u32> = part.iter().map(|heads| heads.on_roster).collect();
        let at_work: Vec<u32> = part.iter().map(|heads| heads.at_work).collect();
        assert_eq!(on_roster, whole.required[20..70], "{method:?}");
        assert_eq!(at_work, whole.required_without_shrinkage[20..70]);
        // Past the end nothing is forecast.
        assert_eq!(group.required_heads(330..400).unwrap().len(), 6);
    }
    group.goals.method = StaffingMethod::Stationary;
    assert_eq!(heads.on_roster(), group.require().unwrap().required[20..70]);
}

#[test]
fn a_goal_of_abandonment_is_said_to_be_left_out() {
    let centre = centre(true);
    let groups = centre.db.read(|conn| requirement(conn, &centre)).unwrap();
    assert_eq!(groups[0].messages[0].code, "abandonment-not-considered");
    assert!(groups[0].messages[0].detail.contains("5 %"));
}

#[test]
fn an_intervals_derivation_ends_in_its_requirement() {
    let centre = centre(false);
    let asked = |interval: usize, group: Option<&str>| {
        centre.db.read(|conn| {
            let forecast = find_forecast(conn, &centre.scope, "f1")?;
            let data = forecast_data(conn, &centre.scope, "f1")?;
            let derived = Derived {
                interval,
                planning_group_id: group.unwrap_or(&data[0].planning_group_id).to_owned(),
            };
            staffing_requirement(conn, &centre.scope, &forecast, Some(&derived))
        })
    };
    let found = asked(20, None).unwrap();
    let derivation = found.derivation.unwrap();
    assert_eq!(
        derivation.formula.agents_gross,
        found.planning_groups[0].required[20]
    );
    assert_eq!(derivation.formula.recompute().unwrap(), derivation.formula);
    let fault = |failure: Failure| failure.faults()[0].pointer.clone();
    assert_eq!(fault(asked(336, None).unwrap_err()), "?interval");
    assert_eq!(
        fault(asked(0, Some("nobody")).unwrap_err()),
        "?planningGroupId"
    );
}

#[test]
fn rostering_the_gross_requirement_meets_the_goal_and_fewer_than_the_load_is_unstable() {
    let centre = centre(false);
    let (group, data, forecast) = centre
        .db
        .read(|conn| {
            let group = requirement(conn, &centre)?.remove(0);
            let data = forecast_data(conn, &centre.scope, "f1")?.remove(0);
            Ok::<_, Failure>((group, data, find_forecast(conn, &centre.scope, "f1")?))
        })
        .unwrap();
    let predicted = |heads: Heads<'_>| {
        centre.db.read(|conn| {
            predict_service(conn, &centre.scope, "f1", &group.planning_group_id, heads)
        })
    };
    let mut heads = group.required.clone();
    let service = predicted(Heads::Rostered(&heads)).unwrap();
    for (index, offered) in data.offered_per_interval.iter().enumerate() {
        if *offered > 0.0 {
            assert!(service[index].service_level.unwrap() >= 0.8 - 1e-12);
        } else {
            assert_eq!(service[index].status, ServiceStatus::Idle);
        }
    }
    let at_net = predicted(Heads::AtWork(&group.required_without_shrinkage)).unwrap();
    for (index, given) in at_net.iter().enumerate() {
        let promised = &group.service_per_interval[index];
        assert_eq!(given.status, promised.status);
        let apart = given.service_level.unwrap_or(0.0) - promised.service_level.unwrap_or(0.0);
        assert!(apart.abs() < 1e-12, "{index}: {given:?} {promised:?}");
    }

    heads[16] = 2;
    let service = predicted(Heads::Rostered(&heads)).unwrap();
    assert_eq!(service[16].status, ServiceStatus::Unstable);
    let staffed = StaffedGroup {
        offered: &data.offered_per_interval,
        required: &group.required,
        scheduled: &heads.iter().copied().map(f64::from).collect::<Vec<_>>(),
        service: &service,
    };
    let days = day_totals(&forecast.grid().unwrap(), &[staffed]);
    assert_eq!((days.len(), days[0].unstable_intervals), (7, 1));
    assert_eq!((days[0].under_hours, days[0].over_hours), (3.5, 0.0));
    assert!(days[0].predicted_service_level < days[1].predicted_service_level);
    assert_eq!(days[6].predicted_service_level, None);

    let wrong = predicted(Heads::Rostered(&heads[1..])).unwrap_err();
    assert_eq!(wrong.faults()[0].code, "wrong-length");
}
