"""Which truths and decisions the tests of a rule reach, which they could, and the tests that are missing."""
