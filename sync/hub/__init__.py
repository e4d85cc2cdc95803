"""What every hub does, whatever it stores in: it numbers, chains, enforces, and can read nothing."""
