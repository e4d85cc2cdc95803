"""The places of the desk. A page knows the services it is handed and the widgets it is made of, nothing else."""
