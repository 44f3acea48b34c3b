"""The pages of the premises."""
