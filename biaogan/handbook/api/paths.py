"""Ids in addresses: those that a database can hold."""

from typing import Annotated

from ninja import Path
from pydantic import Field

HandbookId = Annotated[int, Path(...), Field(ge=1, le=2**63 - 1)]
VersionId = Annotated[int, Path(...), Field(ge=1, le=2**63 - 1)]
AreaId = Annotated[int, Path(...), Field(ge=1, le=2**63 - 1)]
ItemId = Annotated[int, Path(...), Field(ge=1, le=2**63 - 1)]
