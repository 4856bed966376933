//! What happens next: a heap of times.

/// What an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EventKind {
    /// An agent's contact, or its next chat, ends.
    ServiceEnd,
    /// A waiting contact hangs up.
    HangUp,
    /// A contact that was lost tries again.
    Redial,
    /// The promised time of a callback comes.
    CallbackDue,
}

/// An event of agent, contact or queue `index`; void if their stamp has moved on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Event {
    /// Bits of a time of at least 0, which order as the times do.
    time_bits: u64,
    /// Kind in the two highest bits, index below.
    what: u32,
    pub(super) stamp: u32,
}

/// Agents, waiting contacts or queues an event can name.
pub(super) const MOST_INDICES: u32 = 1 << 30;

impl Event {
    #[inline]
    pub(super) const fn new(time: f64, kind: EventKind, index: u32, stamp: u32) -> Self {
        Self {
            time_bits: time.to_bits(),
            what: ((kind as u32) << 30) | index,
            stamp,
        }
    }

    #[inline]
    pub(super) const fn time(self) -> f64 {
        f64::from_bits(self.time_bits)
    }

    #[inline]
    pub(super) const fn kind(self) -> EventKind {
        match self.what >> 30 {
            0 => EventKind::ServiceEnd,
            1 => EventKind::HangUp,
            2 => EventKind::Redial,
            _ => EventKind::CallbackDue,
        }
    }

    #[inline]
    pub(super) const fn index(self) -> usize {
        (self.what & (MOST_INDICES - 1)) as usize
    }
}

/// A heap of four children a node: a node's children share a cache line.
///
/// The event taken last leaves its place at the top vacant, since mostly the same agent's next event fills it: one
/// descent instead of two.
#[derive(Clone, Debug, Default)]
pub(super) struct Events {
    heap: Vec<Event>,
    top_is_vacant: bool,
}

impl Events {
    pub(super) fn clear(&mut self) {
        self.heap.clear();
        self.top_is_vacant = false;
    }

    /// Time of the next event; infinite where there is none.
    #[inline]
    pub(super) fn next_time(&mut self) -> f64 {
        if self.top_is_vacant {
            self.top_is_vacant = false;
            if let Some(last) = self.heap.pop()
                && !self.heap.is_empty()
            {
                self.sift_down(last);
            }
        }
        self.heap
            .first()
            .map_or(f64::INFINITY, |event| event.time())
    }

    /// Takes the event whose time [`Self::next_time`] told.
    #[inline]
    pub(super) fn take(&mut self) -> Option<Event> {
        let top = self.heap.first().copied();
        self.top_is_vacant = top.is_some();
        top
    }

    #[inline]
    pub(super) fn push(&mut self, event: Event) {
        if self.top_is_vacant {
            self.top_is_vacant = false;
            self.sift_down(event);
            return;
        }
        let mut at = self.heap.len();
        self.heap.push(event);
        while at > 0 {
            let parent = (at - 1) / 4;
            if self.heap[parent].time_bits <= event.time_bits {
                break;
            }
            self.heap[at] = self.heap[parent];
            at = parent;
        }
        self.heap[at] = event;
    }

    /// Lets `event` sink from the top to its place.
    #[inline]
    fn sift_down(&mut self, event: Event) {
        let heap = self.heap.as_mut_slice();
        let mut at = 0;
        loop {
            let first = 4 * at + 1;
            let child = if let Some([a, b, c, d]) = heap.get(first..first + 4) {
                // Two independent comparisons, then one: no branch to mispredict.
                let left = first + usize::from(b.time_bits < a.time_bits);
                let right = first + 2 + usize::from(d.time_bits < c.time_bits);
                let left_time = a.time_bits.min(b.time_bits);
                let right_time = c.time_bits.min(d.time_bits);
                if right_time < left_time { right } else { left }
            } else {
                match (first..heap.len()).min_by_key(|child| heap[*child].time_bits) {
                    Some(child) => child,
                    None => break,
                }
            };
            if heap[child].time_bits >= event.time_bits {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = event;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn events_come_in_the_order_of_their_times(
            steps in prop::collection::vec((0.0..1e9_f64, 0..3_u8), 1..300)
        ) {
            let mut events = Events::default();
            let mut expected: Vec<f64> = Vec::new();
            for (number, (time, takes)) in steps.into_iter().enumerate() {
                if takes == 0 && !expected.is_empty() {
                    expected.sort_by(f64::total_cmp);
                    prop_assert_eq!(events.next_time(), expected[0]);
                    prop_assert_eq!(events.take().map(Event::time), Some(expected.remove(0)));
                }
                events.push(Event::new(time, EventKind::HangUp, number as u32, 5));
                expected.push(time);
            }
            expected.sort_by(f64::total_cmp);
            for time in expected {
                prop_assert_eq!(events.next_time(), time);
                let event = events.take();
                prop_assert_eq!(event.map(Event::kind), Some(EventKind::HangUp));
            }
            prop_assert_eq!(events.next_time(), f64::INFINITY);
            prop_assert_eq!(events.take(), None);
        }
    }

    #[test]
    fn an_event_remembers_whom_it_is_about() {
        for kind in [
            EventKind::ServiceEnd,
            EventKind::HangUp,
            EventKind::Redial,
            EventKind::CallbackDue,
        ] {
            let event = Event::new(2.5, kind, MOST_INDICES - 1, 9);
            assert_eq!(
                (event.kind(), event.index(), event.stamp),
                (kind, MOST_INDICES as usize - 1, 9)
            );
        }
    }
}
