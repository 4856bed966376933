//! Contacts that wait: one pool, and a line in it for each queue.

/// No contact, no agent.
pub(super) const NONE: u32 = u32::MAX;

/// A contact on its way through the centre.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contact {
    pub(super) queue: u32,
    /// Counted by queue from 0; with the attempt it keys the contact's random numbers.
    pub(super) number: u32,
    pub(super) attempt: u32,
    /// Interval in which this attempt arrived.
    pub(super) interval: u32,
    /// When this attempt arrived.
    pub(super) arrived: f64,
    /// When the present wait began.
    pub(super) waits_since: f64,
    /// Seconds waited before that.
    pub(super) waited: f64,
    /// Handle seconds left at the queue's own pace; negative until they are drawn.
    pub(super) work: f64,
    /// When it hangs up (live), or is due (deferred, callback).
    pub(super) until: f64,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    contact: Contact,
    previous: u32,
    next: u32,
    stamp: u32,
}

/// A queue's line: first and last place, and how many.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    first: u32,
    last: u32,
    pub(super) length: u32,
}

impl Line {
    pub(super) const EMPTY: Self = Self {
        first: NONE,
        last: NONE,
        length: 0,
    };

    pub(super) const fn first(&self) -> Option<u32> {
        if self.first == NONE {
            None
        } else {
            Some(self.first)
        }
    }
}

/// Places are used again, the latest left first; a place's stamp tells its tenants apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Waiting {
    places: Vec<Place>,
    vacant: Vec<u32>,
}

impl Waiting {
    pub(super) fn clear(&mut self) {
        self.places.clear();
        self.vacant.clear();
    }

    #[inline]
    pub(super) fn contact(&self, place: u32) -> &Contact {
        &self.places[place as usize].contact
    }

    #[inline]
    pub(super) fn stamp(&self, place: u32) -> u32 {
        self.places[place as usize].stamp
    }

    /// Keeps a contact outside every line.
    #[inline]
    pub(super) fn keep(&mut self, contact: Contact) -> u32 {
        if let Some(place) = self.vacant.pop() {
            self.places[place as usize].contact = contact;
            return place;
        }
        self.places.push(Place {
            contact,
            previous: NONE,
            next: NONE,
            stamp: 0,
        });
        (self.places.len() - 1) as u32
    }

    /// Gives up a place that stands in no line.
    #[inline]
    pub(super) fn release(&mut self, place: u32) -> Contact {
        let left = &mut self.places[place as usize];
        left.stamp = left.stamp.wrapping_add(1);
        self.vacant.push(place);
        left.contact
    }

    #[inline]
    pub(super) fn push_back(&mut self, line: &mut Line, contact: Contact) -> u32 {
        let place = self.keep(contact);
        self.places[place as usize].previous = line.last;
        self.places[place as usize].next = NONE;
        if line.last == NONE {
            line.first = place;
        } else {
            self.places[line.last as usize].next = place;
        }
        line.last = place;
        line.length += 1;
        place
    }

    pub(super) fn push_front(&mut self, line: &mut Line, contact: Contact) -> u32 {
        let place = self.keep(contact);
        self.places[place as usize].previous = NONE;
        self.places[place as usize].next = line.first;
        if line.first == NONE {
            line.last = place;
        } else {
            self.places[line.first as usize].previous = place;
        }
        line.first = place;
        line.length += 1;
        place
    }

    #[inline]
    pub(super) fn remove(&mut self, line: &mut Line, place: u32) -> Contact {
        let Place { previous, next, .. } = self.places[place as usize];
        if previous == NONE {
            line.first = next;
        } else {
            self.places[previous as usize].next = next;
        }
        if next == NONE {
            line.last = previous;
        } else {
            self.places[next as usize].previous = previous;
        }
        line.length -= 1;
        self.release(place)
    }
}
