"""The pages of findings and notices."""
