"""What things are: frozen values without behaviour that reaches outside them."""
