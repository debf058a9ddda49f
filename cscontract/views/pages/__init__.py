"""Notebooks as pages to read without a kernel."""
