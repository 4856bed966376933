//! What things cost from a day on: an hour that is paid, its overtime, a contact that is lost.
//!
//! Rates are dated and of a business unit, a work plan, an agent, a planning group or a queue ([`CostRate`]); a [`CostBook`]
//! says which of them holds on a day. Every feature that speaks of money reads them here. A request may name prices of its
//! own; [`UsedPrice`] then says which were used.

mod cost_book;
mod cost_rate;
pub mod routes;
mod store;
mod used_price;

pub use cost_book::{CostBook, CostOfAgent, CostOfContacts};
pub use cost_rate::{
    CostRate, CostSubject, NewCostRate, cost_rates_of, create_cost_rate, delete_cost_rate,
    find_cost_rate, list_cost_rates, replace_cost_rate, require_costs_visible,
};
pub use used_price::{PriceSource, UsedPrice, UsedPrices};
