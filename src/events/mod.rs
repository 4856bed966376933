//! Events out: what happened, told to open streams and to webhooks.
//!
//! A feature calls [`publish`] in the transaction of a change. The event waits in the outbox (a table) until that
//! transaction is kept, is then numbered, and stays for some days: a stream that was cut goes on after the last number it
//! has read, and a webhook that was away is sent what it missed. Features know only [`publish`] and the payloads; this
//! folder knows no feature.

mod backlog;
mod feed;
mod hearers;
mod message;
mod outbox;
mod payloads;
mod publish;
mod read;
pub mod routes;
mod server;
mod store;
mod subscription;
mod topic;
mod topic_list;
mod webhooks;

pub use backlog::{EventBacklog, event_backlog};
pub use message::EventMessage;
pub use outbox::{Keeping, number_waiting_events, trim_deliveries, trim_events};
pub use payloads::{
    AgentSchedulesChanged, AgentStateChanged, CampaignChanged, CampaignProgressed,
    CampaignStatsChanged, ContactsImported, ForecastChanged, ImportChanged, LeaseEnded, Payload,
    ResourceChange, RunChanged, ScheduleChanged, ShiftOfferChanged, ShiftTradeChanged,
    TimeOffRequestChanged, WebhookDisabled,
};
pub use publish::{publish, publish_all};
pub use read::{EventPage, read_events};
pub use server::{EventServer, EventSettings};
pub use webhooks::GuardedClient;
