"""What happened: record files into typed rows, and these into daily figures."""
