"""How figures and names are written for the reader: a plan, its scenario and a language. It knows no form and no page."""
