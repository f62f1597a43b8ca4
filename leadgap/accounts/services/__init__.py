"""State changes of people, teams, keys and the organisation. Each writes its audit line in the same transaction."""
