//! Overtime right after, or right before, agents' shifts.

use std::collections::{BTreeMap, BTreeSet};

use super::offers::{Asked, Asking};
use super::{Ground, Proposal};
use crate::db::Instant;
use crate::failure::Failure;
use crate::offers::{OfferKind, lengthened, overtime_keeps};
use crate::organisation::ActivityCategory;
use crate::schedules::{Shift, ShiftActivity};

/// Overtime is offered for so long at most, and at least.
const LONGEST_MINUTES: i64 = 120;
const SHORTEST_MINUTES: i64 = 30;

/// Stretches offered at once at most.
const MOST_STRETCHES: usize = 3;

/// Those of the stretches by shifts' ends and starts that meet the most missing heads.
pub(super) fn propose(ground: &Ground<'_>) -> Result<Vec<Proposal>, Failure> {
    let mut touching: BTreeMap<(Instant, bool), Vec<(usize, &Shift)>> = BTreeMap::new();
    let asked: BTreeSet<usize> = ground.plan.asked.iter().map(|one| one.agent).collect();
    for (agent, shift) in ground.shifts().filter(|(agent, _)| !asked.contains(agent)) {
        if shift.is_worked() {
            touching
                .entry((shift.end_at(), true))
                .or_default()
                .push((agent, shift));
            touching
                .entry((shift.start_at, false))
                .or_default()
                .push((agent, shift));
        }
    }
    let mut stretches: Vec<_> = touching
        .into_iter()
        .filter_map(|((at, is_after), agents)| {
            let (stretch, missing) = stretch_at(ground, at, is_after)?;
            let met = missing.min(agents.len() as f64) * minutes(stretch);
            Some((met, missing, stretch, agents))
        })
        .collect();
    stretches.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)));
    let mut found = Vec::new();
    for (_, missing, stretch, agents) in stretches {
        if found.len() == MOST_STRETCHES {
            break;
        }
        found.extend(offer(ground, missing, stretch, &agents)?);
    }
    Ok(found)
}

/// The stretch of missing heads that begins (or ends) at a shift's end (or start), and the most heads missing in it.
fn stretch_at(
    ground: &Ground<'_>,
    at: Instant,
    is_after: bool,
) -> Option<((Instant, Instant), f64)> {
    let grid = &ground.day.grid;
    let step = i64::from(grid.interval_minutes());
    let mut most: f64 = 0.0;
    let mut reach = 0;
    while reach < LONGEST_MINUTES {
        let from = if is_after { reach } else { -reach - step };
        let looked_at = grid.interval_at(at.plus_minutes(from));
        let missing = looked_at.map_or(0.0, |index| ground.shortfall.missing(index));
        if missing < 0.5 {
            break;
        }
        most = most.max(missing);
        reach += step;
    }
    let reach = reach.min(LONGEST_MINUTES);
    let stretch = if is_after {
        (at, at.plus_minutes(reach))
    } else {
        (at.plus_minutes(-reach), at)
    };
    let is_sound = reach >= SHORTEST_MINUTES && stretch.0 > ground.terms.earliest(ground.day);
    is_sound.then_some((stretch, most))
}

fn minutes((from, to): (Instant, Instant)) -> f64 {
    (to.epoch_millis() - from.epoch_millis()) as f64 / 60_000.0
}

fn offer(
    ground: &Ground<'_>,
    missing: f64,
    stretch: (Instant, Instant),
    agents: &[(usize, &Shift)],
) -> Result<Option<Proposal>, Failure> {
    let mut codes = ground.codes.iter();
    let code = codes.find(|code| code.active && code.category == ActivityCategory::OnQueueWork);
    let Some(code) = code else { return Ok(None) };
    let work = ShiftActivity {
        activity_code_id: code.id.clone(),
        start_at: stretch.0,
        length_minutes: minutes(stretch) as u32,
        paid: true,
        category: ActivityCategory::OnQueueWork,
        description: None,
        time_off_request_id: None,
    };
    // As many are asked as are expected to make up for what is missing.
    let wanted = (missing / ground.terms.acceptance).ceil() as usize;
    let wanted = wanted.min(ground.terms.most_changes.max(1));
    let asking = Asking {
        kind: OfferKind::Overtime,
        activity_code_id: code.id.clone(),
        stretch,
    };
    let mut asked = Asked::nobody(ground, asking);
    for (agent, shift) in agents {
        if asked.count() == wanted {
            break;
        }
        let Some(of_day) = ground.day.agents.get(*agent) else {
            continue;
        };
        let heads = ground.shortfall.share(stretch, of_day.presence);
        let longer = lengthened(shift, work.clone());
        if ground.shortfall.gain(*agent, &heads) > 0.0
            && ground.judge.allows(&longer, overtime_keeps)?
        {
            asked.ask((*agent, of_day), minutes(stretch));
        }
    }
    Ok(asked.proposal())
}
