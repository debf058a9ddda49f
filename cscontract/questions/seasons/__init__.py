"""Other seasons: volumes simulated from the counts, and what the agreement costs on
them.
"""
