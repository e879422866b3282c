"""Who and where: areas, accounts, roles, consent."""
