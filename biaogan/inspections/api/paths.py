"""Ids in addresses: those that a database can hold."""

from typing import Annotated

from ninja import Path
from pydantic import Field

SheetId = Annotated[int, Path(...), Field(ge=1, le=2**63 - 1)]
PlanId = Annotated[int, Path(...), Field(ge=1, le=2**63 - 1)]
DrawId = Annotated[int, Path(...), Field(ge=1, le=2**63 - 1)]
