"""Windows, pages and widgets; with app the only package that knows Qt."""
