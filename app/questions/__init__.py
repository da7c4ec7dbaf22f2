"""Questions to a plan: what if, how sure, what is best, why did it change.

Every answer is one more batch for the one engine. `levers` names the inputs that can be turned and `outcomes` the figures that can be
asked for, both by JSON pointers; everything else turns the first and reads the second:

    solving        the value of one input at which an output is what is wanted
    odds           how sure: draws of what is uncertain, planned backward and run forward
    sensitivity    what each input moves, and what a point of each rate is worth
    sweeping       many lanes, by chunks, here or on a cluster
    mixing         the best mix of channels
    explaining     why two plans differ
    compare        plans side by side
    late, warning  what is too late, and what a shortfall will cost
    replanning     the requirements for the rest of a plan that is under way
"""
