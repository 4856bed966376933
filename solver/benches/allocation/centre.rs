//! A generated day of a centre that never closes: skill groups with inbound work, campaigns with lists in two far
//! apart time zones, and every kind of limit.

use crewcast_solver::allocation::{
    Budget, BudgetLimit, CampaignDemand, ContactList, ContactWorth, DialingMode, Occupancies,
    Problem, Requirement, Segment, SkillGroup, Supply, Table, Worth,
};

/// SplitMix64, so that every machine measures the same day.
struct Dice(u64);

impl Dice {
    fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.share()
    }
}

/// Hour of the centre's day, at 15 minutes an interval.
fn hour(interval: usize) -> f64 {
    interval as f64 / 4.0 % 24.0
}

pub fn problem(campaigns: usize, groups: usize, intervals: usize) -> Problem {
    let dice = &mut Dice(7);
    let skill_groups = (0..groups).map(|_| group(dice, intervals)).collect();
    let lists = (0..campaigns).map(|_| list(dice, intervals)).collect();
    let demands = (0..campaigns)
        .map(|list| campaign(dice, list, campaigns, groups, intervals))
        .collect();
    let mut problem = Problem::of_one_day(15, intervals, skill_groups, lists, demands);
    problem.occupancies = Some(Occupancies {
        preview: 0.55,
        progressive: 0.68,
        predictive: 0.84,
    });
    problem.maximum_lines = Some(vec![12.0 * groups as f64; intervals]);
    problem.budgets = vec![
        Budget {
            campaigns: (0..campaigns).filter(|c| c.is_multiple_of(2)).collect(),
            limit: BudgetLimit::Money(150.0 * (groups * intervals) as f64 / 4.0),
        },
        Budget {
            campaigns: (0..campaigns).filter(|c| c.is_multiple_of(3)).collect(),
            limit: BudgetLimit::AgentMinutes(30.0 * (groups * intervals) as f64),
        },
    ];
    problem
}

fn group(dice: &mut Dice, intervals: usize) -> SkillGroup {
    let size = dice.between(15.0, 40.0).round();
    let inbound = (0..intervals).map(|t| {
        let hump = (-((hour(t) - 13.0) / 5.0).powi(2)).exp();
        let mean = size * (0.25 + 0.5 * hump);
        let spread = 1.3 * mean.sqrt();
        let at = |z: f64| (mean + z * spread).max(0.0);
        Requirement::Quantiles(vec![
            (0.1, at(-1.28)),
            (0.5, at(0.0)),
            (0.9, at(1.28)),
            (0.99, at(2.33)),
        ])
    });
    SkillGroup {
        supply: Supply::AtWork {
            heads: vec![size; intervals],
            inbound: inbound.collect(),
        },
        cost_per_hour: dice.between(18.0, 30.0).round(),
    }
}

fn list(dice: &mut Dice, intervals: usize) -> ContactList {
    let segment = |dice: &mut Dice, from: f64, to: f64| {
        let contacts = dice.between(400.0, 2_500.0).round();
        let callable = (0..intervals).map(|t| {
            let open = (from..to).contains(&hour(t));
            // Around noon some more of them can be reached.
            let share = if (12.0..14.0).contains(&hour(t)) {
                1.0
            } else {
                0.8
            };
            if open {
                (share * contacts).floor()
            } else {
                0.0
            }
        });
        Segment {
            contacts,
            attempts_per_contact: 2.0,
            attempts_per_contact_per_day: Some(1.5),
            attempts_per_contact_per_hour: Some(0.25),
            callable_contacts: callable.collect(),
        }
    };
    ContactList {
        segments: vec![segment(dice, 1.0, 13.0), segment(dice, 10.0, 23.0)],
    }
}

fn campaign(
    dice: &mut Dice,
    list: usize,
    campaigns: usize,
    groups: usize,
    intervals: usize,
) -> CampaignDemand {
    let success = dice.between(0.03, 0.12);
    let by_group = |dice: &mut Dice| -> Vec<f64> {
        let skill = dice.between(0.8, 1.2);
        let at = |t: usize| success * skill * (1.0 + 0.2 * ((hour(t) - 17.0) / 4.0).sin());
        (0..intervals).map(at).collect()
    };
    let shares = (0..groups).map(|_| by_group(dice)).collect();
    let seconds = (0..groups).map(|_| dice.between(120.0, 300.0)).collect();
    use DialingMode::{Predictive, Preview, Progressive};
    let worth = Worth::PerContact(ContactWorth {
        value_per_success: dice.between(20.0, 120.0).round(),
        success_probability: Table::ByGroupAndInterval(shares),
        handle_seconds: Table::ByGroup(seconds),
        mode: [Preview, Progressive, Predictive][list % 3],
        attempts_per_handled_contact: [1.2, 2.0, 3.0][list % 3],
    });
    CampaignDemand {
        priority: [3, 2, 4, 3, 5][list % 5],
        cost_per_attempt: 0.05,
        lines_per_agent: [1.0, 1.0, 2.0][list % 3],
        maximum_lines: (list % 4 == 1).then_some(30.0),
        minimum_share: list.is_multiple_of(5).then_some(0.4 / campaigns as f64),
        maximum_share: (list % 3 == 2).then_some(0.3),
        ..CampaignDemand::new(worth, (0..groups).collect(), list)
    }
}
