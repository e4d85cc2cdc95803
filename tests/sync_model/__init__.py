"""The rules of sync run beside the real core: storages in memory, a faulty channel, an executable model."""
