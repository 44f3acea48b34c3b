"""How findings and notices are shown: their words, colours, and the moves that somebody may make."""
