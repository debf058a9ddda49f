"""What knows no contract: money, days, files, faults, languages, privacy."""
