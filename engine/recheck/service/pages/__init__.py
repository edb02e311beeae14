"""The pages of the service: screening, audit, rules, and an author's workbench."""
