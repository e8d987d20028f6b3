"""What every part uses: time, errors, random streams, text, interrupts, processes."""
