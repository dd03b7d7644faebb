"""Where reports get their records from. Edge."""
