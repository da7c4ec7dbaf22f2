"""What the plan says: rows, charts, traces, and what can be taken along."""
