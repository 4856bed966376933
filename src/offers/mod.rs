//! Voluntary overtime and voluntary time off: a supervisor offers so many places in a stretch of time ([`offer_shifts`]),
//! agents take them first come first served within the rules ([`accept_offer`]), and what they take stands in the published
//! schedule at once. Acceptances of one business unit wait for each other: an offer is never over-filled.

mod accept;
mod find;
mod new_offer;
mod offer;
mod overtime;
pub mod routes;
mod store;

pub use accept::{AcceptOffer, accept_offer};
pub use find::{ShiftOfferQuery, find_shift_offer, list_shift_offers};
pub use new_offer::{NewShiftOffer, ShiftOfferPatch, change_shift_offer, offer_shifts};
pub use offer::{OfferAcceptance, OfferKind, OfferState, ShiftOffer};
pub use overtime::{lengthened, overtime_keeps};
