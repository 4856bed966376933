//! Who carried what: weekends, nights, unpopular starts, public holidays and wishes, agent by agent and month by month.
//!
//! A [`Ledger`] is kept between rosters. Before a roster, [`price_burdens`] turns it into wishes whose prices are the
//! higher the more an agent has carried already, so that the search hands burdens to those who carried least. After it,
//! [`Ledger::record`] adds what the lines brought. [`Ledger::spread`] says how even things are.
//!
//! An agent's **surplus** is what they carried less what their presence would have brought at the common rate. Surpluses
//! add up to nothing; someone new has none, and so is neither spared nor asked to catch up.

mod burden;
mod ledger;
mod prices;
mod spread;
mod standing;

pub use burden::{Burden, BurdenRules, burdens_of};
pub use ledger::{Carried, Ledger, LedgerError};
pub use prices::{BurdenPrices, Priced, price_burdens};
pub use spread::{Spread, spread_of};
pub use standing::{Standing, StandingError, weigh_wishes};
