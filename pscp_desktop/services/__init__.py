"""What people do, one module per kind of work; none imports another, all share the desk."""
