//! Connections to either engine, the one SQLite writer, migrations, and the schema.
//!
//! Only this folder and the features' `store.rs` files know Diesel.

mod conn;
mod database;
mod error;
mod listener;
mod locks;
mod migrations;
mod postgres;
mod record;
pub mod schema;
mod transfer;
mod values;
mod writer;

pub use conn::Conn;
pub use database::{Database, EngineKind};
pub use error::{DbError, Trouble};
pub(crate) use listener::Listener;
pub use record::Record;
pub(crate) use record::record;
pub use transfer::{MovedTable, transfer};
pub use values::Instant;
