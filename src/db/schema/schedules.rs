//! Tables of `schedules`.
