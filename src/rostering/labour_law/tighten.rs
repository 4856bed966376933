//! Work plans as strict as the law they name.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use crewcast_solver::legal::{
    CalendarDate, Circumstances, LegalPack, Overtime, Tightened, pack_named, tighten,
};
use crewcast_solver::problem::{Day, Problem};

use crate::organisation::{OvertimeAgreement, WorkPlan};
use crate::rostering::inputs::RosterInputs;
use crate::rostering::plans::MappedPlans;
use crate::schedules::{GenerationMessage, MessageArgument, MessageSeverity};

/// A pack under a work plan's circumstances.
#[derive(Clone, Debug)]
pub(in crate::rostering) struct Law {
    pub pack: LegalPack,
    pub circumstances: Circumstances,
}

/// By position of a work plan: the law it names.
pub(in crate::rostering) fn laws_of(inputs: &RosterInputs) -> Vec<Option<Law>> {
    let days = inputs.grid.days().iter();
    let dates: Vec<NaiveDate> = days.map(|day| day.date).collect();
    inputs.plans.iter().map(|plan| law(plan, &dates)).collect()
}

fn law(plan: &WorkPlan, dates: &[NaiveDate]) -> Option<Law> {
    let named = plan.labour_law.as_ref()?;
    // A work plan with a pack that is none cannot be saved.
    let pack = pack_named(&named.pack)?;
    let months = dates.iter();
    let months = months.map(|date| date.year().unsigned_abs() * 12 + date.month0());
    Some(Law {
        pack,
        circumstances: Circumstances {
            on: calendar_date(*dates.first()?)?,
            overtime: match named.overtime {
                OvertimeAgreement::None => Overtime::None,
                OvertimeAgreement::Agreed => Overtime::Agreed,
                OvertimeAgreement::Special => Overtime::Special,
            },
            meals_waived: named.meals_waived,
            month_of_day: months.collect(),
        },
    })
}

fn calendar_date(date: NaiveDate) -> Option<CalendarDate> {
    Some(CalendarDate::new(
        u16::try_from(date.year()).ok()?,
        u8::try_from(date.month()).ok()?,
        u8::try_from(date.day()).ok()?,
    ))
}

/// Tightens the plans that name a law, and says of those agents have (`used`) what was changed by which article, and
/// what no figure of a plan can ensure.
pub(in crate::rostering) fn tighten_plans(
    inputs: &RosterInputs,
    laws: &[Option<Law>],
    days: &[Day],
    mapped: &mut MappedPlans,
) -> Vec<GenerationMessage> {
    let horizon = Problem {
        slot_minutes: mapped.grain_minutes,
        days: days.to_vec(),
        ..Problem::default()
    };
    let agents = inputs.agents.iter();
    let used: BTreeSet<&String> = agents.filter_map(|a| a.work_plan_id.as_ref()).collect();
    let mut messages = Vec::new();
    let plans = inputs.plans.iter().zip(laws).zip(&mut mapped.plans);
    for ((plan, law), solver_plan) in plans {
        let Some(law) = law else { continue };
        let tightened = tighten(&law.pack, &law.circumstances, &horizon, solver_plan);
        if plan.enabled && used.contains(&plan.id) {
            messages.extend(told(plan, &tightened));
        }
        *solver_plan = tightened.plan;
    }
    messages
}

fn told(plan: &WorkPlan, tightened: &Tightened) -> Vec<GenerationMessage> {
    let message = |kind: &str, severity, citation: &str, text: String| GenerationMessage {
        kind: kind.to_owned(),
        severity,
        arguments: [("workPlan", plan.id.as_str()), ("article", citation)]
            .map(|(kind, value)| MessageArgument {
                kind: kind.to_owned(),
                value: value.to_owned(),
            })
            .to_vec(),
        text,
    };
    let changes = tightened.changes.iter().map(|change| {
        let from = change
            .from
            .map_or_else(|| "no limit".to_owned(), |from| from.to_string());
        message(
            "WorkPlanTightened",
            MessageSeverity::Information,
            &change.citation,
            format!(
                "Work plan {}: {} is {} instead of {from} in this roster, by {}.",
                plan.name, change.field, change.to, change.citation
            ),
        )
    });
    let unmet = tightened.unmet.iter().map(|unmet| {
        message(
            "LabourLawNotEnsured",
            MessageSeverity::Warning,
            &unmet.citation,
            format!(
                "Work plan {}, {}: {}.",
                plan.name, unmet.citation, unmet.remedy
            ),
        )
    });
    changes.chain(unmet).collect()
}
