"""The arrays behind business time: windows as instants, counts along them, pauses cut out. Pure: no Django."""
