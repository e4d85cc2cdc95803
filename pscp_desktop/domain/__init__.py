"""What is kept and the rules it is kept by: record types, states, rights, law. No I/O, no Qt."""
