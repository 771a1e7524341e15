"""What recurs, where, since when, and is it more than chance?"""
