"""How people write words, times, zones, durations and names."""
