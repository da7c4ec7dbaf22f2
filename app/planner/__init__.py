"""The planner: pure, vectorised, and ignorant of the web and the database.

A scenario is compiled to arrays, evaluated once, and presented as a plan. Start reading in `engine`.
"""
