//! The figures of a scorecard's lines in two stretches of time, one reading for all lines of a filter.

use super::evaluate::Evaluation;
use super::kpi::{Kpi, Unit};
use super::query::{MetricFigure, each_row};
use super::scorecard::NewScorecard;
use super::scorecard_lines::LinesOfFilter;
use super::time_buckets::Bucket;
use crate::db::Conn;
use crate::failure::Failure;
use crate::tenancy::Scope;

/// What became of one line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LineFigures {
    pub result: MetricFigure,
    pub previous: MetricFigure,
    /// Of money.
    pub currency: Option<String>,
}

/// Every line's figures in a period and in the one before, which it follows at once: between the same instants, whatever
/// zones the lines' business units are in.
///
/// # Errors
/// Those of [`super::query_performance`].
pub(super) fn figures_of_lines(
    conn: &mut Conn<'_>,
    scope: &Scope,
    scorecard: &NewScorecard,
    previous: Bucket,
    period: Bucket,
) -> Result<Vec<LineFigures>, Failure> {
    let unknown = LineFigures {
        result: MetricFigure::UNKNOWN,
        previous: MetricFigure::UNKNOWN,
        currency: None,
    };
    let mut found = vec![unknown; scorecard.entries.len()];
    let interval = format!("{}/{}", previous.start, period.end);
    for together in LinesOfFilter::of(scorecard, 0..scorecard.entries.len()) {
        let query = together.query(scorecard, interval.clone());
        let evaluation = Evaluation::of_stretches(conn, scope, &query, &[previous, period])?;
        for line in &together.lines {
            let (Some(entry), Some(one)) = (scorecard.entries.get(*line), found.get_mut(*line))
            else {
                continue;
            };
            if Kpi::named(&entry.metric).is_some_and(|kpi| kpi.unit == Unit::Money) {
                one.currency.clone_from(&evaluation.ground.currency);
            }
        }
        each_row(conn, scope, &evaluation, |row| {
            for line in &together.lines {
                let (Some(entry), Some(one)) = (scorecard.entries.get(*line), found.get_mut(*line))
                else {
                    continue;
                };
                let mut figures = evaluation.checked.kpis.iter().zip(&row.figures);
                let figure = figures.find(|(kpi, _)| kpi.name == entry.metric);
                let Some((_, figure)) = figure else { continue };
                if row.key.bucket == period {
                    one.result = (*figure).into();
                } else {
                    one.previous = (*figure).into();
                }
            }
            Ok(())
        })?;
    }
    Ok(found)
}
