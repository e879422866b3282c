"""Pages on which staff are seen, invited and sent off: `/quan-tri/nhan-su/`."""
