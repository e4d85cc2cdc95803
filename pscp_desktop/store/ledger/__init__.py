"""What reconciling keeps in the vault: the rows behind `sync.ledger.Ledger`, one module per kind of row."""
