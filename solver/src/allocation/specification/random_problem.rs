//! Random problems of any kind, by seed.

use crate::random::Random;

use super::*;

const INTERVALS: usize = 6;

/// Three campaigns, two groups, two lists, three hours over two days, and a coin's toss for each kind of rule.
pub(super) fn any_problem(seed: u64) -> Problem {
    let dice = &mut Random::new(seed);
    let groups = (0..2).map(|_| group(dice)).collect();
    let lists = (0..2).map(|_| list(dice)).collect();
    let campaigns = (0..3).map(|_| any_campaign(dice)).collect();
    let mut problem = Problem::of_one_day(30, INTERVALS, groups, lists, campaigns);
    problem.day_of_interval = vec![0, 0, 0, 0, 1, 1];
    problem.protection = [0.5, 0.75, 0.9][dice.below(3)];
    problem.occupancies = Some(Occupancies {
        preview: 0.5,
        progressive: 0.625,
        predictive: 0.875,
    });
    if dice.happens(0.5) {
        problem.budgets.push(Budget {
            campaigns: vec![0, 1],
            limit: BudgetLimit::AgentMinutes(whole(dice, 150)),
        });
    }
    if dice.happens(0.5) {
        problem.budgets.push(Budget {
            campaigns: vec![1, 2],
            limit: BudgetLimit::Money(whole(dice, 90)),
        });
    }
    if dice.happens(0.5) {
        problem.maximum_lines = Some((0..INTERVALS).map(|_| whole(dice, 6)).collect());
    }
    problem
}

pub(super) fn whole(dice: &mut Random, end: usize) -> f64 {
    dice.below(end) as f64
}

fn perhaps(dice: &mut Random, end: usize) -> Option<f64> {
    dice.happens(0.4).then(|| whole(dice, end))
}

fn group(dice: &mut Random) -> SkillGroup {
    let supply = if dice.happens(0.5) {
        let minutes = (0..INTERVALS).map(|_| whole(dice, 60)).collect();
        Supply::Surplus { minutes }
    } else {
        let requirement = |dice: &mut Random| match dice.below(3) {
            0 => Requirement::Certain(whole(dice, 4)),
            1 => Requirement::Distribution(vec![0.25, 0.25, 0.25, 0.25]),
            _ => Requirement::Quantiles(vec![(0.5, 1.0), (0.8, 2.0), (0.95, 4.0)]),
        };
        Supply::AtWork {
            heads: (0..INTERVALS).map(|_| whole(dice, 6)).collect(),
            inbound: (0..INTERVALS).map(|_| requirement(dice)).collect(),
        }
    };
    SkillGroup {
        supply,
        cost_per_hour: whole(dice, 40),
    }
}

fn list(dice: &mut Random) -> ContactList {
    let segment = |dice: &mut Random| {
        let contacts = whole(dice, 60);
        let callable = (0..INTERVALS).map(|_| match dice.below(3) {
            0 => 0.0,
            1 => (contacts / 2.0).floor(),
            _ => contacts,
        });
        Segment {
            contacts,
            callable_contacts: callable.collect(),
            attempts_per_contact: [1.0, 2.0, 3.0][dice.below(3)],
            attempts_per_contact_per_day: dice.happens(0.4).then_some(1.0),
            attempts_per_contact_per_hour: dice.happens(0.4).then_some(0.5),
        }
    };
    let segments = 1 + dice.below(2);
    ContactList {
        segments: (0..segments).map(|_| segment(dice)).collect(),
    }
}

fn any_campaign(dice: &mut Random) -> CampaignDemand {
    let worth = if dice.happens(0.4) {
        Worth::PerMinute {
            value: whole(dice, 6),
            minutes_per_contact: 1.0 + whole(dice, 4),
        }
    } else {
        let by_interval = |dice: &mut Random| -> Vec<f64> {
            (0..INTERVALS).map(|_| whole(dice, 5) / 16.0).collect()
        };
        let shares = (0..2).map(|_| by_interval(dice)).collect();
        use DialingMode::{Predictive, Preview, Progressive};
        Worth::PerContact(ContactWorth {
            value_per_success: 10.0 + whole(dice, 90),
            success_probability: Table::ByGroupAndInterval(shares),
            handle_seconds: Table::ByGroup(vec![60.0 + whole(dice, 200), 120.0]),
            mode: [Preview, Progressive, Predictive][dice.below(3)],
            attempts_per_handled_contact: 1.0 + whole(dice, 3),
        })
    };
    let groups = [vec![0], vec![1], vec![0, 1]][dice.below(3)].clone();
    let list = dice.below(2);
    let maximum_minutes = perhaps(dice, 120);
    let most = maximum_minutes.unwrap_or(f64::INFINITY);
    CampaignDemand {
        priority: 1 + dice.below(5) as u8,
        running: dice
            .happens(0.3)
            .then(|| (0..INTERVALS).map(|_| dice.happens(0.7)).collect()),
        cost_per_attempt: whole(dice, 3) / 4.0,
        lines_per_agent: [1.0, 1.5, 2.0][dice.below(3)],
        maximum_lines: perhaps(dice, 4),
        minimum_minutes: perhaps(dice, 90).map(|minutes| minutes.min(most)),
        maximum_minutes,
        ..CampaignDemand::new(worth, groups, list)
    }
}
