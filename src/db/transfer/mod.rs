//! A SQLite database copied into an empty PostgreSQL, and compared with it row by row.
//!
//! Both engines tell a row as a JSON list of texts, in the order of the table's primary key. What is read of SQLite is hashed and
//! written; what PostgreSQL then tells is hashed the same way, and both hashes must be equal. It is one transaction of
//! PostgreSQL, and one reading transaction of SQLite: either all of it is there afterwards, or nothing.

mod copy;
mod counted;
mod tables;

pub use copy::transfer;
pub use counted::MovedTable;
