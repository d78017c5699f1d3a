"""Ends sessions and closes accounts: what was allowed a moment ago is refused within five seconds."""
