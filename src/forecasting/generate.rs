//! Making a forecast: read each planning group's history, let the models compete, bring the forecasts to agree, keep
//! what the winners say.

use std::collections::BTreeMap;

use crewcast_forecasts::calendar::Calendar;
use crewcast_forecasts::forecast::{ForecastError, QueueForecast};
use crewcast_forecasts::grid::{DaySlots, GridError};

use super::borrowed::Borrowing;
use super::cores::on_all_cores;
use super::forecasts::find_forecast;
use super::group_forecast::{GroupMade, Made, fault, forecast_group};
use super::history_findings::{CleanedHistory, clean, finding_decisions};
use super::input_hash::{GroupHash, InputHash};
use super::local_days::{Observation, local_history, onto_intervals};
use super::modifications::carry_over;
use super::queues::{QueueHistory, agree, divided, queue_histories};
use super::reconciliation::{forecast_of_volume, reconcile, unit_total};
use super::request::{GenerateForecast, Plan, plan};
use super::run::queue_ids;
use super::store::modifications::ModificationRow;
use super::store::queues::QueueRow;
use super::store::{self, ForecastRow, SeriesRow};
use super::tell::tell;
use crate::db::Database;
use crate::documents;
use crate::events::ResourceChange;
use crate::failure::{Failure, Fault, Faults};
use crate::organisation::{PlanningGroup, WeekGrid, calendar_of};
use crate::tenancy::Scope;

/// Where the observations of a planning group between two instants come from.
pub(super) type Source<'a> =
    dyn Fn(&PlanningGroup, &WeekGrid) -> Result<Vec<Observation>, Failure> + Sync + 'a;

/// Makes the forecast `id` from the observations of `source`, unless it is there already: planning groups side by side
/// on all cores. `on_progress` is told the percentage and the planning group after each of them, and ends the work by
/// returning an error.
pub(super) fn generate_from(
    source: &Source<'_>,
    db: &Database,
    scope: &Scope,
    id: &str,
    request: &GenerateForecast,
    on_progress: impl Fn(f64, &str) -> Result<(), Failure>,
) -> Result<(), Failure> {
    match db.read(|conn| find_forecast(conn, scope, id)) {
        Ok(_) => return Ok(()),
        Err(Failure::NotFound { .. }) => {}
        Err(other) => return Err(other),
    }
    let plan = db.read(|conn| plan(conn, scope, request))?;
    let calendar = db.read(|conn| calendar_of(conn, scope, &request.business_unit_id))?;
    let mut hash = InputHash::new(&plan.grid, plan.seed);
    hash.text(&calendar.to_csv());
    hash.text(&documents::write(&(
        plan.reconcile,
        plan.forecast_queues,
        &plan.expected_daily_volumes,
        &plan.handle_time_factors,
    ))?);
    let read = |group: &PlanningGroup| known(source, db, scope, &plan, &calendar, group);
    let mut faults = Faults::default();
    let mut histories = Vec::new();
    let mut queues = BTreeMap::new();
    let read = on_all_cores(&plan.groups, read, |_, group: &PlanningGroup| {
        on_progress(0.0, &group.name)
    })?;
    for (group, read) in plan.groups.iter().zip(read) {
        hash.add(read.hash);
        match read.cleaned {
            Ok(cleaned) => {
                histories.push((group, cleaned));
                queues.insert(group.id.as_str(), read.queues);
            }
            Err(fault) => faults.push(fault),
        }
    }
    let (mut series, mut queue_series) = (Vec::new(), Vec::new());
    for (group, made) in forecasts(&plan, &calendar, &histories, &queues, &on_progress)? {
        match made {
            Ok(made) => {
                series.push(made.to_row(scope, id, group, &plan.grid)?);
                queue_series.extend(made.to_queue_rows(scope, id, group, &plan.grid)?);
            }
            Err(fault) => faults.push(fault),
        }
    }
    faults.into_result()?;
    let row = forecast_row(scope, id, request, &plan, hash.finish())?;
    let carried = carried_modifications(db, scope, id, request, &plan)?;
    let written = db.write(|conn| {
        store::insert(conn, &row, &series)?;
        store::queues::insert(conn, &queue_series)?;
        store::modifications::insert(conn, &carried)?;
        let of = (row.business_unit_id.as_str(), id);
        tell(conn, scope, of, ResourceChange::Created)
    });
    match written {
        // Another worker had taken the run over and was faster: same input, same forecast.
        Err(Failure::Database(error)) if error.is_duplicate() => Ok(()),
        Err(Failure::Database(error)) => Err(Failure::from_write(error, "forecast")),
        other => other,
    }
}

/// What the planner changed in earlier forecasts of the same weeks, unless it is to be left behind.
fn carried_modifications(
    db: &Database,
    scope: &Scope,
    id: &str,
    request: &GenerateForecast,
    plan: &Plan,
) -> Result<Vec<ModificationRow>, Failure> {
    if request.carry_modifications == Some(false) {
        return Ok(Vec::new());
    }
    let groups: Vec<&str> = plan.groups.iter().map(|group| group.id.as_str()).collect();
    let unit = &request.business_unit_id;
    db.read(|conn| carry_over(conn, scope, id, unit, &plan.grid, &groups))
}

/// What is known of one planning group, and the fingerprint of what it was made from.
struct Known {
    hash: GroupHash,
    cleaned: Result<CleanedHistory, Fault>,
    /// Of two or more queues each, where they are to be forecast.
    queues: Vec<QueueHistory>,
}

fn known(
    source: &Source<'_>,
    db: &Database,
    scope: &Scope,
    plan: &Plan,
    calendar: &Calendar,
    group: &PlanningGroup,
) -> Result<Known, Failure> {
    let seen = source(group, &plan.history)?;
    let decided = db.read(|conn| finding_decisions(conn, scope, &group.id))?;
    let mut hash = GroupHash::new(group, &seen);
    hash.text(&documents::write(&decided)?);
    let unfit = |error: String| fault(group, "unfit-history", &error);
    let cleaned = local_history(&plan.history, &seen)
        .map_err(|error| unfit(error.to_string()))
        .and_then(|found| {
            let imported = found.volume.clone();
            let cleaned = clean(&plan.history, found, calendar, &decided)
                .map_err(|error| unfit(error.to_string()))?;
            let queues = several_queues(plan, group, &seen, &imported, &cleaned)
                .map_err(|error| unfit(error.to_string()))?;
            Ok((cleaned, queues))
        });
    let (cleaned, queues) = match cleaned {
        Ok((cleaned, queues)) => (Ok(cleaned), queues),
        Err(fault) => (Err(fault), Vec::new()),
    };
    Ok(Known {
        hash,
        cleaned,
        queues,
    })
}

/// The histories of the planning group's queues; none where fewer than two were observed.
fn several_queues(
    plan: &Plan,
    group: &PlanningGroup,
    seen: &[Observation],
    imported: &DaySlots,
    cleaned: &CleanedHistory,
) -> Result<Vec<QueueHistory>, GridError> {
    let ids = queue_ids(group);
    if !plan.forecast_queues || ids.len() < 2 {
        return Ok(Vec::new());
    }
    let repaired = &cleaned.history.volume;
    let found = queue_histories(&plan.history, &ids, seen, imported, repaired)?;
    Ok(if found.len() < 2 { Vec::new() } else { found })
}

/// A piece of work for one core.
enum Task<'a, 't> {
    Group(&'a PlanningGroup, &'a CleanedHistory),
    Unit(&'t DaySlots),
    Queue(&'a PlanningGroup, &'t QueueHistory),
}

/// What became of it.
enum Done<'a> {
    Group(GroupMade<'a>),
    Unit(Result<Box<QueueForecast>, ForecastError>),
    Queue(&'a str, String, Result<Box<QueueForecast>, String>),
}

/// Forecasts every planning group: from its own history, side by side, and with them all of them together; from the
/// shapes of the others where its own is too short. Then those with a history of their own are brought to agree with
/// what is expected of all of them together.
fn forecasts<'a>(
    plan: &Plan,
    calendar: &Calendar,
    histories: &'a [(&'a PlanningGroup, CleanedHistory)],
    queues: &BTreeMap<&str, Vec<QueueHistory>>,
    on_progress: impl Fn(f64, &str) -> Result<(), Failure>,
) -> Result<Vec<GroupMade<'a>>, Failure> {
    let borrowing = Borrowing::of(plan, histories);
    let own = || {
        histories
            .iter()
            .filter(|(group, _)| !borrowing.borrows(&group.id))
    };
    let volumes: Vec<&DaySlots> = own().map(|(_, cleaned)| &cleaned.history.volume).collect();
    let total = unit_total(&volumes).filter(|_| plan.reconcile);
    let tasks: Vec<Task<'a, '_>> = own()
        .map(|(group, cleaned)| Task::Group(group, cleaned))
        .chain(total.iter().map(Task::Unit))
        .chain(own().flat_map(|(group, _)| {
            let of_group = queues.get(group.id.as_str()).into_iter().flatten();
            of_group.map(|queue| Task::Queue(group, queue))
        }))
        .collect();
    let work = |task: &Task<'a, '_>| {
        Ok(match task {
            Task::Group(group, cleaned) => {
                let made = forecast_group(plan, calendar, group, cleaned);
                Done::Group((group, made.map(Box::new)))
            }
            Task::Unit(total) => {
                Done::Unit(forecast_of_volume(plan, calendar, total).map(Box::new))
            }
            Task::Queue(group, queue) => {
                let told = forecast_of_volume(plan, calendar, &queue.volume);
                let told = told.map(Box::new).map_err(|error| error.to_string());
                Done::Queue(&group.id, queue.queue_id.clone(), told)
            }
        })
    };
    let done = on_all_cores(&tasks, work, |done, task| {
        let name = match task {
            Task::Group(group, _) | Task::Queue(group, _) => &group.name,
            Task::Unit(_) => &plan.unit_name,
        };
        on_progress(100.0 * done as f64 / tasks.len() as f64, name)
    })?;
    let mut made = Vec::new();
    let mut unit = None;
    let mut by_group: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for done in done {
        match done {
            Done::Group(group) => made.push(group),
            Done::Unit(forecast) => unit = Some(forecast),
            Done::Queue(group, queue, told) => {
                by_group.entry(group).or_default().push((queue, told))
            }
        }
    }
    for (group, made) in &mut made {
        if let (Ok(made), Some(queues)) = (made, by_group.remove(group.id.as_str())) {
            agree(made, queues);
        }
    }
    let borrowed = borrowing.forecasts(plan, histories, &made);
    if let Some(unit) = unit {
        let mut groups: Vec<&mut Made> = made
            .iter_mut()
            .filter_map(|(_, made)| made.as_deref_mut().ok())
            .collect();
        reconcile(unit.map(|unit| *unit), &mut groups);
    }
    made.extend(borrowed);
    made.sort_by(|(one, _), (other, _)| one.id.cmp(&other.id));
    for (group, made) in &mut made {
        if let Ok(made) = made {
            borrowing.say_what_was_not_used(plan, group, made);
        }
    }
    Ok(made)
}

impl Made {
    fn to_row(
        &self,
        scope: &Scope,
        forecast_id: &str,
        group: &PlanningGroup,
        grid: &WeekGrid,
    ) -> Result<SeriesRow, Failure> {
        let numbers = |rows: &[Vec<f64>]| intervals(grid, &group.id, rows);
        let volume = &self.forecast.volume;
        Ok(SeriesRow {
            tenant_id: scope.tenant().to_owned(),
            forecast_id: forecast_id.to_owned(),
            planning_group_id: group.id.clone(),
            offered: numbers(&volume.mean)?,
            offered_p10: numbers(&volume.p10)?,
            offered_p50: numbers(&volume.p50)?,
            offered_p90: numbers(&volume.p90)?,
            aht_seconds: numbers(&self.forecast.aht_seconds)?,
            generation: documents::write(&self.generation)?,
            path_spread: Some(documents::write(&self.forecast.paths)?),
        })
    }

    fn to_queue_rows(
        &self,
        scope: &Scope,
        forecast_id: &str,
        group: &PlanningGroup,
        grid: &WeekGrid,
    ) -> Result<Vec<QueueRow>, Failure> {
        let volumes = divided(&self.forecast.volume, &self.queues);
        let rows = self.queues.iter().zip(&volumes).map(|(queue, volume)| {
            Ok(QueueRow {
                tenant_id: scope.tenant().to_owned(),
                forecast_id: forecast_id.to_owned(),
                planning_group_id: group.id.clone(),
                queue_id: queue.queue_id.clone(),
                offered: intervals(grid, &group.id, &volume.mean)?,
                offered_p10: intervals(grid, &group.id, &volume.p10)?,
                offered_p50: intervals(grid, &group.id, &volume.p50)?,
                offered_p90: intervals(grid, &group.id, &volume.p90)?,
            })
        });
        rows.collect()
    }
}

/// Rows of local days as a JSON array of intervals.
fn intervals(grid: &WeekGrid, group_id: &str, rows: &[Vec<f64>]) -> Result<String, Failure> {
    let intervals = onto_intervals(grid, rows)
        .ok_or_else(|| Failure::Internal(format!("the forecast of {group_id} misses intervals")))?;
    documents::write(&intervals)
}

fn forecast_row(
    scope: &Scope,
    id: &str,
    request: &GenerateForecast,
    plan: &Plan,
    input_hash: String,
) -> Result<ForecastRow, Failure> {
    let internal =
        |what: &str| Failure::Internal(format!("the forecast's {what} cannot be stored"));
    let end = plan.grid.days().last().and_then(|day| day.date.succ_opt());
    Ok(ForecastRow {
        tenant_id: scope.tenant().to_owned(),
        id: id.to_owned(),
        business_unit_id: request.business_unit_id.clone(),
        week_date: request.week_date.to_string(),
        end_date: end.ok_or_else(|| internal("last day"))?.to_string(),
        week_count: i32::try_from(request.week_count).map_err(|_| internal("length"))?,
        description: request.description.clone(),
        time_zone: plan.grid.zone().name().to_owned(),
        interval_minutes: i32::try_from(plan.grid.interval_minutes())
            .map_err(|_| internal("interval length"))?,
        reference_start_at: plan.grid.start(),
        seed: i64::try_from(plan.seed).map_err(|_| internal("seed"))?,
        input_hash,
        created_by: scope.actor.subject.clone(),
        created_at: scope.now,
        version: 1,
    })
}
