//! Gradient-boosted regression trees: histogram based, grown leaf by leaf, deterministic, on one thread.
//!
//! Friedman (2001), "Greedy function approximation: a gradient boosting machine", Annals of Statistics 29(5), with
//! the shrinkage and row sampling of Friedman (2002), the split gain of Chen & Guestrin (2016, XGBoost, eq. 7) and the
//! histograms and best-first growth of Ke et al. (2017, LightGBM).

mod binning;
mod boosting;
mod error;
mod growth;
mod histogram;
mod loss;
mod options;
mod sampling;
mod split;
mod table;
#[cfg(test)]
mod tests;
mod tree;

pub use binning::{BinnedTable, LARGEST_BIN_COUNT};
pub use boosting::BoostedTrees;
pub use error::TreesError;
pub use loss::Loss;
pub use options::BoostedTreesOptions;
pub use table::FeatureTable;
