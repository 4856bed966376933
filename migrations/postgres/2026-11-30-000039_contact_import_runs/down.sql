ALTER TABLE contact_imports DROP COLUMN run_id;
ALTER TABLE erased_phone_marks DROP COLUMN expires_at;
