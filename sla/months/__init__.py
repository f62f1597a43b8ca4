"""Marketing's month: what it promised of the leads that it hands over, and how much of that is there by now."""
