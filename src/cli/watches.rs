//! What is looked at every minute without anybody asking.

use std::time::Duration;

use super::runtime::Runtime;
use crate::db::Database;
use crate::intraday::AlertWatch;
use crate::outbound::CampaignWatch;

/// How often alert rules are looked at.
const ALERTS_EVERY: Duration = Duration::from_secs(60);

/// How often campaigns, their schedules, sequences and rules are looked at.
const CAMPAIGNS_EVERY: Duration = Duration::from_secs(60);

/// Watches of alert rules and campaigns, until this is dropped. Several processes may watch one database.
pub(super) struct Watches {
    _alerts: AlertWatch,
    _campaigns: CampaignWatch,
}

impl Watches {
    pub(super) fn start(runtime: &Runtime, db: &Database) -> Self {
        Self {
            _alerts: AlertWatch::start(db.clone(), runtime.clock.clone(), ALERTS_EVERY),
            _campaigns: CampaignWatch::start(db.clone(), runtime.clock.clone(), CAMPAIGNS_EVERY),
        }
    }
}
