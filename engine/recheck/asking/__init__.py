"""A request asked in words: words, dates, notes and answers to a case, and the questions that are left."""
