//! Shifts in the solver's words, also those that no work plan has.

use crewcast_solver::problem::{
    PlacedActivity, Problem, Shift as SolverShift, ShiftTemplate, WorkPlan as SolverPlan,
};
use crewcast_solver::rules::{BreakPlacement, Rule, ShiftConformity, SplitShifts};

use crate::db::Instant;
use crate::organisation::{ActivityCategory, Slots};
use crate::schedules::{Shift, ShiftActivity};

/// Whether nobody works in it: leave and the like from start to end.
pub(in crate::rostering) fn is_absence(shift: &Shift) -> bool {
    let mut activities = shift.activities.iter();
    activities.all(|activity| {
        matches!(
            activity.category,
            ActivityCategory::TimeOff | ActivityCategory::Unavailable
        )
    })
}

/// A shift as one of a plan's templates, the one it breaks least, and first among equals the work plan's shift that it
/// names (`is_named`). Meetings, training and the like are work to the plan: only breaks, meals, what the template has
/// itself and what is not paid are told.
///
/// `None` for a shift that starts on no day of the problem.
pub(in crate::rostering) fn as_line_shift(
    shift: &Shift,
    (problem, plan): (&Problem, &SolverPlan),
    slots: &Slots<'_>,
    is_named: impl Fn(&str) -> bool,
) -> Option<SolverShift> {
    let slot = |at: Instant| usize::try_from(slots.around(at).0).ok();
    let start_slot = slot(shift.start_at)?;
    let end_slot = slot(shift.end_at())?;
    let day = problem
        .days
        .partition_point(|day| day.end_slot() <= start_slot);
    problem.days.get(day)?;
    let placed = |template: Option<&ShiftTemplate>| {
        let told = shift
            .activities
            .iter()
            .filter(|activity| is_told(activity, template));
        let placed = told.map(|activity| {
            let start_slot = slot(activity.start_at)?;
            Some(PlacedActivity {
                kind: activity.activity_code_id.clone(),
                start_slot,
                slots: slot(activity.end_at())?.checked_sub(start_slot)?,
                paid: activity.paid,
            })
        });
        placed.collect::<Option<Vec<_>>>()
    };
    let with = |template: Option<&ShiftTemplate>| {
        Some(SolverShift {
            day,
            start_slot,
            end_slot,
            template: template.map_or_else(String::new, |template| template.id.clone()),
            activities: placed(template)?,
        })
    };
    let mut best: Option<((usize, bool), SolverShift)> = None;
    for template in &plan.shifts {
        let candidate = with(Some(template))?;
        let rank = (faults((problem, plan), &candidate), !is_named(&template.id));
        if best.as_ref().is_none_or(|(least, _)| rank < *least) {
            best = Some((rank, candidate));
        }
    }
    match best {
        Some((_, shift)) => Some(shift),
        None => with(None),
    }
}

fn is_told(activity: &ShiftActivity, template: Option<&ShiftTemplate>) -> bool {
    let is_of_template = template.is_some_and(|template| {
        let mut own = template.activities.iter();
        own.any(|own| own.id == activity.activity_code_id)
    });
    let is_rest = matches!(
        activity.category,
        ActivityCategory::Break | ActivityCategory::Meal
    );
    let is_work = activity.category == ActivityCategory::OnQueueWork;
    is_of_template || is_rest || (!activity.paid && !is_work)
}

/// How often a shift by itself is not what its template says.
fn faults((problem, plan): (&Problem, &SolverPlan), shift: &SolverShift) -> usize {
    let line = crewcast_solver::problem::Line {
        agent: 0,
        shifts: vec![shift.clone()],
    };
    let rules: [&dyn Rule; 3] = [
        &ShiftConformity { problem, plan },
        &BreakPlacement { problem, plan },
        &SplitShifts { problem, plan },
    ];
    rules.iter().map(|rule| rule.breaches(&line).len()).sum()
}
