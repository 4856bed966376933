//! Agents: contract, skills, time off and wishes.

use super::Centre;
use super::centre::SLOTS_A_DAY;
use super::contracts::Contract;
use crate::problem::{Agent, GroupIndex, Price, Request, SlotRange, Wish, gcd};
use crate::random::Random;

/// Share of agents with one skill, and of those with two; the others have three.
const ONE_SKILL: f64 = 0.5;
const TWO_SKILLS: f64 = 0.35;
/// Share of agents who are away in a week, for one to five days.
const AWAY_IN_A_WEEK: f64 = 0.08;
/// Share of agents who ask for something in a week.
const WISHES_IN_A_WEEK: f64 = 0.4;

pub(super) fn people(centre: Centre, contracts: &[Contract], random: &mut Random) -> Vec<Agent> {
    (0..centre.agents)
        .map(|index| {
            let plan = contract_of(index, centre.agents, contracts);
            let mut agent = Agent {
                id: format!("agent {:0>4}", index + 1),
                groups: skills(centre.group_count(), random),
                plan,
                ..Agent::default()
            };
            for week in 0..centre.days / 7 {
                let away = time_off(&mut agent, week, &contracts[plan], random);
                if random.happens(WISHES_IN_A_WEEK) {
                    for _ in 0..1 + random.below(2) {
                        wish(&mut agent, week, &away, random);
                    }
                }
            }
            agent
        })
        .collect()
}

/// Contracts are dealt by quota, so that their shares hold in small centres too, and evenly over the list.
fn contract_of(index: usize, agents: usize, contracts: &[Contract]) -> usize {
    // A step coprime to the list's length visits every position once.
    let step = (1..)
        .map(|shift| agents * 5 / 8 + shift)
        .find(|&step| gcd(step, agents) == 1)
        .unwrap_or(1);
    let position = (index * step % agents) as f64 + 0.5;
    let mut upto = 0.0;
    let taken = contracts.iter().position(|contract| {
        upto += contract.share * agents as f64;
        position < upto
    });
    taken.unwrap_or(contracts.len() - 1)
}

/// A first skill and its neighbours in a ring: centres train people for what is near to what they do.
fn skills(groups: usize, random: &mut Random) -> Vec<GroupIndex> {
    let first = random.below(groups);
    let draw = random.between(0.0, 1.0);
    let count = if draw < ONE_SKILL {
        1
    } else if draw < ONE_SKILL + TWO_SKILLS {
        2
    } else {
        3
    };
    // The first is the main one: demand follows it most.
    (0..count).map(|next| (first + next) % groups).collect()
}

/// Time off in working days in a row, with the paid minutes it counts for; the days of the horizon it takes.
fn time_off(
    agent: &mut Agent,
    week: usize,
    contract: &Contract,
    random: &mut Random,
) -> Vec<usize> {
    let mut minutes = 0;
    let mut away = Vec::new();
    if random.happens(AWAY_IN_A_WEEK) {
        let length = 1 + random.below(5);
        let first = week * 7 + random.below(6 - length);
        away = (first..first + length).collect();
        agent.unavailable.push(SlotRange {
            start: first * SLOTS_A_DAY,
            end: (first + length) * SLOTS_A_DAY,
        });
        minutes = contract.absent_day_minutes * u32::try_from(length).unwrap_or(u32::MAX);
    }
    agent.paid_absence_minutes.push(minutes);
    away
}

/// A wish for a day of the week on which the agent is there and has none yet; half of them are for a day off.
fn wish(agent: &mut Agent, week: usize, away: &[usize], random: &mut Random) {
    let day = week * 7 + random.below(7);
    let wish = match random.below(6) {
        0..3 => Wish::DayOff,
        3 => Wish::NoShift("late".to_owned()),
        4 => Wish::Shift("early".to_owned()),
        _ => Wish::Shift("day".to_owned()),
    };
    let price = Price::from(1 + u32::try_from(random.below(4)).unwrap_or(0));
    let taken = agent.requests.iter().any(|request| request.day == day);
    if !away.contains(&day) && !taken {
        agent.requests.push(Request { day, wish, price });
    }
}
