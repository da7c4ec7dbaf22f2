"""Why did it change: the difference of an output, split over the inputs that differ."""
