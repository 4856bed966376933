//! Inbound work first: the heads it keeps with a chosen probability, and what is left of a group.

/// What inbound work needs of a skill group in an interval, in heads at work.
#[derive(Clone, Debug, PartialEq)]
pub enum Requirement {
    /// So many heads for certain.
    Certain(f64),
    /// Probability that exactly 0, 1, 2, … heads are needed; the sum is 1.
    Distribution(Vec<f64>),
    /// Pairs (probability, heads that suffice with it), rising in the first and not falling in the second. Between two
    /// of them heads go up in a straight line; below the first they are those of the first.
    Quantiles(Vec<(f64, f64)>),
}

/// Sums of probabilities that differ by less than this from a level reach it.
const ROUNDING: f64 = 1e-12;

impl Requirement {
    /// Heads that suffice with the given probability; none where only quantiles of smaller probabilities are known.
    ///
    /// ```
    /// use crewcast_solver::allocation::Requirement;
    /// let needed = Requirement::Distribution(vec![0.5, 0.3, 0.2]);
    /// assert_eq!(needed.heads_with(0.8), Some(1.0));
    /// assert_eq!(needed.heads_with(0.81), Some(2.0));
    /// let needed = Requirement::Quantiles(vec![(0.5, 4.0), (0.9, 8.0)]);
    /// assert_eq!(needed.heads_with(0.7), Some(6.0));
    /// assert_eq!(needed.heads_with(0.95), None);
    /// ```
    pub fn heads_with(&self, probability: f64) -> Option<f64> {
        match self {
            Self::Certain(heads) => Some(*heads),
            Self::Distribution(shares) => {
                let mut reached = 0.0;
                let enough = shares.iter().position(|share| {
                    reached += share;
                    reached + ROUNDING >= probability
                });
                // Shares may sum to a little less than 1; the last one that can happen then suffices.
                let last = || shares.iter().rposition(|share| *share > 0.0);
                enough.or_else(last).map(|heads| heads as f64)
            }
            Self::Quantiles(known) => {
                let above = known.iter().position(|(level, _)| *level >= probability)?;
                let (level, heads) = known[above];
                if above == 0 {
                    return Some(heads);
                }
                let (lower_level, lower_heads) = known[above - 1];
                let along = (probability - lower_level) / (level - lower_level);
                Some(lower_heads + along * (heads - lower_heads))
            }
        }
    }
}

/// What a group has left for campaigns.
#[derive(Clone, Debug, PartialEq)]
pub enum Supply {
    /// Agent-minutes left over, per interval: inbound work has had its share already.
    Surplus {
        /// At least 0.
        minutes: Vec<f64>,
    },
    /// Heads at work, and what inbound work needs of them; what is left is
    /// `max(0, heads − protected heads) × interval minutes`.
    AtWork {
        /// Per interval, after shrinkage.
        heads: Vec<f64>,
        /// Per interval.
        inbound: Vec<Requirement>,
    },
}

impl Supply {
    /// Heads kept for inbound work; 0 where the surplus is given as such.
    pub(super) fn protected_heads(&self, probability: f64, interval: usize) -> f64 {
        match self {
            Self::Surplus { .. } => 0.0,
            // A checked problem knows a quantile for its probability.
            Self::AtWork { inbound, .. } => inbound[interval]
                .heads_with(probability)
                .unwrap_or(f64::INFINITY),
        }
    }

    /// Heads missing to those protected.
    pub(super) fn heads_short(&self, probability: f64, interval: usize) -> f64 {
        match self {
            Self::Surplus { .. } => 0.0,
            Self::AtWork { heads, .. } => {
                (self.protected_heads(probability, interval) - heads[interval]).max(0.0)
            }
        }
    }

    /// Agent-minutes for campaigns; without protection all that are at work.
    pub(super) fn minutes(
        &self,
        protection: Option<f64>,
        interval: usize,
        interval_minutes: f64,
    ) -> f64 {
        match self {
            Self::Surplus { minutes } => minutes[interval],
            Self::AtWork { heads, .. } => {
                let kept = protection.map_or(0.0, |p| self.protected_heads(p, interval));
                (heads[interval] - kept).max(0.0) * interval_minutes
            }
        }
    }
}
