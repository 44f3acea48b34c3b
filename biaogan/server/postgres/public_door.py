"""The tables that the customer's door may touch, and how: all that `serve --only public` can do.

Customers' values, audit events and messages to colleagues can be written there and not be read again: of those
only the number of the new row comes back.
"""

#: table -> rights, as in GRANT. A table that is not here is closed to the door.
TABLES: dict[str, str] = {
    "audit_event": "INSERT, SELECT (id)",
    "cases_case": "SELECT, INSERT, UPDATE",
    "cases_casebar": "SELECT",
    "cases_casewords": "SELECT, INSERT, UPDATE",
    "complaints_complaint": "SELECT, INSERT, UPDATE",
    "complaints_customermessage": "SELECT, INSERT",
    "complaints_statechange": "SELECT, INSERT",
    "core_cache": "SELECT, INSERT, UPDATE, DELETE",
    "core_idempotencykey": "SELECT, INSERT",
    # A contractor answers one finding by a link, with photos.
    "evidence_evidence": "SELECT, INSERT",
    "evidence_evidencedeletion": "SELECT",
    "handbook_item": "SELECT",
    "notify_notification": "INSERT, SELECT (id)",
    # What is shipped was written down when the database was brought up to date.
    "obligations_limitrule": "SELECT",
    "obligations_obligation": "SELECT, INSERT, UPDATE",
    "org_holding": "SELECT",
    "org_person": "SELECT",
    "org_post": "SELECT",
    "org_unit": "SELECT",
    "org_unitedge": "SELECT",
    "parties_party": "INSERT, SELECT (id)",
    "papers_paper": "SELECT",
    "rectification_contractorlink": "SELECT",
    "rectification_finding": "SELECT, UPDATE",
    "rectification_findingstate": "SELECT, INSERT",
    "rectification_notice": "SELECT, UPDATE",
    "rectification_reply": "SELECT, INSERT",
    "rectification_reply_proofs": "SELECT, INSERT",
    "workcal_daymark": "SELECT",
    "workcal_layer": "SELECT",
    "workcal_layerhours": "SELECT",
    "workcal_layeryear": "SELECT",
    "workcal_stamp": "SELECT",
}
