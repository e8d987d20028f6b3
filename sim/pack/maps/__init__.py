"""Maps of areas: shapes from outlines in degrees, or tiles."""
