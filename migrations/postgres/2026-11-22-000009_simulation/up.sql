CREATE TABLE performance_predictions (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    id TEXT NOT NULL,
    schedule_id TEXT NOT NULL,
    run_id TEXT NOT NULL,
    input_hash TEXT NOT NULL,
    prediction TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, schedule_id) REFERENCES schedules (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX performance_predictions_schedule ON performance_predictions (tenant_id, schedule_id);
CREATE UNIQUE INDEX performance_predictions_run ON performance_predictions (tenant_id, run_id);
