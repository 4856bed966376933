//! What limits a campaign's lines: the request, and what the campaign itself is set to.

use std::collections::BTreeMap;

use super::answer::PacingLinesLimit;
use super::request::PacingRequest;
use crate::db::Conn;
use crate::failure::Failure;
use crate::outbound::campaigns::settings::CampaignSettings;
use crate::outbound::store::campaigns::{self, CampaignRow};
use crate::tenancy::Scope;

/// The cap on abandoned calls where nobody has set one.
const USUAL_ABANDONED_SHARE: f64 = 0.03;

/// The weight of a campaign with line balancing that names none.
const WEIGHT_WITHOUT_ONE: u32 = 1;

/// What a campaign's dialing is limited by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct DialingLimits {
    /// Lines that may ring or wait at once, and what says so: the least of all that do.
    pub lines: Option<(u32, PacingLinesLimit)>,
    /// Lines for each agent who is free, or is to be.
    pub calls_per_agent: Option<f64>,
    /// The cap on abandoned calls.
    pub maximum_abandoned_share: f64,
}

/// Reads what limits a campaign's dialing.
///
/// # Errors
/// Only the database's.
pub(super) fn dialing_limits(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign: &CampaignRow,
    request: &PacingRequest,
) -> Result<DialingLimits, Failure> {
    let settings = CampaignSettings::of(campaign)?;
    let own = settings
        .outbound_line_count
        .and_then(|lines| u32::try_from(lines).ok());
    let part = match request.shared_lines {
        Some(shared) if settings.dynamic_line_balancing_settings.enabled => {
            let weights = weights(conn, scope, campaign)?;
            Some(part_of(shared, &weights, &campaign.id))
        }
        _ => None,
    };
    let said = [
        (request.maximum_lines, PacingLinesLimit::Request),
        (own, PacingLinesLimit::OutboundLineCount),
        (part, PacingLinesLimit::LineBalancing),
    ];
    let said = said
        .into_iter()
        .filter_map(|(lines, by)| Some((lines?, by)));
    Ok(DialingLimits {
        lines: said.min_by_key(|(lines, _)| *lines),
        calls_per_agent: settings.max_calls_per_agent,
        maximum_abandoned_share: request
            .maximum_abandoned_share
            .or(settings.abandon_rate)
            .unwrap_or(USUAL_ABANDONED_SHARE),
    })
}

/// Weights of the campaigns that share lines: this one, and those that are on and have line balancing.
fn weights(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign: &CampaignRow,
) -> Result<BTreeMap<String, u32>, Failure> {
    let on = campaigns::switched_on(conn, scope.tenant())?;
    let on: Vec<&str> = on.iter().map(String::as_str).collect();
    let mut weights = BTreeMap::new();
    let others = campaigns::of_ids(conn, scope.tenant(), &on)?;
    for row in others.iter().chain([campaign]) {
        let balancing = CampaignSettings::of(row)?.dynamic_line_balancing_settings;
        if balancing.enabled {
            let weight = balancing.relative_weight;
            let weight = weight.and_then(|weight| u32::try_from(weight).ok());
            weights.insert(row.id.clone(), weight.unwrap_or(WEIGHT_WITHOUT_ONE));
        }
    }
    Ok(weights)
}

/// A campaign's part of shared lines: in proportion to its weight, whole lines, and all parts together all lines. What rounding
/// leaves goes to the largest remainders, among equals to the older campaign.
fn part_of(shared: u32, weights: &BTreeMap<String, u32>, id: &str) -> u32 {
    let all: u64 = weights.values().map(|weight| u64::from(*weight)).sum();
    let Some(weight) = weights.get(id).filter(|_| all > 0) else {
        return 0;
    };
    let share = |weight: u32| u64::from(shared) * u64::from(weight);
    let whole: u64 = weights.values().map(|weight| share(*weight) / all).sum();
    let left = u64::from(shared) - whole;
    let remainder = share(*weight) % all;
    let before = weights.iter().filter(|(other, weight)| {
        let of_other = share(**weight) % all;
        of_other > remainder || (of_other == remainder && other.as_str() < id)
    });
    let is_given_one_more = (before.count() as u64) < left;
    let part = share(*weight) / all + u64::from(is_given_one_more);
    u32::try_from(part).unwrap_or(shared)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn named(weights: &[u32]) -> BTreeMap<String, u32> {
        let named = weights.iter().enumerate();
        named
            .map(|(at, weight)| (format!("c{at}"), *weight))
            .collect()
    }

    #[test]
    fn lines_are_shared_by_weight_and_what_is_left_goes_to_the_largest_remainder() {
        let weights = named(&[1, 1, 2]);
        let parts = ["c0", "c1", "c2"].map(|id| part_of(10, &weights, id));
        // 2.5, 2.5 and 5.
        assert_eq!(parts, [3, 2, 5]);
        assert_eq!(part_of(7, &named(&[4]), "c0"), 7);
        assert_eq!(part_of(7, &named(&[4]), "another"), 0);
    }

    proptest! {
        #[test]
        fn the_parts_are_all_lines_and_none_is_off_by_a_line(
            shared in 0..10_000_u32,
            weights in prop::collection::vec(1..101_u32, 1..12),
        ) {
            let named = named(&weights);
            let all: u32 = weights.iter().sum();
            let mut sum = 0;
            for (id, weight) in &named {
                let part = part_of(shared, &named, id);
                let exact = f64::from(shared) * f64::from(*weight) / f64::from(all);
                prop_assert!((f64::from(part) - exact).abs() < 1.0);
                sum += part;
            }
            prop_assert_eq!(sum, shared);
        }
    }
}
