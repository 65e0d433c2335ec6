"""The trusteeship desk."""
