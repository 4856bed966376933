//! The audit log: who did what to what, when, from where and why, and what it changed.
//!
//! One chain of entries a tenant: each is hashed with the one before it, so that nobody changes, removes or inserts one
//! unseen. An entry is written in the transaction of its change, by a watch over the database that a request or a command
//! is given; the rows that changed come from triggers ([`crate::db`]), so that no feature tells anything of its own.
//! `docs/audit-log.md` has the encoding that is hashed.

mod act;
mod append;
mod changes;
mod export;
mod find;
mod forget;
mod hashing;
mod masking;
mod recorder;
mod redact;
pub mod routes;
mod store;
mod told;
mod verify;

pub use act::Act;
pub use append::append;
pub use export::{AuditExport, AuditFormat};
pub use find::{AuditEntry, AuditFilter, find_entry, list_entries};
pub use forget::forget_entries;
pub use masking::is_secret;
pub use recorder::Recorder;
pub use redact::{entries_about, redact_entries};
pub use told::{UNTOLD, is_told};
pub use verify::{Break, Chain, Head, verify_chain};
