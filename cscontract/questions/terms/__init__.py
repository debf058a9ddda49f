"""Other terms: scenarios side by side, sweeps, trades."""
