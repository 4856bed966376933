ALTER TABLE forecast_series ADD COLUMN path_spread TEXT;

CREATE TABLE forecast_queue_series (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    forecast_id TEXT NOT NULL,
    planning_group_id TEXT NOT NULL,
    queue_id TEXT NOT NULL,
    offered TEXT NOT NULL,
    offered_p10 TEXT NOT NULL,
    offered_p50 TEXT NOT NULL,
    offered_p90 TEXT NOT NULL,
    PRIMARY KEY (tenant_id, forecast_id, planning_group_id, queue_id),
    FOREIGN KEY (tenant_id, forecast_id, planning_group_id)
        REFERENCES forecast_series (tenant_id, forecast_id, planning_group_id) ON DELETE CASCADE
);
