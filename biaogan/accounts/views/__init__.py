"""Pages of users and rights: the administrator's, everybody's own, and the matrix."""
