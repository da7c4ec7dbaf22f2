"""What the reader has on the screen: over which document, what is typed, what of it is unsaved, what came of it."""
