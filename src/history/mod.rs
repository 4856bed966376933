//! What happened: contacts offered, handled and abandoned, and how long they took, per queue and interval.
//!
//! Files come in as layers: the last import of an interval is the one that counts, and an import that is undone lets
//! what lay below show again. A file is read row by row ([`import_file`]), every fault is listed with its row, column
//! and remedy, and either all of it is kept or nothing. [`intervals`] is the history as it counts.

mod call_rows;
mod effective;
mod feed;
mod fields;
mod grid;
mod import;
mod imports;
mod interval_rows;
mod kept;
mod layout;
mod numbers;
mod parsing;
mod queues;
mod rejects;
pub mod routes;
mod series;
mod source;
mod spacing;
mod spread;
mod store;
mod sums;
#[cfg(test)]
mod tests;
mod times;

pub use effective::{HistoryInterval, intervals, queue_history};
pub use feed::{
    FedContact, FedInterval, FedOutcome, Feed, FeedGrid, fed_spans, replace_fed_intervals,
};
pub use import::{ImportOptions, Upload, import_file};
pub use imports::{Import, ImportStatus, ListedReject, QueueSums, Sums, Totals};
pub use kept::{find_import, list_imports, list_rejects, undo_import};
pub use layout::{ImportKind, Layout};
pub use rejects::Reject;
pub use source::Source;
pub use spread::spread_over;
