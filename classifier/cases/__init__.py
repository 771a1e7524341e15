"""Case files in and out: what did the council send, and what is wrong with it?"""
