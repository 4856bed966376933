//! A schedule's shifts before the rules that its roster was made under, whoever changed them since.
//!
//! The rules are the solver's own judges ([`crewcast_solver::rules`], what `audit` holds every roster against) and labour
//! law, for work plans, days off and published neighbours as they are now ([`ScheduleRules`]). What a change is to blame
//! for is what it adds to the findings of before ([`introduced`]).

mod findings;
mod heads;
mod introduced;
mod lines;
mod schedule_rules;
mod texts;

pub(super) use findings::WORK_PLAN;
pub use findings::{Judged, RuleFinding};
pub use introduced::introduced;
pub(super) use lines::{as_line_shift, is_absence};
pub use schedule_rules::{LinesOfAgents, ScheduleRules};
