"""The pages of the complaint desk."""
