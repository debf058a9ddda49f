"""The command line: options, what is read and written, standard output."""
