//! x
use crewcast_forecasts::requirement::Derivation;
pub type IntervalDerivation = Derivation;
