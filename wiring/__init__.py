"""The pipes: journal, runner, settings, secrets, HTTP, supervision. Knows no telephony. Edge."""
