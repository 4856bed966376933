//! Tables of `history`.
