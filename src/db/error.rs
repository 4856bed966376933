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

    /// Whether trying again later may help: the database is away or busy.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Connection(_) => true,
            Self::Statement(Error::DatabaseError(kind, info)) => {
                matches!(
                    kind,
                    DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::SerializationFailure
                ) || info.message().contains("database is locked")
            }
            _ => false,
        }
    }
}
