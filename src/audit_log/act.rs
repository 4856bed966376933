//! An operation as the log tells it.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Who does what, from where and why. One request or command is one act; it may write several entries.
#[derive(Debug, Default)]
pub struct Act {
    /// `user:<id>`, `key:<id>`, `system` or `command line`.
    pub actor: String,
    /// The actor's role; empty where there is none.
    pub role: String,
    /// The network address the request came from; empty for commands.
    pub address: String,
    /// The operation's permission, such as `wfm:agent:edit`, or `command:<name>`.
    pub action: String,
    /// The OpenAPI operation id, or the command.
    pub operation: String,
    /// What the path names, in its order: the parameter's name, and what it is.
    pub parameters: Vec<(String, String)>,
    /// Why, in the actor's words.
    pub reason: Option<String>,
    /// Finds the request in the server's log.
    pub request_id: String,
    pub(crate) entries: AtomicUsize,
}

impl Act {
    /// What a command does.
    pub fn of_command(command: &str) -> Self {
        Self {
            actor: "command line".to_owned(),
            action: format!("command:{command}"),
            operation: command.to_owned(),
            ..Self::default()
        }
    }

    /// The same, once it is known who does it.
    pub fn by(&self, actor: &str, role: &str) -> Self {
        Self {
            actor: actor.to_owned(),
            role: role.to_owned(),
            address: self.address.clone(),
            action: self.action.clone(),
            operation: self.operation.clone(),
            parameters: self.parameters.clone(),
            reason: self.reason.clone(),
            request_id: self.request_id.clone(),
            entries: AtomicUsize::new(0),
        }
    }

    /// What the service does by itself.
    pub fn of_system(action: &str, operation: &str) -> Self {
        Self {
            actor: "system".to_owned(),
            action: action.to_owned(),
            operation: operation.to_owned(),
            ..Self::default()
        }
    }

    /// Whether an entry of it was written.
    pub fn is_written(&self) -> bool {
        self.entries.load(Ordering::SeqCst) > 0
    }

    pub(super) fn note_written(&self) {
        self.entries.fetch_add(1, Ordering::SeqCst);
    }

    /// What kind of thing it is done to: the middle of the permission.
    pub(super) fn entity_type(&self) -> &str {
        let mut parts = self.action.split(':');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(_), Some(entity), Some(_)) => entity,
            _ => "",
        }
    }

    /// Whether it makes something that has no id before.
    pub(super) fn makes_something(&self) -> bool {
        matches!(
            self.action.rsplit(':').next(),
            Some("add" | "generate" | "upload" | "import")
        )
    }
}
