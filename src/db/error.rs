//! What can go wrong between the service and its database.

use diesel::result::{DatabaseErrorKind, Error};

/// A failed database call.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// The engine refused or failed the statement.
    #[error("database statement failed: {0}")]
    Statement(#[source] Error),
    /// No connection could be had.
    #[error("no database connection: {0}; check that the database is up and reachable")]
    Connection(String),
    /// The database cannot serve Crewcast as it is.
    #[error("{0}")]
    Unfit(String),
    /// A stored document does not have the shape this version writes.
    #[error("stored {what} {id} cannot be read: {reason}; restore it from a backup or delete it")]
    Corrupt {
        /// What kind of row it is.
        what: &'static str,
        /// Its id.
        id: String,
        /// The parser's word.
        reason: String,
    },
}

/// What keeps the database, not the caller, from a call's success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It is down, restarting, or not reachable.
    Away,
    /// Others held what was needed for too long.
    Busy,
    /// Its disk is full.
    StorageFull,
    /// Its file or server takes no writes.
    ReadOnly,
    /// Its disk does not read or write what it is told to.
    StorageFailed,
}

/// Words by which the engines, and libpq, tell trouble that has no kind of its own in Diesel. SQLite's and libpq's texts are
/// English; PostgreSQL's servers are asked to speak it.
const SIGNS: [(Trouble, &[&str]); 5] = [
    (
        Trouble::StorageFull,
        &["database or disk is full", "No space left on device"],
    ),
    (
        Trouble::ReadOnly,
        &[
            "attempt to write a readonly database",
            "in a read-only transaction",
        ],
    ),
    (
        Trouble::StorageFailed,
        &[
            "disk I/O error",
            "database disk image is malformed",
            "unable to open database file",
            "Input/output error",
        ],
    ),
    (
        Trouble::Busy,
        &[
            "database is locked",
            "database table is locked",
            "canceling statement due to",
            "deadlock detected",
        ],
    ),
    (
        Trouble::Away,
        &[
            "server closed the connection",
            "no connection to the server",
            "connection to server",
            "terminating connection",
            "the database system is",
            "could not receive data from server",
            "could not send data to server",
            "SSL connection has been closed",
            "SSL SYSCALL error",
            "too many clients",
            "remaining connection slots",
        ],
    ),
];

impl From<Error> for DbError {
    fn from(error: Error) -> Self {
        Self::Statement(error)
    }
}

impl DbError {
    /// Whether a unique key was already taken.
    pub fn is_duplicate(&self) -> bool {
        matches!(
            self,
            Self::Statement(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _))
        )
    }

    /// Whether a row is still referred to, or refers to one that is not there.
    pub fn is_broken_reference(&self) -> bool {
        matches!(
            self,
            Self::Statement(Error::DatabaseError(
                DatabaseErrorKind::ForeignKeyViolation,
                _
            ))
        )
    }

    /// What the database suffers from, when the call failed for that.
    pub fn trouble(&self) -> Option<Trouble> {
        match self {
            Self::Connection(_) => Some(Trouble::Away),
            Self::Statement(error) => trouble_of(error),
            Self::Unfit(_) | Self::Corrupt { .. } => None,
        }
    }

    /// Whether the same call may succeed in some seconds, without anybody's doing here: the database is away or busy.
    pub fn is_passing(&self) -> bool {
        matches!(self.trouble(), Some(Trouble::Away | Trouble::Busy))
    }
}

/// What the database suffers from, as far as an error of the engine says.
pub(super) fn trouble_of(error: &Error) -> Option<Trouble> {
    match error {
        Error::BrokenTransactionManager => Some(Trouble::Away),
        Error::RollbackErrorOnCommit { commit_error, .. } => trouble_of(commit_error),
        Error::DatabaseError(
            DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand,
            _,
        ) => Some(Trouble::Away),
        Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => Some(Trouble::Busy),
        Error::DatabaseError(DatabaseErrorKind::ReadOnlyTransaction, _) => Some(Trouble::ReadOnly),
        Error::DatabaseError(DatabaseErrorKind::Unknown, told) => SIGNS
            .iter()
            .find(|(_, signs)| signs.iter().any(|sign| told.message().contains(sign)))
            .map(|(trouble, _)| *trouble),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(kind: DatabaseErrorKind, message: &str) -> DbError {
        DbError::Statement(Error::DatabaseError(kind, Box::new(message.to_owned())))
    }

    #[test]
    fn trouble_of_the_database_is_told_from_faults_of_a_statement() {
        let unknown = DatabaseErrorKind::Unknown;
        for (error, trouble) in [
            (
                told(unknown, "database or disk is full"),
                Some(Trouble::StorageFull),
            ),
            (
                told(unknown, "attempt to write a readonly database"),
                Some(Trouble::ReadOnly),
            ),
            (
                told(unknown, "disk I/O error"),
                Some(Trouble::StorageFailed),
            ),
            (
                told(unknown, "canceling statement due to lock timeout"),
                Some(Trouble::Busy),
            ),
            (
                told(
                    unknown,
                    "terminating connection due to administrator command",
                ),
                Some(Trouble::Away),
            ),
            (
                told(DatabaseErrorKind::ClosedConnection, ""),
                Some(Trouble::Away),
            ),
            (
                told(
                    DatabaseErrorKind::UnableToSendCommand,
                    "no connection to the server",
                ),
                Some(Trouble::Away),
            ),
            (
                told(DatabaseErrorKind::UniqueViolation, "deadlock detected"),
                None,
            ),
            (told(unknown, "syntax error at or near \"SELEKT\""), None),
        ] {
            assert_eq!(error.trouble(), trouble, "{error}");
        }
    }

    #[test]
    fn a_commit_that_failed_is_known_by_why_it_did() {
        let full = "database or disk is full".to_owned();
        let full = Error::DatabaseError(DatabaseErrorKind::Unknown, Box::new(full));
        let error = DbError::Statement(Error::RollbackErrorOnCommit {
            rollback_error: Box::new(Error::NotInTransaction),
            commit_error: Box::new(full),
        });
        assert_eq!(error.trouble(), Some(Trouble::StorageFull));
        assert!(!error.is_passing());
    }
}
