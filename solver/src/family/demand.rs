//! Required heads: a curve with its peak at lunch time for every group, as high as the agents' hours allow.

use super::Centre;
use super::centre::{SLOT_MINUTES, SLOTS_A_DAY};
use super::contracts::{CLOSES_MINUTES, Contract, OPENS_MINUTES};
use crate::problem::{Agent, DemandGroup, Weekday};
use crate::random::Random;

/// Cost of an hour with a head missing, in hours of a head too many.
const UNDER_COST_PER_HOUR: f64 = 5.0;
/// How an agent's hours are counted to the skills they have, the main one first.
const SPLITS: [&[f64]; 3] = [&[1.0], &[0.6, 0.4], &[0.5, 0.3, 0.2]];

pub(super) fn groups(
    centre: Centre,
    contracts: &[Contract],
    agents: &[Agent],
    random: &mut Random,
) -> Vec<DemandGroup> {
    let load = random.between(0.91, 0.94);
    let supplied = head_slots_by_group(centre, contracts, agents);
    supplied
        .into_iter()
        .enumerate()
        .map(|(index, head_slots)| {
            let shape = shape(centre.days, random);
            let whole: f64 = shape.iter().sum();
            let hour = f64::from(SLOT_MINUTES) / 60.0;
            DemandGroup {
                id: format!("group {}", index + 1),
                required: whole_heads(&shape, load * head_slots / whole),
                under_cost_per_slot: UNDER_COST_PER_HOUR * hour,
                over_cost_per_slot: hour,
                ..DemandGroup::default()
            }
        })
        .collect()
}

/// Slots on queue that the contracts give: paid time without time off and paid breaks, in the middle of its range.
fn head_slots_by_group(centre: Centre, contracts: &[Contract], agents: &[Agent]) -> Vec<f64> {
    let mut slots = vec![0.0; centre.group_count()];
    for agent in agents {
        let contract = &contracts[agent.plan];
        let plan = &contract.plan;
        let week = plan
            .minimum_paid_minutes_per_week
            .midpoint(plan.maximum_paid_minutes_per_week);
        let paid: u32 = agent
            .paid_absence_minutes
            .iter()
            .map(|absent| week.saturating_sub(*absent))
            .sum();
        let shift = plan.shifts.first().map_or(480, |shift| {
            shift
                .minimum_paid_minutes
                .midpoint(shift.maximum_paid_minutes)
        });
        let on_queue = 1.0 - f64::from(contract.break_minutes) / f64::from(shift);
        let head_slots = f64::from(paid) * on_queue / f64::from(SLOT_MINUTES);
        let split = SPLITS[agent.groups.len().clamp(1, SPLITS.len()) - 1];
        for (&group, share) in agent.groups.iter().zip(split) {
            slots[group] += head_slots * share;
        }
    }
    slots
}

/// The course of a group's demand over the days, in no unit: a floor, the peak at lunch time, a shoulder in the
/// afternoon, less at the weekend, and some noise.
fn shape(days: usize, random: &mut Random) -> Vec<f64> {
    let peak = random.between(12.0, 13.25);
    let width = random.between(2.2, 3.2);
    let shoulder = random.between(0.2, 0.45);
    let floor = random.between(0.25, 0.4);
    let monday = random.between(1.05, 1.2);
    let saturday = random.between(0.6, 0.85);
    let sunday = random.between(0.5, 0.7);
    let hump = |hour: f64, middle: f64, width: f64| (-((hour - middle) / width).powi(2)).exp();
    (0..days * SLOTS_A_DAY)
        .map(|slot| {
            let minutes = (slot % SLOTS_A_DAY) as f64 * f64::from(SLOT_MINUTES);
            let noise = random.between(0.94, 1.06);
            if !(f64::from(OPENS_MINUTES)..f64::from(CLOSES_MINUTES)).contains(&minutes) {
                return 0.0;
            }
            let hour = (minutes + f64::from(SLOT_MINUTES) / 2.0) / 60.0;
            let day = match Weekday::ALL[slot / SLOTS_A_DAY % 7] {
                Weekday::Monday => monday,
                Weekday::Saturday => saturday,
                Weekday::Sunday => sunday,
                _ => 1.0,
            };
            let course = floor + hump(hour, peak, width) + shoulder * hump(hour, 17.5, 2.0);
            course * day * noise
        })
        .collect()
}

/// The curve in whole heads: what rounding takes from one slot it gives to the next, so that the hours stay.
fn whole_heads(shape: &[f64], scale: f64) -> Vec<f64> {
    let mut carried = 0.0;
    shape
        .iter()
        .map(|value| {
            let wanted = value * scale + carried;
            let heads = if *value > 0.0 {
                wanted.round().max(0.0)
            } else {
                0.0
            };
            carried = if *value > 0.0 { wanted - heads } else { 0.0 };
            heads
        })
        .collect()
}
