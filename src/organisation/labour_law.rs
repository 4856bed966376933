//! The labour law that rosters of a work plan, or of all work plans of a management unit, are held to.

use crewcast_solver::legal::{PACKS, pack_named};
use serde::{Deserialize, Serialize};

use crate::failure::Faults;

/// The labour law that rosters keep: its figures tighten those of work plans, and every line is judged by it. A work plan's
/// own goes before that of its management unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LabourLaw {
    /// A labour-law pack: `california`, `china` or `europeanUnion`.
    pub pack: String,
    /// Whether overtime is agreed to.
    #[serde(default)]
    pub overtime: OvertimeAgreement,
    /// Whether meals are waived by mutual consent where the law lets them be.
    #[serde(default)]
    pub meals_waived: bool,
}

/// Whether and how overtime is agreed to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum OvertimeAgreement {
    /// There is none: ordinary hours are a limit.
    #[default]
    None,
    /// Agreed to after consultation.
    Agreed,
    /// Agreed to for special reasons, with the longer day the law then allows.
    Special,
}

impl LabourLaw {
    /// Notes a pack that is none.
    pub(super) fn check(&self, faults: &mut Faults) {
        let packs = PACKS.map(|pack| pack.id).join(", ");
        faults.require(
            pack_named(&self.pack).is_some(),
            "/labourLaw/pack",
            "not-found",
            format!("{:?} is no labour-law pack; use one of {packs}", self.pack),
        );
    }
}
