"""The matrix of roles and rights, open to everybody: who may what is no secret."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from biaogan.accounts import queries
from biaogan.accounts.access import Role, SignedInRequest, signed_in


@require_GET
@signed_in
def rights(request: SignedInRequest) -> HttpResponse:
    own = queries.own_roles(request.actor)
    context = {
        "own": own,
        "own_roles": {each.role for each in own},
        "roles": list(Role),
        "groups": queries.matrix(),
        "posts": [(role, posts) for role in Role if (posts := queries.posts_of_role(role))],
    }
    return render(request, "accounts/rights.html", context)
