//! Voluntary time off where heads are to spare.

use std::collections::{BTreeMap, BTreeSet};

use super::breaks::span;
use super::{ActionKind, Ground, Hours, Proposal};
use crate::db::Instant;
use crate::intraday::plan::{AskedOfAgent, on_queue};
use crate::offers::{NewShiftOffer, OfferKind};
use crate::organisation::ActivityCategory;
use crate::schedules::Shift;

/// A stretch is worth offering from so long on, and is cut after so long.
const SHORTEST_MINUTES: u32 = 60;
const LONGEST_MINUTES: u32 = 240;

pub(super) fn propose(ground: &Ground<'_>) -> Option<Proposal> {
    let code = time_off_code(ground)?;
    let (stretch, spare) = idle_stretch(ground)?;
    let hours = (stretch.1.epoch_millis() - stretch.0.epoch_millis()) as f64 / 3_600_000.0;
    let acceptance = ground.terms.acceptance;
    // So many that nobody is missed even if all accept.
    let places = (spare.floor() as usize).min(ground.terms.most_changes);
    let mut shortfall = ground.shortfall.clone();
    let mut plan = ground.plan.clone();
    let mut by_site: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut asked = BTreeSet::new();
    let already: BTreeSet<usize> = plan.asked.iter().map(|one| one.agent).collect();
    let mut agents: Vec<(usize, &Shift)> = ground.shifts().collect();
    agents.retain(|(agent, shift)| {
        let whole = shift.start_at <= stretch.0 && shift.end_at() >= stretch.1;
        whole && !already.contains(agent)
    });
    for (agent, shift) in agents {
        if asked.len() == places {
            break;
        }
        let Some(of_day) = ground.day.agents.get(agent) else {
            continue;
        };
        let away: Vec<_> = on_queue(std::slice::from_ref(shift), stretch.0, stretch.1)
            .into_iter()
            .flat_map(|part| shortfall.share(part, -of_day.presence))
            .collect();
        if shortfall.gain(agent, &away) < 0.0 {
            continue;
        }
        shortfall.apply(agent, &away);
        plan.asked.push(AskedOfAgent {
            agent,
            start_at: stretch.0,
            end_at: stretch.1,
            is_work: false,
            acceptance,
        });
        let site = of_day.agent.management_unit_id.clone();
        by_site
            .entry(site)
            .or_default()
            .push(of_day.agent.id.clone());
        asked.insert(of_day.agent.id.clone());
    }
    if asked.is_empty() {
        return None;
    }
    let offers = by_site.into_iter().map(|(site, agent_ids)| NewShiftOffer {
        management_unit_id: site,
        kind: OfferKind::VoluntaryTimeOff,
        activity_code_id: Some(code.clone()),
        planning_group_id: None,
        places: u32::try_from(agent_ids.len()).unwrap_or(u32::MAX),
        agent_ids,
        start_date: stretch.0,
        end_date: stretch.1,
        expiration: None,
        notes: "Intraday: fewer contacts than agents are expected.".to_owned(),
    });
    Some(Proposal {
        kind: ActionKind::OfferVoluntaryTimeOff,
        description: format!(
            "offer voluntary time off {} to {} agents",
            span(ground, stretch),
            asked.len()
        ),
        window: stretch,
        changes: Vec::new(),
        activity_changes: Vec::new(),
        offers: offers.collect(),
        throttle: None,
        hours: Hours {
            time_off: asked.len() as f64 * acceptance * hours,
            ..Hours::default()
        },
        value_lost: 0.0,
        agents: asked,
        plan,
    })
}

/// The code asked for, else the first active one that agents may choose as time off.
fn time_off_code(ground: &Ground<'_>) -> Option<String> {
    let chosen = ground.terms.time_off_code.clone();
    chosen.or_else(|| {
        let mut codes = ground.codes.iter();
        let fitting = codes.find(|code| {
            let is_time_off = code.category == ActivityCategory::TimeOff;
            code.active && is_time_off && code.agent_time_off_selectable
        });
        fitting.map(|code| code.id.clone())
    })
}

/// The longest stretch in which at least one head is to spare, and how many are throughout.
fn idle_stretch(ground: &Ground<'_>) -> Option<((Instant, Instant), f64)> {
    let grid = &ground.day.grid;
    let earliest = ground.terms.earliest(ground.day);
    let most = (LONGEST_MINUTES / grid.interval_minutes()) as usize;
    let mut best: Option<(usize, usize, f64)> = None;
    let mut run: Option<(usize, f64)> = None;
    for index in 0..=grid.intervals() {
        let spare = ground
            .shortfall
            .spare(index.min(grid.intervals().saturating_sub(1)));
        let counts =
            index < grid.intervals() && grid.interval_start(index) > earliest && spare >= 1.0;
        run = match (run, counts) {
            (Some((first, least)), true) if index - first < most => Some((first, least.min(spare))),
            (Some((first, least)), _) => {
                if best.is_none_or(|(from, to, _)| index - first > to - from) {
                    best = Some((first, index, least));
                }
                counts.then_some((index, spare))
            }
            (None, true) => Some((index, spare)),
            (None, false) => None,
        };
    }
    let (first, end, least) = best?;
    let minutes = (end - first) * grid.interval_minutes() as usize;
    let stretch = (grid.interval_start(first), grid.interval_start(end));
    (minutes >= SHORTEST_MINUTES as usize).then_some((stretch, least))
}
