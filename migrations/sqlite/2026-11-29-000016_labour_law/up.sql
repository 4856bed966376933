ALTER TABLE management_units ADD COLUMN labour_law TEXT;
