-- Whether and how agents of a management unit trade shifts: one document each.
CREATE TABLE shift_trade_settings (
    tenant_id TEXT NOT NULL,
    management_unit_id TEXT NOT NULL,
    document TEXT NOT NULL,
    version INTEGER NOT NULL,
    modified_by TEXT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, management_unit_id),
    FOREIGN KEY (tenant_id, management_unit_id) REFERENCES management_units (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE shift_trades (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    business_unit_id TEXT NOT NULL,
    management_unit_id TEXT NOT NULL,
    state TEXT NOT NULL,
    initiating_agent_id TEXT NOT NULL,
    initiating_shift_id TEXT NOT NULL,
    receiving_agent_id TEXT,
    receiving_shift_id TEXT,
    expires_at BIGINT NOT NULL,
    document TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, business_unit_id) REFERENCES business_units (tenant_id, id),
    FOREIGN KEY (tenant_id, initiating_agent_id) REFERENCES agents (tenant_id, id),
    FOREIGN KEY (tenant_id, receiving_agent_id) REFERENCES agents (tenant_id, id)
);
CREATE INDEX shift_trades_unit ON shift_trades (tenant_id, management_unit_id, state, id);
CREATE INDEX shift_trades_initiating ON shift_trades (tenant_id, initiating_agent_id, id);
CREATE INDEX shift_trades_receiving ON shift_trades (tenant_id, receiving_agent_id, id);

-- When agents cannot work: a stretch, and the same local time of later weeks where it repeats.
CREATE TABLE unavailable_times (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    business_unit_id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    status TEXT NOT NULL,
    start_at BIGINT NOT NULL,
    last_end_at BIGINT NOT NULL,
    document TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, agent_id) REFERENCES agents (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX unavailable_times_agent ON unavailable_times (tenant_id, agent_id, status, last_end_at);

-- Overtime and voluntary time off that supervisors offer, and who accepted.
CREATE TABLE shift_offers (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    business_unit_id TEXT NOT NULL,
    management_unit_id TEXT NOT NULL,
    canceled BOOLEAN NOT NULL,
    places INTEGER NOT NULL,
    start_at BIGINT NOT NULL,
    end_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    document TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, business_unit_id) REFERENCES business_units (tenant_id, id)
);
CREATE INDEX shift_offers_unit ON shift_offers (tenant_id, management_unit_id, id);

CREATE TABLE shift_offer_acceptances (
    tenant_id TEXT NOT NULL,
    offer_id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    document TEXT NOT NULL,
    accepted_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, offer_id, agent_id),
    FOREIGN KEY (tenant_id, offer_id) REFERENCES shift_offers (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, agent_id) REFERENCES agents (tenant_id, id)
);
