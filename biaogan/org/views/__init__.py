"""The pages of the organisation, a file for each place."""
