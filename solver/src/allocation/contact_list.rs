//! Who may be called when, and how often.

/// Contacts that share their callable hours: those of one time zone.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// Contacts still open.
    pub contacts: f64,
    /// Attempts that a contact may have in the horizon.
    pub attempts_per_contact: f64,
    /// Attempts that a contact may have a day; no limit when left out.
    pub attempts_per_contact_per_day: Option<f64>,
    /// Attempts that a contact may have an hour; no limit when left out. With 0.25, a quarter of the callable
    /// contacts can be penetrated in an hour.
    pub attempts_per_contact_per_hour: Option<f64>,
    /// How many of the contacts may be called, per interval: 0 outside their callable hours.
    pub callable_contacts: Vec<f64>,
}

impl Segment {
    /// Contacts that may be called once, all of them wherever `callable` says so.
    pub fn called_once(contacts: f64, callable: &[bool]) -> Self {
        let callable = callable.iter();
        Self {
            contacts,
            attempts_per_contact: 1.0,
            attempts_per_contact_per_day: None,
            attempts_per_contact_per_hour: None,
            callable_contacts: callable
                .map(|open| if *open { contacts } else { 0.0 })
                .collect(),
        }
    }

    pub(super) fn callable_at(&self, interval: usize) -> bool {
        self.callable_contacts[interval] > 0.0
    }

    /// The most contacts callable in any of these intervals. Those callable in another are taken to be among them.
    pub(super) fn most_callable(&self, intervals: impl Iterator<Item = usize>) -> f64 {
        intervals
            .map(|t| self.callable_contacts[t])
            .fold(0.0, f64::max)
    }
}

/// Contacts by callable hours.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContactList {
    /// One entry for each set of callable hours.
    pub segments: Vec<Segment>,
}
