"""Conform: reported text to typed values, the text kept beside them."""
