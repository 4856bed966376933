//! What looks wrong with the contacts of a list. Nothing is changed by it.

mod examine;
mod finding;
mod frequent;
mod rules;

pub use examine::find_contact_findings;
pub use finding::{ContactFinding, ContactFindingExample, ContactFindings};
