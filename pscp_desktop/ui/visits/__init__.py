"""The parts of the visits page: setting out, who is out, coming back, warnings about addresses."""
