//! Lines in, calls, intervals and states out, in one transaction.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::agent_states::{Talk, states_of};
use super::calls::{Call, CallOutcome, calls_of};
use super::line::{Kind, Line, LineFault, identity};
use super::names::{agents_by_name, queues_by_name};
use super::receipt::{LISTED_REJECTS, QueueLogFeed, QueueLogReceipt, RefusedLine};
use super::store::{self, CallRow, LineRow, RejectRow, SourceRow};
use crate::adherence::replace_derived_states;
use crate::db::{Conn, DbError, Instant};
use crate::documents;
use crate::failure::{Failure, Faults};
use crate::history::{
    FedContact, FedInterval, FedOutcome, Feed, FeedGrid, fed_spans, replace_fed_intervals,
};
use crate::organisation::{BusinessUnit, find_business_unit};
use crate::tenancy::Scope;

/// What its rows are called.
const LINE: &str = "queue log line";

/// Calls begun this long before a change may still last when it happens.
const LOOK_BACK_SECONDS: i64 = 86_400;

/// The most intervals that are filled with zeros at once: 400 days of quarters of an hour, of ten queues.
const MOST_QUIET_INTERVALS: usize = 400_000;

/// A line as it stands in its file.
#[derive(Clone, Debug)]
pub(super) struct RawLine {
    pub number: u64,
    pub position: i64,
    pub bytes: Vec<u8>,
}

/// The source, its business unit, and what is to be told anew.
pub(super) struct Telling<'a> {
    pub scope: &'a Scope,
    pub source: SourceRow,
    pub unit: BusinessUnit,
    pub receipt: QueueLogReceipt,
}

impl<'a> Telling<'a> {
    /// Opens the source, made when there is none.
    pub(super) fn open(
        conn: &mut Conn<'_>,
        scope: &'a Scope,
        feed: &QueueLogFeed,
    ) -> Result<Self, Failure> {
        let mut faults = Faults::default();
        faults.require_name(&feed.source, "/source");
        faults.require(
            feed.answered_within_seconds <= 86_400,
            "?answeredWithinSeconds",
            "out-of-range",
            "use 0 to 86,400 seconds",
        );
        faults.into_result()?;
        let unit = find_business_unit(conn, scope, &feed.business_unit_id)?;
        let row = SourceRow {
            tenant_id: scope.tenant().to_owned(),
            source: feed.source.clone(),
            business_unit_id: unit.id.clone(),
            answered_within_seconds: feed.answered_within_seconds.cast_signed(),
            create_missing_queues: feed.create_missing_queues,
            line_count: 0,
            reject_count: 0,
            first_at: None,
            last_at: None,
            created_by: scope.actor.subject.clone(),
            created_at: scope.now,
            modified_at: scope.now,
        };
        let mut source = store::open_source(conn, &row)?;
        if source.business_unit_id != unit.id {
            return Err(Failure::conflict(
                "source-of-another-unit",
                format!(
                    "the source {:?} feeds another business unit; give this one's a name of its own",
                    feed.source
                ),
            ));
        }
        source.answered_within_seconds = row.answered_within_seconds;
        source.create_missing_queues = row.create_missing_queues;
        source.modified_at = scope.now;
        Ok(Self {
            scope,
            receipt: QueueLogReceipt {
                source: source.source.clone(),
                ..QueueLogReceipt::default()
            },
            source,
            unit,
        })
    }

    fn tenant(&self) -> &'a str {
        self.scope.tenant()
    }

    /// Keeps lines and tells what they change.
    pub(super) fn take(
        mut self,
        conn: &mut Conn<'_>,
        raw: &[RawLine],
        file_name: &str,
    ) -> Result<QueueLogReceipt, Failure> {
        let fresh = self.keep(conn, raw, file_name)?;
        let mut call_ids: BTreeSet<String> = BTreeSet::new();
        let mut members: BTreeMap<String, Instant> = BTreeMap::new();
        let mut restart: Option<Instant> = None;
        for line in &fresh {
            match line.kind {
                Kind::Call => {
                    call_ids.insert(line.call_id.clone());
                }
                Kind::Member => earliest(&mut members, &line.agent_name, line.logged_at),
                Kind::Start => restart = restart.max(Some(line.logged_at)),
                Kind::Other => {}
            }
        }
        if let Some(restart) = restart {
            let open = store::open_call_ids(conn, self.tenant(), &self.source.source, restart)?;
            call_ids.extend(open);
        }
        let call_ids: Vec<String> = call_ids.into_iter().collect();
        self.tell_calls(conn, &call_ids, &mut members)?;
        self.tell_states(conn, &members)?;
        store::update_source(conn, &self.source)?;
        Ok(self.receipt)
    }

    fn keep(
        &mut self,
        conn: &mut Conn<'_>,
        raw: &[RawLine],
        file_name: &str,
    ) -> Result<Vec<Line>, Failure> {
        let mut lines: BTreeMap<String, Line> = BTreeMap::new();
        let mut rejects: BTreeMap<String, RejectRow> = BTreeMap::new();
        for one in raw {
            match Line::parse(&one.bytes, one.position) {
                Ok(None) => continue,
                Ok(Some(line)) => {
                    lines.entry(line.id.clone()).or_insert(line);
                }
                Err(fault) => {
                    let row = self.reject(one, &fault, file_name);
                    rejects.entry(row.line_id.clone()).or_insert(row);
                    self.receipt.lines_rejected += 1;
                }
            }
            self.receipt.lines_read += 1;
        }
        let rows: Vec<LineRow> = lines
            .values()
            .map(|line| self.line_row(line))
            .collect::<Result<_, _>>()?;
        let new = store::insert_lines(conn, &rows)?;
        lines.retain(|id, _| new.contains(id));
        for line in lines.values() {
            if line.is_of_its_own() {
                *self
                    .receipt
                    .unknown_events
                    .entry(line.event.clone())
                    .or_default() += 1;
            }
            self.source.first_at = Some(
                self.source
                    .first_at
                    .map_or(line.logged_at, |at| at.min(line.logged_at)),
            );
            self.source.last_at = self.source.last_at.max(Some(line.logged_at));
        }
        let rejects: Vec<RejectRow> = rejects.into_values().collect();
        let refused = store::insert_rejects(conn, &rejects)?;
        self.receipt.lines_stored = new.len() as u64;
        self.receipt.lines_known =
            self.receipt.lines_read - self.receipt.lines_rejected - self.receipt.lines_stored;
        self.source.line_count += i64::try_from(new.len()).unwrap_or(i64::MAX);
        self.source.reject_count += i64::try_from(refused).unwrap_or(i64::MAX);
        Ok(lines.into_values().collect())
    }

    fn reject(&mut self, raw: &RawLine, fault: &LineFault, file_name: &str) -> RejectRow {
        if self.receipt.rejects.len() < LISTED_REJECTS {
            self.receipt.rejects.push(RefusedLine {
                line: raw.number,
                code: fault.code.to_owned(),
                reason: fault.reason.clone(),
                remedy: fault.remedy.to_owned(),
            });
        }
        // PostgreSQL's text cannot hold U+0000.
        let text = String::from_utf8_lossy(&raw.bytes).replace('\0', "\u{FFFD}");
        RejectRow {
            tenant_id: self.tenant().to_owned(),
            source: self.source.source.clone(),
            line_id: identity(&text),
            file_name: file_name.to_owned(),
            line_number: raw.number.cast_signed(),
            text,
            code: fault.code.to_owned(),
            reason: fault.reason.clone(),
            remedy: fault.remedy.to_owned(),
            received_at: self.scope.now,
        }
    }

    fn line_row(&self, line: &Line) -> Result<LineRow, Failure> {
        Ok(LineRow {
            tenant_id: self.tenant().to_owned(),
            source: self.source.source.clone(),
            line_id: line.id.clone(),
            logged_at: line.logged_at,
            position: line.position,
            call_id: line.call_id.clone(),
            queue_name: line.queue_name.clone(),
            agent_name: line.agent_name.clone(),
            event: line.event.clone(),
            kind: line.kind.as_str().to_owned(),
            parameters: documents::write(&line.parameters)?,
            received_at: self.scope.now,
        })
    }

    /// Tells calls anew from all their lines, and counts the intervals they fell into before and fall into now.
    pub(super) fn tell_calls(
        &mut self,
        conn: &mut Conn<'_>,
        call_ids: &[String],
        members: &mut BTreeMap<String, Instant>,
    ) -> Result<(), Failure> {
        if call_ids.is_empty() {
            return Ok(());
        }
        let (tenant, source) = (self.tenant(), self.source.source.clone());
        let starts: Vec<Instant> = store::lines_of_kind(conn, tenant, &source, "start", None)?
            .into_iter()
            .map(|row| row.logged_at)
            .collect();
        let mut by_call: BTreeMap<String, Vec<Line>> = BTreeMap::new();
        for row in store::lines_of_calls(conn, tenant, &source, call_ids)? {
            by_call
                .entry(row.call_id.clone())
                .or_default()
                .push(line_of(row)?);
        }
        let told: Vec<Call> = by_call
            .values()
            .flat_map(|lines| calls_of(lines, &starts))
            .collect();
        let queues = told.iter().map(|call| call.queue_name.clone()).collect();
        let create = self.source.create_missing_queues;
        let queues = queues_by_name(conn, self.scope, &self.unit.id, &queues, create)?;
        let agents = told
            .iter()
            .filter_map(|call| call.agent_name.clone())
            .collect();
        let agents = agents_by_name(conn, self.scope, &agents)?;
        let mut grid = FeedGrid::of(&self.unit);
        let rows: Vec<CallRow> = told
            .into_iter()
            .map(|call| self.call_row(call, &mut grid, &queues, &agents))
            .collect();
        let before = store::calls_of_ids(conn, tenant, &source, call_ids)?;
        let mut touched: BTreeMap<String, BTreeSet<Instant>> = BTreeMap::new();
        for row in before.iter().chain(&rows) {
            touched
                .entry(row.queue_name.clone())
                .or_default()
                .insert(row.interval_at);
            if let (Some(agent), Some(at)) = (&row.agent_name, row.connected_at) {
                earliest(members, agent, at);
            }
            if row.queue_id.is_none() {
                self.receipt.unknown_queues.insert(row.queue_name.clone());
            }
        }
        self.receipt
            .unknown_queues
            .retain(|name| !queues.contains_key(name));
        self.receipt.calls_changed += rows.len() as u64;
        store::replace_calls(conn, tenant, &source, call_ids, &rows)?;
        self.count(conn, &touched, &queues)
    }

    fn call_row(
        &self,
        call: Call,
        grid: &mut FeedGrid,
        queues: &BTreeMap<String, String>,
        agents: &BTreeMap<String, String>,
    ) -> CallRow {
        CallRow {
            tenant_id: self.tenant().to_owned(),
            source: self.source.source.clone(),
            queue_id: queues.get(&call.queue_name).cloned(),
            agent_id: call
                .agent_name
                .as_ref()
                .and_then(|name| agents.get(name).cloned()),
            interval_at: grid.interval_of(call.entered_at),
            id: call.id,
            call_id: call.call_id,
            queue_name: call.queue_name,
            caller: call.caller,
            entered_at: call.entered_at,
            connected_at: call.connected_at,
            ended_at: call.ended_at,
            wait_seconds: call.wait_seconds,
            talk_seconds: call.talk_seconds,
            agent_name: call.agent_name,
            outcome: call.outcome.as_str().to_owned(),
            ring_no_answers: call.ring_no_answers,
        }
    }

    /// Counts intervals of the history anew; quiet ones between the first day and the last call are zeros.
    fn count(
        &mut self,
        conn: &mut Conn<'_>,
        touched: &BTreeMap<String, BTreeSet<Instant>>,
        queues: &BTreeMap<String, String>,
    ) -> Result<(), Failure> {
        let (tenant, source) = (self.tenant(), self.source.source.clone());
        let mut intervals: BTreeMap<FedInterval, Vec<FedContact>> = BTreeMap::new();
        for (queue_name, starts) in touched {
            let Some(queue_id) = queues.get(queue_name) else {
                continue;
            };
            let starts: Vec<Instant> = starts.iter().copied().collect();
            for start in &starts {
                intervals.entry((queue_id.clone(), *start)).or_default();
            }
            for row in store::calls_of_intervals(conn, tenant, &source, queue_name, &starts)? {
                let contact = contact_of(&row)?;
                let interval = (queue_id.clone(), row.interval_at);
                intervals.entry(interval).or_default().push(contact);
            }
        }
        self.fill_quiet(conn, queues, &mut intervals)?;
        self.receipt.intervals_changed += intervals.len() as u64;
        let (unit, source) = (&self.unit, self.source.source.as_str());
        let answered_within_seconds = self.source.answered_within_seconds.cast_unsigned();
        let feed = Feed {
            unit,
            source,
            answered_within_seconds,
        };
        replace_fed_intervals(conn, self.scope, feed, &intervals)
    }

    fn fill_quiet(
        &self,
        conn: &mut Conn<'_>,
        queues: &BTreeMap<String, String>,
        intervals: &mut BTreeMap<FedInterval, Vec<FedContact>>,
    ) -> Result<(), Failure> {
        let (firsts, last) = store::interval_ends(conn, self.tenant(), &self.source.source)?;
        let (Some(first), Some(last)) = (firsts.values().min().copied(), last) else {
            return Ok(());
        };
        let names: BTreeSet<String> = firsts.keys().cloned().collect();
        let mut queues = queues.clone();
        queues.extend(queues_by_name(
            conn,
            self.scope,
            &self.unit.id,
            &names,
            false,
        )?);
        let mut grid = FeedGrid::of(&self.unit);
        let feed = Feed {
            unit: &self.unit,
            source: &self.source.source,
            answered_within_seconds: self.source.answered_within_seconds.cast_unsigned(),
        };
        let ids: BTreeSet<String> = queues.values().cloned().collect();
        let spans = fed_spans(conn, self.scope, feed, &ids)?;
        let mut room = MOST_QUIET_INTERVALS;
        let mut missing: BTreeMap<&String, Vec<Instant>> = BTreeMap::new();
        for (name, own_first) in &firsts {
            let Some(queue_id) = queues.get(name) else {
                continue;
            };
            let from = grid.day_of(*own_first).max(first);
            let written = spans.get(queue_id);
            let mut at = from;
            while at <= last && room > 0 {
                let is_written = written.is_some_and(|(first, last)| *first <= at && at <= *last);
                if let (true, Some((_, last))) = (is_written, written) {
                    at = grid.next(*last);
                    continue;
                }
                if let Entry::Vacant(quiet) = intervals.entry((queue_id.clone(), at)) {
                    quiet.insert(Vec::new());
                    missing.entry(name).or_default().push(at);
                }
                at = grid.next(at);
                room -= 1;
            }
        }
        // After the feed's import was undone, what is missing is not quiet.
        for (name, starts) in missing {
            for row in
                store::calls_of_intervals(conn, self.tenant(), &self.source.source, name, &starts)?
            {
                let contact = contact_of(&row)?;
                if let Some(queue_id) = queues.get(name) {
                    let interval = (queue_id.clone(), row.interval_at);
                    intervals.entry(interval).or_default().push(contact);
                }
            }
        }
        Ok(())
    }

    /// Tells members' states anew from an instant on.
    pub(super) fn tell_states(
        &mut self,
        conn: &mut Conn<'_>,
        members: &BTreeMap<String, Instant>,
    ) -> Result<(), Failure> {
        let names = members.keys().cloned().collect();
        let agents = agents_by_name(conn, self.scope, &names)?;
        let (tenant, source) = (self.tenant(), self.source.source.clone());
        for (name, from) in members {
            let Some(agent_id) = agents.get(name) else {
                self.receipt.unknown_agents.insert(name.clone());
                continue;
            };
            let lines = store::lines_of_kind(conn, tenant, &source, "member", Some(name))?;
            let lines: Vec<Line> = lines.into_iter().map(line_of).collect::<Result<_, _>>()?;
            let since = from.plus_seconds(-LOOK_BACK_SECONDS);
            let talks: Vec<Talk> = store::calls_of_agent(conn, tenant, &source, name, since)?
                .into_iter()
                .filter_map(|row| {
                    Some(Talk {
                        start: row.connected_at?,
                        end: row.ended_at,
                    })
                })
                .collect();
            let states = states_of(&lines, &talks, *from);
            replace_derived_states(conn, self.scope, &source, agent_id, *from, &states)?;
            self.receipt.agents_changed += 1;
        }
        Ok(())
    }
}

fn earliest(members: &mut BTreeMap<String, Instant>, name: &str, at: Instant) {
    members
        .entry(name.to_owned())
        .and_modify(|first| *first = at.min(*first))
        .or_insert(at);
}

fn contact_of(row: &CallRow) -> Result<FedContact, Failure> {
    let outcome = outcome_of(row)?;
    Ok(FedContact {
        outcome: match outcome {
            CallOutcome::Abandoned => FedOutcome::Abandoned,
            CallOutcome::Dropped => FedOutcome::Neither,
            _ if row.connected_at.is_some() => FedOutcome::Handled,
            _ => FedOutcome::Neither,
        },
        wait_seconds: row.wait_seconds,
        handle_seconds: row.talk_seconds,
    })
}

pub(super) fn outcome_of(row: &CallRow) -> Result<CallOutcome, Failure> {
    let outcome = CallOutcome::parse(&row.outcome);
    outcome.ok_or_else(|| {
        let corrupt = DbError::Corrupt {
            what: "queue log call",
            id: row.id.clone(),
            reason: format!("outcome {:?}", row.outcome),
        };
        corrupt.into()
    })
}

fn line_of(row: LineRow) -> Result<Line, Failure> {
    let kinds = [Kind::Call, Kind::Member, Kind::Start, Kind::Other];
    let kind = kinds.into_iter().find(|kind| kind.as_str() == row.kind);
    Ok(Line {
        kind: kind.ok_or_else(|| DbError::Corrupt {
            what: LINE,
            id: row.line_id.clone(),
            reason: format!("kind {:?}", row.kind),
        })?,
        parameters: documents::read(LINE, &row.line_id, &row.parameters)?,
        id: row.line_id,
        logged_at: row.logged_at,
        position: row.position,
        call_id: row.call_id,
        queue_name: row.queue_name,
        agent_name: row.agent_name,
        event: row.event,
    })
}
