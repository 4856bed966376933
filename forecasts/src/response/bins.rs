//! Numbers as bins of about equally many rows, with edges that are values somebody has.

/// Where the bins after the first begin, ascending: bin `b` holds what is at least `edges[b − 1]` and below `edges[b]`.
/// No bin has fewer than `least_rows` values, unless all have; a value that would fill a bin by itself keeps one.
pub(crate) fn quantile_edges(values: &[f64], bins: usize, least_rows: usize) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let target = (sorted.len() as f64 / bins.max(1) as f64).max(least_rows as f64);
    let mut edges = Vec::new();
    let mut fill = 0;
    let mut rows_left = sorted.len();
    for same in sorted.chunk_by(|a, b| a == b) {
        let heavy_follows = same.len() as f64 >= target && fill >= least_rows;
        let is_full = fill as f64 >= target || heavy_follows;
        if fill > 0 && is_full && rows_left >= least_rows {
            edges.push(same[0]);
            fill = 0;
        }
        fill += same.len();
        rows_left -= same.len();
    }
    edges
}

/// The bin a number falls into.
pub(crate) fn bin_of(edges: &[f64], value: f64) -> usize {
    edges.partition_point(|&edge| edge <= value)
}

/// What a bin holds, in words.
pub(super) fn label(edges: &[f64], bin: usize) -> String {
    match (bin.checked_sub(1).map(|below| edges[below]), edges.get(bin)) {
        (None, None) => "any number".to_owned(),
        (None, Some(upper)) => format!("below {upper}"),
        (Some(lower), None) => format!("{lower} or more"),
        (Some(lower), Some(upper)) => format!("{lower} to below {upper}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_hold_about_equally_many_rows() {
        let values: Vec<f64> = (0..1_000).map(f64::from).collect();
        assert_eq!(quantile_edges(&values, 4, 1), [250.0, 500.0, 750.0]);
        assert_eq!(bin_of(&[250.0, 500.0, 750.0], 250.0), 1);
        assert_eq!(label(&[250.0, 500.0], 1), "250 to below 500");
    }

    #[test]
    fn a_value_that_most_rows_have_keeps_a_bin_and_small_bins_are_joined() {
        let mut values = vec![999.0; 900];
        values.extend((0..100).map(f64::from));
        assert_eq!(quantile_edges(&values, 10, 50), [999.0]);
        values.extend([1_000.0; 3]);
        assert_eq!(quantile_edges(&values, 10, 50), [999.0]);
        assert!(quantile_edges(&[f64::NAN, 4.0, 4.0], 10, 1).is_empty());
    }
}
