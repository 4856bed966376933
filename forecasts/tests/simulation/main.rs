//! The simulator against exact values: every figure of every row must lie where a right simulator's would.
//!
//! A figure is inside when the exact value lies in the simulation's 99 % confidence interval. About one in a hundred
//! does not, by chance; what is asserted is what holds for a right simulator with all but certainty: no more outside
//! than the binomial distribution allows, and none far outside. Seeds are fixed. Figures of one row are not independent,
//! so the binomial bound is held by one figure of each row at a time.

mod blending;
mod chat;
mod day;
mod judge;
mod n_design;
#[path = "../vectors/row.rs"]
#[expect(
    dead_code,
    reason = "the reference tests compare exactly, these by confidence"
)]
mod row;
mod steady;
