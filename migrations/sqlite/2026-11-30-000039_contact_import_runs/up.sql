-- When the do-not-call entry that a mark stands for ends.
ALTER TABLE erased_phone_marks ADD COLUMN expires_at BIGINT;
-- '' until the whole file has arrived.
ALTER TABLE contact_imports ADD COLUMN run_id TEXT NOT NULL DEFAULT '';
