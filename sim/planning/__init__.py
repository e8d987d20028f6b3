"""Planning: how few people and desks, and where, so that waits are rarely too long."""
