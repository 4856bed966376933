//! Whether whoever has opened a stream may still hear it.

use std::sync::Arc;
use std::time::Duration;

use actix_web::rt::time::Instant as Moment;
use actix_web::web;
use tokio::sync::Semaphore;

use crate::failure::Failure;
use crate::tenancy::Actor;

/// How long a verdict holds, and so how long somebody may be told what they may no longer hear. It bounds what a thousand
/// streams ask of the database.
const VERDICT_HOLDS: Duration = Duration::from_secs(2);

/// A question that the database did not answer is asked again after this long.
const ASKED_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// Says as whom a stream would be opened now, or with what it would be refused. It blocks.
pub(in crate::events) type Asks = Arc<dyn Fn() -> Result<Actor, Failure> + Send + Sync>;

/// What a stream knows of whoever has opened it.
pub(in crate::events) struct Standing {
    actor: Actor,
    asks: Asks,
    askers: Arc<Semaphore>,
    verdict: Verdict,
    due: Moment,
}

/// Whether the stream may go on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Verdict {
    /// As it was opened.
    Holds,
    /// Their role, agent or units are others now: what they may hear is decided by opening it anew.
    Changed,
    /// Their session or key is over, or may not open a stream any more.
    Ended,
    /// The database did not say; until it does, nothing is told.
    Unknown,
}

impl Standing {
    /// Of an actor who was let in just now. `askers` bounds how many streams ask at once.
    pub(in crate::events) fn new(actor: Actor, asks: Asks, askers: Arc<Semaphore>) -> Self {
        Self {
            actor,
            asks,
            askers,
            verdict: Verdict::Holds,
            due: Moment::now() + VERDICT_HOLDS,
        }
    }

    /// The verdict, asked for anew when the last one is too old.
    pub(super) async fn verdict(&mut self) -> Verdict {
        if Moment::now() < self.due {
            return self.verdict;
        }
        // What was true when the question was sent is what the answer is worth.
        let asked_at = Moment::now();
        let answer = self.ask().await;
        self.verdict = verdict(&self.actor, &answer);
        let holds = match self.verdict {
            Verdict::Unknown => ASKED_AGAIN_AFTER,
            _ => VERDICT_HOLDS,
        };
        if let (Verdict::Unknown, Err(error)) = (self.verdict, &answer) {
            tracing::debug!(%error, "whether a stream may go on is not known");
        }
        self.due = asked_at + holds;
        self.verdict
    }

    /// How much longer the last verdict holds.
    pub(super) fn holds_for(&self) -> Duration {
        self.due.saturating_duration_since(Moment::now())
    }

    async fn ask(&self) -> Result<Actor, Failure> {
        let closed = |_| Failure::Internal("the server is stopping".to_owned());
        let permit = self.askers.clone().acquire_owned().await.map_err(closed)?;
        let asks = self.asks.clone();
        let answer = web::block(move || {
            let _permit = permit;
            asks()
        });
        let panicked = |_| Failure::Internal("the check of access panicked".to_owned());
        answer.await.map_err(panicked)?
    }
}

fn verdict(opened_by: &Actor, answer: &Result<Actor, Failure>) -> Verdict {
    match answer {
        Ok(actor) if actor == opened_by => Verdict::Holds,
        Ok(_) => Verdict::Changed,
        Err(
            Failure::Unauthenticated
            | Failure::CredentialRefused { .. }
            | Failure::Forbidden { .. }
            | Failure::Denied { .. }
            | Failure::NotFound { .. },
        ) => Verdict::Ended,
        Err(_) => Verdict::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Instant;
    use crate::tenancy::{Role, Scope, TenantId};

    fn planner() -> Actor {
        let mut scope = Scope::system(TenantId::new("bank"), Instant::from_epoch_millis(0));
        scope.actor.role = Role::Planner;
        scope.actor
    }

    #[test]
    fn a_stream_goes_on_as_long_as_it_would_be_opened_by_the_same_actor() {
        let opened_by = planner();
        assert_eq!(verdict(&opened_by, &Ok(planner())), Verdict::Holds);
        let supervisor = Actor {
            role: Role::Supervisor,
            ..planner()
        };
        assert_eq!(verdict(&opened_by, &Ok(supervisor)), Verdict::Changed);
        let refused = Failure::Denied {
            code: "out-of-scope",
            detail: String::new(),
        };
        for refusal in [Failure::Unauthenticated, refused] {
            assert_eq!(verdict(&opened_by, &Err(refusal)), Verdict::Ended);
        }
    }

    #[test]
    fn who_cannot_be_asked_about_has_not_lost_their_access() {
        let fault = Failure::Internal("the pool is empty".to_owned());
        assert_eq!(verdict(&planner(), &Err(fault)), Verdict::Unknown);
    }
}
