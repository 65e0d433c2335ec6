"""The bulletin: every figure leads back to the ledger entries under it."""
