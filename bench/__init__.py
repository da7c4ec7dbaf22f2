"""Speed, as ratios within one run: `python -m bench`, or `python -m bench plan lanes http start`."""
