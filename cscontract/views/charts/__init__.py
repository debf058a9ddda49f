"""Charts: of the days, of prices, of risk, of both parties."""
