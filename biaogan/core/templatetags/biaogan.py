"""All tags of the look, in every template without {% load %}: settings name this module among the builtins."""

from django import template

from biaogan.core.templatetags import charts, figures, forms, icons, lists, moments, pieces, shell

register = template.Library()

for _part in (icons, shell, figures, moments, pieces, lists, forms, charts):
    register.tags.update(_part.register.tags)
    register.filters.update(_part.register.filters)
