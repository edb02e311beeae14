"""Screenings that are not finished: kept for whoever began them, for some days, and beside the journal."""
