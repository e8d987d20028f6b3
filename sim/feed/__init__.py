"""A live feed of a simulated night, to rehearse with; reads result files only."""
