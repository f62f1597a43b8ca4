"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadgap.settings")

application = get_wsgi_application()

from leadgap.warming import warm  # noqa: E402 (it can be imported only after the line above)

warm()
