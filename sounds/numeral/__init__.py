"""How the line speaks composed things, numbers, dates, hours, money, in each of its languages."""
