//! Limits on how many agents of a planning group are on a break at once.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::failure::Faults;

/// Twenty times what an hour of a missing agent is worth: as good as strict.
const DEAREST_HEAD_MINUTES_PER_HOUR: u32 = 6_000;

const MOST_LIMITS: usize = 10;

/// How many agents who can serve a planning group should be on a break at once. It has a price and is never strict: a strict
/// one could leave no roster at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BreakLimit {
    /// The activity codes that count; left out, all activities inside shifts but the gaps of split shifts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub activity_code_ids: Vec<String>,
    /// Most agents on them at once.
    pub most_at_once: u32,
    /// What an hour of each agent beyond is worth, in minutes of one agent too many: 1 to 6,000. An hour of a missing agent is
    /// worth 300.
    pub price_head_minutes_per_hour: u32,
}

/// Notes what cannot be of a planning group's limits; `codes` has the ids of the business unit's activity codes.
pub(super) fn check_break_limits(
    limits: &[BreakLimit],
    codes: &BTreeSet<String>,
    faults: &mut Faults,
) {
    faults.require(
        limits.len() <= MOST_LIMITS,
        "/breakLimits",
        "too-many",
        format!("keep at most {MOST_LIMITS}"),
    );
    for (index, limit) in limits.iter().enumerate() {
        let at = format!("/breakLimits/{index}");
        let mut seen = BTreeSet::new();
        for (place, code) in limit.activity_code_ids.iter().enumerate() {
            let pointer = format!("{at}/activityCodeIds/{place}");
            faults.require(
                codes.contains(code),
                pointer.clone(),
                "unknown-reference",
                format!(
                    "the business unit has no activity code {code:?}; list them to see the ids there are"
                ),
            );
            faults.require(
                seen.insert(code),
                pointer,
                "duplicate",
                "name each activity code once",
            );
        }
        let price = limit.price_head_minutes_per_hour;
        faults.require(
            (1..=DEAREST_HEAD_MINUTES_PER_HOUR).contains(&price),
            format!("{at}/priceHeadMinutesPerHour"),
            "out-of-range",
            format!("use 1 to {DEAREST_HEAD_MINUTES_PER_HOUR}"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_counts_known_codes_once_at_a_price() {
        let limit = |codes: &[&str], price_head_minutes_per_hour| BreakLimit {
            activity_code_ids: codes.iter().map(|&code| code.to_owned()).collect(),
            most_at_once: 0,
            price_head_minutes_per_hour,
        };
        let codes = BTreeSet::from(["meal".to_owned()]);
        let found = |limits: &[BreakLimit]| -> Vec<String> {
            let mut faults = Faults::default();
            check_break_limits(limits, &codes, &mut faults);
            let failure = faults.into_result().err();
            let faults = failure.iter().flat_map(|failure| failure.faults());
            faults
                .map(|fault| format!("{} {}", fault.pointer, fault.code))
                .collect()
        };
        assert_eq!(found(&[limit(&[], 6_000), limit(&["meal"], 1)]), [""; 0]);
        assert_eq!(
            found(&[limit(&["meal", "meal", "tea"], 0)]),
            [
                "/breakLimits/0/activityCodeIds/1 duplicate",
                "/breakLimits/0/activityCodeIds/2 unknown-reference",
                "/breakLimits/0/priceHeadMinutesPerHour out-of-range",
            ]
        );
    }
}
