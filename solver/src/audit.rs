//! The independent judge.
