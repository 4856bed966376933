//! What is held on the people who work here: how long, all of it on request, and its end.
//!
//! Everything is found by the schema itself (a column that names an agent or a user), so that a table which comes later is
//! exported without anybody's doing. What is held on the persons who are called is [`crate::outbound`]'s.

mod erase;
mod export;
mod forget;
mod places;
mod retention_settings;
pub mod routes;
mod store;
mod watch;

pub use erase::{ErasedAgent, ErasedUser, erase_agent, erase_user};
pub use export::{PersonalData, export_agent, export_user};
pub use forget::{Forgotten, forget_old_rows};
pub use retention_settings::{
    NewRetentionSettings, RetentionSettings, find_retention_settings, replace_retention_settings,
};
pub use watch::RetentionWatch;
