"""The forms of an import: the file, its columns, their values, and the name under which all that is kept."""

from leads.intake.forms.columns import ColumnsForm
from leads.intake.forms.files import ReadingForm, SaveMappingForm, StartForm, UploadForm
from leads.intake.forms.values import ValuesForm, fields_with_values

__all__ = [
    "ColumnsForm",
    "ReadingForm",
    "SaveMappingForm",
    "StartForm",
    "UploadForm",
    "ValuesForm",
    "fields_with_values",
]
