//! The linear program over lines of work, and the exact cost of a slot's heads.

mod ease;
mod program;
mod shift_row;
mod skill_links;
mod slot_cost;
mod slot_flow;
mod staffing;
mod supply;

pub use ease::Ease;
pub use program::{Duals, Master, MasterError, MasterSolution, Scope};
pub use shift_row::ShiftRow;
pub use skill_links::SkillLinks;
pub use slot_cost::{CostPiece, RisingCost, SlotCost};
pub use slot_flow::SlotFlow;
pub use staffing::Staffing;
pub use supply::Supply;
