use serde::{Deserialize, Serialize};

use super::Requirement;
use crate::lines::Piece;
use crate::problem::{DayIndex, GroupIndex, Problem, Slot, Wish};
use crate::search::general::Desk;
use crate::shifts::ShiftOption;

/// A place where demand is not met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    tag = "kind",
    rename_all_fields = "camelCase"
)]
pub enum UnmetTarget {
    /// A slot of a group.
    Slot {
        /// The group.
        group: GroupIndex,
        /// The slot.
        slot: Slot,
    },
    /// A shift of the demand by shift.
    Shift {
        /// The day.
        day: DayIndex,
        /// The template.
        template: String,
    },
}

impl UnmetTarget {
    /// Whether an agent who serves `groups` may be counted there at all.
    pub(crate) fn counts(&self, groups: &[GroupIndex]) -> bool {
        match self {
            UnmetTarget::Slot { group, .. } => groups.contains(group),
            UnmetTarget::Shift { .. } => true,
        }
    }

    /// Whether an option of a day is there, breaks apart.
    pub(crate) fn is_reached_by(
        &self,
        desk: &Desk<'_>,
        class: usize,
        on: DayIndex,
        option: &ShiftOption,
    ) -> bool {
        let plan = &desk.problem.plans[desk.book(class).plan];
        match self {
            UnmetTarget::Slot { slot, .. } => (option.start..option.end()).contains(slot),
            UnmetTarget::Shift { day, template } => {
                on == *day && plan.shifts[option.template].id == *template
            }
        }
    }

    /// Whether a line is counted there.
    pub(crate) fn is_served_by(&self, desk: &Desk<'_>, class: usize, piece: &Piece) -> bool {
        match self {
            UnmetTarget::Slot { slot, .. } => piece.cover.binary_search(slot).is_ok(),
            UnmetTarget::Shift { day, .. } => piece.duties[*day].as_ref().is_some_and(|duty| {
                let option = &desk.book(class).days[*day].options[duty.option];
                self.is_reached_by(desk, class, *day, option)
            }),
        }
    }

    /// What a line must contain to be there by a shift of a day.
    pub(crate) fn requirement(&self, day: DayIndex) -> Requirement {
        match self {
            UnmetTarget::Slot { slot, .. } => Requirement::Present { day, slot: *slot },
            UnmetTarget::Shift { template, .. } => Requirement::Granted {
                day,
                wish: Wish::Shift(template.clone()),
            },
        }
    }

    /// The slot in which breaks should not be.
    pub(crate) fn slot(&self) -> Option<Slot> {
        match self {
            UnmetTarget::Slot { slot, .. } => Some(*slot),
            UnmetTarget::Shift { .. } => None,
        }
    }

    /// For people.
    pub(crate) fn text(&self, problem: &Problem) -> String {
        match self {
            UnmetTarget::Slot { group, slot } => {
                format!("{}, slot {slot}", problem.groups[*group].id)
            }
            UnmetTarget::Shift { day, template } => format!("shift {template:?} on day {day}"),
        }
    }
}
