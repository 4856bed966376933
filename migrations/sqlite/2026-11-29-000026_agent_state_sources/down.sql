DROP TABLE adherence_records;
DROP TABLE adherence_outages;
DROP TABLE adherence_explanations;
DROP TABLE adherence_profiles;
DROP TABLE unknown_agent_states;
DROP TABLE agent_state_mappings;
