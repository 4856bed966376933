//! The one error every operation of the service ends in; [`crate::http`] maps it to problem+json in one place.

use crate::db::{DbError, Trouble};

/// One thing wrong with what was sent.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Fault {
    /// JSON pointer into the body (`/shifts/0/name`), or the parameter as `?pageSize`.
    pub pointer: String,
    /// Stable, kebab-case.
    pub code: String,
    /// What is wrong and how to mend it.
    pub detail: String,
}

impl Fault {
    /// A fault at `pointer`.
    pub fn new(pointer: impl Into<String>, code: &str, detail: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            code: code.to_owned(),
            detail: detail.into(),
        }
    }
}

/// The longest text that somebody may write.
const MOST_CHARACTERS: usize = 2_000;

/// JSON numbers carry whole numbers up to 2^53 − 1 without loss.
const LARGEST_SEED: u64 = (1 << 53) - 1;

/// Gathers faults while a body is checked, so that all of them are reported at once.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Notes a fault unless `holds`.
    pub fn require(
        &mut self,
        holds: bool,
        pointer: impl Into<String>,
        code: &str,
        detail: impl Into<String>,
    ) {
        if !holds {
            self.0.push(Fault::new(pointer, code, detail));
        }
    }

    /// Notes a fault.
    pub fn push(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// Notes a fault unless it is noted already.
    pub fn push_once(&mut self, fault: Fault) {
        if !self.0.contains(&fault) {
            self.0.push(fault);
        }
    }

    /// A name a person reads: 1 to 200 characters that are not all blank.
    pub fn require_name(&mut self, name: &str, pointer: impl Into<String>) {
        let holds = !name.trim().is_empty() && name.chars().count() <= 200;
        self.require(
            holds,
            pointer,
            "invalid-name",
            "must be 1 to 200 characters and not blank",
        );
    }

    /// What somebody says in their own words: at most 2,000 characters; it may be empty.
    pub fn require_words(&mut self, words: &str, pointer: impl Into<String>) {
        let holds = words.chars().count() <= MOST_CHARACTERS;
        self.require(holds, pointer, "too-long", "use at most 2,000 characters");
    }

    /// The seed of everything random.
    pub fn require_seed(&mut self, seed: u64, pointer: impl Into<String>) {
        let detail =
            format!("use a seed of at most {LARGEST_SEED}, which every JSON reader can carry");
        self.require(seed <= LARGEST_SEED, pointer, "out-of-range", detail);
    }

    /// # Errors
    /// [`Failure::Invalid`] with everything that was noted, when anything was.
    pub fn into_result(self) -> Result<(), Failure> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Failure::Invalid(self.0))
        }
    }
}

/// Why an operation did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Nothing of that id in this tenant.
    #[error("no {kind} {id:?}; list them to see the ids there are")]
    NotFound {
        /// What was looked for, in the vocabulary's words.
        kind: &'static str,
        /// The id as given.
        id: String,
    },
    /// What is asked for is made by another operation, which has not been called yet.
    #[error("{detail}")]
    NotMadeYet {
        /// Stable, kebab-case.
        code: &'static str,
        /// What is missing, and how it is made.
        detail: String,
    },
    /// The body or a parameter says something that cannot be.
    #[error("{} invalid value(s); each is listed under errors with its remedy", .0.len())]
    Invalid(Vec<Fault>),
    /// The body is no JSON, or a header cannot be read.
    #[error("{0}")]
    Malformed(String),
    /// The path is there, the method is not.
    #[error("{method} is not allowed here; use {allowed}")]
    WrongMethod {
        /// As sent.
        method: String,
        /// Those there are.
        allowed: String,
    },
    /// What is there now forbids it.
    #[error("{detail}")]
    Conflict {
        /// Stable, kebab-case.
        code: &'static str,
        /// What stands against it, and the remedy.
        detail: String,
    },
    /// Somebody else changed it first.
    #[error(
        "yours is version {yours}, the current one is {current}; read it again and repeat your change"
    )]
    Stale {
        /// The version in If-Match.
        yours: i32,
        /// The version stored.
        current: i32,
    },
    /// An edit without If-Match.
    #[error("send If-Match with the version you read, so that nobody's change is lost")]
    IfMatchRequired,
    /// No valid credential.
    #[error("sign in, or send an API key as `Authorization: Bearer …`")]
    Unauthenticated,
    /// The role may not do this.
    #[error("role {role} may not do {permission}; ask an administrator for a role that may")]
    Forbidden {
        /// The actor's role.
        role: String,
        /// The operation's permission.
        permission: String,
    },
    /// A credential that was good once, or not for this.
    #[error("{detail}")]
    CredentialRefused {
        /// Stable, kebab-case.
        code: &'static str,
        /// What is wrong with it, and the remedy.
        detail: String,
    },
    /// Something other than the role forbids it.
    #[error("{detail}")]
    Denied {
        /// Stable, kebab-case.
        code: &'static str,
        /// What forbids it, and the remedy.
        detail: String,
    },
    /// Too many failed sign-ins.
    #[error("too many failed sign-ins; try again in {retry_after_seconds} s")]
    SignInLocked {
        /// Until the next try is taken.
        retry_after_seconds: i64,
    },
    /// The right to do it has ended.
    #[error("{detail}")]
    Gone {
        /// Stable, kebab-case.
        code: &'static str,
        /// What ended, and the remedy.
        detail: String,
    },
    /// More at once than one may have.
    #[error("{detail}")]
    TooMany {
        /// Stable, kebab-case.
        code: &'static str,
        /// How many there are, and the remedy.
        detail: String,
    },
    /// More was sent than is accepted.
    #[error("larger than the limit of {limit_bytes} bytes; send it in parts")]
    TooLarge {
        /// The limit.
        limit_bytes: usize,
    },
    /// Not the content type this takes.
    #[error("content type {got:?} is not taken here; send {want}")]
    WrongContentType {
        /// As sent.
        got: String,
        /// As taken.
        want: &'static str,
    },
    /// A path with its query that no operation has.
    #[error(
        "the path and query are longer than {limit_bytes} bytes; send what is long in the body"
    )]
    TargetTooLong {
        /// The limit.
        limit_bytes: usize,
    },
    /// The request line and headers.
    #[error(
        "the request line and headers are larger than {limit_bytes} bytes, or more than 96; leave some out"
    )]
    HeadTooLarge {
        /// The limit.
        limit_bytes: usize,
    },
    /// The request came too slowly.
    #[error("the request did not arrive in time; send it again")]
    TooSlow,
    /// More requests than the limit of their class lets through.
    #[error(
        "more {class} requests than the limit allows; wait {wait_seconds} s, and go on more slowly"
    )]
    RateLimited {
        /// As the `RateLimit` header names it.
        class: &'static str,
        /// When the next one is let through, from now.
        wait_seconds: u64,
    },
    /// A run that no worker should be asked for.
    #[error("{detail}")]
    RunTooLarge {
        /// The figures, the bound, and the remedy.
        detail: String,
    },
    /// The database.
    #[error(transparent)]
    Database(#[from] DbError),
    /// The run was cancelled.
    #[error("cancelled on request")]
    Cancelled,
    /// A fault of ours.
    #[error("{0}")]
    Internal(String),
}

impl Failure {
    /// Nothing of that id.
    pub fn not_found(kind: &'static str, id: impl Into<String>) -> Self {
        Self::NotFound {
            kind,
            id: id.into(),
        }
    }

    /// One fault.
    pub fn invalid(pointer: impl Into<String>, code: &str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![Fault::new(pointer, code, detail)])
    }

    /// What is there now forbids it.
    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self::Conflict {
            code,
            detail: detail.into(),
        }
    }

    /// A unique key taken, or a row still in use, told as a conflict; anything else stays what it is.
    pub fn from_write(error: DbError, what: &'static str) -> Self {
        if error.is_duplicate() {
            Self::conflict(
                "already-exists",
                format!("a {what} with this name or key exists; choose another"),
            )
        } else if error.is_broken_reference() {
            Self::conflict(
                "in-use",
                format!(
                    "this {what} refers to something missing, or is still in use; remove what depends on it first"
                ),
            )
        } else {
            error.into()
        }
    }

    /// The stable code: the API's `code`, the CLI's last word.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "not-found",
            Self::Invalid(_) => "invalid",
            Self::Malformed(_) => "malformed",
            Self::WrongMethod { .. } => "method-not-allowed",
            Self::Conflict { code, .. }
            | Self::Gone { code, .. }
            | Self::NotMadeYet { code, .. }
            | Self::CredentialRefused { code, .. }
            | Self::Denied { code, .. }
            | Self::TooMany { code, .. } => code,
            Self::SignInLocked { .. } => "sign-in-locked",
            Self::Stale { .. } => "stale",
            Self::IfMatchRequired => "if-match-required",
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden { .. } => "forbidden",
            Self::TooLarge { .. } => "too-large",
            Self::WrongContentType { .. } => "wrong-content-type",
            Self::TargetTooLong { .. } => "target-too-long",
            Self::HeadTooLarge { .. } => "head-too-large",
            Self::TooSlow => "too-slow",
            Self::RateLimited { .. } => "rate-limited",
            Self::RunTooLarge { .. } => "run-too-large",
            Self::Database(error) => match error.trouble() {
                Some(Trouble::Away | Trouble::Busy) => "database-unavailable",
                Some(Trouble::StorageFull) => "storage-full",
                Some(Trouble::ReadOnly) => "storage-read-only",
                Some(Trouble::StorageFailed) => "storage-failed",
                None => "internal",
            },
            Self::Internal(_) => "internal",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether the same may succeed in some seconds: the database is away or busy.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Database(error) if error.is_passing())
    }

    /// The faults to list, if any.
    pub fn faults(&self) -> &[Fault] {
        match self {
            Self::Invalid(faults) => faults,
            _ => &[],
        }
    }
}
