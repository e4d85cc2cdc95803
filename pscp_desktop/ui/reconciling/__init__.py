"""The sections of the sync page: how far this laptop is, what needs attention, laptops, sticks."""
