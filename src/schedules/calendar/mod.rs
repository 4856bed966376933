//! Agents' calendars: a secret, revocable link to a feed of their published shifts (iCalendar, RFC 5545).

mod content_line;
mod feed;
mod link;
mod time_zone;

pub use feed::calendar_feed;
pub use link::{CalendarLink, create_calendar_link, delete_calendar_link, find_calendar_link};
