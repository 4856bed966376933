-- Days off and wishes of agents, one document each.
CREATE TABLE agent_preferences (
    tenant_id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    preferences TEXT NOT NULL,
    version INTEGER NOT NULL,
    modified_by TEXT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, agent_id),
    FOREIGN KEY (tenant_id, agent_id) REFERENCES agents (tenant_id, id) ON DELETE CASCADE
);
