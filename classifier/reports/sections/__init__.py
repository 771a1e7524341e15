"""The sections of a team's report: from results to sentences, tables and charts as plain data."""
