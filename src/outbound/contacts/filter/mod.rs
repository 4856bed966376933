//! Filters of contacts: what they say, checked once, and one evaluator that everything asks.

mod checked;
mod document;
#[cfg(test)]
mod naive;
mod reading;
mod relative_time;
#[cfg(test)]
mod tests;

pub(in crate::outbound) use checked::CheckedFilter;
pub use document::{
    ContactListFilterClause, ContactListFilterPredicate, ContactListFilterRange, FilterColumnType,
    FilterOperator, FilterType,
};
