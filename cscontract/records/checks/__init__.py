"""What rows give away: totals, twins, masked customers, the same row twice."""
