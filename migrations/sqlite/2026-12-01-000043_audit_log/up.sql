-- What was done, one chain a tenant: hash covers all columns but details and salt, of which it covers details_hash, so that
-- details that tell of an erased person can go while the chain holds.
CREATE TABLE audit_entries (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    sequence BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    role TEXT NOT NULL,
    address TEXT NOT NULL,
    action TEXT NOT NULL,
    operation TEXT NOT NULL,
    entity_type TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    request_id TEXT NOT NULL,
    details TEXT,
    salt TEXT,
    details_hash TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (tenant_id, sequence)
);
CREATE INDEX audit_entries_at ON audit_entries (tenant_id, at);
CREATE INDEX audit_entries_entity ON audit_entries (tenant_id, entity_id, sequence);
CREATE INDEX audit_entries_actor ON audit_entries (tenant_id, actor, sequence);

-- Where each chain ends, and behind which entry it begins once older ones were forgotten.
CREATE TABLE audit_heads (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    sequence BIGINT NOT NULL,
    hash TEXT NOT NULL,
    anchor_sequence BIGINT NOT NULL,
    anchor_hash TEXT NOT NULL,
    PRIMARY KEY (tenant_id)
);

-- How long a tenant keeps what tells of persons.
CREATE TABLE retention_settings (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    document TEXT NOT NULL,
    version INTEGER NOT NULL,
    modified_by TEXT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id)
);

-- When a tenant's old rows were last removed by the service itself.
CREATE TABLE retention_runs (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    started_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id)
);

CREATE TRIGGER audit_entries_are_added_at_the_head BEFORE INSERT ON audit_entries
WHEN NEW.sequence <> coalesce((SELECT sequence FROM audit_heads WHERE tenant_id = NEW.tenant_id), 0) + 1
BEGIN
    SELECT RAISE(ABORT, 'audit_entries: an entry follows the one at the head of its chain');
END;

CREATE TRIGGER audit_entries_stay BEFORE UPDATE ON audit_entries
WHEN NEW.details IS NOT NULL OR NEW.salt IS NOT NULL
    OR (NEW.tenant_id, NEW.sequence, NEW.at, NEW.actor, NEW.role, NEW.address, NEW.action, NEW.operation,
        NEW.entity_type, NEW.entity_id, NEW.request_id, NEW.details_hash, NEW.previous_hash, NEW.hash)
    IS NOT
       (OLD.tenant_id, OLD.sequence, OLD.at, OLD.actor, OLD.role, OLD.address, OLD.action, OLD.operation,
        OLD.entity_type, OLD.entity_id, OLD.request_id, OLD.details_hash, OLD.previous_hash, OLD.hash)
BEGIN
    SELECT RAISE(ABORT, 'audit_entries: entries stay as they are; only details may be taken away');
END;

CREATE TRIGGER audit_entries_are_forgotten_behind_the_anchor BEFORE DELETE ON audit_entries
WHEN OLD.sequence > coalesce((SELECT anchor_sequence FROM audit_heads WHERE tenant_id = OLD.tenant_id), 0)
BEGIN
    SELECT RAISE(ABORT, 'audit_entries: entries go by retention only, behind the anchor');
END;

CREATE TRIGGER audit_heads_move_on BEFORE UPDATE ON audit_heads
WHEN NEW.tenant_id <> OLD.tenant_id OR NEW.sequence < OLD.sequence OR NEW.anchor_sequence < OLD.anchor_sequence
    OR NEW.anchor_sequence > NEW.sequence
BEGIN
    SELECT RAISE(ABORT, 'audit_heads: a chain does not go back');
END;

CREATE TRIGGER audit_heads_stay BEFORE DELETE ON audit_heads
BEGIN
    SELECT RAISE(ABORT, 'audit_heads: a chain has a head for ever');
END;
