"""Who can introduce whom: paths of acquaintances."""
