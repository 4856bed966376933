CREATE TABLE history_imports (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    id TEXT NOT NULL,
    business_unit_id TEXT NOT NULL,
    layer BIGINT,
    status TEXT NOT NULL,
    kind TEXT NOT NULL,
    layout TEXT NOT NULL,
    file_name TEXT,
    content_sha256 TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    idempotency_key TEXT,
    options TEXT NOT NULL,
    interval_minutes INTEGER NOT NULL,
    rows_read BIGINT NOT NULL,
    rows_accepted BIGINT NOT NULL,
    rows_rejected BIGINT NOT NULL,
    rows_ignored BIGINT NOT NULL,
    intervals_stored BIGINT NOT NULL,
    totals TEXT NOT NULL,
    warnings TEXT NOT NULL,
    warning_count BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    undone_at BIGINT,
    version INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, business_unit_id) REFERENCES business_units (tenant_id, id)
);
CREATE UNIQUE INDEX history_imports_layer ON history_imports (tenant_id, layer) WHERE layer IS NOT NULL;
CREATE UNIQUE INDEX history_imports_active ON history_imports (tenant_id, business_unit_id, fingerprint)
    WHERE status = 'complete';
CREATE UNIQUE INDEX history_imports_key ON history_imports (tenant_id, idempotency_key)
    WHERE idempotency_key IS NOT NULL;

CREATE TABLE history_import_rejects (
    tenant_id TEXT NOT NULL,
    import_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    row_number BIGINT NOT NULL,
    column_name TEXT,
    value TEXT NOT NULL,
    code TEXT NOT NULL,
    reason TEXT NOT NULL,
    remedy TEXT NOT NULL,
    PRIMARY KEY (tenant_id, import_id, position),
    FOREIGN KEY (tenant_id, import_id) REFERENCES history_imports (tenant_id, id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE history_intervals (
    tenant_id TEXT NOT NULL,
    queue_id TEXT NOT NULL,
    start_at BIGINT NOT NULL,
    layer BIGINT NOT NULL,
    interval_minutes INTEGER NOT NULL,
    offered DOUBLE PRECISION NOT NULL,
    handled DOUBLE PRECISION,
    abandoned DOUBLE PRECISION,
    average_handle_time_seconds DOUBLE PRECISION,
    answered_within DOUBLE PRECISION,
    answered_wait_seconds DOUBLE PRECISION,
    abandoned_wait_seconds DOUBLE PRECISION,
    PRIMARY KEY (tenant_id, queue_id, start_at, layer),
    FOREIGN KEY (tenant_id, queue_id) REFERENCES queues (tenant_id, id)
) WITHOUT ROWID;
