//! Tables of `outbound`.
