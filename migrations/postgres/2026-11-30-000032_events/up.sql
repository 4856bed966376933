-- What happened, to be told outside: written in the transaction of the change it tells of, numbered once that is kept.
-- `written` orders what waits for its number: a change that waited for another one's lock is written after it.
CREATE TABLE events (
    written BIGSERIAL NOT NULL,
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    sequence BIGINT,
    topic TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    agent_ids TEXT NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    occurred_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX events_waiting ON events (written) WHERE sequence IS NULL;
CREATE INDEX events_sequence ON events (sequence);
CREATE INDEX events_tenant_sequence ON events (tenant_id, sequence);

-- The one row whose lock puts the numbering of events in order, for all tenants: the last number given, and the last
-- number whose event is no longer kept.
CREATE TABLE event_numbering (
    name TEXT NOT NULL PRIMARY KEY,
    last_sequence BIGINT NOT NULL,
    trimmed_sequence BIGINT NOT NULL
);
INSERT INTO event_numbering (name, last_sequence, trimmed_sequence) VALUES ('events', 0, 0);

-- Where events are sent. The secrets are kept as they are, since signing needs them.
CREATE TABLE webhooks (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    url TEXT NOT NULL,
    topics TEXT NOT NULL,
    description TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    disabled_reason TEXT,
    secret TEXT NOT NULL,
    previous_secret TEXT,
    previous_secret_until BIGINT,
    delivered_sequence BIGINT NOT NULL,
    failure_count INTEGER NOT NULL,
    failing_since BIGINT,
    next_attempt_at BIGINT NOT NULL,
    claim TEXT,
    claimed_until BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX webhooks_due ON webhooks (next_attempt_at) WHERE enabled;

-- Every attempt to send something to a webhook, and how it ended.
CREATE TABLE webhook_deliveries (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    webhook_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    event_type TEXT NOT NULL,
    kind TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    succeeded BOOLEAN NOT NULL,
    status INTEGER,
    error TEXT,
    response TEXT,
    duration_ms INTEGER NOT NULL,
    attempted_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhooks (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX webhook_deliveries_webhook ON webhook_deliveries (tenant_id, webhook_id, id);
CREATE INDEX webhook_deliveries_age ON webhook_deliveries (attempted_at);
