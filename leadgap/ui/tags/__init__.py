"""The template tags by what they show; leadgap/ui/templatetags/ui.py gathers them under one `{% load ui %}`."""
