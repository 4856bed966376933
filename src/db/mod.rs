//! Connections to either engine, the one SQLite writer, migrations, and the schema.
//!
//! Only this folder and the features' `store.rs` files know Diesel.

mod batch;
mod capture;
mod conn;
mod database;
mod error;
mod listener;
mod location;
mod locks;
mod migrations;
mod postgres;
mod record;
mod rows;
pub mod schema;
mod sqlite;
#[cfg(test)]
pub(crate) mod testing;
mod transfer;
mod uncaptured;
mod values;
mod vitals;
mod writer;

pub(crate) use capture::CapturedRow;
pub use conn::Conn;
pub use database::{Connections, Database, EngineKind, WriteWatch};
pub use error::{DbError, Trouble};
pub(crate) use listener::Listener;
pub use location::Location;
pub use migrations::known_migrations;
pub use record::Record;
pub(crate) use record::record;
pub(crate) use rows::{SchemaColumn, camel_case, row_fields};
pub use transfer::{MovedTable, transfer};
pub use values::Instant;
pub(crate) use vitals::sqlite_findings;
