"""The CRM's hands: database, journal follower, REST operations. Edge."""
