//! Connections to either engine, the one SQLite writer, migrations, and the schema.
//!
//! Only this folder and the features' `store.rs` files know Diesel.

mod conn;
mod database;
mod error;
mod location;
mod locks;
mod migrations;
mod record;
pub mod schema;
mod values;
mod vitals;
mod writer;

pub use conn::Conn;
pub use database::{Connections, Database, EngineKind};
pub use error::DbError;
pub use location::Location;
pub use migrations::known_migrations;
pub use record::Record;
pub(crate) use record::record;
pub use values::Instant;
pub(crate) use vitals::sqlite_findings;
