CREATE TABLE forecast_modifications (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    id TEXT NOT NULL,
    forecast_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    modification TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    reason TEXT NOT NULL,
    event TEXT,
    author TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    carried_from_forecast_id TEXT,
    carried_from_modification_id TEXT,
    version INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, forecast_id) REFERENCES forecasts (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX forecast_modifications_forecast ON forecast_modifications (tenant_id, forecast_id, position);
