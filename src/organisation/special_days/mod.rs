//! The special days of a business unit: public holidays, make-up workdays, closures, events.
//!
//! They are dated entries, each with its source. A file or a list ([`upload_special_days`]) replaces the kinds of day
//! it has in the years it has them; a shipped calendar ([`take_over_shipped_calendar`]) replaces only what it brought
//! itself, so that a planner's own entries stay. [`calendar_of`] is what the models read.

mod entries;
mod holidays;
mod new;
mod replace;
mod shipped;
mod upload;

pub use entries::{
    KnownSpecialDay, add_special_day, calendar_of, delete_special_day, find_special_days,
};
pub use holidays::public_holidays;
pub use new::{DayKind, NewSpecialDay};
pub use replace::SpecialDayChanges;
pub use shipped::{ShippedCalendar, ShippedYears, shipped_calendars, take_over_shipped_calendar};
pub use upload::{SpecialDayUpload, upload_special_days};
