//! Labour law as dated data: what it asks for, since when, and by which article.
//!
//! A [`LegalPack`] is a list of [`Provision`]s. It does two things that share nothing but the figures: [`tighten`] makes a
//! work plan as strict as the law where the plan is laxer, and says what it changed and why; [`judge`] reads a finished
//! line and names the articles it breaks.
//!
//! Working time is paid time: unpaid meals are rest, paid breaks are work. The packs are a planner's aid, no legal advice:
//! they hold the rules that bear on who works when, not those on pay, and collective agreements may ask for more.

mod breaks;
mod hours;
mod judge;
mod pack;
mod packs;
mod rest;
mod tighten;
mod tighten_templates;

pub use hours::overtime_of_week;
pub use judge::{AgentRecord, Circumstances, LegalBreach, LegalError, Overtime, judge};
pub use pack::{CalendarDate, LegalPack, Provision, Requirement, ShortWork};
pub use packs::{CALIFORNIA, CHINA, EUROPEAN_UNION, PACKS, pack_named};
pub use tighten::{PlanChange, Tightened, Unmet, tighten};
