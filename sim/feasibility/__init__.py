"""Whether reported numbers of ballots could be issued: the capacity of sites by hour."""
