"""The dialogue with the citizen and the conversation, decided without touching anything. Pure."""
