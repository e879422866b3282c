"""How the holder of a number shows whose account it is: a known device, picture and name, a recovery code."""
