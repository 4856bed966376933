//! `/queues`.

use super::resource::{ListingByBusinessUnit, root_routes};

root_routes!(
    "/queues",
    "/queues/{queueId}",
    "queueId",
    ListingByBusinessUnit,
    "Queue",
    Queue,
    NewQueue
);
