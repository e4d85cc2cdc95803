"""Long lists a page at a time, painted rather than built of widgets."""
