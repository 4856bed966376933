//! Rows as shifts.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeZone};
use chrono_tz::Tz;

use super::activities::read_activities;
use super::lines::{Column, RejectedScheduleCell, ScheduleLine};
use crate::db::Instant;
use crate::organisation::{ActivityCode, Agent};
use crate::schedules::{NewShift, ShiftActivity};

/// What names in the file stand for.
pub(super) struct Names<'a> {
    pub zone: Tz,
    pub codes: &'a [ActivityCode],
    by_id: BTreeMap<&'a str, &'a Agent>,
    by_external_id: BTreeMap<&'a str, &'a Agent>,
}

impl<'a> Names<'a> {
    pub fn new(zone: Tz, codes: &'a [ActivityCode], agents: &'a [Agent]) -> Self {
        let external = agents
            .iter()
            .filter_map(|agent| Some((agent.external_id.as_deref()?, agent)));
        Self {
            zone,
            codes,
            by_id: agents.iter().map(|a| (a.id.as_str(), a)).collect(),
            by_external_id: external.collect(),
        }
    }

    /// The shift of a row, or what stands against it.
    pub fn shift(&self, line: &ScheduleLine) -> Result<NewShift, Vec<RejectedScheduleCell>> {
        let mut rejects = Vec::new();
        let agent = self.agent(line, &mut rejects);
        let start = instant(line, Column::Start, &mut rejects);
        let end = instant(line, Column::End, &mut rejects);
        if let (Some(start), Some(end)) = (start, end)
            && start >= end
        {
            let remedy = "end it after it starts";
            rejects.push(line.reject(
                Column::End,
                "not-after-start",
                "it is not after Start",
                remedy,
            ));
        }
        let activities = start.map(|start| self.activities(line, (start, end), &mut rejects));
        if let Some(start) = start {
            self.check_date(line, start, &mut rejects);
        }
        let (Some(agent), Some(start_at), Some(end), true) =
            (agent, start, end, rejects.is_empty())
        else {
            return Err(rejects);
        };
        let minutes = (end.epoch_millis() - start_at.epoch_millis()) / 60_000;
        let shift = line.cell(Column::Shift);
        Ok(NewShift {
            agent_id: agent.id.clone(),
            start_at,
            length_minutes: u32::try_from(minutes).unwrap_or(0),
            activities: activities.unwrap_or_default(),
            work_plan_id: agent.work_plan_id.clone(),
            work_plan_shift_id: (!shift.is_empty()).then(|| shift.to_owned()),
        })
    }

    fn agent(
        &self,
        line: &ScheduleLine,
        rejects: &mut Vec<RejectedScheduleCell>,
    ) -> Option<&'a Agent> {
        let (id, external) = (
            line.cell(Column::AgentId),
            line.cell(Column::AgentExternalId),
        );
        let by_id = self.by_id.get(id);
        // A file of another system knows no id of ours.
        let found = by_id.or_else(|| self.by_external_id.get(external)).copied();
        if found.is_none() {
            let column = if external.is_empty() {
                Column::AgentId
            } else {
                Column::AgentExternalId
            };
            let reason = "the business unit has no such agent";
            let remedy = "name one by AgentId or AgentExternalId";
            rejects.push(line.reject(column, "unknown-reference", reason, remedy));
        }
        found
    }

    fn activities(
        &self,
        line: &ScheduleLine,
        (start, end): (Instant, Option<Instant>),
        rejects: &mut Vec<RejectedScheduleCell>,
    ) -> Vec<ShiftActivity> {
        let cell = line.cell(Column::Activities);
        let activities = match read_activities(cell, (start, self.zone), self.codes) {
            Ok(activities) => activities,
            Err(wrong) => {
                let reject =
                    line.reject(Column::Activities, wrong.code, wrong.reason, wrong.remedy);
                rejects.push(reject);
                return Vec::new();
            }
        };
        if activities.last().map(ShiftActivity::end_at) != end && end.is_some() {
            let reason = "they do not end where the shift does";
            let remedy = "fill the shift from Start to End";
            rejects.push(line.reject(Column::Activities, "not-filled", reason, remedy));
        }
        let paid: u32 = activities.iter().map(ShiftActivity::payable_minutes).sum();
        let told = line.cell(Column::PaidMinutes);
        if !told.is_empty() && told.parse() != Ok(paid) {
            let reason = format!("the activities have {paid} paid minutes");
            let remedy = "correct either, mark an activity (paid) or (unpaid), or leave it empty";
            rejects.push(line.reject(Column::PaidMinutes, "contradicts", reason, remedy));
        }
        activities
    }

    fn check_date(
        &self,
        line: &ScheduleLine,
        start: Instant,
        rejects: &mut Vec<RejectedScheduleCell>,
    ) {
        let told = line.cell(Column::Date);
        let local = self.zone.from_utc_datetime(&start.to_utc().naive_utc());
        let date = local.date_naive().to_string();
        if !told.is_empty() && told != date {
            let reason = format!("the shift starts on {date}, in {}", self.zone);
            let remedy = "correct it, or leave it empty";
            rejects.push(line.reject(Column::Date, "contradicts", reason, remedy));
        }
    }
}

fn instant(
    line: &ScheduleLine,
    column: Column,
    rejects: &mut Vec<RejectedScheduleCell>,
) -> Option<Instant> {
    let read = DateTime::parse_from_rfc3339(line.cell(column));
    let at = read.ok().map(|at| Instant::from_utc(at.to_utc()));
    let at = at.filter(|at| at.epoch_millis() % 60_000 == 0);
    if at.is_none() {
        let reason = "it is no whole minute with its offset";
        let remedy = "write it as 2026-06-01T08:00:00+02:00";
        rejects.push(line.reject(column, "invalid-value", reason, remedy));
    }
    at
}
