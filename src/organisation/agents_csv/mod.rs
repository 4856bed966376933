//! Agents as CSV, in and out.
//!
//! Columns, in any order: `ExternalId`, `Name`, `ManagementUnit` (required), `Team`, `WorkPlan`, `Skills`
//! (`Billing:4|Loans:2`), `Active` (`true` or `false`). Units, teams, plans and skills go by their names. What
//! [`export_agents`] writes, [`import_agents`] reads back unchanged.

mod cells;
mod export;
mod import;
mod lines;

pub use cells::{formula_guarded, unguarded as formula_unguarded};
pub use export::export_agents;
pub use import::{AgentImport, import_agents};
pub use lines::{AgentLines, RejectedCell};
