"""Either party: margins, savings, the zone in which both gain, staffing."""
