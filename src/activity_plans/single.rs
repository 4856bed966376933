//! Each by themselves.

use super::coverage::{Coverage, Harm};
use super::places::Place;
use super::plan::OptimizationObjective;

/// Somebody to be placed.
pub(super) struct Attendee {
    pub agent_id: String,
    /// Planning groups they serve.
    pub groups: Vec<usize>,
    /// Where it fits, in order of time.
    pub places: Vec<Place>,
}

/// An attendee with their place, and the harm of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    pub agent_id: String,
    pub place: Place,
    pub harm: Harm,
}

/// Places everybody where it harms least, those with the fewest places first; `Err` names who has none that is good
/// enough, with the reason.
pub(super) fn place_each(
    attendees: &[Attendee],
    minutes: u32,
    objective: OptimizationObjective,
    coverage: &mut Coverage<'_>,
) -> (Vec<Found>, Vec<(String, &'static str)>) {
    let mut order: Vec<&Attendee> = attendees.iter().collect();
    order.sort_by_key(|attendee| (attendee.places.len(), attendee.agent_id.clone()));
    let (mut found, mut without) = (Vec::new(), Vec::new());
    for attendee in order {
        let mut best: Option<(Place, Harm)> = None;
        for place in &attendee.places {
            let harm = coverage.harm(&attendee.groups, place.start_at, minutes);
            if best.is_none_or(|(_, least)| harm.is_less_than(least)) {
                best = Some((*place, harm));
            }
        }
        match best {
            None => without.push((attendee.agent_id.clone(), "no-place")),
            Some((_, harm))
                if objective == OptimizationObjective::FavorServiceGoals && !harm.is_none() =>
            {
                without.push((attendee.agent_id.clone(), "no-trough"));
            }
            Some((place, _)) => {
                let harm = coverage.take(&attendee.groups, place.start_at, minutes);
                found.push(Found {
                    agent_id: attendee.agent_id.clone(),
                    place,
                    harm,
                });
            }
        }
    }
    (found, without)
}
