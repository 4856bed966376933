//! Handle times once other people take the contacts, or other contacts come, than the history was made with.

use std::collections::BTreeMap;

use crewcast_forecasts::aht::{AhtMix, MixError, SkillClass, TenureBand};
use serde::{Deserialize, Serialize};

use crate::failure::Faults;
use crate::organisation::PlanningGroup;

/// Who takes which contacts: classes of contacts or skills, and bands of the agents' tenures. Either may be left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct HandleTimeMix {
    /// `name`, `contactShare` (in any unit) and `ahtFactor` (its handle time ÷ the planning group's).
    #[schema(value_type = Vec<Object>)]
    pub skill_classes: Vec<SkillClass>,
    /// `name`, `contactShare` (in any unit) and `ahtFactor` (its handle time ÷ that of experienced agents).
    #[schema(value_type = Vec<Object>)]
    pub tenure_bands: Vec<TenureBand>,
}

/// A planning group's mix in the history and in the weeks to come.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HandleTimeMixChange {
    /// The mix that the history was handled in.
    pub learnt: HandleTimeMix,
    /// The one expected.
    pub planned: HandleTimeMix,
}

/// What the handle times of each planning group are multiplied by: its planned mix's factor ÷ the learnt one's.
pub(super) fn mix_factors(
    faults: &mut Faults,
    groups: &[PlanningGroup],
    changes: &BTreeMap<String, HandleTimeMixChange>,
) -> BTreeMap<String, f64> {
    let mut factors = BTreeMap::new();
    for (id, change) in changes {
        let pointer = format!("/averageHandleTimeMixes/{id}");
        faults.require(
            groups.iter().any(|group| group.id == *id),
            pointer.clone(),
            "not-found",
            format!("{id:?} is no planning group of this forecast; leave it out"),
        );
        let mut factor = |mix: &HandleTimeMix, part: &str| {
            let factor = factor_of(mix);
            let detail = factor.as_ref().err().map(ToString::to_string);
            faults.require(
                detail.is_none(),
                format!("{pointer}/{part}"),
                "not-a-mix",
                detail.unwrap_or_default(),
            );
            factor.ok()
        };
        let (learnt, planned) = (
            factor(&change.learnt, "learnt"),
            factor(&change.planned, "planned"),
        );
        if let (Some(learnt), Some(planned)) = (learnt, planned) {
            factors.insert(id.clone(), planned / learnt);
        }
    }
    factors
}

fn factor_of(mix: &HandleTimeMix) -> Result<f64, MixError> {
    AhtMix::new(&mix.skill_classes, &mix.tenure_bands).map(AhtMix::factor)
}
