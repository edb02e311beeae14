"""The figures of an audit for people: one HTML file, or Markdown."""
