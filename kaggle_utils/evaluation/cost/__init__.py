"""What a large job costs: from rates that were measured on small ones."""
