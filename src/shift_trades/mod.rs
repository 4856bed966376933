//! Shift trades: agents exchange published shifts or give them away.
//!
//! A shift is offered to one agent or on the board of its management unit ([`offer_shift_trade`]) and matched
//! ([`match_shift_trade`]); both agents' rules, labour law, time off, skills and coverage are judged then, and once more
//! when it is approved. The settings of the management unit say whether a supervisor is needed. Approved, the shifts change
//! hands in the published schedule, both or neither, and its version rises.

mod apply;
mod check;
mod find;
mod matching;
mod offer;
mod review;
pub mod routes;
mod settings;
mod store;
mod trade;
mod whose;

pub use find::{ShiftTradeQuery, find_shift_trade, list_shift_trades};
pub use matching::{ShiftTradeMatch, match_shift_trade};
pub use offer::{NewShiftTrade, offer_shift_trade};
pub use review::{ShiftTradePatch, change_shift_trade};
pub use settings::{
    KnownShiftTradeSettings, ShiftTradeSettings, find_shift_trade_settings,
    replace_shift_trade_settings,
};
pub use trade::{ShiftTrade, ShiftTradeState};
