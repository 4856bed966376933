CREATE TABLE queue_log_sources (
    tenant_id TEXT NOT NULL,
    source TEXT NOT NULL,
    business_unit_id TEXT NOT NULL,
    answered_within_seconds INTEGER NOT NULL,
    create_missing_queues BOOLEAN NOT NULL,
    line_count BIGINT NOT NULL,
    reject_count BIGINT NOT NULL,
    first_at BIGINT,
    last_at BIGINT,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, source),
    FOREIGN KEY (tenant_id, business_unit_id) REFERENCES business_units (tenant_id, id)
);
CREATE TABLE queue_log_lines (
    tenant_id TEXT NOT NULL,
    source TEXT NOT NULL,
    line_id TEXT NOT NULL,
    logged_at BIGINT NOT NULL,
    position BIGINT NOT NULL,
    call_id TEXT NOT NULL,
    queue_name TEXT NOT NULL,
    agent_name TEXT NOT NULL,
    event TEXT NOT NULL,
    kind TEXT NOT NULL,
    parameters TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, source, line_id)
);
CREATE INDEX queue_log_lines_call ON queue_log_lines (tenant_id, source, call_id);
CREATE INDEX queue_log_lines_agent ON queue_log_lines (tenant_id, source, kind, agent_name, logged_at);
CREATE TABLE queue_log_calls (
    tenant_id TEXT NOT NULL,
    source TEXT NOT NULL,
    id TEXT NOT NULL,
    call_id TEXT NOT NULL,
    queue_name TEXT NOT NULL,
    queue_id TEXT,
    caller TEXT NOT NULL,
    entered_at BIGINT NOT NULL,
    interval_at BIGINT NOT NULL,
    connected_at BIGINT,
    ended_at BIGINT,
    wait_seconds DOUBLE PRECISION,
    talk_seconds DOUBLE PRECISION,
    agent_name TEXT,
    agent_id TEXT,
    outcome TEXT NOT NULL,
    ring_no_answers INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, source, id)
);
CREATE INDEX queue_log_calls_call ON queue_log_calls (tenant_id, source, call_id);
CREATE INDEX queue_log_calls_interval ON queue_log_calls (tenant_id, source, queue_name, interval_at);
CREATE INDEX queue_log_calls_agent ON queue_log_calls (tenant_id, source, agent_name, connected_at);
CREATE INDEX queue_log_calls_entered ON queue_log_calls (tenant_id, source, entered_at);
CREATE TABLE queue_log_rejects (
    tenant_id TEXT NOT NULL,
    source TEXT NOT NULL,
    line_id TEXT NOT NULL,
    file_name TEXT NOT NULL,
    line_number BIGINT NOT NULL,
    text TEXT NOT NULL,
    code TEXT NOT NULL,
    reason TEXT NOT NULL,
    remedy TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, source, line_id)
);
CREATE TABLE queue_log_files (
    tenant_id TEXT NOT NULL,
    source TEXT NOT NULL,
    path TEXT NOT NULL,
    inode BIGINT NOT NULL,
    head TEXT NOT NULL,
    head_length BIGINT NOT NULL,
    read_bytes BIGINT NOT NULL,
    read_lines BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, source, path)
);
