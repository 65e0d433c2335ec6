"""Finance of intellectual property: values, pledged loans, securitizations, premiums and reserves.

Pure functions of numbers and arrays. Money that is paid out is counted in whole cents (``int64``), so that cash is
conserved to the cent; values that are estimates are floats. Rates are fractions a year unless a name says otherwise.
"""
