//! Answering a query: rows with everything their figures were made from, page by page.

use std::collections::BTreeMap;

use serde::Serialize;

use super::dimension::Dimension;
use super::evaluate::{CubeRow, Evaluation, Figure};
use super::request::PerformanceQuery;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::http::page_size;
use crate::tenancy::Scope;

/// One KPI of a row: value = scale × numerator / denominator, with the scale of its definition.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MetricFigure {
    /// Null where nothing is known or there is nothing to divide by.
    pub value: Option<f64>,
    /// The sum above the line; null where no fact spoke of it.
    pub numerator: Option<f64>,
    /// The sum below the line, or the row's seconds; absent for a sum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denominator: Option<f64>,
}

impl MetricFigure {
    /// Of a row that is not there.
    pub(super) const UNKNOWN: Self = Self {
        value: None,
        numerator: None,
        denominator: None,
    };
}

impl From<Figure> for MetricFigure {
    fn from(figure: Figure) -> Self {
        Self {
            value: figure.value,
            numerator: figure.numerator,
            denominator: figure.denominator,
        }
    }
}

/// One row of an answer.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PerformanceRow {
    /// First instant.
    pub start_date: Instant,
    /// First instant after it.
    pub end_date: Instant,
    /// Its member of every dimension of groupBy; null for facts that have none, such as agents without a team.
    #[schema(value_type = std::collections::HashMap<String, Option<String>>)]
    pub group: BTreeMap<&'static str, Option<String>>,
    /// What people call those members.
    #[schema(value_type = std::collections::HashMap<String, String>)]
    pub names: BTreeMap<&'static str, String>,
    /// By the KPI's name.
    #[schema(value_type = std::collections::HashMap<String, MetricFigure>)]
    pub metrics: BTreeMap<&'static str, MetricFigure>,
}

/// A page of rows, in order of time and then of their members' ids.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PerformanceAnswer {
    /// The rows; stretches and members without any fact have none.
    pub entities: Vec<PerformanceRow>,
    /// Of money, in the letters of ISO 4217; absent where no money is asked for or no rate is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Send it as `pageToken` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_page_token: Option<String>,
}

/// Where a page ends: so many rows of the given start have been told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    start: Instant,
    told: usize,
}

impl Place {
    const BEGINNING: Self = Self {
        start: Instant::from_epoch_millis(i64::MIN),
        told: 0,
    };

    fn parse(token: &str) -> Result<Self, Failure> {
        let parts = token.split_once('.');
        let place = parts.and_then(|(start, told)| {
            Some(Self {
                start: Instant::from_epoch_millis(start.parse().ok()?),
                told: told.parse().ok()?,
            })
        });
        place.ok_or_else(|| {
            let detail = "send nextPageToken of the page before as it was";
            Failure::invalid("/pageToken", "invalid-token", detail)
        })
    }

    fn token(self) -> String {
        format!("{}.{}", self.start.epoch_millis(), self.told)
    }

    /// The place behind one more row.
    fn behind(self, start: Instant) -> Self {
        let told = if start == self.start {
            self.told + 1
        } else {
            1
        };
        Self { start, told }
    }
}

/// Answers a page of a query.
///
/// # Errors
/// [`Failure::Invalid`] per fault; [`Failure::Conflict`] `no-cost-rate`, `cannot-be-staffed`, `no-staffing-goal`.
pub fn query_performance(
    conn: &mut Conn<'_>,
    scope: &Scope,
    query: &PerformanceQuery,
) -> Result<PerformanceAnswer, Failure> {
    let size = page_size(query.page_size, "/pageSize")?;
    let size = usize::try_from(size).unwrap_or(1);
    let begin = match &query.page_token {
        Some(token) => Place::parse(token)?,
        None => Place::BEGINNING,
    };
    let evaluation = Evaluation::new(conn, scope, query)?;
    let mut answer = PerformanceAnswer {
        entities: Vec::new(),
        currency: evaluation.ground.currency.clone(),
        next_page_token: None,
    };
    let mut end = begin;
    for (from, to) in evaluation.pieces() {
        if to <= begin.start {
            continue;
        }
        let mut told_before = begin.told;
        for row in evaluation.rows(conn, scope, (from.max(begin.start), to))? {
            let start = row.key.bucket.start;
            if start == begin.start && told_before > 0 {
                told_before -= 1;
                continue;
            }
            if answer.entities.len() == size {
                answer.next_page_token = Some(end.token());
                return Ok(answer);
            }
            end = end.behind(start);
            answer.entities.push(shown(&evaluation, &row));
        }
    }
    Ok(answer)
}

/// All rows of a query, however many, handed on one by one.
///
/// # Errors
/// As [`query_performance`], and those of `take`.
pub(super) fn each_row(
    conn: &mut Conn<'_>,
    scope: &Scope,
    evaluation: &Evaluation,
    mut take: impl FnMut(&CubeRow) -> Result<(), Failure>,
) -> Result<(), Failure> {
    for piece in evaluation.pieces() {
        for row in evaluation.rows(conn, scope, piece)? {
            take(&row)?;
        }
    }
    Ok(())
}

/// What people call a row's member.
pub(super) fn name_of<'a>(
    evaluation: &'a Evaluation,
    dimension: Dimension,
    member: &str,
) -> Option<&'a str> {
    let known = &evaluation.ground.names;
    known
        .get(&(dimension, member.to_owned()))
        .map(String::as_str)
}

fn shown(evaluation: &Evaluation, row: &CubeRow) -> PerformanceRow {
    let mut group = BTreeMap::new();
    let mut names = BTreeMap::new();
    for (dimension, member) in evaluation.checked.group_by.iter().zip(&row.key.members) {
        group.insert(dimension.name(), member.as_deref().map(str::to_owned));
        let name = member
            .as_deref()
            .and_then(|member| name_of(evaluation, *dimension, member));
        if let Some((column, name)) = dimension.name_column().zip(name) {
            names.insert(column, name.to_owned());
        }
    }
    let kpis = evaluation.checked.kpis.iter();
    PerformanceRow {
        start_date: row.key.bucket.start,
        end_date: row.key.bucket.end,
        group,
        names,
        metrics: kpis
            .zip(&row.figures)
            .map(|(kpi, figure)| (kpi.name, MetricFigure::from(*figure)))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_says_how_many_rows_of_its_start_were_told() {
        let at = |millis: i64| Instant::from_epoch_millis(millis);
        let place = Place::BEGINNING.behind(at(5)).behind(at(5)).behind(at(9));
        assert_eq!(
            place,
            Place {
                start: at(9),
                told: 1
            }
        );
        assert_eq!(Place::parse(&place.token()).unwrap(), place);
        assert_eq!(
            Place::parse(&Place::BEGINNING.behind(at(-3)).token()).unwrap(),
            Place {
                start: at(-3),
                told: 1
            }
        );
        assert!(Place::parse("next").is_err());
    }
}
