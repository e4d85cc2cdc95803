"""The places of the desk. A page knows the services it is handed and its widgets, nothing else."""
