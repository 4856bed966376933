//! Who said what of a contact: a tenant's sources in order of trust, which of them set which value and when, and what an
//! import of one source may put in the place of another's values.

mod apply;
mod field_sources;
mod fields;
mod kept_values;
mod merge;
mod offer;
mod order;

pub(in crate::outbound) use apply::{NewValues, write_changes, write_staged};
pub(in crate::outbound) use field_sources::told;
pub(in crate::outbound) use kept_values::join;
pub(in crate::outbound) use offer::{ImportSource, Offered, offer};
pub(in crate::outbound) use order::SourceOrder;

pub use field_sources::FieldSource;
pub use kept_values::{KeptValue, KeptValues};
pub use order::{
    ContactSource, ContactSources, NewContactSources, find_contact_sources, replace_contact_sources,
};
