-- What may be asked for as time off, how it is decided, and how much of it there is room for: one document each.
CREATE TABLE time_off_plans (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    business_unit_id TEXT NOT NULL,
    name TEXT NOT NULL,
    document TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, business_unit_id) REFERENCES business_units (tenant_id, id)
);
CREATE UNIQUE INDEX time_off_plans_name ON time_off_plans (tenant_id, business_unit_id, name);

CREATE TABLE time_off_limits (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    business_unit_id TEXT NOT NULL,
    name TEXT NOT NULL,
    document TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, business_unit_id) REFERENCES business_units (tenant_id, id)
);
CREATE UNIQUE INDEX time_off_limits_name ON time_off_limits (tenant_id, business_unit_id, name);

-- A date's own limit: one number, or one an interval of the date, as a JSON list.
CREATE TABLE time_off_limit_values (
    tenant_id TEXT NOT NULL,
    limit_id TEXT NOT NULL,
    date TEXT NOT NULL,
    minutes TEXT NOT NULL,
    PRIMARY KEY (tenant_id, limit_id, date),
    FOREIGN KEY (tenant_id, limit_id) REFERENCES time_off_limits (tenant_id, id) ON DELETE CASCADE
);

-- What agents were granted, and what was adjusted; what they use follows from their requests.
CREATE TABLE time_off_balance_entries (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    activity_code_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    effective_date TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, agent_id) REFERENCES agents (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX time_off_balance_entries_agent ON time_off_balance_entries (tenant_id, agent_id, effective_date);

CREATE TABLE time_off_requests (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    business_unit_id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    activity_code_id TEXT NOT NULL,
    status TEXT NOT NULL,
    first_date TEXT NOT NULL,
    last_date TEXT NOT NULL,
    waitlisted_at BIGINT,
    expires_at BIGINT,
    document TEXT NOT NULL,
    version INTEGER NOT NULL,
    submitted_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, business_unit_id) REFERENCES business_units (tenant_id, id),
    FOREIGN KEY (tenant_id, agent_id) REFERENCES agents (tenant_id, id)
);
CREATE INDEX time_off_requests_unit ON time_off_requests (tenant_id, business_unit_id, status, waitlisted_at);
CREATE INDEX time_off_requests_agent ON time_off_requests (tenant_id, agent_id, first_date);

CREATE TABLE time_off_days (
    tenant_id TEXT NOT NULL,
    request_id TEXT NOT NULL,
    date TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    start_at BIGINT NOT NULL,
    end_at BIGINT NOT NULL,
    is_full_day BOOLEAN NOT NULL,
    minutes INTEGER NOT NULL,
    payable_minutes INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, request_id, date),
    FOREIGN KEY (tenant_id, request_id) REFERENCES time_off_requests (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX time_off_days_agent ON time_off_days (tenant_id, agent_id, date);
CREATE INDEX time_off_days_date ON time_off_days (tenant_id, date);

-- What stood in a shift before time off took its place, to be put back when it is canceled. It outlives the shift's row,
-- which an edit may write anew.
CREATE TABLE time_off_replaced (
    tenant_id TEXT NOT NULL,
    request_id TEXT NOT NULL,
    shift_id TEXT NOT NULL,
    activities TEXT NOT NULL,
    PRIMARY KEY (tenant_id, request_id, shift_id),
    FOREIGN KEY (tenant_id, request_id) REFERENCES time_off_requests (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX time_off_replaced_shift ON time_off_replaced (tenant_id, shift_id);
