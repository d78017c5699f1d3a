"""The demonstration data of 2022: the real organisation of the group, everything else invented."""
