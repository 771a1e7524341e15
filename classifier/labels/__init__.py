"""Which themes and root causes, how sure, on what words?"""
