"""What is asked beyond the verdict: of words, of terms, of seasons, of the parties."""
