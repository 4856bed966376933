//! How many streams one user or key may hold open on a server.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::failure::Failure;
use crate::instruments;
use crate::tenancy::Actor;

/// The open streams of a server, by whose they are.
#[derive(Clone, Debug)]
pub(in crate::events) struct OpenStreams {
    counts: Arc<Mutex<HashMap<(String, String), usize>>>,
    most: usize,
}

/// The place of one open stream; given back when it is dropped.
#[derive(Debug)]
pub(in crate::events) struct StreamPlace {
    open: OpenStreams,
    whose: (String, String),
}

impl OpenStreams {
    pub(in crate::events) fn new(most: usize) -> Self {
        Self {
            counts: Arc::default(),
            most,
        }
    }

    /// A place for one more stream.
    ///
    /// # Errors
    /// [`Failure::TooMany`] when the actor holds as many as one may.
    pub(in crate::events) fn enter(&self, actor: &Actor) -> Result<StreamPlace, Failure> {
        let whose = (actor.tenant_id.to_string(), actor.subject.clone());
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(whose.clone()).or_default();
        if *count >= self.most {
            return Err(Failure::TooMany {
                code: "too-many-streams",
                detail: format!(
                    "{count} streams of yours are open on this server, which is the most; close one"
                ),
            });
        }
        *count += 1;
        drop(counts);
        instruments::stream_opened();
        Ok(StreamPlace {
            open: self.clone(),
            whose,
        })
    }
}

impl Drop for StreamPlace {
    fn drop(&mut self) {
        instruments::stream_ended();
        let mut counts = self
            .open
            .counts
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.whose) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                counts.remove(&self.whose);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Instant;
    use crate::tenancy::{Scope, TenantId};

    #[test]
    fn a_place_that_is_given_back_can_be_taken_again_and_others_have_their_own() {
        let open = OpenStreams::new(2);
        let one = Scope::system(TenantId::new("bank"), Instant::from_epoch_millis(0)).actor;
        let other = Actor {
            subject: "key:2".to_owned(),
            ..one.clone()
        };
        let first = open.enter(&one).unwrap();
        let _second = open.enter(&one).unwrap();
        assert!(matches!(open.enter(&one), Err(Failure::TooMany { .. })));
        assert!(open.enter(&other).is_ok());
        drop(first);
        assert!(open.enter(&one).is_ok());
    }
}
