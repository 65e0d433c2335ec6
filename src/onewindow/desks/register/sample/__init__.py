"""The files of the sample register and their reader."""
