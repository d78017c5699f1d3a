"""Information barriers: who works behind one, what it closes, and who is brought over."""
