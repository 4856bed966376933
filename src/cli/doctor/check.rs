//! One thing that was looked at.

use serde::Serialize;

/// How it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Outcome {
    /// As it should be.
    Ok,
    /// The service works, but somebody should look at it.
    Warning,
    /// The service cannot be relied on.
    Failed,
}

/// One thing that was looked at, and what to do about it.
#[derive(Debug, Serialize)]
pub(super) struct Check {
    /// Stable, snake_case.
    pub name: &'static str,
    pub outcome: Outcome,
    /// What was found.
    pub detail: String,
    /// What to do; absent when all is well.
    pub remedy: Option<String>,
}

impl Check {
    pub(super) fn ok(name: &'static str, detail: impl Into<String>) -> Self {
        Self {
            name,
            outcome: Outcome::Ok,
            detail: detail.into(),
            remedy: None,
        }
    }

    pub(super) fn warning(
        name: &'static str,
        detail: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            outcome: Outcome::Warning,
            remedy: Some(remedy.into()),
            ..Self::ok(name, detail)
        }
    }

    pub(super) fn failed(
        name: &'static str,
        detail: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            outcome: Outcome::Failed,
            ..Self::warning(name, detail, remedy)
        }
    }

    /// Its line in a table for people.
    pub(super) fn row(&self) -> [String; 4] {
        let outcome = match self.outcome {
            Outcome::Ok => "ok",
            Outcome::Warning => "WARNING",
            Outcome::Failed => "FAILED",
        };
        [
            self.name.to_owned(),
            outcome.to_owned(),
            self.detail.clone(),
            self.remedy.clone().unwrap_or_default(),
        ]
    }
}
