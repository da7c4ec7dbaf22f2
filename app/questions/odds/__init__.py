"""How sure: draws of what is uncertain, planned backward and run forward."""
