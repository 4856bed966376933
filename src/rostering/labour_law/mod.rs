//! Labour law in rosters: a work plan that names a pack is made as strict as the law before the search, and every line
//! of the roster is judged by it afterwards. Both read the same articles ([`crewcast_solver::legal`]) and share nothing
//! else.

mod judge;
mod packs;
mod tighten;

pub(super) use judge::{LegalVerdict, judge_lines};
pub use packs::{LabourLawPack, LabourLawProvision, labour_law_packs};
pub(super) use tighten::{Law, laws_of, tighten_plans};
