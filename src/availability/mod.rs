//! When agents cannot work, beside leave: classes, a second job, care. Asked by the agent, approved or not by a supervisor;
//! rosters and trades keep what is approved ([`unavailable_stretches`]). Shifts that are published already stay; who decides
//! sees them.

pub mod routes;
mod store;
mod stretches;
mod unavailable_time;

pub use stretches::{UnavailableStretch, unavailable_stretches};
pub use unavailable_time::{
    NewUnavailableTime, UnavailableStatus, UnavailableTime, UnavailableTimePatch,
    UnavailableTimeQuery, change_unavailable_time, create_unavailable_time, find_unavailable_time,
    list_unavailable_times,
};
