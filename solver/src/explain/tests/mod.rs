mod conflicts;
