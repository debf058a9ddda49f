"""A folder a kind of clause, with all that it says and works out; `shared`: what several kinds use."""
