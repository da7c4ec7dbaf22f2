"""JSON for programs: plans, forward runs, traces, and the schema of a scenario."""
