//! From a checked query to rows, a piece of time at a time, so that memory and a page's work stay bounded.

use std::collections::BTreeSet;

use super::component::{Component, Source};
use super::cube::{Cube, RowKey, Sums};
use super::facts::{add_agents, add_campaigns, add_contacts, add_staffing};
use super::ground::Ground;
use super::kpi::{Denominator, Kpi};
use super::request::{Checked, PerformanceQuery};
use super::time_buckets::{Bucket, LocalTime, TimeGranularity};
use crate::cost_rates::require_costs_visible;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::tenancy::Scope;

/// Rows of fine granularity are made a week at a time, coarser ones a month at a time.
const FINE_PIECE_DAYS: i64 = 7;
const COARSE_PIECE_DAYS: i64 = 31;

/// A query with everything it asks of.
pub(super) struct Evaluation {
    pub checked: Checked,
    pub ground: Ground,
    units: Vec<Vec<Bucket>>,
    campaigns: Vec<Bucket>,
}

/// A KPI of a row, with what it was made from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Figure {
    pub value: Option<f64>,
    pub numerator: Option<f64>,
    pub denominator: Option<f64>,
}

/// One row: what it is of, and a figure for every KPI asked for, in their order.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct CubeRow {
    pub key: RowKey,
    pub figures: Vec<Figure>,
}

impl Evaluation {
    /// Checks a query, reads what it asks of, and cuts its time by its granularity.
    ///
    /// # Errors
    /// [`Failure::Invalid`] per fault.
    pub(super) fn new(
        conn: &mut Conn<'_>,
        scope: &Scope,
        query: &PerformanceQuery,
    ) -> Result<Self, Failure> {
        let (checked, ground) = read(conn, scope, query)?;
        let cut = |local: LocalTime, from: Instant, to: Instant| {
            let buckets = local.buckets(checked.granularity, from, to);
            buckets.ok_or_else(|| {
                Failure::invalid("/interval", "out-of-range", "use dates of this century")
            })
        };
        let units = ground
            .units
            .iter()
            .map(|unit| cut(unit.local, unit.from, unit.to))
            .collect::<Result<_, _>>()?;
        let campaigns = match &ground.campaigns {
            Some(campaigns) => cut(campaigns.local, campaigns.from, campaigns.to)?,
            None => Vec::new(),
        };
        let evaluation = Self {
            checked,
            ground,
            units,
            campaigns,
        };
        evaluation.require_one_cut()?;
        Ok(evaluation)
    }

    /// The same with rows of these stretches of the query's time, whatever its granularity; they are in order and do not
    /// overlap.
    ///
    /// # Errors
    /// [`Failure::Invalid`] per fault.
    pub(super) fn of_stretches(
        conn: &mut Conn<'_>,
        scope: &Scope,
        query: &PerformanceQuery,
        stretches: &[Bucket],
    ) -> Result<Self, Failure> {
        let (checked, ground) = read(conn, scope, query)?;
        Ok(Self {
            units: vec![stretches.to_vec(); ground.units.len()],
            campaigns: stretches.to_vec(),
            checked,
            ground,
        })
    }

    /// Rows of several business units can only be added up where time is cut alike in all of them.
    fn require_one_cut(&self) -> Result<(), Failure> {
        let campaigns = self.ground.campaigns.iter().map(|_| &self.campaigns);
        let mut cuts = self.units.iter().chain(campaigns);
        let first = cuts.next();
        if self.checked.rows_are_within_a_unit() || cuts.all(|cut| Some(cut) == first) {
            return Ok(());
        }
        let detail = "the business units asked of begin their weeks on different days or have intervals of different lengths \
                      (campaigns: Monday, 15 minutes), so that their rows overlap; ask for another granularity, filter by \
                      businessUnitId, or group by it";
        Err(Failure::invalid(
            "/granularity",
            "mixed-time-buckets",
            detail,
        ))
    }

    /// Pieces of time in order, `[from, to)` of the rows' starts, that hold every row between them.
    pub(super) fn pieces(&self) -> Vec<(Instant, Instant)> {
        let days = match self.checked.granularity {
            TimeGranularity::Interval | TimeGranularity::Hour => FINE_PIECE_DAYS,
            _ => COARSE_PIECE_DAYS,
        };
        let starts: BTreeSet<Instant> = self
            .units
            .iter()
            .flatten()
            .chain(&self.campaigns)
            .map(|bucket| bucket.start)
            .collect();
        let mut pieces: Vec<(Instant, Instant)> = Vec::new();
        for start in starts {
            let after = Instant::from_epoch_millis(start.epoch_millis() + 1);
            match pieces.last_mut() {
                Some(piece) if start < piece.0.plus_minutes(days * 1_440) => piece.1 = after,
                _ => pieces.push((start, after)),
            }
        }
        pieces
    }

    /// The rows that start in a piece of time, in order.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `no-cost-rate`, `cannot-be-staffed`, `no-staffing-goal`.
    pub(super) fn rows(
        &self,
        conn: &mut Conn<'_>,
        scope: &Scope,
        piece: (Instant, Instant),
    ) -> Result<Vec<CubeRow>, Failure> {
        let checked = &self.checked;
        let components = checked.kpis.iter().flat_map(|kpi| kpi.components());
        let mut cube = Cube::new(components);
        let sources = checked.sources();
        for (unit, buckets) in self.ground.units.iter().zip(&self.units) {
            let buckets = within(buckets, piece);
            if sources.contains(&Source::Contacts) {
                add_contacts(conn, scope, checked, unit, buckets, &mut cube)?;
            }
            if sources.contains(&Source::Staffing) {
                add_staffing(conn, scope, checked, unit, buckets, &mut cube)?;
            }
            if sources.contains(&Source::Agents) {
                let of = (buckets, &self.ground.profile);
                add_agents(conn, scope, checked, unit, of, &mut cube)?;
            }
        }
        if let Some(campaigns) = &self.ground.campaigns {
            let buckets = within(&self.campaigns, piece);
            add_campaigns(conn, scope, checked, campaigns, buckets, &mut cube)?;
        }
        Ok(cube
            .rows()
            .map(|(key, sums)| CubeRow {
                key: key.clone(),
                figures: checked
                    .kpis
                    .iter()
                    .map(|kpi| figure(kpi, &cube, key.bucket, sums))
                    .collect(),
            })
            .collect())
    }
}

fn read(
    conn: &mut Conn<'_>,
    scope: &Scope,
    query: &PerformanceQuery,
) -> Result<(Checked, Ground), Failure> {
    let checked = query.check()?;
    if checked.wants_money() {
        require_costs_visible(scope)?;
    }
    let ground = Ground::read(conn, scope, &checked, query.definition.as_deref())?;
    Ok((checked, ground))
}

fn figure(kpi: &Kpi, cube: &Cube, bucket: Bucket, sums: &Sums) -> Figure {
    let sum = |component: Component| cube.sum(sums, component);
    let numerator = sum(kpi.numerator);
    let denominator = match kpi.denominator {
        Denominator::Nothing => None,
        Denominator::Of(component) => sum(component),
        Denominator::ElapsedSeconds => Some(bucket.seconds()),
    };
    Figure {
        value: kpi.value(numerator, denominator),
        numerator,
        denominator,
    }
}

fn within(buckets: &[Bucket], (from, to): (Instant, Instant)) -> &[Bucket] {
    let first = buckets.partition_point(|bucket| bucket.start < from);
    let end = buckets.partition_point(|bucket| bucket.start < to);
    buckets.get(first..end).unwrap_or_default()
}
