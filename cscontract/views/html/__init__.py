"""Results as HTML for notebooks and the panel."""
