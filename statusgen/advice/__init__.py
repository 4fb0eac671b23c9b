"""What good practice asks, as warnings."""
