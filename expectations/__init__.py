"""What makes a row or report trustworthy: one rule, one reason code."""
