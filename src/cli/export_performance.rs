//! `crewcast export performance`: a query of the cube as a file.

use std::collections::BTreeMap;

use clap::Args;

use crate::db::Conn;
use crate::failure::Failure;
use crate::performance::{
    Dimension, ExportFormat, PerformanceQuery, TimeGranularity, export_performance,
};
use crate::tenancy::Scope;

/// What `export performance` takes.
#[derive(Debug, Args)]
pub(super) struct PerformanceArguments {
    /// Two dates or two instants with a slash between, such as 2026-11-01/2026-12-01.
    #[arg(long, value_name = "FROM/TO")]
    interval: String,
    /// Names of KPI definitions, with commas between.
    #[arg(long, value_delimiter = ',', required = true, value_name = "KPI")]
    metrics: Vec<String>,
    /// Dimensions, with commas between, such as businessUnitId,queueId.
    #[arg(long, value_delimiter = ',', value_name = "DIMENSION", value_parser = dimension)]
    group_by: Vec<Dimension>,
    /// What each row is of.
    #[arg(long, value_enum, default_value = "total")]
    granularity: TimeGranularity,
    /// Only this id of a dimension, such as queueId=…; may be given again.
    #[arg(long, value_name = "DIMENSION=ID", value_parser = condition)]
    filter: Vec<(Dimension, String)>,
    /// An IANA zone; each business unit's own when left out.
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<chrono_tz::Tz>,
    /// The definition or profile of adherence.
    #[arg(long, value_name = "NAME")]
    definition: Option<String>,
    /// The kind of file; XLSX and Parquet need --out.
    #[arg(long, value_enum, default_value = "csv")]
    pub format: ExportFormat,
}

fn dimension(text: &str) -> Result<Dimension, String> {
    Dimension::named(text).ok_or_else(|| {
        let names: Vec<&str> = Dimension::ALL.iter().map(|one| one.name()).collect();
        format!("no dimension {text:?}; use one of {}", names.join(", "))
    })
}

fn condition(text: &str) -> Result<(Dimension, String), String> {
    let (name, id) = text
        .split_once('=')
        .ok_or_else(|| format!("{text:?} is no condition; write it as queueId=…"))?;
    Ok((dimension(name)?, id.to_owned()))
}

/// The file's bytes.
pub(super) fn performance(
    conn: &mut Conn<'_>,
    scope: &Scope,
    arguments: &PerformanceArguments,
) -> Result<Vec<u8>, Failure> {
    let mut filter: BTreeMap<Dimension, Vec<String>> = BTreeMap::new();
    for (dimension, id) in &arguments.filter {
        filter.entry(*dimension).or_default().push(id.clone());
    }
    let query = PerformanceQuery {
        interval: arguments.interval.clone(),
        granularity: arguments.granularity,
        group_by: arguments.group_by.clone(),
        metrics: arguments.metrics.clone(),
        filter,
        time_zone: arguments.time_zone,
        definition: arguments.definition.clone(),
        page_size: None,
        page_token: None,
    };
    export_performance(conn, scope, &query, arguments.format)
}
