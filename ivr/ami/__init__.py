"""The Asterisk Manager Interface, for what ARI has no way to do: queues, registrations, leases.

Owns everything that is AMI. `client.Ami` is the face, `guard.Guard` the library behind bars.
"""
