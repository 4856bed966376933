//! What a habit of staffing loses beside a proposal, in heads, hours and money.

mod demand;
mod heads;
mod overtime;
mod request;
mod statement;
mod sums;

pub use request::{LossDemand, LossHabit, LossProposal, LossStatementQuery};
pub use statement::{GroupLoss, LossFormula, LossStatement, state_loss};
pub use sums::Loss;
