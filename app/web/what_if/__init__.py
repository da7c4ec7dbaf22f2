"""The What-if page: questions asked of the plan on the screen, each answered by a sentence, a table and a chart."""
