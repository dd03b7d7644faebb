"""The pipes: journal, runner, mailbox, settings, secrets, HTTP, supervision. Knows no telephony. Edge."""
