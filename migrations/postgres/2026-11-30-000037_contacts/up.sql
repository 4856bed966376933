-- What a list's contacts may carry besides the fixed fields: a document. '{}' is no column at all.
ALTER TABLE contact_lists ADD COLUMN own_columns TEXT NOT NULL DEFAULT '{}';
-- Values by column, a JSON object of texts.
ALTER TABLE contacts ADD COLUMN data TEXT NOT NULL DEFAULT '{}';
-- The import that brought the contact as a run of its own; '' for all others. While that import is under way nobody sees it.
ALTER TABLE contacts ADD COLUMN import_id TEXT NOT NULL DEFAULT '';
CREATE INDEX contacts_import ON contacts (tenant_id, import_id, id) WHERE import_id <> '';
CREATE INDEX contacts_person ON contacts (tenant_id, person_id);

-- Who is behind contacts, across lists. external_id is what the caller's systems call the person.
CREATE TABLE persons (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    id TEXT NOT NULL,
    external_id TEXT,
    created_at BIGINT NOT NULL,
    erased_at BIGINT,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX persons_external_id ON persons (tenant_id, external_id) WHERE external_id IS NOT NULL;
CREATE TABLE person_phones (
    tenant_id TEXT NOT NULL,
    phone TEXT NOT NULL,
    person_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, phone, person_id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES persons (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX person_phones_person ON person_phones (tenant_id, person_id);

-- Persons of the contacts there are: one a personId, whose id is that text so that refusals still name it, and one a phone
-- where nobody said.
INSERT INTO persons (tenant_id, id, external_id, created_at)
    SELECT tenant_id, person_id, person_id, MIN(created_at) FROM contacts
    WHERE person_id <> '' GROUP BY tenant_id, person_id;
INSERT INTO person_phones (tenant_id, phone, person_id, created_at)
    SELECT tenant_id, phone, person_id, MIN(created_at) FROM contacts
    WHERE person_id <> '' GROUP BY tenant_id, phone, person_id;
UPDATE contacts SET person_id = (SELECT MIN(known.person_id) FROM person_phones known
        WHERE known.tenant_id = contacts.tenant_id AND known.phone = contacts.phone)
    WHERE person_id = '' AND EXISTS (SELECT 1 FROM person_phones known
        WHERE known.tenant_id = contacts.tenant_id AND known.phone = contacts.phone);
INSERT INTO persons (tenant_id, id, external_id, created_at)
    SELECT tenant_id, MIN(id), NULL, MIN(created_at) FROM contacts WHERE person_id = '' GROUP BY tenant_id, phone;
INSERT INTO person_phones (tenant_id, phone, person_id, created_at)
    SELECT tenant_id, phone, MIN(id), MIN(created_at) FROM contacts WHERE person_id = '' GROUP BY tenant_id, phone;
UPDATE contacts SET person_id = (SELECT MIN(known.person_id) FROM person_phones known
        WHERE known.tenant_id = contacts.tenant_id AND known.phone = contacts.phone)
    WHERE person_id = '';
UPDATE campaign_contacts SET person_id = (SELECT contacts.person_id FROM contacts
        WHERE contacts.tenant_id = campaign_contacts.tenant_id AND contacts.id = campaign_contacts.contact_id);

-- The secret under which a tenant's erased phones are kept as HMACs, so that what they asked for outlives them.
CREATE TABLE pseudonym_keys (
    tenant_id TEXT NOT NULL PRIMARY KEY REFERENCES tenants (id),
    secret TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
-- kind is 'doNotCall' (subject: the do-not-call list) or 'refusal' (subject: the product family).
CREATE TABLE erased_phone_marks (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    phone_hmac TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    marked_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, phone_hmac, kind, subject)
);

CREATE TABLE contact_list_filters (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    contact_list_id TEXT NOT NULL,
    name TEXT NOT NULL,
    filter TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, contact_list_id) REFERENCES contact_lists (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX contact_list_filters_name ON contact_list_filters (tenant_id, name);
CREATE INDEX contact_list_filters_list ON contact_list_filters (tenant_id, contact_list_id);

-- Imports that run by themselves. fence rises with every worker that takes one up; a worker of an older one is refused.
CREATE TABLE contact_imports (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    contact_list_id TEXT NOT NULL,
    status TEXT NOT NULL,
    fence INTEGER NOT NULL,
    options TEXT NOT NULL,
    report TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, contact_list_id) REFERENCES contact_lists (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX contact_imports_under_way ON contact_imports (tenant_id, contact_list_id) WHERE finished_at IS NULL;
CREATE INDEX contact_imports_list ON contact_imports (tenant_id, contact_list_id, id);
-- The file, in pieces, until its import is over: any worker can read it.
CREATE TABLE contact_import_pieces (
    tenant_id TEXT NOT NULL,
    import_id TEXT NOT NULL,
    piece INTEGER NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, import_id, piece),
    FOREIGN KEY (tenant_id, import_id) REFERENCES contact_imports (tenant_id, id) ON DELETE CASCADE
);
CREATE TABLE contact_import_rejects (
    tenant_id TEXT NOT NULL,
    import_id TEXT NOT NULL,
    reject_number INTEGER NOT NULL,
    reject TEXT NOT NULL,
    PRIMARY KEY (tenant_id, import_id, reject_number),
    FOREIGN KEY (tenant_id, import_id) REFERENCES contact_imports (tenant_id, id) ON DELETE CASCADE
);
