"""HTML: text in (`forms`), labelled rows out (`present`), and the routes between."""
