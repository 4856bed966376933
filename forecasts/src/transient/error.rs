//! What day cannot be evaluated, and what to give instead.

use crate::units::ContactsPerInterval;

/// Why a day has no evaluation. Intervals are counted from 0.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TransientError {
    /// No length, or one of more than a day.
    #[error("an interval of {0} s cannot be evaluated; give seconds above 0 and at most 86400")]
    NotAnInterval(f64),
    /// A list of another length than the day.
    #[error(
        "{field} has {given} values for {intervals} intervals; give one for each interval of contactsPerInterval"
    )]
    LengthsDiffer {
        /// The list that does not fit.
        field: &'static str,
        /// How many values it has.
        given: usize,
        /// How many intervals the day has.
        intervals: usize,
    },
    /// Contacts that take no time say that the handle time is missing.
    #[error(
        "aht is 0 s for the {contacts} contacts of interval {interval}; give the average handle time of these contacts"
    )]
    NoHandleTime {
        /// Which interval.
        interval: usize,
        /// Its contacts.
        contacts: ContactsPerInterval,
    },
    /// More than can be followed contact by contact; mostly a unit mistaken.
    #[error(
        "interval {interval} has {contacts} contacts of {erlangs} erlangs, more than the {maximum} contacts or erlangs \
         that can be followed; check that volume counts one interval and aht is in seconds"
    )]
    TooLarge {
        /// Which interval.
        interval: usize,
        /// Its contacts.
        contacts: ContactsPerInterval,
        /// Their load.
        erlangs: f64,
        /// [`super::MAXIMUM_CONTACTS`].
        maximum: f64,
    },
    /// Times that differ by so much that following the shorter through the longer takes too many steps.
    #[error(
        "interval {interval} takes {events:e} steps, more than {maximum:e}: some time of it is very short against the \
         interval; check that aht and patience are in seconds"
    )]
    TooManyEvents {
        /// Which interval.
        interval: usize,
        /// Steps it would take.
        events: f64,
        /// [`super::MAXIMUM_EVENTS`].
        maximum: f64,
    },
}
