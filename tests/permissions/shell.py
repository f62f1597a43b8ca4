"""What surrounds the rooms: the health check, light and dark."""

from tests.permissions import NO_SUCH_METHOD, Row, answers

ROWS = [
    Row("healthz", get=answers(200, anonymous=200), post=answers(200, anonymous=200, auditor=403)),
    Row("ui:choose-theme", get=NO_SUCH_METHOD | {"anonymous": 405}, post=answers(302, anonymous=302)),
]
