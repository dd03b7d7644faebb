"""What the CRM decides: contacts folded from the journal, tickets, comparable names. Pure."""
