//! The generated demo centre: nothing of it is real, and all of it goes the way a customer's data would.

mod callees;
mod campaigns;
mod centre;
mod history;
mod make;
mod people;
mod states;
mod users;
mod volumes;

pub use campaigns::{DemoCampaign, Dialed};
pub use make::{DEMO_WEEKS, DemoCentre, create_demo, create_demo_campaigns, dial_demo, live_demo};
pub use users::SignIn;
