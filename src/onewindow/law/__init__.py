"""Law as dated tables, and pure functions that read them."""
