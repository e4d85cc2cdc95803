"""The vault and what lies in it: keys, engine, units of work, change capture, search, audit."""
