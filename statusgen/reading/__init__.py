"""How text becomes a Site."""
