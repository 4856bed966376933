//! Pacing: how many lines a campaign's dialer starts now. The service keeps nothing of the floor; it knows what came of the
//! attempts so far. The mathematics is [`crewcast_forecasts::pacing`].

pub(in crate::outbound) mod answer;
mod limits;
pub(in crate::outbound) mod pace;
pub(in crate::outbound) mod request;
pub(in crate::outbound) mod tallies;
