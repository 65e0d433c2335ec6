"""Pure engines: values and arrays in, values out. No Django, no clock, no network, no global random state."""
