"""The customs network: bounds by network calculus, packets simulated, FlexE calendars, Wi-Fi plans, ECN thresholds."""
