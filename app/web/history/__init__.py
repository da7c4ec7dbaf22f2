"""History: files taken in, what is measured of them, and how it comes into a plan."""
