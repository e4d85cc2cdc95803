"""The hub: keeps what desks have sealed, in order, and can read none of it."""
