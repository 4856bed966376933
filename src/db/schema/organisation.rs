//! Tables of `organisation`.
