"""A message, a call or a page: what is suspicious about it, and is it a scam?"""
