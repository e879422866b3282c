"""What people can do: first and now, for themselves; before and after by area, for officials."""
