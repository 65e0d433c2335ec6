"""What every desk stands on: case, flow, clock, ledger, jobs, access, files, settings, errors."""
