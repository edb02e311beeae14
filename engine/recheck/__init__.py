"""Re-check medical-necessity decisions against guideline criteria written as YAML rules.

The flow has one direction: load -> screen -> explain -> compare -> audit -> report.
"""

__version__ = "0.1.0"
