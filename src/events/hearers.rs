//! Who may hear topics.

use crate::tenancy::Role::{self, Admin, Dialer, Planner, Supervisor};

pub(super) const ADMINS: &[Role] = &[Admin];
pub(super) const STAFF: &[Role] = &[Admin, Planner, Supervisor];
pub(super) const DIALING_STAFF: &[Role] = &[Admin, Planner, Supervisor, Dialer];
