"""Applications for trademarks, from the first draft to the filing."""
