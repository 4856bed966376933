ALTER TABLE management_units DROP COLUMN labour_law;
