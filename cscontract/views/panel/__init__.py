"""The live panel: controls, tabs, the session that keeps them."""
