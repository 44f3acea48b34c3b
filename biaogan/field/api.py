"""What a phone takes along before it goes where there is no connection."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Annotated

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router

from biaogan.accounts.access import signed_in
from biaogan.field import queries
from biaogan.sync.api.devices import DeviceRequest
from biaogan.sync.signature import DeviceSignature

router = Router()

Have = Annotated[str, Query(max_length=400, description="Versions of handbooks that are on the phone, with commas.")]


@router.get("/package", auth=DeviceSignature(), operation_id="field_package")
@signed_in
def package(request: DeviceRequest, have: Have = "") -> HttpResponse:
    """Return one's sheets with their answers and revisions, handbooks, outlets with their machines, and kinds of logs.

    With an ETag: what has not changed is not sent again, and a published version of a handbook never changes.
    """
    if not request.actor.grants:
        # Whoever has left, or whose phone belongs to nobody, takes nothing along.
        raise PermissionDenied(_("Whoever this phone belongs to has no post and no role any more."))
    here = {int(each) for each in re.findall(r"\d{1,15}", have)}
    now = timezone.now()
    found = queries.package(request.actor, have=here, now=now)
    content = json.dumps({**found, "at": ""}, cls=DjangoJSONEncoder, sort_keys=True)
    etag = f'"{hashlib.sha256(content.encode()).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == etag and not found["handbooks"]:
        answer = HttpResponse(status=304)
    else:
        answer = HttpResponse(json.dumps({**found, "at": now}, cls=DjangoJSONEncoder), content_type="application/json")
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = "no-store"
    return answer
