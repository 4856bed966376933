//! Tables of `forecasting`.
