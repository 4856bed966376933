DROP TABLE agent_preferences;
