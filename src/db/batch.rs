//! The commit that several writes wait for.

use std::sync::{Condvar, Mutex, PoisonError};

use diesel::result::{DatabaseErrorKind, Error, QueryResult};

/// How the commit of writes ended, for those who wait for it.
#[derive(Default)]
pub(super) struct Batch {
    ended: Mutex<Option<Result<(), CommitFailure>>>,
    told: Condvar,
}

/// Why a commit failed: Diesel's error, as often as there are writes to tell it.
#[derive(Clone)]
pub(super) struct CommitFailure {
    pub(super) kind: Option<DatabaseErrorKind>,
    pub(super) message: String,
}

impl Batch {
    /// Tells those who wait.
    pub(super) fn end(&self, result: Result<(), CommitFailure>) {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        *ended = Some(result);
        self.told.notify_all();
    }

    /// Waits for the end.
    ///
    /// # Errors
    /// Why the commit failed.
    pub(super) fn wait(&self) -> QueryResult<()> {
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let ended = self
            .told
            .wait_while(ended, |ended| ended.is_none())
            .unwrap_or_else(PoisonError::into_inner);
        match &*ended {
            Some(Err(failure)) => Err(failure.clone().into_error()),
            Some(Ok(())) | None => Ok(()),
        }
    }
}

impl CommitFailure {
    pub(super) fn of(error: &Error) -> Self {
        match error {
            Error::DatabaseError(kind, info) => Self {
                kind: Some(*kind),
                message: info.message().to_owned(),
            },
            other => Self {
                kind: None,
                message: other.to_string(),
            },
        }
    }

    pub(super) fn into_error(self) -> Error {
        let kind = self.kind.unwrap_or(DatabaseErrorKind::Unknown);
        Error::DatabaseError(kind, Box::new(self.message))
    }
}
