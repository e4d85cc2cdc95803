"""The program as it is handed out: one folder, started where nothing of ours is installed."""
