CREATE TABLE agent_state_events (
    tenant_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    occurred_at BIGINT NOT NULL,
    system_presence TEXT NOT NULL,
    routing_status TEXT,
    source TEXT,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, event_id),
    FOREIGN KEY (tenant_id, agent_id) REFERENCES agents (tenant_id, id)
);
CREATE INDEX agent_state_events_agent ON agent_state_events (tenant_id, agent_id, occurred_at);
