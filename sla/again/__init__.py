"""Judging the past again: an explicit act with a rehearsal before it. Else what is closed stays as it was judged."""
