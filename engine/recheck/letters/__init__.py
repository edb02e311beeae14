"""Letters in, cases out: determinations as PDF or text to letters, and letters to draft cases."""
