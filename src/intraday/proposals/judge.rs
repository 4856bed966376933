//! The judges that edits are held against, asked about one shift at a time.

use crate::failure::Failure;
use crate::rostering::{LinesOfAgents, ScheduleRules, introduced};
use crate::schedules::{Shift, ValidationSeverity};

/// A schedule's rules and its shifts as they stand.
pub(in crate::intraday) struct Judge<'a> {
    rules: &'a ScheduleRules,
    lines: LinesOfAgents,
}

impl<'a> Judge<'a> {
    pub fn new(rules: &'a ScheduleRules, shifts: &[Shift]) -> Self {
        let mut lines = LinesOfAgents::new();
        for shift in shifts {
            lines
                .entry(shift.agent_id.clone())
                .or_default()
                .push(shift.clone());
        }
        Self { rules, lines }
    }

    /// With shifts in the place of those of their ids.
    pub fn with(mut self, changes: &[(Shift, Shift)]) -> Self {
        for (_, after) in changes {
            if let Some(line) = self.lines.get_mut(&after.agent_id) {
                replace(line, after);
            }
        }
        self
    }

    /// Whether a shift may become another: it breaks no strict rule of those `that` matter which was not broken before.
    pub fn allows(&self, after: &Shift, that: impl Fn(&str) -> bool) -> Result<bool, Failure> {
        let Some(line) = self.lines.get(&after.agent_id) else {
            return Ok(false);
        };
        let of_one = |line: Vec<Shift>| LinesOfAgents::from([(after.agent_id.clone(), line)]);
        let before = self.rules.judge(&of_one(line.clone()))?;
        let mut changed = line.clone();
        replace(&mut changed, after);
        let found = introduced(
            &before.findings,
            self.rules.judge(&of_one(changed))?.findings,
        );
        let broken = found
            .iter()
            .any(|one| one.severity == ValidationSeverity::Error && that(&one.code));
        Ok(!broken)
    }
}

fn replace(line: &mut [Shift], shift: &Shift) {
    for place in line.iter_mut().filter(|one| one.id == shift.id) {
        *place = shift.clone();
    }
}
