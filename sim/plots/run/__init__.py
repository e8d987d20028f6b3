"""Pictures of a run or an ensemble."""
