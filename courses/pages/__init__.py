"""The tree: home → catalogue → tracks → courses → lessons."""
