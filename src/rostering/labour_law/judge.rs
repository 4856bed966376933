//! The lines of a roster before the law.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate};
use crewcast_solver::legal::{AgentRecord, LegalBreach, Overtime, judge, overtime_of_week};
use crewcast_solver::problem::Line;

use super::Law;
use crate::failure::Failure;
use crate::rostering::inputs::{RosterInputs, WEEKS_OF_LAW};
use crate::rostering::problem::Stated;
use crate::schedules::Shift;

/// What the law says of a roster.
#[derive(Clone, Debug, Default)]
pub(in crate::rostering) struct LegalVerdict {
    /// The packs judged by.
    pub packs: BTreeSet<&'static str>,
    /// Lines judged: those of agents whose work plan names a pack.
    pub lines: usize,
    /// Articles broken.
    pub breaches: Vec<LegalBreach>,
}

/// Judges every line of an agent whose work plan names a law; what counts from before the weeks is read from the
/// published shifts.
///
/// # Errors
/// [`Failure::Internal`] when the judge was not told what it counts by, which is our fault.
pub(in crate::rostering) fn judge_lines(
    inputs: &RosterInputs,
    stated: &Stated,
    lines: &[Line],
) -> Result<LegalVerdict, Failure> {
    let mut verdict = LegalVerdict::default();
    for line in lines {
        let agent = stated.problem.agents.get(line.agent);
        let law = agent.and_then(|agent| stated.laws.get(agent.plan)?.as_ref());
        let (Some(agent), Some(law)) = (agent, law) else {
            continue;
        };
        let record = record_of(&agent.id, law, inputs);
        let found = judge(
            &law.pack,
            &law.circumstances,
            &record,
            &stated.problem,
            line,
        );
        verdict.packs.insert(law.pack.id);
        verdict.lines += 1;
        verdict
            .breaches
            .extend(found.map_err(|error| Failure::Internal(error.to_string()))?);
    }
    Ok(verdict)
}

/// Paid minutes of the weeks before, as far as published shifts tell; a week without any may be leave or not have been
/// planned here, and is left out.
fn record_of(agent_id: &str, law: &Law, inputs: &RosterInputs) -> AgentRecord {
    let Some(first) = inputs.grid.days().first().map(|day| day.date) else {
        return AgentRecord::default();
    };
    let own = inputs.around.iter();
    let own: Vec<(NaiveDate, &Shift)> = own
        .filter(|shift| shift.agent_id == agent_id)
        .map(|shift| {
            let local = shift.start_at.to_utc().with_timezone(&inputs.zone);
            (local.date_naive(), shift)
        })
        .filter(|(date, _)| *date < first)
        .collect();
    let mut record = AgentRecord::default();
    for weeks_back in (1..=WEEKS_OF_LAW).rev() {
        let Some(start) = first.checked_sub_days(Days::new(7 * weeks_back)) else {
            continue;
        };
        let dates: Vec<NaiveDate> = start.iter_days().take(7).collect();
        let worked: Vec<u32> = dates
            .iter()
            .map(|date| {
                let of_day = own.iter().filter(|(day, _)| day == date);
                of_day.map(|(_, shift)| shift.paid_minutes()).sum()
            })
            .collect();
        let total: u32 = worked.iter().sum();
        if total > 0 {
            record.worked_minutes_by_week.push(total);
        }
        if law.circumstances.overtime == Overtime::None {
            continue;
        }
        let over = overtime_of_week(&law.pack, law.circumstances.on, &worked);
        let this_month = dates
            .iter()
            .zip(over)
            .filter(|(date, _)| (date.year(), date.month()) == (first.year(), first.month()));
        let this_month: u32 = this_month.map(|(_, minutes)| minutes).sum();
        record.overtime_minutes_this_month += this_month;
    }
    record
}
