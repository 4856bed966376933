//! The last events of all tenants, in memory: streams read them at their own pace, and keep nothing of their own.

use std::collections::VecDeque;

use actix_web::web::Bytes;

use super::super::message::KeptEvent;
use super::super::subscription::Subscription;
use crate::failure::Failure;

/// The most a stream is handed at once.
const BYTES_A_TAKE: usize = 64 * 1_024;

/// An event with the frame in which streams are told of it, made once for all of them.
pub(super) struct Framed {
    event: KeptEvent,
    frame: String,
}

impl Framed {
    /// # Errors
    /// [`Failure::Internal`] when the message cannot be written as JSON.
    pub(super) fn of(event: KeptEvent) -> Result<Self, Failure> {
        let frame = frame(&event)?;
        Ok(Self { event, frame })
    }
}

/// The last events, in order and without gaps.
pub(in crate::events) struct Ring {
    events: VecDeque<Framed>,
    most: usize,
    /// All events after this number, up to `through`, are here.
    floor: i64,
    through: i64,
}

/// What a stream gets after its place.
#[derive(Debug, PartialEq)]
pub(super) enum Taken {
    /// Frames of what it hears, and its new place.
    Frames(Bytes, i64),
    /// Nothing for it up to its new place.
    Nothing(i64),
    /// What comes after its place is no longer here.
    TooFarBehind,
}

impl Ring {
    /// Holds at most `most` events; all up to `floor` are only in the database.
    pub(super) fn new(most: usize, floor: i64) -> Self {
        Self {
            events: VecDeque::new(),
            most,
            floor,
            through: floor,
        }
    }

    /// The number of the last event it has seen.
    pub(in crate::events) fn through(&self) -> i64 {
        self.through
    }

    /// Takes in the events that come next. Their frames are made before: streams wait for whoever changes the ring.
    pub(super) fn push(&mut self, events: Vec<Framed>) {
        for event in events {
            self.through = event.event.message.sequence;
            self.events.push_back(event);
            if self.events.len() > self.most
                && let Some(gone) = self.events.pop_front()
            {
                self.floor = gone.event.message.sequence;
            }
        }
    }

    /// What a subscription of a tenant hears after a number, as much as fits into one write.
    pub(super) fn take(&self, tenant: &str, subscription: &Subscription, after: i64) -> Taken {
        if after < self.floor {
            return Taken::TooFarBehind;
        }
        let start = self
            .events
            .partition_point(|framed| framed.event.message.sequence <= after);
        let mut frames = String::new();
        let mut place = self.through.max(after);
        for framed in self.events.range(start..) {
            if !framed.event.is_for(tenant, subscription) {
                continue;
            }
            frames.push_str(&framed.frame);
            if frames.len() >= BYTES_A_TAKE {
                place = framed.event.message.sequence;
                break;
            }
        }
        if frames.is_empty() {
            Taken::Nothing(place)
        } else {
            Taken::Frames(frames.into(), place)
        }
    }
}

/// An event as a stream's frame: its number is the stream's event id, its document one line of data.
pub(super) fn frame(event: &KeptEvent) -> Result<String, Failure> {
    let data = crate::documents::write(&event.message)?;
    Ok(format!("id: {}\ndata: {data}\n\n", event.message.sequence))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Instant;
    use crate::events::store::EventRow;
    use crate::tenancy::{Scope, TenantId};
    use proptest::prelude::*;

    fn event(sequence: i64, tenant: &str) -> Framed {
        let event = KeptEvent::from_row(EventRow {
            tenant_id: tenant.to_owned(),
            id: format!("event-{sequence}"),
            sequence: Some(sequence),
            topic: "runs.{runId}".to_owned(),
            subject_id: "r1".to_owned(),
            agent_ids: String::new(),
            event_type: "run.changed".to_owned(),
            data: "{}".to_owned(),
            occurred_at: Instant::from_epoch_millis(0),
        });
        Framed::of(event.unwrap()).unwrap()
    }

    fn everything() -> Subscription {
        let scope = Scope::system(TenantId::new("bank"), Instant::from_epoch_millis(0));
        Subscription::of(&scope, &["runs.*"], |_| String::new()).unwrap()
    }

    /// The numbers that a stream reads from `after` on until there is nothing more; `None` when it is too far behind.
    fn read(ring: &Ring, mut after: i64) -> Option<Vec<i64>> {
        let mut seen = Vec::new();
        loop {
            match ring.take("bank", &everything(), after) {
                Taken::Frames(bytes, place) => {
                    let text = String::from_utf8(bytes.to_vec()).unwrap();
                    let ids = text.lines().filter_map(|line| line.strip_prefix("id: "));
                    seen.extend(ids.map(|id| id.parse::<i64>().unwrap()));
                    after = place;
                }
                Taken::Nothing(_) => return Some(seen),
                Taken::TooFarBehind => return None,
            }
        }
    }

    #[test]
    fn a_stream_behind_the_oldest_event_in_memory_is_told_so() {
        let mut ring = Ring::new(3, 10);
        ring.push((11..=15).map(|sequence| event(sequence, "bank")).collect());
        assert_eq!(
            read(&ring, 11),
            None,
            "12 is gone: three of 11 to 15 are kept"
        );
        assert_eq!(read(&ring, 12), Some(vec![13, 14, 15]));
        assert_eq!(read(&ring, 15), Some(vec![]));
    }

    #[test]
    fn another_tenants_events_are_passed_over() {
        let mut ring = Ring::new(10, 0);
        ring.push(vec![
            event(1, "bank"),
            event(2, "shop"),
            event(3, "bank"),
            event(4, "shop"),
        ]);
        assert_eq!(read(&ring, 0), Some(vec![1, 3]));
        assert_eq!(ring.take("bank", &everything(), 3), Taken::Nothing(4));
    }

    proptest! {
        /// However events arrive and wherever a stream stands, it reads exactly what comes after its place or is told
        /// that it cannot.
        #[test]
        fn a_stream_reads_each_event_after_its_place_once(batches in prop::collection::vec(1_usize..40, 1..20), most in 1_usize..60, after in 0_i64..300) {
            let mut ring = Ring::new(most, 0);
            let mut next = 1;
            for size in batches {
                ring.push((0..size).map(|offset| event(next + offset as i64, "bank")).collect());
                next += size as i64;
            }
            let last = next - 1;
            let oldest_place = (last - most as i64).max(0);
            match read(&ring, after) {
                None => prop_assert!(after < oldest_place),
                Some(seen) => {
                    prop_assert!(after >= oldest_place);
                    prop_assert_eq!(seen, (after + 1..=last).collect::<Vec<_>>());
                }
            }
        }
    }
}
