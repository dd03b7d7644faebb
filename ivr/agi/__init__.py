"""FastAGI: questions that the dialplan asks the application."""
