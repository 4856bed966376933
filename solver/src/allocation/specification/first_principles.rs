//! Worth, protection and wrong input.

use super::*;

fn loans(mode: DialingMode) -> Problem {
    let (demand, segment) = campaign(1.0, 3, 1e3, &[true]);
    let worth = Worth::PerContact(ContactWorth {
        value_per_success: 100.0,
        success_probability: Table::ByGroup(vec![0.05]),
        handle_seconds: Table::Same(180.0),
        mode,
        attempts_per_handled_contact: 2.0,
    });
    let mut problem = one_group(&[60.0], vec![(CampaignDemand { worth, ..demand }, segment)]);
    problem.occupancies = Some(Occupancies {
        preview: 0.5,
        progressive: 0.6,
        predictive: 0.75,
    });
    problem
}

#[test]
fn an_hour_brings_its_contacts_in_the_time_not_spent_waiting_for_one() {
    let given = solved(&loans(DialingMode::Predictive)).campaigns.remove(0);
    // 45 of 60 minutes at 3 minutes a contact: 15 contacts, 30 attempts, 0.75 successes.
    assert!((given.expected_contacts - 15.0).abs() < 1e-9);
    assert!((given.attempts_by_segment[0][0] - 30.0).abs() < 1e-9);
    assert!((given.expected_successes.unwrap() - 0.75).abs() < 1e-9);
    assert!((given.value - 75.0).abs() < 1e-9);
}

#[test]
fn a_minute_is_worth_more_in_progressive_dialling_than_in_preview_and_most_in_predictive() {
    use DialingMode::{Predictive, Preview, Progressive};
    let value = |mode| solved(&loans(mode)).value.round();
    assert_eq!(
        [Preview, Progressive, Predictive].map(value),
        [50.0, 60.0, 75.0]
    );
}

#[test]
fn success_by_group_and_interval_puts_each_group_where_it_is_good() {
    let table = Table::ByGroupAndInterval(vec![vec![0.1, 0.2], vec![0.3, 0.1]]);
    let mut problem = with_groups(
        &[&[60.0, 60.0], &[60.0, 60.0]],
        vec![campaign(1.0, 3, 120.0, &[true, true])],
    );
    problem.campaigns[0].groups = vec![0, 1];
    problem.campaigns[0].worth = Worth::PerContact(ContactWorth {
        value_per_success: 10.0,
        success_probability: table,
        handle_seconds: Table::Same(60.0),
        mode: DialingMode::Predictive,
        attempts_per_handled_contact: 1.0,
    });
    problem.occupancies = Some(Occupancies {
        preview: 0.25,
        progressive: 0.5,
        predictive: 1.0,
    });
    let given = solved(&problem).campaigns.remove(0);
    assert_eq!(given.minutes_by_group, [[0.0, 60.0], [60.0, 0.0]]);
}

#[test]
fn protection_keeps_the_heads_that_suffice_with_its_probability() {
    let inbound = Requirement::Distribution(vec![0.1, 0.6, 0.2, 0.1]);
    let surplus = |protection| {
        let mut problem = one_group(&[0.0], vec![campaign(1.0, 3, 1e3, &[true])]);
        problem.groups[0].supply = Supply::AtWork {
            heads: vec![3.0],
            inbound: vec![inbound.clone()],
        };
        problem.protection = protection;
        solved(&problem).surplus_minutes[0][0]
    };
    assert_eq!(
        [0.05, 0.5, 0.7, 0.9, 0.95].map(surplus),
        [180.0, 120.0, 120.0, 60.0, 0.0]
    );
}

#[test]
fn where_inbound_work_is_short_an_agent_hour_earns_nothing_for_campaigns_and_it_is_said() {
    let mut problem = one_group(&[0.0, 0.0], vec![campaign(1.0, 3, 1e3, &[true, true])]);
    problem.groups[0].supply = Supply::AtWork {
        heads: vec![4.0, 4.5],
        inbound: vec![Requirement::Certain(5.0), Requirement::Certain(4.5)],
    };
    let allocation = solved(&problem);
    assert_eq!(allocation.agent_hour_price(0, 0), 0.0);
    assert_eq!(allocation.agent_hour_price(0, 1), 60.0);
    let short = Message::InboundShort {
        group: 0,
        intervals: 1,
        minutes: 60.0,
    };
    assert!(
        allocation.messages.contains(&short),
        "{:?}",
        allocation.messages
    );
}

#[test]
fn a_protection_beyond_the_known_quantiles_is_refused() {
    let mut problem = one_group(&[0.0], vec![]);
    problem.groups[0].supply = Supply::AtWork {
        heads: vec![3.0],
        inbound: vec![Requirement::Quantiles(vec![(0.5, 1.0), (0.9, 2.0)])],
    };
    problem.protection = 0.95;
    let refused = allocate(&problem).unwrap_err();
    assert!(matches!(
        refused,
        AllocationError::BeyondQuantiles {
            group: 0,
            interval: 0,
            ..
        }
    ));
}

#[test]
fn occupancies_must_be_given_and_rise_from_mode_to_mode() {
    let mut problem = loans(DialingMode::Preview);
    problem.occupancies = None;
    assert_eq!(
        allocate(&problem).unwrap_err(),
        AllocationError::NoOccupancies(0)
    );
    problem.occupancies = Some(Occupancies {
        preview: 0.7,
        progressive: 0.6,
        predictive: 0.8,
    });
    let refused = allocate(&problem).unwrap_err();
    assert!(
        matches!(refused, AllocationError::OccupanciesDoNotRise { .. }),
        "{refused}"
    );
}

#[test]
fn a_segment_whose_callable_contacts_are_more_than_its_contacts_is_refused() {
    let mut problem = one_group(&[60.0], vec![campaign(1.0, 3, 10.0, &[true])]);
    problem.lists[0].segments[0].callable_contacts[0] = 11.0;
    let refused = allocate(&problem).unwrap_err().to_string();
    assert!(
        refused.contains("segment 0 of list 0") && refused.contains("11"),
        "{refused}"
    );
}
