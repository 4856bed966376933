//! The linear program over lines of work, and the exact cost of a slot's heads.

mod program;
mod skill_links;
mod slot_cost;
mod slot_flow;
mod staffing;
mod supply;

pub use program::{Duals, Master, MasterError, MasterSolution, Scope};
pub use skill_links::SkillLinks;
pub use slot_cost::{CostPiece, Levelling, RisingCost, SlotCost};
pub use slot_flow::SlotFlow;
pub use staffing::Staffing;
pub use supply::{ShiftRow, Supply};
