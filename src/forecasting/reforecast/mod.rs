//! The rest of a running day, told again from what has come of it. Nothing of it is stored.

mod answer;
mod tell;
mod today;

pub use answer::{
    GroupReforecast, HandleTimeOfDay, NotReforecast, Reforecast, ReforecastInterval, RestOfDay,
};
pub use tell::reforecast_day;
