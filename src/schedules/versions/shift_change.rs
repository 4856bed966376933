//! One shift as it was and as it is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::db::DbError;
use crate::documents;
use crate::failure::Failure;
use crate::schedules::store::ChangeRow;
use crate::schedules::{AgentScheduleShift, Shift};

/// A shift that a version changes. Before and after have one id and one agent: a shift that goes to another agent under its
/// id is two changes, one that removes it and one that adds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShiftChange {
    /// As it was; none when it is added.
    pub before: Option<Shift>,
    /// As it is; none when it is removed.
    pub after: Option<Shift>,
}

/// What a change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ShiftChangeKind {
    /// There was none.
    Added,
    /// It is gone.
    Removed,
    /// It starts or ends at another time.
    Moved,
    /// It stands where it was, with other activities.
    ActivitiesChanged,
}

/// A change as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ToldShiftChange {
    /// Whose shift.
    pub agent_id: String,
    /// What happened to it.
    pub change: ShiftChangeKind,
    /// As it was.
    pub before: Option<AgentScheduleShift>,
    /// As it is.
    pub after: Option<AgentScheduleShift>,
}

impl ShiftChange {
    fn either(&self) -> Option<&Shift> {
        self.after.as_ref().or(self.before.as_ref())
    }

    /// The shift's id.
    pub fn shift_id(&self) -> &str {
        self.either().map_or("", |shift| &shift.id)
    }

    /// Whose shift it is.
    pub fn agent_id(&self) -> &str {
        self.either().map_or("", |shift| &shift.agent_id)
    }

    /// What happens to it.
    pub fn kind(&self) -> ShiftChangeKind {
        match (&self.before, &self.after) {
            (None, _) => ShiftChangeKind::Added,
            (_, None) => ShiftChangeKind::Removed,
            (Some(before), Some(after)) => {
                let place = |shift: &Shift| (shift.start_at, shift.length_minutes);
                if place(before) == place(after) {
                    ShiftChangeKind::ActivitiesChanged
                } else {
                    ShiftChangeKind::Moved
                }
            }
        }
    }

    /// As it is shown.
    pub fn told(&self) -> ToldShiftChange {
        ToldShiftChange {
            agent_id: self.agent_id().to_owned(),
            change: self.kind(),
            before: self.before.as_ref().map(Into::into),
            after: self.after.as_ref().map(Into::into),
        }
    }

    /// What makes `after` of `before`, shift by shift; shifts that are equal are left out.
    pub fn between(before: &[Shift], after: &[Shift]) -> Vec<Self> {
        let by_id = |shifts: &'_ [Shift]| -> BTreeMap<String, usize> {
            let places = shifts.iter().enumerate();
            places
                .map(|(place, shift)| (shift.id.clone(), place))
                .collect()
        };
        let (old_places, new_places) = (by_id(before), by_id(after));
        let gone = before
            .iter()
            .filter(|old| !new_places.contains_key(&old.id));
        let gone = gone.map(|old| Self {
            before: Some(old.clone()),
            after: None,
        });
        let others = after.iter().flat_map(|new| {
            let old = old_places.get(&new.id);
            let old = old.and_then(|place| before.get(*place));
            let (handed_on, kept): (Option<&Shift>, Option<&Shift>) = match old {
                Some(old) if old.agent_id != new.agent_id => (Some(old), None),
                other => (None, other),
            };
            let from = handed_on.map(|old| Self {
                before: Some(old.clone()),
                after: None,
            });
            let changed = (kept != Some(new)).then(|| Self {
                before: kept.cloned(),
                after: Some(new.clone()),
            });
            from.into_iter().chain(changed)
        });
        gone.chain(others).collect()
    }

    pub(super) fn from_row(row: &ChangeRow) -> Result<Self, Failure> {
        let read = |text: &Option<String>| -> Result<Option<Shift>, DbError> {
            text.as_deref()
                .map(|text| documents::read("schedule change", &row.shift_id, text))
                .transpose()
        };
        Ok(Self {
            before: read(&row.before_shift)?,
            after: read(&row.after_shift)?,
        })
    }

    pub(super) fn to_row(
        &self,
        tenant: &str,
        (schedule_id, version): (&str, i32),
    ) -> Result<ChangeRow, Failure> {
        Ok(ChangeRow {
            tenant_id: tenant.to_owned(),
            schedule_id: schedule_id.to_owned(),
            version,
            shift_id: self.shift_id().to_owned(),
            agent_id: self.agent_id().to_owned(),
            before_shift: self.before.as_ref().map(documents::write).transpose()?,
            after_shift: self.after.as_ref().map(documents::write).transpose()?,
        })
    }
}
