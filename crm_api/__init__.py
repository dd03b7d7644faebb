"""Citizens, contacts and tickets: the CRM that follows the journal and its REST interface.

Owns its own database. The path of a contact never waits for it: facts reach it through the
journal, and what it finds out goes back as facts.
"""
