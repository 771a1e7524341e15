"""A committee's report: no packs, quotations or case references, and no small numbers.

Every count that it prints comes from one ledger (:mod:`classifier.insight.suppression`).
"""
