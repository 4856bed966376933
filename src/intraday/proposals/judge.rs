//! The judges that edits are held against, asked about one shift at a time.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::failure::Failure;
use crate::rostering::{LinesOfAgents, RuleFinding, ScheduleRules, introduced};
use crate::schedules::{Shift, ValidationSeverity};

/// A schedule's rules and its shifts as they stand.
pub(in crate::intraday) struct Judge<'a> {
    rules: &'a ScheduleRules,
    lines: LinesOfAgents,
    /// What the rules say of agents' lines as they stand, judged once an agent however many shifts are tried.
    before: RefCell<BTreeMap<String, Vec<RuleFinding>>>,
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
        Self {
            rules,
            lines,
            before: RefCell::default(),
        }
    }

    /// With shifts in the place of those of their ids.
    pub fn with(mut self, changes: &[(Shift, Shift)]) -> Self {
        for (_, after) in changes {
            if let Some(line) = self.lines.get_mut(&after.agent_id) {
                replace(line, after);
            }
        }
        self.before.get_mut().clear();
        self
    }

    /// Whether a shift may become another: it breaks no strict rule of those `that` matter which was not broken before.
    pub fn allows(&self, after: &Shift, that: impl Fn(&str) -> bool) -> Result<bool, Failure> {
        let Some(line) = self.lines.get(&after.agent_id) else {
            return Ok(false);
        };
        let of_one = |line: Vec<Shift>| LinesOfAgents::from([(after.agent_id.clone(), line)]);
        let mut judged = self.before.borrow_mut();
        let before = match judged.entry(after.agent_id.clone()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(self.rules.judge(&of_one(line.clone()))?.findings),
        };
        let mut changed = line.clone();
        replace(&mut changed, after);
        let found = introduced(before, self.rules.judge(&of_one(changed))?.findings);
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
