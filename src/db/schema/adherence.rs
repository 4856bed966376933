//! Tables of `adherence`.
