//! Connections to either engine, the one SQLite writer, migrations, and the schema.
//!
//! Only this folder and the features' `store.rs` files know Diesel.

mod capture;
mod conn;
mod database;
mod error;
mod locks;
mod migrations;
mod record;
mod rows;
#[cfg(test)]
pub(crate) mod testing;
pub mod schema;
mod uncaptured;
mod values;
mod writer;

pub(crate) use capture::CapturedRow;
pub use conn::Conn;
pub use database::{Database, EngineKind, WriteWatch};
pub use error::DbError;
pub use record::Record;
pub(crate) use record::record;
pub(crate) use rows::{SchemaColumn, camel_case, row_fields};
pub use values::Instant;
