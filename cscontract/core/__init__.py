"""What knows no contract: money, days and sets of them, files, faults, languages, privacy."""
