"""How good cross-sell is: left-out holdings, asked for through the API, beside what simpler methods find."""
