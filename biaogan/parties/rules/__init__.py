"""How personal values are compared, shortened for the eye, and found in free text. No database, no keys."""

from biaogan.parties.rules.finding import Found, find_personal_data, masked_text
from biaogan.parties.rules.masks import mask, mask_normal
from biaogan.parties.rules.normal import PersonalField, normal

__all__ = ["Found", "PersonalField", "find_personal_data", "mask", "mask_normal", "masked_text", "normal"]
