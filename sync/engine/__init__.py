"""One state machine that reconciles a desk with a hub, another desk or a stick; no I/O of its own."""
