//! What judges a staffing.

use super::error::EvaluationFailed;

/// How much care an evaluation takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effort {
    /// One of many: the same random numbers for every staffing, so that differences between neighbours are real.
    Search,
    /// A longer one on a seed of its own for each attempt, which no choice was made by.
    Check {
        /// From 0.
        attempt: u32,
    },
}

/// What a staffing attains of one goal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attained {
    /// The share, 0 to 1.
    pub share: f64,
    /// Half the width of its confidence interval; 0 where it is exact.
    pub half_width: f64,
}

impl Attained {
    /// A share known exactly.
    #[must_use]
    pub const fn exactly(share: f64) -> Self {
        Self {
            share,
            half_width: 0.0,
        }
    }
}

/// A judge of staffings: a simulator, or an exact chain. The same agents and effort must give the same answer.
pub trait Evaluate {
    /// What each goal of the problem attains, in their order, with so many agents in each group.
    ///
    /// # Errors
    /// [`EvaluationFailed`] with the judge's words; the search ends with it.
    fn attained(
        &mut self,
        agents: &[u32],
        effort: Effort,
    ) -> Result<Vec<Attained>, EvaluationFailed>;
}

impl<F> Evaluate for F
where
    F: FnMut(&[u32], Effort) -> Result<Vec<Attained>, EvaluationFailed>,
{
    fn attained(
        &mut self,
        agents: &[u32],
        effort: Effort,
    ) -> Result<Vec<Attained>, EvaluationFailed> {
        self(agents, effort)
    }
}
