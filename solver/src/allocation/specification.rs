//! What an allocation must be, as tests.

use super::*;

mod brute_force;
mod first_principles;
mod hand_solved;
mod matching;
mod next_roster;
mod progress;
mod random_problem;
mod rules;

/// Solves and has every number of the answer recomputed by code that did not find it.
fn solved(problem: &Problem) -> Allocation {
    let allocation = allocate(problem).unwrap();
    let faults = audit::audit(problem, &allocation);
    assert!(faults.is_empty(), "{faults:#?}\n{problem:#?}");
    allocation
}

/// A campaign of the one group, known by the minute, whose contacts take a minute each.
fn campaign(
    value: f64,
    priority: u8,
    capacity: f64,
    callable: &[bool],
) -> (CampaignDemand, Segment) {
    let worth = Worth::PerMinute {
        value,
        minutes_per_contact: 1.0,
    };
    let demand = CampaignDemand {
        priority,
        ..CampaignDemand::new(worth, vec![0], 0)
    };
    (demand, Segment::called_once(capacity, callable))
}

/// Campaigns with a list each.
fn with_groups(surplus: &[&[f64]], campaigns: Vec<(CampaignDemand, Segment)>) -> Problem {
    let intervals = surplus.first().map_or(0, |row| row.len());
    let groups = surplus
        .iter()
        .map(|row| SkillGroup::with_surplus(row.to_vec()));
    let (campaigns, lists) = campaigns
        .into_iter()
        .enumerate()
        .map(|(list, (demand, segment))| {
            let segments = vec![segment];
            (CampaignDemand { list, ..demand }, ContactList { segments })
        })
        .unzip();
    Problem::of_one_day(60, intervals, groups.collect(), lists, campaigns)
}

fn one_group(surplus: &[f64], campaigns: Vec<(CampaignDemand, Segment)>) -> Problem {
    with_groups(&[surplus], campaigns)
}

fn totals(allocation: &Allocation) -> Vec<f64> {
    allocation
        .campaigns
        .iter()
        .map(|c| c.total_minutes.round())
        .collect()
}

#[test]
fn the_dearer_campaign_has_its_fill_first_and_the_other_takes_the_rest() {
    let problem = one_group(
        &[60.0, 30.0],
        vec![
            campaign(1.0, 3, 1e6, &[true, true]),
            campaign(2.0, 3, 70.0, &[true, true]),
        ],
    );
    let allocation = solved(&problem);
    assert_eq!(totals(&allocation), [20.0, 70.0]);
    assert!((allocation.objective - 160.0).abs() < 1e-6);
}

#[test]
fn one_priority_more_outweighs_anything_below_double_the_value() {
    let callable = [true];
    let with_values = |low: f64| {
        let problem = one_group(
            &[10.0],
            vec![
                campaign(low, 3, 1e3, &callable),
                campaign(1.0, 4, 1e3, &callable),
            ],
        );
        totals(&solved(&problem))
    };
    assert_eq!(with_values(1.9), [0.0, 10.0]);
    assert_eq!(with_values(2.1), [10.0, 0.0]);
}

#[test]
fn prices_say_what_one_more_minute_of_surplus_and_of_contacts_would_bring() {
    let callable = [true];
    let problem = one_group(
        &[50.0],
        vec![
            campaign(3.0, 3, 20.0, &callable),
            campaign(1.0, 3, 1e3, &callable),
        ],
    );
    let allocation = solved(&problem);
    assert!(
        (allocation.surplus_prices[0][0] - 1.0).abs() < 1e-9,
        "{allocation:?}"
    );
    assert!((allocation.list_prices[0][0].in_all - 2.0).abs() < 1e-9);
    assert_eq!(allocation.list_prices[1][0].in_all, 0.0);
}

#[test]
fn a_minimum_takes_minutes_from_a_dearer_campaign_and_its_price_is_the_difference() {
    let callable = [true];
    let mut cheap = campaign(1.0, 3, 1e3, &callable);
    cheap.0.minimum_share = Some(0.25);
    let problem = one_group(&[40.0], vec![cheap, campaign(5.0, 3, 1e3, &callable)]);
    let allocation = solved(&problem);
    assert_eq!(totals(&allocation), [10.0, 30.0]);
    assert!(
        (allocation.campaigns[0].minimum_price - 4.0).abs() < 1e-9,
        "{allocation:?}"
    );
    assert!(allocation.messages.is_empty());
}

#[test]
fn minima_that_exclude_one_another_go_by_priority_and_are_explained() {
    let callable = [true];
    let mut first = campaign(9.0, 2, 1e3, &callable);
    let mut second = campaign(1.0, 3, 1e3, &callable);
    first.0.minimum_minutes = Some(30.0);
    second.0.minimum_minutes = Some(30.0);
    let allocation = solved(&one_group(&[40.0], vec![first, second]));
    assert_eq!(totals(&allocation), [10.0, 30.0]);
    let told = &allocation.messages[0];
    assert!(
        matches!(
            told,
            Message::MinimumNotMet {
                campaign: 0,
                obstacle: Obstacle::OtherMinima,
                ..
            }
        ),
        "{told}"
    );
}

#[test]
fn a_minimum_beyond_the_contacts_or_the_surplus_says_which() {
    let mut few = campaign(1.0, 3, 5.0, &[true, false]);
    few.0.minimum_minutes = Some(8.0);
    let mut closed = campaign(1.0, 3, 1e3, &[false, false]);
    closed.0.minimum_minutes = Some(8.0);
    let allocation = solved(&one_group(&[60.0, 60.0], vec![few, closed]));
    let obstacles: Vec<_> = allocation
        .messages
        .iter()
        .filter_map(|message| match message {
            Message::MinimumNotMet {
                campaign, obstacle, ..
            } => Some((*campaign, *obstacle)),
            _ => None,
        })
        .collect();
    assert_eq!(
        obstacles,
        [
            (0, Obstacle::TooFewContacts),
            (1, Obstacle::TooLittleSurplus)
        ]
    );
    assert!(
        allocation
            .messages
            .contains(&Message::NothingCallable { campaign: 1 })
    );
}

#[test]
fn without_any_callable_hour_nothing_is_handed_out_and_it_is_said() {
    let problem = one_group(&[60.0], vec![campaign(1.0, 3, 10.0, &[false])]);
    let allocation = solved(&problem);
    assert_eq!(allocation.objective, 0.0);
    assert_eq!(
        allocation.messages,
        [
            Message::NothingCallable { campaign: 0 },
            Message::SurplusLeftOver { minutes: 60.0 }
        ]
    );
}

#[test]
fn contacts_of_one_zone_do_not_borrow_the_hours_of_another() {
    let two_zones = campaign(1.0, 3, 100.0, &[true, false]);
    let mut problem = one_group(&[60.0, 60.0], vec![two_zones]);
    let other = Segment::called_once(10.0, &[false, true]);
    problem.lists[0].segments.push(other);
    let allocation = solved(&problem);
    assert_eq!(allocation.campaigns[0].minutes, [60.0, 10.0]);
}

#[test]
fn only_groups_that_can_serve_give_their_minutes() {
    let mut skilled = campaign(2.0, 3, 1e3, &[true]);
    skilled.0.groups = vec![1];
    let problem = with_groups(&[&[100.0], &[7.0]], vec![skilled]);
    assert_eq!(totals(&solved(&problem)), [7.0]);
}

#[test]
fn what_cannot_be_is_named_with_its_place() {
    let mut wrong = campaign(1.0, 3, 1.0, &[true]);
    wrong.0.minimum_minutes = Some(5.0);
    wrong.0.maximum_minutes = Some(4.0);
    let error = allocate(&one_group(&[1.0], vec![wrong])).unwrap_err();
    assert!(matches!(
        error,
        AllocationError::MinimumAboveMaximum { campaign: 0, .. }
    ));
    let negative = allocate(&one_group(&[-1.0], vec![])).unwrap_err();
    assert!(matches!(
        negative,
        AllocationError::BadSurplus { interval: 0, .. }
    ));
}
