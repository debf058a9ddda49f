"""What words cost, and what settles them: price, dispute, inference, drafting,
wording.
"""
