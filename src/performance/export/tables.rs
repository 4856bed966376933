//! A query's rows as a table.

use std::collections::BTreeSet;

use chrono_tz::Tz;

use super::format::ExportFormat;
use super::table::{Cell, Column, table_file};
use crate::db::Conn;
use crate::failure::Failure;
use crate::performance::evaluate::{CubeRow, Evaluation};
use crate::performance::kpi::{Denominator, Kpi};
use crate::performance::query::{each_row, name_of};
use crate::performance::request::PerformanceQuery;
use crate::tenancy::Scope;

/// Rows of one file; a sheet of XLSX has room for twice as many.
const MOST_ROWS: usize = 500_000;

/// All rows of a query as one file, its paging left aside. Every KPI has its value, its numerator and, unless it is a sum,
/// its denominator; every dimension its ids and names; money its currency.
///
/// # Errors
/// Those of [`crate::performance::query_performance`], and [`Failure::Invalid`] for more than 500,000 rows.
pub fn export_performance(
    conn: &mut Conn<'_>,
    scope: &Scope,
    query: &PerformanceQuery,
    format: ExportFormat,
) -> Result<Vec<u8>, Failure> {
    let evaluation = Evaluation::new(conn, scope, query)?;
    let mut file = table_file(format, &columns(&evaluation), zone(&evaluation))?;
    let mut rows = 0_usize;
    each_row(conn, scope, &evaluation, |row| {
        rows += 1;
        if rows > MOST_ROWS {
            let detail = format!(
                "more than {MOST_ROWS} rows; ask for a shorter interval, a coarser granularity or fewer dimensions"
            );
            return Err(Failure::invalid("/interval", "too-many-rows", detail));
        }
        file.take(&cells(&evaluation, row))
    })?;
    file.finish()
}

/// The zone that all rows are of, else UTC.
fn zone(evaluation: &Evaluation) -> Tz {
    let zones: BTreeSet<&str> = evaluation
        .ground
        .units
        .iter()
        .map(|unit| unit.local.zone.name())
        .collect();
    let only = evaluation.ground.units.first().map(|unit| unit.local.zone);
    evaluation
        .checked
        .time_zone
        .or(only.filter(|_| zones.len() == 1))
        .unwrap_or(Tz::UTC)
}

fn columns(evaluation: &Evaluation) -> Vec<Column> {
    let mut columns = vec![Column::instant("startDate"), Column::instant("endDate")];
    for dimension in &evaluation.checked.group_by {
        columns.push(Column::text(dimension.name()));
        columns.extend(dimension.name_column().map(Column::text));
    }
    for kpi in &evaluation.checked.kpis {
        columns.push(Column::number(kpi.name));
        columns.push(Column::number(format!("{}Numerator", kpi.name)));
        if has_denominator(kpi) {
            columns.push(Column::number(format!("{}Denominator", kpi.name)));
        }
    }
    if evaluation.checked.wants_money() {
        columns.push(Column::text("currency"));
    }
    columns
}

fn cells(evaluation: &Evaluation, row: &CubeRow) -> Vec<Cell> {
    let mut cells = vec![
        Cell::Instant(row.key.bucket.start),
        Cell::Instant(row.key.bucket.end),
    ];
    for (dimension, member) in evaluation.checked.group_by.iter().zip(&row.key.members) {
        let member = member.as_deref();
        cells.push(Cell::text(member));
        if dimension.name_column().is_some() {
            let name = member.and_then(|member| name_of(evaluation, *dimension, member));
            cells.push(Cell::text(name));
        }
    }
    for (kpi, figure) in evaluation.checked.kpis.iter().zip(&row.figures) {
        cells.push(Cell::number(figure.value));
        cells.push(Cell::number(figure.numerator));
        if has_denominator(kpi) {
            cells.push(Cell::number(figure.denominator));
        }
    }
    if evaluation.checked.wants_money() {
        cells.push(Cell::text(evaluation.ground.currency.as_deref()));
    }
    cells
}

fn has_denominator(kpi: &Kpi) -> bool {
    kpi.denominator != Denominator::Nothing
}
