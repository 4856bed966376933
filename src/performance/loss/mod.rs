//! What a habit of staffing loses beside a proposal, in heads, hours and money.

mod compared;
mod demand;
mod formulas;
mod heads;
mod overtime;
mod request;
mod statement;
mod sums;

pub use formulas::LossFormula;
pub use request::{LossDemand, LossHabit, LossProposal, LossStatementQuery};
pub use statement::{GroupLoss, LossStatement, state_loss};
pub use sums::Loss;
