//! Made-up events of contact-centre products.

use serde_json::Value;

use super::{amazon_connect, genesys_cloud};
use crate::failure::Fault;
use crate::fuzzing::fuzz;

fn tell_apart<T>(outcome: Result<T, Fault>) {
    if let Err(fault) = outcome {
        assert!(fault.pointer.starts_with("/events/0"), "{fault:?}");
        assert!(
            !fault.code.is_empty() && !fault.detail.is_empty(),
            "{fault:?}"
        );
    }
}

#[test]
fn fuzz_vendor_events() {
    let seeds = [
        r#"{"topicName":"v2.users.1.activity","eventBody":{"id":"a","routingStatus":{"status":"IDLE","startTime":"2026-01-05T09:00:00.000Z"},"presence":{"presenceDefinition":{"systemPresence":"ON_QUEUE"},"modifiedDate":"2026-01-05T08:00:00.000Z"}},"metadata":{"CorrelationId":"c"}}"#,
        r#"{"AgentARN":"arn:1","EventId":"e","EventTimestamp":"2026-01-05T09:00:00.000Z","EventType":"STATE_CHANGE","CurrentAgentSnapshot":{"AgentStatus":{"Name":"Available","StartTimestamp":"2026-01-05T09:00:00.000Z","Type":"ROUTABLE"},"Configuration":{"Username":"li"},"Contacts":[]}}"#,
    ];
    fuzz("vendor events", &seeds, |bytes| {
        let Ok(event) = serde_json::from_slice::<Value>(bytes) else {
            return;
        };
        tell_apart(genesys_cloud::told(&event, "/events/0"));
        tell_apart(amazon_connect::told(&event, "/events/0"));
    });
}
