"""What callers hear: prompt texts in six languages, their audio, and the tool that makes it."""
